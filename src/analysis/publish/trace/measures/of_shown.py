"""Tables and sentences told again (重述): what a view shows, and, number by number, how each came about and from which cells.

A number is known by its table, its row and the words of its cell, or by its sentence; every other word of that has to stand
as it is told again.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.publish.trace.measures.measure import Measure, cell, stated, told
from analysis.publish.trace.phrases import NUMBER, about, value_of
from analysis.rules.results import Quoted, Result
from analysis.show.page.intervals import SAID_LEVEL
from analysis.show.page.table import Table
from analysis.show.printed_points.view import in_print
from analysis.tables.catalogue.datasets import find_dataset, load_beside
from analysis.tables.facts.fact import Fact
from analysis.tables.locators import Locator, letters
from analysis.tables.schools import SchoolTable

Row = Sequence[str]
Cells = Callable[[Row], Quoted]  # of a row of a table; of no row, of a sentence
YEAR, LIMIT, LEVEL, NAME = "year", "class_limit", "level", "name"
BY_FORM = (YEAR, LIMIT, LEVEL, NAME)  # these rest on no cells
AHEAD = 9999  # no year is
KEYS = 3  # cells at the beginning of a row that tell it from others
#: Numbers that are known by the words beside them, whatever they stand in.
MARKS = (
    (re.compile(r"(?:19|20)\d\d(?=年|—|–\d{4})|(?<=[–—])(?:19|20)\d\d|(?<=[Ii]n )(?:19|20)\d\d|(?<=, )(?:19|20)\d\d(?=[,:]|$)"), YEAR),
    (re.compile(r"\d+(?=人及以上| or more)|(?<=超过)\d+(?=人)|(?<=above )\d+"), LIMIT),
    (re.compile(r"95(?=%区间|%的区间|%置信|% interval|%[)）]|%越多|%, the more)|(?<=低于)95|(?<=below )95"), LEVEL),
)  # fmt: skip

_YEAR = re.compile(r"(?:19|20)\d\d")
_FOLLOWS = re.compile(r"(?:＝|= |下降|a fall of )$")  # a number after that was computed, whatever else is printed


class Shown(NamedTuple):
    """What a view shows.

    formula : how its numbers come about; of a table's rows where they differ, by row
    columns : the same of a table's columns where they differ; the first is a name unless it is told here
    facts   : published numbers that a row, or a sentence, quotes by its words; they are its cells then
    quoting : the columns of a table that may hold such a number as it was printed
    """

    what: Table | Words | None
    formula: str | Callable[[Row], str]
    cells: Cells
    columns: Mapping[int, str] = {}
    facts: Callable[[str], Sequence[Fact]] | None = None
    quoting: Collection[int] = ()


def by(function: Callable) -> str:
    """A function and what its documentation says first."""
    said = (inspect.getdoc(function) or "").split("\n\n")[0]
    return f"{function.__name__} — {' '.join(said.split())}"


def measures(shown: Iterable[Shown], lang: str, last: int = AHEAD) -> Iterator[Measure]:
    """Every number of some tables, with their captions and notes, and sentences.

    last : of the years there are data of; later ones come about as other numbers do
    """
    for one in shown:
        if isinstance(one.what, Table):
            yield from _of_table(one, last)
            for text in (one.what.caption, one.what.note):
                yield from _of_text(one, text, last)
        elif one.what:
            yield from _of_text(one, one.what.in_(lang), last)


def _of_table(shown: Shown, last: int) -> Iterator[Measure]:
    caption = Words(shown.what.caption, shown.what.caption)
    for row in shown.what.rows:
        rests_on = _Behind.of(shown, row, " ".join(row))
        for column, (head, text) in enumerate(zip(shown.what.columns, row, strict=True)):
            usual = shown.columns.get(column, _formula(shown, row) if column else NAME)
            named = Words(*[head if isinstance(head, str) else " ".join(dict.fromkeys(head))] * 2)
            keys = (key for place, key in enumerate(row[:KEYS]) if key and place != column)
            beside = (caption, *(cell(Words(key, key)) for key in keys))
            for number in NUMBER.finditer(text):
                is_year = not column and _YEAR.fullmatch(text) and value_of(number) <= last
                formula = YEAR if is_year else usual if column else _marked(number, last) or usual
                result = rests_on.result(number, formula, column in shown.quoting)
                yield Measure(result, named, beside, within=(about(text, number),))


def _of_text(shown: Shown, text: str, last: int) -> Iterator[Measure]:
    rests_on = _Behind.of(shown, (), text)
    for number in NUMBER.finditer(text):
        formula = _marked(number, last) or _formula(shown, ())
        is_quoted = not _FOLLOWS.search(text[: number.start()])
        yield told(rests_on.result(number, formula, is_quoted), about(text, number))


def _formula(shown: Shown, row: Row) -> str:
    return shown.formula if isinstance(shown.formula, str) else shown.formula(row)


class _Behind(NamedTuple):
    """What the numbers of a row or a sentence rest on."""

    cells: Quoted
    facts: Sequence[Fact]

    @classmethod
    def of(cls, shown: Shown, row: Row, text: str) -> _Behind:
        facts = shown.facts(text) if shown.facts else ()
        return cls(Quoted(tuple(one.locator for one in facts)) if shown.facts else shown.cells(row), facts)

    def result(self, number: re.Match, formula: str, is_quoted: bool) -> Result:
        """A number as one of the facts prints it, else one that follows from all of them."""
        if formula in BY_FORM:
            return stated(value_of(number), formula, "rows")
        quoted = (one for one in self.facts if is_quoted and _digits(number[0]) in map(_digits, in_print(one)))
        if fact := next(quoted, None):
            subject = f"{fact.measure}:{fact.statistic}"
            return stated(value_of(number), "printed", subject, inputs=Quoted((fact.locator,)))
        return stated(value_of(number), formula, "rows", inputs=self.cells)


def _marked(number: re.Match, last: int) -> str | None:
    """What a number is by the words beside it."""
    for form, what in MARKS:
        if any(one.span() == number.span() for one in form.finditer(number.string)):
            return None if what == YEAR and value_of(number) > last else what
    return None


def _digits(printed: str) -> str:
    return printed.replace(",", "").removesuffix("万")


def in_captions(first: int, last: int, lang: str) -> Iterator[tuple[str, Words]]:
    """What the captions of figures say of years and intervals."""
    for dash in "–—":
        yield f"{first}{dash}{last}", Words("年份", "years")
    yield Words(f"{SAID_LEVEL}区间", f"{SAID_LEVEL} interval").in_(lang), Words("置信水平", "a level of confidence")


class Lines:
    """The lines of a table that stands beside a school table, by some of its columns."""

    def __init__(self, dataset: str, what: str, *columns: str) -> None:
        self._rows = load_beside(dataset, what)
        file = find_dataset(dataset).beside.get(what)
        self._file = file.name if file else ""
        known = list(self._rows.columns) if self._rows is not None else []
        self._letters = [letters(known.index(name)) for name in columns if name in known]

    def where(self, **wanted: Iterable[object] | None) -> Quoted:
        """The cells of the lines that have one of the values wanted in each column; None asks nothing of it."""
        if self._rows is None:
            return Quoted(())
        chosen = np.ones(len(self._rows), dtype=bool)
        for name, values in wanted.items():
            if values is not None:
                chosen &= self._rows[name].isin(list(values)).to_numpy()
        return Quoted(tuple(Locator(self._file, "", run) for letter in self._letters for run in _runs(chosen, letter)))


def _runs(chosen: np.ndarray, letter: str) -> Iterator[str]:
    """The cells of some lines of a column, neighbours as one; the first line stands under the head."""
    lines = np.flatnonzero(chosen) + 2
    for run in np.split(lines, np.flatnonzero(np.diff(lines) > 1) + 1) if len(lines) else ():
        first, last = f"{letter}{run[0]}", f"{letter}{run[-1]}"
        yield first if first == last else f"{first}:{last}"


def cells_of(table: SchoolTable, rows: pd.DataFrame, fields: Iterable[str]) -> Quoted:
    """The cells of some rows of a school table."""
    known = [name for name in fields if name in table.rows]
    return Quoted(tuple(place for name in known for row in rows.index for place in table.locators.of(row, name)))


def nothing(row: Row) -> Quoted:
    """The cells of what quotes published numbers, or is known by its form."""
    return Quoted(())


def together(*cells: Quoted) -> Quoted:
    """The cells of several tables."""
    return Quoted(tuple(place for one in cells for place in one.of))
