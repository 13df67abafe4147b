"""What stands of class sizes over the years (班额变化): counted from the list of classes, or computed by the model that is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from analysis.formulas.trend import sizes_from_list, smallest_possible_p
from analysis.insight.class_size.forecast import back_test, forecast
from analysis.insight.class_size.ledger import large_class_ledger
from analysis.insight.class_size.model import county_trend, many_counties, year_of_target
from analysis.insight.class_size.shares import (
    BAND_FIELDS,
    split_enrolment_and_classes,
    split_over_groups,
    split_printed_shares,
    split_removed_and_added,
    watch_list,
)
from analysis.insight.programmes.effect import effect_against_projection
from analysis.insight.series.implied_base import implied_base
from analysis.language import Words
from analysis.publish.trace.labels import definitions, of_source
from analysis.publish.trace.measures.measure import Measure, Subject, counted
from analysis.publish.trace.measures.of_method import chosen
from analysis.publish.trace.measures.of_shown import (
    LIMIT,
    YEAR,
    Lines,
    Row,
    Shown,
    by,
    cells_of,
    in_captions,
    measures,
    nothing,
    together,
)
from analysis.rules.conventions import Conventions
from analysis.rules.results import Quoted
from analysis.show import printed_points
from analysis.show.class_size import sentences, tables
from analysis.show.class_size.view import ClassSizeView
from analysis.show.printed_points.view import PrintedPoints
from analysis.show.programmes import sentences as said_of_programme
from analysis.show.programmes import tables as tables_of_programme
from analysis.show.programmes.view import ProgrammeView
from analysis.tables.catalogue.datasets import load_beside
from analysis.tables.facts.fact import Fact
from analysis.tables.locators import Locator
from analysis.tables.terms import common_terms

TRUTH, COVERAGE = "truth.toml", "coverage.toml"  # what a simulation says of itself


def subject(view: ClassSizeView, points: PrintedPoints) -> Subject:
    terms = view.table.terms if view.table else common_terms()
    return Subject(terms, _measured(view, points), names(view, points.provenance.title))


def names(view: ClassSizeView, *titles: Words) -> Iterator[tuple[str, Words]]:
    """What the data say of themselves; what stands in the captions of figures."""
    yield from of_source(view.provenance, view.lang)
    yield from definitions(view.lang)
    yield from in_captions(view.years[0], view.years[-1], view.lang)
    for title in titles:
        yield title.in_(view.lang), Words("数据来源说明中的文字", "words of the source's own description")


def _measured(view: ClassSizeView, points: PrintedPoints) -> Iterator[Measure]:
    yield counted(map(view.name_of, view.counties), "", Words("#个县", "# counties"))
    yield from chosen(Conventions(), view.provenance.as_of)
    yield from measures(_printed(points), view.lang)
    yield from measures([Shown(sentences.definitions(view), LIMIT, nothing)], view.lang)
    if view.evidence is None:
        return
    for shown in (_levels, _changes, _speed, _ahead):
        yield from measures(shown(view), view.lang, view.year)
    programme = of_programme(view, by(effect_against_projection), _all(view), "class_size")
    yield from measures(programme, view.lang, view.year)


def _lines(view: ClassSizeView, years: Iterable[int]) -> Quoted:
    """The classes of a view's county, or of all, in some years: of the list, else as the school table counts them."""
    years, schools = {*years}, view.evidence.schools
    if load_beside(view.dataset, "classes") is not None:
        return Lines(view.dataset, "classes", "students").where(year=years, school_id=schools["school_id"].unique())
    rows = view.table.rows
    here = rows["year"].isin(years) & rows["school_id"].isin(schools["school_id"]) & (rows["stage"] == view.stage)
    return cells_of(view.table, rows[here], ("classes", "students", *BAND_FIELDS))


def _of_scope(view: ClassSizeView, said: Words) -> ClassSizeView:
    """Which scope a sentence speaks of."""
    return next((one for one in view.scopes if said.zh.startswith(one.place.zh)), view)


def _all(view: ClassSizeView) -> Quoted:
    """Whatever a projection is made of: every class, births, and the rooms of today."""
    counties = [view.county] if view.county else None
    births = Lines(view.dataset, "births", "births").where(county=counties)
    rows = view.table.rows
    now = rows.index[(rows["year"] == view.year) & rows["school_id"].isin(view.evidence.schools["school_id"])]
    return together(_lines(view, view.years), births, cells_of(view.table, rows.loc[now], ("rooms",)))


def _levels(view: ClassSizeView) -> Iterator[Shown]:
    now, formula = _lines(view, [view.year]), by(sizes_from_list)
    yield Shown(sentences.told(view), formula, lambda row: now)
    yield Shown(sentences.levels(view), formula, lambda row: now)
    yield Shown(tables.means_by_area(view), formula, lambda row: now)
    yield Shown(
        tables.class_sizes_by_year(view), formula, lambda row: _lines(view, [int(row[0])] if row else view.years)
    )


def _changes(view: ClassSizeView) -> Iterator[Shown]:
    split, causes, areas = map(by, (split_removed_and_added, split_enrolment_and_classes, split_over_groups))
    ends = (view.years[0], view.years[-1])
    for said in sentences.moved(view):
        yield Shown(said, split, lambda row, said=said: _lines(_of_scope(view, said), ends))
    for one in view.scopes:
        yield Shown(tables.removed_and_added(one), split, lambda row, one=one: _lines(one, ends))
    yield from (Shown(said, causes, lambda row: _lines(view.focus, ends)) for said in sentences.causes(view))
    table = tables.enrolment_and_classes(view.focus)
    yield Shown(table, causes, lambda row: _lines(view.focus, ends), {0: areas})


def _speed(view: ClassSizeView) -> Iterator[Shown]:
    one, many = _lines(view.focus, view.years), _lines(view, view.years)
    for said in sentences.speed(view):
        is_of_many = f"{len(view.counties)}个县" in said.zh
        formula, cells = (many_counties, many) if is_of_many else (county_trend, one)
        yield Shown(said, by(formula), lambda row, cells=cells: cells)

    of_all = () if view.county else (view.place.in_(view.lang),)

    def fitted(row: Row) -> str:
        return by(many_counties if row and row[0] in of_all else county_trend)

    yield Shown(tables.speed(view), fitted, lambda row: many if row and row[0] in of_all else one, {1: YEAR})
    yield from (Shown(said, by(year_of_target), lambda row: one) for said in sentences.target(view))


def _ahead(view: ClassSizeView) -> Iterator[Shown]:
    """When large classes go, what is needed, and who stands near a limit."""
    struck, needed, near = map(by, (large_class_ledger, forecast, watch_list))
    for said in sentences.ledger(view):
        yield Shown(said, struck, lambda row, said=said: _lines(_of_scope(view, said), [view.year]))
    now, every = _lines(view.focus, [view.year]), _all(view)
    yield Shown(tables.ledger_by_school(view.focus), struck, lambda row: now)
    for said, formula in zip(sentences.needs(view)[1:], (needed, by(back_test)), strict=False):
        yield Shown(said, formula, lambda row: every)
    yield Shown(tables.forecast_errors(view), by(back_test), lambda row: every)
    yield Shown(tables.needs_ahead(view), needed, lambda row: every)
    yield from (Shown(tables.shortages(one), needed, lambda row: every) for one in view.scopes)
    yield Shown(sentences.near_limits(view), near, lambda row: now)
    yield Shown(tables.near_limits(view.focus), near, lambda row: now)


def of_programme(view: ProgrammeView, formula: str, cells: Quoted, which: str) -> Iterator[Shown]:
    """What a programme did; on simulated data beside the truth, and how often intervals held it."""
    truth, coverage = (Quoted((Locator(file, "", which),)) for file in (TRUTH, COVERAGE))
    known = together(cells, truth) if view.programme and view.programme.truth is not None else cells
    said = said_of_programme.effect(view)
    yield from (Shown(one, formula, lambda row: known) for one in said[:2])
    yield from (Shown(one, "simulated", lambda row: coverage) for one in said[2:])
    yield Shown(tables_of_programme.effect_by_county(view), formula, lambda row: cells)
    yield Shown(tables_of_programme.coverage(view), "simulated", lambda row: coverage)


def _printed(points: PrintedPoints) -> Iterator[Shown]:
    """The few numbers that somebody printed of class sizes."""
    said, shown = printed_points.sentences, printed_points.tables
    facts = facts_of(points, ("classes_", "classes", "students_per_class"))
    for text in (*said.mean_hides(points), said.fewest_years(points)):
        yield Shown(text, "share", nothing, facts=facts)
    for text in said.falls(points):
        is_about_p = "P值" in text.zh
        yield Shown(text, by(smallest_possible_p if is_about_p else split_printed_shares), nothing, facts=facts)
    yield Shown(shown.printed_large_classes(points), by(implied_base), nothing, {1: YEAR}, facts, (2, 3, 4))
    split = by(split_printed_shares)
    yield Shown(shown.printed_falls(points), split, nothing, {0: split}, facts)


def facts_of(points: PrintedPoints, measured: Sequence[str]):
    """The published numbers of a text: of the places it names, in the years it names where it names one."""

    def told(text: str) -> list[Fact]:
        found = [one for one in points.facts if one.measure.startswith(tuple(measured))]
        here = [one for one in found if points.place_name(one.place) in text]
        return [one for one in here if str(one.year) in text] or here or found

    return told
