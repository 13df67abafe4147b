"""The forms of one school, empty: a sheet a table, with the heads by which forms are read (sheets/forms.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from analysis.tables.schools import AREAS, IDENTITY, OWNERSHIPS, SCHOOL_TYPES, STAGE_WORDS
from analysis.tables.sheets.examples import HEAD, example
from analysis.tables.sheets.form_tables import FormTable, band_word, form_tables
from analysis.tables.sheets.vocabulary import BAND_LIMITS
from analysis.tables.terms import Field, common_terms

CHOICES = {
    "school_type": ",".join(words.zh for words in SCHOOL_TYPES.values()),
    "area": ",".join(words.zh for words in AREAS.values()),
    "ownership": ",".join(words.zh for words in OWNERSHIPS.values()),
    "counts_as_school": "是,否",
}
NOTE = (
    "空格表示没有这个学段或没有数据，0表示确为零；灰色的示例栏不读入。"
    "Blank: no such stage, or not known; 0: none. The grey column of examples is not read."
)
_SHAPE = tomllib.loads(Path(__file__).with_name("template.toml").read_text(encoding="utf-8"))
#: What each field's example says, and what counts and what does not.
_EXAMPLES = {
    **{entry["field"]: entry["example"] for entry in _SHAPE["column"] if "example" in entry},
    **next(entry["examples"] for entry in _SHAPE["column"] if "examples" in entry),
    **_SHAPE["forms"]["examples"],
}
_NOTES = {entry["field"]: entry["note"] for entry in _SHAPE["column"] if "note" in entry}
_FILL = PatternFill("solid", fgColor="E7ECF2")
_BORDER = Border(*(Side(style="thin", color="999999"),) * 4)
_BOLD, _PLAIN = Font(name="宋体", bold=True), Font(name="宋体")
_GREY = Font(name="宋体", italic=True, color="808080")


def fit_to_width(sheet: Worksheet) -> None:
    """Print every column on one page, side by side."""
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


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
        fit_to_width(sheet)
        for column in "BCD":
            sheet.column_dimensions[column].width = 24


def _pairs(sheet: Worksheet, table: FormTable) -> None:
    _heads(sheet, ["项目", "填报内容"])
    for row, (field, labels) in enumerate(table.labels.items(), 4):
        _line(sheet, row, labels[0], common_terms().fields[field], 1)
        if field in CHOICES:
            rule = DataValidation(type="list", formula1=f'"{CHOICES[field]}"', allow_blank=True, showErrorMessage=False)
            rule.add(f"B{row}")
            sheet.add_data_validation(rule)


def _figures(sheet: Worksheet, table: FormTable) -> None:
    """One figure a line, the words that meet as its head; a column for each stage where people of both are told apart."""
    fields = {name: common_terms().fields[name.partition("@")[0]] for name in table.cells}
    is_by_stage = not table.stage and not any("@" in name or fields[name].is_shared for name in fields)
    stages = [STAGE_WORDS[stage].zh for stage in ("primary", "junior")] if is_by_stage else ["数量"]
    _heads(sheet, ["项目", *stages])
    for row, (name, field) in enumerate(fields.items(), 4):
        _line(sheet, row, _head(table, name, field, name.partition("@")[2]), field, len(stages))


def _heads(sheet: Worksheet, heads: list[str]) -> None:
    for column, head in enumerate([*heads, HEAD], 1):
        _cell(sheet, 3, column, head, is_head=True)


def _line(sheet: Worksheet, row: int, head: str, field: Field, width: int) -> None:
    """A head with what counts in its note, the cells to fill in, and the example right of them."""
    _cell(sheet, row, 1, head, is_head=True)
    unit, note = _unit(field), _NOTES.get(field.name, {"zh": "", "en": ""})
    said = [f"单位 unit: {unit}" if unit else "", note["zh"], note["en"]]
    if any(said):
        sheet.cell(row, 1).comment = Comment("\n".join(filter(None, said)), "junheng", height=90, width=260)
    for column in range(2, 2 + width):
        _cell(sheet, row, column, None)
    shown = _EXAMPLES.get(field.name, "0")
    _cell(sheet, row, 2 + width, example(f"{shown}{unit}"), is_example=True)


def _unit(field: Field) -> str:
    return "" if field.name in IDENTITY else field.unit.zh


def _head(table: FormTable, name: str, field: Field, stage: str) -> str:
    if field.name in BAND_LIMITS:
        return band_word(field.name)
    words = table.heads.get(name) or ["合计"]
    unit = {"元": "（元）", "㎡": "（平方米）"}.get(field.unit.zh, "")
    return f"{words[0]}{unit}" if not stage else STAGE_WORDS[stage].zh


def _cell(
    sheet: Worksheet, row: int, column: int, text: str | None, *, is_head: bool = False, is_example: bool = False
) -> None:
    cell = sheet.cell(row, column, text)
    cell.border, cell.font = _BORDER, _BOLD if is_head else _GREY if is_example else _PLAIN
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    if is_head:
        cell.fill = _FILL
