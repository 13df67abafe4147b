"""Many groups at once give what each group gives alone."""

import numpy as np
import pytest

from analysis.formulas import (
    generalised_entropy,
    gini,
    measures_by_group,
    panel,
    student_weighted_cv,
    student_weighted_mean,
    theil_t,
)

SCALARS = {"mean": student_weighted_mean, "cv": student_weighted_cv, "gini": gini, "theil_t": theil_t}


@pytest.fixture
def province():
    """400 counties of 1 to 60 schools in no order, two indicators, some values unknown and some zero."""
    draw = np.random.default_rng(2012)
    group = draw.permutation(np.repeat(np.arange(400), draw.integers(1, 61, 400)))
    values = draw.gamma(3, 1, (group.size, 2))
    values[draw.random(values.shape) < 0.05] = 0
    values[draw.random(values.shape) < 0.05] = np.nan
    return group, draw.integers(10, 3000, group.size), values


def test_every_group_equals_the_single_county_formulas(province):
    group, students, values = province
    result = measures_by_group(*province)
    for g in range(400):
        for column in range(2):
            known = (group == g) & ~np.isnan(values[:, column])
            assert result.schools[g, column] == known.sum()
            assert result.missing[g, column] == (group == g).sum() - known.sum()
            assert result.students[g, column] == students[known].sum()
            if known.any():
                schools = values[known, column], students[known]
                expected = [measure(*schools) for measure in SCALARS.values()]
                found = [getattr(result, name)[g, column] for name in SCALARS]
                assert found == pytest.approx(expected, rel=1e-12, abs=1e-15, nan_ok=True)
                ge2 = pytest.approx(generalised_entropy(*schools, alpha=2), rel=1e-12, abs=1e-15, nan_ok=True)
                assert result.ge2[g, column] == ge2


@pytest.mark.parametrize("cells", [1, 7, 100, 1 << 20])
def test_how_the_work_is_cut_up_changes_nothing(province, cells, monkeypatch):
    whole = measures_by_group(*province)
    monkeypatch.setattr(panel, "CELLS_AT_A_TIME", cells)
    cut = measures_by_group(*province)
    for name in SCALARS:
        np.testing.assert_allclose(getattr(cut, name), getattr(whole, name), rtol=1e-13, atol=1e-15)


def test_groups_of_one_known_school_are_exactly_zero(province):
    result = measures_by_group(*province)
    alone = (result.schools == 1) & (result.mean > 0)
    assert alone.sum() > 5
    assert not np.concatenate([result.cv[alone], result.gini[alone], result.theil_t[alone], result.ge2[alone]]).any()


def test_what_is_unknown_and_what_is_nothing_are_both_undefined_but_told_apart():
    result = measures_by_group([0, 0, 1, 1], [10, 20, 30, 40], [np.nan, np.nan, 0, 0], groups=3)
    assert result.schools[:, 0].tolist() == [0, 2, 0]
    assert result.missing[:, 0].tolist() == [2, 0, 0]
    np.testing.assert_array_equal(result.mean[:, 0], [np.nan, 0, np.nan])
    assert np.isnan([result.cv, result.gini, result.theil_t, result.ge2]).all()


def test_group_numbers_beyond_sixteen_bits_keep_their_schools():
    group = np.array([70_000, 3, 70_000, 70_000 + 65_536, 70_000 - 65_536])
    result = measures_by_group(group, [10, 20, 30, 40, 50], [1.0, 2.0, 3.0, 4.0, 5.0])
    assert result.mean[[70_000, 3, 135_536, 4_464], 0].tolist() == [2.5, 2, 4, 5]
    assert result.schools.sum() == 5


def test_no_schools_at_all_make_no_groups():
    assert measures_by_group([], [], []).mean.shape == (0, 1)
    assert np.isnan(measures_by_group([], [], np.empty((0, 2)), groups=3).cv).all()


@pytest.mark.parametrize(
    ("group", "students", "values", "message"),
    [
        ([0, 1], [10], [1, 2], "one row per school expected"),
        ([0, 1], [10, 20], [1, 2, 3], "one row per school expected"),
        ([0.0, 1.0], [10, 20], [1, 2], "group: expected whole numbers"),
        ([0, 2], [10, 20], [1, 2], "group: expected numbers from 0 to 1; found 0 to 2"),
        ([-1, 1], [10, 20], [1, 2], "group: expected numbers from 0 to 1; found -1 to 1"),
        ([0, 1], [10, 0], [1, 2], "students: row 1 must be a number above 0; found 0.0"),
        ([0, 1], [1, 0], [1, 2], "students: row 1 must be a number above 0; found 0.0"),  # one student is enough
        ([0, 1], [np.nan, 5], [1, 2], "students: row 0 must be a number above 0; found nan"),
        ([0, 1], [10, np.inf], [1, 2], "students: row 1 must be a number above 0; found inf"),
        ([0, 1], [10, 20], [[1, 2], [3, -4]], "per_student: row 1, column 1 must be 0 or more; found -4"),
        ([0, 1], [10, 20], [np.inf, 1], "per_student: row 0, column 0 must be 0 or more; found inf"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_its_place(group, students, values, message):
    with pytest.raises(ValueError, match=message):
        measures_by_group(group, students, values, groups=2)


def test_no_table_is_larger_than_memory_allows_and_no_group_is_left_out(monkeypatch):
    monkeypatch.setattr(panel, "CELLS_AT_A_TIME", 12)
    size = np.array([5, 0, 3, 40, 3, 1])
    tables = list(panel._of_similar_size(size))
    assert sorted(np.concatenate(tables)) == [0, 2, 3, 4, 5]
    assert [len(some) for some in tables] == [3, 1, 1]  # 1, 3 and 3 schools fit into 12 cells; 5 and 40 stand alone
    assert all(size[some].max() * len(some) <= 12 for some in tables if len(some) > 1)
