"""A framework of known measures: one file, held against counties whose composites somebody printed."""

import datetime as dt

import pytest
from rules.county_builder import county

from analysis.rules.counting.count import count_sections
from analysis.rules.judging import judge_value
from analysis.rules.results import Answer
from analysis.rules.standards import standard
from analysis.rules.verdict import judge
from analysis.tables.catalogue.datasets import load_dataset, load_facts

DAY = dt.date(2024, 12, 31)
ENTRANCE, BASIC = standard("cn-chongqing-entrance-2024"), standard("cn-basic-balance-2012")


def test_the_composite_is_that_of_basic_balance_under_lower_limits():
    (mine,), (basic,) = ENTRANCE.of_measure("composite"), BASIC.of_measure("composite")
    assert mine.of == basic.of
    assert {whom: limit.value for whom, limit in mine.limits(DAY).items()} == {"primary": 0.60, "junior": 0.50}
    before = ENTRANCE.limits_by_whom("composite", dt.date(2024, 9, 24))
    assert {whom: limit.standard for whom, limit in before.items()} == dict.fromkeys(("primary", "junior"), BASIC.id)


def test_every_published_county_would_have_passed_the_entrance():
    limits = ENTRANCE.limits_by_whom("composite", DAY)
    printed = load_facts("published").select(statistic="composite_cv", standard=BASIC.id)
    answers = [judge_value(fact.number, limits[fact.stage]).answer for fact in printed]
    assert len(answers) >= 23 and set(answers) == {Answer.MET}  # the nearest is printed 0.592


def test_a_county_of_five_eighths_has_basic_balance_and_may_not_apply_yet():
    even = {"students": 100, "full_time_teachers": 6, "above_norm_teachers": 5, "mid_title_teachers": 3, "computers": 10,
            "books": 1500, "teaching_area_m2": 400, "sport_area_m2": 700, "equipment_yuan": 9000,
            "indoor_sport_area_m2": 0}  # fmt: skip
    uneven = even | dict.fromkeys(
        ["full_time_teachers", "above_norm_teachers", "mid_title_teachers", "computers", "books"], 0
    )
    sections = count_sections(county(even, uneven))  # five coefficients of 1, three of 0
    answers = {}
    for rules in (BASIC, ENTRANCE):
        (primary,) = judge(sections, rules, "C", 2023, day=DAY).verdicts.where(measure="composite", stage="primary")
        assert primary.result.value == pytest.approx(5 / 8, rel=1e-14)
        answers[rules.id] = primary.answer
    assert answers == {BASIC.id: Answer.MET, ENTRANCE.id: Answer.NOT_MET}


def test_a_county_without_the_eight_resources_stays_open_and_says_what_is_missing():
    verdict = judge(count_sections(load_dataset("demo-a")), ENTRANCE, "DEMO-A", 2023, day=DAY)
    assert verdict.overall is Answer.CANNOT_JUDGE
    assert [(one.rule.id, one.stage) for one in verdict.headlines] == [
        ("composite", "primary"),
        ("composite", "junior"),
    ]
    assert all(one.note.zh.endswith("项差异系数无法计算") for one in verdict.headlines)
