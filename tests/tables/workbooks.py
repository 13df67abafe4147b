"""County workbooks of the usual kinds, made from rows that are known: shape, heads, units, order and places vary.

A workbook is a `Book` of sheets; `county_workbook` makes one by a random number generator, `write` puts it into files.
What reading it must give is `expected`.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from analysis.tables.schools import AREAS, OWNERSHIPS, SCHOOL_TYPES
from analysis.tables.sheets.vocabulary import BAND_LIMITS, SECTIONS

SHAPES = ("wide", "sheets", "stages", "classes", "grades", "long")
STAGES = {"primary": "小学", "junior": "初中"}
GRADES = {"primary": "一二三四五六", "junior": "七八九"}
PEOPLE = ("full_time_teachers", "above_norm_teachers", "backbone_teachers", "pe_art_teachers")
ROOMS = ("teaching_area_m2", "indoor_sport_area_m2", "sport_area_m2", "equipment_yuan", "multimedia_rooms")
#: Headers each field may stand under.
NAMES = {
    "students": ("在校生数", "在校学生数", "学生人数", "在校生"),
    "classes": ("班级数", "教学班数", "班数"),
    "full_time_teachers": ("专任教师", "专任教师数", "专任教师总数"),
    "above_norm_teachers": ("高于规定学历教师数", "高于规定学历专任教师", "高学历教师"),
    "backbone_teachers": ("县级及以上骨干教师数", "骨干教师", "县级以上骨干教师"),
    "pe_art_teachers": ("体育、艺术专任教师数", "音体美专任教师", "体艺教师"),
    "teaching_area_m2": ("教学及辅助用房面积", "其中：教学及辅助用房", "教学及辅助用房"),
    "indoor_sport_area_m2": ("室内体育用房面积", "其中：室内体育用房面积", "体育馆面积"),
    "sport_area_m2": ("体育运动场地面积", "运动场地面积", "体育活动场地"),
    "equipment_yuan": ("教学仪器设备资产值", "教学仪器设备值", "仪器设备值"),
    "multimedia_rooms": ("网络多媒体教室", "网络多媒体教室数", "多媒体教室"),
    "school_id": ("学校标识码", "学校代码", "机构代码"),
    "school": ("学校名称", "单位名称", "学校（机构）名称"),
    "school_type": ("办学类型", "学校类别"),
    "area": ("城乡类型", "驻地城乡类型"),
    "ownership": ("举办者", "学校性质"),
    "year": ("统计年度", "学年", "年份", "统计年月"),
    "county_name": ("县区名称", "区县"),
    "stage": ("学段",),
    "grade": ("年级",),
    "class_id": ("班级名称", "班号"),
}
GROUPS = {"people": ("教师情况", "师资情况"), "rooms": ("办学条件", "设施设备"), "students": ("学生情况", "班级情况")}
TEXTS = ("school_id", "school", "school_type", "area", "ownership", "year", "county_name", "stage", "grade", "class_id")
WORDS = {
    "school_type": {key: words.zh for key, words in SCHOOL_TYPES.items()},
    "area": {key: words.zh for key, words in AREAS.items()},
    "ownership": {key: words.zh for key, words in OWNERSHIPS.items()},
}


@dataclass
class Column:
    """A key such as "students@primary", its header from top to bottom, and how many base units a written one is."""

    key: str
    path: tuple[str, ...]
    unit: float = 1


@dataclass
class Sheet:
    name: str
    title: str
    columns: list[Column]
    rows: list[dict[str, object]]
    has_total: bool = False
    remark: str = ""


@dataclass
class Book:
    """Files by their stems, each a list of sheets."""

    files: dict[str, list[Sheet]] = field(default_factory=dict)


def schools_of(rows: pd.DataFrame) -> list[dict[str, object]]:
    """One record a school from section rows (one county and year): counts by stage, rooms of the whole school."""
    schools = []
    for code, same in rows.groupby("school_id", sort=False):
        first = same.iloc[0]
        school = {key: first[key] for key in ("school", "school_type", "area", "ownership", "county_name")}
        school |= {"school_id": code, "year": int(first["year"]), **{key: first[key] for key in ROOMS}}
        for section in same.itertuples():
            for key in ("students", "classes", *PEOPLE, *BAND_LIMITS):
                school[f"{key}@{section.stage}"] = getattr(section, key)
        schools.append(school)
    return schools


def random_schools(rng: np.random.Generator, count: int) -> list[dict[str, object]]:
    """Made-up schools of a made-up county: every figure agrees with the others."""
    schools = []
    for number in range(count):
        kind = str(rng.choice(["primary", "junior", "nine_year", "teaching_point"], p=[0.55, 0.25, 0.12, 0.08]))
        school = {
            "school": f"云山县第{number + 1}{'学校' if kind == 'nine_year' else STAGES.get(kind, '教学点')}",
            "school_id": f"31{number:08d}",
            "school_type": kind,
            "area": str(rng.choice(list(AREAS))),
            "ownership": str(rng.choice(list(OWNERSHIPS), p=[0.9, 0.1])),
            "county_name": "云山县",
            "year": 2023,
        }
        for stage in SECTIONS[kind]:
            school |= {f"{key}@{stage}": value for key, value in _section(rng, stage).items()}
        total = sum(value for key, value in school.items() if key.startswith("students@"))
        school |= {
            "teaching_area_m2": round(total * rng.uniform(3, 7), 2),
            "indoor_sport_area_m2": round(total * rng.uniform(0, 0.5), 2),
            "sport_area_m2": round(total * rng.uniform(4, 14), 1),
            "equipment_yuan": float(round(total * rng.uniform(1000, 4000))),
            "multimedia_rooms": float(rng.integers(1, 60)),
        }
        schools.append(school)
    return schools


def _section(rng: np.random.Generator, stage: str) -> dict[str, float]:
    grades = len(GRADES[stage])
    sizes = rng.integers(26, 56, size=grades * int(rng.integers(1, 5)))
    teachers = max(len(sizes) * 2, 4)
    bands = {band: float(((sizes >= low) & (sizes <= high)).sum()) for band, (low, high) in BAND_LIMITS.items()}
    return {
        "students": float(sizes.sum()),
        "classes": float(len(sizes)),
        "full_time_teachers": float(teachers),
        "above_norm_teachers": float(rng.integers(0, teachers + 1)),
        "backbone_teachers": float(rng.integers(0, teachers // 2 + 1)),
        "pe_art_teachers": float(rng.integers(0, teachers // 3 + 1)),
        "_sizes": sizes,
        **bands,
    }


def compulsory(school: dict[str, object]) -> list[str]:
    """The stages of a school that are judged."""
    return [stage for stage in STAGES if f"students@{stage}" in school]


def expected(schools: Sequence[dict[str, object]], fields: Iterable[str], has_senior: bool) -> pd.DataFrame:
    """The sections reading must give: one row a school and stage; a senior section keeps its students only."""
    rows = []
    for school in schools:
        for stage in [*compulsory(school), *(["senior"] if has_senior and "students@senior" in school else [])]:
            row = {"school": school["school"], "stage": stage, "school_type": school["school_type"]}
            whole = school if stage != "senior" else {}
            known = {f"students@{stage}"} if stage == "senior" else school
            row |= {
                key: school[f"{key}@{stage}"] if f"{key}@{stage}" in known else whole.get(key, np.nan) for key in fields
            }
            rows.append(row)
    return pd.DataFrame(rows)


# ---- making ------------------------------------------------------------------------------------------------------


class Maker:
    """One workbook: its choices are drawn once, so that its sheets look as one person made them."""

    def __init__(self, rng: np.random.Generator, schools: Sequence[dict[str, object]], shape: str) -> None:
        self.rng, self.schools, self.shape = rng, list(schools), shape
        self.depth = int(rng.integers(1, 4))
        self.has_codes = bool(rng.random() < 0.7)
        self.year_in = str(rng.choice(["column", "title", "file"]))
        self.county_in = str(rng.choice(["column", "title", "file"]))
        self.has_totals = bool(rng.random() < 0.5)
        self.in_files = bool(rng.random() < 0.3)  # a file for each sheet
        self.is_ordered = False  # whether every sheet lists the schools in one order
        self.groups = {group: self.pick(words) for group, words in GROUPS.items()}

    def pick(self, options: Sequence[str]) -> str:
        return str(options[int(self.rng.integers(len(options)))])

    def column(self, key: str) -> Column:
        name, _, stage = key.partition("@")
        unit, text = 1.0, self.pick(NAMES[name]) if name in NAMES else band_header(name)
        if name == "equipment_yuan":
            unit = float(self.rng.choice([1, 10_000]))
            text += "（万元）" if unit == 10_000 else "（元）"
        elif name.endswith("_m2"):
            text += self.pick(["（㎡）", "（平方米）", ""])
        elif name in ("students", *PEOPLE):
            text += self.pick(["", "（人）"])
        path = self._path(name, text, {**STAGES, "senior": "高中"}.get(stage, ""))
        return Column(key, path, unit)

    def _path(self, name: str, text: str, stage: str) -> tuple[str, ...]:
        if name in BAND_LIMITS:
            return ("班额情况", stage, text) if self.depth == 3 and stage else (f"{stage}班额", text)
        if self.depth == 1 or name in TEXTS:
            return (f"{stage}{text}" if self.rng.random() < 0.5 or not stage else f"{text}（{stage}）",)
        group = "people" if name in PEOPLE else "rooms" if name in ROOMS else "students"
        upper = (self.groups[group],) if self.depth == 3 else ()
        return (*upper, text, stage) if stage else (*upper, text)

    def identity(self) -> list[str]:
        keys = ["school_id"] if self.has_codes else []
        keys += ["school"]
        keys += ["county_name"] if self.county_in == "column" else []
        return [*keys, *(["year"] if self.year_in == "column" else [])]

    def sheet(self, name: str, keys: Sequence[str], rows: Sequence[dict[str, object]], about: str = "") -> Sheet:
        title = f"{'云山县' if self.county_in == 'title' else ''}{'2023年' if self.year_in == 'title' else ''}{about or name}"
        place = [] if self.county_in != "title" and self.year_in != "title" and self.rng.random() < 0.5 else [title]
        shuffled = list(keys)
        self.rng.shuffle(shuffled)
        columns = [self.column(key) for key in (*self.identity(), *shuffled)]
        can_total = self.has_totals and name != "班级名单"
        return Sheet(
            name,
            place[0] if place else "",
            columns,
            list(rows),
            can_total,
            "注：以上为年报数据。" if self.rng.random() < 0.2 and not self.is_ordered else "",
        )

    def make(self) -> Book:
        sheets = getattr(self, f"_{self.shape}")()
        stem = f"{'云山县' if self.county_in == 'file' else '上报'}{'2023' if self.year_in == 'file' else ''}"
        if self.in_files:
            return Book({f"{stem}-{number}{sheet.name}": [sheet] for number, sheet in enumerate(sheets, 1)})
        return Book({f"{stem}数据": sheets})

    # each shape, as sheets

    def _counts(self, keys: Iterable[str]) -> list[str]:
        present = {stage for school in self.schools for stage in compulsory(school)}
        senior = (
            ["students@senior"] if "students" in keys and any("students@senior" in one for one in self.schools) else []
        )
        return [*(f"{key}@{stage}" for stage in STAGES if stage in present for key in keys), *senior]

    def _wide(self) -> list[Sheet]:
        keys = [
            "school_type",
            "area",
            "ownership",
            *self._counts(("students", "classes", *PEOPLE, *BAND_LIMITS)),
            *ROOMS,
        ]
        return [self.sheet("学校基本情况", keys, self.schools)]

    def _sheets(self) -> list[Sheet]:
        parts = [
            ("办学条件", ["school_type", "area", "ownership", *ROOMS]),
            ("班级情况", self._counts(("students", "classes", *BAND_LIMITS))),
            ("教师情况", self._counts(PEOPLE)),
        ]
        self.rng.shuffle(parts)
        return [self.sheet(name, keys, self._shuffled()) for name, keys in parts]

    def _stages(self) -> list[Sheet]:
        sheets = []
        for stage, word in STAGES.items():
            rows = [_of_stage(school, stage) for school in self.schools if stage in compulsory(school)]
            keys = ["school_type", "area", "students", "classes", *PEOPLE, *BAND_LIMITS]
            if rows:
                sheets.append(self.sheet(word, keys, rows, about=f"{word}基本情况"))
        return [*sheets, self.sheet("办学条件", ["ownership", *ROOMS], self.schools)]

    def _long(self) -> list[Sheet]:
        rows = [
            _of_stage(school, stage) | {"stage": STAGES[stage]}
            for school in self.schools
            for stage in compulsory(school)
        ]
        keys = ["stage", "school_type", "students", "classes", *PEOPLE, *BAND_LIMITS]
        return [
            self.sheet("学段情况", keys, rows),
            self.sheet("办学条件", ["area", "ownership", *ROOMS], self._shuffled()),
        ]

    def _classes(self) -> list[Sheet]:
        rows = [row for school in self.schools for row in _class_rows(school)]
        conditions = self.sheet(
            "办学条件", ["school_type", "area", "ownership", *ROOMS, *self._counts(PEOPLE)], self.schools
        )
        sheet = self.sheet("班级名单", ["grade", "class_id", "students"], rows)
        size = next(column for column in sheet.columns if column.key == "students")
        size.path = (self.pick(["人数", "班额", "学生数"]),)
        return [conditions, sheet]

    def _grades(self) -> list[Sheet]:
        rows = [_grade_row(school) for school in self.schools]
        columns = [
            f"{stage}·{grade}·{what}" for stage in STAGES for grade in GRADES[stage] for what in ("classes", "students")
        ]
        sheet = self.sheet("分年级情况", [], rows)
        present = [key for key in columns if any(key in row for row in rows)]
        for key in present:
            _, grade, what = key.split("·")
            text = self.pick(NAMES[what])
            sheet.columns.append(Column(key, (f"{grade}年级", text) if self.depth > 1 else (f"{grade}年级{text}",)))
        others = ["school_type", "area", "ownership", *ROOMS, *self._counts(PEOPLE)]
        return [self.sheet("办学条件与教师", others, self._shuffled()), sheet]

    def _shuffled(self) -> list[dict[str, object]]:
        """The schools, sometimes in another order: sheets are joined by code or name, never by place."""
        rows = list(self.schools)
        if not self.is_ordered and self.rng.random() < 0.3:
            self.rng.shuffle(rows)
        return rows


def band_header(band: str) -> str:
    low, high = BAND_LIMITS[band]
    return "25人及以下" if low == 1 else "66人及以上" if np.isinf(high) else f"{low}-{high}人"


def _of_stage(school: dict[str, object], stage: str) -> dict[str, object]:
    own = {key.partition("@")[0]: value for key, value in school.items() if key.endswith(f"@{stage}")}
    return {key: value for key, value in school.items() if "@" not in key} | own


def _grade_sizes(school: dict[str, object], stage: str) -> list[np.ndarray]:
    sizes = np.asarray(school[f"_sizes@{stage}"])
    return np.array_split(sizes, len(GRADES[stage]))


def _class_rows(school: dict[str, object]) -> Iterable[dict[str, object]]:
    for stage in compulsory(school):
        for grade, sizes in zip(GRADES[stage], _grade_sizes(school, stage), strict=True):
            for number, size in enumerate(sizes, 1):
                yield school | {"grade": f"{grade}年级", "class_id": f"{grade}（{number}）班", "students": float(size)}


def _grade_row(school: dict[str, object]) -> dict[str, object]:
    row = dict(school)
    for stage in compulsory(school):
        for grade, sizes in zip(GRADES[stage], _grade_sizes(school, stage), strict=True):
            row[f"{stage}·{grade}·classes"] = float(len(sizes))
            row[f"{stage}·{grade}·students"] = float(sizes.sum())
    return row


# ---- writing -----------------------------------------------------------------------------------------------------


def write(book: Book, folder: Path, kind: str = "xlsx", encoding: str = "gb18030") -> list[Path]:
    """The files of a book: workbooks, or for "csv" one text file a sheet."""
    if kind == "csv":
        return [
            _write_csv(sheet, folder / f"{_stem(stem, sheets, sheet)}.csv", encoding)
            for stem, sheets in book.files.items()
            for sheet in sheets
        ]
    paths = []
    for stem, sheets in book.files.items():
        workbook = Workbook()
        workbook.remove(workbook.active)
        for sheet in sheets:
            _write_sheet(workbook.create_sheet(sheet.name), sheet)
        paths.append(folder / f"{stem}.xlsx")
        workbook.save(paths[-1])
    return paths


def _stem(stem: str, sheets: Sequence[Sheet], sheet: Sheet) -> str:
    return stem if len(sheets) == 1 else f"{stem}-{sheet.name}"


def cells_of(sheet: Sheet) -> tuple[list[list[object]], list[str]]:
    """Every cell of a sheet, and the ranges that are merged."""
    depth = max(len(column.path) for column in sheet.columns)
    top = [[sheet.title]] if sheet.title else []
    heads = [
        [column.path[level] if level < len(column.path) else None for column in sheet.columns] for level in range(depth)
    ]
    merged = _merge(heads, len(top), [len(column.path) for column in sheet.columns])
    body = [[_cell(row.get(column.key), column) for column in sheet.columns] for row in sheet.rows]
    if sheet.has_total:
        body.append(_total(body, sheet.columns))
    return [*top, *heads, *body, *([[sheet.remark]] if sheet.remark else [])], merged


def _merge(heads: list[list[object]], top: int, depths: Sequence[int]) -> list[str]:
    """Neighbours with one text are merged across, short headers down; only the first cell keeps its text."""
    merged = []
    for level, row in enumerate(heads):
        start = 0
        for column in range(1, len(row) + 1):
            if column < len(row) and row[column] == row[start] and row[start] and level < depths[start] - 1:
                continue
            last = len(heads) if depths[start] == level + 1 else level + 1
            if row[start] and (column - start > 1 or last > level + 1):
                merged.append(
                    f"{get_column_letter(start + 1)}{top + level + 1}:{get_column_letter(column)}{top + last}"
                )
                row[start + 1 : column] = [None] * (column - start - 1)
            start = column
    return merged


def _cell(value: object, column: Column) -> object:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if column.key in WORDS:
        return WORDS[column.key][str(value)]
    if column.key == "year" and column.path[-1] == "统计年月":
        return f"{value}年9月"
    if isinstance(value, (float, np.floating)):
        return float(f"{float(value) / column.unit:.12g}")
    return value


def _total(body: list[list[object]], columns: Sequence[Column]) -> list[object]:
    sums = []
    for number, column in enumerate(columns):
        values = [row[number] for row in body if isinstance(row[number], float)]
        sums.append(float(sum(values)) if values and column.key not in TEXTS else None)
    return ["合计", *sums[1:]]


def _write_sheet(place: object, sheet: Sheet) -> None:
    cells, merged = cells_of(sheet)
    for row in cells:
        place.append(row)
    for area in merged:
        place.merge_cells(area)


def _write_csv(sheet: Sheet, path: Path, encoding: str) -> Path:
    cells, _ = cells_of(sheet)
    width = max(map(len, cells))
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(
            [["" if cell is None else cell for cell in row] + [""] * (width - len(row)) for row in cells]
        )
    return path
