"""Class size (班额) of one county, year and stage: counts, shares, and what students meet.

From a list of class sizes everything is known. The statistical form has only how many classes fall in each of ten
bands; then what the bands do not determine comes as bounds, and total enrolment, where it is known, tightens them.
"""

from dataclasses import dataclass
from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: The bands of the statistical form (班额情况): 25 or fewer, 26–30, …, 61–65, 66 or more.
BAND_LOWEST = (1, 26, 31, 36, 41, 46, 51, 56, 61, 66)
BAND_HIGHEST = (25, 30, 35, 40, 45, 50, 55, 60, 65, np.inf)

LARGE, SUPER_LARGE = 56, 66  # 大班额 (which includes 超大班额) and 超大班额, compulsory stages; senior high uses others


class Bounds(NamedTuple):
    """What a number lies between; equal when it is known, `high` infinite when nothing holds it."""

    low: float
    high: float

    @property
    def is_known(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class ClassSizes:
    """Class sizes of one county, year and stage.

    classes, students : how many                                    [classes, persons]
    large             : classes of at least the limit asked for     [classes]
    share             : large / classes                             [1]
    student_share     : students in large classes / students        [1]
    mean              : students / classes (平均班额)                  [persons]
    experienced       : student-weighted mean class size             [persons]
    """

    classes: int
    students: Bounds
    large: Bounds
    share: Bounds
    student_share: Bounds
    mean: Bounds
    experienced: Bounds


def classes_of_at_least(sizes: ArrayLike, least: int = LARGE) -> int:
    """Classes with at least so many students (大班额班数): #{s ≥ least}. "Over 45" is 46 or more."""
    return int((_sizes(sizes) >= least).sum())


def share_of_classes(sizes: ArrayLike, least: int = LARGE) -> float:
    """Share of classes with at least so many students (大班额比例): #{s ≥ least} / k; nan without a class [1]."""
    s = _sizes(sizes)
    return float((s >= least).mean()) if s.size else float("nan")


def share_of_students(sizes: ArrayLike, least: int = LARGE) -> float:
    """Share of students who sit in classes of at least so many (大班额学生占比): Σ_{s ≥ least} s / Σ s [1]."""
    s = _sizes(sizes)
    return float(s[s >= least].sum() / s.sum()) if s.size else float("nan")


def experienced_class_size(sizes: ArrayLike) -> float:
    """Student-weighted mean class size (学生加权平均班额): Σ s² / Σ s, the plain mean plus its variance over it.

    A class of 60 is seen by 60 students, one of 20 by 20: never below the plain mean. nan without a class [persons].
    """
    s = _sizes(sizes)
    return float((s**2).sum() / s.sum()) if s.size else float("nan")


def sizes_from_list(sizes: ArrayLike, least: int = LARGE) -> ClassSizes:
    """All measures from a list of class sizes, whole numbers ≥ 1 (班级清单测算); every bound is exact."""
    s = _sizes(sizes)
    mean = float(s.mean()) if s.size else float("nan")
    exact = (
        s.sum(),
        classes_of_at_least(s, least),
        share_of_classes(s, least),
        share_of_students(s, least),
        mean,
        experienced_class_size(s),
    )
    return ClassSizes(int(s.size), *(Bounds(float(x), float(x)) for x in exact))


def sizes_from_bands(
    counts: ArrayLike, least: int = LARGE, students: float | None = None, largest: int | None = None
) -> ClassSizes:
    """All measures from the classes counted in the ten bands of the statistical form (班额分段测算).

    Parameters
    ----------
    counts : classes in each band of BAND_LOWEST … BAND_HIGHEST, whole, ≥ 0   [classes], shape (10,)
    least : the limit, as students of the smallest class that counts; known exactly at 26, 31, …, 46, 51, 56, 61, 66
    students : enrolment, where it is known: it tightens the bounds            [persons]
    largest : size of the largest class, where it is known: without it and without enrolment 66+ has no upper bound

    Returns
    -------
    ClassSizes : bounds that the true numbers cannot leave; nan for what no class determines

    Raises
    ------
    ValueError : when counts are not ten whole numbers ≥ 0, or enrolment cannot fill these bands
    """
    k = _band_counts(counts)
    low, high = np.repeat(BAND_LOWEST, k).astype(float), np.repeat(BAND_HIGHEST, k)
    if largest is not None:
        high = np.minimum(high, max(largest, 66))
    if not low.size:
        nothing, unknown = Bounds(0.0, 0.0), Bounds(np.nan, np.nan)
        return ClassSizes(0, nothing, nothing, unknown, unknown, unknown, unknown)
    if students is not None:
        low, high = _tightened(low, high, students)
    total = Bounds(low.sum(), high.sum()) if students is None else Bounds(float(students), float(students))
    large = Bounds(float((low >= least).sum()), float((high >= least).sum()))
    size = low.size
    return ClassSizes(
        classes=size,
        students=total,
        large=large,
        share=Bounds(large.low / size, large.high / size),
        student_share=_student_share(low, high, least, students),
        mean=Bounds(total.low / size, total.high / size),
        experienced=_experienced(low, high, students),
    )


def smallest_possible_p(points: int) -> float:
    """The smallest two-sided p-value a rank test for trend could ever reach (最小可能的P值): min(1, 2 / n!).

    Mann and Kendall's test is exact: of n! orders of n different values one only rises, one only falls. Four points
    give 0.083 at best, so no series of four or fewer is "significant at 5%", whatever it does (Kendall 1975).
    """
    if points < 1:
        raise ValueError(f"points: at least one is needed; found {points}")
    return min(1.0, 2 / factorial(points))


# ---- bounds -----------------------------------------------------------------------------------------------------


def _student_share(low: NDArray, high: NDArray, least: int, students: float | None) -> Bounds:
    """Students in large classes over students: fewest and most, class by class, that the bands (and the sum) allow."""
    surely, possibly = low >= least, high >= least
    fewest = np.where(surely, low, 0).sum()
    most_outside = np.where(surely, 0, np.where(possibly, least - 1, high)).sum()
    most = np.where(possibly, high, 0).sum()
    fewest_outside = np.where(possibly, 0, low).sum()
    if students is not None:
        lowest, highest = max(fewest, students - most_outside), min(most, students - fewest_outside)
        return Bounds(lowest / students, highest / students)
    return Bounds(fewest / (fewest + most_outside), 1.0 if np.isinf(most) else most / (most + fewest_outside))


def _experienced(low: NDArray, high: NDArray, students: float | None) -> Bounds:
    if students is not None:
        return Bounds(_level(low, high, students), _uneven(low, high, students) / students)
    least = _fixed_point(lambda ratio: np.clip(ratio / 2, low, high), low)
    if np.isinf(high).any():
        return Bounds(least, np.inf)
    return Bounds(least, _fixed_point(lambda ratio: np.where(low + high > ratio, high, low), high))


def _fixed_point(best_for, sizes: NDArray) -> float:
    """Extreme of Σs²/Σs over boxes by Dinkelbach's rule: the best sizes for a ratio give the next ratio."""
    ratio, last = float((sizes**2).sum() / sizes.sum()), np.inf
    while abs(ratio - last) > 1e-12 * ratio:
        sizes, last = best_for(ratio), ratio
        ratio = float((sizes**2).sum() / sizes.sum())
    return ratio


def _level(low: NDArray, high: NDArray, students: float) -> float:
    """The least Σs²/Σs for Σs = students: every class as near to one common size as its band lets it be."""
    edges = np.unique(np.concatenate([low, high[np.isfinite(high)], [students]]))
    totals = np.array([np.clip(edge, low, high).sum() for edge in edges])
    common = np.interp(students, totals, edges)
    return float((np.clip(common, low, high) ** 2).sum() / students)


def _uneven(low: NDArray, high: NDArray, students: float) -> float:
    """At most this Σs² for Σs = students: fill the classes in which a student adds most, s² under its chord."""
    order = np.argsort(-(low + high))
    spare = students - low.sum()
    added = np.clip(spare - (np.cumsum((high - low)[order]) - (high - low)[order]), 0, (high - low)[order])
    return float((low**2).sum() + (added * (low + high)[order]).sum())


def _tightened(low: NDArray, high: NDArray, students: float) -> tuple[NDArray, NDArray]:
    """The open band ends where everybody else sits in the smallest classes the bands allow."""
    if not low.sum() <= students <= high.sum():
        raise ValueError(
            f"students: these bands hold {low.sum():g} to {high.sum():g} students; found {students:g}. "
            "Check the band counts against enrolment."
        )
    return low, np.minimum(high, low + students - low.sum())


def _band_counts(counts: ArrayLike) -> NDArray[np.int64]:
    k = np.asarray(counts, dtype=float)
    if k.shape != (len(BAND_LOWEST),) or not np.isfinite(k).all() or (k < 0).any() or (k % 1 != 0).any():
        raise ValueError(f"counts: ten whole numbers of 0 or more, one per band; found {np.asarray(counts).tolist()}")
    return k.astype(np.int64)


def _sizes(sizes: ArrayLike) -> NDArray[np.float64]:
    s = np.asarray(sizes, dtype=float)
    if s.ndim != 1 or not np.isfinite(s).all() or (s < 1).any() or (s % 1 != 0).any():
        wrong = s[~(np.isfinite(s) & (s >= 1) & (s % 1 == 0))] if s.ndim == 1 else s.shape
        raise ValueError(f"sizes: whole numbers of 1 or more, one per class; found {np.asarray(wrong).tolist()[:5]}")
    return s
