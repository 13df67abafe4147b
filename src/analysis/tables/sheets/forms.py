"""The yearly forms of one school (教基NNNN): a workbook a school, values found by the words of their heads.

What the forms hold and which words meet in each figure is data: forms.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.tables.checks.problems import Problems
from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.form_cells import FormSheet, Head
from analysis.tables.sheets.grids import Book, Grid
from analysis.tables.sheets.numbers import (
    base_of_field,
    is_missing,
    plain,
    read_month,
    read_number,
    read_text,
    read_year,
)
from analysis.tables.sheets.vocabulary import (
    BAND_LIMITS,
    SECTIONS,
    VALUES,
    Meaning,
    read_kind,
    split_unit,
    stage_of_text,
)
from analysis.tables.sheets.wide_rows import AS_OF, WideRows
from analysis.tables.sources.mapping import TableMapping
from analysis.tables.terms import Terms

_SHAPE = tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))
NEUTRAL = frozenset(split_unit(word)[0] for word in _SHAPE["neutral"])
_NUMBER = re.compile(r"教基\s*(\d{4})\s*(续?)")
_SINGLE = {kind: stages[0] for kind, stages in SECTIONS.items() if len(stages) == 1}
_STAGE_WORDS = frozenset(plain(word) for words in VALUES["stage"].items() for word in words[:1])
Words = tuple[frozenset[str], ...]  # what meets in a cell; each in any of its spellings


@dataclass(frozen=True)
class FormTable:
    """One table of the forms: where it is known by, its stage, and what meets in each figure."""

    numbers: tuple[str, ...]
    titles: tuple[str, ...]
    stage: str
    pairs: Mapping[str, tuple[str, ...]]
    cells: Mapping[str, Words]
    title: str = ""
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of pairs, as they are written
    heads: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of cells, as they are written

    @property
    def label(self) -> str:
        """What a sheet of this table is called after its number."""
        return re.sub(r"[（）]", "", self.title)


@cache
def form_tables() -> tuple[FormTable, ...]:
    """The tables of forms.toml."""
    return tuple(_table(entry) for entry in _SHAPE["table"])


def _table(entry: Mapping[str, Any]) -> FormTable:
    cells = {name: _words(words) for name, words in entry.get("cells", {}).items()}
    if entry.get("classes"):
        cells |= {"classes": ()} | {band: (frozenset({band_word(band)}),) for band in BAND_LIMITS}
    pairs = {name: tuple(split_unit(label)[0] for label in labels) for name, labels in entry.get("pairs", {}).items()}
    titles = tuple(map(plain, entry["titles"]))
    heads = {
        name: [one if isinstance(one, str) else one[0] for one in words]
        for name, words in entry.get("cells", {}).items()
    }
    return FormTable(
        tuple(entry["numbers"]),
        titles,
        entry.get("stage", ""),
        pairs,
        cells,
        entry["titles"][0],
        entry.get("pairs", {}),
        heads,
    )


def _words(listed: Sequence[str | Sequence[str]]) -> Words:
    spellings = ([one] if isinstance(one, str) else one for one in listed)
    return tuple(frozenset(split_unit(word)[0] for word in several) for several in spellings)


def band_word(band: str) -> str:
    """A size of class as a head writes it, as compared: 46-50人."""
    low, high = BAND_LIMITS[band]
    text = "25人及以下" if low == 1 else "66人及以上" if high > 1000 else f"{low}-{high}人"
    return split_unit(text)[0]


def form_of(grid: Grid) -> FormTable | None:
    """The form a sheet is: by the number in its name or its title, else by the words of its title."""
    texts = [grid.sheet, *(cell for cell in grid.cells[:4].ravel() if isinstance(cell, str))]
    numbers = [found for text in texts if (found := _NUMBER.search(text))]
    known = (
        table for table in form_tables() for found in numbers if {found[1], found[1] + found[2]} & {*table.numbers}
    )
    title = plain("".join(texts[:3]))
    titled = (table for table in form_tables() if numbers and any(words in title for words in table.titles))
    return next(known, None) or next(titled, None)


def is_form(book: Book, mapping: TableMapping) -> bool:
    """Whether a workbook holds the forms of one school: a mapping says so, or a sheet bears a form's number."""
    if mapping.grain == "form":
        return True
    return any(form_of(grid) for grid in book.grids)


def read_form(book: Book, mapping: TableMapping, problems: Problems) -> WideRows | None:
    """The one row of a school; None where no sheet names it. A figure that is not there stays missing."""
    found = _Form(mapping.terms, problems)
    for grid in book.grids:
        table = form_of(grid) if not grid.is_hidden else None
        if table is not None:
            found.read(grid, table)
    if not {"school", "school_id"} & set(found.values):
        problems.say("form_without_school", book.name)
        return None
    found.settle()
    return found.row()


class _Form:
    """What the sheets of one school have given so far."""

    def __init__(self, terms: Terms, problems: Problems) -> None:
        self.terms, self.problems = terms, problems
        self.values: dict[str, object] = {}
        self.cells: dict[str, tuple[str, str, str]] = {}  # key → file, sheet, cell
        self.sheets: list[tuple[str, str]] = []

    def read(self, grid: Grid, table: FormTable) -> None:
        sheet = FormSheet(grid, NEUTRAL)
        self.sheets.append((grid.file, grid.sheet))
        for cell, value in sheet.beside_examples():
            self.problems.say("example_column", f"{grid.place} › {cell}", cell=read_text(value))
        every = {label for labels in table.pairs.values() for label in labels}
        for name, labels in table.pairs.items():
            if found := sheet.right_of(labels, every):
                self._take(name, self._identity(name, found, grid), found, grid)
        stage = table.stage or (stage_of_text(sheet.title) or "")
        for name, words in table.cells.items():
            meaning = Meaning.parse(name)
            for head in _chosen(sheet, words, () if meaning.stage else _STAGE_WORDS):
                of_head = stage_of_text("".join(sorted(head.words))) if not meaning.stage else None
                key = Meaning(meaning.field, meaning.stage or of_head or stage or None).key
                self._take(self._key(key), self._number(meaning.field, head, grid), head, grid)

    def _key(self, key: str) -> str:
        """Rooms are the whole school's, whatever stage a sheet speaks of."""
        field = Meaning.parse(key).field
        return field if self.terms.fields[field].is_shared else key

    def _take(self, key: str, value: object, head: Head, grid: Grid) -> None:
        if value is None or key in self.values:
            return
        self.values[key] = value
        self.cells[key] = (grid.file, grid.sheet, head.cell)

    def _identity(self, field: str, head: Head, grid: Grid) -> object:
        if field in VALUES:
            kind = read_kind(field, head.value)
            if kind is None:
                self._say_unknown(field, head, grid)
            return kind or None
        if field == "year":
            year = read_year(head.value)
            if month := read_month(head.value):
                self.values[AS_OF] = month
            if year is None:
                self.problems.say("not_a_year", f"{grid.place} › {head.cell}", cell=read_text(head.value))
            return None if year is None else float(year)
        return read_text(head.value) or None

    def _say_unknown(self, field: str, head: Head, grid: Grid) -> None:
        known = "、".join(dict.fromkeys(VALUES[field].values()))
        values = {
            "label": self.terms.fields[field].label,
            "cell": read_text(head.value),
            "known": known,
            "field": field,
        }
        self.problems.say("unknown_kind", f"{grid.place} › {head.cell}", **values)

    def _number(self, field: str, head: Head, grid: Grid) -> float | None:
        if is_missing(head.value):
            return None
        base = base_of_field(self.terms.fields[field].unit.zh)
        unit = head.unit if head.unit and (base is None or head.unit.base == base) else None
        number = read_number(head.value, unit, base)
        if number is None:
            place = f"{grid.place} › {head.cell}"
            self.problems.say("not_a_number", place, header=" > ".join(head.path), cell=read_text(head.value))
        return number

    def settle(self) -> None:
        """Figures of no stated stage belong to the only section of a school that has one."""
        for key in [key for key in self.values if any(other.startswith(f"{key}@") for other in self.values)]:
            del self.values[key], self.cells[key]
        single = _SINGLE.get(str(self.values.get("school_type", "")))
        for key in [key for key in self.values if self._is_of_people(key)]:
            if single and f"{key}@{single}" not in self.values:
                self.values[f"{key}@{single}"] = self.values.pop(key)
                self.cells[f"{key}@{single}"] = self.cells.pop(key)

    def _is_of_people(self, key: str) -> bool:
        return key not in (*IDENTITY, AS_OF) and "@" not in key and not self.terms.fields[key].is_shared

    def row(self) -> WideRows:
        """One row, a line for each sheet, and the cell of each figure in place of column letters."""
        lines = pd.DataFrame([{"row": 0, "file": file, "sheet": sheet, "line": 1} for file, sheet in self.sheets])
        cells = {
            place: {key: cell for key, (*where, cell) in self.cells.items() if tuple(where) == place}
            for place in self.sheets
        }
        letters = {key: cell for key, (*_, cell) in self.cells.items()}
        return WideRows(pd.DataFrame([self.values]), lines, letters, 1, several=cells)


def _chosen(sheet: FormSheet, words: Words, ignored: Collection[str]) -> list[Head]:
    """The cells in which words meet and nothing else does; one for each stage that heads name."""
    by_stage: dict[str | None, Head] = {}
    for head in sheet.heads:
        if head.fits(words, plain(sheet.title), ignored):
            by_stage.setdefault(stage_of_text("".join(sorted(head.words))), head)
    return list(by_stage.values())
