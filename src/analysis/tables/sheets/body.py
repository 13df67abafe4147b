"""The rows of a sheet below its header, column by column: what is true of a whole column is found once, whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

import numpy as np

PART = "|"  # between the cells of a column in its text: nothing turns it into another sign, or joins it to one
_FIGURES = re.compile(r"[0-9.|]*")
_LONGEST = 15  # signs of a figure: as many digits a float holds as they are


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
            return PART.join(self)
        except TypeError:  # numbers and dates among them
            return None

    @cached_property
    def figures(self) -> np.ndarray | None:
        """Its numbers where it holds nothing but bare ones, not too long, and empty cells, which are nan; else None."""
        if self.text is None or not _FIGURES.fullmatch(self.text):
            return None
        return _numbers(np.frombuffer(f"{self.text}{PART}".encode(), np.uint8), len(self))

    @cached_property
    def distinct(self) -> Column:
        """Every different cell once, in any order."""
        return Column({*self})

    def at(self, rows: np.ndarray) -> Column:
        """Some of the cells: what is known of their numbers stays known."""
        made = Column(map(self.__getitem__, rows.tolist()))
        if self.figures is not None:
            made.figures = self.figures[rows]
        return made


def _numbers(signs: np.ndarray, count: int) -> np.ndarray | None:
    """Digits and points as numbers, each with its end behind it; None where one is none (2.3.1) or too long.

    Whole numbers of so few digits, and their division by a power of ten, are exact: it is what `float` reads.
    """
    ends = np.flatnonzero(signs == ord(PART))
    sizes = np.diff(ends, prepend=-1) - 1
    if len(ends) != count or sizes.max(initial=0) > _LONGEST:
        return None
    digits, points, decimals = np.zeros((3, count))
    for place in range(sizes.max(initial=0)):
        sign = signs[np.minimum(ends - sizes + place, ends)]
        is_digit = (sign >= ord("0")) & (sign <= ord("9"))
        digits = np.where(is_digit, 10 * digits + sign - ord("0"), digits)
        decimals += is_digit & (points > 0)
        points += sign == ord(".")
    if ((points > 1) | ((points == 1) & (sizes == 1))).any():
        return None
    return np.where(sizes > 0, digits / 10**decimals, np.nan)


class Body:
    """Some rows of a sheet."""

    def __init__(self, cells: np.ndarray) -> None:
        self.cells = cells
        self._parts: dict[bytes, dict[int, Column]] = {}

    @cached_property
    def is_filled(self) -> np.ndarray:
        return self.cells != ""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(map(Column, self.cells.T))

    def column(self, number: int, rows: np.ndarray) -> Column:
        """A column in some of the rows, in their order; few tables have others."""
        whole = self.columns[number]
        if len(rows) == len(whole):
            return whole
        part = self._parts.setdefault(rows.tobytes(), {})
        if number not in part:
            part[number] = whole.at(rows)
        return part[number]
