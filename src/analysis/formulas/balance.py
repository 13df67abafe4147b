"""Balance between schools (校际均衡): the official coefficient of variation, and the readings it is mistaken for.

Every function takes the resource per student at each school and the students of each school, one stage at a time.
Source of the formulas: 教督〔2012〕3号 as worked through in the training hand-out
"县域义务教育校际均衡指标计算方法" (https://m.777doc.com/doc-2019910.html); 教督〔2017〕6号 keeps the single
coefficient and drops the composite from the verdict.
"""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.formulas.along_schools import Schools

NOISE = 1e-14  # of a sum of squares: what binary arithmetic leaves where nothing should be left


def paired(per_student: ArrayLike, students: ArrayLike) -> tuple[Schools, Schools]:
    """Check one value and one student count per school (逐校配对检查) and return both as float arrays of shape (k,).

    Raises
    ------
    ValueError : when the shapes differ, there is no school, a value is missing or infinite, a school has no students,
        or a resource is negative. Leaving a school out is a decision for the caller, who can also report it.
    """
    x, n = np.asarray(per_student, dtype=float), np.asarray(students, dtype=float)
    if x.ndim != 1 or x.shape != n.shape:
        raise ValueError(f"per_student and students: one value per school each; found shapes {x.shape} and {n.shape}")
    if x.size == 0:
        raise ValueError("per_student and students: at least one school is needed; found none")
    _refuse(~np.isfinite(x), "per_student", x, "a finite number")
    _refuse(~np.isfinite(n), "students", n, "a finite number")
    _refuse(n <= 0, "students", n, "more than 0")
    _refuse(x < 0, "per_student", x, "0 or more")
    return x, n


def _refuse(is_bad: NDArray[np.bool_], name: str, values: Schools, expected: str) -> None:
    if is_bad.any():
        place = int(np.argmax(is_bad))
        raise ValueError(
            f"{name}: school {place} (counting from 0) must be {expected}; found {values[place]}"
            f" ({int(is_bad.sum())} such schools of {values.size}). Leave such schools out and report them."
        )


def student_weighted_mean(per_student: ArrayLike, students: ArrayLike) -> float:
    """Mean of the county as the ratio of its totals (区县平均值).

    m = ΣRᵢ / Σnᵢ = Σ wᵢxᵢ,  xᵢ = Rᵢ / nᵢ,  wᵢ = nᵢ / Σn.  Not the mean of the schools' values.

    Parameters
    ----------
    per_student : resource per student at each school, ≥ 0   [any unit / student], shape (k,)
    students : enrolled students at each school, > 0          [persons], shape (k,)

    Returns
    -------
    float : [unit of per_student]
    """
    x, n = paired(per_student, students)
    return float(n / n.sum() @ x)


def student_weighted_cv(per_student: ArrayLike, students: ArrayLike) -> float:
    """Coefficient of variation between schools, weighted by students (校际差异系数).

    CV = S / m,  m = Σ wᵢxᵢ,  S = √Σ wᵢ(xᵢ − m)²,  wᵢ = nᵢ / Σn.  No n − 1: the county is the population.

    Parameters
    ----------
    per_student : resource per student at each school, ≥ 0   [any unit / student], shape (k,)
    students : enrolled students at each school, > 0          [persons], shape (k,)

    Returns
    -------
    float : 0 when schools are equal, exactly 0 for one school; nan when no school has any   [1]
    """
    x, n = paired(per_student, students)
    w = n / n.sum()
    mean = w @ x
    return float(np.sqrt(w @ (x - mean) ** 2) / mean) if mean > 0 else float("nan")


def composite_cv(single_cvs: Iterable[float]) -> float:
    """Composite coefficient of variation (综合差异系数): the plain mean of the single coefficients.

    Judged against 0.65 (primary) and 0.55 (junior) by 教督〔2012〕3号 over eight indicators; under 教督〔2017〕6号
    every single coefficient is judged and the composite of seven is information only.

    Parameters
    ----------
    single_cvs : one student-weighted CV per indicator   [1]

    Returns
    -------
    float : nan when one of them is nan, for a mean of the others would answer another question   [1]

    Raises
    ------
    ValueError : when there is no coefficient at all
    """
    cvs = np.asarray(list(single_cvs), dtype=float)
    if cvs.size == 0:
        raise ValueError("single_cvs: at least one coefficient is needed; found none")
    return float(cvs.mean())


def school_relative_gaps(per_student: ArrayLike, students: ArrayLike) -> Schools:
    """How far each school stands from the county mean, as a share of it (相对差距): (xᵢ − m) / m.

    Negative below the mean, positive above; shape (k,) [1]; all nan when no school has any.
    """
    x, n = paired(per_student, students)
    mean = n / n.sum() @ x
    return x / mean - 1 if mean > 0 else np.full(x.shape, np.nan)


def school_shares_of_cv2(per_student: ArrayLike, students: ArrayLike) -> Schools:
    """What each school adds to the squared coefficient (各校对差异系数平方的贡献): wᵢ((xᵢ − m) / m)².

    The parts are ≥ 0 and sum to CV², with nothing left over; divide by their sum for percentages. A school far above
    the mean adds as much as one equally far below: `school_relative_gaps` has the sign.

    Returns
    -------
    array, shape (k,) [1] : all nan when no school has any
    """
    gaps = school_relative_gaps(per_student, students)
    n = np.asarray(students, dtype=float)
    return n / n.sum() * gaps**2


def cv_without_each_school(per_student: ArrayLike, students: ArrayLike) -> Schools:
    """The coefficient of the rest when one school is left out, for every school at once (逐校剔除后的差异系数).

    CV₍₋ᵢ₎² = (CV²(1 − wᵢ) − wᵢrᵢ²) / (1 − wᵢ(1 + rᵢ))²,  rᵢ = (xᵢ − m)/m.  Mean and weights are those of the rest; so the
    drop is not the school's share of CV². From S₍₋ᵢ₎² = (S² − wᵢ(xᵢ − m)²/(1 − wᵢ))/(1 − wᵢ) and m₍₋ᵢ₎ = m(1 − wᵢ(1 + rᵢ))/(1 − wᵢ).

    Returns
    -------
    array, shape (k,) [1] : nan where the rest is empty or has nothing, and all nan when no school has any; of a school
        with all but a millionth of the resource six digits fewer are right
    """
    gaps = school_relative_gaps(per_student, students)
    n = np.asarray(students, dtype=float)
    w = n / n.sum()
    parts = w * gaps**2
    left, held = parts.sum() * (1 - w) - parts, 1 - w * (1 + gaps)
    left[left < NOISE * parts.sum()] = 0  # what subtracting leaves of equal schools
    is_known = (held > NOISE) & (w < 1)
    return np.sqrt(np.divide(left, held**2, out=np.full(w.shape, np.nan), where=is_known))


def turning_value(per_student: ArrayLike, students: ArrayLike) -> float:
    """The value below which a resource added at a school lowers the coefficient, and above which it raises it (增减分界).

    m(1 + CV²) = Σ cᵢxᵢ / Σ cᵢ,  cᵢ = nᵢxᵢ: the mean that a unit of the resource meets, not a student. With all students N and
    Q = Σ cᵢ²/nᵢ, CV² + 1 = NQ / (Σc)² and ∂ ln(CV² + 1)/∂cᵢ = 2xᵢ/Q − 2/Σc, below 0 if and only if xᵢ < Q/Σc = m(1 + CV²).
    Exact for small additions. One of d units lowers it if and only if xᵢ + d/2nᵢ < m(1 + CV²)(1 + d/2Σc).

    Returns
    -------
    float : [unit of per_student]; nan when no school has any
    """
    return student_weighted_mean(per_student, students) * (1 + student_weighted_cv(per_student, students) ** 2)


# Readings of "差异系数" met in other software. They are here to explain a number that differs from the official one,
# never to judge by. All take the same two arrays, so that a table can show them side by side.


def unweighted_cv(per_student: ArrayLike, students: ArrayLike) -> float:
    """CV that counts every school alike (不加权差异系数): √(Σ(xᵢ − x̄)² / k) / x̄, x̄ = Σxᵢ / k. Not the official one."""
    x, _ = paired(per_student, students)
    return _ratio(np.std(x), np.mean(x))


def unweighted_sample_cv(per_student: ArrayLike, students: ArrayLike) -> float:
    """CV as for a sample of schools (不加权样本差异系数): as `unweighted_cv` but with k − 1, so nan for one school."""
    x, _ = paired(per_student, students)
    return _ratio(np.std(x, ddof=1), np.mean(x)) if x.size > 1 else float("nan")


def unweighted_cv_about_pooled_mean(per_student: ArrayLike, students: ArrayLike) -> float:
    """Unweighted CV about the county mean m (围绕区县平均值的不加权差异系数): √(Σ(xᵢ − m)² / k) / m."""
    x, n = paired(per_student, students)
    mean = n / n.sum() @ x
    return _ratio(np.sqrt(np.mean((x - mean) ** 2)), mean)


def weighted_cv_about_plain_mean(per_student: ArrayLike, students: ArrayLike) -> float:
    """Weighted CV about the plain mean x̄ (围绕校均值的加权差异系数): √Σ wᵢ(xᵢ − x̄)² / x̄."""
    x, n = paired(per_student, students)
    return _ratio(np.sqrt(n / n.sum() @ (x - x.mean()) ** 2), x.mean())


def _ratio(spread: float, centre: float) -> float:
    return float(spread / centre) if centre > 0 else float("nan")


OTHER_READINGS: dict[str, Callable[[ArrayLike, ArrayLike], float]] = {
    reading.__name__: reading
    for reading in (unweighted_cv, unweighted_sample_cv, unweighted_cv_about_pooled_mean, weighted_cv_about_plain_mean)
}
