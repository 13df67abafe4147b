"""Leave-one-out, the turning value and bounds: against recomputation, against perturbation, against every combination."""

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest
from case_files import SHARED, needs_shared
from formulas.test_properties import counties, positive_values
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.formulas import bounds as of_bounds
from analysis.formulas import (
    cv_bounds,
    cv_without_each_school,
    school_shares_of_cv2,
    student_weighted_cv,
    student_weighted_mean,
    turning_value,
)

some_have_nothing = counties(st.just(0) | positive_values).filter(lambda county: county[0].any())


def recomputed(per_student, students):
    """The coefficient of the rest, school by school; nan where nobody is left."""
    rest = [np.arange(len(students)) != school for school in range(len(students))]
    return [student_weighted_cv(per_student[r], students[r]) if r.any() else np.nan for r in rest]


@given(some_have_nothing)
def test_without_each_school_the_coefficient_is_that_of_the_rest(county):
    x, n = county
    is_told = n * x < 0.99 * (n @ x)  # of a school with nearly everything the rest is known to fewer digits
    expected = np.array(recomputed(x, n))[is_told]
    assert cv_without_each_school(x, n)[is_told] == pytest.approx(expected, rel=1e-6, abs=1e-7, nan_ok=True)


@needs_shared
@pytest.mark.parametrize("resource", ["teachers", "classes"])
def test_every_county_of_taiwan_agrees_with_recomputation_and_its_shares_add_up(resource):
    schools = pd.read_csv(SHARED / "data" / "tw_moe_primary_113" / "canonical.csv")
    assert schools["county"].nunique() == 22
    for _, here in schools.groupby("county"):
        x, n = (here[resource] / here["students"]).to_numpy(), here["students"].to_numpy(float)
        assert school_shares_of_cv2(x, n).sum() == pytest.approx(student_weighted_cv(x, n) ** 2, abs=1e-12)
        np.testing.assert_allclose(cv_without_each_school(x, n), recomputed(x, n), rtol=1e-12)


@pytest.mark.parametrize("county", [([3.0], [10]), ([0, 0], [10, 20])])
def test_nothing_is_left_without_the_only_school_and_nothing_is_known_where_no_school_has_any(county):
    assert np.isnan(cv_without_each_school(*county)).all()


def test_without_the_only_school_that_differs_the_rest_is_exactly_even():
    assert cv_without_each_school([2, 2, 5], [10, 20, 30])[2] == 0
    assert cv_without_each_school([0.1, 0.1, 0.1], [10, 20, 30]).tolist() == [0, 0, 0]
    assert np.isnan(cv_without_each_school([0, 2], [10, 20])).tolist() == [False, True]


@given(some_have_nothing, st.data(), st.floats(1e-6, 1e-4))
def test_a_little_more_lowers_the_coefficient_exactly_below_the_turning_value(county, data, share):
    x, n = county
    school = data.draw(st.integers(0, n.size - 1))
    line = turning_value(x, n)
    assert line == pytest.approx((n * x) @ x / (n @ x), rel=1e-12)
    more = share * (n @ x) / n[school]  # of the county's total
    more_at = np.where(np.arange(n.size) == school, x + more, x)
    finite = line * (1 + share / 2)  # what the docstring says of an addition that is not small
    assume(abs(x[school] + more / 2 - finite) > 1e-7 * line)
    assert (student_weighted_cv(more_at, n) < student_weighted_cv(x, n)) == (x[school] + more / 2 < finite)


def test_the_turning_value_lies_above_the_mean_and_is_unknown_where_nobody_has_any():
    x, n = np.array([6.2, 3.7, 10.5, 2.1, 7.3]), np.array([45, 37, 89, 76, 55])
    assert turning_value(x, n) > student_weighted_mean(x, n)
    assert turning_value([4, 4], [10, 20]) == 4
    assert np.isnan(turning_value([0, 0], [10, 20]))


WIDTHS, NARROW = st.sampled_from([0, 0.01, 0.3, 3]), st.sampled_from([0, 0.005])


@st.composite
def ranges(draw, widths):
    low, students = draw(counties(st.just(0) | positive_values).filter(lambda county: county[0].size <= 6))
    wide = draw(st.lists(widths, min_size=low.size, max_size=low.size))
    return low, low + np.array(wide), students


@given(ranges(WIDTHS).filter(lambda one: one[1].any()), st.data())
def test_the_most_is_the_most_of_all_ends_and_nothing_between_is_below_the_least(county, data):
    low, high, students = county
    least, most = cv_bounds(low, high, students)
    ends = [student_weighted_cv(np.array(x), students) for x in product(*zip(low, high, strict=True)) if any(x)]
    assert most == pytest.approx(max(ends), rel=1e-9, abs=1e-9)
    parts = data.draw(st.lists(st.floats(0, 1), min_size=low.size, max_size=low.size))
    between = low + (high - low) * parts
    assert not student_weighted_cv(between, students) < least - 1e-9


@given(ranges(NARROW).filter(lambda one: one[0].min() > 0))
def test_of_many_schools_the_most_is_never_below_and_hardly_above_what_they_can_be(county):
    exact = cv_bounds(*county)[1]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(of_bounds, "TRIED", -1)
        low, high, _ = county
        bound, wide = cv_bounds(*county)[1], ((high - low) / low).max()
        assert exact * (1 - 1e-9) - 1e-9 <= bound <= (exact + wide) * (1 + wide) + 1e-9


def test_values_that_can_all_be_equal_can_be_even_and_an_open_one_has_its_limit():
    assert cv_bounds([1, 2], [3, 4], [10, 20])[0] == 0
    assert cv_bounds([1, 1, 1], [1, 1, np.inf], [10, 20, 70]) == (0, pytest.approx(np.sqrt(1 / 0.7 - 1)))
    assert cv_bounds([1, 1, 0], [1, 1, np.inf], [10, 20, 70]) == (0, pytest.approx(np.sqrt(1 / 0.3 - 1)))
    assert cv_bounds([1, 3, 0], [1, 3, np.inf], [10, 10, 20])[0] == pytest.approx(
        min(student_weighted_cv([1, 3, x], [10, 10, 20]) for x in np.linspace(1, 4, 30001)), abs=1e-9
    )
    assert np.isnan(cv_bounds([0, 0], [0, 0], [10, 20])).all()


@pytest.mark.parametrize(
    ("county", "message"),
    [
        (([1, 2], [3], [10, 20]), "one each per school"),
        (([], [], []), "one each per school"),
        (([2], [1], [10]), "0 ≤ low ≤ high"),
        (([-1], [1], [10]), "0 ≤ low ≤ high"),
        (([1], [2], [0]), "more than 0 students"),
        (([np.nan], [2], [10]), "0 ≤ low ≤ high"),
        (([np.inf], [np.inf], [10]), "low finite"),
    ],
)
def test_ends_that_cannot_be_are_refused(county, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        cv_bounds(*county)
