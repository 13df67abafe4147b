"""The rows of a sheet below its header, column by column: what is true of a whole column is found once, whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

import numpy as np

_FIGURES = re.compile(r"[0-9.]*")


class Column(list[object]):
    """The cells of one column. Not to be changed: it remembers what it was asked."""

    @classmethod
    def of(cls, cells: Iterable[object]) -> Column:
        """Cells as a column; one that is a column already keeps what it knows."""
        return cells if isinstance(cells, cls) else cls(cells)

    @cached_property
    def text(self) -> str | None:
        """All cells as one text, to be looked at all at once; None where anything but a text stands among them."""
        try:
            return "".join(self)
        except TypeError:  # numbers and dates among them
            return None

    @cached_property
    def figures(self) -> np.ndarray | None:
        """Its numbers where it holds nothing but bare ones and empty cells, which are nan; else None."""
        if self.text is None or not _FIGURES.fullmatch(self.text):
            return None
        filled = self if all(self) else [text or "nan" for text in self]
        try:
            numbers = np.fromiter(map(float, filled), float, len(filled))
        except ValueError:  # 2.3.1
            return None
        return None if np.isinf(numbers).any() else numbers

    @cached_property
    def distinct(self) -> Column:
        """Every different cell once, in any order."""
        return Column({*self})


class Body:
    """Some rows of a sheet."""

    def __init__(self, cells: np.ndarray) -> None:
        self.cells = cells
        self._parts: dict[bytes, Body] = {}

    @cached_property
    def is_filled(self) -> np.ndarray:
        return self.cells != ""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(map(Column, self.cells.T))

    def at(self, rows: np.ndarray) -> Body:
        """Some of the rows, in their order; most tables have no others."""
        if len(rows) == len(self.cells):
            return self
        return self._parts.setdefault(rows.tobytes(), Body(self.cells[rows]))
