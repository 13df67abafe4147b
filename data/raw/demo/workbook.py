"""Write a county's schools as the Excel export a county bureau would send (学校情况).

The bytes depend on the numbers only: document dates are fixed, and the archive is stored rather than
deflated, so that neither the clock nor the zlib of the machine shows in the file's checksum.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from county import BANDS
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "学校情况"
FIRST_SCHOOL_ROW = 5
IDENTITY = 10  # columns before the first number; the 合计 cell spans them

STAGES = (("小学", "primary"), ("初中", "junior"))
COLUMNS: list[tuple[str, str | None, str, str]] = [
    ("统计年度", None, "year", "0"),
    ("县区代码", None, "county_code", "@"),
    ("县区名称", None, "county_name", "@"),
    ("学校名称", None, "name", "@"),
    ("学校标识码", None, "code", "@"),
    ("办学类型", None, "kind", "@"),
    ("城乡类型", None, "location", "@"),
    ("举办者", None, "owner", "@"),
    ("是否计校数", None, "counted", "@"),
    ("所属中心校", None, "parent", "@"),
    *(("在校生数", zh, f"students_{en}", "0") for zh, en in (*STAGES, ("高中", "senior"))),
    *(("班级数", zh, f"classes_{en}", "0") for zh, en in STAGES),
    *((f"{zh}班额", label, f"{en}_{label}", "0") for zh, en in STAGES for label, _, _ in BANDS),
    *(("专任教师", zh, f"teachers_{en}", "0") for zh, en in STAGES),
    *(("高于规定学历教师数", zh, f"above_norm_{en}", "0") for zh, en in STAGES),
    *(("县级及以上骨干教师数", zh, f"backbone_{en}", "0") for zh, en in STAGES),
    *(("体育、艺术专任教师数", zh, f"pe_art_{en}", "0") for zh, en in STAGES),
    ("教学及辅助用房面积（㎡）", None, "teaching_area", "0.00"),
    ("其中：室内体育用房面积（㎡）", None, "indoor_sport", "0.00"),
    ("体育运动场地面积（㎡）", None, "sport_ground", "0.00"),
    ("教学仪器设备资产值（万元）", None, "equipment", "0.00"),
    ("网络多媒体教室（间）", None, "rooms", "0"),
]
WIDTHS = {"county_name": 12, "name": 26, "code": 13, "kind": 16, "parent": 22}

AS_WRITTEN = {"@": str, "0": int, "0.00": lambda value: round(float(value), 2)}

FIXED_TIME = dt.datetime(2024, 1, 1)
ARCHIVE_TIME = (2024, 1, 1, 0, 0, 0)
THIN = Border(*(Side(style="thin", color="999999"),) * 4)
HEADER_FILL = PatternFill("solid", fgColor="E7ECF2")
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)


def write_county(path: Path, schools: pd.DataFrame, title: str, note: str, remark: str) -> None:
    """One workbook, one sheet: title, note, a header of two merged rows, schools, 合计, 备注."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    _banner(sheet, 1, title, Font(name="宋体", size=14, bold=True), 26)
    _banner(sheet, 2, note, Font(name="宋体", size=9), 44)
    _header(sheet)
    for offset, (_, school) in enumerate(schools.iterrows()):
        _cells(sheet, FIRST_SCHOOL_ROW + offset, [school[key] for _, _, key, _ in COLUMNS])
    total_row = FIRST_SCHOOL_ROW + len(schools)
    _totals(sheet, total_row, schools)
    _banner(sheet, total_row + 1, remark, Font(name="宋体", size=9), 60)
    for number, (_, _, key, _) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(key, 11 if number <= IDENTITY else 9)
    sheet.freeze_panes = sheet.cell(FIRST_SCHOOL_ROW, 6)
    book.properties.creator = "junheng"
    book.properties.title = title
    book.properties.created = FIXED_TIME
    path.write_bytes(_same_bytes(book))


def _banner(sheet: Worksheet, row: int, text: str, font: Font, height: float) -> None:
    """A merged row of text; centred over 48 columns it would be off screen."""
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(COLUMNS))
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = font, LEFT
    sheet.row_dimensions[row].height = height


def _header(sheet: Worksheet) -> None:
    start = 1
    for number, (group, sub, _, _) in enumerate(COLUMNS, 1):
        for row, text in ((3, group), (4, sub)):
            cell = sheet.cell(row, number, text)
            cell.font, cell.fill, cell.border, cell.alignment = Font(name="宋体", bold=True), HEADER_FILL, THIN, CENTRED
        last = number == len(COLUMNS) or COLUMNS[number][0] != group
        if sub is None:
            sheet.merge_cells(start_row=3, start_column=number, end_row=4, end_column=number)
        elif last:
            sheet.merge_cells(start_row=3, start_column=start, end_row=3, end_column=number)
        if last:
            start = number + 1
    sheet.row_dimensions[3].height = sheet.row_dimensions[4].height = 30


def _cells(sheet: Worksheet, row: int, values: Sequence[object]) -> None:
    for number, (value, (_, _, _, number_format)) in enumerate(zip(values, COLUMNS, strict=True), 1):
        cell = sheet.cell(row, number)
        if not pd.isna(value):  # a blank cell says "does not apply"; 0 says "has none"
            cell.value = AS_WRITTEN[number_format](value)
        cell.number_format, cell.border = number_format, THIN
        cell.font, cell.alignment = Font(name="宋体"), Alignment(vertical="center")


def _totals(sheet: Worksheet, row: int, schools: pd.DataFrame) -> None:
    sums = [schools[key].sum(min_count=1) for _, _, key, _ in COLUMNS[IDENTITY:]]
    _cells(sheet, row, [None] * IDENTITY + sums)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=IDENTITY)
    cell = sheet.cell(row, 1, "合计")
    cell.number_format, cell.alignment = "@", CENTRED


def _same_bytes(book: Workbook) -> bytes:
    """The workbook's archive with the saving time taken out (openpyxl always writes the clock)."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    book.save(saved)
    stamp = FIXED_TIME.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, ARCHIVE_TIME)
            entry.create_system = 3  # the same bytes on Windows
            target.writestr(entry, content)
    return fixed.getvalue()
