"""Which formula a printed coefficient or composite follows (差异系数用的是哪种公式)."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field, model_validator

from analysis.formulas.balance import student_weighted_cv
from analysis.insight.reports.arithmetic.ranges import Range, rounded_range, shown, truncated_to
from analysis.insight.reports.findings import BASE, DAMAGE, ROUNDING, Conclusion, Finding, listed
from analysis.insight.reports.report import Check, FactName, Report
from analysis.language import Words
from analysis.rules.standards import Standard
from analysis.schema import refusal
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

Facts = Annotated[list[FactName], Field(min_length=1)]
PerStudent = Callable[[np.ndarray, np.ndarray], float]


def _about_county_mean(per_student: np.ndarray, students: np.ndarray) -> float:
    mean = students @ per_student / students.sum()
    return float(np.sqrt(np.mean((per_student - mean) ** 2)) / mean)


CV_FORMULAS: Mapping[str, tuple[Words, PerStudent]] = {
    "weighted": (
        Words("以在校生数为权重（转引材料算法）", "weighted by students (as in the hand-outs)"),
        student_weighted_cv,
    ),
    "plain": (Words("不加权，总体标准差", "unweighted, population"), lambda x, n: float(np.std(x) / np.mean(x))),
    "sample": (
        Words("不加权，样本标准差", "unweighted, sample (k − 1)"),
        lambda x, n: float(np.std(x, ddof=1) / np.mean(x)),
    ),
    "about_county_mean": (Words("不加权，以县域均值为中心", "unweighted about the county mean"), _about_county_mean),
}


class _WhichFormula(Check):
    """Which of several formulas give a printed number."""

    innocent = (ROUNDING, BASE, DAMAGE)
    formulas: ClassVar[Mapping[str, tuple[Words, Callable]]]
    said: ClassVar[Words]
    none: ClassVar[Words]

    of: FactName

    def which(
        self, report: Report, conclusion: Conclusion, found: Collection[str], digits: Mapping[str, str], formula: str
    ) -> Finding:
        """The finding: the formulas that give the number, and what each of them gives; the first is the expected one."""
        each = Words("{name}{digits}", "{name} {digits}")
        given = [each.format(name=self.formulas[name][0], digits=text) for name, text in digits.items()]
        named = listed(self.formulas[name][0] for name in found)
        said = self.said.format(
            found=named if found else self.none, printed=report.fact(self.of).printed, given=listed(given, "，", ", ")
        )
        return self.finding(report, conclusion, said, computed=next(iter(digits.values())), formula=formula)


class Spread(_WhichFormula):
    """Which mean of the single coefficients a printed composite is (综合差异系数的算法)."""

    kind = "spread"
    called = Words("综合值算法", "composite formula")
    formulas = MEANS
    said = Words("{found}与原文所载{printed}相符（{given}）。", "{found} reproduce {printed} ({given}).")
    none = Words("没有一种", "none of them")

    facts: Facts

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        target = report.fact(self.of)
        parts = [report.quantities[name].numbers for name in self.facts]
        given = {name: _mean_range(name, parts) for name in MEANS}
        found = [name for name, numbers in given.items() if numbers.meets(target.quantity.numbers)]
        conclusion = Conclusion.REPRODUCED if "mean" in found else Conclusion.NOT_REPRODUCED
        if "mean" not in found and truncated_to(target.printed, given["mean"]):
            conclusion = Conclusion.TRUNCATED
        digits = {name: shown(numbers.middle, decimals(target.printed) + 2) for name, numbers in given.items()}
        return self.which(report, conclusion, found, digits, f"mean({', '.join(self.facts)})")


def _mean_range(name: str, parts: Sequence[Range]) -> Range:
    """Every mean grows with its parts, so its ends are the means of their ends."""
    if name == "mean":
        return Range(sum(part.lo for part in parts) / len(parts), sum(part.hi for part in parts) / len(parts))
    low, high = (
        MEANS[name][1]([float(end) for end in ends]) for ends in zip(*((p.lo, p.hi) for p in parts), strict=True)
    )
    return Range(Fraction(low) - NEAR, Fraction(high) + NEAR)


class Coefficient(_WhichFormula):
    """Which formula a printed coefficient follows, its schools being printed too (差异系数的算法)."""

    kind = "cv"
    called = Words("差异系数算法", "coefficient formula")
    formulas = CV_FORMULAS
    said = Words("{found}与原文所载{printed}相符（{given}）。", "{found} reproduces {printed} ({given}).")
    none = Words("没有一种算法", "no formula")

    totals: Facts
    students: Facts

    @model_validator(mode="after")
    def _stand_side_by_side(self) -> Coefficient:
        counts = len(self.totals), len(self.students)
        if counts[0] != counts[1]:
            expected = Words("每所学校各一项", "one of each for every school")
            raise refusal("{}, {}".format(*counts), expected, at=("students",))
        return self

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        totals, students = (
            [float(report.quantities[name].numbers.middle) for name in names] for names in (self.totals, self.students)
        )
        found = matching_cv_formulas(report.fact(self.of).printed, totals, students)
        digits = {name: f"{value:.4f}" for name, value in all_cv_formulas(totals, students).items()}
        conclusion = Conclusion.REPRODUCED if "weighted" in found else Conclusion.NOT_REPRODUCED
        return self.which(report, conclusion, found, digits, "cv")


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
    return {
        name: value
        for name, value in given.items()
        if math.isfinite(value) and wanted.lo <= Fraction(value) <= wanted.hi
    }


def all_cv_formulas(totals: Sequence[float], students: Sequence[float]) -> dict[str, float]:
    """The coefficient by every formula in CV_FORMULAS (各种算法的差异系数)."""
    n = np.asarray(students, dtype=float)
    per_student = np.asarray(totals, dtype=float) / n
    return {name: formula(per_student, n) for name, (_, formula) in CV_FORMULAS.items()}
