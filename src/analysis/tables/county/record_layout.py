"""Where a sheet of a county's facts holds what (县级数据表的版式): long, or with a column a year, a stage or an item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.tables.catalogue.file_names import county_of_text, year_of_name, year_of_text
from analysis.tables.county.headings import (
    COLUMNS,
    FILE_NAMES,
    OWN_HEADS,
    item_names,
    item_of,
    period_of,
    without_bracket,
)
from analysis.tables.locators import Locator, letters
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.numbers import plain, read_text
from analysis.tables.sheets.vocabulary import Vocabulary
from analysis.tables.terms import common_terms

Around = Mapping[str, tuple[int | None, str]]  # sheet → year, county
LAST_HEAD_ROW = 30
ENOUGH = 2  # headings or names that only a county's facts have
_OF_SCHOOLS = ("school", "school_id")


@dataclass(frozen=True)
class Figures:
    """A column that holds figures: of which item, year, stage and unit where its own heading says so."""

    column: int
    item: str = ""
    year: int | None = None
    stage: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Layout:
    """The row of the headings, the columns by what they hold, and the columns of figures."""

    row: int
    columns: Mapping[str, int]
    figures: Sequence[Figures]
    unread: Sequence[tuple[int, str]] = ()

    @property
    def has_items_in_rows(self) -> bool:
        return "item" in self.columns


@dataclass(frozen=True)
class Line:
    """One figure or finding as it stands: its value and cell, the other cells of its row, and the heading over it.

    year, county : what the sheet's name, its title or its file says where no column does
    """

    value: object
    cell: Locator
    figures: Figures
    texts: Mapping[str, object] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)
    year: int | None = None
    county: str = ""

    def text(self, name: str) -> str:
        """What a column says in this row; "" without such a column."""
        return read_text(self.texts.get(name, ""))

    def of(self, part: str) -> Line:
        """The same cell as said of one part: a scored rule, a group, a school."""
        return replace(self, texts={**self.texts, "part_of": part})

    def within(self, stage: str, unit: str) -> Line:
        """The same cell with a stage and a unit where its column has none."""
        own = self.figures
        return replace(self, figures=replace(own, stage=own.stage or stage, unit=own.unit or unit))

    def place(self, name: str) -> Locator:
        """The cell of this row in a column, or the value's own where there is no such column."""
        if name not in self.columns:
            return self.cell
        line = self.cell.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return self.cell._replace(cell=f"{letters(self.columns[name])}{line}")


def layout_of(grid: Grid, is_known: bool) -> Layout | None:
    """The layout of a sheet; None for a sheet of something else.

    is_known : its file is known to hold a county's facts; else the sheet must show it by what only they have
    """
    return next((found for found in _layouts(grid) if is_known or _is_telling(grid, found)), None)


def has_items_below(grid: Grid) -> bool:
    """Whether some row heads a column of items: only the rows below it then tell what the sheet holds."""
    return any(found.has_items_in_rows for found in _layouts(grid))


def _layouts(grid: Grid) -> Iterator[Layout]:
    """What each of the first rows says as a head, from the top."""
    for row in range(min(len(grid.cells), LAST_HEAD_ROW)):
        if (grid.cells[row] != "").sum() > 1 and (found := _layout(grid, row)):  # a title stands alone in its row
            yield found


def has_schools(grid: Grid) -> bool:
    """Whether a sheet is headed like a school table."""
    known = Vocabulary(common_terms()).fields
    cells = {plain(str(cell)) for cell in grid.cells[:LAST_HEAD_ROW].ravel() if isinstance(cell, str)}
    return any(known.get(cell) in _OF_SCHOOLS for cell in cells)


def _layout(grid: Grid, row: int) -> Layout | None:
    columns: dict[str, int] = {}
    periods, items, unread = [], [], []
    for column, cell in enumerate(grid.cells[row]):
        heading = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        if not plain(heading):
            continue
        name, bracket = without_bracket(heading)
        meaning = COLUMNS.get(plain(heading)) or COLUMNS.get(name)
        if meaning and meaning not in columns:
            columns[meaning] = column
            if meaning == "value":
                periods.insert(0, Figures(column, unit=bracket))
        elif found := item_of(heading):
            items.append(Figures(column, found[0], stage=found[1], unit=found[2]))
        elif period := period_of(heading):
            periods.append(Figures(column, year=period[0], stage=period[1]))
        elif meaning != "ignored":
            unread.append((column, heading))
    if "item" in columns and periods:
        return Layout(row, columns, periods[:1] if "value" in columns else periods, unread)
    if items and "item" not in columns:
        return Layout(row, columns, items, unread)
    return None


def _is_telling(grid: Grid, layout: Layout) -> bool:
    """Whether a sheet has what no school table has: an own head, or names of items no school table knows."""
    if not layout.has_items_in_rows:
        own = [one for one in layout.figures if one.item in _own_items()]
        return (
            len(own) >= ENOUGH and {"county", "year", "part_of"} & {*layout.columns} != set() and not has_schools(grid)
        )
    column = layout.columns["item"]
    if without_bracket(str(grid.cells[layout.row, column]))[0] in OWN_HEADS:
        return True
    names = [str(cell) for cell in grid.cells[layout.row + 1 :, column] if plain(str(cell))]
    known = [found[0] for name in names if (found := item_of(name))]
    return 2 * len(known) >= len(names) and len(_own_items() & {*known}) >= ENOUGH


def _own_items() -> frozenset[str]:
    """Items under no heading of which a school table holds a field or an indicator."""
    fields = Vocabulary(common_terms()).fields
    shared = {item for heading, item in item_names().items() if heading in fields}
    return frozenset({*item_names().values()} - shared - {*common_terms().indicators})


def lines_of(grid: Grid, layout: Layout, year: int | None, county: str) -> Iterator[Line]:
    """Every cell of figures with the texts of its row; a name merged over several rows is theirs."""
    cells = grid.cells.copy()
    for (top, left), (bottom, right) in grid.merged:
        if top > layout.row and left == right:
            cells[top : bottom + 1, left] = cells[top, left]
    for row in range(layout.row + 1, len(cells)):
        texts = {name: cells[row, column] for name, column in layout.columns.items()}
        if layout.has_items_in_rows and plain(str(texts["item"])) in COLUMNS:
            continue  # the headings again, as on every printed page
        for figures in layout.figures:
            cell = Locator(grid.file, grid.sheet, f"{letters(figures.column)}{row + 1}")
            yield Line(cells[row, figures.column], cell, figures, texts, layout.columns, year, county)


def around(sheets: Sequence[tuple[Grid, Layout]]) -> Around:
    """The year and the county of each sheet of a file, where no column says them.

    Its own name and title go first, then what all other sheets agree on, then the file's name.
    """
    near = {grid.sheet: _near(grid, layout) for grid, layout in sheets}
    stem = _without_its_own_name(Path(sheets[0][0].file).stem) if sheets else ""
    years, counties = ({one for one in said if one} for said in zip(*near.values(), strict=True)) if near else ((), ())
    year = next(iter(years)) if len(years) == 1 else year_of_name(stem)
    county = next(iter(counties)) if len(counties) == 1 else county_of_text(stem)
    return {sheet: (own[0] or year, own[1] or county) for sheet, own in near.items()}


def _near(grid: Grid, layout: Layout) -> tuple[int | None, str]:
    titles = [str(cell) for cell in grid.cells[: layout.row].ravel() if isinstance(cell, str) and cell.strip()]
    years = (year_of_name(grid.sheet), *map(year_of_text, titles))
    counties = map(county_of_text, map(_without_its_own_name, (grid.sheet, *titles)))
    return next(filter(None, years), None), next(filter(None, counties), "")


def _without_its_own_name(text: str) -> str:
    """A title without the words for such a workbook: in 甲县县级数据 the county is 甲县."""
    for name in FILE_NAMES:
        text = text.replace(name, " ")
    return text
