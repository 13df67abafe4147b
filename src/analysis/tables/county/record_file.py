"""A county's own workbook of facts (县级数据表): files → what each county stated of itself, every problem at once."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from openpyxl import load_workbook

from analysis.errors import TableError
from analysis.language import Words
from analysis.tables.checks.problems import Problems
from analysis.tables.county.headings import FILE_NAMES, item_names, item_of
from analysis.tables.county.items import common_items
from analysis.tables.county.record import Entry, Judgement, Record
from analysis.tables.county.record_cells import digits_of, entry_of, is_blank, judgement_of
from analysis.tables.county.record_checks import Said, once
from analysis.tables.county.record_layout import (
    LAST_HEAD_ROW,
    Layout,
    Line,
    around,
    has_items_below,
    has_schools,
    layout_of,
    lines_of,
)
from analysis.tables.sheets.grids import Book, Grid, read_book
from analysis.tables.sheets.numbers import plain

NEAR = 0.6


@dataclass(frozen=True)
class RuleNames:
    """The rules that are answered by a finding or by marks: each heading as compared → the id or label to keep."""

    findings: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordsRead:
    """The records by county ("" where no county is named), and what was wrong or worth a look."""

    records: Mapping[str, Record]
    problems: Problems


def is_record_file(path: Path) -> bool:
    """Whether a file holds a county's facts and no school table, by its name or by what its sheets are headed with."""
    about = path.stat()
    return _is_record_file(path, about.st_mtime_ns, about.st_size)


@cache
def _is_record_file(path: Path, *_when: int) -> bool:
    if _is_named(path.name):
        return True
    try:
        grids = read_book(path, rows=LAST_HEAD_ROW).grids
        if any(map(has_items_below, grids)):
            grids = read_book(path).grids
    except TableError:
        return False  # what is wrong with it is said when it is read
    others = [grid for grid in grids if layout_of(grid, is_known=True) is None]
    return any(layout_of(grid, is_known=False) for grid in grids) and not any(map(has_schools, others))


def _is_named(name: str) -> bool:
    return any(plain(known) in plain(name) for known in FILE_NAMES)


def read_records(paths: Sequence[Path], names: RuleNames | None = None) -> RecordsRead:
    """What the counties of some files state of themselves, read as one.

    names : the rules a row may answer beside the items; without them every row that is no item is refused
    """
    problems, said = Problems(), []
    for path in paths:
        found: list[Said] = []
        try:
            book = read_book(path)
        except TableError as refused:
            problems.errors += refused.problems
            continue
        _write_percentages(book, path)
        sheets = _sheets(book, problems)
        told = around(sheets)
        for grid, layout in sheets:
            lines = [one for one in lines_of(grid, layout, *told[grid.sheet]) if not is_blank(one.value)]
            found += [one for line in lines for one in _of_line(line, layout, names or RuleNames(), problems)]
            _refuse_mixed_units(lines, problems)
        if not found and not problems.errors:
            problems.say("county_nothing_stated", path.name)
        said += found
    kept = once(said, problems)
    return RecordsRead({county: _record(county, own) for county, own in kept.items()}, problems)


def _write_percentages(book: Book, path: Path) -> None:
    """Cells that an XLSX workbook shows in % written as they are shown: 0.1324 is 13.24%."""
    if not is_zipfile(path) or not any(name.startswith("xl/") for name in ZipFile(path).namelist()):
        return
    shown = load_workbook(path, read_only=True, data_only=True)
    for grid in book.grids:
        for row in shown[grid.sheet].iter_rows(max_row=len(grid.cells) or 1):
            for cell in row:
                if isinstance(cell.value, (int, float)) and "%" in str(cell.number_format):
                    grid.cells[cell.row - 1, cell.column - 1] = f"{100 * cell.value:.12g}%"


def _sheets(book: Book, problems: Problems) -> list[tuple[Grid, Layout]]:
    """The sheets that hold facts; others that are not empty, and columns that are not known, are named."""
    found = [(grid, layout_of(grid, is_known=True)) for grid in book.grids]
    for grid, layout in found:
        for column, heading in layout.unread if layout else ():
            problems.say("county_column_not_read", grid.cell_place(layout.row, column), heading=heading)
        if layout is None and any(not is_blank(cell) for cell in grid.cells.ravel()):
            problems.say("county_sheet_not_read", grid.place)
    return [(grid, layout) for grid, layout in found if layout]


def _of_line(line: Line, layout: Layout, names: RuleNames, problems: Problems) -> Iterator[Said]:
    """What one cell says: a figure of an item, a finding on a rule, the marks of a rule."""
    name, shown = line.text("item"), str(line.value)
    county = line.text("county") or line.county
    item = line.figures.item or _item_in(name)
    rule = plain(name)
    what: Entry | Judgement | None = None
    if layout.has_items_in_rows and not name:
        problems.say("county_figure_without_item", line.place("item"))
    elif item:
        what = entry_of(_with_unit_of(line, name), common_items()[item], problems)
    elif rule in names.findings:
        what = judgement_of(line, names.findings[rule], problems)
    elif rule in names.marks:
        what = entry_of(line.of(names.marks[rule]), common_items()["score"], problems)
    else:
        problems.say("county_item_unknown", line.place("item"), name=name, near=_near(name, names))
    if what is not None:
        yield Said(county, what, shown)


def _item_in(name: str) -> str:
    found = item_of(name)
    return found[0] if found else ""


def _with_unit_of(line: Line, name: str) -> Line:
    """The line with the stage or unit that the item's own name gives in brackets."""
    found = item_of(name)
    return line.within(found[1], found[2]) if found else line


def _near(name: str, names: RuleNames) -> Words:
    """Names that are spelt alike: proposed, never taken."""
    known = {**{heading: heading for heading in item_names()}, **names.findings, **names.marks}
    labels = [
        common_items()[item_names()[one]].label if one in item_names() else Words(known[one], known[one])
        for one in difflib.get_close_matches(plain(name), known, n=3, cutoff=NEAR)
    ]
    if not labels:
        return Words("", "")
    zh, en = (dict.fromkeys(label.in_(lang) for label in labels) for lang in ("zh", "en"))
    return Words(f"是否指：{'、'.join(zh)}？", f"Did you mean: {', '.join(en)}?")


def _refuse_mixed_units(lines: Sequence[Line], problems: Problems) -> None:
    """An amount of money without a unit beside one with a unit: which of them it is in cannot be told."""
    units: dict[str, dict[str, Line]] = defaultdict(dict)
    for line in lines:
        item = line.figures.item or _item_in(line.text("item"))
        if item and common_items()[item].unit.zh == "元":
            unit = digits_of(line.value)[1] or line.text("unit") or line.figures.unit
            units[item].setdefault(unit or (item_of(line.text("item")) or ("", "", ""))[2], line)
    for item, found in units.items():
        if "" in found and len(found) > 1:
            other = next(unit for unit in found if unit)
            problems.say("county_units_mixed", found[""].cell, label=common_items()[item].label, unit=other)


def _record(county: str, found: Sequence[Entry | Judgement]) -> Record:
    source = "、".join(dict.fromkeys(one.locator.file for one in found if one.locator))
    entries = tuple(one for one in found if isinstance(one, Entry))
    findings = tuple(one for one in found if isinstance(one, Judgement))
    years = [entry.year for entry in entries if entry.year] or [one.on.year for one in findings if one.on]
    return Record(Words(county, county), max(years, default=0), entries, findings, source=Words(source, source))
