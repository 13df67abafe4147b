"""What is done to a draft, one function a kind; several are drawn for one table.

Each says what became of the truth: a figure that the file no longer says is missing, one that merely looks different is not.
A figure typed wrong but likely is nobody's to notice, so nothing here does that.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tables.damaged.draft import FIGURES, Draft, Sheet, Typed

ALL, BOOKS, XLSX = ("xlsx", "ods", "csv"), ("xlsx", "ods"), ("xlsx",)


@dataclass(frozen=True)
class Kind:
    """A kind of damage, the files it can be done to, and how often: what is always refused hides what else was done."""

    name: str
    endings: tuple[str, ...]
    do: Callable[[Draft], object]
    weight: float


SELDOM = 0.3
KINDS: list[Kind] = []


def damage(name: str, endings: tuple[str, ...] = ALL, weight: float = 1) -> Callable:
    def keep(do: Callable[[Draft], object]) -> Callable:
        KINDS.append(Kind(name, endings, do, weight))
        return do

    return keep


# ---- heads -------------------------------------------------------------------------------------------------------


@damage("a head merged over several others", BOOKS)
def _head_above(draft: Draft) -> None:
    first = int(draft.rng.integers(0, len(draft.order) - 1))
    last = int(draft.rng.integers(first + 1, len(draft.order)))
    draft.insert_row(draft.head, [None] * first + ["基本情况"])
    draft.head -= 1
    draft.sheet.merged.append((draft.head, first, draft.head, last))


@damage("a merged title", BOOKS)
def _merged_title(draft: Draft) -> None:
    draft.sheet.merged.append((0, 0, 0, int(draft.rng.integers(1, len(draft.order)))))


@damage("more titles above")
def _titles(draft: Draft) -> None:
    for text in ("填表说明：数据为年报口径", "附件2", None)[: int(draft.rng.integers(1, 4))]:
        draft.insert_row(0, [text])


@damage("spaces and breaks in heads")
def _spaced_heads(draft: Draft) -> None:
    row = draft.sheet.cells[draft.head]
    for column, text in enumerate(row):
        if isinstance(text, str) and draft.rng.random() < 0.5:
            at = int(draft.rng.integers(1, len(text)))
            row[column] = text[:at] + str(draft.rng.choice([" ", "\n", "　", "\u200b", "\xa0"])) + text[at:]


@damage("a head twice, with other figures", weight=SELDOM)
def _head_twice(draft: Draft) -> None:
    name = draft.a_figure()
    column, rows = draft.column(name), set(draft.schools.values())
    cells = draft.sheet.cells
    draft.insert_column(
        len(draft.order),
        f"{name} again",
        lambda row: cells[row][column] * 3 if row in rows and isinstance(cells[row][column], (int, float))
        else cells[row][column] if row == draft.head else None,
    )  # fmt: skip


@damage("a column nobody knows")
def _unknown_column(draft: Draft) -> None:
    at = int(draft.rng.integers(0, len(draft.order) + 1))
    rows = set(draft.schools.values())
    draft.insert_column(at, f"unknown {at}", lambda row: "备查" if row == draft.head else row if row in rows else None)


@damage("an empty column inside")
def _empty_column(draft: Draft) -> None:
    draft.insert_column(int(draft.rng.integers(1, len(draft.order))), f"empty {len(draft.order)}", lambda row: None)


@damage("a column without a head")
def _no_head(draft: Draft) -> None:
    name = draft.a_figure("students")
    draft.sheet.cells[draft.head][draft.column(name)] = None


@damage("the unit gone from a head")
def _no_unit(draft: Draft) -> None:
    column = draft.column(draft.a_figure())
    text = draft.sheet.cells[draft.head][column]
    if isinstance(text, str):
        draft.sheet.cells[draft.head][column] = text.split("（")[0]


@damage("a row of column numbers")
def _numbered(draft: Draft) -> None:
    signs = ["甲", "乙", "丙", *range(1, len(draft.order) - 2)]
    draft.insert_row(draft.first, signs[: len(draft.order)])


# ---- rows --------------------------------------------------------------------------------------------------------


@damage("blank rows inside")
def _blank_inside(draft: Draft) -> None:
    for _ in range(int(draft.rng.integers(1, 5))):
        draft.insert_row(draft.between_schools(), [None])


@damage("many blank rows after")
def _blank_after(draft: Draft) -> None:
    draft.sheet.blank_after = int(draft.rng.choice([50, 500, 3000], p=[0.5, 0.45, 0.05]))


@damage("the heads again in the middle")
def _heads_again(draft: Draft) -> None:
    draft.insert_row(draft.between_schools(), list(draft.sheet.cells[draft.head]))


def _total(draft: Draft, factor: float = 1) -> list[object]:
    cells: list[object] = [str(draft.rng.choice(["合计", "总计", "小计", "全县合计"]))] + [None] * (
        len(draft.order) - 1
    )
    for name in FIGURES:
        numbers = [draft.cell(school, name) for school in draft.schools]
        if all(isinstance(number, (int, float)) for number in numbers):
            cells[draft.column(name)] = round(sum(numbers) * factor, 2)
    return cells


@damage("a total below")
def _total_below(draft: Draft) -> None:
    draft.insert_row(max(draft.schools.values()) + 1, _total(draft))


@damage("a total above the schools")
def _total_above(draft: Draft) -> None:
    draft.insert_row(draft.first, _total(draft))


@damage("a total in the middle")
def _total_inside(draft: Draft) -> None:
    draft.insert_row(draft.between_schools(), _total(draft, 0.5))


@damage("a remark merged below", BOOKS)
def _remark_below(draft: Draft) -> None:
    at = max(draft.schools.values()) + 1
    draft.insert_row(at, ["注：数据为年报口径，以学校填报为准。"])
    draft.sheet.merged.append((at, 0, at, len(draft.order) - 1))


@damage("a remark merged in the middle", BOOKS)
def _remark_inside(draft: Draft) -> None:
    at = draft.between_schools()
    draft.insert_row(at, ["备注：以下为镇区学校"])
    draft.sheet.merged.append((at, 0, at, int(draft.rng.integers(1, len(draft.order)))))


@damage("a school's row hidden", XLSX)
def _hidden_row(draft: Draft) -> None:
    draft.sheet.hidden_rows.add(draft.schools[draft.a_school()])


@damage("a column hidden", XLSX)
def _hidden_column(draft: Draft) -> None:
    draft.sheet.hidden_columns.add(draft.column(draft.a_figure()))


@damage("a school twice", weight=SELDOM)
def _twice(draft: Draft) -> None:
    school = draft.a_school()
    draft.insert_row(draft.schools[school] + 1, list(draft.sheet.cells[draft.schools[school]]))


@damage("a row shifted by one cell", weight=SELDOM)
def _shifted(draft: Draft) -> None:
    row = draft.sheet.cells[draft.schools[draft.a_school()]]
    row.insert(int(draft.rng.integers(0, 4)), None)
    row.pop()


@damage("two schools merged into one name", BOOKS)
def _merged_names(draft: Draft) -> None:
    _merged_down(draft, "school")


@damage("two figures merged into one cell", BOOKS)
def _merged_figures(draft: Draft) -> None:
    _merged_down(draft, draft.a_figure())


@damage("two types merged into one cell", BOOKS)
def _merged_types(draft: Draft) -> None:
    school = _merged_down(draft, "school_type")
    if school:
        above = next(name for name, row in draft.schools.items() if row == draft.schools[school] - 1)
        draft.kinds[school] = draft.kinds[above]


def _merged_down(draft: Draft, name: str) -> str | None:
    """A cell merged with the one below, which loses what it said; the lower school."""
    pairs = [(a, b) for a in draft.schools for b in draft.schools if draft.schools[b] == draft.schools[a] + 1]
    if not pairs:
        return None
    upper, lower = pairs[int(draft.rng.integers(len(pairs)))]
    column = draft.column(name)
    draft.put(lower, name, None)
    draft.sheet.merged.append((draft.schools[upper], column, draft.schools[lower], column))
    if name in FIGURES:
        draft.forget(lower, name)
    return lower


@damage("a school without name")
def _no_name(draft: Draft) -> None:
    draft.put(draft.a_school(), "school", draft.rng.choice([None, " ", "　", "—"]))


@damage("a code lost")
def _no_code(draft: Draft) -> None:
    draft.put(draft.a_school(), "school_id", None)


@damage("a code given to two schools")
def _same_code(draft: Draft) -> None:
    draft.put(draft.a_school(), "school_id", draft.cell(draft.a_school(), "school_id"))


@damage("codes as numbers")
def _codes_as_numbers(draft: Draft) -> None:
    for school in draft.schools:
        code = draft.cell(school, "school_id")
        if isinstance(code, str) and code.isdigit():
            draft.put(school, "school_id", float(code) if draft.rng.random() < 0.5 else int(code))


@damage("blanks around names")
def _spaced_names(draft: Draft) -> None:
    for school in draft.schools:
        name = draft.cell(school, "school")
        if isinstance(name, str):
            draft.put(school, "school", str(draft.rng.choice([" ", "\xa0", "\u200b", "　"])) + name + " ")


@damage("a type nobody knows", weight=SELDOM)
def _unknown_type(draft: Draft) -> None:
    draft.put(draft.a_school(), "school_type", str(draft.rng.choice(["希望小学", "幼儿园分部", "其他", "?"])))


# ---- cells -------------------------------------------------------------------------------------------------------


def _number(draft: Draft) -> tuple[str, str, float] | None:
    """A school, a figure, and its number as it stands, where nothing was done to it yet."""
    school, name = draft.a_school(), draft.a_figure()
    value = draft.cell(school, name)
    return (school, name, value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


WRITTEN = (
    lambda n: f"{n}", lambda n: f" {n} ", lambda n: f"'{n}", lambda n: f"{n:,}", lambda n: f"\xa0{n}", lambda n: f"{n}\n",
    lambda n: f"{n}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")), lambda n: f"\u200b{n}", lambda n: f"+{n}",
    lambda n: f"{n:.6e}",
)  # fmt: skip


@damage("a number as text")
def _as_text(draft: Draft) -> None:
    if found := _number(draft):
        draft.put(found[0], found[1], WRITTEN[int(draft.rng.integers(len(WRITTEN)))](found[2]))


@damage("a column of numbers as text")
def _column_as_text(draft: Draft) -> None:
    name, write = draft.a_figure(), WRITTEN[int(draft.rng.integers(len(WRITTEN)))]
    for school in draft.schools:
        value = draft.cell(school, name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            draft.put(school, name, write(value))


@damage("a number with its unit")
def _with_unit(draft: Draft) -> None:
    if found := _number(draft):
        unit = {"students": "人", "classes": "个", "full_time_teachers": "人", "multimedia_rooms": "间"}.get(
            found[1], "平方米"
        )
        if found[1] == "equipment_yuan":
            unit = "万元" if draft.factors[found[1]] != 1 else "元"
        draft.put(found[0], found[1], f"{found[2]}{unit}")


@damage("a figure not known")
def _not_known(draft: Draft) -> None:
    school, name = draft.a_school(), draft.a_figure()
    draft.put(school, name, str(draft.rng.choice(["—", "-", "/", "无", "N/A", "…", "缺", "", " "])))
    draft.forget(school, name)


@damage("a code for not known", weight=SELDOM)
def _code_for_missing(draft: Draft) -> None:
    school, name = draft.a_school(), draft.a_figure()
    draft.put(school, name, int(draft.rng.choice([-999, -1, -9, 99_999_999])))
    draft.forget(school, name)


@damage("words for a figure", weight=SELDOM)
def _words(draft: Draft) -> None:
    school, name = draft.a_school(), draft.a_figure()
    draft.put(
        school,
        name,
        str(draft.rng.choice(["约500", "三百", "见附件", "待定", "12..5", "500左右", "5 00O", "1,23,456"])),
    )
    draft.forget(school, name)


@damage("a failed formula", weight=SELDOM)
def _failed(draft: Draft) -> None:
    school, name = draft.a_school(), draft.a_figure()
    error = str(draft.rng.choice(["#DIV/0!", "#REF!", "#VALUE!", "#N/A", "#NAME?"]))
    draft.put(school, name, Typed(error, "A1/0" if draft.rng.random() < 0.5 else "", is_error=True))
    draft.forget(school, name)


@damage("a formula without a stored value", XLSX)
def _formula(draft: Draft) -> None:
    school, name = draft.a_school(), draft.a_figure()
    draft.put(school, name, Typed(None, "SUM(1,2)"))
    draft.forget(school, name)


@damage("formulas with stored values", BOOKS)
def _stored(draft: Draft) -> None:
    name = draft.a_figure()
    for school in draft.schools:
        value = draft.cell(school, name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            draft.put(school, name, Typed(value, "SUM(A1:A2)"))


@damage("a number that looks like a date", weight=SELDOM)
def _date(draft: Draft) -> None:
    if found := _number(draft):
        draft.put(found[0], found[1], Typed(found[2], looks="date"))
        if draft.ending != "xlsx":
            draft.forget(found[0], found[1])


@damage("a number that looks like a percentage", XLSX)
def _percent(draft: Draft) -> None:
    if found := _number(draft):
        draft.put(found[0], found[1], Typed(found[2], looks="percent"))


@damage("yes or no for a number", BOOKS, weight=SELDOM)
def _yes_or_no(draft: Draft) -> None:
    school, name = draft.a_school(), draft.a_figure()
    draft.put(school, name, bool(draft.rng.random() < 0.5))
    draft.forget(school, name)


@damage("a unit of another size in a whole column")
def _factor_off(draft: Draft) -> None:
    name = str(draft.rng.choice(["equipment_yuan", "teaching_area_m2", "sport_area_m2"]))
    factor = float(draft.rng.choice([10_000, 0.0001, 1 / 666.67]))
    for school in draft.schools:
        value = draft.cell(school, name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            draft.put(school, name, float(f"{value * factor:.8g}"))


# ---- sheets ------------------------------------------------------------------------------------------------------


@damage("a second table below")
def _table_below(draft: Draft) -> None:
    draft.insert_row(len(draft.sheet.cells), [None])
    for cells in (["项目", "金额", "备注"], ["公用经费", 500, "已拨"], ["专项经费", 80, None]):
        draft.insert_row(len(draft.sheet.cells), cells)


@damage("a second table of schools below")
def _schools_below(draft: Draft) -> None:
    draft.insert_row(len(draft.sheet.cells), [None])
    draft.insert_row(len(draft.sheet.cells), ["学校名称", "校长", "在校生数"])
    draft.insert_row(len(draft.sheet.cells), [draft.a_school(), "某某", 7])


@damage("a second table beside")
def _table_beside(draft: Draft) -> None:
    rows = {draft.head: ("乡镇", "学校数"), draft.head + 1: ("东镇", 3), draft.head + 2: ("西镇", 4)}
    for _ in range(1):
        draft.insert_column(len(draft.order), f"gap {len(draft.order)}", lambda row: None)
    for place in (0, 1):
        draft.insert_column(
            len(draft.order), f"beside {len(draft.order)}", lambda row, p=place: rows.get(row, (None, None))[p]
        )


@damage("a hidden sheet", XLSX)
def _hidden_sheet(draft: Draft) -> None:
    copy = [list(row) for row in draft.sheet.cells]
    draft.others.append(Sheet(f"旧表{len(draft.others)}", copy, state=str(draft.rng.choice(["hidden", "veryHidden"]))))


@damage("an empty sheet", BOOKS)
def _empty_sheet(draft: Draft) -> None:
    draft.others.append(Sheet(f"Sheet{len(draft.others) + 2}", []))


@damage("a sheet of something else", BOOKS)
def _other_sheet(draft: Draft) -> None:
    draft.others.append(Sheet(f"经费{len(draft.others)}", [[f"第{k}项", k] for k in range(9)]))


@damage("an open copy of the sheet", BOOKS)
def _open_copy(draft: Draft) -> None:
    draft.others.append(Sheet(f"学校情况 ({len(draft.others) + 2})", [list(row) for row in draft.sheet.cells]))


@damage("links to other workbooks", XLSX)
def _links(draft: Draft) -> None:
    if found := _number(draft):
        draft.put(found[0], found[1], Typed(found[2], "[1]Sheet1!A1"))
    draft.parts["xl/externalLinks/externalLink1.xml"] = b'<externalLink xmlns="x"><externalBook/></externalLink>'


@damage("macros", XLSX)
def _macros(draft: Draft) -> None:
    draft.parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    draft.ending = "xlsm"
