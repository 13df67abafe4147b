"""The official coefficient of variation, its worked example, and the readings it is mistaken for."""

import re
import warnings

import numpy as np
import pytest
from case_files import as_printed, load_case
from statsmodels.stats.weightstats import DescrStatsW

from analysis.formulas import (
    OTHER_READINGS,
    composite_cv,
    paired,
    school_relative_gaps,
    school_shares_of_cv2,
    student_weighted_cv,
    student_weighted_mean,
    unweighted_sample_cv,
)


@pytest.fixture
def case():
    return load_case("cv_books_five_schools")


@pytest.fixture
def five_schools(case):
    books, students = np.array(case["books"]), np.array(case["students"])
    return books / students, students


def test_cv_agrees_with_the_official_worked_example(case, five_schools):
    cv = student_weighted_cv(*five_schools)
    assert as_printed(cv, like="0.52") == case["published"]["cv"]
    assert as_printed(cv, like="0.5153") == case["other_readings"]["official"]
    assert np.std(five_schools[0]) / np.mean(five_schools[0]) < 0.50  # forgetting the weights flips the verdict


def test_every_step_of_the_official_worked_example_is_reproduced(case, five_schools):
    per_student, students = five_schools
    printed, mean = case["published"], student_weighted_mean(per_student, students)
    variance_parts = school_shares_of_cv2(per_student, students) * mean**2
    assert as_printed(mean) == printed["county_books_per_student"]
    assert [as_printed(x) for x in per_student] == printed["books_per_student"]
    assert [as_printed(w, like="0.149") for w in students / students.sum()] == printed["weights"]
    assert [
        as_printed(part, like=shown)
        for part, shown in zip(variance_parts, printed["contributions_to_variance"], strict=True)
    ] == printed["contributions_to_variance"]
    assert as_printed(variance_parts.sum()) == printed["variance"]
    assert as_printed(np.sqrt(variance_parts.sum())) == printed["standard_deviation"]


@pytest.mark.parametrize("name", OTHER_READINGS)
def test_other_readings_of_the_worked_example_are_reproduced_and_differ(name, case, five_schools):
    printed, value = case["other_readings"][name], OTHER_READINGS[name](*five_schools)
    assert as_printed(value, like=printed) == printed
    assert as_printed(value) != case["published"]["cv"]


def test_cv_agrees_with_statsmodels_population_weights(five_schools):
    described = DescrStatsW(five_schools[0], weights=five_schools[1], ddof=0)
    assert student_weighted_cv(*five_schools) == pytest.approx(described.std / described.mean, rel=1e-14)
    assert student_weighted_mean(*five_schools) == pytest.approx(described.mean, rel=1e-14)


def test_mean_is_the_ratio_of_totals_not_the_mean_of_ratios(case, five_schools):
    assert student_weighted_mean(*five_schools) == pytest.approx(1913 / 302, rel=1e-14)
    assert student_weighted_mean(*five_schools) != pytest.approx(np.mean(five_schools[0]), rel=0.01)


@pytest.mark.parametrize("value", [0.1, 1 / 3, 2000.7, 1e-9])
@pytest.mark.parametrize("students", [1, 3, 49, 1999])
def test_one_school_has_a_cv_of_exactly_zero(value, students):
    assert student_weighted_cv([value], [students]) == 0.0
    assert school_shares_of_cv2([value], [students]).tolist() == [0.0]


def test_a_county_with_nothing_has_no_cv():
    assert np.isnan(student_weighted_cv([0, 0], [10, 20]))
    assert np.isnan(school_shares_of_cv2([0, 0], [10, 20])).all()
    assert all(np.isnan(reading([0, 0], [10, 20])) for reading in OTHER_READINGS.values())


def test_a_sample_of_one_school_has_no_spread_to_estimate():
    assert np.isnan(unweighted_sample_cv([3.5], [100]))


def test_composite_is_the_plain_mean_and_unknown_when_one_part_is():
    assert composite_cv([0.2, 0.4, 0.9]) == pytest.approx(0.5, rel=1e-15)
    assert np.isnan(composite_cv([0.2, float("nan"), 0.9]))
    with pytest.raises(ValueError, match="at least one coefficient"):
        composite_cv([])


def test_school_gaps_carry_the_sign_and_their_parts_sum_to_the_squared_cv(five_schools):
    gaps, parts = school_relative_gaps(*five_schools), school_shares_of_cv2(*five_schools)
    assert np.sign(gaps).tolist() == [-1, -1, 1, -1, 1]
    assert parts.sum() == pytest.approx(student_weighted_cv(*five_schools) ** 2, rel=1e-14)
    assert (five_schools[1] * gaps).sum() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("per_student", "students", "message"),
    [
        ([1, 2], [10], "found shapes (2,) and (1,)"),
        ([[1, 2]], [[10, 20]], "found shapes (1, 2) and (1, 2)"),
        ([], [], "at least one school"),
        ([1, float("nan")], [10, 20], "per_student: school 1 (counting from 0) must be a finite number; found nan"),
        ([1, float("inf")], [10, 20], "per_student: school 1 (counting from 0) must be a finite number; found inf"),
        ([1, 2], [float("nan"), 20], "students: school 0 (counting from 0) must be a finite number; found nan"),
        ([1, 2], [10, 0], "students: school 1 (counting from 0) must be more than 0; found 0.0"),
        ([1, -2], [10, 20], "per_student: school 1 (counting from 0) must be 0 or more; found -2.0"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_its_place(per_student, students, message):
    for measure in (paired, student_weighted_cv, student_weighted_mean, school_shares_of_cv2, *OTHER_READINGS.values()):
        with pytest.raises(ValueError, match=re.escape(message)):
            measure(per_student, students)


@pytest.mark.parametrize("reading", [student_weighted_cv, *OTHER_READINGS.values()])
@pytest.mark.parametrize(("per_student", "students"), [([0, 0], [10, 20]), ([0], [10])])
def test_a_county_with_nothing_is_undefined_without_a_warning(reading, per_student, students):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(reading(per_student, students))


def test_one_school_has_no_sample_deviation_and_draws_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(unweighted_sample_cv([3.0], [10]))
