"""Formulas over printed numbers: arithmetic only, exact, and solvable for a part."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import TableError
from analysis.insight.reports.arithmetic.formulas import LONGEST, Quantity, compute, needed, read_formula
from analysis.insight.reports.arithmetic.ranges import (
    Range,
    exact_range,
    rounded_range,
    shown,
    truncated_to,
    with_zeros,
)
from analysis.insight.reports.arithmetic.units import NUMBER, english_amount, read_unit


def plain(**numbers: str) -> dict[str, Quantity]:
    return {name: Quantity(exact_range(digits), NUMBER) for name, digits in numbers.items()}


def value(text: str, **numbers: str) -> Range:
    return compute(read_formula(text), plain(**numbers)).numbers


def test_decimals_of_a_formula_are_never_binary():
    assert value("0.1 + 0.2") == Range.at(Fraction(3, 10))


def test_sums_means_and_signs_are_understood():
    assert value("mean(a, b, sum(a, b)) - -1", a="1", b="2") == Range.at(3)


@pytest.mark.parametrize(
    "text",
    [
        "a ** b", "a // b", "a % b", "a < b", "a if b else a", "lambda: a", "a.real", "a[0]", "f'{a}'", "max(a, b)",
        "sum(*a)", "sum()", "sum", "True", "1j", "'1'", "a, b", "a; b", "", "__import__('os')", "exec('a')", "(" * 900,
        "0x10", "a and b", "not a", "~a", "[a]", "print(a)", "a := 1", "sum(a, start=b)", "+" * (LONGEST + 1),
    ],
)  # fmt: skip
def test_whatever_is_no_arithmetic_is_refused_in_both_languages(text):
    with pytest.raises(TableError) as refused:
        read_formula(text)
    assert "算式" in refused.value.message("zh")
    assert "arithmetic over entered facts" in refused.value.message("en")


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 4))
def test_a_ratio_always_lies_in_the_range_of_its_rounded_print(a, b, places):
    exact = Fraction(a, b)
    assert rounded_range(shown(exact, places)).meets(Range.at(exact))


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 4))
def test_a_number_cut_off_is_recognised_and_no_other(a, b, places):
    exact = Fraction(a, b)
    cut = shown(Fraction(exact * 10**places // 1, 10**places), places)
    more = shown(Fraction(exact * 10**places // 1 + 1, 10**places), places)
    assert truncated_to(cut, Range.at(exact)) and not truncated_to(more, Range.at(exact))


@given(st.integers(-50, 50), st.integers(1, 50), st.integers(1, 50), st.sampled_from("abc"))
def test_solving_for_a_part_gives_back_the_part(a, b, c, name):
    formula = read_formula("(a - 3) / b * 2 + mean(c, 7)")
    facts = {key: Quantity(Range.at(number), NUMBER) for key, number in {"a": a, "b": b, "c": c}.items()}
    result = compute(formula, facts).numbers
    found = needed(formula, name, facts, result)
    assert found == facts[name].numbers if a != 3 or name != "b" else found is None


def test_a_part_that_stands_twice_is_not_solved_for():
    assert needed(read_formula("a / (a + b)"), "a", plain(a="1", b="2"), Range.at(1)) is None


def test_interval_ends_are_exact():
    facts = {"a": Quantity(rounded_range("6.96"), NUMBER), "limit": Quantity(exact_range("7.5"), NUMBER)}
    assert compute(read_formula("limit - a"), facts).numbers == Range(Fraction("0.535"), Fraction("0.545"))


def test_money_in_different_multiples_adds_up():
    facts = {name: Quantity(exact_range(digits).scaled(read_unit(unit).factor), read_unit(unit)) for name, digits, unit in
             (("a", "0.1425", "亿元"), ("b", "1425", "万元"))}  # fmt: skip
    assert compute(read_formula("a - b"), facts).numbers == Range.at(0)


def test_persons_are_persons_whatever_the_measure_word_and_rooms_are_not():
    assert read_unit("名") == read_unit("人") != read_unit("间")
    assert (read_unit("人") / read_unit("百名学生")).factor == Fraction(1, 100)
    assert read_unit("万人次").factor == 10000 and not read_unit("万人次").is_counted and read_unit("人").is_counted


def test_a_dropped_zero_is_put_back():
    assert [with_zeros(digits, 2) for digits in ("10.1", "11", "10.05", "3.141")] == [
        "10.10",
        "11.00",
        "10.05",
        "3.141",
    ]


@pytest.mark.parametrize(
    ("digits", "unit", "english"),
    [
        ("1640", "万元", "16.40 million yuan"),
        ("13.9", "亿元", "1.39 billion yuan"),
        ("13.5–14.2", "万平方米", "135,000–142,000 m²"),
        ("5511", "元/人", "5511 yuan per person"),
        ("2.57", "人/百名学生", "2.57 persons per 100 students"),
        ("9.5", "人/百生", "9.5 persons per 100 students"),
        ("60.0", "%", "60.0%"),
        ("1", "人", "1 person"),
        ("0", "人", "0"),
    ],
)
def test_an_amount_in_english_keeps_every_printed_digit(digits, unit, english):
    assert english_amount(digits, unit) == english
