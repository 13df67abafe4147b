"""How firm verdicts are: what precision and missing values leave open, and what the count of a school hangs on."""

import json

import numpy as np
import pytest
from rules.county_builder import county
from show.views import view_of

from analysis.formulas import student_weighted_cv
from analysis.insight.firmness import check_coefficient, check_count
from analysis.insight.firmness.coefficients import coefficients
from analysis.insight.firmness.counts import count_recounts
from analysis.rules.conventions import Conventions
from analysis.rules.counting.count import count_sections
from analysis.rules.results import Answer
from analysis.rules.standards import standard
from analysis.rules.verdict import judge

RULES = "cn-quality-balance-2017"
ARTS = "pe_art_teachers_per_100"
NAN = float("nan")


def judged(*schools, conventions=None):
    sections = count_sections(county(*schools), conventions or Conventions())
    return judge(sections, standard(RULES), "C", 2023)


def firmness_of(verdict):
    values = {key: verdict.values(*key) for key in verdict.cvs}
    found = coefficients(verdict.cvs, values, verdict.case.sections)
    return {(one.verdict.stage, one.verdict.subject): one for one in found}


def arts(*counts, students=1000):
    return [{"pe_art_teachers": count, "students": students} for count in counts]


@pytest.mark.parametrize("dataset", ["demo-a", "demo-b"])
def test_every_certificate_of_a_county_is_confirmed_and_stands_beside_a_verdict_that_is_met(dataset):
    verdict = view_of(dataset).verdict
    found = firmness_of(verdict)
    assert len(found) == 14
    for one in found.values():
        certificate = one.certificate()
        is_counted = one.values.indicator.is_whole and one.verdict.answer is Answer.MET
        assert (certificate is not None) == is_counted
        assert certificate is None or check_coefficient.faults(json.loads(json.dumps(certificate))) == []
    met = {section.rule.row for section in verdict.sections if section.rule.answer is Answer.MET}
    recounts = count_recounts(verdict)
    assert {one.verdict.row for one in recounts} == met
    assert [one.units for one in recounts] == sorted(one.units for one in recounts)
    for one in recounts:
        assert check_count.faults(json.loads(json.dumps(one.certificate()))) == [], one.changes


def test_a_section_of_a_through_school_is_counted_in_its_schools_rooms():
    verdict = view_of("demo-b").verdict
    (row,) = (one for one in count_recounts(verdict) if one.verdict.result.place == "乙泉镇示例九年制学校" and one.verdict.stage == "junior")  # fmt: skip
    (rooms,) = (line for line in row.rows if line["name"] == "multimedia_rooms_per_100")
    assert rooms["step"] == pytest.approx(0.371296, abs=1e-6)
    assert float(rooms["units"]).is_integer() and rooms["rest"] == 0


def test_values_known_to_their_decimals_only_may_leave_a_verdict_open():
    one = firmness_of(judged(*arts(9, 27.1, students=1001)))["primary", ARTS]
    assert one.verdict.answer is Answer.NOT_MET
    low, high = one.as_printed
    assert low < 0.50 < one.verdict.result.value < high
    assert not one.is_settled_by(one.as_printed)
    assert one.recount is None
    firm = firmness_of(judged(*arts(9, 11)))["primary", ARTS]
    assert firm.is_settled_by(firm.as_printed)
    assert firm.margin == pytest.approx(0.40)


def test_missing_values_leave_what_no_value_of_theirs_can_undo():
    one = firmness_of(judged(*arts(9, NAN, 2, students=1000)))["primary", ARTS]
    least, most = one.whatever_is_missing
    tried = [student_weighted_cv([0.9, x, 0.2], [1000] * 3) for x in np.linspace(0, 60, 20001)]
    assert least == pytest.approx(min(tried), abs=1e-6)
    assert most == pytest.approx(np.sqrt(2)) and most > max(tried)
    between = [student_weighted_cv([0.9, x, 0.2], [1000] * 3) for x in np.linspace(0.2, 0.9, 701)]
    assert one.if_like_the_others == pytest.approx((min(between), max(between)), abs=1e-6)
    assert one.as_printed is None and one.recount is None and np.isnan(one.margin)


def test_a_missing_number_of_students_bounds_nothing():
    one = firmness_of(judged(*arts(9, 2), {"pe_art_teachers": 5, "students": NAN}))["primary", ARTS]
    assert one.whatever_is_missing is None


def test_of_one_school_and_of_none_with_any_there_is_no_recount():
    assert firmness_of(judged(*arts(9)))["primary", ARTS].recount is None
    nothing = firmness_of(judged(*arts(0, 0)))["primary", ARTS]
    assert (nothing.recount, nothing.as_printed, nothing.certificate()) == (None, None, None)


def test_a_county_compared_as_printed_has_no_recount():
    rounded = judged(*arts(9, 11), conventions=Conventions(compare="as_printed"))
    assert firmness_of(rounded)["primary", ARTS].recount is None
    assert count_recounts(rounded) == []


FULL = {
    "students": 1000, "above_norm_teachers": 43, "backbone_teachers": 12, "pe_art_teachers": 11,
    "teaching_area_m2": 4900, "indoor_sport_area_m2": 100, "sport_area_m2": 9000, "equipment_yuan": 2_400_000,
    "multimedia_rooms": 25,
}  # fmt: skip


def test_a_school_with_one_threshold_to_spare_turns_below_the_floor_or_with_two_missed():
    (one,) = count_recounts(judged(FULL))
    # 85% of 9 arts teachers is 7.65: four fewer leave 7. Two missed: 3 of 11 arts teachers and 2 of 25 rooms or more.
    assert one.verdict.answer is Answer.MET
    assert one.changes == {"multimedia_rooms_per_100": 3, ARTS: 3} or one.units == 4
    assert check_count.faults(one.certificate()) == []


def test_a_school_that_misses_one_turns_with_the_next():
    (one,) = count_recounts(judged(FULL | {"equipment_yuan": 1_900_000}))
    least = min(one.rows, key=lambda row: row["units"] - row["limit"] * 10 if row["step"] else np.inf)
    assert one.changes == {least["name"]: int(least["units"] - least["limit"] * 10) + 1}
    assert check_count.faults(one.certificate()) == []


def test_a_school_that_is_not_met_has_none_and_a_bounded_area_counts_at_its_least():
    assert count_recounts(judged(FULL | {"equipment_yuan": 100, "pe_art_teachers": 0})) == []
    known = judged(
        {key: value for key, value in FULL.items() if key != "indoor_sport_area_m2"} | {"sport_area_m2": 9000}
    )
    for one in count_recounts(known):
        assert check_count.faults(one.certificate()) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"at_least": 8}, "not met before"),
        ({"changes": []}, "still met after"),
        ({"k": 7}, "k is another"),
        ({"changes": [{"row": 6, "units": -25}], "k": 25}, "fewer are enough"),
        ({"changes": [{"row": 6, "units": -26}], "k": 26}, "fewer than none"),
    ],
)
def test_a_certificate_of_a_count_that_claims_too_much_is_not_confirmed(change, fault):
    (one,) = count_recounts(judged(FULL))
    assert fault in check_count.faults(one.certificate() | change)


def test_the_search_over_thresholds_equals_trying_every_recount():
    rng = np.random.default_rng(5)
    schools = [
        FULL | {name: int(rng.integers(*ends)) for name, ends in
                {"above_norm_teachers": (40, 46), "backbone_teachers": (8, 13), "pe_art_teachers": (8, 12), "multimedia_rooms": (22, 27)}.items()}
        for _ in range(5)
    ]  # fmt: skip
    verdict = judged(*schools)
    found = {one.verdict.row: one.units for one in count_recounts(verdict)}
    for section in verdict.sections:
        if section.rule.answer is Answer.MET:
            assert found[section.row] == fewest_by_lowering(schools[section.row])


def fewest_by_lowering(school):
    """The fewest people and rooms fewer with which a school is judged not met, by the ordinary engine."""
    names = ("above_norm_teachers", "backbone_teachers", "pe_art_teachers", "multimedia_rooms")
    for units in range(1, 9):
        ways = [way for way in np.ndindex(*[units + 1] * 4) if sum(way) == units]
        lower = [school | {name: school[name] - less for name, less in zip(names, way, strict=True)} for way in ways]
        sections = judged(*lower).sections
        if any(section.rule.answer is Answer.NOT_MET for section in sections):
            return units
    return None
