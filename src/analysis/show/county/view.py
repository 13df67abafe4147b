"""The front door: everything about one county in one year, in one language."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analysis.errors import UsageError
from analysis.language import LANGS, Words
from analysis.rules.asked import USUAL as USUAL_STANDARD
from analysis.rules.choice import chosen_standard
from analysis.rules.conventions import Conventions
from analysis.rules.counting.count import count_sections
from analysis.rules.counting.sections import Sections
from analysis.rules.county_files import county_records
from analysis.rules.results import Result, Verdict
from analysis.rules.rule import StandardValue
from analysis.rules.standards import Standard
from analysis.rules.values import SectionValues, county_cv, county_mean, county_measure, section_values
from analysis.rules.verdict import CountyVerdict, judge
from analysis.show.page.speaking import Speaker
from analysis.show.page.trace import trace_lines
from analysis.tables.catalogue.county_share import without_others
from analysis.tables.catalogue.datasets import load_dataset
from analysis.tables.county.record import Record
from analysis.tables.names import named_in
from analysis.tables.schools import AREAS, STAGES, SchoolTable
from analysis.tables.terms import Indicator, common_terms

USUAL = (USUAL_STANDARD,)  # what a reader's own table is held against


@dataclass(frozen=True)
class View(Speaker):
    """One county, one year, one standard, one language.

    table    : the county's rows of all years up to this one.
    standard : the rules it is held against; None when the data set names no Chinese standard.
    choice   : how the standard was chosen, where nobody has named it.
    record   : what the county states of itself; None where no workbook of facts does.
    day      : the last day of the year; the rules in force then are applied.
    """

    dataset: str
    county: str
    year: int
    lang: str
    table: SchoolTable
    standard: Standard | None
    conventions: Conventions
    choice: Words | None = None
    record: Record | None = None

    @property
    def day(self) -> dt.date:
        return dt.date(self.year, 12, 31)

    @property
    def place(self) -> str:
        return self.table.county_name(self.county)

    def under(self, conventions: Conventions) -> View:
        """The same county, counted by other choices."""
        table = replace(self.table, terms=conventions.understood(self.table.terms))
        return replace(self, table=table, conventions=conventions)

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
        """The indicators asked for that some school has a value of: tables and figures show no others."""
        silent = {one.name for one in self.without_data}
        return [one for one in self.asked_for if one.name not in silent]

    @cached_property
    def without_data(self) -> list[Indicator]:
        """The indicators asked for that nothing can be said about: no school has a value."""
        found = [one for one in self.verdict.verdicts.where(measure="resource") if not one.is_silent]
        known = {one.subject for one in found}
        return [one for one in self.asked_for if one.name not in known]

    def indicators_of(self, stage: str) -> list[Indicator]:
        """Those some school of a stage has a value of."""
        found = self.verdict.verdicts.where(measure="resource", stage=stage)
        known = {one.subject for one in found if not one.is_silent}
        return [one for one in self.indicators if one.name in known]

    @cached_property
    def asked_for(self) -> list[Indicator]:
        """What the standard judges and what the table's mapping defines; without a standard, all it has columns for."""
        terms = self.table.terms.indicators
        known = [one for one in terms.values() if one.is_known_from(self.table.numbers)]
        if not self.standard:
            return known
        judged = self.standard.indicators(self.day)
        own = [one for one in known if one.name not in (*judged, *common_terms().indicators)]
        return [*(terms[name] for name in judged), *own]

    @cached_property
    def areas(self) -> list[str]:
        """Kinds of place of the counted sections: urban, town and rural, then those the source tells apart."""
        present = set(self.sections.rows["area"])
        return [area for area in (*AREAS, *self.table.terms.areas) if area in present]

    def area(self, area: str) -> str:
        """A kind of place in this view's language."""
        return self.table.area_words(area).in_(self.lang)

    @property
    def has_chinese_areas(self) -> bool:
        """Whether places are told apart as the statistics of China do."""
        return bool(self.areas) and set(self.areas) <= set(AREAS)

    @property
    def groups(self) -> dict[str, Words]:
        """What schools can be grouped by: their area where there are several, and the source's own groups."""
        own = {key: label for key, label in self.table.terms.groups.items() if key in self.sections.rows}
        if own and len(self.areas) < 2:
            return own
        return {"area": Words("城乡", "area") if self.has_chinese_areas else Words("地区属性", "kind of area"), **own}

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
        return judge(self.sections, self.standard, self.county, self.year, day=self.day, record=self.record)

    @cached_property
    def unexcepted(self) -> CountyVerdict:
        """What rules with exceptions would answer if no school had one: relaxations are shown with and without."""
        rules = self.standard.without_exceptions() if self.standard else None
        return judge(self.sections, rules, self.county, self.year, day=self.day, record=self.record)

    def values(self, indicator: str, stage: str, year: int | None = None) -> SectionValues:
        """One indicator at every counted section of a stage, computed once: tables, figures and sentences all ask for it."""
        if "verdict" in self.__dict__ and year in (None, self.year):
            return self.verdict.case.values(stage, indicator)
        key = indicator, stage, year or self.year
        if key not in self._values:
            self._values[key] = section_values(self._sections_of(key[-1]), indicator, self.county, key[-1], stage)
        return self._values[key]

    @cached_property
    def _values(self) -> dict[tuple[str, str, int], SectionValues]:
        return {}

    def _sections_of(self, year: int) -> Sections:
        if year == self.year:
            return self.sections
        if year not in self._earlier:
            self._earlier[year] = self.all_sections.select(self.county, year)
        return self._earlier[year]

    @cached_property
    def _earlier(self) -> dict[int, Sections]:
        return {}

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
        """The indicator with the largest known coefficient of a stage; the first where none is known.

        UsageError where no indicator has a value.
        """
        if not self.indicators:
            raise UsageError.at(
                self.place,
                Words("没有一项指标有数据", "no indicator has a value"),
                Words("至少一项指标的数据", "the figures of one indicator at least"),
            )
        known = {one.name: self.balance(one.name, stage).value for one in self.indicators}
        return max(known, key=lambda name: -1.0 if math.isnan(known[name]) else known[name])

    def indicator_of_each(self, indicator: str = "") -> dict[str, str]:
        """An indicator for every stage: one for all, or for each the one with its largest coefficient."""
        return {stage: indicator or self.most_uneven(stage) for stage in self.stages}


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
    rules, why = chosen_standard(table.standard, USUAL, mine)
    stated = county_records(dataset)
    source = without_others(mine.with_rows(until).provenance, mine, table, stated.of_others(table, county))
    source = replace(source, notes=(*source.notes, *stated.notes_on(table)))
    mine = named_in(replace(mine.with_rows(until), provenance=source), lang)
    view = View(dataset, county, year, lang, mine, rules, Conventions(), why, stated.of(table, county))
    return _as_prepared(table, view.under(conventions or Conventions()))


@dataclass(frozen=True)
class _Prepared:
    """A view computed ahead, and what it was asked of."""

    table: SchoolTable
    asked: tuple[str, str, int]
    view: View


_prepared: list[_Prepared] = []  # one at most


def prepare(dataset: str, county: str = "", year: int = 0) -> None:
    """Judge a county ahead: `open_view`, here and in processes forked from this one, then finds the answers.

    Several notebooks of one county begin with the same verdicts, each in a process of its own.
    """
    table, asked = load_dataset(dataset), (dataset, county, year)
    if any(known.table is table and known.asked == asked for known in _prepared):
        return
    view = open_view(dataset, county, year)
    _ = view.verdict, view.indicators
    _prepared[:] = [_Prepared(table, asked, view)]


def _as_prepared(table: SchoolTable, view: View) -> View:
    """The view with what was computed ahead of the same rows, rules and choices; of that, names alone depend on a language."""
    called = view.table.rows["school"]
    for known in _prepared:
        is_same = known.table is table and _basis(known.view) == _basis(view)
        if is_same and called.equals(known.view.table.rows["school"]):
            view.__dict__.update(known.view.__dict__ | {"lang": view.lang})
    return view


def _basis(view: View) -> tuple[object, ...]:
    return view.dataset, view.county, view.year, view.standard, view.conventions, view.choice, view.record


def check_language(lang: str) -> None:
    if lang not in LANGS:
        listed = ", ".join(LANGS)
        raise UsageError.at(
            "lang", Words(f"没有“{lang}”", f"there is no '{lang}'"), Words(f"可选：{listed}", f"one of: {listed}")
        )
