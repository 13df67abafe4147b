"""The front door of balance over time: why a coefficient moved between two years, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from analysis.insight.balance_change.parts import BalanceChange, cv_by_year, split_cv_change, split_indicator_change
from analysis.insight.series.count_series import SeriesError
from analysis.show.county.over_years import TwoYearView
from analysis.show.county.view import View, open_view
from analysis.show.page.speaking import Speaker
from analysis.tables.catalogue.datasets import load_dataset
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.terms import Indicator

#: How the numbers of districts end that seem to stand for several units.
SHARED = "000"


@dataclass(frozen=True)
class BalanceChangeView(TwoYearView):
    """The indicators of one county in two years, and why their coefficients moved."""

    @property
    def provenance(self) -> Provenance:
        return self.view.table.provenance

    def changes(self, stage: str) -> list[tuple[Indicator, BalanceChange]]:
        """Every indicator whose values are known in both years."""
        if stage not in self._changes:
            self._changes[stage] = self._changes_of(stage)
        return self._changes[stage]

    @cached_property
    def _changes(self) -> dict[str, list[tuple[Indicator, BalanceChange]]]:
        return {}

    def _changes_of(self, stage: str) -> list[tuple[Indicator, BalanceChange]]:
        found = []
        for indicator in self.view.asked_for:
            ends = (self.view.values(indicator.name, stage, year) for year in (self.first, self.last))
            try:
                found.append((indicator, split_indicator_change(*ends)))
            except SeriesError:  # a missing value: the indicator is not in the table, the note says so
                continue
        return found

    def left_out(self, stage: str) -> list[Indicator]:
        """Indicators with a value missing in one of the years."""
        known = {indicator.name for indicator, _ in self.changes(stage)}
        return [indicator for indicator in self.view.asked_for if indicator.name not in known]


@dataclass(frozen=True)
class DistrictSpending(Speaker):
    """Spending of the Michigan districts: a coefficient over all districts of a state, by year.

    Grants are paid by the student: when a student moves to another district the money goes along, so "only students
    changed" leaves spending per student as it was (stays_with="student").
    """

    lang: str
    rows: pd.DataFrame  # school_id, year, students, resource
    provenance: Provenance

    @property
    def years(self) -> list[int]:
        return sorted(int(year) for year in self.rows["year"].unique())

    @cached_property
    def by_year(self) -> pd.Series:
        return cv_by_year(self.rows)

    @property
    def shared_numbers(self) -> pd.Series:
        """Rows of districts whose number ends in SHARED, which seem to stand for several units."""
        return self.rows["school_id"].str.endswith(SHARED)

    def split(
        self, stays_with: Literal["school", "student"] = "student", *, without_shared: bool = False
    ) -> BalanceChange:
        """The move from the first to the last year."""
        rows = self.rows[~self.shared_numbers] if without_shared else self.rows
        ends = (rows[rows["year"] == year] for year in (self.years[0], self.years[-1]))
        return split_cv_change(*ends, stays_with=stays_with)


def open_balance_changes(
    dataset: str = "demo-a", county: str = "", year: int = 0, since: int = 0, lang: str = "zh"
) -> BalanceChangeView:
    """Why the coefficients of a county moved (均衡变化); since 0 takes the earliest year.

    Raises
    ------
    UsageError : as `open_view`
    """
    return changes_of(open_view(dataset, county, year, lang), since)


def changes_of(view: View, since: int = 0) -> BalanceChangeView:
    """The same of a county's view."""
    first = view.table.select(year=since).years[0] if since else view.table.years[0]
    return BalanceChangeView(view, first)


def open_district_spending(lang: str = "zh") -> DistrictSpending:
    """Spending per student of 550 Michigan districts, 1992–1998 (密歇根州学区生均支出)."""
    table = load_dataset("michigan")
    rows = table.rows[["school_id", "year", "students"]].assign(resource=table.rows["spending_dollars"])
    return DistrictSpending(lang, rows, table.provenance)
