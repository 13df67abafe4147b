"""Many counties side by side: from printed tables, where only they exist, or computed from school tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.formulas import composite_cv
from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.judging import judge_value
from analysis.rules.results import Answer, Quoted, Result, Verdict
from analysis.rules.rule import StandardValue
from analysis.rules.standards import Standard, load_standards
from analysis.show.county.view import check_language, open_view
from analysis.show.page.speaking import Speaker
from analysis.tables.catalogue.datasets import find_dataset, load_dataset, load_facts
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.facts.fact import Fact, Facts
from analysis.tables.facts.printed import Interval, as_printed, mean_of
from analysis.tables.schools import STAGES
from analysis.tables.terms import Indicator, common_terms


@dataclass(frozen=True)
class Figure:
    """A number of a county: as computed, or as printed with what its digits may stand for; how it came about."""

    result: Result
    printed: str = ""
    interval: Interval | None = None

    @property
    def value(self) -> float:
        return self.result.value


@dataclass(frozen=True)
class CountyRow:
    """One county, year and stage under one standard."""

    place: Words
    year: int | None  # None: the source states none
    stage: str
    standard: Standard | None
    cvs: Mapping[str, Figure]
    means: Mapping[str, Figure]
    composite: Figure | None

    @property
    def day(self) -> dt.date:
        """The day whose rules apply; a row without a year is held against the values first in force."""
        if self.year:
            return dt.date(self.year, 12, 31)
        return self.standard.issued if self.standard and self.standard.issued else dt.date.max

    def cv_verdicts(self) -> dict[str, Verdict]:
        """Each single coefficient against its own limit; cannot be judged where the standard has none."""
        limits = self.standard.limits("cv", self.day, self.stage) if self.standard else {}
        return {
            name: judge_value(figure.value, limits.get(name), stage=self.stage) for name, figure in self.cvs.items()
        }

    @property
    def composite_limit(self) -> StandardValue | None:
        return self.standard.limits_by_whom("composite", self.day).get(self.stage) if self.standard else None

    @property
    def composite_verdict(self) -> Verdict | None:
        if self.composite is None:
            return None
        return judge_value(self.composite.value, self.composite_limit, stage=self.stage)

    @property
    def hidden(self) -> list[str]:
        """Indicators above the composite's limit while the composite passes, largest first."""
        verdict = self.composite_verdict
        if verdict is None or verdict.answer is not Answer.MET:
            return []
        above = [name for name, figure in self.cvs.items() if figure.value > verdict.limit.value]
        return sorted(above, key=lambda name: -self.cvs[name].value)

    @property
    def mean_of_printed(self) -> float:
        return composite_cv(figure.value for figure in self.cvs.values())

    def composite_check(self) -> str:
        """ "same" digits as the mean of the parts, "rounding" when only within their rounding, "differs", or ""."""
        printed = self.composite
        if printed is None or not printed.printed or any(f.interval is None for f in self.cvs.values()):
            return ""
        if as_printed(self.mean_of_printed, like=printed.printed) == printed.printed:
            return "same"
        parts = mean_of([figure.interval for figure in self.cvs.values()])
        return "rounding" if parts.meets(printed.interval) else "differs"


@dataclass(frozen=True)
class Counties(Speaker):
    """Rows of many counties in one language."""

    dataset: str
    lang: str
    rows: tuple[CountyRow, ...]
    indicators: Mapping[str, Indicator]
    provenance: Provenance
    as_of: dt.date

    @cached_property
    def standards(self) -> list[Standard | None]:
        """The standards of the rows, the newest first; last what is under none."""
        found = {row.standard.id if row.standard else "": row.standard for row in self.rows}.values()
        return sorted(found, key=lambda one: one.issued if one else dt.date.min, reverse=True)

    @cached_property
    def limits(self) -> list[StandardValue]:
        """The limits that coefficients are held against, each once."""
        found = [verdict.limit for row in self.rows for verdict in row.cv_verdicts().values() if verdict.limit]
        return list(dict.fromkeys([*found, *(row.composite_limit for row in self.rows if row.composite_limit)]))

    def under(self, standard: Standard | None) -> list[CountyRow]:
        name = standard.id if standard else ""
        return [row for row in self.rows if (row.standard.id if row.standard else "") == name]

    def names(self, rows: list[CountyRow]) -> list[str]:
        """Indicators these rows have coefficients of, in the standard's order where there is one."""
        present = dict.fromkeys(name for row in rows for name in row.cvs)
        official = rows[0].standard.indicators(rows[0].day) if rows and rows[0].standard else ()
        return [name for name in (*official, *(n for n in present if n not in official)) if name in present]


def open_counties(dataset: str, lang: str = "zh", year: int = 0) -> Counties:
    """All counties of a data set: printed facts, or a school table's counties in one year (0: each one's latest)."""
    check_language(lang)
    if find_dataset(dataset).shape == "facts":
        facts = load_facts(dataset)
        rows = tuple(_printed_rows(facts))
        years = [row.year for row in rows if row.year]
        as_of = facts.provenance.as_of or dt.date(max(years), 12, 31)
        return Counties(dataset, lang, rows, common_terms().indicators, facts.provenance, as_of)
    table = load_dataset(dataset)
    rows = tuple(row for county in table.counties for row in _computed_rows(dataset, county, year))
    return Counties(dataset, lang, rows, table.terms.indicators, table.provenance, table.provenance.as_of)


def _printed_rows(facts: Facts) -> Iterator[CountyRow]:
    """A row for every place, year and stage with printed coefficients of variation."""
    standards = load_standards()
    cvs = facts.select(statistic="cv")
    keys = dict.fromkeys((fact.source, fact.place, fact.year, fact.stage, fact.standard) for fact in cvs)
    order = {stage: k for k, stage in enumerate(STAGES)}
    for source, place, year, stage, name in sorted(keys, key=lambda key: (key[0], key[1], order[key[3]])):
        here = facts.select(source=source, place=place, year=year, stage=stage)
        known = here.measures.keys() & common_terms().indicators.keys()
        single = {fact.measure: _figure(fact) for fact in here.select(statistic="cv")}
        means = {fact.measure: _figure(fact) for fact in here.select(statistic="mean") if fact.measure in known}
        composite = [_figure(fact) for fact in here.select(statistic="composite_cv") if fact.standard == name]
        yield CountyRow(
            facts.places[place].label,
            year,
            stage,
            standards.get(name),
            single,
            means,
            composite[0] if composite else None,
        )


def _figure(fact: Fact) -> Figure:
    made = Quoted((fact.locator,))
    result = Result(fact.number, "printed", fact.measure, fact.place, fact.year or 0, fact.stage, made, Conventions())
    return Figure(result, fact.printed, fact.interval())


def _computed_rows(dataset: str, county: str, year: int) -> Iterator[CountyRow]:
    view = open_view(dataset, county, year)
    for stage in view.stages:
        names = [one.name for one in view.indicators]
        cvs = {name: Figure(view.verdict.cvs[stage, name].result) for name in names}
        means = {name: Figure(view.verdict.mean(stage, name)) for name in names}
        composite = next(iter(view.verdict.verdicts.where(measure="composite", stage=stage)), None)
        yield CountyRow(
            Words(view.place, view.place), view.year, stage, view.standard, cvs, means,
            Figure(composite.result) if composite else None,
        )  # fmt: skip
