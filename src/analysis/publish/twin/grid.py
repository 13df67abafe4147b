"""A table of a workbook that knows the address of every cell before any is filled."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from xlsxwriter.utility import xl_col_to_name

Line = TypeVar("Line", bound=Hashable)
Value = float | str | None
TITLE_ROWS = 1


@dataclass(frozen=True)
class Formula:
    """What a cell reckons, and what the engine found: shown until somebody changes a cell it rests on.

    value : nan and None stand for what is not known, which a formula says by an empty text
    """

    text: str
    value: Value

    @property
    def shown(self) -> float | str:
        """The value as the formula gives it."""
        return "" if self.value is None or self.value != self.value else self.value


Content = Formula | Value


@dataclass(frozen=True)
class Style:
    """How a cell looks: its kind, and the number format of its figure.

    kind : text | number | answer | mark; "input" may be changed by whoever uses the workbook, where a formula reads it
    """

    kind: str = "text"
    form: str = "General"


TEXT, WHOLE, ANSWER, MARK = Style(), Style("number", "#,##0"), Style("answer"), Style("mark")


@dataclass(frozen=True)
class Column:
    """One column: what stands over it, what a line has in it, how that looks.

    sub   : what stands in the second row of the head, such as the unit
    style : of every cell, or worked out from the line
    """

    key: Hashable
    head: str
    fill: Callable[..., Content]
    style: Style | Callable[..., Style] = TEXT
    width: float = 10
    sub: Content = None
    sub_style: Style = TEXT

    def style_of(self, line: Hashable) -> Style:
        return self.style(line) if callable(self.style) else self.style


class Cell(NamedTuple):
    """The address of one cell; as text the way a formula names it."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"'{self.sheet}'!{xl_col_to_name(self.column)}{self.row + 1}"


def span(first: Cell, last: Cell) -> str:
    """A range of one sheet as a formula names it."""
    return f"{first}:{xl_col_to_name(last.column)}{last.row + 1}"


def runs(cells: Iterable[Cell]) -> list[str]:
    """Cells as the fewest ranges of one column each."""
    return _runs(sorted(cells, key=lambda cell: (cell.sheet, cell.column, cell.row)), (1, 0))


def beside(cells: Iterable[Cell]) -> list[str]:
    """Cells as the fewest ranges of one row each."""
    return _runs(sorted(cells), (0, 1))


def _runs(cells: Iterable[Cell], step: tuple[int, int]) -> list[str]:
    found: list[list[Cell]] = []
    for cell in cells:
        last = found[-1][-1] if found else None
        if last and cell == Cell(last.sheet, last.row + step[0], last.column + step[1]):
            found[-1].append(cell)
        else:
            found.append([cell])
    return [span(run[0], run[-1]) if len(run) > 1 else str(run[0]) for run in found]


class Grid:
    """Columns by lines at one place of a sheet. Cells that any formula names are remembered: they are the inputs."""

    def __init__(self, sheet: str, top: int, lines: Iterable[Line], columns: Sequence[Column], caption: str = ""):
        self.sheet, self.top, self.caption = sheet, top, caption
        self.lines, self.columns = list(lines), list(columns)
        self.has_sub = any(column.sub is not None for column in columns)
        self._rows = {line: self.first + number for number, line in enumerate(self.lines)}
        self._places = {column.key: number for number, column in enumerate(self.columns)}
        self._read: set[Cell] = set()

    @property
    def head(self) -> int:
        """The row of the head."""
        return self.top + bool(self.caption)

    @property
    def first(self) -> int:
        """The row of the first line."""
        return self.head + 1 + self.has_sub

    @property
    def end(self) -> int:
        """The row below the last line."""
        return self.first + len(self.lines)

    def has(self, key: Hashable) -> bool:
        return key in self._places

    def cell(self, line: Line, key: Hashable) -> Cell:
        """The cell of a line and column."""
        found = Cell(self.sheet, self._rows[line], self._places[key])
        self._read.add(found)
        return found

    def down(self, lines: Sequence[Line], key: Hashable) -> str:
        """The range of lines that stand below each other."""
        cells = [self.cell(line, key) for line in lines]
        return span(cells[0], cells[-1])

    def across(self, line: Line, keys: Sequence[Hashable]) -> str:
        """The range of columns that stand beside each other."""
        cells = [self.cell(line, key) for key in keys]
        return span(cells[0], cells[-1])

    def heads(self, keys: Sequence[Hashable]) -> str:
        """The range of the second row of the head over columns that stand beside each other."""
        first, last = (Cell(self.sheet, self.first - 1, self._places[key]) for key in (keys[0], keys[-1]))
        return span(first, last)

    def is_read(self, row: int, column: int) -> bool:
        """Whether any formula names a cell."""
        return Cell(self.sheet, row, column) in self._read

    def filled(self) -> list[list[Content]]:
        """What stands in every line and column."""
        return [[column.fill(line) for column in self.columns] for line in self.lines]


@dataclass
class Sheet:
    """One sheet: a title, sentences on how to read it, grids below each other, texts at the end."""

    name: str
    title: str
    notes: Sequence[str] = ()
    grids: list[Grid] = field(default_factory=list)
    texts: Sequence[str] = ()

    def add(self, lines: Iterable[Line], columns: Sequence[Column], caption: str = "") -> Grid:
        """A grid below what the sheet has."""
        self.grids.append(Grid(self.name, self.end + 1, lines, columns, caption))
        return self.grids[-1]

    @property
    def end(self) -> int:
        """The row below everything but the texts at the end."""
        return self.grids[-1].end if self.grids else TITLE_ROWS + len(self.notes)
