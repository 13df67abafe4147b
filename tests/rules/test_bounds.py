"""What follows from values known only within bounds, given in one figure, or as printed."""

import math
from dataclasses import replace

import pandas as pd
import pytest
from rules.county_builder import county

from analysis.errors import StandardError
from analysis.rules.counting.count import count_sections
from analysis.rules.results import Answer
from analysis.rules.standards import standard
from analysis.rules.values import county_cv, section_values
from analysis.rules.verdict import judge
from analysis.schema import validated
from analysis.tables.terms import TermsForm

QUALITY = standard("cn-quality-balance-2017")
TEACHING, SPORT = "teaching_area_m2_per_student", "sport_area_m2_per_student"
#: 100 primary students with five of the seven indicators met.
FIVE = {"students": 100, "classes": 3, "classes_over_45": 0, "above_norm_teachers": 5, "backbone_teachers": 1,
        "pe_art_teachers": 1, "equipment_yuan": 200_000, "multimedia_rooms": 3}  # fmt: skip


def judged(*schools, **beside):
    table = replace(county(*schools), **beside)
    return judge(count_sections(table), QUALITY, "C", 2023)


def section_of(verdict, place=0):
    return verdict.sections[place]


def printed_table(value, decimals=2, **more):
    """A school of 100 students whose teachers above the required degree were given per 100 students."""
    table = county({"students": 137, "above_norm_teachers": value * 137 / 100} | more)
    return replace(table, printed=pd.DataFrame({"above_norm_teachers": [decimals]}, index=table.rows.index))


def values_of(table, indicator):
    return section_values(count_sections(table), indicator, "C", 2023, "primary")


# ---- indoor sports rooms unknown ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "answer"),
    [(449, Answer.NOT_MET), (450, Answer.CANNOT_JUDGE), (900, Answer.CANNOT_JUDGE), (0, Answer.NOT_MET)],
)
def test_teaching_rooms_short_with_the_indoor_ones_counted_in_are_short_without_them(area, answer):
    verdict = section_of(judged(FIVE | {"teaching_area_m2": area, "sport_area_m2": 700})).indicators[TEACHING]
    assert verdict.answer is answer and math.isnan(verdict.result.value)
    assert verdict.is_bounded == (answer is Answer.NOT_MET)


def test_a_shortfall_within_bounds_is_the_least_it_can_be():
    verdict = section_of(judged(FIVE | {"teaching_area_m2": 400, "sport_area_m2": 700})).indicators[TEACHING]
    assert (verdict.gap, verdict.shortfall) == (0.5, pytest.approx(50))
    assert verdict.note.zh == "缺室内体育用房面积；不论其大小，数值不超过4"
    assert verdict.note.en == "no indoor sports rooms; whatever it is, the value is at most 4"


@pytest.mark.parametrize(
    ("school", "answer"),
    [
        ({"teaching_area_m2": 500, "sport_area_m2": 750}, Answer.MET),  # enough outdoors
        ({"sport_area_m2": 750}, Answer.MET),  # nothing bounds the rest from above, nothing has to
        ({"teaching_area_m2": 500, "sport_area_m2": 600}, Answer.CANNOT_JUDGE),
        ({"sport_area_m2": 600}, Answer.CANNOT_JUDGE),
        ({"teaching_area_m2": 100, "sport_area_m2": 600}, Answer.NOT_MET),  # 7.0 even if all teaching rooms were halls
        ({"teaching_area_m2": 500}, Answer.CANNOT_JUDGE),
    ],
)
def test_sports_areas_are_judged_where_the_indoor_rooms_cannot_turn_the_answer(school, answer):
    assert section_of(judged(FIVE | school)).indicators[SPORT].answer is answer


@pytest.mark.parametrize(
    ("teaching", "outdoor", "answer", "below"),
    [
        (382, 750, Answer.NOT_MET, (TEACHING,)),  # below 85% whatever the indoor rooms are
        (400, 750, Answer.CANNOT_JUDGE, ()),  # missed; perhaps below 85%
        (400, 100, Answer.NOT_MET, (SPORT,)),  # two missed: 100 + 400 is below 85% of 750
        (400, 300, Answer.NOT_MET, ()),  # two missed, neither surely below 85%
        (900, 750, Answer.CANNOT_JUDGE, ()),
    ],
)
def test_six_of_seven_and_the_floor_hold_within_bounds(teaching, outdoor, answer, below):
    section = section_of(judged(FIVE | {"teaching_area_m2": teaching, "sport_area_m2": outdoor}))
    assert section.rule.answer is answer
    assert section.below_floor == below


def test_a_floor_that_is_open_is_said():
    section = section_of(judged(FIVE | {"teaching_area_m2": 400, "sport_area_m2": 750}))
    assert section.rule.note.zh == "7项中6项达标；未达标，是否低于标准的85%不明：教学及辅助用房"


def test_only_the_schools_whose_cells_are_blank_are_judged_by_bounds_and_the_coefficient_stays_open():
    known = FIVE | {"teaching_area_m2": 600, "indoor_sport_area_m2": 50, "sport_area_m2": 750}
    blank = FIVE | {"teaching_area_m2": 400, "indoor_sport_area_m2": None, "sport_area_m2": 750}
    verdict = judged(known, blank)
    assert [s.indicators[TEACHING].answer for s in verdict.sections] == [Answer.MET, Answer.NOT_MET]
    assert [s.indicators[TEACHING].is_bounded for s in verdict.sections] == [False, True]
    assert verdict.cvs["primary", TEACHING].answer is Answer.CANNOT_JUDGE


def test_bounds_hold_for_the_shares_of_a_through_school():
    whole = FIVE | {"school_id": "N", "school_type": "nine_year", "is_shared": True, "teaching_area_m2": 400,
                    "sport_area_m2": 5000}  # fmt: skip
    verdict = judged(whole, whole | {"stage": "junior"})
    assert [s.indicators[TEACHING].answer for s in verdict.sections] == [Answer.NOT_MET, Answer.NOT_MET]
    low, high = verdict.sections[0].indicators[TEACHING].result.bounds
    assert (low, high) == (0, pytest.approx(4 / 2.1))


@pytest.mark.parametrize("between", [[0], [0, "a", "b"], "teaching_area_m2", [0, True]])
def test_bounds_are_two(between):
    data = {"schema": 1, "field": {"x": {"zh": "甲", "en": "x", "between": between}}}
    with pytest.raises(StandardError, match=r"field › x › between.*\[0, \"FIELD\"\]"):
        validated(TermsForm, data, "terms.toml", StandardError)


# ---- a numerator in one figure -----------------------------------------------------------------------------------


def test_sports_grounds_and_halls_in_one_figure_are_enough():
    table = county({"students": 100, "sport_venue_area_m2": 800}, {"students": 50, "sport_venue_area_m2": 500})
    values = values_of(table, SPORT)
    assert values.frame["value"].tolist() == [8, 10]
    assert county_cv(values).value > 0
    assert [cell.cell for cell in values.of_section(0).inputs.cells()] == ["B2", "A2"]


def test_the_parts_go_before_the_one_figure():
    parts = {"sport_area_m2": 700, "indoor_sport_area_m2": 100}
    table = county({"students": 100, "sport_venue_area_m2": 900} | parts, {"students": 100, "sport_venue_area_m2": 900})
    assert values_of(table, SPORT).frame["value"].tolist() == [8, 9]


def test_teaching_rooms_net_of_the_indoor_ones_are_used_where_given():
    school = FIVE | {"teaching_area_m2": 900, "net_teaching_area_m2": 455, "sport_venue_area_m2": 800}
    verdict = section_of(judged(school))
    assert verdict.indicators[TEACHING].result.value == 4.55
    assert verdict.rule.answer is Answer.MET


# ---- as printed ----------------------------------------------------------------------------------------------------


def threshold(table):
    verdict = judge(count_sections(table), QUALITY, "C", 2023)
    return verdict.sections[0].indicators["above_norm_teachers_per_100"]


def test_a_value_printed_as_the_threshold_meets_it_and_its_rounding_is_said():
    verdict = threshold(printed_table(4.20))
    assert (verdict.answer, verdict.result.value) == (Answer.MET, 4.2)
    assert verdict.note.zh == "按所载2位小数；未修约值可能在限值的另一侧"


@pytest.mark.parametrize(("value", "answer"), [(4.19, Answer.NOT_MET), (4.21, Answer.MET)])
def test_a_value_printed_beside_the_threshold_has_no_doubt(value, answer):
    verdict = threshold(printed_table(value))
    assert verdict.answer is answer
    assert "另一侧" not in verdict.note.zh


def test_one_decimal_leaves_more_room():
    assert threshold(printed_table(4.2, decimals=1)).result.bounds == pytest.approx((4.15, 4.25))


@pytest.mark.parametrize("students", [7, 137, 1013, 3331])
def test_multiplying_by_students_and_dividing_again_decides_nothing(students):
    table = county({"students": students, "above_norm_teachers": 4.2 * students / 100})
    table = replace(table, printed=pd.DataFrame({"above_norm_teachers": [2.0]}, index=table.rows.index))
    assert threshold(table).result.value == 4.2


def test_a_counted_value_is_compared_unrounded_beside_printed_ones():
    rows = [{"students": 1000, "above_norm_teachers": total} for total in (41.96, 41.96)]
    table = county(*rows)
    table = replace(table, printed=pd.DataFrame({"above_norm_teachers": [2.0, math.nan]}, index=table.rows.index))
    verdict = judge(count_sections(table), QUALITY, "C", 2023)
    found = [one.indicators["above_norm_teachers_per_100"] for one in verdict.sections]
    assert [one.answer for one in found] == [Answer.MET, Answer.NOT_MET]


def test_a_merged_point_keeps_the_fewest_decimals():
    rows = [
        {"students": 100, "above_norm_teachers": 4.20},
        {"students": 60, "above_norm_teachers": 2.5, "counts_as_school": False, "parent": "S1"},
    ]
    table = county(*rows)
    table = replace(table, printed=pd.DataFrame({"above_norm_teachers": [2.0, 1.0]}, index=table.rows.index))
    frame = values_of(table, "above_norm_teachers_per_100").frame
    assert frame[["value", "decimals"]].iloc[0].tolist() == [4.2, 1]


def test_the_share_of_a_whole_schools_printed_figure_is_no_printed_figure():
    rows = [{"students": 100, "books": 3000, "school_id": "N", "school_type": "nine_year", "is_shared": True}]
    table = county(*rows, rows[0] | {"stage": "junior"})
    table = replace(table, printed=pd.DataFrame({"books": [2.0, 2.0]}, index=table.rows.index))
    assert values_of(table, "books_per_student").frame["decimals"].isna().all()
