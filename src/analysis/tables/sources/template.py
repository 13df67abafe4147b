"""An empty workbook with the headers this toolkit knows, and a sheet that explains every column."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis.language import Words
from analysis.tables.schools import AREAS, SCHOOL_TYPES, STAGE_WORDS
from analysis.tables.sheets.vocabulary import BAND_LIMITS
from analysis.tables.terms import Terms, common_terms

SHEET, NOTES = "学校情况", "填表说明"
TITLE_ROW, NOTE_ROW, TOP, BOTTOM = 1, 2, 3, 4
LAST_SCHOOL_ROW = 1000
TITLE = "××县（市、区）××××年义务教育学校基本情况表"
NOTE = "每校一行。空格表示没有这个学段或没有数据，0表示确为零。One row a school. Blank: no such stage, or not known; 0: none."
HEADER_FILL, REQUIRED_FILL = PatternFill("solid", fgColor="E7ECF2"), PatternFill("solid", fgColor="F6E3C5")
BORDER = Border(*(Side(style="thin", color="999999"),) * 4)
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


_BY_STAGE = Words("按学段分填；没有这个学段留空", "by stage; blank where there is no such stage")
_WHOLE = Words(
    "全校数；一贯制学校、完全中学由程序按培训材料所载比例拆分到学段",
    "of the whole school; through-schools are split by the weights given in a training hand-out",
)
_IDENTITY = {
    "year": Words("四位年份，如2023；学年填开始的年份", "four digits; a school year by the year it begins in"),
    "county": Words("行政区划代码；没有可只填名称", "code; the name alone will do"),
    "county_name": Words("县区名称", "the county's name"),
    "school": Words("学校全称", "full name"),
    "school_id": Words(
        "10位学校标识码；没有则以校名识别", "the school's code; without it the name identifies the school"
    ),
    "school_type": Words("从下拉单中选", "choose from the list"),
    "area": Words(
        "国家统计局城乡划分；也可填111、121等代码", "as the statistical division has it; codes 111, 121 … will do"
    ),
    "ownership": Words("公办或民办；也可填教育部门等举办者", "public or private"),
    "counts_as_school": Words("教学点填“否”", "否 (no) for teaching points"),
    "parent": Words("教学点所属学校的名称或标识码", "name or code of the school a teaching point belongs to"),
}
_MORE = {
    "above_norm_teachers": Words(
        "小学专科及以上、初中本科及以上", "primary: college diploma or above; junior: bachelor's degree or above"
    ),
    "teaching_area_m2": Words(
        "含室内体育用房，由程序按规定扣除", "indoor sports rooms included; they are subtracted where the rule says so"
    ),
    "sport_area_m2": Words("室外场地，不含室内体育用房", "outdoor grounds, without indoor sports rooms"),
}
_WHOLE_SCHOOL = (
    ("teaching_area_m2", "教学及辅助用房面积（㎡）"),
    ("indoor_sport_area_m2", "其中：室内体育用房面积（㎡）"),
    ("sport_area_m2", "体育运动场地面积（㎡）"),
    ("equipment_yuan", "教学仪器设备资产值（万元）"),
    ("multimedia_rooms", "网络多媒体教室（间）"),
)
_STAFF = (
    ("full_time_teachers", "专任教师"),
    ("above_norm_teachers", "高于规定学历教师数"),
    ("backbone_teachers", "县级及以上骨干教师数"),
    ("pe_art_teachers", "体育、艺术专任教师数"),
)


def template_columns(terms: Terms | None = None) -> list[Column]:
    """Every column of the template, left to right."""
    terms = terms or common_terms()
    choices = {
        "school_type": ",".join(words.zh for words in SCHOOL_TYPES.values()),
        "area": ",".join(words.zh for words in AREAS.values()),
        "counts_as_school": "是,否",
    }
    required = {"year", "school"}
    columns = [
        Column(
            "统计年度" if name == "year" else _label(terms, name),
            "",
            name,
            note,
            name in required,
            choices.get(name, ""),
        )
        for name, note in _IDENTITY.items()
    ]
    columns += [_staged("在校生数", "students", stage, True) for stage in ("primary", "junior", "senior")]
    columns += [_staged("班级数", "classes", stage) for stage in ("primary", "junior")]
    for stage in ("primary", "junior"):
        bands = [(band, _label(terms, band).removesuffix("班数")) for band in BAND_LIMITS]
        columns += [Column(f"{STAGE_WORDS[stage].zh}班额", label, band, _BY_STAGE) for band, label in bands]
    columns += [_staged(header, field, stage) for field, header in _STAFF for stage in ("primary", "junior")]
    for field, header in _WHOLE_SCHOOL:
        more = _MORE.get(field)
        note = Words(f"{_WHOLE.zh}。{more.zh}", f"{_WHOLE.en}; {more.en}") if more else _WHOLE
        columns.append(Column(header, "", field, note))
    return columns


def _label(terms: Terms, field: str) -> str:
    return terms.fields[field].label.zh


def _staged(header: str, field: str, stage: str, is_required: bool = False) -> Column:
    more = _MORE.get(field)
    note = Words(f"{_BY_STAGE.zh}。{more.zh}", f"{_BY_STAGE.en}; {more.en}") if more else _BY_STAGE
    return Column(header, STAGE_WORDS[stage].zh, field, note, is_required)


def write_template(path: Path | str) -> None:
    """Write the empty workbook; it loads without a mapping once it is filled in."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    columns = template_columns()
    _banner(sheet, TITLE_ROW, TITLE, len(columns), Font(name="宋体", size=14, bold=True))
    _banner(sheet, NOTE_ROW, NOTE, len(columns), Font(name="宋体", size=9))
    _headers(sheet, columns)
    _lists(sheet, columns)
    sheet.freeze_panes = sheet.cell(BOTTOM + 1, 5)
    _notes(book.create_sheet(NOTES), columns, common_terms())
    book.save(path)


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
        is_last = number == len(columns) or columns[number].group != column.group
        if not column.sub:
            sheet.merge_cells(start_row=TOP, start_column=number, end_row=BOTTOM, end_column=number)
        elif is_last:
            sheet.merge_cells(start_row=TOP, start_column=start, end_row=TOP, end_column=number)
        if is_last:
            start = number + 1
        sheet.column_dimensions[get_column_letter(number)].width = 26 if column.field == "school" else 12
    sheet.row_dimensions[TOP].height = sheet.row_dimensions[BOTTOM].height = 32


def _lists(sheet: Worksheet, columns: list[Column]) -> None:
    """Drop-down lists; other spellings the toolkit knows are let through."""
    for number, column in enumerate(columns, 1):
        if column.choices:
            rule = DataValidation(type="list", formula1=f'"{column.choices}"', allow_blank=True, showErrorMessage=False)
            letter = get_column_letter(number)
            rule.add(f"{letter}{BOTTOM + 1}:{letter}{LAST_SCHOOL_ROW}")
            sheet.add_data_validation(rule)


def _notes(sheet: Worksheet, columns: list[Column], terms: Terms) -> None:
    heads = ("列 Column", "表头", "Header", "单位 Unit", "说明", "Notes", "必填 Required")
    for number, (text, width) in enumerate(zip(heads, (8, 40, 44, 14, 48, 60, 14), strict=True), 1):
        cell = sheet.cell(1, number, text)
        cell.font, cell.fill, cell.border = Font(name="宋体", bold=True), HEADER_FILL, BORDER
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, column in enumerate(columns, 1):
        field = terms.fields[column.field]
        stage = next((words.en for words in STAGE_WORDS.values() if words.zh in (column.sub, column.group[:2])), "")
        values = (
            get_column_letter(number),
            " > ".join(part for part in (column.group, column.sub) if part),
            f"{field.label.en} ({stage})" if stage else field.label.en,
            "万元 10,000 yuan" if "万元" in column.group else " ".join(dict.fromkeys(field.unit)),
            column.note.zh,
            column.note.en,
            "是 yes" if column.is_required else "",
        )
        for position, text in enumerate(values, 1):
            cell = sheet.cell(number + 1, position, text)
            cell.alignment, cell.border, cell.font = WRAPPED, BORDER, Font(name="宋体")
    sheet.freeze_panes = "C2"
