"""A small clean county as a sheet that can be damaged, and what reading it must give.

The cells of a sheet are what its author typed: numbers, texts, None, and `Typed` where a workbook knows more of a cell than its
value. Whoever moves a row or a column does it by `insert_row` and `insert_column`, so that the draft knows where its schools are.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

STAGES = {"小学": "primary", "初级中学": "junior"}
DIGITS = "甲乙丙丁戊己庚辛壬癸"
YEAR = 2023
FIGURES = (
    "students", "classes", "full_time_teachers", "teaching_area_m2", "indoor_sport_area_m2", "sport_area_m2", "equipment_yuan",
    "multimedia_rooms",
)  # fmt: skip
#: How each may be headed, and how many of its unit one written unit is.
HEADS = {
    "school_id": (("学校标识码", 1), ("学校代码", 1)),
    "school": (("学校名称", 1), ("单位名称", 1)),
    "school_type": (("办学类型", 1), ("学校类别", 1)),
    "students": (("在校生数", 1), ("在校学生数（人）", 1), ("学生人数", 1)),
    "classes": (("班级数", 1), ("教学班数", 1)),
    "full_time_teachers": (("专任教师", 1), ("专任教师数（人）", 1)),
    "teaching_area_m2": (("教学及辅助用房面积（㎡）", 1), ("教学及辅助用房面积（平方米）", 1)),
    "indoor_sport_area_m2": (("室内体育用房面积（㎡）", 1), ("体育馆面积（平方米）", 1)),
    "sport_area_m2": (("体育运动场地面积（㎡）", 1), ("运动场地面积（平方米）", 1)),
    "equipment_yuan": (("教学仪器设备资产值（万元）", 10_000), ("教学仪器设备值（元）", 1)),
    "multimedia_rooms": (("网络多媒体教室（间）", 1), ("多媒体教室（间）", 1)),
}
IN_SPLIT = 2  # rows of heads


@dataclass(frozen=True)
class Typed:
    """A cell of which a workbook knows more than its value: formula, error, a date's looks, or that it is none."""

    value: object
    formula: str = ""
    is_error: bool = False
    looks: str = ""  # "date" | "percent"


@dataclass
class Sheet:
    """Cells, merged areas (first row, first column, last row, last column; from 0) and what is hidden."""

    name: str
    cells: list[list[object]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    state: str = ""  # "" | "hidden" | "veryHidden"
    blank_after: int = 0  # rows without a value that the file holds nonetheless


@dataclass
class Draft:
    """A county's file before it is written.

    truth : school → figure → what it is, None where the damaged file does not say it
    schools : the row each school stands in; heads : the first row of heads
    order : the fields by their columns
    """

    rng: np.random.Generator
    county: str
    ending: str
    sheet: Sheet
    order: list[str]
    schools: dict[str, int]
    truth: dict[str, dict[str, float | None]]
    kinds: dict[str, str]
    factors: dict[str, float]
    head: int
    others: list[Sheet] = field(default_factory=list)  # after the sheet, or before it where they say so
    parts: dict[str, bytes] = field(default_factory=dict)  # more files in the archive
    bytes_changes: list[Callable[[bytes], bytes]] = field(default_factory=list)
    encoding: str = "utf-8-sig"
    delimiter: str = ","

    @property
    def name(self) -> str:
        return f"{self.county}.{self.ending}"

    @property
    def first(self) -> int:
        return min(self.schools.values(), default=len(self.sheet.cells))

    def column(self, name: str) -> int:
        return self.order.index(name)

    def a_school(self) -> str:
        return str(self.rng.choice(list(self.schools)))

    def a_figure(self, *without: str) -> str:
        return str(self.rng.choice([name for name in FIGURES if name in self.order and name not in without]))

    def cell(self, school: str, name: str) -> object:
        return self.sheet.cells[self.schools[school]][self.column(name)]

    def put(self, school: str, name: str, value: object) -> None:
        self.sheet.cells[self.schools[school]][self.column(name)] = value

    def forget(self, school: str, name: str) -> None:
        """The file no longer says this figure."""
        self.truth[school][name] = None

    def insert_row(self, at: int, cells: list[object]) -> None:
        sheet = self.sheet
        sheet.cells.insert(at, cells + [None] * (len(self.order) - len(cells)))
        self.schools = {name: row + (row >= at) for name, row in self.schools.items()}
        self.head += self.head >= at
        sheet.merged = [(a + (a >= at), b, c + (c >= at), d) for a, b, c, d in sheet.merged]
        sheet.hidden_rows = {row + (row >= at) for row in sheet.hidden_rows}

    def insert_column(self, at: int, name: str, cells: Callable[[int], object]) -> None:
        sheet = self.sheet
        for number, row in enumerate(sheet.cells):
            row.insert(at, cells(number))
        self.order.insert(at, name)
        sheet.merged = [(a, b + (b >= at), c, d + (d >= at)) for a, b, c, d in sheet.merged]
        sheet.hidden_columns = {column + (column >= at) for column in sheet.hidden_columns}

    def between_schools(self) -> int:
        """A row at which something can be put in between two schools."""
        return int(self.rng.integers(self.first + 1, max(self.schools.values()) + 1))


def random_draft(seed: int, ending: str = "") -> Draft:
    """A clean county of three to six schools; its name tells the seed, so that many can be read together."""
    rng = np.random.default_rng(seed)
    county = "".join(DIGITS[int(digit)] for digit in str(seed)) + "县"
    order, count = list(HEADS), int(rng.integers(3, 7))
    if rng.random() < 0.3:
        figures = order[3:]
        rng.shuffle(figures)
        order[3:] = figures
    chosen = {name: options[int(rng.integers(len(options)))] for name, options in HEADS.items()}
    factors = {name: factor for name, (_, factor) in chosen.items()}
    depth = int(rng.integers(1, 3))
    top = [[f"{county}{YEAR}年学校基本情况"]]
    heads = [[chosen[name][0] for name in order]] + ([[None] * len(order)] if depth == IN_SPLIT else [])
    merged = [(1, k, 2, k) for k in range(len(order))] if depth == IN_SPLIT else []
    rows, truth, kinds = [], {}, {}
    for k in range(count):
        school = f"{county[:-1]}第{k + 1}学校"
        kinds[school] = "小学" if k % 2 == 0 or count < 5 else "初级中学"
        truth[school] = _figures(rng, k)
        cells = {
            "school_id": f"31{seed % 10**6:06d}{k:02d}",
            "school": school,
            "school_type": kinds[school],
            **truth[school],
        }
        rows.append([_written(cells[name], factors[name]) for name in order])
    cells = [row + [None] * (len(order) - len(row)) for row in [*top, *heads, *rows]]
    schools = {school: len(top) + len(heads) + k for k, school in enumerate(truth)}
    chosen_ending = ending or str(rng.choice(["xlsx", "csv", "ods"], p=[0.6, 0.25, 0.15]))
    sheet = Sheet("学校情况", cells, merged)
    return Draft(rng, county, chosen_ending, sheet, order, schools, truth, kinds, factors, head=1)


def _figures(rng: np.random.Generator, k: int) -> dict[str, float]:
    """A school as schools are: nothing of it is worth a note, nothing is alike at all schools."""
    classes = int(rng.integers(6, 19)) + k
    students = classes * int(rng.integers(30, 42)) + k
    return {
        "students": students,
        "classes": classes,
        "full_time_teachers": round(students / 16) + k % 2,
        "teaching_area_m2": round(students * rng.uniform(4.4, 5.6), 1),
        "indoor_sport_area_m2": round(students * rng.uniform(0.25, 0.45), 1),
        "sport_area_m2": round(students * rng.uniform(7, 9), 1),
        "equipment_yuan": 100 * round(students * rng.uniform(19, 26)),
        "multimedia_rooms": classes + int(rng.integers(1, 4)),
    }


def _written(value: object, factor: float) -> object:
    if isinstance(value, str) or factor == 1:
        return value
    return float(f"{value / factor:.12g}")
