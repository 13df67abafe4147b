"""Empty workbooks with the headers this toolkit knows: one sheet, three sheets by school code, or the forms of one school."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis.language import Words
from analysis.tables.schools import AREAS, IDENTITY, SCHOOL_TYPES, STAGE_WORDS
from analysis.tables.sheets.examples import MARK, example
from analysis.tables.sheets.vocabulary import BAND_LIMITS
from analysis.tables.sources.template_forms import fit_to_width, write_forms
from analysis.tables.terms import Field, Terms, common_terms

Shape = Literal["wide", "sheets", "forms"]
SHEET, CONDITIONS, NOTES = "学校情况", "办学条件", "填表说明"
TITLE_ROW, NOTE_ROW, TOP, BOTTOM = 1, 2, 3, 4
LAST_SCHOOL_ROW = 1000
MOST_ON_A_PAGE = 30  # columns that stay readable side by side
_WIDTHS = {"school": 26, "school_id": 18}
_SHAPE = tomllib.loads(Path(__file__).with_name("template.toml").read_text(encoding="utf-8"))
#: Lists to choose from; other spellings the toolkit knows are let through.
_CHOICES = {
    "school_type": ",".join(words.zh for words in SCHOOL_TYPES.values()),
    "area": ",".join(words.zh for words in AREAS.values()),
    "counts_as_school": "是,否",
}
HEADER_FILL, REQUIRED_FILL = PatternFill("solid", fgColor="E7ECF2"), PatternFill("solid", fgColor="F6E3C5")
BORDER = Border(*(Side(style="thin", color="999999"),) * 4)
EXAMPLE_FONT = Font(italic=True, color="808080")
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAPPED = Alignment(vertical="top", wrap_text=True)


class Column(NamedTuple):
    """A column of the template: upper and lower header, the field it gives, its explanation."""

    group: str
    sub: str
    field: str
    note: Words
    is_required: bool = False
    choices: str = ""
    sheet: str = ""
    example: str = ""


def template_columns(terms: Terms | None = None) -> list[Column]:
    """Every column of the template, left to right."""
    terms = terms or common_terms()
    return [column for entry in _SHAPE["column"] for column in _columns(entry, terms)]


def _columns(entry: Mapping[str, Any], terms: Terms) -> Iterator[Column]:
    """The columns of one entry of template.toml: one, or one for each stage, or one for each stage and size of class."""
    field, is_required = entry["field"], entry.get("required", False)
    header, note = entry.get("header", terms.fields[field].label.zh), _note(entry)
    sheet, example = entry.get("sheet", CONDITIONS), entry.get("example", "")
    if "stages" not in entry:
        yield Column(header, "", field, note, is_required, _CHOICES.get(field, ""), sheet, example)
    for stage in entry.get("stages", ()):
        if entry.get("bands"):
            for band in BAND_LIMITS:
                label = terms.fields[band].label.zh.removesuffix("班数")
                shown = entry.get("examples", {}).get(band, "0") if stage == "primary" else ""
                yield Column(f"{STAGE_WORDS[stage].zh}{header}", label, band, note, sheet=sheet, example=shown)
        else:
            shown = example if stage == "primary" else ""
            yield Column(header, STAGE_WORDS[stage].zh, field, note, is_required, sheet=sheet, example=shown)


def _note(entry: Mapping[str, Any]) -> Words:
    own = Words(**entry["note"]) if "note" in entry else None
    if entry["field"] in IDENTITY:
        return own
    common = Words(**_SHAPE["notes"]["by_stage" if "stages" in entry else "whole_school"])
    return Words(f"{common.zh}。{own.zh}", f"{common.en}; {own.en}") if own else common


def write_template(path: Path | str, shape: Shape = "wide") -> None:
    """Write the empty workbook in one of three shapes; it loads without a mapping once it is filled in."""
    book = Workbook()
    book.remove(book.active)
    if shape == "forms":
        write_forms(book)
    else:
        columns = template_columns()
        sheets = {SHEET: columns} if shape == "wide" else _by_sheet(columns)
        for name, own in sheets.items():
            _sheet(book.create_sheet(name), own)
        _notes(book.create_sheet(NOTES), sheets, common_terms())
    book.save(path)


def _by_sheet(columns: list[Column]) -> dict[str, list[Column]]:
    """The columns by the sheet they stand on; each sheet names the school by code and name."""
    keys = [column for column in columns if column.field in ("school_id", "school")]
    names = dict.fromkeys(column.sheet for column in columns)
    own = {name: [column for column in columns if column.sheet == name and column not in keys] for name in names}
    return {name: [*keys, *found] for name, found in own.items()}


def _sheet(sheet: Worksheet, columns: list[Column]) -> None:
    _banner(sheet, TITLE_ROW, _SHAPE["title"], len(columns), Font(name="宋体", size=14, bold=True))
    _banner(sheet, NOTE_ROW, _SHAPE["note"], len(columns), Font(name="宋体", size=9))
    _headers(sheet, columns)
    _example(sheet, columns)
    _lists(sheet, columns)
    if len(columns) <= MOST_ON_A_PAGE:
        fit_to_width(sheet)
    sheet.freeze_panes = sheet.cell(BOTTOM + 1, 5 if columns[0].field == "year" else 3)


def _banner(sheet: Worksheet, row: int, text: str, width: int, font: Font) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=min(width, 20))
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = font, Alignment(horizontal="left", vertical="center")
    sheet.row_dimensions[row].height = 26


def _headers(sheet: Worksheet, columns: list[Column]) -> None:
    start = 1
    for number, column in enumerate(columns, 1):
        for row, text in ((TOP, column.group), (BOTTOM, column.sub or None)):
            cell = sheet.cell(row, number, text)
            cell.font, cell.alignment, cell.border = Font(name="宋体", bold=True), CENTRED, BORDER
            cell.fill = REQUIRED_FILL if column.is_required else HEADER_FILL
        told = sheet.cell(BOTTOM if column.sub else TOP, number)
        told.comment = Comment(f"{column.note.zh}\n{column.note.en}", "junheng", height=90, width=260)
        is_last = number == len(columns) or columns[number].group != column.group
        if not column.sub:
            sheet.merge_cells(start_row=TOP, start_column=number, end_row=BOTTOM, end_column=number)
        elif is_last:
            sheet.merge_cells(start_row=TOP, start_column=start, end_row=TOP, end_column=number)
        if is_last:
            start = number + 1
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column.field, 12)
    sheet.row_dimensions[TOP].height = sheet.row_dimensions[BOTTOM].height = 32


def _example(sheet: Worksheet, columns: list[Column]) -> None:
    """A made-up school below the heads: every cell bears the mark of an example until something else stands there."""
    terms, row = common_terms(), BOTTOM + 1
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(
            row, number, example(_with_unit(column, terms.fields[column.field])) if column.example else None
        )
        cell.font, cell.alignment = Font(name="宋体"), CENTRED
    cells = f"A{row}:{get_column_letter(len(columns))}{row}"
    is_left = FormulaRule(formula=[f'LEFT(A{row},{len(MARK)})="{MARK}"'], font=EXAMPLE_FONT)
    sheet.conditional_formatting.add(cells, is_left)


def _with_unit(column: Column, field: Field) -> str:
    if column.field in IDENTITY:
        return column.example
    return f"{column.example}{'万元' if '万元' in column.group else field.unit.zh}"


def _lists(sheet: Worksheet, columns: list[Column]) -> None:
    for number, column in enumerate(columns, 1):
        if column.choices:
            rule = DataValidation(type="list", formula1=f'"{column.choices}"', allow_blank=True, showErrorMessage=False)
            letter = get_column_letter(number)
            rule.add(f"{letter}{BOTTOM + 1}:{letter}{LAST_SCHOOL_ROW}")
            sheet.add_data_validation(rule)


def _notes(sheet: Worksheet, sheets: Mapping[str, list[Column]], terms: Terms) -> None:
    """Every column explained, with a made-up figure."""
    heads = ("列 Column", "表头", "Header", "单位 Unit", "说明", "Notes", "必填 Required", "示例 Example")
    for number, (text, width) in enumerate(zip(heads, (16, 40, 44, 14, 48, 60, 14, 16), strict=True), 1):
        cell = sheet.cell(1, number, text)
        cell.font, cell.fill, cell.border = Font(name="宋体", bold=True), HEADER_FILL, BORDER
        sheet.column_dimensions[get_column_letter(number)].width = width
    places = [(name, number, column) for name, columns in sheets.items() for number, column in enumerate(columns, 1)]
    for line, (name, number, column) in enumerate(places, 2):
        letter = get_column_letter(number)
        values = (letter if len(sheets) == 1 else f"{name} {letter}", *_explained(column, terms))
        for position, text in enumerate(values, 1):
            cell = sheet.cell(line, position, text)
            cell.alignment, cell.border, cell.font = WRAPPED, BORDER, Font(name="宋体")
    fit_to_width(sheet)
    sheet.freeze_panes = "C2"


def _explained(column: Column, terms: Terms) -> tuple[str, ...]:
    field = terms.fields[column.field]
    stage = next((words.en for words in STAGE_WORDS.values() if words.zh in (column.sub, column.group[:2])), "")
    return (
        " > ".join(part for part in (column.group, column.sub) if part),
        f"{field.label.en} ({stage})" if stage else field.label.en,
        "万元 10,000 yuan" if "万元" in column.group else " ".join(dict.fromkeys(field.unit)),
        column.note.zh,
        column.note.en,
        "是 yes" if column.is_required else "",
        column.example,
    )
