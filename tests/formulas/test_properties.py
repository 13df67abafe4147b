"""What must hold for every county, not only for those somebody printed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.formulas import (
    atkinson,
    generalised_entropy,
    gini,
    lorenz_curve,
    mcloone,
    percentile_ratio,
    school_shares_of_cv2,
    split_entropy,
    student_weighted_cv,
    theil_l,
    theil_t,
    verstegen,
)


def atkinson_half(per_student, students):
    return atkinson(per_student, students, 0.5)


SPREADS = (student_weighted_cv, gini, theil_t, theil_l, atkinson_half)
RELATIVES = (*SPREADS, mcloone, verstegen, percentile_ratio)
ORDERS = st.sampled_from([-1, 0, 0.5, 1, 1.5, 2, 3])
students_of_a_school = st.integers(1, 3000)
positive_values = st.floats(0.01, 1000)


@st.composite
def counties(draw, values=positive_values):
    schools = draw(st.lists(st.tuples(values, students_of_a_school), min_size=1, max_size=30))
    per_student, students = np.array(schools, dtype=float).T
    return per_student, students


counties_with_something = counties(st.just(0) | positive_values).filter(lambda county: county[0].any())


@given(counties(), st.floats(1e-3, 1e6))
def test_measures_do_not_depend_on_the_unit(county, unit):
    per_student, students = county
    for measure in RELATIVES:
        expected = pytest.approx(measure(per_student, students), rel=1e-9, abs=1e-9, nan_ok=True)
        assert measure(per_student * unit, students) == expected


@given(counties(), st.data())
def test_cutting_a_school_in_two_equal_halves_changes_nothing(county, data):
    per_student, students = county
    cut = data.draw(st.integers(0, students.size - 1))
    halves = students.copy()
    halves[cut] /= 2
    for measure in (*SPREADS, mcloone, verstegen):
        expected = pytest.approx(measure(per_student, students), rel=1e-9, abs=1e-12)
        assert measure(np.append(per_student, per_student[cut]), np.append(halves, halves[cut])) == expected


@given(positive_values, st.lists(students_of_a_school, min_size=1, max_size=30))
def test_equal_schools_have_no_spread_and_full_halves(value, students):
    equal = np.full(len(students), value)
    assert [measure(equal, students) for measure in SPREADS] == pytest.approx([0] * len(SPREADS), abs=1e-14)
    assert (mcloone(equal, students), verstegen(equal, students)) == pytest.approx((1, 1), rel=1e-14)


@given(counties())
def test_no_spread_is_ever_below_zero(county):
    assert min(measure(*county) for measure in SPREADS) >= 0
    assert mcloone(*county) <= 1 + 1e-14
    assert verstegen(*county) >= 1 - 1e-14


@given(counties_with_something)
def test_gini_is_the_mean_difference_between_all_pairs_of_students(county):
    per_student, students = county
    share = students / students.sum()
    pairs = share @ np.abs(per_student[:, None] - per_student) @ share
    assert gini(*county) == pytest.approx(pairs / 2 / (share @ per_student), rel=1e-9, abs=1e-14)


@given(counties())
def test_gini_is_twice_the_area_above_the_lorenz_curve(county):
    reached, held = lorenz_curve(*county)
    assert gini(*county) == pytest.approx(1 - 2 * np.trapezoid(held, reached), rel=1e-9, abs=1e-13)
    assert (held <= reached + 1e-14).all()


@given(counties_with_something)
def test_school_parts_sum_to_the_squared_cv_which_is_twice_the_entropy_of_order_two(county):
    squared = pytest.approx(student_weighted_cv(*county) ** 2, rel=1e-12, abs=1e-28)
    assert school_shares_of_cv2(*county).sum() == squared
    assert 2 * generalised_entropy(*county, alpha=2) == squared


@given(counties(), ORDERS, st.data())
def test_between_and_within_add_up(county, alpha, data):
    size = county[0].size
    group = data.draw(st.lists(st.sampled_from(["城区", "镇区", "乡村"]), min_size=size, max_size=size))
    split = split_entropy(*county, group, alpha)
    assert split.between + split.within == pytest.approx(split.total, rel=1e-9, abs=1e-13)
    assert min(split.between, *split.within_parts) >= 0
