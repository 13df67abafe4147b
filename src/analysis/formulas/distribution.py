"""How a resource is spread over students (资源在学生间的分布): inequality indices, Lorenz curve, the lower half.

Every function weights by students: each student carries the value of the school attended, so cutting a school in two
changes nothing. Parameters are those of `student_weighted_cv`: resource per student ≥ 0 and students > 0 at each
school, both of shape (k,); bad input raises ValueError (`paired`). A county whose total is 0 has nan.

The six measures of NCES 2000-020 (CV, Gini, Theil, federal range ratio, McLoone, Atkinson) and Berne & Stiefel's
warning apply: they do not always agree, and the choice among them is a judgement of value.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from analysis.formulas.along_schools import Schools, gini_along, shares_and_ratios, theil_t_along
from analysis.formulas.balance import paired

MINIMUM_SCHOOLS_FOR_PERCENTILES = 20  # with fewer, the 5th and the 95th percentile are single schools' values
NAN = float("nan")


def gini(per_student: ArrayLike, students: ArrayLike) -> float:
    """Gini coefficient (基尼系数).

    G = ΣΣ wᵢwⱼ|xᵢ − xⱼ| / 2m.  No small-sample factor k / (k − 1): the county is the population.

    Returns
    -------
    float : 0 when schools are equal, below 1; nan when the total is 0   [1]
    """
    share, _, ratio = shares_and_ratios(*paired(per_student, students))
    return float(gini_along(share, ratio))


def theil_t(per_student: ArrayLike, students: ArrayLike) -> float:
    """Theil's T (泰尔指数): Σ wᵢ (xᵢ/m) ln(xᵢ/m), natural logarithm; a school with 0 adds 0.

    Returns
    -------
    float : 0 when schools are equal, at most ln(Σn / min nᵢ); nan when the total is 0   [1]
    """
    share, _, ratio = shares_and_ratios(*paired(per_student, students))
    return float(theil_t_along(share, ratio))


def theil_l(per_student: ArrayLike, students: ArrayLike) -> float:
    """Theil's L, the mean log deviation (泰尔 L 指数): −Σ wᵢ ln(xᵢ/m).

    Returns
    -------
    float : 0 when schools are equal; nan when a school has 0, whose logarithm does not exist   [1]
    """
    return generalised_entropy(per_student, students, alpha=0)


def generalised_entropy(per_student: ArrayLike, students: ArrayLike, alpha: float) -> float:
    """Generalised entropy of order α (广义熵指数).

    GE(α) = (Σ wᵢ(xᵢ/m)^α − 1) / (α(α − 1));  GE(1) = Theil T,  GE(0) = Theil L,  GE(2) = CV² / 2.
    The smaller α, the more a lack weighs; the larger, the more an excess.

    Returns
    -------
    float : 0 when schools are equal; nan when the total is 0, or α ≤ 0 and a school has 0   [1]
    """
    share, _, ratio = shares_and_ratios(*paired(per_student, students))
    return float((share * entropy_terms(ratio, alpha)).sum())


def entropy_terms(ratio: Schools, alpha: float) -> Schools:
    """What a student at xᵢ/m adds to GE(α) (广义熵的逐项贡献): a convex function of xᵢ/m that is 0 at 1.

    Terms in (xᵢ/m − 1) are added, whose weighted sum is 0: they change no total, and near equality they keep the
    digits that Σ wᵢ(xᵢ/m)^α − 1 would lose. No term is negative, and rounding is kept from making one so. At
    xᵢ = 0 and α ≤ 0 the term does not exist: nan.
    """
    ratio = np.where((ratio > 0) | (alpha > 0), ratio, np.nan)
    gap = ratio - 1
    if alpha == 1:
        terms = xlogy(ratio, ratio) - gap
    elif alpha == 0:
        terms = gap - np.log(ratio)
    elif alpha == 2:
        terms = gap**2 / 2
    else:
        terms = (ratio**alpha - 1 - alpha * gap) / (alpha * (alpha - 1))
    return np.maximum(terms, 0.0)


def atkinson(per_student: ArrayLike, students: ArrayLike, epsilon: float) -> float:
    """Atkinson index (阿特金森指数): the share of the resource that could go if the rest were spread equally.

    A = 1 − (Σ wᵢ(xᵢ/m)^(1−ε))^(1/(1−ε));  ε = 1: A = 1 − exp(Σ wᵢ ln(xᵢ/m)).  ε ≥ 0 is the aversion to inequality.

    Returns
    -------
    float : 0 when schools are equal; nan when the total is 0, or ε ≥ 1 and a school has 0 (its limit, 1, would say
        nothing about the other schools)   [1]
    """
    if not epsilon >= 0:
        raise ValueError(f"epsilon: expected 0 or more; found {epsilon}")
    share, _, ratio = shares_and_ratios(*paired(per_student, students))
    if np.isnan(ratio).any() or (epsilon >= 1 and (ratio == 0).any()):
        return NAN
    if epsilon == 1:
        equivalent = np.exp(share @ np.log(ratio))
    else:
        equivalent = (share @ ratio ** (1 - epsilon)) ** (1 / (1 - epsilon))
    return max(0.0, float(1 - equivalent))


def lorenz_curve(per_student: ArrayLike, students: ArrayLike) -> tuple[Schools, Schools]:
    """Points of the Lorenz curve (洛伦兹曲线): share of students and share of the resource, least endowed first.

    Returns
    -------
    two arrays, shape (k + 1,), from 0 to 1 [1] : the resource shares are nan when the total is 0
    """
    x, n = paired(per_student, students)
    order = np.argsort(x, kind="stable")
    held = np.r_[0.0, np.cumsum((x * n)[order])]
    reached = np.r_[0.0, np.cumsum(n[order])]
    return reached / reached[-1], held / held[-1] if held[-1] > 0 else np.full(held.shape, np.nan)


def student_percentile(per_student: ArrayLike, students: ArrayLike, percent: float) -> float:
    """Value of the student at a percentile (按学生加权的百分位数), 0 < percent < 100.

    The least x such that schools up to x hold that percentage of the students; when they hold it exactly, the midpoint
    to the next school, as `percentile` does in common statistics packages (Hyndman & Fan's definition 2).
    """
    if not 0 < percent < 100:
        raise ValueError(f"percent: expected a number between 0 and 100; found {percent}")
    x, n = paired(per_student, students)
    order = np.argsort(x, kind="stable")
    reached = 100 * np.cumsum(n[order])  # compared with whole numbers of students, so that a hit is a hit
    wanted = percent * n.sum()
    low, high = np.searchsorted(reached, wanted, side="left"), np.searchsorted(reached, wanted, side="right")
    last = x.size - 1
    return float((x[order][min(low, last)] + x[order][min(high, last)]) / 2)


def percentile_ratio(per_student: ArrayLike, students: ArrayLike, high: float = 95, low: float = 5) -> float:
    """Ratio of two student-weighted percentiles (百分位数比): p95 / p5.

    Returns
    -------
    float : ≥ 1; nan below MINIMUM_SCHOOLS_FOR_PERCENTILES schools, and when the lower percentile is 0   [1]
    """
    x, n = paired(per_student, students)
    bottom = student_percentile(x, n, low)
    is_defined = x.size >= MINIMUM_SCHOOLS_FOR_PERCENTILES and bottom > 0
    return student_percentile(x, n, high) / bottom if is_defined else NAN


def federal_range_ratio(per_student: ArrayLike, students: ArrayLike) -> float:
    """Federal range ratio (限制极差率): (p95 − p5) / p5, student-weighted; nan where `percentile_ratio` is."""
    return percentile_ratio(per_student, students) - 1


def mcloone(per_student: ArrayLike, students: ArrayLike) -> float:
    """McLoone index (麦克伦指数): what the lower half of the students have, relative to all of it at the median.

    Half the students exactly: a school straddling the median counts with the part of its students below it. Taking the
    school whole, or leaving it out, would let the index move by a cut that splits one school into two.

    Returns
    -------
    float : 1 when the lower half is equal, 0 when it has nothing; nan when the median is 0   [1]
    """
    return _half_relative_to_median(per_student, students, upper=False)


def verstegen(per_student: ArrayLike, students: ArrayLike) -> float:
    """Verstegen index (沃斯特根指数): `mcloone` for the upper half of the students; ≥ 1, nan when the median is 0."""
    return _half_relative_to_median(per_student, students, upper=True)


def _half_relative_to_median(per_student: ArrayLike, students: ArrayLike, upper: bool) -> float:
    x, n = paired(per_student, students)
    median, half = student_percentile(x, n, 50), n.sum() / 2
    order = np.argsort(-x if upper else x, kind="stable")
    before = np.cumsum(n[order]) - n[order]
    counted = np.clip(half - before, 0, n[order])
    return float(counted @ x[order] / half / median) if median > 0 else NAN
