"""The front door of annual monitoring: one county, this year and the one before, by the standards that are monitored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from analysis.insight.monitoring.two_years import TwoYears, compare_years
from analysis.rules.standards import Standard, standard
from analysis.rules.verdict import judge
from analysis.show.county.over_years import TwoYearView
from analysis.show.county.view import View, open_view
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.terms import Indicator

#: The eight indicators of basic balance, the seven of quality balance.
MONITORED = ("cn-basic-balance-2012", "cn-quality-balance-2017")


@dataclass(frozen=True)
class MonitoringView(TwoYearView):
    """A county this year and in the year it is held against.

    first : the earlier year; it may be one that the table has no rows of
    """

    @property
    def provenance(self) -> Provenance:
        """Where the numbers of these two years come from."""
        return self.view.table.provenance.of_years((self.first, self.last))

    @property
    def has_both_years(self) -> bool:
        return self.first in self.view.table.years

    @cached_property
    def found(self) -> tuple[TwoYears, ...]:
        """Both years by each standard monitored; one comparison without a standard; nothing where a year is missing."""
        if not self.has_both_years:
            return ()
        return tuple(
            compare_years(*(judge(self.view.all_sections, rules, self.view.county, year) for year in self.years))
            for rules in _monitored(self.view.standard)
        )

    @property
    def years(self) -> tuple[int, int]:
        return self.first, self.last

    def indicator(self, name: str) -> Indicator:
        return self.view.table.terms.indicators[name]


def _monitored(chosen: Standard | None) -> Iterator[Standard | None]:
    """Both frameworks, or what is laid over one of them in its place; another standard alone; None for none."""
    if chosen is None or not {chosen.id, chosen.overlays} & {*MONITORED}:
        yield chosen
        return
    for name in MONITORED:
        yield chosen if name in (chosen.id, chosen.overlays) else standard(name)


def monitoring_of(view: View, since: int = 0) -> MonitoringView:
    """A county's view against an earlier year (年度监测); since 0 takes the year before."""
    first = view.table.select(year=since).years[0] if since else view.year - 1
    return MonitoringView(view, first)


def open_monitoring(
    dataset: str = "demo-a", county: str = "", year: int = 0, lang: str = "zh", since: int = 0
) -> MonitoringView:
    """A county of a data set against an earlier year (年度监测); since 0 takes the year before.

    Raises
    ------
    UsageError : as `open_view`; a year `since` that the county has no rows of
    """
    return monitoring_of(open_view(dataset, county, year, lang), since)
