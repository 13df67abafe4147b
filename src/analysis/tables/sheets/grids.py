"""Files as grids of cells: CSV (UTF-8, GB18030), XLSX, XLS, ODS and .et, with the position of every cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from analysis.errors import TableError
from analysis.language import Words
from analysis.tables.checks.problems import problem
from analysis.tables.file_kinds import ZIP
from analysis.tables.locators import letters, place_of
from analysis.tables.sheets.file_kinds import TEXTS, WORKBOOKS, kind_of_file

COMPOUND = b"\xd0\xcf\x11\xe0"
_HIDDEN = re.compile(rb'<(?:row|col) [^>]*hidden="(?:1|true)"')
DELIMITERS = ",\t;"


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
    first_row: int = 0  # how many rows of the sheet stand above these cells

    @property
    def place(self) -> str:
        return place_of(self.file, self.sheet)

    def cell_place(self, row: int, column: int) -> str:
        return place_of(self.file, self.sheet, f"{letters(column)}{row + 1 + self.first_row}")


@dataclass(frozen=True)
class Book:
    """A file's sheets and the digest of its bytes."""

    name: str
    sha256: str
    grids: Sequence[Grid] = field(default_factory=tuple)


def read_book(path: Path, name: str | None = None) -> Book:
    """Every sheet of a file; the kind is told from its content, not from its name. TableError when it is none."""
    name = name or path.name
    try:
        content = path.read_bytes()
    except OSError as reason:
        raise TableError(problem("not_openable", name, reason=reason.strerror)) from reason
    if kind := kind_of_file(name, content):
        raise TableError(problem("unsupported_kind", name, what=kind.what, remedy=kind.remedy))
    if content.startswith((ZIP, COMPOUND)):
        grids = _workbook(content, name)
    elif path.suffix.lower() in WORKBOOKS:
        raise _refused(name, _not_a_workbook(content))
    else:
        grids = [Grid(name, "", _text_cells(content, name))]
    return Book(name, sha256(content).hexdigest(), tuple(grids))


def _workbook(content: bytes, name: str) -> list[Grid]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = [_sheet(book, name, meta) for meta in book.sheets_metadata]
    except PasswordError as reason:
        raise _refused(name, Words("工作簿有密码", "the workbook is locked with a password")) from reason
    except (CalamineError, OSError, ValueError) as reason:
        raise _refused(name, Words("不是完好的工作簿", "not an intact workbook")) from reason
    if content.startswith(ZIP):
        _write_errors(grids, content)
        return _with_hidden(grids, content)
    return grids


def _with_hidden(grids: Sequence[Grid], content: bytes) -> list[Grid]:
    """The grids with the rows and columns that are hidden in the workbook; calamine does not say which."""
    with ZipFile(io.BytesIO(content)) as parts:
        sheets = [part for part in parts.namelist() if part.startswith("xl/worksheets/") and part.endswith(".xml")]
        if not any(_HIDDEN.search(parts.read(part)) for part in sheets):
            return list(grids)
    book = load_workbook(io.BytesIO(content))
    rows = {sheet.title: _hidden_rows(sheet) for sheet in book.worksheets}
    columns = {sheet.title: _hidden_columns(sheet) for sheet in book.worksheets}
    nothing: frozenset[int] = frozenset()
    return [
        replace(grid, hidden_rows=rows.get(grid.sheet, nothing), hidden_columns=columns.get(grid.sheet, nothing))
        for grid in grids
    ]


def _hidden_rows(sheet: Worksheet) -> frozenset[int]:
    return frozenset(row - 1 for row, about in sheet.row_dimensions.items() if about.hidden)


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    """Columns hidden together share one entry, from its min to its max."""
    hidden = [about for about in sheet.column_dimensions.values() if about.hidden and about.min]
    return frozenset(column - 1 for about in hidden for column in range(about.min, about.max + 1))


def _write_errors(grids: Sequence[Grid], content: bytes) -> None:
    """Failed formulas (#REF!, #DIV/0!), which calamine gives as empty cells, written as the reader sees them."""
    with ZipFile(io.BytesIO(content)) as parts:
        sheets = [part for part in parts.namelist() if part.startswith("xl/worksheets/") and part.endswith(".xml")]
        if not any(b't="e"' in parts.read(part) for part in sheets):
            return
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for grid in grids:
        for row in book[grid.sheet].iter_rows():
            for cell in row:
                if cell.data_type == "e" and grid.cells[cell.row - 1, cell.column - 1] == "":
                    grid.cells[cell.row - 1, cell.column - 1] = cell.value


def _sheet(book: CalamineWorkbook, name: str, meta: object) -> Grid:
    sheet = book.get_sheet_by_name(meta.name)
    rows = sheet.to_python(skip_empty_area=False)
    cells = _rectangle(rows)
    # A sheet may keep merged cells where its columns or rows have been taken out: nothing is in them.
    merged = tuple(area for area in sheet.merged_cell_ranges or () if all(np.less(area[0], cells.shape)))
    return Grid(name, meta.name, cells, merged, meta.visible != SheetVisibleEnum.Visible)


def _not_a_workbook(content: bytes) -> Words:
    start = content[:2000].lstrip().lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")):
        return Words("是改了扩展名的网页，不是工作簿", "a web page under a workbook's name")
    return Words("不是工作簿", "not a workbook")


def _text_cells(content: bytes, name: str) -> np.ndarray:
    text = _decoded(content, name)
    sample = "\n".join(text.splitlines()[:20])
    delimiter = max(DELIMITERS, key=sample.count)
    csv.field_size_limit(10_000_000)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as reason:
        raise _refused(name, Words("不是文本表格", "not a table of text")) from reason
    return _rectangle(rows)


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    if Path(name).suffix.lower() in TEXTS:
        raise _refused(name, Words("文字编码无法识别", "the text is in an unknown encoding"))
    raise _refused(name, Words("不是认识的表格文件", "not a kind of table file that is known"))


def _rectangle(rows: Sequence[Sequence[object]]) -> np.ndarray:
    cells = np.full((len(rows), max(map(len, rows), default=0)), "", dtype=object)
    for number, row in enumerate(rows):
        cells[number, : len(row)] = row
    return cells


def _refused(name: str, what: Words) -> TableError:
    return TableError(problem("not_a_table_file", name, what=what))
