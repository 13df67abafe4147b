"""A county as a workbook whose every figure is a formula (活的测算簿): from the school rows to the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analysis.errors import UsageError
from analysis.publish.documents.pandoc import write_whole
from analysis.publish.twin.answers import Answers
from analysis.publish.twin.balance import Balance
from analysis.publish.twin.counted import Counted
from analysis.publish.twin.grid import Sheet
from analysis.publish.twin.indicators import Indicators
from analysis.publish.twin.limits import Limits
from analysis.publish.twin.page import render
from analysis.publish.twin.result import Results
from analysis.publish.twin.schools import Schools
from analysis.publish.twin.sizes import ClassSizes, SchoolSizes
from analysis.publish.twin.thresholds import Thresholds
from analysis.rules.conventions import Conventions
from analysis.show.county.view import View


def write_twin(view: View, path: Path) -> None:
    """Write a county's workbook; the value the engine found stands in every cell beside its formula.

    Rules that reckon with anything but school rows are carried over.

    Raises
    ------
    UsageError : conventions of comparing or of counting whole schools that no formula here follows
    """
    for name in ("compare", "school_rule_unit"):
        if name in view.conventions.differences():
            raise UsageError.at(name, view.conventions.said(name), Conventions().said(name))
    write_whole(path, render(list(sheets(view)), view.lang, view.table.provenance.as_of))


def sheets(view: View) -> Iterator[Sheet]:
    """The sheets, results first; those with nothing to say are left out."""
    answers, limits = Answers(), Limits(view)
    schools = Schools(view, limits)
    counted = Counted(view, schools)
    indicators = Indicators(view, counted, answers)
    thresholds = Thresholds(view, indicators, answers)
    balance = Balance(view, indicators, answers)
    sizes = {"class_size": ClassSizes(view, schools), "school_size": SchoolSizes(view, schools)}
    results = Results(view, limits, thresholds, balance, sizes, answers)
    yield results.sheet
    for part in (limits, schools, counted, indicators, thresholds, balance, *sizes.values()):
        if part.grid.lines:
            yield part.sheet
