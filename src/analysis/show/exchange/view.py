"""The front door of teacher exchange: ratios on both bases, flows, and what a programme did, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis.insight.exchange.ratios import counts_from_register, exchange_ratios, flows
from analysis.insight.programmes.effect import ProgrammeEffect, effect_against_earlier_years
from analysis.language import Words
from analysis.show.county.view import check_language
from analysis.show.page.speaking import attempt
from analysis.show.programmes.view import NO_PROGRAMME, NO_YEARS, ONE_COUNTY, Programme, ProgrammeView, programme_of
from analysis.tables.catalogue.datasets import find_dataset, load_beside, load_dataset, load_facts
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.schools import SchoolTable


@dataclass(frozen=True)
class ExchangeView(ProgrammeView):
    """Exchange of teachers and principals in one county, or in all counties of a data set (county "").

    register : people exchanged, one row per person and year; None where there is none
    counts : county, year and counts (insight.exchange.COUNTS); None for a data set without any
    """

    dataset: str
    county: str
    lang: str
    provenance: Provenance
    table: SchoolTable | None
    register: pd.DataFrame | None
    counts: pd.DataFrame | None
    programme: Programme | None

    @property
    def has_counts(self) -> bool:
        return self.counts is not None

    @cached_property
    def all_ratios(self) -> pd.DataFrame:
        """Ratios of every county by measure and year; SeriesError for counts that cannot be."""
        return exchange_ratios(self.counts)

    @cached_property
    def ratios(self) -> pd.DataFrame:
        """Ratios of this view's county, or of all."""
        found = self.all_ratios
        return found[found["county"] == self.county] if self.county else found

    @property
    def counties(self) -> list[str]:
        return sorted(self.ratios["county"].unique())

    @property
    def years(self) -> list[int]:
        return sorted(int(year) for year in self.ratios["year"].unique())

    def name_of(self, county: str) -> str:
        return self.table.county_name(county)

    @property
    def place(self) -> Words:
        if self.county:
            return Words(self.name_of(self.county), self.name_of(self.county))
        return Words(f"{len(self.counties)}个县", f"{len(self.counties)} counties")

    def by_year(self, measure: str) -> pd.DataFrame:
        """Count, base and ratio of all counties of this view together, by year."""
        mine = self.ratios[self.ratios["measure"] == measure]
        sums = mine.groupby("year")[["count", "base"]].sum()
        return sums.assign(ratio=sums["count"] / sums["base"])

    @cached_property
    def flows(self) -> pd.DataFrame | None:
        """Who goes where by county and year; None without a register."""
        if self.register is None:
            return None
        area = self.table.rows.drop_duplicates("school_id", keep="last").set_index("school_id")["area"]
        mine = self.register[self.register["county"] == self.county] if self.county else self.register
        return flows(mine, area)

    @cached_property
    def effect_years(self) -> tuple[list[int], list[int]]:
        """Years before and after the choice, the year of choice in neither."""
        chosen = self.programme.chosen_in
        years = sorted(int(year) for year in self.all_ratios["year"].unique())
        return [year for year in years if year < chosen], [year for year in years if year > chosen]

    @cached_property
    def effect(self) -> ProgrammeEffect | Words:
        """Effect of the programme to the ratio of eligible teachers; or why that cannot be said."""
        if self.programme is None or not self.has_counts:
            return NO_PROGRAMME
        if not all(self.effect_years):
            return NO_YEARS
        return ONE_COUNTY if self.county else attempt(self._effect)

    def _effect(self) -> ProgrammeEffect:
        mine = self.all_ratios[self.all_ratios["measure"] == "exchanged_of_eligible"]
        shares = mine.pivot_table(index="county", columns="year", values="ratio")
        before, after = self.effect_years
        return effect_against_earlier_years(shares, self.programme.treated, self.programme.chosen_in, before, after)


def open_exchange(
    dataset: str, county: str = "", year: int = 0, lang: str = "zh", *, programme: str = "", chosen_in: int = 0
) -> ExchangeView:
    """Teacher exchange of a data set (交流轮岗), from counts or a register beside its school table.

    Parameters
    ----------
    dataset : id; staff.csv and exchange_register.csv stand beside its school table (see companions.py)
    county : county code; "" takes all
    year : last year looked at; 0 takes the latest
    programme, chosen_in : codes of programme counties, separated by commas, and the year they were chosen in

    Raises
    ------
    UsageError : an unknown data set, county, year or language
    SeriesError : a register with names, a person twice in a year, more exchanged than eligible, and so on
    """
    check_language(lang)
    if find_dataset(dataset).shape == "facts":
        return ExchangeView(dataset, "", lang, load_facts(dataset).provenance, None, None, None, None)
    table = load_dataset(dataset)
    if county:
        table.select(county=county)
    if year:
        table.select(year=year)
    register, staff = (_until(load_beside(dataset, what), year) for what in ("exchange_register", "staff"))
    chosen = programme_of(dataset, programme, chosen_in, "exchange")
    counts = _counts(register, staff)
    return ExchangeView(dataset, county, lang, table.provenance, table, register, counts, chosen)


def _until(rows: pd.DataFrame | None, year: int) -> pd.DataFrame | None:
    return rows if rows is None or not year else rows[rows["year"] <= year]


def _counts(register: pd.DataFrame | None, staff: pd.DataFrame | None) -> pd.DataFrame | None:
    """Counts of the register beside the bases of the staff table; the staff table's own counts where there is no register."""
    if register is None:
        return staff
    counted = counts_from_register(register)
    if register["is_principal"].any():  # it lists principals too, so that a year without one has none
        counted["exchanged_principals"] = counted["exchanged_principals"].fillna(0)
    if staff is None:
        return counted
    bases = staff.drop(columns=[name for name in counted if name in staff and name not in ("county", "year")])
    return counted.merge(bases, on=["county", "year"], how="outer")
