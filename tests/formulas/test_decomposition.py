"""Between and within: printed decompositions, and parts that add up for every order."""

import numpy as np
import pytest
from case_files import SHARED, as_printed, load_case, needs_shared
from inequality.theil import TheilD

from analysis.formulas import generalised_entropy, split_entropy, student_weighted_cv, student_weighted_mean, theil_t

PER_STUDENT, STUDENTS = np.array([3.0, 4.0, 0.5, 2.0, 7.0, 1.0]), np.array([100, 80, 20, 300, 45, 60])
PLACE = ["镇区", "镇区", "乡村", "城区", "乡村", "乡村"]


@needs_shared
@pytest.mark.parametrize("column", range(7))
def test_between_part_of_mexican_regions_is_what_pysal_prints(column):
    path = SHARED / "data" / "ref_pysal_mexico" / "mexico.csv"
    product, region = np.genfromtxt(path, delimiter=",", skip_header=1, usecols=(column + 1, 9), unpack=True)
    printed = load_case("pysal_mexico_states")["published"]["between"][column]
    assert as_printed(split_entropy(product, np.ones(32), region).between, like=printed) == printed


def test_theil_split_agrees_with_pysal_on_one_value_per_student():
    split = split_entropy(PER_STUDENT, STUDENTS, PLACE)
    pysal = TheilD(np.repeat(PER_STUDENT, STUDENTS), np.repeat(PLACE, STUDENTS))
    assert split.between == pytest.approx(np.squeeze(pysal.bg), rel=1e-12)
    assert split.within == pytest.approx(np.squeeze(pysal.wg), rel=1e-12)


@pytest.mark.parametrize("alpha", [-1, 0, 0.5, 1, 2, 3])
def test_parts_add_up_to_the_total_for_every_order(alpha):
    split = split_entropy(PER_STUDENT, STUDENTS, PLACE, alpha)
    assert split.total == pytest.approx(generalised_entropy(PER_STUDENT, STUDENTS, alpha), rel=1e-14)
    assert split.between + split.within == pytest.approx(split.total, rel=1e-13)
    assert split.within_parts.sum() == pytest.approx(split.within, rel=1e-14)
    assert split.groups.tolist() == ["乡村", "城区", "镇区"]
    assert split.within_parts[1] == 0  # the city has a single school


def test_within_part_of_the_squared_cv_is_no_average_of_the_groups_own():
    split = split_entropy(PER_STUDENT, STUDENTS, PLACE, alpha=2)
    mean, place = student_weighted_mean(PER_STUDENT, STUDENTS), np.array(PLACE)
    inside = [(PER_STUDENT[place == name], STUDENTS[place == name]) for name in split.groups]
    own = np.array([student_weighted_cv(*schools) ** 2 for schools in inside])
    size = np.array([n.sum() for _, n in inside]) / STUDENTS.sum()
    level = np.array([student_weighted_mean(*schools) for schools in inside]) / mean
    assert 2 * split.within == pytest.approx((size * level**2 * own).sum(), rel=1e-13)
    assert 2 * split.within != pytest.approx((size * own).sum(), rel=0.1)


def test_one_group_has_everything_within_and_single_school_groups_everything_between():
    together, apart = (split_entropy(PER_STUDENT, STUDENTS, group) for group in (["县"] * 6, list("abcdef")))
    assert together.between == 0
    assert together.within == pytest.approx(theil_t(PER_STUDENT, STUDENTS), rel=1e-14)
    assert apart.within == 0
    assert apart.between == pytest.approx(theil_t(PER_STUDENT, STUDENTS), rel=1e-14)


@pytest.mark.parametrize("alpha", [0.5, 1, 2])
def test_a_group_with_nothing_counts_between_and_adds_nothing_within(alpha):
    split = split_entropy([0, 0, 2, 4], [10, 20, 30, 40], ["a", "a", "b", "b"], alpha)
    assert split.within_parts[0] == 0
    assert split.between + split.within == pytest.approx(split.total, rel=1e-14)


@pytest.mark.parametrize(("per_student", "alpha"), [([0, 0, 0], 1), ([0, 1, 2], 0), ([0, 1, 2], -1)])
def test_an_undefined_total_leaves_every_part_undefined(per_student, alpha):
    split = split_entropy(per_student, [10, 20, 30], ["a", "b", "b"], alpha)
    assert np.isnan([split.total, split.between, split.within, *split.within_parts]).all()


@pytest.mark.parametrize("names", [["a"], ["a", "b", "c"], "a"])
def test_a_group_must_be_named_for_every_school_and_for_nobody_else(names):
    with pytest.raises(ValueError, match="one name per school"):
        split_entropy([1, 2], [10, 20], names)


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_a_school_without_a_group_is_refused(missing):
    with pytest.raises(ValueError, match=r"school 1 .* has no group"):
        split_entropy([1, 2], [10, 20], np.array(["a", missing], dtype=object))
    with pytest.raises(ValueError, match="one name per school"):
        split_entropy([1, 2], [10, 20], ["a"])
