"""The forms of one school, empty: a sheet a table, with the heads by which forms are read (sheets/forms.toml)."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis.tables.schools import AREAS, OWNERSHIPS, SCHOOL_TYPES, STAGE_WORDS
from analysis.tables.sheets.forms import FormTable, band_word, form_tables
from analysis.tables.sheets.vocabulary import BAND_LIMITS
from analysis.tables.terms import Field, common_terms

CHOICES = {
    "school_type": ",".join(words.zh for words in SCHOOL_TYPES.values()),
    "area": ",".join(words.zh for words in AREAS.values()),
    "ownership": ",".join(words.zh for words in OWNERSHIPS.values()),
    "counts_as_school": "是,否",
}
NOTE = "空格表示没有这个学段或没有数据，0表示确为零。Blank: no such stage, or not known; 0: none."
_FILL = PatternFill("solid", fgColor="E7ECF2")
_BORDER = Border(*(Side(style="thin", color="999999"),) * 4)
_BOLD, _PLAIN = Font(name="宋体", bold=True), Font(name="宋体")


def write_forms(book: Workbook) -> None:
    """A sheet for each table of forms.toml; one school a workbook."""
    for table in form_tables():
        sheet = book.create_sheet(f"教基{table.numbers[0] if table.numbers else '0000'}_{table.label}"[:31])
        sheet.append([table.title])
        sheet.append([NOTE])
        sheet["A1"].font = Font(name="宋体", size=13, bold=True)
        if table.pairs:
            _pairs(sheet, table)
        else:
            _figures(sheet, table)
        sheet.column_dimensions["A"].width = 40
        sheet.column_dimensions["B"].width = 24


def _pairs(sheet: Worksheet, table: FormTable) -> None:
    for row, (field, labels) in enumerate(table.labels.items(), 3):
        _cell(sheet, row, 1, labels[0], is_head=True)
        _cell(sheet, row, 2, None)
        if field in CHOICES:
            rule = DataValidation(type="list", formula1=f'"{CHOICES[field]}"', allow_blank=True, showErrorMessage=False)
            rule.add(f"B{row}")
            sheet.add_data_validation(rule)


def _figures(sheet: Worksheet, table: FormTable) -> None:
    """One figure a line, the words that meet as its head; a column for each stage where people of both are told apart."""
    fields = {name: common_terms().fields[name.partition("@")[0]] for name in table.cells}
    is_by_stage = not table.stage and not any("@" in name or fields[name].is_shared for name in fields)
    heads = ["项目", *(STAGE_WORDS[stage].zh for stage in ("primary", "junior"))] if is_by_stage else ["项目", "数量"]
    for column, head in enumerate(heads, 1):
        _cell(sheet, 3, column, head, is_head=True)
    for row, (name, field) in enumerate(fields.items(), 4):
        _cell(sheet, row, 1, _head(table, name, field, name.partition("@")[2]), is_head=True)
        for column in range(2, len(heads) + 1):
            _cell(sheet, row, column, None)


def _head(table: FormTable, name: str, field: Field, stage: str) -> str:
    if field.name in BAND_LIMITS:
        return band_word(field.name)
    words = table.heads.get(name) or ["合计"]
    unit = {"元": "（元）", "㎡": "（平方米）"}.get(field.unit.zh, "")
    return f"{words[0]}{unit}" if not stage else STAGE_WORDS[stage].zh


def _cell(sheet: Worksheet, row: int, column: int, text: str | None, *, is_head: bool = False) -> None:
    cell = sheet.cell(row, column, text)
    cell.border, cell.font = _BORDER, _BOLD if is_head else _PLAIN
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    if is_head:
        cell.fill = _FILL
