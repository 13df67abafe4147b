"""The command line as a stranger meets it: words in, printed lines and an exit code out."""

from pathlib import Path
from typing import NamedTuple

from openpyxl import load_workbook


class Said(NamedTuple):
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str


#: One row of the template by its two header rows; what is left out stays empty.
SCHOOLS = [
    ("一小", "小学", {"小学": 420}, {"小学": 10}, 24, 2100, 300, 3400, 95.5, 11),
    ("二小", "小学", {"小学": 180}, {"小学": 6}, 14, 1300, 100, 1900, 40.2, 6),
    ("一中", "初级中学", {"初中": 520}, {"初中": 11}, 46, 3600, 500, 6100, 160, 14),
    ("九年制学校", "九年一贯制学校", {"小学": 166, "初中": 210}, {"小学": 6, "初中": 6}, 30, 2400, 300, 4200, 90, 10),
]


def fill_template(path: Path, year: int = 2023) -> None:
    """Four schools of one county typed into the empty workbook, found by its printed headers."""
    book = load_workbook(path)
    sheet = book["学校情况"]
    columns, group = {}, None
    for number in range(1, sheet.max_column + 1):
        group = sheet.cell(3, number).value or group
        columns[group, sheet.cell(4, number).value] = number
    for row, (name, kind, students, classes, teachers, rooms, indoor, grounds, equipment, media) in enumerate(
        SCHOOLS, 6
    ):
        values = {
            ("统计年度", None): year, ("县区代码", None): "990101", ("县区名称", None): "甲县",
            ("学校名称", None): name, ("学校标识码", None): f"S{row}", ("办学类型", None): kind,
            ("城乡类型", None): "镇区", ("举办者", None): "公办", ("是否计校数", None): "是",
            ("教学及辅助用房面积（㎡）", None): rooms, ("其中：室内体育用房面积（㎡）", None): indoor,
            ("体育运动场地面积（㎡）", None): grounds, ("教学仪器设备资产值（万元）", None): equipment,
            ("网络多媒体教室（间）", None): media,
        }  # fmt: skip
        for stage, count in students.items():
            values[("在校生数", stage)] = count
            values[("班级数", stage)] = classes[stage]
            for head, share in (("专任教师", 1), ("高于规定学历教师数", 0.9), ("县级及以上骨干教师数", 0.2),
                                ("体育、艺术专任教师数", 0.2)):  # fmt: skip
                values[(head, stage)] = int(teachers * share * count / sum(students.values()))
        for column, value in values.items():
            sheet.cell(row, columns[column], value)
    book.save(path)


def line_of(said: Said, lang: str) -> str:
    """The one line of a refusal; it says what was expected in the reader's language and shows no traceback."""
    assert "Traceback" not in said.out + said.err, said
    assert 'File "' not in said.err
    (line,) = said.err.strip().splitlines()
    assert ("，应为" if lang == "zh" else "; expected ") in line, line
    return line
