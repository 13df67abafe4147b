"""Inequality indices against printed values, other software on one value per student, and hand-made counties."""

import numpy as np
import pytest
from case_files import SHARED, as_printed, load_case, needs_shared
from inequality.atkinson import atkinson as pysal_atkinson
from inequality.gini import Gini
from inequality.theil import Theil

from analysis.formulas import (
    MINIMUM_SCHOOLS_FOR_PERCENTILES,
    atkinson,
    federal_range_ratio,
    generalised_entropy,
    gini,
    lorenz_curve,
    mcloone,
    percentile_ratio,
    student_percentile,
    student_weighted_cv,
    theil_l,
    theil_t,
    verstegen,
)

MEASURES = (gini, theil_t, theil_l, mcloone, verstegen, percentile_ratio, federal_range_ratio)


@pytest.fixture
def five_schools():
    case = load_case("cv_books_five_schools")
    return np.array(case["books"]) / np.array(case["students"]), np.array(case["students"])


@pytest.fixture
def many_schools():
    draw = np.random.default_rng(20171)
    return draw.gamma(4, 0.5, 60), draw.integers(5, 400, 60)


@needs_shared
@pytest.mark.parametrize("column", range(7))
def test_theil_of_mexican_states_is_what_pysal_prints(column):
    printed = load_case("pysal_mexico_states")["published"]["theil_t"][column]
    assert as_printed(theil_t(mexico()[:, column], np.ones(32)), like=printed) == printed


@needs_shared
def test_gini_of_mexican_states_is_what_pysal_prints():
    printed = load_case("pysal_mexico_states")["published"]["gini_1940"]
    assert as_printed(gini(mexico()[:, 0], np.ones(32)), like=printed) == printed


def mexico():
    path = SHARED / "data" / "ref_pysal_mexico" / "mexico.csv"
    return np.genfromtxt(path, delimiter=",", skip_header=1, usecols=range(1, 8))


def test_atkinson_of_five_incomes_is_what_pysal_prints():
    case = load_case("pysal_atkinson_five_incomes")
    for epsilon, printed in case["published"].items():
        assert as_printed(atkinson(case["incomes"], [1] * 5, float(epsilon)), like=printed) == printed


def test_indices_agree_with_pysal_on_one_value_per_student(many_schools):
    per_student, students = many_schools
    one_each = np.repeat(per_student, students)
    assert gini(per_student, students) == pytest.approx(Gini(one_each).g, rel=1e-11)
    assert theil_t(per_student, students) == pytest.approx(float(Theil(one_each).T), rel=1e-11)
    for epsilon in (0.5, 1, 2):
        assert atkinson(per_student, students, epsilon) == pytest.approx(pysal_atkinson(one_each, epsilon), rel=1e-11)


def test_mean_log_deviation_is_the_log_of_the_mean_less_the_mean_log(many_schools):
    one_each = np.repeat(*many_schools)
    assert theil_l(*many_schools) == pytest.approx(np.log(one_each.mean()) - np.log(one_each).mean(), rel=1e-12)


@pytest.mark.parametrize("alpha", [-1, 0.5, 1.5, 2, 3])
def test_generalised_entropy_is_its_definition_on_one_value_per_student(many_schools, alpha):
    one_each = np.repeat(*many_schools)
    expected = (np.mean((one_each / one_each.mean()) ** alpha) - 1) / (alpha * (alpha - 1))
    assert generalised_entropy(*many_schools, alpha=alpha) == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize(("alpha", "limit"), [(1, theil_t), (0, theil_l)])
def test_generalised_entropy_is_continuous_at_the_orders_that_have_a_formula_of_their_own(many_schools, alpha, limit):
    assert generalised_entropy(*many_schools, alpha=alpha) == pytest.approx(limit(*many_schools), rel=1e-14)
    assert generalised_entropy(*many_schools, alpha=alpha + 1e-6) == pytest.approx(limit(*many_schools), rel=1e-5)


@pytest.mark.parametrize("percent", [1, 5, 25, 50, 62.5, 95, 99])
def test_percentiles_are_those_of_one_value_per_student(many_schools, percent):
    one_each = np.repeat(*many_schools)
    expected = np.percentile(one_each, percent, method="averaged_inverted_cdf")
    assert student_percentile(*many_schools, percent=percent) == expected


def test_the_last_percentile_is_the_last_school_whatever_binary_sums_leave():
    students = np.full(1000, 0.1)  # their running sum stays below their sum
    assert student_percentile(np.arange(1000.0), students, float(np.nextafter(100, 0))) == 999


def test_a_percentile_exactly_between_two_schools_is_their_midpoint():
    assert student_percentile([3, 1], [50, 50], 50) == 2
    assert student_percentile([3, 1], [51, 49], 50) == 3
    assert student_percentile([1, 2], [5, 95], 5) == 1.5


def test_range_ratios_of_one_value_per_student(many_schools):
    one_each = np.repeat(*many_schools)
    bottom, top = np.percentile(one_each, [5, 95], method="averaged_inverted_cdf")
    assert percentile_ratio(*many_schools) == pytest.approx(top / bottom, rel=1e-15)
    assert federal_range_ratio(*many_schools) == pytest.approx((top - bottom) / bottom, rel=1e-14)


def test_range_ratios_are_undefined_with_few_schools_or_with_nothing_at_the_bottom():
    enough, students = np.arange(1, MINIMUM_SCHOOLS_FOR_PERCENTILES + 1), np.full(MINIMUM_SCHOOLS_FOR_PERCENTILES, 10)
    assert percentile_ratio(enough, students) == pytest.approx(19.5 / 1.5, rel=1e-15)
    for ratio in (percentile_ratio, federal_range_ratio):
        assert np.isnan(ratio(enough[1:], students[1:]))
        assert np.isnan(ratio(np.where(enough <= 2, 0, enough), students))


def test_mcloone_and_verstegen_split_the_school_that_straddles_the_median(five_schools):
    per_student, students = [1, 2, 4], [30, 50, 20]
    assert mcloone(per_student, students) == pytest.approx((30 * 1 + 20 * 2) / (50 * 2), rel=1e-15)
    assert verstegen(per_student, students) == pytest.approx((30 * 2 + 20 * 4) / (50 * 2), rel=1e-15)
    lower, upper = np.split(np.sort(np.repeat(*five_schools)), 2)
    median = np.median(np.repeat(*five_schools))
    assert mcloone(*five_schools) == pytest.approx(lower.mean() / median, rel=1e-13)
    assert verstegen(*five_schools) == pytest.approx(upper.mean() / median, rel=1e-13)


def test_lorenz_curve_starts_with_the_least_endowed_and_ends_at_one():
    reached, held = lorenz_curve([4, 1, 2], [25, 50, 25])
    assert reached.tolist() == [0, 0.5, 0.75, 1]
    assert held.tolist() == [0, 0.25, 0.5, 1]


def test_gini_is_twice_the_area_between_lorenz_curve_and_diagonal(many_schools):
    reached, held = lorenz_curve(*many_schools)
    assert gini(*many_schools) == pytest.approx(1 - 2 * np.trapezoid(held, reached), rel=1e-12)


@pytest.mark.parametrize("value", [0.1, 1 / 3, 2000.7])
def test_one_school_is_exactly_equal_to_itself(value):
    assert [measure([value], [37]) for measure in (gini, theil_t, theil_l)] == [0, 0, 0]
    assert [atkinson([value], [37], epsilon) for epsilon in (0, 0.5, 1, 2)] == [0, 0, 0, 0]
    assert [generalised_entropy([value], [37], alpha) for alpha in (-1, 0, 0.5, 1, 2)] == [0] * 5
    assert mcloone([value], [37]) == verstegen([value], [37]) == pytest.approx(1, rel=1e-15)


def test_a_school_with_nothing_adds_nothing_to_theil_t_and_leaves_the_log_measures_undefined():
    with_zero = [0, 2], [50, 50]
    assert theil_t(*with_zero) == pytest.approx(np.log(2), rel=1e-15)
    assert gini(*with_zero) == pytest.approx(0.5, rel=1e-15)
    assert generalised_entropy(*with_zero, alpha=2) == pytest.approx(student_weighted_cv(*with_zero) ** 2 / 2)
    assert atkinson(*with_zero, epsilon=0.5) == pytest.approx(0.5, rel=1e-15)
    assert np.isnan([theil_l(*with_zero), atkinson(*with_zero, 1), atkinson(*with_zero, 2)]).all()
    assert np.isnan(generalised_entropy(*with_zero, alpha=-1))


def test_a_county_with_nothing_at_all_is_undefined_in_every_measure():
    nothing = np.zeros(25), np.full(25, 40)
    assert np.isnan([measure(*nothing) for measure in MEASURES]).all()
    assert np.isnan([measure([0], [40]) for measure in MEASURES]).all()
    assert np.isnan([atkinson(*nothing, epsilon) for epsilon in (0, 0.5, 1)]).all()
    assert np.isnan([generalised_entropy(*nothing, alpha) for alpha in (-1, 0, 1, 2)]).all()
    assert np.isnan(lorenz_curve(*nothing)[1]).all()


def test_missing_values_are_refused_by_every_measure():
    for measure in (*MEASURES, lorenz_curve):
        with pytest.raises(ValueError, match=r"school 1 .* must be a finite number; found nan"):
            measure([1, float("nan")], [10, 20])


def test_parameters_outside_their_range_are_refused():
    with pytest.raises(ValueError, match="epsilon: expected 0 or more; found -1"):
        atkinson([1, 2], [10, 20], epsilon=-1)
    with pytest.raises(ValueError, match="epsilon: expected 0 or more; found nan"):
        atkinson([1, 2], [10, 20], epsilon=float("nan"))
    for percent in (0, 100, -5):
        with pytest.raises(ValueError, match=f"between 0 and 100; found {percent}"):
            student_percentile([1, 2], [10, 20], percent)
