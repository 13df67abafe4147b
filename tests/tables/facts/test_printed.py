"""What printed digits may stand for."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import TableError
from analysis.tables.facts.printed import (
    Interval,
    as_printed,
    decimals,
    difference_of,
    exactly,
    interval,
    mean_of,
    parse_number,
    ratio_of,
    sum_of,
)


@pytest.mark.parametrize(
    ("printed", "lo", "hi"),
    [
        ("0.52", "0.515", "0.525"),
        ("14.75", "14.745", "14.755"),
        ("46.40", "46.395", "46.405"),
        ("46.4", "46.35", "46.45"),
        ("11", "10.5", "11.5"),
        ("0.0", "-0.05", "0.05"),
        ("-3.2", "-3.25", "-3.15"),
    ],
)
def test_a_printed_number_stands_for_half_a_unit_of_its_last_place_each_way(printed, lo, hi):
    assert interval(printed) == Interval(Decimal(lo), Decimal(hi))


def test_a_trailing_zero_is_a_digit_somebody_vouched_for():
    assert decimals("46.40") == 2 and decimals("46.4") == 1
    assert not interval("46.40").meets(interval("46.43"))
    assert interval("46.4").meets(interval("46.43"))


def test_a_counted_number_is_exact():
    assert exactly("771") == (Decimal(771), Decimal(771))


@pytest.mark.parametrize("printed", ["", "约12", "1,913", "12.", ".5", "５", "1e3", "12%", "+3", " 12", "nan"])
def test_what_is_not_plainly_a_number_is_refused_by_name(printed):
    with pytest.raises(TableError) as refused:
        parse_number(printed)
    assert refused.value.problems[0].place == f"“{printed}”"


@given(st.decimals(min_value=0, max_value=10_000, places=6), st.integers(0, 4))
def test_every_number_lies_in_the_interval_of_its_own_print(number, places):
    printed = as_printed(number, like=str(Decimal(1).scaleb(-places)))
    lo, hi = interval(printed)
    assert decimals(printed) == places
    assert lo <= number <= hi


@given(st.lists(st.decimals(min_value=0, max_value=2, places=5), min_size=1, max_size=8))
def test_the_mean_of_unrounded_parts_lies_in_the_mean_of_their_prints(parts):
    printed = [interval(as_printed(part, like="0.001")) for part in parts]
    lo, hi = mean_of(printed)
    total = sum_of(printed)
    assert Fraction(lo) <= Fraction(sum(parts)) / len(parts) <= Fraction(hi)
    assert total.lo <= sum(parts) <= total.hi


@given(
    st.decimals(min_value=0, max_value=100_000, places=3),
    st.decimals(min_value=1, max_value=100_000, places=3),
)
def test_the_ratio_of_unrounded_totals_lies_in_the_ratio_of_their_prints(numerator, denominator):
    lo, hi = ratio_of(interval(as_printed(numerator, like="0.1")), interval(as_printed(denominator, like="0.1")))
    assert Fraction(lo) <= Fraction(numerator) / Fraction(denominator) <= Fraction(hi)


def test_a_quotient_that_never_ends_is_rounded_outward():
    third = ratio_of(exactly("1"), exactly("3"))
    assert Fraction(third.lo) < Fraction(1, 3) < Fraction(third.hi)


def test_a_ratio_whose_denominator_may_be_nothing_is_refused():
    with pytest.raises(ValueError, match="above 0 throughout"):
        ratio_of(exactly("1"), interval("0.0"))


def test_a_gap_is_as_uncertain_as_both_its_ends():
    assert difference_of(exactly("7.5"), interval("6.96")) == (Decimal("0.535"), Decimal("0.545"))


def test_halves_are_rounded_up_as_printed_tables_do():
    assert as_printed(0.125, like="0.52") == "0.13"
    assert as_printed(Decimal("9711.597"), like="9711") == "9712"
