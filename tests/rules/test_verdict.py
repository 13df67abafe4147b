"""What follows for a school and a county: six of seven, the floor, every coefficient, and what stays open."""

import datetime as dt
import math

import pytest
from case_files import as_printed
from hypothesis import given, settings
from hypothesis import strategies as st
from rules.county_builder import county

from analysis.errors import UsageError
from analysis.rules.conventions import Conventions
from analysis.rules.counting.count import count_sections
from analysis.rules.counting.sections import Sections
from analysis.rules.results import Answer, Inputs, Result, Verdict
from analysis.rules.rule import Rule
from analysis.rules.standards import Standard, standard
from analysis.rules.verdict import CountyVerdict, judge
from analysis.tables.catalogue.datasets import load_dataset

QUALITY = standard("cn-quality-balance-2017")
#: Exactly the primary thresholds for 1000 students, field by field in the order of the seven indicators.
EXACT = {
    "above_norm_teachers": 42,
    "backbone_teachers": 10,
    "pe_art_teachers": 9,
    "teaching_area_m2": 4500 + 300,
    "sport_area_m2": 7500 - 300,
    "equipment_yuan": 2_000_000,
    "multimedia_rooms": 23,
}
FLOOR = EXACT | {"sport_area_m2": 6375 - 300}


def school(students=1000, **changes):
    return {"students": students, "classes": 25, "indoor_sport_area_m2": 300, "classes_over_45": 0} | EXACT | changes


def verdict_of(*schools, rules=QUALITY, **conventions):
    return judge(count_sections(county(*schools), Conventions(**conventions)), rules, "C", 2023)


def school_rule(**changes):
    return verdict_of(school(**changes)).sections[0].rule


def test_a_school_exactly_at_every_threshold_meets_them_all():
    (section,) = verdict_of(school()).sections
    assert [v.answer for v in section.indicators.values()] == [Answer.MET] * 7
    assert (section.rule.answer, section.rule.result.value, section.rule.gap) == (Answer.MET, 7, 0)


def test_one_indicator_exactly_at_the_floor_is_let_pass():
    rule = school_rule(sport_area_m2=FLOOR["sport_area_m2"])
    assert (rule.answer, rule.result.value) == (Answer.MET, 6)
    assert rule.offenders == ("sport_area_m2_per_student",)
    assert rule.note.zh == "7项中6项达标；未达标但不低于85%：体育运动场馆"


def test_one_indicator_just_below_the_floor_is_not():
    rule = school_rule(sport_area_m2=FLOOR["sport_area_m2"] - 0.001)
    assert (rule.answer, rule.gap) == (Answer.NOT_MET, 1)
    assert rule.note.en == "6 of 7 met; below 85% of the threshold: Sports area"


def test_two_indicators_above_the_floor_are_one_too_many():
    rule = school_rule(pe_art_teachers=8, backbone_teachers=9)
    assert (rule.answer, rule.result.value, rule.gap) == (Answer.NOT_MET, 5, 1)


def test_the_note_counts_what_is_met_missed_and_unknown():
    rule = school_rule(pe_art_teachers=8, backbone_teachers=None)
    assert rule.note.zh == "7项中5项达标；未达标但不低于85%：体艺专任教师；缺数据：骨干教师"
    assert rule.note.en.startswith("5 of 7 met; not met but at 85% or more: ")


def test_what_is_lacking_comes_in_people_rooms_square_metres_and_yuan():
    (section,) = verdict_of(
        school(1001, pe_art_teachers=7, sport_area_m2=7000, equipment_yuan=1_900_000, multimedia_rooms=20)
    ).sections
    lacking = {name: verdict.shortfall for name, verdict in section.indicators.items()}
    assert lacking["pe_art_teachers_per_100"] == 3  # 9.009 − 7 = 2.009 people are three
    assert lacking["multimedia_rooms_per_100"] == 4  # 23.023 − 20
    assert lacking["sport_area_m2_per_student"] == pytest.approx(7.5 * 1001 - 7300, rel=1e-14)
    assert lacking["equipment_yuan_per_student"] == pytest.approx(102_000, rel=1e-14)
    assert section.indicators["pe_art_teachers_per_100"].shortfall_unit.zh == "人"
    assert section.indicators["pe_art_teachers_per_100"].gap == pytest.approx(0.9 - 700 / 1001, rel=1e-12)


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"backbone_teachers": None}, Answer.CANNOT_JUDGE),
        ({"backbone_teachers": None, "pe_art_teachers": 8}, Answer.CANNOT_JUDGE),
        (
            {"backbone_teachers": None, "pe_art_teachers": 8, "multimedia_rooms": 22},
            Answer.NOT_MET,
        ),  # two of seven fail
        ({"backbone_teachers": None, "pe_art_teachers": 7}, Answer.NOT_MET),  # one is below its floor
        ({"backbone_teachers": None, "pe_art_teachers": None}, Answer.CANNOT_JUDGE),
        ({"indoor_sport_area_m2": None}, Answer.CANNOT_JUDGE),
    ],
)
def test_a_missing_value_leaves_the_school_open_unless_the_rest_decides(changes, answer):
    assert school_rule(**changes).answer is answer


SHARES = st.sampled_from([0.5, 0.9, 1.0])  # of the threshold: below the floor, between, met
SCHOOLS = st.lists(
    st.tuples(st.lists(st.one_of(st.none(), SHARES), min_size=7, max_size=7), SHARES), min_size=20, max_size=20
)


@settings(max_examples=6, deadline=None)
@given(SCHOOLS)
def test_an_answer_given_with_missing_values_stands_whatever_they_turn_out_to_be(schools):
    amounts = [4200, 1000, 900, 450_000, 750_000, 200_000_000, 2300]  # the thresholds for 100 000 students

    def answers(shares_of_schools):
        rows = [
            dict(zip(EXACT, (None if s is None else s * n for s, n in zip(shares, amounts, strict=True)), strict=True))
            for shares in shares_of_schools
        ]
        verdict = verdict_of(*({"students": 100_000, "indoor_sport_area_m2": 0} | row for row in rows))
        return [section.rule.answer for section in verdict.sections]

    early = answers([shares for shares, _ in schools])
    complete = [[later if share is None else share for share in shares] for shares, later in schools]
    for before, after, shares in zip(early, answers(complete), complete, strict=True):
        is_met = shares.count(1.0) >= 6 and min(shares) >= 0.85
        assert after is (Answer.MET if is_met else Answer.NOT_MET)
        assert before in (after, Answer.CANNOT_JUDGE)


# ---- whole schools --------------------------------------------------------------------------------------------------

NINE = {"school_id": "N", "school": "育才学校", "school_type": "nine_year", "is_shared": True}


def through_school():
    """The junior thresholds are higher, so the junior section fails where the primary one passes."""
    generous = {"teaching_area_m2": 14000, "sport_area_m2": 16000, "equipment_yuan": 6_000_000, "multimedia_rooms": 60}
    return [
        school(**NINE | generous),
        school(stage="junior", **NINE | generous | {"above_norm_teachers": 40}),
    ]


def test_each_section_is_judged_by_the_standard_of_its_stage():
    verdict = verdict_of(*through_school())
    assert [section.rule.answer for section in verdict.sections] == [Answer.MET, Answer.NOT_MET]
    assert [section.indicators["above_norm_teachers_per_100"].limit.value for section in verdict.sections] == [4.2, 5.3]
    primary, junior = verdict.verdicts.where(rule="every_school")
    assert (primary.stage, primary.answer, junior.offenders) == ("primary", Answer.MET, ("N",))


def test_a_whole_school_passes_only_with_all_its_sections():
    verdict = verdict_of(*through_school(), school(), school_rule_unit="school")
    nine, other = verdict.verdicts.where(rule="every_school", unit="school")
    assert (nine.school_id, nine.answer) == ("N", Answer.NOT_MET)
    assert nine.offenders == nine.beyond_floor == ("above_norm_teachers_per_100", "sport_area_m2_per_student")
    assert (other.school_id, other.answer) == ("S3", Answer.MET)
    (county,) = verdict.verdicts.where(rule="every_school", unit="county")
    assert (county.result.value, county.offenders, county.stage) == (1, ("N",), "")


def one_short_in_each_section():
    """Either section meets six of seven; together they miss two."""
    plenty = dict.fromkeys(EXACT, 20_000) | {"equipment_yuan": 9_000_000} | NINE
    return [school(**plenty | {"pe_art_teachers": 8}), school(stage="junior", **plenty | {"backbone_teachers": 9})]


def test_thresholds_of_a_whole_school_are_met_when_every_section_meets_them():
    assert verdict_of(*one_short_in_each_section()).verdicts.where(rule="every_school").answer is Answer.MET
    whole = verdict_of(*one_short_in_each_section(), school_rule_unit="school")
    (found,) = whole.verdicts.where(rule="every_school", unit="school")
    assert (found.answer, found.result.value, found.gap) == (Answer.NOT_MET, 5, 1)
    assert found.note.en == "5 of 7 met; not met but at 85% or more: Backbone teachers, PE and arts teachers"
    assert [section.rule.answer for section in whole.sections] == [Answer.MET, Answer.MET]


def test_a_threshold_unknown_in_one_section_may_be_below_the_floor_there():
    first, second = one_short_in_each_section()
    lacking = second | {"pe_art_teachers": None, "backbone_teachers": 9999}
    assert verdict_of(first, lacking, school_rule_unit="school").answers()["every_school"] is Answer.CANNOT_JUDGE
    (whole,) = verdict_of(first, lacking, school_rule_unit="school").verdicts.where(rule="every_school", unit="school")
    assert "perhaps below 85%" in whole.note.en


def test_a_school_of_one_section_keeps_its_indicators_as_offenders():
    short = school(pe_art_teachers=7)
    verdict = verdict_of(short, school(), school_rule_unit="school")
    whole = verdict.verdicts.where(rule="every_school", school_id="S1", unit="school")[0]
    assert (whole.answer, whole.offenders) == (Answer.NOT_MET, ("pe_art_teachers_per_100",))


def test_the_county_counts_schools_that_pass_fail_and_stay_open():
    missing = school(pe_art_teachers=None)
    verdict = verdict_of(school(), school(), school(pe_art_teachers=7), missing)
    (county,) = verdict.verdicts.where(rule="every_school", unit="county", stage="primary")
    assert county.note.zh == "4所中2所达标，1所未达标，1所无法判断"
    assert county.note.en == "of 4: 2 met, 1 not met, 1 cannot be judged"
    assert (county.result.value, county.gap) == (1, 1)
    (open_,) = verdict_of(school(), missing).verdicts.where(rule="every_school", unit="county", stage="primary")
    assert open_.answer is Answer.CANNOT_JUDGE and math.isnan(open_.result.value) and math.isnan(open_.gap)


@pytest.mark.parametrize("kind", [Verdict, Result, Inputs, Standard, Rule, CountyVerdict, Sections])
def test_what_was_found_and_what_was_ruled_cannot_be_changed_afterwards(kind):
    assert kind.__dataclass_params__.frozen


def test_whole_schools_are_parts_of_one_line_of_the_overall_answer():
    verdict = verdict_of(*through_school(), school(pe_art_teachers=1), school_rule_unit="school")
    (overall,) = verdict.verdicts.where(rule="overall")
    assert overall.offenders.count("every_school") == 1
    assert "school_rule" not in overall.offenders


# ---- the county -----------------------------------------------------------------------------------------------------


def test_every_coefficient_is_judged_alone():
    verdict = verdict_of(school(), school(backbone_teachers=40), school(stage="junior"), school(stage="junior"))
    failing = [key for key, cv in verdict.cvs.items() if cv.answer is Answer.NOT_MET]
    assert failing == [("primary", "backbone_teachers_per_100")]
    cv = verdict.cvs["primary", "backbone_teachers_per_100"]
    assert cv.result.value == pytest.approx(0.6, rel=1e-14)  # values 1 and 4 about 2.5
    assert cv.gap == pytest.approx(0.1, rel=1e-12) and math.isnan(cv.shortfall)
    assert verdict.answers()["every_cv"] is Answer.NOT_MET


def test_the_schools_behind_a_failing_coefficient_are_the_fewest_that_make_half_of_it():
    verdict = verdict_of(school(), school(), school(backbone_teachers=60), school())
    assert verdict.cvs["primary", "backbone_teachers_per_100"].offenders == ("S3",)


def test_a_missing_value_leaves_a_coefficient_open_and_never_drops_the_school():
    verdict = verdict_of(school(), school(pe_art_teachers=None))
    cv = verdict.cvs["primary", "pe_art_teachers_per_100"]
    assert cv.answer is Answer.CANNOT_JUDGE and cv.note.zh == "2所中有1所缺体育、艺术专任教师数，无法计算"
    assert verdict.cvs["primary", "backbone_teachers_per_100"].answer is Answer.MET


def test_a_stage_the_standard_asks_for_and_the_table_lacks_stays_open():
    verdict = verdict_of(school(), school())
    assert verdict.cvs["junior", "backbone_teachers_per_100"].answer is Answer.CANNOT_JUDGE
    assert verdict.overall is Answer.CANNOT_JUDGE
    assert verdict_of(school(backbone_teachers=1), school()).overall is Answer.NOT_MET


def test_a_county_that_meets_everything_is_met_overall():
    junior = {"stage": "junior", "above_norm_teachers": 53, "teaching_area_m2": 6100, "sport_area_m2": 9900,
              "equipment_yuan": 2_500_000, "multimedia_rooms": 24, "classes_over_50": 0}  # fmt: skip
    verdict = verdict_of(school(), school(), school(**junior))
    assert verdict.answers() == dict.fromkeys(["every_school", "every_cv", "class_size", "school_size"], Answer.MET)
    assert verdict.overall is Answer.MET


def test_basic_balance_takes_the_plain_mean_of_eight():
    base = {"students": 100, "full_time_teachers": 6, "above_norm_teachers": 5, "mid_title_teachers": 3, "computers": 10,
            "books": 1500, "teaching_area_m2": 400, "sport_area_m2": 700, "indoor_sport_area_m2": 0}  # fmt: skip
    verdict = verdict_of(
        base | {"equipment_yuan": 0}, base | {"equipment_yuan": 100_000}, rules=standard("cn-basic-balance-2012")
    )
    composite, junior = verdict.headlines
    assert composite.result.value == pytest.approx(1 / 8, rel=1e-14)  # one coefficient of 1, seven of 0
    assert (composite.answer, composite.limit.value) == (Answer.MET, 0.65)
    assert verdict.cvs["primary", "equipment_yuan_per_student"].note.zh.startswith("没有可对照的限值")
    assert (composite.measure, composite.stage, junior.measure, junior.stage) == (
        "composite",
        "primary",
        "composite",
        "junior",
    )
    assert junior.answer is Answer.CANNOT_JUDGE


def test_without_a_standard_everything_is_computed_and_nothing_judged():
    verdict = verdict_of(school(), school(backbone_teachers=40), rules=None)
    assert verdict.overall is Answer.CANNOT_JUDGE and verdict.answers() == {} and verdict.rules_applied == ()
    assert verdict.cvs["primary", "backbone_teachers_per_100"].result.value == pytest.approx(0.6, rel=1e-14)
    assert verdict.mean("primary", "backbone_teachers_per_100").value == pytest.approx(2.5, rel=1e-14)
    assert {answer for section in verdict.sections for answer in (v.answer for v in section.indicators.values())} == {
        Answer.CANNOT_JUDGE
    }


def test_rules_not_yet_in_force_judge_nothing():
    sections = count_sections(county(school(), school()))
    verdict = judge(sections, QUALITY, "C", 2023, day=dt.date(2017, 4, 18))
    assert verdict.overall is Answer.CANNOT_JUDGE and verdict.rules_applied == ()


def test_the_verdict_counts_how_firm_its_sources_are():
    verdict = verdict_of(school(), school())
    assert verdict.confidence["secondary"] == len(verdict.rules_applied) > 20
    assert verdict.confidence["original"] == verdict.confidence["recalled"] == 0


def test_conventions_travel_with_every_result():
    verdict = verdict_of(school(), school(), smallest_teaching_point=30)
    found = [one.result.conventions for one in verdict.verdicts]
    assert {choice.smallest_teaching_point for choice in found} == {30}


def test_the_long_table_has_a_line_for_every_section_and_indicator():
    frame = verdict_of(school(), school(pe_art_teachers=8)).section_frame()
    assert len(frame) == 14
    (line,) = frame[frame["answer"] == "not_met"].to_dict("records")
    assert (line["school_id"], line["indicator"], line["shortfall"], line["is_below_floor"]) == (
        "S2", "pe_art_teachers_per_100", 1, False,
    )  # fmt: skip


def test_an_unknown_county_is_refused():
    with pytest.raises(UsageError):
        judge(count_sections(county(school())), QUALITY, "X", 2023)


# ---- the demonstration counties: made-up schools behind published county figures -----------------------------------


def verdict_on(dataset, place, year):
    return judge(count_sections(load_dataset(dataset)), QUALITY, place, year)


def test_the_county_behind_pingluos_figures_fails_only_by_large_classes_and_one_large_school():
    verdict = verdict_on("demo-a", "DEMO-A", 2023)
    assert verdict.answers() == {
        "every_school": Answer.MET, "every_cv": Answer.MET, "class_size": Answer.NOT_MET, "school_size": Answer.NOT_MET,
    }  # fmt: skip
    assert [one.result.value for one in verdict.verdicts.where(measure="class_size")] == [178, 30]
    (junior,) = verdict.verdicts.where(measure="school_size", stage="junior")
    assert (junior.result.value, junior.shortfall) == (1, 16)
    missed = verdict.section_frame().query("answer == 'not_met'")
    assert sorted(as_printed(value, like="0.01") for value in missed["value"]) == ["4.28", "6.96"]


def test_the_city_behind_ningguos_figures_fails_twelve_of_fourteen_coefficients():
    verdict = verdict_on("demo-b", "DEMO-B", 2022)
    assert [cv.answer for cv in verdict.cvs.values()].count(Answer.NOT_MET) == 12
    assert {key[1] for key, cv in verdict.cvs.items() if cv.answer is Answer.MET} == {"equipment_yuan_per_student"}
