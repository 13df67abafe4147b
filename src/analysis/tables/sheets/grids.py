"""Files as grids of cells: CSV (UTF-8, GB18030), XLSX, XLS, ODS and .et, with the position of every cell."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from analysis.errors import TableError
from analysis.language import Words
from analysis.tables.checks.problems import problem
from analysis.tables.file_kinds import ZIP
from analysis.tables.locators import letters, place_of
from analysis.tables.sheets.body import Body
from analysis.tables.sheets.file_kinds import TEXTS, WORKBOOKS, kind_of_file
from analysis.tables.sheets.old_workbook_parts import DAMAGED, read_old_parts
from analysis.tables.sheets.workbook_parts import Parts, read_parts

COMPOUND = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")  # what a locked workbook of today stands in
LOCKED_WORDS = Words("工作簿有密码", "the workbook is locked with a password")
PANIC = "PanicException"  # of calamine's own assertions; no Exception, and of a module that cannot be imported
DELIMITERS = ",\t;"
LONGEST_SAMPLE = 1_000_000  # signs by which the delimiter is told


@dataclass(frozen=True)
class Grid:
    """One sheet as received. `cells[i, j]` is row i + 1, column letters(j); empty cells are ""."""

    file: str
    sheet: str  # "" for a text file
    cells: np.ndarray  # object, shape (rows, columns)
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()  # corners (row, column), both included
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()  # indices of rows that a reader of the workbook does not see
    hidden_columns: frozenset[int] = frozenset()  # and of such columns
    without_value: frozenset[tuple[int, int]] = frozenset()  # formulas that were never worked out
    first_row: int = 0  # how many rows of the sheet stand above these cells

    @property
    def place(self) -> str:
        return place_of(self.file, self.sheet)

    def cell_place(self, row: int, column: int) -> str:
        return place_of(self.file, self.sheet, f"{letters(column)}{row + 1 + self.first_row}")

    def below(self, row: int) -> Body:
        """The rows from one on, the same to everybody who asks."""
        return self._bodies.setdefault(row, Body(self.cells[row:]))

    @cached_property
    def _bodies(self) -> dict[int, Body]:
        return {}


@dataclass(frozen=True)
class Book:
    """A file's sheets and the digest of its bytes."""

    name: str
    sha256: str
    grids: Sequence[Grid] = field(default_factory=tuple)


def read_book(path: Path, name: str | None = None, *, rows: int | None = None) -> Book:
    """Every sheet of a file; the kind is told from its content, not from its name. TableError when it is none.

    rows : how many of each sheet are wanted at most, from the top; None for all
    """
    name = name or path.name
    try:
        content = path.read_bytes()
    except OSError as reason:
        raise TableError(problem("not_openable", name, reason=reason.strerror)) from reason
    if kind := kind_of_file(name, content):
        raise TableError(problem("unsupported_kind", name, what=kind.what, remedy=kind.remedy))
    if content.startswith((ZIP, COMPOUND)):
        grids = _workbook(content, name, rows)
    elif path.suffix.lower() in WORKBOOKS:
        raise _refused(name, _not_a_workbook(content))
    else:
        grids = [Grid(name, "", _text_cells(content, name, rows))]
    return Book(name, sha256(content).hexdigest(), tuple(grids))


def _workbook(content: bytes, name: str, wanted: int | None) -> list[Grid]:
    if content.startswith(COMPOUND) and LOCKED in content:
        raise _refused(name, LOCKED_WORDS)
    parts = read_parts(content, name) if content.startswith(ZIP) else read_old_parts(content, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = [_sheet(book, name, meta, wanted) for meta in book.sheets_metadata]
    except PasswordError as reason:
        raise _refused(name, LOCKED_WORDS) from reason
    except BaseException as reason:
        if not isinstance(reason, (CalamineError, OSError, ValueError)) and type(reason).__name__ != PANIC:
            raise
        raise _refused(name, DAMAGED) from reason
    _write_errors(grids, parts)
    return [_with_parts(grid, parts) for grid in grids]


def _with_parts(grid: Grid, parts: Parts) -> Grid:
    """The grid with what calamine does not say of it."""
    part = parts.of(grid.sheet)
    return replace(
        grid,
        hidden_rows=frozenset(part.hidden_rows),
        hidden_columns=frozenset(part.hidden_columns),
        without_value=part.without_value,
    )


def _write_errors(grids: Sequence[Grid], parts: Parts) -> None:
    """Failed formulas (#REF!, #DIV/0!), which calamine gives as empty cells, written as the reader sees them."""
    for grid in grids:
        for place, error in parts.of(grid.sheet).errors.items():
            if all(np.less(place, grid.cells.shape)) and grid.cells[place] == "":
                grid.cells[place] = error


def _sheet(book: CalamineWorkbook, name: str, meta: object, wanted: int | None) -> Grid:
    sheet = book.get_sheet_by_name(meta.name)
    rows = sheet.to_python(skip_empty_area=False, nrows=wanted)
    while rows and not any(map(_holds, rows[-1])):  # a hundred thousand of them are no rare thing
        rows.pop()
    cells = _rectangle(*_in_one(rows))
    # A sheet may keep merged cells where its columns or rows have been taken out: nothing is in them.
    merged = tuple(area for area in sheet.merged_cell_ranges or () if all(np.less(area[0], cells.shape)))
    return Grid(name, meta.name, cells, merged, meta.visible != SheetVisibleEnum.Visible)


def _holds(cell: object) -> bool:
    return cell != "" and not (isinstance(cell, str) and cell.isspace())


def _not_a_workbook(content: bytes) -> Words:
    start = content[:2000].lstrip().lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")):
        return Words("是改了扩展名的网页，不是工作簿", "a web page under a workbook's name")
    return Words("不是工作簿", "not a workbook")


def _text_cells(content: bytes, name: str, wanted: int | None) -> np.ndarray:
    text = _decoded(content, name)
    sample = "\n".join(text[:LONGEST_SAMPLE].splitlines()[:20])
    delimiter = max(DELIMITERS, key=sample.count)
    csv.field_size_limit(10_000_000)
    try:
        cells, widths = _in_one(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), wanted))
    except csv.Error as reason:
        raise _refused(name, Words("不是文本表格", "not a table of text")) from reason
    if wanted is None and widths and widths[-1]:
        _refuse_open_quote(cells[-1], text, name)
    return _rectangle(cells, widths)


def _refuse_open_quote(last: str, text: str, name: str) -> None:
    """A quotation mark that is never closed makes all lines after it one cell."""
    if (lost := last.strip().count("\n")) and not text.rstrip().endswith('"'):
        line = text.rstrip().count("\n") + 1 - lost
        said = Words(
            f"第{line}行有一个引号没有闭合，其后{lost}行读不出",
            f"a quotation mark in line {line} is never closed: the {lost} lines after it cannot be read",
        )
        raise _refused(name, said)


def _decoded(content: bytes, name: str) -> str:
    is_marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    if Path(name).suffix.lower() in TEXTS:
        raise _refused(name, Words("文字编码无法识别", "the text is in an unknown encoding"))
    raise _refused(name, Words("不是可识别的表格文件", "not a kind of table file that is known"))


def _in_one(rows: Iterable[Sequence[object]]) -> tuple[list[object], list[int]]:
    """The cells of all rows in one list, and how many each row has: a hundred thousand lists take their time and memory."""
    cells: list[object] = []
    widths: list[int] = []
    for row in rows:
        cells += row
        widths.append(len(row))
    return cells, widths


def _rectangle(cells: Sequence[object], widths: Sequence[int]) -> np.ndarray:
    """The same as a table; rows need not be equally long."""
    width = max(widths, default=0)
    if min(widths, default=0) == width:
        return np.array(cells, dtype=object).reshape(len(widths), width)
    whole = np.full((len(widths), width), "", dtype=object)
    whole[np.arange(width) < np.array(widths)[:, None]] = cells
    return whole


def _refused(name: str, what: Words) -> TableError:
    return TableError(problem("not_a_table_file", name, what=what))
