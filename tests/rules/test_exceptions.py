"""Exceptions: a limit of its own for schools that state what it asks for; who states nothing keeps the rule's."""

import datetime as dt
import math

import pytest
from rules.county_builder import county

from analysis.rules.counting.count import count_sections
from analysis.rules.results import Answer
from analysis.rules.rule import Condition
from analysis.rules.standards import load_standards
from analysis.rules.verdict import judge

#: A made-up document in the shape of a real relaxation: older schools may be larger, rural ones may have fewer teachers.
DOCUMENT = """
schema   = 2
id       = "xx-test"
title    = { zh = "试验", en = "test" }
document = "试验〔2020〕1号"

[[rule]]
measure = "school_size"
  [[rule.value]]
  from       = 2020-01-01
  cite       = "一"
  confidence = "recalled"
  at_most    = { primary = 2000, nine_year = 2500 }
  [[rule.exception]]
  when     = { field = "built_year", at_most = 2010 }
  evidence = "built_year"
    [[rule.exception.value]]
    from       = 2022-01-01
    cite       = "附则"
    confidence = "recalled"
    at_most    = { primary = 2400, nine_year = 3000 }

[[rule]]
measure = "resource"
of      = "pe_art_teachers_per_100"
  [[rule.value]]
  from       = 2020-01-01
  cite       = "二"
  confidence = "recalled"
  at_least   = { primary = 0.9 }
  [[rule.exception]]
  when     = { field = "area", equals = "rural" }
  evidence = "area"
    [[rule.exception.value]]
    from       = 2020-01-01
    cite       = "附则"
    confidence = "recalled"
    at_least   = { primary = 0.5 }
"""


@pytest.fixture
def verdict_of(tmp_path):
    (tmp_path / "xx-test.toml").write_text(DOCUMENT, encoding="utf8")
    rules = load_standards(tmp_path)["xx-test"]
    return lambda *schools, day=dt.date(2023, 12, 31): judge(
        count_sections(county(*schools)), rules, "C", 2023, day=day
    )


def size_of(verdict, stage="primary"):
    (found,) = verdict.verdicts.where(measure="school_size", stage=stage)
    return found


def test_an_older_school_may_be_larger_and_a_newer_one_may_not(verdict_of):
    old, new = ({"school_id": name, "students": 2300, "built_year": year} for name, year in (("O", 2010), ("N", 2011)))
    found = size_of(verdict_of(old, new))
    assert (found.answer, found.offenders, found.shortfall) == (Answer.NOT_MET, ("N",), 300)
    assert found.note.zh == "1所学校适用例外限值"
    assert size_of(verdict_of(old)).answer is Answer.MET


def test_a_school_over_its_own_limit_is_short_by_that(verdict_of):
    found = size_of(verdict_of({"students": 2410, "built_year": 1990}))
    assert (found.answer, found.shortfall) == (Answer.NOT_MET, 10)


def test_a_school_that_does_not_state_the_field_keeps_the_rule(verdict_of):
    assert size_of(verdict_of({"students": 2300, "built_year": None})).answer is Answer.NOT_MET
    assert size_of(verdict_of({"students": 2300})).answer is Answer.NOT_MET


def test_a_merged_teaching_point_does_not_add_to_what_the_school_states(verdict_of):
    point = {"students": 30, "counts_as_school": False, "parent": "S1", "built_year": 2005}
    assert size_of(verdict_of({"students": 2300, "built_year": 2009}, point)).answer is Answer.MET


def test_an_exception_holds_from_its_own_day(verdict_of):
    old = {"students": 2300, "built_year": 2000}
    assert size_of(verdict_of(old, day=dt.date(2021, 12, 31))).answer is Answer.NOT_MET
    assert size_of(verdict_of(old, day=dt.date(2022, 1, 1))).answer is Answer.MET


def test_a_threshold_may_be_lower_for_one_kind_of_place_and_is_cited_as_such(verdict_of):
    school = {"students": 100, "pe_art_teachers": 0.6}
    town, rural = verdict_of(school, school | {"area": "rural"}).verdicts.where(measure="resource")
    assert (town.answer, town.limit.value, town.limit.clause) == (Answer.NOT_MET, 0.9, "二")
    assert (rural.answer, rural.limit.value, rural.limit.clause) == (Answer.MET, 0.5, "附则")


@pytest.mark.parametrize(
    ("condition", "stated", "holds"),
    [
        (Condition("f", at_least=50, at_most=99), 50, True),
        (Condition("f", at_least=50, at_most=99), 99, True),
        (Condition("f", at_least=50, at_most=99), 49, False),
        (Condition("f", at_least=50, at_most=99), 100, False),
        (Condition("f", at_most=99), math.nan, False),
        (Condition("f", at_most=99), None, False),
        (Condition("f", equals="rural"), "rural", True),
        (Condition("f", equals="rural"), "town", False),
        (Condition("f", equals="rural"), "", False),
    ],
)
def test_a_condition_holds_at_its_ends_and_never_for_what_is_not_stated(condition, stated, holds):
    assert condition.holds_for({condition.field: stated}) is holds
