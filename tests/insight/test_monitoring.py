"""Annual monitoring: two years of one county, what moved at a threshold, and what is in one year only."""

import math

import pytest
from rules.county_builder import county

from analysis.insight.monitoring.two_years import compare_years
from analysis.rules.counting.count import count_sections
from analysis.rules.results import Answer
from analysis.rules.standards import standard
from analysis.rules.verdict import judge

QUALITY, BASIC = standard("cn-quality-balance-2017"), standard("cn-basic-balance-2012")
ARTS = "pe_art_teachers_per_100"
ENOUGH = {"students": 1000, "pe_art_teachers": 10}
TOO_FEW = ENOUGH | {"pe_art_teachers": 8}


def two_years(before, after, rules=QUALITY):
    """A county of primary schools by code, in 2022 and in 2023."""
    rows = [
        {"school_id": code, "year": year} | row for year, rows in ((2022, before), (2023, after)) for code, row in rows
    ]
    sections = count_sections(county(*rows))
    return compare_years(*(judge(sections, rules, "C", year) for year in (2022, 2023)))


def line_of(found, indicator=ARTS, stage="primary"):
    (line,) = (one for one in found.lines if (one.indicator, one.stage) == (indicator, stage))
    return line


def test_a_section_moves_when_its_answer_at_a_threshold_differs():
    found = two_years(
        [("a", ENOUGH), ("b", TOO_FEW), ("c", ENOUGH), ("d", TOO_FEW)],
        [("a", TOO_FEW), ("b", ENOUGH), ("c", ENOUGH | {"pe_art_teachers": 12}), ("d", TOO_FEW)],
    )
    line = line_of(found)
    assert [(move.school, move.kind) for move in line.moves] == [("a", "missed"), ("b", "met")]
    assert [one.result.value for one in line.moves[0].years] == [1.0, 0.8]
    assert line.below == (2, 2)
    assert found.moves == line.moves


def test_a_value_that_is_missing_in_one_year_is_neither_missed_nor_met():
    found = two_years([("a", ENOUGH), ("b", ENOUGH)], [("a", ENOUGH | {"pe_art_teachers": None}), ("b", ENOUGH)])
    (move,) = line_of(found).moves
    assert (move.kind, move.years.after.answer) == ("unknown", Answer.CANNOT_JUDGE)
    assert math.isnan(line_of(found).cvs.change)  # never computed from the other schools only


def test_schools_that_opened_and_closed_have_not_moved():
    found = two_years([("a", ENOUGH), ("gone", ENOUGH)], [("a", ENOUGH), ("new", TOO_FEW)])
    assert found.moves == ()
    assert [(one.school, one.why) for one in found.opened] == [("new", None)]
    assert [(one.school, one.why) for one in found.closed] == [("gone", None)]
    assert line_of(found).below == (0, 1)


def test_a_school_that_became_a_teaching_point_says_what_became_of_it():
    point = ENOUGH | {"counts_as_school": False, "parent": "a"}
    found = two_years([("a", ENOUGH), ("b", ENOUGH)], [("a", ENOUGH), ("b", point)])
    (closed,) = found.closed
    assert (closed.school, closed.why.en, found.opened) == ("b", "added to a", ())


def test_the_change_of_a_coefficient_is_that_of_unrounded_values():
    found = two_years([("a", ENOUGH), ("b", TOO_FEW)], [("a", ENOUGH), ("b", ENOUGH)])
    line = line_of(found)
    assert line.cvs.change == pytest.approx(-1 / 9, rel=1e-14)  # values 1.0 and 0.8 about 0.9
    assert [mean.value for mean in line.means] == pytest.approx([0.9, 1.0])


@pytest.mark.parametrize(
    ("before", "after", "turns"),
    [(10, 10, False), (10, 40, True), (40, 10, True), (40, 41, False)],
)
def test_the_answer_of_a_coefficient_turns_when_it_crosses_its_limit(before, after, turns):
    other = ENOUGH | {"pe_art_teachers": 10}
    year = [[("a", other), ("b", other | {"pe_art_teachers": number})] for number in (before, after)]
    years = line_of(two_years(*year)).cvs
    assert years.turns is turns
    assert years.before.limit.value == years.after.limit.value == 0.5


def test_a_stage_that_one_year_does_not_have_is_unknown_in_it():
    junior = ENOUGH | {"stage": "junior"}
    found = two_years([("a", ENOUGH)], [("a", ENOUGH), ("j", junior)])
    line = line_of(found, stage="junior")
    assert math.isnan(line.cvs.before.result.value) and line.cvs.after.result.value == 0
    assert [(one.school, one.stage) for one in found.opened] == [("j", "junior")]


def test_the_composite_of_the_2012_rules_stands_beside_its_eight_parts_which_have_no_limit():
    resources = ("teaching_area_m2", "sport_area_m2", "indoor_sport_area_m2", "equipment_yuan", "computers", "books")
    teachers = ("full_time_teachers", "above_norm_teachers", "mid_title_teachers")
    full = {"students": 100} | dict.fromkeys((*resources, *teachers), 50)
    found = two_years([("a", full), ("b", full)], [("a", full), ("b", full | {"books": 150})], BASIC)
    primary = [years for years in found.composites if years.after.stage == "primary"]
    assert [years.change for years in primary] == [pytest.approx(0.5 / 8)]  # books: 0.5 and 1.5 about 1
    assert len([line for line in found.lines if line.stage == "primary"]) == 8
    assert all(line.cvs.after.limit is None and line.below is None for line in found.lines)


def test_without_a_standard_there_are_values_and_changes_only():
    found = two_years([("a", ENOUGH), ("b", TOO_FEW)], [("a", ENOUGH), ("b", ENOUGH)], None)
    line = line_of(found)
    assert (line.below, line.moves, line.cvs.after.limit) == (None, (), None)
    assert line.cvs.change == pytest.approx(-1 / 9)
    assert (found.composites, found.standard) == ((), None)
