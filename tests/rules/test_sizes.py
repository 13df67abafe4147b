"""How full classes and schools are: bands, columns that say it, and what the mean gives away."""

import datetime as dt
import math
from dataclasses import replace

import pytest
from case_files import as_printed
from rules.county_builder import county

from analysis.formulas.trend import BAND_HIGHEST, BAND_LOWEST
from analysis.rules.counting.count import count_sections
from analysis.rules.measures import Case
from analysis.rules.measures.sizes import BANDS, judge_class_share, judge_class_size, large_class_share, school_size
from analysis.rules.results import Answer
from analysis.rules.standards import standard
from analysis.rules.verdict import judge
from analysis.tables.terms import common_terms

DAY = dt.date(2023, 12, 31)
QUALITY = standard("cn-quality-balance-2017")
CLASS_LIMIT = QUALITY.limits_by_whom("class_size", DAY)["primary"]
(SCHOOL_RULE,) = QUALITY.of_measure("school_size")


def bands(**counts):
    return dict.fromkeys(BANDS, 0) | counts


def case_of(*schools):
    return Case(count_sections(county(*schools)), "C", 2023, DAY, ("primary", "junior"))


def judge_classes(*schools, limit=CLASS_LIMIT):
    return judge_class_size(case_of(*schools), "primary", limit)


def judge_schools(whom, *schools):
    found = {verdict.stage: verdict for verdict in school_size(case_of(*schools), SCHOOL_RULE)}
    return found.get(whom)


def test_the_bands_are_fields_of_the_terms():
    assert set(BANDS) <= set(common_terms().fields)


def test_the_bands_are_those_of_the_statistical_form():
    lows = [0, *BAND_LOWEST[1:]]
    assert list(BANDS.values()) == lows
    closed = [f"classes_{low}_to_{high}" for low, high in zip(BAND_LOWEST[1:-1], BAND_HIGHEST[1:-1], strict=True)]
    assert list(BANDS) == ["classes_25_or_fewer", *closed, "classes_66_or_more"]


def test_classes_over_the_limit_are_counted_from_the_bands():
    verdict = judge_classes(
        {"students": 400, "classes": 9, **bands(classes_41_to_45=7, classes_46_to_50=2)},
        {"students": 90, "classes": 2, **bands(classes_41_to_45=2)},
        {"students": 300, "classes": 5, **bands(classes_56_to_60=4, classes_66_or_more=1)},
    )
    assert (verdict.answer, verdict.result.value, verdict.gap, verdict.shortfall) == (Answer.NOT_MET, 7, 7, 7)
    assert verdict.offenders == ("S3", "S1")
    assert verdict.limit.value == 45


def test_classes_over_the_limit_are_taken_from_a_column_that_says_it():
    verdict = judge_classes(
        {"students": 400, "classes": 9, "classes_over_45": 2}, {"students": 90, "classes_over_45": 0}
    )
    assert (verdict.answer, verdict.result.value) == (Answer.NOT_MET, 2)


def test_the_number_of_classes_over_the_limit_names_its_cells():
    verdict = judge_classes({"students": 400, "classes": 9, "classes_over_45": 2})
    assert verdict.result.inputs.fields == ("classes_over_45",)


def test_pingluos_printed_counts_are_its_failures():
    shares = {("primary", 428, 178): "0.416", ("junior", 213, 30): "0.141"}
    for (stage, classes, over), share in shares.items():
        limit = QUALITY.limits_by_whom("class_size", DAY)[stage]
        row = {"stage": stage, "classes": classes, f"classes_over_{limit.value:g}": over, "students": 1}
        verdict = judge_class_size(case_of(row), stage, limit)
        assert (verdict.answer, verdict.result.value) == (Answer.NOT_MET, over)
        assert as_printed(verdict.result.value / classes, like="0.001") == share


def test_all_classes_within_the_limit_meet_it():
    verdict = judge_classes({"students": 90, "classes": 2, **bands(classes_41_to_45=2)})
    assert (verdict.answer, verdict.gap, verdict.offenders, verdict.note) == (Answer.MET, 0, (), None)


def test_a_school_that_does_not_say_leaves_it_open():
    verdict = judge_classes({"students": 90, "classes": 2, **bands(classes_41_to_45=2)}, {"students": 90, "classes": 2})
    assert verdict.answer is Answer.CANNOT_JUDGE and math.isnan(verdict.result.value)
    assert verdict.note.zh == "1所学校缺分规模班数"


def test_a_mean_over_the_limit_decides_without_the_bands():
    verdict = judge_classes({"students": 91, "classes": 2}, {"students": 90, "classes": 2})
    assert (verdict.answer, verdict.offenders, verdict.result.value) == (Answer.NOT_MET, ("S1",), 1)
    assert "合计为下限" in verdict.note.zh


def test_a_limit_inside_a_band_cannot_be_judged_from_bands():

    verdict = judge_classes(
        {"students": 80, "classes": 2, **bands(classes_36_to_40=2)}, limit=replace(CLASS_LIMIT, value=42)
    )
    assert verdict.answer is Answer.CANNOT_JUDGE


def test_a_county_without_a_stage_leaves_its_classes_open():
    case = case_of({"students": 90, "stage": "junior"})
    verdict = judge_class_size(case, "primary", CLASS_LIMIT)
    assert (verdict.answer, verdict.note.en) == (Answer.CANNOT_JUDGE, "no school of this stage is counted")


def test_the_share_of_large_classes_includes_the_super_large_and_the_smallest_points():
    point = {"students": 20, "classes": 1, "counts_as_school": False, "school_type": "teaching_point"}
    case = case_of(
        {"students": 500, "classes": 9, **bands(classes_51_to_55=6, classes_56_to_60=2, classes_66_or_more=1)},
        point | bands(classes_25_or_fewer=1),
    )  # fmt: skip
    assert large_class_share(case, "primary", 56, "large_class_share").value == 0.3
    assert large_class_share(case, "primary", 66, "super_large_class_share").value == 0.1


def test_the_share_of_large_classes_is_held_against_its_target():
    target = standard("cn-class-size").of_measure("class_share")[1].limit(DAY)
    for large, answer, shortfall in ((5, Answer.MET, 0), (6, Answer.NOT_MET, 1)):
        case = case_of({"students": 4500, "classes": 100, "classes_56_or_more": large})
        verdict = judge_class_share(case, "primary", "large_class_share", 56, target)
        assert (verdict.answer, verdict.shortfall) == (answer, shortfall)


def test_the_share_is_open_when_a_school_does_not_say():
    case = case_of({"students": 450, "classes": 10, "classes_56_or_more": 1}, {"students": 90, "classes": 2})
    share = large_class_share(case, "primary", 56, "large_class_share")
    assert math.isnan(share.value) and share.note.zh == "1所学校缺分规模班数或班级总数"


def test_a_school_of_2016_students_is_too_large_by_sixteen():
    verdict = judge_schools(
        "junior", {"school_id": "四中", "students": 2016, "stage": "junior"}, {"students": 2000, "stage": "junior"}
    )
    assert (verdict.answer, verdict.result.value, verdict.shortfall) == (Answer.NOT_MET, 1, 16)
    assert verdict.offenders == ("四中",)


def test_a_through_school_is_measured_whole_and_by_its_own_limit():
    whole = {"school_id": "N", "school_type": "nine_year"}
    sections = [whole | {"students": 1500}, whole | {"students": 1000, "stage": "junior"}, {"students": 2000}]
    assert judge_schools("nine_year", *sections).answer is Answer.MET
    assert judge_schools("primary", *sections).answer is Answer.MET
    sections[0]["students"] = 1501
    assert (judge_schools("nine_year", *sections).offenders, judge_schools("nine_year", *sections).shortfall) == (
        ("N",),
        1,
    )
    assert judge_schools("twelve_year", *sections) is None


def test_teaching_points_elsewhere_do_not_make_a_school_too_large():
    verdict = judge_schools("primary", {"students": 1990}, {"students": 60, "counts_as_school": False, "parent": "S1"})
    assert verdict.answer is Answer.MET


@pytest.mark.parametrize(("known", "answer"), [(2600, Answer.NOT_MET), (1500, Answer.CANNOT_JUDGE)])
def test_an_unknown_section_matters_only_while_the_known_one_is_within_the_limit(known, answer):
    whole = {"school_id": "N", "school_type": "nine_year"}
    verdict = judge_schools("nine_year", whole | {"students": known}, whole | {"students": None, "stage": "junior"})
    assert verdict.answer is answer


def test_schools_equally_too_large_stand_in_the_order_of_the_source_and_an_unknown_one_is_no_offender():
    schools = [{"school_id": name, "students": count} for name, count in (("Z", 2100), ("A", 2100), ("M", None))]
    verdict = judge_schools("primary", *schools)
    assert (verdict.answer, verdict.offenders, verdict.shortfall) == (Answer.NOT_MET, ("Z", "A"), 200)


def test_the_targets_for_large_classes_are_judged_from_the_last_day_of_their_first_year_on():
    school = {"students": 4500, "classes": 100, "classes_56_or_more": 6, "classes_66_or_more": 2}
    senior = {"stage": "senior", "students": 900, "classes": 15, "classes_56_or_more": 15, "classes_66_or_more": 9}
    answers = {}
    for year in (2019, 2020):
        sections = count_sections(county(school | {"year": year}, senior | {"year": year}))
        verdict = judge(sections, standard("cn-class-size"), "C", year)
        answers[year] = {
            one.rule.id: one.answer for one in verdict.verdicts.where(measure="class_share", stage="primary")
        }
        assert {one.stage for one in verdict.verdicts.where(measure="class_share")} == {"primary"}
    assert answers == {
        2019: {"super_large_class_share": Answer.MET, "large_class_share": Answer.CANNOT_JUDGE},
        2020: {"super_large_class_share": Answer.MET, "large_class_share": Answer.NOT_MET},
    }
