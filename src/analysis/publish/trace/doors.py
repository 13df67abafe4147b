"""What a document's notebooks look at (各本所据): for each, the numbers it may show beside those of the county's own document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from analysis.publish.execute import notebook_path, parameter_values
from analysis.publish.jobs import Job
from analysis.publish.trace.measures import (
    of_balance_change,
    of_class_sizes,
    of_collection,
    of_counties,
    of_exchange,
    of_guarantee,
    of_monitoring,
    of_plan,
    of_reports,
    of_rotation,
    of_set,
)
from analysis.publish.trace.measures.measure import Subject
from analysis.show.attachments.matter import Set
from analysis.show.balance_change import open_balance_changes, open_district_spending
from analysis.show.class_size import open_class_sizes
from analysis.show.collection import open_collection
from analysis.show.counties import open_counties
from analysis.show.exchange import open_exchange
from analysis.show.guarantee import open_guarantee
from analysis.show.monitoring import open_monitoring
from analysis.show.plan import open_plan
from analysis.show.plan.view import PlanView
from analysis.show.printed_points import open_printed_points
from analysis.show.reports import open_reports
from analysis.show.rotation import open_rotation
from analysis.tables.catalogue.datasets import sources_of_record

Given = Mapping[str, Any]  # the parameters of a notebook


def _plan(given: Given) -> Iterator[Subject]:
    place = {name: given[name] for name in ("dataset", "county", "year", "lang")}
    view = _as_solved(open_plan(**place, **{name: given[name] for name in ("margin", "budget", "years")}))
    yield of_plan.subject(view)
    limits = {name: given[name] for name in ("furthest_km", "spares_under", "gives_none")}
    yield of_rotation.subject(open_rotation(view.view, given["margin"], **limits))


_solved: list[PlanView] = []  # one at most: the languages of a document are traced one after the other


def _as_solved(view: PlanView) -> PlanView:
    """The plan with what was solved of the same verdicts and wishes in another language; names alone depend on it."""
    for known in _solved:
        is_same = known.view.verdict is view.view.verdict and replace(known, view=view.view) == view
        view.__dict__.update(known.__dict__ | {"view": view.view} if is_same else {})
    _solved[:] = [view]
    return view


def _counties(given: Given) -> Iterator[Subject]:
    yield of_counties.subject(open_counties(given["dataset"], given["lang"]), given["indicator"])


def _guarantee(given: Given) -> Iterator[Subject]:
    """What a report states of its county, or the county's own figures."""
    if given["report"]:
        yield of_guarantee.subject(open_guarantee(given["report"], given["standard"], given["lang"]))
        return
    place = {name: given[name] for name in ("dataset", "county", "year")}
    view = open_guarantee("", given["standard"], given["lang"], **place)
    county = view.county
    source = county.table.provenance if county else sources_of_record(given["dataset"], view.record.year)
    yield of_guarantee.subject(view, source)
    if county:
        yield of_monitoring.subject(open_monitoring(*place.values(), given["lang"]))


def _reports(given: Given) -> Iterator[Subject]:
    yield of_reports.subject(open_reports(given["report"], given["lang"]))


def _collection(given: Given) -> Iterator[Subject]:
    yield of_collection.subject(open_collection(given["lang"]))


def _class_size(given: Given) -> Iterator[Subject]:
    options = {name: given[name] for name in ("since", "break_year", "target", "programme", "chosen_in")}
    place = (given["dataset"], given["county"], given["stage"], given["year"], given["lang"])
    yield of_class_sizes.subject(open_class_sizes(*place, **options), open_printed_points(given["lang"]))


def _exchange(given: Given) -> Iterator[Subject]:
    options = {name: given[name] for name in ("programme", "chosen_in")}
    place = (given["dataset"], given["county"], given["year"], given["lang"])
    yield of_exchange.subject(open_exchange(*place, **options), open_printed_points(given["lang"]))
    changes = open_balance_changes(given["balance_dataset"], given["balance_county"], lang=given["lang"])
    yield of_balance_change.subject(changes, open_district_spending(given["lang"]))


SUBJECTS: Mapping[str, Callable[[Given], Iterator[Subject]]] = {
    "05_class_size": _class_size,
    "06_teacher_exchange": _exchange,
    "07_guarantee_and_quality": _guarantee,
    "08_published_reports": _reports,
    "09_plan": _plan,
    "10_counties": _counties,
    "11_report_collection": _collection,
}


def subjects_of_set(whole: Set) -> Iterator[Subject]:
    """What the documents of an attachable set show, as they were opened for them."""
    yield from of_set.subjects(whole.desk)


def subjects_of(job: Job, notebooks: Iterable[str]) -> Iterator[Subject]:
    """What some of a document's notebooks show, opened as they open it."""
    for name in notebooks:
        if name in SUBJECTS:
            yield from SUBJECTS[name]({**parameter_values(notebook_path(name)), **job.parameters})
