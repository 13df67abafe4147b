"""The few points that somebody printed: large classes and exchanged teachers of published reports, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.formulas.trend import smallest_possible_p
from analysis.insight.class_size.shares import PrintedShareChange, split_printed_shares
from analysis.insight.exchange.ratios import PrintedTrend, trend_of_printed
from analysis.insight.reports.arithmetic.units import english_amount
from analysis.language import Words
from analysis.show.county.view import check_language
from analysis.show.page.speaking import Speaker
from analysis.tables.catalogue.datasets import load_facts
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.facts.fact import Fact, Facts

LARGE = "classes_56_or_more"
#: What reports print a share of exchanged teachers or principals of, and the measure that is.
EXCHANGE_MEASURES = {
    ("exchanged_teachers", "exchange_eligible_teachers"): "exchanged_of_eligible",
    ("exchanged_teachers", "compulsory_teachers"): "exchanged_of_all",
    ("exchanged_backbone_teachers", "exchanged_teachers"): "backbone_of_exchanged",
    ("exchanged_principals", "principals"): "principals_of_all",
}


def in_print(fact: Fact) -> Words:
    """The digits printed, with 万 where they count ten thousands; in English as English counts (265,000)."""
    if not fact.printed_unit.startswith("万"):
        return Words(fact.printed, fact.printed)
    return Words(f"{fact.printed}万", english_amount(fact.printed, "万"))


@dataclass(frozen=True)
class PrintedPoint:
    """A printed count and share of one place and year."""

    place: str
    year: int
    count: Fact
    share: Fact


@dataclass(frozen=True)
class PrintedPoints(Speaker):
    """Facts of class size and exchange, and what little follows from them."""

    lang: str
    facts: Facts
    provenance: Provenance

    def place_name(self, place: str) -> str:
        return self.facts.places[place].label.in_(self.lang)

    @cached_property
    def large_classes(self) -> dict[str, list[PrintedPoint]]:
        """Place → its years with a printed count and share of large classes, in order."""
        return self._points(LARGE, "classes")

    def falls(self) -> dict[str, PrintedShareChange]:
        """Place → split of the move between its first and last printed share, where there are two."""
        return {
            place: split_printed_shares(_pair(points[0]), _pair(points[-1]))
            for place, points in self.large_classes.items()
            if len(points) > 1
        }

    def smallest_p(self, place: str) -> float:
        return smallest_possible_p(len(self.large_classes[place]))

    @cached_property
    def exchange(self) -> Mapping[tuple[str, str], list[PrintedPoint]]:
        """(place, measure of exchange) → its printed years; two measures are two entries, never one line."""
        found = {}
        for (measure, basis), name in EXCHANGE_MEASURES.items():
            found |= {(place, name): points for place, points in self._points(measure, basis).items()}
        return found

    def exchange_trends(self) -> dict[tuple[str, str], PrintedTrend]:
        """The printed ratios of two years or more, each with the bases it implies."""
        return {
            (place, name): trend_of_printed(name, [(p.year, int(p.count.number), p.share.printed) for p in points])
            for (place, name), points in self.exchange.items()
            if len(points) > 1
        }

    def stated_base(self, point: PrintedPoint) -> float | None:
        """The base the source prints itself, where it does."""
        found = list(
            self.facts.select(
                place=point.place, year=point.year, stage=point.share.stage, measure=point.share.basis,
                statistic="count", certainty=["printed", "inferred_year", "damaged"],
            )
        )  # fmt: skip
        return found[0].number if found else None

    def _points(self, measure: str, basis: str) -> dict[str, list[PrintedPoint]]:
        shares = self.facts.select(measure=measure, statistic="share", basis=basis)
        counts = {(f.place, f.year, f.stage): f for f in self.facts.select(measure=measure, statistic="count")}
        found: dict[str, list[PrintedPoint]] = {}
        for share in sorted(shares, key=lambda fact: (fact.place, fact.year or 0)):
            count = counts.get((share.place, share.year, share.stage))
            if share.year and count:
                found.setdefault(share.place, []).append(PrintedPoint(share.place, share.year, count, share))
        return found


def _pair(point: PrintedPoint) -> tuple[int, str]:
    return int(point.count.number), point.share.printed


def open_printed_points(lang: str = "zh", dataset: str = "published") -> PrintedPoints:
    """The printed class sizes and exchange ratios of a data set of facts (公布的少数几个数)."""
    check_language(lang)
    facts = load_facts(dataset)
    return PrintedPoints(lang, facts, facts.provenance)
