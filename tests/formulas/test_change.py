"""Why a number moved: splits that add up whatever the order, held against Heng's printed figures."""

import numpy as np
import pytest
from case_files import as_printed
from hypothesis import given
from hypothesis import strategies as st

from analysis.formulas.change import shapley_split, split_in_order, split_share_change, splits_by_order

HENG_2016, HENG_2018 = (619, 619 / 0.2123), (267, 267 / 0.0852)
counts = st.floats(0, 1e5)
bases = st.floats(1, 1e5)


def points(pair):
    return [as_printed(-100 * part) for part in pair]


def test_hengs_fall_of_12_71_points_splits_three_ways_as_published_figures_imply():
    split = split_share_change(*HENG_2016, *HENG_2018)
    assert as_printed(-100 * split.change) == "12.71"
    assert points(split.numerator_first) == ["12.07", "0.64"]
    assert points(split.denominator_first) == ["11.23", "1.48"]
    assert points(split.shapley) == ["11.65", "1.06"]
    assert split.rule == "shapley"


@given(counts, bases, counts, bases)
def test_every_split_of_a_share_adds_up_and_shapley_is_the_mean_of_both_orders(a0, b0, a1, b1):
    split = split_share_change(a0, b0, a1, b1)
    for parts in (split.numerator_first, split.denominator_first, split.shapley):
        assert sum(parts) == pytest.approx(split.change, abs=1e-9 * max(1, a0 / b0, a1 / b1, a1 / b0, a0 / b1))
    mean = np.mean([split.numerator_first, split.denominator_first], axis=0)
    assert split.shapley == pytest.approx(mean, rel=1e-9, abs=1e-9)


def volume(state):
    length, width, height = state
    return length * width * height


def test_shapley_is_the_mean_over_all_orders_of_three_factors():
    before, after = (2.0, 3.0, 5.0), (4.0, 1.0, 6.0)
    orders = splits_by_order(volume, before, after)
    assert len(orders) == 6
    assert shapley_split(volume, before, after) == pytest.approx(np.mean(list(orders.values()), axis=0), rel=1e-14)


def test_a_factor_that_stays_or_does_nothing_gets_nothing():
    parts = shapley_split(lambda s: s[0] * s[1] + 0 * s[2], (2, 3, 7), (5, 3, 1))
    assert parts.tolist() == [9, 0, 0]


def test_factors_that_do_the_same_get_the_same():
    parts = shapley_split(lambda s: s[0] * s[1], (1, 1), (3, 3))
    assert parts.tolist() == [4, 4]


def test_an_unknown_value_leaves_the_split_unknown():
    assert np.isnan(shapley_split(lambda s: s[0] / s[1] if s[1] else float("nan"), (1, 0), (1, 2))).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 0, 5, 10), "before: expected a count of 0 or more and a base above 0; found 5 of 0"),
        ((5, 10, -1, 10), "after: .* found -1 of 10"),
        ((5, 10, float("nan"), 10), "after: .* found nan of 10"),
    ],
)
def test_a_share_without_a_base_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        split_share_change(*arguments)


def test_factors_that_do_not_pair_up_and_orders_that_repeat_are_refused():
    with pytest.raises(ValueError, match="found 2 and 1"):
        shapley_split(sum, (1, 2), (1,))
    with pytest.raises(ValueError, match="found 11 and 11"):
        shapley_split(sum, (1,) * 11, (2,) * 11)
    with pytest.raises(ValueError, match=r"order: each of the factors 0 … 1 once; found \[0, 0\]"):
        split_in_order(sum, (1, 2), (3, 4), (0, 0))
