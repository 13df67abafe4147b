"""What stands of the exchange of teachers (交流轮岗): ratios on both bases and flows, from the register and the staff table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.insight.exchange.ratios import exchange_ratios, flows, trend_of_printed
from analysis.insight.programmes.effect import effect_against_earlier_years
from analysis.insight.series.implied_base import implied_base
from analysis.language import Words
from analysis.publish.trace.labels import definitions, of_source
from analysis.publish.trace.measures.measure import Measure, Subject, counted
from analysis.publish.trace.measures.of_class_sizes import facts_of, of_programme
from analysis.publish.trace.measures.of_shown import (
    YEAR,
    Lines,
    Row,
    Shown,
    by,
    in_captions,
    measures,
    nothing,
    together,
)
from analysis.rules.results import Quoted
from analysis.show import printed_points
from analysis.show.exchange import sentences, tables
from analysis.show.exchange.view import ExchangeView
from analysis.show.printed_points.view import PrintedPoints
from analysis.tables.terms import common_terms

COUNTED, OUT_OF = ("is_eligible", "is_backbone", "is_principal"), ("teachers", "eligible", "principals")


def subject(view: ExchangeView, points: PrintedPoints) -> Subject:
    terms = view.table.terms if view.table else common_terms()
    return Subject(terms, _measured(view, points), _names(view))


def _names(view: ExchangeView) -> Iterator[tuple[str, Words]]:
    yield from of_source(view.provenance, view.lang)
    yield from definitions(view.lang)
    if view.has_counts:
        yield from in_captions(view.years[0], view.years[-1], view.lang)


def _measured(view: ExchangeView, points: PrintedPoints) -> Iterator[Measure]:
    if view.has_counts:
        yield counted(map(view.name_of, view.counties), "", Words("#个县", "# counties"))
        yield from measures(_ratios(view), view.lang)
        formula = by(effect_against_earlier_years)
        yield from measures(of_programme(view, formula, _counts(view), "exchange"), view.lang)
    if view.flows is not None:
        yield from measures(_flows(view), view.lang)
    yield from measures(_printed(points), view.lang)


def _register(view: ExchangeView, years: Iterable[int] | None, counties: Iterable[str] | None, *columns: str) -> Quoted:
    return Lines(view.dataset, "exchange_register", *columns).where(year=years, county=counties)


def _counts(view: ExchangeView, years: Iterable[int] | None = None, county: str = "") -> Quoted:
    """Those exchanged and those there are, of a county or all."""
    counties = [county or view.county] if county or view.county else None
    staff = Lines(view.dataset, "staff", *OUT_OF).where(year=years, county=counties)
    return together(_register(view, years, counties, *COUNTED), staff)


def _ratios(view: ExchangeView) -> Iterator[Shown]:
    formula, codes = by(exchange_ratios), {view.name_of(code): code for code in view.counties}
    ends = _counts(view, (view.years[0], view.years[-1]))
    for said in sentences.ratios(view)[1:]:
        yield Shown(said, formula, lambda row: ends)
    yield Shown(tables.exchange_by_year(view), formula, lambda row: _counts(view, [int(row[0])]) if row else ends)
    yield Shown(sentences.between_counties(view), formula, lambda row: _counts(view))
    yield Shown(
        tables.exchange_by_county(view), formula, lambda row: _counts(view, county=codes[row[0]]) if row else ends
    )


def _flows(view: ExchangeView) -> Iterator[Shown]:
    formula, counties = by(flows), [view.county] if view.county else None

    def moved(row: Row) -> Quoted:
        return _register(view, [int(row[0])] if row else None, counties, "from_school", "to_school")

    yield Shown(sentences.flows(view), formula, moved)
    yield Shown(tables.flows_by_year(view), formula, moved)


def _printed(points: PrintedPoints) -> Iterator[Shown]:
    """The few numbers that somebody printed of exchange."""
    said, shown = printed_points.sentences, printed_points.tables
    facts = facts_of(points, ("exchange", "principals", "compulsory_teachers"))
    for text in said.exchange(points):
        yield Shown(text, by(trend_of_printed), nothing, facts=facts)
    for text in said.one_exchange_year(points):
        yield Shown(text, "share", nothing, facts=facts)
    yield Shown(shown.printed_exchange(points), by(implied_base), nothing, {1: YEAR}, facts, (2, 3, 6))
