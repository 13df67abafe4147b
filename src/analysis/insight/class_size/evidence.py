"""What a data set tells about its classes (班额数据的详略): every class, the bands of the form, or school means only.

A list of classes answers everything. The ten bands of the statistical form count large classes exactly and hold the rest
within bounds. Students and classes alone give means: how classes differ inside a school stays unknown, and the mean size
a student experiences is known only from below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from analysis.formulas.trend import BAND_LOWEST, ClassSizes
from analysis.insight.class_size.class_list import class_list
from analysis.insight.class_size.shares import BAND_FIELDS, class_sizes_by_year, class_sizes_from_form
from analysis.insight.series.count_series import SeriesError
from analysis.language import Words

Kind = Literal["list", "form", "means", "none"]


@dataclass(frozen=True)
class SchoolMeans:
    """What students and classes by school say of a year.

    mean        : students / classes                                                   [persons]
    experienced : the least a student can experience: Σ n²/k / Σ n, each school divided evenly   [persons]
    """

    classes: int
    students: float
    mean: float
    experienced: float


@dataclass(frozen=True)
class ClassEvidence:
    """Classes of one stage by year and county.

    schools : rows of the school table: county, area, year, school_id, school, students, classes and, for a form, bands
    classes : one row per class: year, county, school_id, area, stage, students, and from a list grade and class_id.
        From a form `students` is the fewest the class can have: good for counting classes over a limit, nothing else
    """

    kind: Kind
    stage: str
    schools: pd.DataFrame
    classes: pd.DataFrame | None

    @property
    def counties(self) -> list[str]:
        return sorted(self.schools["county"].unique())

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted(int(year) for year in self.schools["year"].unique()))

    def of(self, *, county: str = "", years: range | None = None) -> ClassEvidence:
        """The same for one county, some years, or both."""

        def narrowed(rows: pd.DataFrame) -> pd.DataFrame:
            rows = rows[rows["county"] == county] if county else rows
            return rows[rows["year"].isin(list(years))] if years else rows

        return replace(
            self,
            schools=narrowed(self.schools),
            classes=None if self.classes is None else narrowed(self.classes),
        )

    def in_year(self, year: int) -> pd.DataFrame:
        """The classes of one year."""
        return self.classes[self.classes["year"] == year]

    def sizes(self, thresholds: Mapping[str, int] | None = None) -> dict[int, dict[str, ClassSizes]]:
        """Counts, shares and means by year and limit; bounds where the form leaves them open."""
        if self.kind == "form":
            return class_sizes_from_form(self.schools, self.stage, thresholds)
        return class_sizes_by_year(self.classes, self.stage, thresholds)

    def means(self) -> dict[int, SchoolMeans]:
        """What students and classes alone say, by year."""
        return {int(year): _means(rows) for year, rows in self.schools.groupby("year")}


def class_evidence(schools: pd.DataFrame, stage: str, listed: pd.DataFrame | None = None) -> ClassEvidence:
    """Take the most telling evidence there is (选用最详的数据): a list, else complete bands, else means.

    Parameters
    ----------
    schools : rows of a school table
    listed : list of classes (companions.TABLES["classes"]) of the same schools, where there is one

    Raises
    ------
    SeriesError : no school of the stage, or what `class_list` refuses
    """
    rows = schools[schools["stage"] == stage]
    if rows.empty:
        found = Words("没有这个学段的学校", "no school of this stage")
        there = ", ".join(sorted(schools["stage"].unique()))
        raise SeriesError.at(stage, found, Words(f"以下之一：{there}", f"one of: {there}"))
    if listed is not None:
        roster = schools.drop_duplicates(["school_id", "stage"], keep="last")
        found = class_list(listed, roster[["school_id", "county", "area", "stage"]])
        return ClassEvidence("list", stage, rows, found[found["stage"] == stage])
    if set(BAND_FIELDS) <= set(rows) and not rows[list(BAND_FIELDS)].isna().any(axis=None):
        return ClassEvidence("form", stage, rows, _least_sizes(rows, stage))
    has_means = "classes" in rows and not rows[["students", "classes"]].isna().any(axis=None)
    return ClassEvidence("means" if has_means else "none", stage, rows, None)


def _least_sizes(rows: pd.DataFrame, stage: str) -> pd.DataFrame:
    """Each counted class at the fewest students of its band."""
    counts = rows[list(BAND_FIELDS)].to_numpy().astype(int)
    row, band = np.nonzero(counts)
    times = counts[row, band]
    classes = rows[["year", "county", "school_id", "area"]].iloc[np.repeat(row, times)].reset_index(drop=True)
    return classes.assign(stage=stage, students=np.repeat(np.asarray(BAND_LOWEST)[band], times))


def _means(rows: pd.DataFrame) -> SchoolMeans:
    rows = rows[rows["classes"] > 0]
    n, k = rows["students"].to_numpy(), rows["classes"].to_numpy()
    return SchoolMeans(int(k.sum()), float(n.sum()), float(n.sum() / k.sum()), float((n**2 / k).sum() / n.sum()))
