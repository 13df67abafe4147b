"""The tables that the documents of a set are made of, by name; each is one that another document shows too."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from analysis.language import Words
from analysis.rules.results import Answer
from analysis.show.appendix import school_sheets as sheets
from analysis.show.attachments.desk import Desk
from analysis.show.balance import tables as balance
from analysis.show.conditions import tables as conditions
from analysis.show.guarantee import tables as guarantee
from analysis.show.monitoring import tables as monitoring
from analysis.show.page.table import Table
from analysis.show.plan import sentences as plan_sentences
from analysis.show.plan import tables as plan

Block = Table | Words
NO_YEAR_BEFORE = Words(
    "没有上一年的学校数据，未作年度比较。", "There are no school data for the year before, so no comparison is made."
)
NO_FIGURES = Words("没有可测算的指标，未列表。", "No indicator has a value, so there is no table.")


def _met(desk: Desk) -> Iterable[Block | None]:
    return conditions.schools(desk.view, Answer.MET)


def _not_met(desk: Desk) -> Iterable[Block | None]:
    return conditions.schools(desk.view, Answer.NOT_MET)


def _open(desk: Desk) -> Iterable[Block | None]:
    """Schools that cannot be judged are named, too; nothing where there is none."""
    return [one for one in conditions.schools(desk.view, Answer.CANNOT_JUDGE) if one.rows]


def _school_sheets(desk: Desk) -> Iterable[Block | None]:
    view = desk.view
    return [*sheets.school_sheets(view), sheets.schools_meeting_all(view), sheets.schools_without_sheet(view)]


def _coefficients(desk: Desk) -> Iterable[Block | None]:
    return [balance.cv_summary(desk.view) if desk.view.indicators else NO_FIGURES]


def _monitoring(desk: Desk) -> Iterable[Block | None]:
    if not desk.monitoring.has_both_years:
        return [NO_YEAR_BEFORE]
    return [monitoring.indicators(desk.monitoring), monitoring.moves(desk.monitoring)]


def _plan(desk: Desk) -> Iterable[Block | None]:
    """How the plan stands, what it does for the county, then school by school; in words where there is none."""
    view = desk.plan
    if view.plan is None:
        return [view.found]
    summed = [plan.before_and_after(view), plan.additions(view), plan.county_list(view)]
    return [plan_sentences.STANDING, plan_sentences.NO_CUTS, *summed, *plan.school_sheets(view)]


CONTENTS: dict[str, Callable[[Desk], Iterable[Block | None]]] = {
    "schools_met": _met,
    "schools_not_met": _not_met,
    "schools_open": _open,
    "shortfalls": lambda desk: [conditions.shortfalls(desk.view)],
    "school_sheets": _school_sheets,
    "coefficients": _coefficients,
    "class_sizes": lambda desk: [conditions.class_sizes(desk.view)],
    "school_sizes": lambda desk: [conditions.school_sizes(desk.view)],
    "parts": lambda desk: [guarantee.parts(desk.framework)],
    "items": lambda desk: guarantee.item_tables(desk.framework),
    "monitoring": _monitoring,
    "tasks": lambda desk: [guarantee.tasks(desk.framework)],
    "proofs": lambda desk: [guarantee.proofs(desk.framework)],
    "plan": _plan,
}
#: Those whose answers are the framework's, from what the county states too.
OF_FRAMEWORK = frozenset({"parts", "items", "tasks", "proofs"})


def blocks(desk: Desk, names: Iterable[str]) -> list[Block]:
    """The tables and sentences of a document; those the data do not allow are left out."""
    return [block for name in names for block in CONTENTS[name](desk) if block]
