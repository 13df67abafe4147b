"""Numbers and names as a reader sees them."""

import math
from dataclasses import replace

import pytest

from analysis.rules.results import Answer
from analysis.show.page import words
from analysis.tables.terms import common_terms

NAN = math.nan


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (words.number(12345.5), "12,345.50"),
        (words.number(1234.5), "1234.50"),
        (words.number(0.125), "0.13"),  # as a printed table rounds
        (words.number(-0.25, 1), "−0.3"),
        (words.number(-0.001), "0.00"),
        (words.number(NAN), "—"),
        (words.whole(17930.0), "17,930"),
        (words.whole(NAN), "—"),
        (words.cv(0.5153), "0.515"),
        (words.percent(0.0702), "7.0%"),
        (words.percent(0.85, 0), "85%"),
        (words.percent(NAN), "—"),
        (words.points(0.0123), "+1.2"),
        (words.points(-0.0123), "−1.2"),
        (words.points(NAN), "—"),
    ],
)
def test_a_number_is_shown_in_fixed_decimals_and_a_missing_one_as_a_dash(shown, expected):
    assert shown == expected


@pytest.mark.parametrize(
    ("answer", "zh", "en"),
    [
        (Answer.MET, "✓ 达标", "✓ met"),
        (Answer.NOT_MET, "× 未达标", "× not met"),
        (Answer.CANNOT_JUDGE, "? 无法判断", "? cannot be judged"),
    ],
)
def test_an_answer_is_read_without_colour(answer, zh, en):
    assert (words.answer(answer, "zh"), words.answer(answer, "en")) == (zh, en)


def test_a_long_list_counts_what_it_leaves_out():
    names = [f"{k}小" for k in range(1, 9)]
    assert words.listed(names[:2], "zh") == "1小、2小"
    assert words.listed(names[:2], "en") == "1小, 2小"
    assert words.listed(names, "zh", limit=3) == "1小、2小、3小等共8个"
    assert words.listed(names, "en", limit=3) == "1小, 2小, 3小 and 5 more"
    assert words.listed([], "zh") == ""


def test_english_counts_one_school_and_many_schools():
    assert [words.counted(k, "school") for k in (0, 1, 2)] == ["0 schools", "1 school", "2 schools"]


def test_whom_a_rule_is_about_is_a_stage_or_a_type_of_school():
    assert words.kind("primary", "zh") == "小学"
    assert words.kind("nine_year", "en") == "nine-year school"
    assert words.kind("", "zh") == ""


@pytest.mark.parametrize(
    ("value", "limit", "shown"),
    [
        (4.4996, 4.5, "4.4996"),
        (4.5, 4.5, "4.50"),
        (0.5004, 0.5, "0.5004"),
        (4.27, 4.5, "4.27"),
        (float("nan"), 4.5, "—"),
    ],
)
def test_a_value_beside_its_limit_is_never_rounded_onto_it(value, limit, shown):
    assert words.beside_limit(value, limit, 2 if limit > 1 else 3) == shown


def test_a_shortfall_of_one_is_said_in_the_singular():
    teachers = common_terms().indicators["pe_art_teachers_per_100"]
    assert [words.lacking(n, teachers, "en") for n in (1, 2)] == ["1 teacher", "2 teachers"]
    assert words.lacking(1, teachers, "zh") == "1人"


def test_an_indicator_without_stated_decimals_shows_two_digits_that_count():
    stated = common_terms().indicators["backbone_teachers_per_100"]
    own = replace(stated, has_decimals=False)
    shown = [words.indicator_value(value, own) for value in (0.0098, 0.06, 0.119, 12.345, 0.0)]
    assert shown == ["0.0098", "0.060", "0.12", "12.35", "0.00"]
    assert words.indicator_value(0.06, stated) == "0.06"
