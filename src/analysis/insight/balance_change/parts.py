"""Did we improve, or did children leave? (均衡变化成因): a change of the coefficient of variation, split.

Between two years a county's CV moves because students moved or left, because resources were added or shared out anew,
and because schools opened, closed or merged. Shapley's rule gives each its part; the parts sum to the change exactly.
No β-convergence: schools that were behind catch up in any noisy series.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd

from analysis.errors import Problem
from analysis.formulas.balance import student_weighted_cv
from analysis.formulas.change import SHAPLEY, shapley_split
from analysis.insight.series.count_series import SeriesError
from analysis.language import Words
from analysis.rules.values import SectionValues

FACTORS = {
    "students": Words("学生变动", "students"),
    "resources": Words("资源变动", "resources"),
    "opened": Words("新建学校", "schools opened"),
    "closed": Words("撤销学校", "schools closed"),
    "merged": Words("合并学校", "schools merged"),
}
ESTIMAND = Words(
    "测算对象：仅学生、仅资源、仅学校布局由前一年变为后一年时，差异系数变动多少（对各种先后次序取平均）。",
    "What is estimated: how far the CV would have moved had only students, only resources, or only the set of schools gone from "
    "the earlier year to the later one, the mean over all orders.",
)


@dataclass(frozen=True)
class BalanceChange:
    """A CV's change and its parts by factor (FACTORS), which sum to it.

    cv_before, cv_after : student-weighted, over the schools of each year
    parts               : indexed by factor; 0 for a factor nothing happened to
    schools             : how many stayed, opened, closed, and were merged into another
    """

    cv_before: float
    cv_after: float
    parts: pd.Series
    schools: Mapping[str, int]
    stays_with: Literal["school", "student"] = "school"
    rule: str = SHAPLEY
    estimand: Words = ESTIMAND

    @property
    def change(self) -> float:
        return self.cv_after - self.cv_before


def split_cv_change(
    before: pd.DataFrame,
    after: pd.DataFrame,
    merged_into: Mapping[str, str] | None = None,
    stays_with: Literal["school", "student"] = "school",
) -> BalanceChange:
    """Split the change of the student-weighted CV between two years (差异系数变化分解).

    Estimand: ESTIMAND. A school in one year only keeps that year's numbers in every comparison. Merging alone pools the
    earlier numbers of the schools that became one; where later numbers are needed for schools still apart, those of the
    merged school are shared out as the earlier ones were.

    Parameters
    ----------
    before, after : columns school_id, students (> 0), resource (a total, ≥ 0, e.g. books or yuan; not per student)
    merged_into : school_id that was closed → school_id that took its students and resources over
    stays_with : what "only students changed" leaves as it was. Books, rooms and teachers stay with the school when
        children leave; money granted per student goes with them, and then students act by their weights alone

    Raises
    ------
    SeriesError : a school twice, no students, an unknown resource, a merger whose schools are not there
    """
    merged = dict(merged_into or {})
    problems = [*_faults(before, "before"), *_faults(after, "after"), *_merger_faults(before, after, merged)]
    if problems:
        raise SeriesError(problems)
    network = _Network(before.set_index("school_id"), after.set_index("school_id"), merged, stays_with)
    parts = shapley_split(network.cv, (0,) * len(FACTORS), (1,) * len(FACTORS))
    return BalanceChange(
        cv_before=network.cv((0,) * len(FACTORS)),
        cv_after=network.cv((1,) * len(FACTORS)),
        parts=pd.Series(parts, index=list(FACTORS)),
        schools=network.counted(),
        stays_with=stays_with,
    )


def split_indicator_change(
    before: SectionValues, after: SectionValues, merged_into: Mapping[str, str] | None = None
) -> BalanceChange:
    """`split_cv_change` for an indicator of a county and stage in two years (某项指标差异系数的变化分解).

    Raises
    ------
    SeriesError : another indicator, county or stage; a section whose value is missing
    """
    if (before.indicator.name, before.place, before.stage) != (after.indicator.name, after.place, after.stage):
        found = Words("指标、县区或学段不同", "another indicator, county or stage")
        raise SeriesError.at(f"{before.place} / {after.place}", found, Words("三者相同", "the same three"))
    tables = (values.frame.rename(columns={"total": "resource"}) for values in (before, after))
    return split_cv_change(*tables, merged_into)


def cv_by_year(rows: pd.DataFrame) -> pd.Series:
    """Student-weighted CV of each year (历年差异系数): rows with year, students, resource, one per school and year."""
    return pd.Series(
        {
            int(year): student_weighted_cv(group["resource"] / group["students"], group["students"])
            for year, group in rows.groupby("year")
        },
        dtype=float,
    )


class _Network:
    """Two years of schools, and the county as it would be with some factors of the earlier year, some of the later."""

    def __init__(self, before: pd.DataFrame, after: pd.DataFrame, merged: Mapping[str, str], stays_with: str) -> None:
        self.before, self.after, self.merged, self.stays_with = before, after, merged, stays_with
        self.heads = sorted(set(merged.values()))
        gone = before.index.difference(after.index)
        self.closed = gone.difference(list(merged))
        self.opened = after.index.difference(before.index).difference(self.heads)
        self.stayed = before.index.intersection(after.index).difference(self.heads)
        self.members = {head: [s for s in before.index if s == head or merged.get(s) == head] for head in self.heads}
        self.column, self.numbers = cache(self._column), cache(self._numbers)  # the states of the factors share them

    def counted(self) -> dict[str, int]:
        return {
            "stayed": len(self.stayed) + len(self.heads),
            "opened": len(self.opened),
            "closed": len(self.closed),
            "merged": len(self.merged),
        }

    def cv(self, state: tuple[int, ...]) -> float:
        students_late, resources_late, *network = state
        students = self.column("students", students_late, *network)
        resources = self.column("resource", resources_late, *network)
        if self.stays_with == "student":
            resources = resources * students / self.column("students", resources_late, *network)
        return student_weighted_cv(resources / students, students)

    def _column(self, column: str, is_late: int, opened: int, closed: int, merged: int) -> np.ndarray:
        """Students or resources of the earlier or later year, school by school of the network asked for."""
        found = [
            self._of_merged(column, is_late, merged),
            self.numbers(column, "after" if is_late else "before", "stayed"),
        ]
        if opened:
            found.append(self.numbers(column, "after", "opened"))
        if not closed:
            found.append(self.numbers(column, "before", "closed"))
        return np.concatenate(found)

    def _numbers(self, column: str, year: str, schools: str) -> np.ndarray:
        return getattr(self, year).loc[getattr(self, schools), column].to_numpy(float)

    def _of_merged(self, column: str, is_late: int, is_merged: int) -> np.ndarray:
        """Numbers of the merging schools, apart or together, of the earlier or the later year."""
        found = []
        for head, members in self.members.items():
            apart = self.before.loc[members, column].to_numpy(float)
            total = float(self.after.at[head, column]) if is_late else apart.sum()
            share = apart / apart.sum() if apart.sum() else np.full(len(apart), 1 / len(apart))
            found.append(np.array([total]) if is_merged else total * share)
        return np.concatenate(found) if found else np.zeros(0)


def _faults(rows: pd.DataFrame, place: str) -> list[Problem]:
    problems = []
    for ids, found, expected in (
        (
            rows.loc[rows["school_id"].duplicated(), "school_id"],
            Words("同一学校出现两次", "a school appears twice"),
            Words("每校一行", "one row per school"),
        ),
        (
            rows.loc[~(rows["students"] > 0), "school_id"],
            Words("没有学生数", "no students"),
            Words("大于0的学生数", "more than 0 students"),
        ),
        (
            rows.loc[~(rows["resource"] >= 0), "school_id"],
            Words("资源量未知或为负", "a resource that is unknown or negative"),
            Words("0或以上的总量", "a total of 0 or more"),
        ),
    ):
        if len(ids):
            problems.append(Problem(f"{place} · {', '.join(map(str, ids[:5]))}", found, expected))
    if rows.empty:
        problems.append(Problem(place, Words("没有学校", "no school"), Words("至少一所", "one at least")))
    return problems


def _merger_faults(before: pd.DataFrame, after: pd.DataFrame, merged: Mapping[str, str]) -> list[Problem]:
    earlier, later = set(before["school_id"]), set(after["school_id"])
    return [
        Problem(
            f"{gone} → {head}",
            Words("并入关系与两年名单不符", "the merger does not fit the schools of the two years"),
            Words("前者只在前一年、后者在后一年", "the first in the earlier year only, the second in the later year"),
        )
        for gone, head in merged.items()
        if gone not in earlier or gone in later or head not in later
    ]
