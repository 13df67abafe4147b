"""The measures of many groups of schools at once (全省多县区同时测算); a group is one county, year and stage.

Groups of similar size are laid side by side as the rows of a small table, so that sums are taken within a group only
and the working memory stays that of one small table, however long the panel is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.formulas.along_schools import cv_along, gini_along, shares_and_ratios, theil_t_along

CELLS_AT_A_TIME = 1 << 14  # 128 KiB a table: small enough to stay in the processor's cache and in reused memory


@dataclass(frozen=True)
class GroupMeasures:
    """The measures of each group (row) and each indicator (column) (分组测算结果); all of shape (groups, indicators).

    schools, missing : schools with a value, and schools of the group without one
    students         : students of the schools with a value   [persons]
    mean             : student-weighted mean (区县平均值)         [unit of the resource / student]
    cv, gini, theil_t: 差异系数, 基尼系数, 泰尔指数                [1]

    nan where no value is known; CV, Gini and Theil also where the total is 0. `schools` and `mean` say which it was.
    """

    schools: NDArray[np.int64]
    missing: NDArray[np.int64]
    students: NDArray[np.float64]
    mean: NDArray[np.float64]
    cv: NDArray[np.float64]
    gini: NDArray[np.float64]
    theil_t: NDArray[np.float64]

    @property
    def ge2(self) -> NDArray[np.float64]:
        """Generalised entropy of order 2 (广义熵指数): GE(2) = CV² / 2."""
        return self.cv**2 / 2


def measures_by_group(
    group: ArrayLike, students: ArrayLike, per_student: ArrayLike, groups: int | None = None
) -> GroupMeasures:
    """Mean, CV, Gini, Theil T of every group and indicator (分组测算), each over the schools whose value is known.

    Parameters
    ----------
    group : number of the group each school belongs to, 0 … groups − 1, in any order   shape (rows,)
    students : enrolled students of each school, > 0                        [persons], shape (rows,)
    per_student : resource per student, ≥ 0, nan if unknown   [any unit / student], shape (rows,) or (rows, indicators)
    groups : how many groups there are; default the largest number + 1

    Returns
    -------
    GroupMeasures : row g is group g, also when no school belongs to it (0 schools, measures nan)

    Raises
    ------
    ValueError : when lengths differ, a group's number is not a whole number in range, a school has no students or an
        unknown number of them, or a resource is negative or infinite
    """
    code, n, values = _checked(group, students, per_student)
    count = int(code.max(initial=-1)) + 1 if groups is None else groups
    if code.size and not 0 <= code.min() <= code.max() < count:
        raise ValueError(f"group: expected numbers from 0 to {count - 1}; found {code.min()} to {code.max()}")
    size = np.bincount(code, minlength=count)
    start, order = np.cumsum(size) - size, _order_by(code)
    result = np.full((6, count, values.shape[1]), np.nan)
    result[:2] = 0
    for some in _of_similar_size(size):
        slot = np.arange(size[some].max())
        is_school = slot < size[some, None]
        row = order[np.where(is_school, start[some, None] + slot, 0)]
        for column in range(values.shape[1]):
            x = values[:, column].take(row)
            is_known = is_school & ~np.isnan(x)
            result[:, some, column] = _measures(is_known, np.where(is_known, x, 0), np.where(is_known, n.take(row), 0))
    schools = result[0].astype(np.int64)
    return GroupMeasures(schools, size[:, None] - schools, *result[1:])


def _measures(is_known: NDArray[np.bool_], x: NDArray[np.float64], n: NDArray[np.float64]) -> tuple:
    share, mean, ratio = shares_and_ratios(x, n)
    measures = cv_along(share, ratio), gini_along(share, ratio), theil_t_along(share, ratio)
    return is_known.sum(axis=-1), n.sum(axis=-1), mean, *measures


def _checked(group: ArrayLike, students: ArrayLike, per_student: ArrayLike) -> tuple:
    code, n, values = np.asarray(group), np.asarray(students, dtype=float), np.asarray(per_student, dtype=float)
    values = values[:, None] if values.ndim == 1 else values
    if code.ndim != 1 or n.shape != code.shape or values.ndim != 2 or len(values) != len(code):
        raise ValueError(f"one row per school expected; found {code.shape}, {n.shape} and {np.shape(per_student)}")
    if code.size and code.dtype.kind not in "iu":
        raise ValueError(f"group: expected whole numbers; found {code.dtype}. Number the groups first.")
    if not (n > 0).all() or np.isinf(n).any():
        row = int(np.argmin((n > 0) & np.isfinite(n)))
        raise ValueError(f"students: row {row} must be a number above 0; found {n[row]}. Leave it out and report it.")
    if (values < 0).any() or np.isinf(values).any():
        row, column = np.argwhere((values < 0) | np.isinf(values))[0]
        raise ValueError(f"per_student: row {row}, column {column} must be 0 or more; found {values[row, column]}")
    return code.astype(np.int64, copy=False), n, values


def _order_by(code: NDArray[np.int64]) -> NDArray[np.int64]:
    """Stable order by code: numpy sorts 16-bit numbers by radix, so sort by the low digits, then by the high ones."""
    order = np.argsort(code.astype(np.uint16), kind="stable")
    for shift in range(16, int(code.max(initial=0)).bit_length(), 16):
        order = order[np.argsort((code >> shift).astype(np.uint16)[order], kind="stable")]
    return order


def _of_similar_size(size: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The groups that have schools, smallest first, cut into tables of at most CELLS_AT_A_TIME (or one group)."""
    groups = np.argsort(size, kind="stable")[np.count_nonzero(size == 0) :]
    while groups.size:
        ahead = size[groups[:CELLS_AT_A_TIME]]
        fitting = max(1, np.count_nonzero(ahead * np.arange(1, ahead.size + 1) <= CELLS_AT_A_TIME))
        yield groups[:fitting]
        groups = groups[fitting:]
