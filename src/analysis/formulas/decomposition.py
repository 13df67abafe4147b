"""Inequality between and within groups of schools (组间与组内分解): town and country, townships, counties, kinds."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.formulas.along_schools import Schools, shares_and_ratios
from analysis.formulas.balance import paired
from analysis.formulas.distribution import entropy_terms


class EntropySplit(NamedTuple):
    """GE(α) in two parts that add up (广义熵分解); all [1].

    total, between, within : total = between + within
    groups       : names of the groups, sorted, shape (g,)
    within_parts : what each group adds to `within`, shape (g,); they sum to it
    """

    total: float
    between: float
    within: float
    groups: NDArray
    within_parts: Schools


def split_entropy(per_student: ArrayLike, students: ArrayLike, group: ArrayLike, alpha: float = 1) -> EntropySplit:
    """Split generalised entropy into inequality between groups and within them (广义熵的组间组内分解), exactly.

    between = GE(α) of the group means m_g weighted by the students of each group
    within  = Σ W_g (m_g/m)^α GE_g(α),  W_g = students of the group / all students
    α = 1: Theil T, within weights are resource shares; α = 0: Theil L, student shares; α = 2: CV² / 2.

    For α = 2 the weights W_g (m_g/m)² do not sum to 1: the within part of CV² is no average of the groups' own CV².
    Only the parts returned here add up; a table of group CVs does not.

    Parameters
    ----------
    per_student : resource per student at each school, ≥ 0   [any unit / student], shape (k,)
    students : enrolled students at each school, > 0          [persons], shape (k,)
    group : name of each school's group, none missing         shape (k,)
    alpha : order of the entropy

    Returns
    -------
    EntropySplit : all nan when the total is 0, or α ≤ 0 and a school has 0; a group whose total is 0 adds 0 to `within`

    Raises
    ------
    ValueError : as `paired`; when `group` has another shape or a missing name

    Source
    ------
    Shorrocks 1984, Econometrica 52 (6); the Theil case as used by 陈·巴特尔、赵志军 2021 for county balance data.
    """
    x, n = paired(per_student, students)
    names, code = np.unique(_named(group, x.shape), return_inverse=True)
    group_students = np.bincount(code, n)
    own_share = n / group_students[code]
    group_mean = np.bincount(code, own_share * x)
    share, _, ratio = shares_and_ratios(x, n)
    total = (share * entropy_terms(ratio, alpha)).sum()
    if np.isnan(total):
        return EntropySplit(*[float("nan")] * 3, names, np.full(names.shape, np.nan))
    group_share, _, group_ratio = shares_and_ratios(group_mean, group_students)
    own_ratio = np.divide(x, group_mean[code], out=np.ones_like(x), where=group_mean[code] > 0)
    own_entropy = np.bincount(code, own_share * entropy_terms(own_ratio, alpha))
    between = group_share * entropy_terms(group_ratio, alpha)
    within = group_share * group_ratio**alpha * own_entropy
    return EntropySplit(float(total), float(between.sum()), float(within.sum()), names, within)


def _named(group: ArrayLike, shape: tuple[int, ...]) -> NDArray:
    names = np.asarray(group)
    if names.shape != shape:
        raise ValueError(f"group: one name per school expected; found shape {names.shape} for {shape}")
    is_missing = [name is None or name != name for name in names.tolist()]
    if any(is_missing):
        raise ValueError(f"group: school {is_missing.index(True)} (counting from 0) has no group. Name one for it.")
    return names
