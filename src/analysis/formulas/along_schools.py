"""The measures a whole province needs, written once along the last axis: schools (沿学校维计算).

A one-dimensional pair of arrays is one county; a table is one county a row, filled up to the right with schools of no
students, which weigh nothing. Spreads are taken about the mean in a second pass, never as a difference of sums of
squares, so that one school alone has a CV, a Gini and a Theil of exactly 0. A county whose total is 0 comes out as nan.
"""

import numpy as np
from numpy.typing import NDArray

Schools = NDArray[np.float64]


def shares_and_ratios(per_student: Schools, students: Schools) -> tuple[Schools, Schools, Schools]:
    """Shares of students, county mean and ratios to it (在校生占比、均值与比值): wᵢ = nᵢ / Σn, m = Σ wᵢxᵢ, xᵢ / m.

    The mean has lost the last axis; the other two keep the shape of the input.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = students / students.sum(axis=-1, keepdims=True)
        mean = (share * per_student).sum(axis=-1, keepdims=True)
        return share, mean[..., 0], per_student / mean


def cv_along(share: Schools, ratio: Schools) -> Schools:
    """Student-weighted coefficient of variation (校际差异系数): √Σ wᵢ(xᵢ/m − 1)²."""
    return np.sqrt((share * (ratio - 1) ** 2).sum(axis=-1))


def theil_t_along(share: Schools, ratio: Schools) -> Schools:
    """Theil's T (泰尔指数): Σ wᵢ (xᵢ/m) ln(xᵢ/m), where 0 ln 0 = 0; kept from rounding to below 0."""
    log_ratio = np.log(np.where(ratio > 0, ratio, 1.0))
    return np.maximum((share * ratio * log_ratio).sum(axis=-1), 0.0)


def gini_along(share: Schools, ratio: Schools) -> Schools:
    """Gini coefficient (基尼系数): Σₖ Fₖ (1 − Fₖ) (x₍ₖ₊₁₎ − x₍ₖ₎) / m over schools in ascending order of x.

    Fₖ is the share of students at the k schools with the least. Equal to ΣΣ wᵢwⱼ|xᵢ − xⱼ| / 2m: a gap between two
    neighbours counts once for every pair of students it separates. No term is negative, and equal schools add none.
    """
    width = share.shape[-1]
    place = np.argsort(ratio, axis=-1) + np.arange(0, ratio.size, width).reshape(*ratio.shape[:-1], 1)
    below, ascending = np.cumsum(share.take(place), axis=-1), ratio.take(place)
    gap = np.diff(ascending, axis=-1, append=ascending[..., -1:])
    return (below * (1 - below) * gap).sum(axis=-1)
