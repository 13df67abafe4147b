"""What a coefficient can be where values are known between two ends only (取值不确定时的差异系数): missing, or as printed."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from analysis.formulas.along_schools import Schools

HALVINGS = 100  # of the range of y; a double has 53 digits
TRIED = 12  # so many unknown values are tried at both ends, every one with every other


def cv_bounds(low: ArrayLike, high: ArrayLike, students: ArrayLike) -> tuple[float, float]:
    """The least and the most the student-weighted CV can be, each value between its two ends (差异系数的上下界).

    CV² / (1 + CV²) = min over y ≥ 0 of Σ wᵢ(xᵢy − 1)², which is convex in y. The least over x takes every xᵢ as near to
    1/y as its ends allow. The most is where every xᵢ is at an end: up to 12 schools whose ends differ are tried in every
    combination; of more, maximum and minimum change places, and min over y of Σ wᵢ max((lᵢy − 1)², (hᵢy − 1)²) is never
    below it. A school that may have ever more brings it to the limit √(1/wᵢ − 1).

    Parameters
    ----------
    low, high : ends of the resource per student at each school, 0 ≤ low ≤ high, high may be ∞   shape (k,)
    students : enrolled students at each school, > 0                              [persons], shape (k,)

    Returns
    -------
    tuple : the least and the most [1], of more than 12 schools a most that is never exceeded; nan when no school can have any

    Raises
    ------
    ValueError : when shapes differ, an end is missing, below 0 or above the other, or a school has no students
    """
    low, high, n = (np.asarray(one, dtype=float) for one in (low, high, students))
    if not (low.shape == high.shape == n.shape and low.ndim == 1 and low.size):
        raise ValueError(f"low, high and students: one each per school; found {low.shape}, {high.shape}, {n.shape}")
    if not ((low >= 0) & (low <= high) & (n > 0) & np.isfinite(low + n)).all():
        raise ValueError("expected 0 ≤ low ≤ high, low finite, and more than 0 students at every school")
    if not high.any():
        return float("nan"), float("nan")
    w = n / n.sum()
    is_open = np.isinf(high)
    alone = np.sqrt(1 / w[is_open].min() - 1) if is_open.any() else 0.0
    return _least(low, high, w), float(max(alone, _most(low, np.where(is_open, low, high), w)))


def _least(low: Schools, high: Schools, w: Schools) -> float:
    if low.max() <= high.min() and high.min() > 0:
        return 0.0  # all can be equal
    x, _ = _evened(lambda y: np.clip(1 / y, low, high), np.concatenate([low, high]), w)
    return _cv(x, w)


def _most(low: Schools, high: Schools, w: Schools) -> float:
    if not high.any():
        return 0.0
    unsettled = np.flatnonzero(high > low)
    if len(unsettled) <= TRIED:
        is_high = np.arange(1 << len(unsettled))[:, None] >> np.arange(len(unsettled)) & 1
        tried = np.tile(low, (len(is_high), 1))
        tried[:, unsettled] = np.where(is_high, high[unsettled], low[unsettled])
        return max(_cv(x, w) for x in tried if x.any())
    x, y = _evened(lambda y: np.where(abs(high * y - 1) > abs(low * y - 1), high, low), np.concatenate([low, high]), w)
    spread = w @ (x * y - 1) ** 2
    return float(np.sqrt(spread / (1 - spread))) if spread < 1 else float("inf")


def _cv(x: Schools, w: Schools) -> float:
    return float(np.sqrt(w @ (x / (w @ x) - 1) ** 2))


def _evened(chosen: Callable[[float], Schools], ends: Schools, w: Schools) -> tuple[Schools, float]:
    """The y at which Σ w(xy − 1)² is least, x being chosen for y; the sum's slope is Σ wx(xy − 1), which only rises."""
    known = ends[(ends > 0) & np.isfinite(ends)]
    below, above = 0.5 / known.max(), 1 / known.min()
    for _ in range(HALVINGS):
        y = (below + above) / 2
        x = chosen(y)
        below, above = (y, above) if w @ (x * (x * y - 1)) < 0 else (below, y)
    return chosen(above), above
