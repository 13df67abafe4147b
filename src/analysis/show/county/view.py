"""The front door: everything about one county in one year, in one language."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analysis.errors import UsageError
from analysis.language import LANGS, Words
from analysis.rules.conventions import Conventions
from analysis.rules.counting.count import count_sections
from analysis.rules.counting.sections import Sections
from analysis.rules.results import Result, Verdict
from analysis.rules.rule import StandardValue
from analysis.rules.standards import Standard, load_standards, standard
from analysis.rules.values import SectionValues, county_cv, county_mean, county_measure, section_values
from analysis.rules.verdict import CountyVerdict, judge
from analysis.show.page.speaking import Speaker
from analysis.show.page.trace import trace_lines
from analysis.tables.catalogue.datasets import find_dataset, load_dataset
from analysis.tables.schools import STAGES, SchoolTable
from analysis.tables.terms import Indicator


@dataclass(frozen=True)
class View(Speaker):
    """One county, one year, one standard, one language.

    table    : the county's rows of all years up to this one.
    standard : the rules it is held against; None when the data set names no Chinese standard.
    day      : the last day of the year; the rules in force then are applied.
    """

    dataset: str
    county: str
    year: int
    lang: str
    table: SchoolTable
    standard: Standard | None
    conventions: Conventions

    @property
    def day(self) -> dt.date:
        return dt.date(self.year, 12, 31)

    @property
    def place(self) -> str:
        return self.table.county_name(self.county)

    @cached_property
    def all_sections(self) -> Sections:
        """The counted sections of every year."""
        return count_sections(self.table, self.conventions)

    @cached_property
    def sections(self) -> Sections:
        """The counted sections of this year."""
        return self.all_sections.select(self.county, self.year)

    @cached_property
    def stages(self) -> list[str]:
        """Stages with counted sections, in school order."""
        present = set(self.sections.rows["stage"])
        return [stage for stage in STAGES if stage in present]

    def rows_of(self, stage: str) -> pd.DataFrame:
        """The counted sections of one stage."""
        rows = self.sections.rows
        return rows[rows["stage"] == stage]

    @cached_property
    def indicators(self) -> list[Indicator]:
        """What the standard judges; without a standard, everything the table has the columns for."""
        terms = self.table.terms.indicators
        if self.standard:
            return [terms[name] for name in self.standard.indicators(self.day)]
        return [one for one in terms.values() if set(one.fields) <= set(self.table.numbers)]

    @property
    def floor(self) -> float | None:
        """The share of its threshold no indicator of a school may fall below; None without such a rule."""
        return self.standard.number("met_count", "floor_share", self.day) if self.standard else None

    def limits(self, measure: str, stage: str) -> dict[str, StandardValue]:
        """The limits of one measure for a stage, by indicator; empty without a standard."""
        return self.standard.limits(measure, self.day, stage) if self.standard else {}

    def limits_by_whom(self, measure: str) -> dict[str, StandardValue]:
        """The limits of one measure by stage or type of school; empty without a standard."""
        return self.standard.limits_by_whom(measure, self.day) if self.standard else {}

    @cached_property
    def verdict(self) -> CountyVerdict:
        """Every rule's answer for this county and year."""
        return judge(self.sections, self.standard, self.county, self.year, day=self.day)

    def values(self, indicator: str, stage: str, year: int | None = None) -> SectionValues:
        """One indicator at every counted section of a stage."""
        sections = self.sections if year in (None, self.year) else self.all_sections.select(self.county, year)
        return section_values(sections, indicator, self.county, year or self.year, stage)

    def balance(self, indicator: str, stage: str, year: int | None = None) -> Result:
        """Student-weighted coefficient of variation (校际差异系数)."""
        return county_cv(self.values(indicator, stage, year))

    def mean(self, indicator: str, stage: str, year: int | None = None) -> Result:
        """The county's mean: its ratio of totals."""
        return county_mean(self.values(indicator, stage, year))

    def measure(self, formula: str, indicator: str, stage: str) -> Result:
        """Any county measure by formula id: gini, theil_t …"""
        return county_measure(self.values(indicator, stage), formula)

    def trace(self, traced: Result | Verdict) -> None:
        """Print where a number comes from: formula, rule, files, sheets and cells."""
        print("\n".join(trace_lines(traced, self.table.terms, self.lang)))

    def most_uneven(self, stage: str) -> str:
        """The indicator with the largest known coefficient of a stage; the first where none is known."""
        known = {one.name: self.balance(one.name, stage).value for one in self.indicators}
        return max(known, key=lambda name: -1.0 if math.isnan(known[name]) else known[name])


def open_view(
    dataset: str, county: str = "", year: int = 0, lang: str = "zh", conventions: Conventions | None = None
) -> View:
    """A county of a data set.

    Parameters
    ----------
    dataset : id, see `junheng datasets`
    county : county code; "" takes the only or first one
    year : four digits; 0 takes the latest
    lang : "zh" or "en"

    Raises
    ------
    UsageError : an unknown data set, county, year or language, naming those there are
    """
    check_language(lang)
    table = load_dataset(dataset)
    county = county or table.counties[0]
    mine = table.select(county=county)
    year = mine.select(year=year).years[0] if year else mine.years[-1]
    until = mine.rows[mine.rows["year"] <= year]
    rules = _standard_of(find_dataset(dataset).standard)
    return View(dataset, county, year, lang, replace(mine, rows=until), rules, conventions or Conventions())


def check_language(lang: str) -> None:
    if lang not in LANGS:
        listed = ", ".join(LANGS)
        raise UsageError.at(
            "lang", Words(f"没有“{lang}”", f"there is no '{lang}'"), Words(f"可选：{listed}", f"one of: {listed}")
        )


def _standard_of(names: Sequence[str]) -> Standard | None:
    """The first standard a data set names, from ours and the user's."""
    return standard(names[0], load_standards()) if names else None
