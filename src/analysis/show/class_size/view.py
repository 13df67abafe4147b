"""The front door of class size: one county or many, as far as the data tell, over the years, in one language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analysis.errors import UsageError
from analysis.formulas.change import ShareChange
from analysis.formulas.trend import LARGE, ClassSizes
from analysis.insight.class_size.class_list import grade_rows, with_rooms
from analysis.insight.class_size.cohorts import CohortHistory, Projection, cohort_history, project, project_from_leavers
from analysis.insight.class_size.evidence import ClassEvidence, class_evidence
from analysis.insight.class_size.forecast import Forecast, back_test, births_by_entry_year, forecast
from analysis.insight.class_size.ledger import GRADES, Ledger, large_class_ledger
from analysis.insight.class_size.model import ManyCounties, Piece, county_trend, many_counties
from analysis.insight.class_size.shares import (
    ChangeByPart,
    large_class_series,
    split_enrolment_and_classes,
    split_over_groups,
    split_removed_and_added,
    watch_list,
)
from analysis.insight.class_size.without_programme import shares_without
from analysis.insight.programmes.effect import ProgrammeEffect, effect_against_projection
from analysis.language import Words
from analysis.show.county.view import check_language
from analysis.show.page.speaking import attempt
from analysis.show.programmes.view import (
    NO_PROGRAMME,
    NO_PROJECTION,
    NO_YEARS,
    ONE_COUNTY,
    Programme,
    ProgrammeView,
    programme_of,
)
from analysis.tables.catalogue.datasets import find_dataset, load_beside, load_dataset, load_facts
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.names import named_in
from analysis.tables.schools import SchoolTable

WITHIN = 3  # students from a limit that put a class on the watch list


@dataclass(frozen=True)
class ClassSizeView(ProgrammeView):
    """Class sizes of one stage: of one county, or of all counties of a data set together (county "").

    years : those looked at; the tables speak of the last, changes go from the first to the last
    breaks : first years of a new definition or programme, as declared by the reader: no line crosses them
    target : share of large classes to be reached
    table : None for a data set of printed figures
    """

    dataset: str
    county: str
    stage: str
    lang: str
    years: tuple[int, ...]
    breaks: tuple[int, ...]
    target: float
    provenance: Provenance
    table: SchoolTable | None
    programme: Programme | None

    # ---- what there is -----------------------------------------------------------------------------------------

    @property
    def year(self) -> int:
        return self.years[-1]

    @cached_property
    def listed(self) -> pd.DataFrame | None:
        """Every class: from the list that stands beside the school table, else from lists among a reader's tables."""
        return _listed(self.dataset, self.table, self.stage)

    @cached_property
    def everything(self) -> ClassEvidence | None:
        """The evidence of every county."""
        if self.table is None:
            return None
        found = class_evidence(self.table.rows, self.stage, self.listed)
        return found.of(years=range(self.years[0], self.years[-1] + 1))

    @cached_property
    def evidence(self) -> ClassEvidence | None:
        """The evidence of this view's county, or of all."""
        return self.everything.of(county=self.county) if self.everything else None

    @property
    def kind(self) -> str:
        """list | form | means | none, or printed."""
        return self.evidence.kind if self.evidence else "printed"

    @property
    def counts_classes(self) -> bool:
        """Whether large classes can be counted."""
        return self.kind in ("list", "form")

    @property
    def counties(self) -> list[str]:
        return self.evidence.counties if self.evidence else []

    @property
    def has_change(self) -> bool:
        return self.counts_classes and len(self.years) > 1

    @property
    def is_listed(self) -> bool:
        """Whether every class is known with its grade."""
        return self.kind == "list"

    @property
    def knows_grades(self) -> bool:
        """Whether students are known by grade: from a list of classes, or a table of grades."""
        return self.is_listed or not self._grades(self.stage).empty

    def _grades(self, stage: str) -> pd.DataFrame:
        """Students and classes by grade of this view's county and years, as a reader's tables of grades say."""
        rows = self.table.grades if self.table else None
        if rows is None:
            return pd.DataFrame()
        mine = rows[(rows["stage"] == stage) & rows["year"].between(self.years[0], self.year)]
        return mine[mine["county"] == self.county] if self.county else mine

    @cached_property
    def can_look_ahead(self) -> bool:
        """Whether cohorts can be moved up: students by grade of two years, and the births of every county."""
        if not (self.knows_grades and len(self.years) > 1) or self.births is None:
            return False
        return self.years_ahead > 0 and not isinstance(attempt(lambda: self.projection), Words)

    def name_of(self, county: str) -> str:
        return self.table.county_name(county)

    @property
    def place(self) -> Words:
        """The county's name, or "12 counties together"."""
        if self.county:
            return Words(self.name_of(self.county), self.name_of(self.county))
        count = len(self.counties)
        return Words(f"{count}个县合计", f"{count} counties together")

    @cached_property
    def focus(self) -> ClassSizeView:
        """This county; of many, the one whose share of large classes moved most between the first and the last year."""
        if self.county or not self.counts_classes:
            return self
        shares = self.shares_by_county
        moves = (shares[self.years[-1]] - shares[self.years[0]]).abs()
        return replace(self, county=str(moves.idxmax()))

    @property
    def scopes(self) -> tuple[ClassSizeView, ...]:
        """All counties together and then the one in focus; one county alone; none where no class is counted."""
        if not self.counts_classes:
            return ()
        return (self,) if self.county else (self, self.focus)

    # ---- how it is and why it moved ----------------------------------------------------------------------------

    @cached_property
    def sizes(self) -> dict[int, dict[str, ClassSizes]]:
        return self.evidence.sizes()

    @cached_property
    def shares_by_county(self) -> pd.DataFrame:
        """Share of large classes, counties in rows, years in columns."""
        classes = self.everything.classes
        return (classes["students"] >= LARGE).groupby([classes["county"], classes["year"]]).mean().unstack()

    @property
    def ends(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The classes of the first and of the last year."""
        return self.evidence.in_year(self.years[0]), self.evidence.in_year(self.years[-1])

    @cached_property
    def removed_and_added(self) -> ShareChange:
        before, after = self.ends
        return split_removed_and_added(before["students"], after["students"])

    @cached_property
    def enrolment_and_classes(self) -> ChangeByPart:
        return split_enrolment_and_classes(*self.ends)

    def by_group(self, column: str) -> ChangeByPart:
        """What each area, school or county adds to the change."""
        return split_over_groups(*self.ends, by=column)

    # ---- how fast, and when ------------------------------------------------------------------------------------

    @cached_property
    def pieces(self) -> tuple[Piece, ...] | Words:
        """The line of one county, piece by piece between breaks; or why its series cannot carry one."""
        return attempt(
            lambda: county_trend(large_class_series(self.evidence.classes, self.place.en, breaks=self.breaks))
        )

    @cached_property
    def together(self) -> ManyCounties | Words:
        """The slopes of many counties, on the years after the last break; or why there are none."""
        return attempt(self._together)

    def _together(self) -> ManyCounties:
        first = self.breaks[-1] if self.breaks else self.years[0]
        classes = self.evidence.of(years=range(first, self.year + 1)).classes
        return many_counties([large_class_series(rows, str(county)) for county, rows in classes.groupby("county")])

    def ledger(self) -> Ledger:
        return large_class_ledger(self.evidence.classes, self.year)

    def near_limits(self) -> pd.DataFrame:
        """Classes that WITHIN students or fewer would push over a limit, or bring back."""
        return watch_list(self.evidence.classes, self.year, WITHIN)

    # ---- what comes --------------------------------------------------------------------------------------------

    @cached_property
    def rooms(self) -> pd.DataFrame | None:
        rows = self.table.rows
        return rows[["year", "school_id", "rooms"]].dropna() if "rooms" in rows else None

    @cached_property
    def births(self) -> pd.DataFrame | None:
        """Births by county and year of entry to grade 1."""
        births = load_beside(self.dataset, "births")
        return None if births is None else births_by_entry_year(births)

    def history(self, stage: str) -> CohortHistory:
        evidence = class_evidence(self.table.rows, stage, _listed(self.dataset, self.table, stage))
        if evidence.kind == "list":
            years = range(self.years[0], self.year + 1)
            rows = grade_rows(evidence.of(county=self.county, years=years).classes, stage)
        else:
            rows = self._grades(stage)
        return cohort_history(with_rooms(rows, self.rooms), stage)

    @property
    def years_ahead(self) -> int:
        """As far as births are known for every county, at most to the year today's entrants leave."""
        known = self.births.columns[self.births.reindex(self.counties).notna().all()]
        return min(int(max(known, default=self.year)) - self.year, GRADES["primary"])

    @cached_property
    def projection(self) -> Projection:
        primary = project(self.history("primary"), self.births, self.years_ahead)
        return primary if self.stage == "primary" else project_from_leavers(self.history("junior"), primary)

    @cached_property
    def forecast(self) -> Forecast:
        return forecast(self.projection)

    @cached_property
    def back_test(self) -> pd.DataFrame | Words:
        """Forecasts from past years against what came; or why there are too few years for one."""
        return attempt(lambda: back_test(self.history("primary"), self.births))

    # ---- what a programme did ----------------------------------------------------------------------------------

    @cached_property
    def effect(self) -> ProgrammeEffect | Words:
        """Effect of the programme to the share of large classes; or why that cannot be said."""
        if self.programme is None:
            return NO_PROGRAMME
        if self.county:
            return ONE_COUNTY
        if not self.years[0] < self.programme.chosen_in < self.year:
            return NO_YEARS
        if not (self.can_look_ahead and self.is_listed) or self.rooms is None or self.stage != "primary":
            return NO_PROJECTION
        return attempt(self._effect)

    def _effect(self) -> ProgrammeEffect:
        chosen = self.programme.chosen_in
        classes, rooms = self.everything.classes, self.rooms
        expected = shares_without(classes, rooms, self.births, self.stage, chosen, self.year - chosen)
        actual = self.shares_by_county[list(expected.columns)]
        return effect_against_projection(actual, expected, self.programme.treated)


def open_class_sizes(
    dataset: str,
    county: str = "",
    stage: str = "primary",
    year: int = 0,
    lang: str = "zh",
    *,
    since: int = 0,
    break_year: int = 0,
    target: float = 0.05,
    programme: str = "",
    chosen_in: int = 0,
) -> ClassSizeView:
    """Class sizes of a data set (班额).

    Parameters
    ----------
    dataset : id; class lists, births and so on stand beside its school table (see companions.py)
    county : county code; "" takes all counties together, and the one that moved most where one is needed
    stage : primary | junior | senior
    year, since : last and first year looked at; 0 takes the latest and the earliest
    break_year : first year of a new definition or programme; 0 for none
    programme, chosen_in : codes of programme counties, separated by commas, and the year they were chosen in

    Raises
    ------
    UsageError : an unknown data set, county, stage, year or language; a target not between 0 and 1
    """
    check_language(lang)
    if not 0 < target < 1:
        found = Words(f"目标为{target}", f"a target of {target}")
        raise UsageError.at("target", found, Words("0与1之间的占比", "a share between 0 and 1"))
    breaks = (break_year,) if break_year else ()
    if find_dataset(dataset).shape == "facts":
        facts = load_facts(dataset)
        return ClassSizeView(dataset, county, stage, lang, (0,), breaks, target, facts.provenance, None, None)
    table = named_in(load_dataset(dataset), lang)
    mine = table.select(county=county) if county else table
    listed = _listed(dataset, mine, stage)
    known = _years_of(mine, stage)
    if listed is not None:
        known = [one for one in known if one in set(listed["year"])]
    last = mine.select(year=year).years[0] if year else known[-1]
    first = mine.select(year=since).years[0] if since else known[0]
    years = tuple(one for one in known if first <= one <= last)
    chosen = programme_of(dataset, programme, chosen_in, "class_size")
    if len(mine.counties) == 1:
        county = mine.counties[0]
    return ClassSizeView(
        dataset, county, stage, lang, years, breaks, target, mine.provenance.of_years(years), table, chosen
    )


def _listed(dataset: str, table: SchoolTable | None, stage: str) -> pd.DataFrame | None:
    beside = load_beside(dataset, "classes")
    if beside is not None or table is None or table.classes is None:
        return beside
    own = table.classes[(table.classes["stage"] == stage) & table.classes["county"].isin(table.counties)]
    return own.drop(columns="county") if len(own) else None


def _years_of(table: SchoolTable, stage: str) -> list[int]:
    years = sorted(int(year) for year in table.rows.loc[table.rows["stage"] == stage, "year"].unique())
    if not years:
        there = ", ".join(sorted(table.rows["stage"].unique()))
        found = Words(f"没有“{stage}”学段", f"there is no stage '{stage}'")
        raise UsageError.at("stage", found, Words(f"以下之一：{there}", f"one of: {there}"))
    return years
