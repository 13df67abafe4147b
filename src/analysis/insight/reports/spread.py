"""Which formula a printed coefficient or composite follows (差异系数用的是哪种公式)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import numpy as np

from analysis.formulas.balance import student_weighted_cv
from analysis.insight.reports.arithmetic.ranges import Range, rounded_range, shown, truncated_to
from analysis.insight.reports.findings import (
    BASE,
    DAMAGE,
    ROUNDING,
    Finding,
    Verdict,
    lost_digits,
    title_of,
    unusable,
)
from analysis.insight.reports.report import Declaration, PrintedFact, Report
from analysis.language import Words
from analysis.tables.facts.printed import decimals

NEAR = Fraction(1, 10**12)  # what binary arithmetic may be out by, far below any printed digit

MEANS: dict[str, tuple[Words, Callable[[Sequence[float]], float]]] = {
    "mean": (Words("算术平均", "arithmetic mean"), lambda x: math.fsum(x) / len(x)),
    "geometric": (
        Words("几何平均", "geometric mean"),
        lambda x: math.exp(math.fsum(map(math.log, x)) / len(x)) if min(x) > 0 else 0.0,
    ),
    "quadratic": (Words("均方根", "root mean square"), lambda x: math.sqrt(math.fsum(v * v for v in x) / len(x))),
    "median": (Words("中位数", "median"), lambda x: float(np.median(x))),
    "largest": (Words("最大值", "largest"), max),
}


def check_spread(report: Report, declaration: Declaration) -> Finding:
    """Which mean of the single coefficients a printed composite is (综合差异系数的算法)."""
    target = report.fact(declaration.of)
    if lost := unusable(report, declaration.used):
        return lost_digits(report, declaration.kind, title_of(target), declaration.used, lost)
    parts = [report.quantities[name].numbers for name in declaration.facts]
    given = {name: _mean_range(name, parts) for name in MEANS}
    found = [name for name, numbers in given.items() if numbers.meets(target.quantity.numbers)]
    cut = [name for name, numbers in given.items() if truncated_to(target.printed, numbers)]
    verdict = Verdict.REPRODUCED if "mean" in found else Verdict.TRUNCATED if "mean" in cut else Verdict.NOT_REPRODUCED
    listed = "，".join(f"{MEANS[name][0].zh}{_shown(given[name], target)}" for name in MEANS)
    listed_en = ", ".join(f"{MEANS[name][0].en} {_shown(given[name], target)}" for name in MEANS)
    zh = "、".join(MEANS[name][0].zh for name in found) or "没有一种"
    en = ", ".join(MEANS[name][0].en for name in found) or "none of them"
    return Finding(
        report=report.id,
        kind=declaration.kind,
        verdict=verdict,
        subject=title_of(target),
        printed=target.as_printed.zh,
        computed=_shown(given["mean"], target),
        formula=f"mean({', '.join(declaration.facts)})",
        facts=declaration.used,
        explanation=Words(
            f"{zh}与原文所载{target.printed}相符（{listed}）。", f"{en} reproduce {target.printed} ({listed_en})."
        ),
        innocent=() if verdict is Verdict.REPRODUCED else (ROUNDING, BASE, DAMAGE),
    )


def _mean_range(name: str, parts: Sequence[Range]) -> Range:
    """Every mean grows with its parts, so its ends are the means of their ends."""
    if name == "mean":
        return Range(sum(part.lo for part in parts) / len(parts), sum(part.hi for part in parts) / len(parts))
    low, high = (
        MEANS[name][1]([float(end) for end in ends]) for ends in zip(*((p.lo, p.hi) for p in parts), strict=True)
    )
    return Range(Fraction(low) - NEAR, Fraction(high) + NEAR)


def _shown(numbers: Range, target: PrintedFact) -> str:
    return shown(numbers.middle, decimals(target.printed) + 2)


def _weighted(per_student: np.ndarray, students: np.ndarray) -> float:
    return student_weighted_cv(per_student, students)


def _plain(per_student: np.ndarray, students: np.ndarray) -> float:
    return float(np.std(per_student) / np.mean(per_student))


def _sample(per_student: np.ndarray, students: np.ndarray) -> float:
    return float(np.std(per_student, ddof=1) / np.mean(per_student))


def _about_county_mean(per_student: np.ndarray, students: np.ndarray) -> float:
    mean = students @ per_student / students.sum()
    return float(np.sqrt(np.mean((per_student - mean) ** 2)) / mean)


CV_FORMULAS: Mapping[str, tuple[Words, Callable[[np.ndarray, np.ndarray], float]]] = {
    "weighted": (Words("以在校生数为权重（转引材料算法）", "weighted by students (as in the hand-outs)"), _weighted),
    "plain": (Words("不加权，总体标准差", "unweighted, population"), _plain),
    "sample": (Words("不加权，样本标准差", "unweighted, sample (k − 1)"), _sample),
    "about_county_mean": (Words("不加权，以全县均值为中心", "unweighted about the county mean"), _about_county_mean),
}


def matching_cv_formulas(printed: str, totals: Sequence[float], students: Sequence[float]) -> dict[str, float]:
    """Formulas that print this coefficient from school totals and students (与所载差异系数相符的算法).

    Parameters
    ----------
    printed : the coefficient as printed, "0.52"
    totals : resource of each school, shape (k,)
    students : students of each school, > 0, shape (k,)

    Returns
    -------
    dict : name in CV_FORMULAS → the coefficient it gives; empty when none fits
    """
    wanted = rounded_range(printed)
    given = all_cv_formulas(totals, students)
    return {name: value for name, value in given.items() if wanted.lo <= Fraction(value) <= wanted.hi}


def all_cv_formulas(totals: Sequence[float], students: Sequence[float]) -> dict[str, float]:
    """The coefficient by every formula in CV_FORMULAS (各种算法的差异系数)."""
    n = np.asarray(students, dtype=float)
    per_student = np.asarray(totals, dtype=float) / n
    return {name: formula(per_student, n) for name, (_, formula) in CV_FORMULAS.items()}


def check_cv(report: Report, declaration: Declaration) -> Finding:
    """Which formula a printed coefficient follows, its schools being printed too (差异系数的算法)."""
    target = report.fact(declaration.of)
    if lost := unusable(report, declaration.used):
        return lost_digits(report, declaration.kind, title_of(target), declaration.used, lost)
    totals, students = (
        [float(report.quantities[str(name)].numbers.middle) for name in declaration.options[key]]
        for key in ("totals", "students")
    )
    found = matching_cv_formulas(target.printed, totals, students)
    given = all_cv_formulas(totals, students)
    verdict = Verdict.REPRODUCED if "weighted" in found else Verdict.NOT_REPRODUCED
    zh = "、".join(CV_FORMULAS[name][0].zh for name in found) or "没有一种算法"
    en = ", ".join(CV_FORMULAS[name][0].en for name in found) or "no formula"
    listed = Words(
        "，".join(f"{CV_FORMULAS[name][0].zh}{value:.4f}" for name, value in given.items()),
        ", ".join(f"{CV_FORMULAS[name][0].en} {value:.4f}" for name, value in given.items()),
    )
    return Finding(
        report=report.id,
        kind=declaration.kind,
        verdict=verdict,
        subject=title_of(target),
        printed=target.as_printed.zh,
        computed=f"{given['weighted']:.4f}",
        formula="cv",
        facts=declaration.used,
        explanation=Words(
            f"{zh}与原文所载{target.printed}相符（{listed.zh}）。", f"{en} reproduces {target.printed} ({listed.en})."
        ),
        innocent=() if verdict is Verdict.REPRODUCED else (ROUNDING, BASE, DAMAGE),
    )
