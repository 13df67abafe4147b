"""The yearly forms of made-up schools, in workbooks and sheets of several layouts; heads and orientation vary."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from tables.workbooks import STAGES, WORDS, band_header, compulsory

from analysis.tables.sheets.vocabulary import BAND_LIMITS

Cells = list[list[object]]
CLASS_FORM = {"primary": "2106", "junior": "2107"}
STUDENT_FORM = {"primary": "3112", "junior": "3115"}
TEACHER_FORM = {"primary": "4155", "junior": "4156"}


LAYOUTS = ("books", "named_sheets", "counted_sheets", "sheet_a_school", "one_sheet")


def write_forms(
    schools: Sequence[dict[str, object]], folder: Path, rng: np.random.Generator, layout: str = "books"
) -> list[Path]:
    """The forms of some schools; every figure of the rows stands in some form.

    layout : a workbook a school; or one workbook with sheets that bear the school's name or a count, with a sheet a
        school that holds its forms one below the other, or with all of them in one sheet
    """
    forms = [list(_sheets(school, rng)) for school in schools]
    if layout == "books":
        paths = [folder / f"{number:03d}-{school['school']}.xlsx" for number, school in enumerate(schools)]
        for path, school, own in zip(paths, schools, forms, strict=True):
            _save(path, [(_sheet_name(number, school), [[title], *cells]) for number, title, cells in own], rng)
        return paths
    path = folder / "教基表.xlsx"
    if layout in ("named_sheets", "counted_sheets"):
        said = [f"_{one['school']}" if layout == "named_sheets" else f" ({k})" for k, one in enumerate(schools)]
        named = [
            (_sheet_name(number, school) + words, [[title], *cells])
            for school, words, own in zip(schools, said, forms, strict=True)
            for number, title, cells in own
        ]
        if layout == "named_sheets":
            rng.shuffle(named)
        _save(path, named, rng)
        return [path]
    blocks = [[row for number, title, cells in own for row in ([f"教基{number} {title}"], *cells, [])] for own in forms]
    if layout == "one_sheet":
        _save(path, [("基层报表", [row for block in blocks for row in block])], rng)
    else:
        _save(path, [(str(school["school"]), block) for school, block in zip(schools, blocks, strict=True)], rng)
    return [path]


def _sheet_name(number: str, school: dict[str, object]) -> str:
    return f"教基{number}_{WORDS['school_type'][str(school['school_type'])]}"


def _save(path: Path, sheets: list[tuple[str, Cells]], rng: np.random.Generator) -> None:
    book = Workbook()
    book.remove(book.active)
    if path.name != "教基表.xlsx" and rng.random() < 0.5:
        rng.shuffle(sheets)
    for name, cells in sheets:
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
        width = max(map(len, cells))
        if width > 1 and rng.random() < 0.5:
            sheet.merge_cells(f"A1:{get_column_letter(width)}1")
    book.save(path)


def _sheets(school: dict[str, object], rng: np.random.Generator) -> Iterator[tuple[str, str, Cells]]:
    yield "1001", "学校（机构）基本情况", _identity(school)
    stages = compulsory(school)
    yield "1102", "县级以上骨干教师", _turned(_backbone(school, stages), rng)
    for stage in stages:
        own = {key.partition("@")[0]: value for key, value in school.items() if key.endswith(f"@{stage}")}
        word = STAGES[stage]
        yield CLASS_FORM[stage], f"{word}班额情况", _turned(_classes(own), rng)
        yield STUDENT_FORM[stage], f"{word}学生数", _students(own)
        yield TEACHER_FORM[stage], f"{word}专任教师学历情况", _turned(_teachers(own, stage), rng)
    if "students@senior" in school:
        yield "3118", "普通高中学生数", [["", "在校生数"], ["总计", school["students@senior"]]]
    yield "4153", "专任教师分课程情况", _turned(_courses(school, stages, rng), rng)
    yield "5170", "校舍情况", _rooms(school)
    yield "5176", "占地面积及其他办学条件", _conditions(school, rng)


def _turned(cells: Cells, rng: np.random.Generator) -> Cells:
    """The same table with rows for columns, half of the time."""
    return [list(row) for row in zip(*cells, strict=True)] if rng.random() < 0.5 else cells


def _identity(school: dict[str, object]) -> Cells:
    return [
        ["学校（机构）名称", school["school"], "学校（机构）标识码", school["school_id"]],
        [
            "办学类型",
            WORDS["school_type"][str(school["school_type"])],
            "举办者",
            WORDS["ownership"][str(school["ownership"])],
        ],
        ["驻地城乡类型", WORDS["area"][str(school["area"])], "统计时点", f"{school['year']}年9月1日"],
        ["县（市、区）", school["county_name"], "所属中心校", school.get("parent") or None],
        ["是否计校数", "是" if school.get("counts_as_school", True) else "否", None, None],
    ]


def _backbone(school: dict[str, object], stages: Sequence[str]) -> Cells:
    return [
        ["", *(STAGES[stage] for stage in stages)],
        ["县级以上骨干教师", *(school[f"backbone_teachers@{stage}"] for stage in stages)],
    ]


def _classes(own: dict[str, object]) -> Cells:
    rows = [
        ["总计", own["classes"], own["classes"]],
        *([band_header(band), own[band], own[band]] for band in BAND_LIMITS),
    ]
    return [["", "合计", "其中：寄宿"], *rows]


def _students(own: dict[str, object]) -> Cells:
    count = float(own["students"])
    return [
        ["", "毕业生数", "招生数", "在校生数", None],
        [None, None, None, "合计", "一年级"],
        ["甲", "1", "2", "3", "4"],
        ["总计", 10, 12, count, count // 3],
        ["其中：女", 5, 6, count // 2, count // 6],
    ]


def _teachers(own: dict[str, object], stage: str) -> Cells:
    """Degrees such that those above the required one are as many as the rows say."""
    above, rest = (
        float(own["above_norm_teachers"]),
        float(own["full_time_teachers"]) - float(own["above_norm_teachers"]),
    )
    masters = above // 5
    college, school = (above // 4, rest) if stage == "primary" else (rest, 0.0)
    bachelors = above - masters - (college if stage == "primary" else 0)
    counts = [("总计", own["full_time_teachers"]), ("博士研究生毕业", 0), ("硕士研究生毕业", masters)]
    counts += [("本科毕业", bachelors), ("专科毕业", college), ("高中阶段毕业", school)]
    return [["", "合计", "其中：女"], *([word, count, 0] for word, count in counts)]


def _courses(school: dict[str, object], stages: Sequence[str], rng: np.random.Generator) -> Cells:
    rows: Cells = [
        ["", *(STAGES[stage] for stage in stages)],
        ["体育与健康"],
        ["艺术"],
        ["其中：音乐"],
        ["美术"],
        ["语文"],
    ]
    for stage in stages:
        both = float(school[f"pe_art_teachers@{stage}"])
        arts = float(rng.integers(0, int(both) + 1))
        music = float(rng.integers(0, int(arts) + 1))
        for row, value in zip(rows[1:], (both - arts, arts, music, arts - music, 7), strict=True):
            row.append(value)
    return rows


def _rooms(school: dict[str, object]) -> Cells:
    total, indoor = school["teaching_area_m2"], school["indoor_sport_area_m2"]
    return [
        ["单位：平方米"],
        ["", "", "编号", "合计"],
        ["教学及辅助用房", "计", "01", total],
        ["", "教室", "02", 1],
        ["", "公共教学用房", "03", 2],
        ["", "其中：室内体育用房", "04", indoor],
        ["行政办公用房", "", "05", 3],
    ]


def _conditions(school: dict[str, object], rng: np.random.Generator) -> Cells:
    money = float(str(school["equipment_yuan"]))
    in_ten_thousands = rng.random() < 0.5
    rows: Cells = [
        ["占地面积（平方米）", 99_999],
        ["其中：运动场地面积（平方米）", school["sport_area_m2"]],
        [
            f"教学仪器设备资产值（{'万元' if in_ten_thousands else '元'}）",
            float(f"{money / 10_000:.12g}") if in_ten_thousands else money,
        ],
        ["网络多媒体教室（间）", school["multimedia_rooms"]],
    ]
    return [["项目", "数量"], *rows]
