"""The cells of a form: each with the words of its row's and its column's heads."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from analysis.tables.locators import letters
from analysis.tables.sheets.examples import HEAD, is_example
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.numbers import Unit, plain, read_text, unit_of
from analysis.tables.sheets.vocabulary import split_unit

_FIGURE = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_NUMBERING = re.compile(r"[甲乙丙丁]|\d{1,3}")
_NUMBERS_ROWS = frozenset(("编号", "行次", "序号", "代码"))  # heads of columns that number the rows
_UNIT_ABOVE = re.compile(r"(?:计量)?单位\s*[:：]?\s*(.+)")


@dataclass(frozen=True)
class Head:
    """One cell: its value, where it stands, the heads that lead to it, and the unit one of them states."""

    value: object
    cell: str
    path: tuple[str, ...]
    unit: Unit | None = None
    labels: frozenset[str] = frozenset()  # the nearest telling head of its row, and of its column
    words: frozenset[str] = field(default_factory=frozenset)  # every head

    def fits(self, wanted: Sequence[Collection[str]], title: str, ignored: Collection[str]) -> bool:
        """Whether the wanted words meet here: each is a head or in the title, and the nearest heads say nothing else."""
        if not all(set(one) & self.words or any(word in title for word in one) for one in wanted):
            return False
        return self.labels <= {word for one in wanted for word in one} | {*ignored}


class FormSheet:
    """One sheet of a form; neutral words are heads that say nothing by themselves (合计)."""

    def __init__(self, grid: Grid, neutral: Collection[str]) -> None:
        self.grid, self.neutral = grid, neutral
        self.texts = self._unmerged()

    def _unmerged(self) -> np.ndarray:
        """The text of every cell, "" for figures; a merged text stands in all of its cells."""
        texts = np.full(self.grid.cells.shape, "", dtype=object)
        for place, value in np.ndenumerate(self.grid.cells):
            if isinstance(value, str) and not _FIGURE.fullmatch(plain(value)):
                texts[place] = value.strip()
        for (top, left), (bottom, right) in self.grid.merged:
            texts[top : bottom + 1, left : right + 1] = texts[top, left]
        return texts

    @cached_property
    def title(self) -> str:
        """The texts above the table."""
        above = self.texts[: self._top].ravel()
        return " ".join(dict.fromkeys(text for text in (self.grid.sheet, *above) if text))

    @cached_property
    def _is_figure(self) -> np.ndarray:
        """Cells that hold a number, rows and columns that only number the others apart."""
        cells = self.grid.cells
        numeric = np.array([[_is_number(value) for value in row] for row in cells], dtype=bool).reshape(cells.shape)
        for row in range(len(cells)):
            if _numbers_columns([read_text(value) for value in cells[row] if value != ""]):
                numeric[row] = False
        for column in range(cells.shape[1]):
            if _NUMBERS_ROWS & {plain(text) for text in self.texts[:, column]}:
                numeric[:, column] = False
        return numeric

    @cached_property
    def _first_row(self) -> int:
        rows = np.flatnonzero(self._is_figure.any(axis=1))
        return int(rows[0]) if len(rows) else len(self.grid.cells)

    @cached_property
    def _first_column(self) -> int:
        columns = np.flatnonzero(self._is_figure.any(axis=0))
        return int(columns[0]) if len(columns) else self.grid.cells.shape[1]

    @cached_property
    def _top(self) -> int:
        """The first row of heads: rows above that hold one text (a title, a unit) are no heads."""
        for row in range(self._first_row):
            texts = {text for text in self.texts[row, self._first_column :] if text} - {self.texts[row, 0]}
            first = {self.texts[row, 0]} if self._first_column == 0 else set()
            if texts and not any(_UNIT_ABOVE.match(plain(text)) for text in texts | first):
                return row
        return self._first_row

    @cached_property
    def heads(self) -> list[Head]:
        """Every cell of the table with the heads of its row and column; those that hold words come last."""
        places = [(row, column) for row in range(self._first_row, len(self.texts)) for column in self._columns]
        above = {column: _path(self.texts[self._top : self._first_row, column]) for column in self._columns}
        left = {row: _path(self.texts[row, : self._first_column]) for row in range(self._first_row, len(self.texts))}
        ordered = sorted(places, key=lambda place: bool(self.texts[place]) and not _is_sign(self.texts[place]))
        return [self._head(row, column, left[row], above[column]) for row, column in ordered]

    def beside_examples(self) -> Iterator[tuple[str, object]]:
        """Cells of a column of examples (the template's last) that hold something else; nobody would read them."""
        for top, column in np.argwhere(self.texts == HEAD):
            for row in range(top + 1, len(self.texts)):
                value = self.grid.cells[row, column]
                if value != "" and not is_example(value):
                    yield f"{letters(column)}{row + 1 + self.grid.first_row}", value

    @property
    def _columns(self) -> range:
        return range(self._first_column, self.texts.shape[1])

    def _head(self, row: int, column: int, left: tuple[str, ...], above: tuple[str, ...]) -> Head:
        both = [[split_unit(part)[0] for part in path] for path in (left, above)]
        telling = [[part for part in path if part and part not in self.neutral] for path in both]
        labels = frozenset(path[-1] for path in telling if path)
        unit = next(
            (unit for part in (*reversed(left), *reversed(above)) if (unit := split_unit(part)[1] or unit_of(part))),
            None,
        )
        return Head(
            self.grid.cells[row, column],
            f"{letters(column)}{row + 1 + self.grid.first_row}",
            (*left, *above),
            unit or self._unit_above,
            labels,
            frozenset(part for path in both for part in path),
        )

    @cached_property
    def _unit_above(self) -> Unit | None:
        """The one unit stated over the table (单位：平方米)."""
        units = {
            unit_of(found[1])
            for text in self.texts[: self._first_row].ravel()
            if (found := _UNIT_ABOVE.match(plain(text)))
        }
        return units.pop() if len(units) == 1 else None

    def right_of(self, labels: Collection[str], others: Collection[str]) -> Head | None:
        """The value right of the first of some labels; None where there is no label, or nothing or another label there."""
        for row, column in zip(*np.nonzero(self.texts != ""), strict=True):
            if _label(self.texts[row, column]) not in labels:
                continue
            same = self.texts[row, column:] == self.texts[row, column]
            right = column + int(np.argmin(same)) if not same.all() else len(self.texts[row])
            if right == len(self.texts[row]) or _label(self.texts[row, right]) in others:
                continue
            if (value := self.grid.cells[row, right]) != "":
                return Head(value, f"{letters(right)}{row + 1 + self.grid.first_row}", (self.texts[row, column],))
        return None


def _label(text: str) -> str:
    return split_unit(text.rstrip("：:"))[0]


def _path(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return bool(_FIGURE.fullmatch(plain(value)))
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_sign(text: str) -> bool:
    """A text that stands for a missing figure (—, …)."""
    return len(text) <= 2 and not any(one.isalnum() for one in text)


def _numbers_columns(texts: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: 甲, 乙, 1, 2, 3 …"""
    counted = [text for text in texts if text.isdigit()]
    is_numbering = len(texts) > 1 and all(map(_NUMBERING.fullmatch, texts))
    return is_numbering and "甲" in texts and counted == [str(k) for k in range(1, len(counted) + 1)]
