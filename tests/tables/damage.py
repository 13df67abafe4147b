"""What offices do to workbooks: a hundred kinds of damage, each a change of the cells or of the file's bytes.

A damage takes a worksheet of a clean county (`SHEET`, title, two rows of heads, schools from row 4, a total, a remark) and
changes it in place, or takes the bytes of the file and gives others. Nothing here is right or wrong by itself: reading must
give the clean table, or name the place.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "学校情况"
HEAD, FIRST, COUNT = 2, 4, 24  # the first row of heads and of schools, and how many schools
LAST = FIRST + COUNT - 1
CODE, NAME, KIND, STUDENTS, CLASSES, TEACHERS, ROOMS, INDOOR, MONEY, MEDIA = range(1, 11)
TITLE = "云山县2023年小学基本情况"
HEADS = [
    ("学校标识码", None), ("学校名称", None), ("办学类型", None), ("在校生数", "小学"), ("班级数", "小学"), ("专任教师", "小学"),
    ("教学及辅助用房面积（㎡）", None), ("室内体育用房面积（㎡）", None), ("教学仪器设备资产值（万元）", None), ("网络多媒体教室（间）", None),
]  # fmt: skip


def clean() -> Workbook:
    """A county of schools that differ as schools do."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append([TITLE])
    sheet.append([upper for upper, _ in HEADS])
    sheet.append([lower for _, lower in HEADS])
    for k in range(COUNT):
        n = 220 + 37 * k + 11 * (k % 5)
        sheet.append(
            [f"31340{k:05d}", f"云山第{k + 1}小学", "小学", n, round(n / 38), round(n / 16), 5 * n + 3 * k, 20 + k,
             round(0.21 * n + k % 3, 2), round(n / 40) + 1]
        )  # fmt: skip
    sheet.append(
        [
            "合计",
            None,
            None,
            *(sum(sheet.cell(r, c).value for r in range(FIRST, LAST + 1)) for c in range(STUDENTS, MEDIA + 1)),
        ]
    )
    sheet.append(["注：数据为年报口径。"])
    for column, (_, lower) in enumerate(HEADS, 1):
        if lower is None:
            sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=10)
    return book


@dataclass(frozen=True)
class Damage:
    """A named change: of the sheet, or of the bytes."""

    name: str
    sheet: Callable[[Worksheet], object] | None = None
    content: Callable[[bytes], bytes] | None = None


DAMAGES: list[Damage] = []


def _cell(name: str, row: int, column: int, value: object) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(row, column).value = value

    DAMAGES.append(Damage(name, change))


def _each(name: str, column: int, change: Callable[[object], object]) -> None:
    def all_rows(sheet: Worksheet) -> None:
        for row in range(FIRST, LAST + 1):
            sheet.cell(row, column).value = change(sheet.cell(row, column).value)

    DAMAGES.append(Damage(name, all_rows))


def _do(name: str) -> Callable:
    def keep(change: Callable[[Worksheet], object]) -> Callable:
        DAMAGES.append(Damage(name, change))
        return change

    return keep


# one cell that is no figure
for sign in (
    "三百",
    "约500",
    "500人左右",
    "见附件",
    "#DIV/0!",
    "#REF!",
    "#VALUE!",
    "待定",
    "?",
    "5 00O",
    "１２３４５６７",
    "12..5",
    "1,23,456",
    "=未知",
):
    _cell(f"a cell reads {sign!r}", 8, STUDENTS, sign)
# one cell that says nothing, or much
for sign in (None, "", " ", "—", "/", "无", "-", "…", "不详", "N/A", "\u200b", "\xa0"):
    _cell(f"a figure is {sign!r}", 9, MEDIA, sign)
for sign in (None, "—", "无"):
    _cell(f"students are {sign!r}", 9, STUDENTS, sign)
for value in (-999, -1, 0, 99_999, 0.5, 1e12, dt.datetime(2023, 9, 1), dt.time(9, 30), True):
    _cell(f"students are {value!r}", 10, STUDENTS, value)
for value in (-3, 500_000, 5_000, dt.datetime(1900, 1, 12), 12.5):
    _cell(f"multimedia rooms are {value!r}", 10, MEDIA, value)
for value in (-1, 1e15, dt.datetime(2023, 9, 1)):
    _cell(f"equipment is {value!r}", 10, MONEY, value)
_cell("more teachers above all", 10, TEACHERS, 9_999)
_cell("indoor rooms above all rooms", 10, INDOOR, 99_999)
_cell("a type nobody knows", 11, KIND, "希望小学")
_cell("a type of another stage", 11, KIND, "初级中学")
_cell("a code lost its leading figures", 11, CODE, 7)
_cell("a code as a power", 11, CODE, 3.134e9)
_cell("no code", 11, CODE, None)
_cell("no name", 11, NAME, None)
_cell("neither code nor name is left of a school's row", 11, NAME, "　")
_cell("a name twice", 11, NAME, "云山第1小学")
_cell("a code twice", 11, CODE, "3134000000")
_cell("the total is wrong", LAST + 1, STUDENTS, 7)
_cell("a total in the middle", 12, CODE, "合计")
_cell("another year in the title", 1, 1, "云山县2019年小学基本情况")
_cell("another stage in the title", 1, 1, "云山县2023年初中基本情况")
_cell("no title", 1, 1, None)
_cell("a head is misspelt", HEAD, ROOMS, "教学及辅助用房免积")
_cell("the head of students is misspelt", HEAD, STUDENTS, "在较生数")
_cell("two heads are alike", HEAD, MEDIA, "教学仪器设备资产值（万元）")
_cell("the unit went from a head", HEAD, MONEY, "教学仪器设备资产值")
_cell("another unit in a head", HEAD, MONEY, "教学仪器设备资产值（元）")
_cell("a unit of another kind in a head", HEAD, MONEY, "教学仪器设备资产值（㎡）")
_cell("areas by the 亩", HEAD, ROOMS, "教学及辅助用房面积（亩）")
_cell("the head of names is gone", HEAD, NAME, None)
_cell("senior students in a column of primary ones", 3, STUDENTS, "高中")
# whole columns
_each("students as text", STUDENTS, str)
_each(
    "students in full-width figures",
    STUDENTS,
    lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
)
_each("students with a unit", STUDENTS, lambda n: f"{n}人")
_each("students with commas", STUDENTS, lambda n: f"{n:,}")
_each("students with spaces", STUDENTS, lambda n: f" {n} ")
_each("students with an apostrophe", STUDENTS, lambda n: f"'{n}")
_each("money with its unit", MONEY, lambda n: f"{n}万元")
_each("money in yuan under a head of 万元", MONEY, lambda n: n * 10_000)
_each("money in 亿元", MONEY, lambda n: n / 10_000)
_each("areas in 亩", ROOMS, lambda n: n / 667)
_each("areas in hectares", ROOMS, lambda n: n / 10_000)
_each("no equipment at all", MONEY, lambda n: 0)
_each("one number of rooms in every school", MEDIA, lambda n: 12)
_each("codes as numbers", CODE, int)
_each("codes as floats", CODE, float)
_each("names with trailing spaces", NAME, lambda name: f"{name} ")
_each("names with a zero-width space", NAME, lambda name: f"{name}\u200b")
_each("names with a non-breaking space", NAME, lambda name: f"\xa0{name}")
_each("names with a line break", NAME, lambda name: f"{name[:3]}\n{name[3:]}")
_each("types with a number before", KIND, lambda kind: f"211{kind}")
_each("negative classes", CLASSES, lambda n: -n)
_each("every school is its own county's name", NAME, lambda name: "云山县")
_each("no classes", CLASSES, lambda n: None)
_each("no students", STUDENTS, lambda n: None)


@_do("a column is hidden")
def _hidden_column(sheet):
    sheet.column_dimensions["D"].hidden = True


@_do("half of a column is ten times too large")
def _half_times_ten(sheet):
    for row in range(FIRST, LAST + 1, 2):
        sheet.cell(row, MONEY).value *= 10


@_do("a blank row inside")
def _blank_row(sheet):
    sheet.insert_rows(10)


@_do("many blank rows after")
def _blank_rows(sheet):
    sheet.cell(50_000, 1).value = None
    sheet.cell(50_000, 2).value = " "


@_do("the heads again in the middle")
def _heads_again(sheet):
    sheet.insert_rows(12)
    for column, (upper, _) in enumerate(HEADS, 1):
        sheet.cell(12, column).value = upper


@_do("a row of column numbers")
def _column_numbers(sheet):
    sheet.insert_rows(FIRST)
    for column, sign in enumerate("甲乙丙1234567", 1):
        sheet.cell(FIRST, column).value = sign


@_do("a row shifted by one cell")
def _shifted(sheet):
    values = [sheet.cell(9, column).value for column in range(1, 10)]
    for column, value in enumerate(values, 2):
        sheet.cell(9, column).value = value


@_do("a school twice")
def _twice(sheet):
    sheet.insert_rows(9)
    for column in range(1, 11):
        sheet.cell(9, column).value = sheet.cell(8, column).value


@_do("two columns changed places below their heads")
def _swapped(sheet):
    for row in range(FIRST, LAST + 1):
        one, other = sheet.cell(row, STUDENTS), sheet.cell(row, CLASSES)
        one.value, other.value = other.value, one.value


@_do("an empty column inside")
def _empty_column(sheet):
    sheet.unmerge_cells("A1:J1")
    sheet.insert_cols(3)


@_do("a hidden row")
def _hidden_row(sheet):
    sheet.row_dimensions[9].hidden = True


@_do("a hidden copy of the sheet")
def _hidden_copy(sheet):
    sheet.parent.copy_worksheet(sheet).sheet_state = "hidden"


@_do("an open copy of the sheet")
def _open_copy(sheet):
    sheet.parent.copy_worksheet(sheet)


@_do("an open copy in which one figure differs")
def _other_copy(sheet):
    sheet.parent.copy_worksheet(sheet).cell(9, STUDENTS).value += 1


@_do("an empty sheet before")
def _empty_sheet(sheet):
    sheet.parent.create_sheet("Sheet1", 0)


@_do("a sheet of other figures after")
def _other_figures(sheet):
    other = sheet.parent.create_sheet("经费")
    for number in range(9):
        other.append([f"第{number}项", number])


@_do("a footnote merged over the table's width")
def _merged_note(sheet):
    sheet.merge_cells(start_row=LAST + 2, end_row=LAST + 2, start_column=1, end_column=10)


@_do("two schools merged into one cell")
def _merged_schools(sheet):
    sheet.merge_cells(start_row=9, end_row=10, start_column=NAME, end_column=NAME)


@_do("two figures merged into one cell")
def _merged_figures(sheet):
    sheet.merge_cells(start_row=9, end_row=10, start_column=STUDENTS, end_column=STUDENTS)


@_do("a formula without a stored value")
def _formula(sheet):
    sheet.cell(9, STUDENTS).value = "=SUM(1,2)"


@_do("a second table below")
def _second_table(sheet):
    for column, text in enumerate(("项目", "金额", "备注"), 1):
        sheet.cell(LAST + 5, column).value = text
        sheet.cell(LAST + 6, column).value = 5


@_do("the schools of another county")
def _other_county(sheet):
    sheet.cell(HEAD, 11).value = "县区名称"
    for row in range(FIRST, LAST + 1):
        sheet.cell(row, 11).value = "云山县" if row != 9 else "海川县"


@_do("rows of another year")
def _other_year(sheet):
    sheet.cell(HEAD, 11).value = "统计年度"
    for row in range(FIRST, LAST + 1):
        sheet.cell(row, 11).value = 2023 if row != 9 else "二三年"


@_do("a column of years before Christ")
def _odd_year(sheet):
    sheet.cell(HEAD, 11).value = "统计年度"
    for row in range(FIRST, LAST + 1):
        sheet.cell(row, 11).value = 112


@_do("a school that is its own parent")
def _own_parent(sheet):
    sheet.cell(HEAD, 11).value = "所属中心校"
    sheet.cell(9, 11).value = sheet.cell(9, NAME).value


@_do("a parent school that is not there")
def _no_parent(sheet):
    sheet.cell(HEAD, 11).value = "所属中心校"
    sheet.cell(9, 11).value = "别县小学"


@_do("a school ten times too rich")
def _rich(sheet):
    sheet.cell(9, MONEY).value *= 10


@_do("a school with a tenth of its rooms")
def _poor(sheet):
    sheet.cell(9, ROOMS).value /= 10


@_do("students and areas typed for each other")
def _typed_for_each_other(sheet):
    one, other = sheet.cell(9, STUDENTS), sheet.cell(9, ROOMS)
    one.value, other.value = other.value, one.value


@_do("the last schools cut off")
def _cut_off(sheet):
    sheet.delete_rows(LAST - 2, 3)


@_do("nothing below the heads")
def _no_rows(sheet):
    sheet.delete_rows(FIRST, COUNT + 4)


@_do("nothing at all")
def _nothing(sheet):
    sheet.delete_rows(1, COUNT + 8)


@_do("heads in the last row")
def _heads_last(sheet):
    sheet.move_range(f"A{HEAD}:J3", rows=40)


def _bytes(name: str, change: Callable[[bytes], bytes]) -> None:
    DAMAGES.append(Damage(name, content=change))


_bytes("cut in the middle", lambda content: content[: len(content) // 2])
_bytes("cut at the end", lambda content: content[:-40])
_bytes("an empty file", lambda content: b"")
_bytes("a web page under its name", lambda content: b"<html><table><tr><td>1</td></tr></table></html>")
_bytes("a picture under its name", lambda content: b"\x89PNG\r\n\x1a\n" + content[:200])
_bytes("an old compound file that is none", lambda content: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
_bytes("one byte changed in the middle", lambda content: content[:900] + b"\x00" + content[901:])
_bytes("text in the code of Hong Kong", lambda content: "學校名稱,在校生數\n一小,三百".encode("big5"))


def written(damage: Damage) -> bytes:
    """The clean workbook with one damage done to it."""
    book = clean()
    if damage.sheet:
        damage.sheet(book[SHEET])
    buffer = BytesIO()
    book.save(buffer)
    return damage.content(buffer.getvalue()) if damage.content else buffer.getvalue()
