"""An empty workbook of a county's own facts (县级数据表): sheets of headings, rows to fill in and lists to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis.tables.sources.template import BORDER, CENTRED, HEADER_FILL, REQUIRED_FILL, WRAPPED

TITLE, NOTE, HEAD = 1, 2, 3
LINE_HEIGHT, WIDE_FROM = 15, 0x2E80  # points; the first of the Chinese signs
SPARE_ROWS = 40  # beyond those that are named
SAYS_WHO = "填报单位："


@dataclass(frozen=True)
class Column:
    """A heading, how wide its cells are, whether they are to be filled in, and what they may be chosen from."""

    head: str
    width: int
    is_asked: bool = False
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class FactsSheet:
    """One sheet: its rows as far as they are known; those of `parts` are set in under the one above.

    choices : lists of single rows, by column
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    parts: frozenset[int] = frozenset()
    choices: Mapping[int, Sequence[tuple[int, Sequence[str]]]] = field(default_factory=dict)


def write_facts_template(path: Path | str, sheets: Sequence[FactsSheet]) -> None:
    """Write the empty workbook; filled in, it is read without a question."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    book.save(path)


def _fill(sheet: Worksheet, about: FactsSheet) -> None:
    sheet.cell(TITLE, 1, about.title).font = Font(name="宋体", size=14, bold=True)
    sheet.cell(NOTE, 1, SAYS_WHO).font = Font(name="宋体")
    for number, column in enumerate(about.columns, 1):
        cell = sheet.cell(HEAD, number, column.head)
        cell.font, cell.alignment, cell.border = Font(name="宋体", bold=True), CENTRED, BORDER
        cell.fill = REQUIRED_FILL if column.is_asked else HEADER_FILL
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        if column.choices:
            _list(sheet, number, HEAD + 1, HEAD + len(about.rows) + SPARE_ROWS, column.choices)
    for line, row in enumerate(about.rows):
        for number, text in enumerate(row, 1):
            cell = sheet.cell(HEAD + 1 + line, number, text if text != "" else None)
            cell.font, cell.alignment, cell.border = Font(name="宋体"), WRAPPED, BORDER
        sheet.row_dimensions[HEAD + 1 + line].height = LINE_HEIGHT * _lines(row, about.columns)
        if line in about.parts:
            sheet.cell(HEAD + 1 + line, 1).alignment = Alignment("left", "top", wrap_text=True, indent=2)
        for column, choices in about.choices.get(line, ()):
            _list(sheet, column + 1, HEAD + 1 + line, HEAD + 1 + line, choices)
    sheet.freeze_panes = sheet.cell(HEAD + 1, 2)
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _lines(row: Sequence[object], columns: Sequence[Column]) -> int:
    """How many lines the longest text of a row takes; a Chinese sign is as wide as two others."""
    widths = [sum(2 if ord(sign) > WIDE_FROM else 1 for sign in str(text)) for text in row]
    return max(1, *(ceil(width / (column.width - 2)) for width, column in zip(widths, columns, strict=True)))


def _list(sheet: Worksheet, column: int, first: int, last: int, choices: Sequence[str]) -> None:
    """A list to choose from; other spellings that are known are let through."""
    rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=False)
    letter = get_column_letter(column)
    rule.add(f"{letter}{first}:{letter}{last}")
    sheet.add_data_validation(rule)
