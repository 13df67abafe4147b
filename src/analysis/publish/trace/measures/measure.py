"""A number that stands on a county's pages beside its verdicts: what it is, and what its column and row are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.results import Inputs, Quoted, Result
from analysis.rules.rule import StandardValue
from analysis.rules.values import SectionValues
from analysis.show.county.view import View
from analysis.tables.terms import Terms

SCHOOL = Words("学校", "School")
STUDENTS = Words("在校生数", "Students")
LIMIT = Words("限值", "Limit")
CELL_END = "\n"  # between the cells of a row, where names are looked for in it


class Measure(NamedTuple):
    """One number.

    result  : its value, formula and cells; the clause where it is a rule's
    head    : what its column is headed with; None where no table shows it
    beside  : what its row or caption says besides its indicator, all of it
    school  : whose it is
    counted : what was counted, by name; None where nothing was
    said    : how sentences tell it: phrases with "#" where it stands and "*" where other numbers do
    within  : the same of a cell that has several numbers; where there is none, it may be any of the cell's
    """

    result: Result
    head: Words | None
    beside: tuple[Words, ...] = ()
    school: str = ""
    counted: tuple[str, ...] | None = None
    said: tuple[Words, ...] = ()
    within: tuple[Words, ...] = ()


class Subject(NamedTuple):
    """What the numbers of a part of a document are looked for among: measures, and names that have digits with what they are."""

    terms: Terms
    measures: Iterable[Measure]
    names: Iterable[tuple[str, Words]] = ()


def told(result: Result, *said: Words, beside: tuple[Words, ...] = (), school: str = "") -> Measure:
    """A number that only sentences tell."""
    return Measure(result, None, beside, school, said=said)


def counted(
    names: Iterable[str],
    stage: str,
    *said: Words,
    beside: tuple[Words, ...] = (),
    school: str = "",
    subject: str = "rows",
    head: Words | None = None,
) -> Measure:
    """How many there are of what has names; without a head only sentences tell it."""
    listed = tuple(names)
    return Measure(stated(len(listed), "count", subject, stage), head, beside, school, listed, said)


def stated(value: float, formula: str, subject: str, stage: str = "", inputs: Inputs | Quoted | None = None) -> Result:
    """A number that is no county's own, or does not say whose it is."""
    return Result(float(value), formula, subject, "", 0, stage, inputs, Conventions())


def of_values(values: SectionValues, value: float, formula: str, rows: Iterable[object] | None = None) -> Result:
    """A number made of an indicator's values, all of them or those of some sections."""
    result = values.result(float(value), formula)
    return result if rows is None else replace(result, inputs=replace(result.inputs, rows=tuple(rows)))


def of_rows(
    view: View,
    rows: pd.DataFrame,
    value: float,
    formula: str,
    fields: Sequence[str],
    stage: str = "",
    subject: str = "",
    as_counted: bool = False,
) -> Result:
    """A number made of some fields of rows as received; of counted sections, with those that were merged into them."""
    table = view.sections.table if as_counted else view.table
    inputs = Inputs(table.locators, tuple(rows.index), tuple(fields))
    return view.verdict.case.result(value, formula, subject or fields[0], stage, inputs)


def counted_rows(
    view: View, rows: pd.DataFrame, head: Words | None, beside: tuple[Words, ...] = (), stage: str = ""
) -> Measure:
    """How many rows there are, each by its school."""
    result = of_rows(view, rows, len(rows), "count", ("students",), stage, "rows")
    return Measure(result, head, beside, counted=tuple(map(str, rows["school"])))


def summed(
    view: View, rows: pd.DataFrame, field: str, head: Words | None, beside: tuple[Words, ...] = (), stage: str = ""
) -> Measure:
    """A field added up over some rows, as far as it is known."""
    return Measure(of_rows(view, rows, rows[field].sum(), "sum", (field,), stage, "rows"), head, beside)


def of_rule(limit: StandardValue, stage: str = "", subject: str = "rule") -> Result:
    """A rule's own number, with its clause."""
    return replace(stated(limit.value, "rule", subject, stage), limit=limit)


def cell(text: Words) -> Words:
    """What fills a cell of its row; another text that only holds it does not."""
    return Words(f"{CELL_END}{text.zh}{CELL_END}", f"{CELL_END}{text.en}{CELL_END}")
