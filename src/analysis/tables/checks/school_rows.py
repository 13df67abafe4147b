"""What a school table must satisfy: checked for every row at once, said with the cell each fault stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from analysis.language import Words
from analysis.tables.checks.likely import LIKELY, Sheet, is_likely, per_student, say_unsaid_units
from analysis.tables.checks.notes import Findings
from analysis.tables.locators import Locator, Locators, cell_reference
from analysis.tables.schools import IDENTITY, KEYS, SCHOOL_TYPES, STAGE_WORDS, STAGES
from analysis.tables.sheets.grids import column_number, column_runs
from analysis.tables.sheets.vocabulary import BAND_LIMITS, SECTIONS
from analysis.tables.terms import Terms

_CELL = re.compile(r"([A-Z]+)(\d+)")
FIRST_YEAR, LAST_YEAR = 1900, 2100
PARTS = {
    "above_norm_teachers": "full_time_teachers",
    "backbone_teachers": "full_time_teachers",
    "pe_art_teachers": "full_time_teachers",
    "mid_title_teachers": "full_time_teachers",
    "indoor_sport_area_m2": "teaching_area_m2",
    "classes_over_45": "classes",
    "classes_over_50": "classes",
    "classes_56_or_more": "classes",
}

Row = pd.Series
Say = Callable[[Row], Words]


@dataclass(frozen=True)
class Rule:
    """One thing every row must satisfy: `holds` gives a truth per row (a missing value satisfies it)."""

    name: str
    fields: tuple[str, ...]  # the cells to point at
    holds: Callable[[pd.DataFrame], pd.Series]
    found: Say
    expected: Say
    remedy: Words | None = None
    severity: Literal["error", "note"] = "error"


def check_rows(
    rows: pd.DataFrame,
    locators: Locators,
    terms: Terms,
    required: Sequence[str],
    findings: Findings,
    worked_out: Sequence[str] = (),
    unsaid_units: Mapping[Sheet, Collection[str]] | None = None,
) -> None:
    """Every fault and doubt of a table's rows, into the findings. A cell that could not be read is not named again.

    required : fields without which no row is a school section
    worked_out : fields made from shares, which need not be whole numbers
    unsaid_units : by sheet, the fields read from a column whose unit stands nowhere
    """

    def cell_of(row: object, field: str) -> str:
        return cells_of(locators, row, (field,))

    mistaken = say_unsaid_units(rows, locators, terms, unsaid_units or {}, cell_of, findings)
    unread = {problem.place for problem in findings.faults}
    rules = _rules(rows, terms, required, worked_out)
    for rule, failing in _failing(rows, [rule for rule in rules if set(rule.fields) <= set(rows.columns)]):
        for row in failing:
            one = rows.loc[row]
            place = cells_of(locators, row, rule.fields)
            if place in unread or (rule.severity == "note" and (row, rule.fields[0]) in mistaken):
                continue
            say = findings.fault if rule.severity == "error" else findings.doubt
            say(place, rule.found(one), rule.expected(one), rule.remedy)
    _twice(rows, locators, findings)


def cells_of(locators: Locators, row: object, fields: Sequence[str]) -> str:
    """The cells some fields of a row stood in; the first of the row's line where they were stated, not read."""
    columns: dict[tuple[str, str, str], set[int]] = {}
    for locator in dict.fromkeys(cell for field in fields for cell in locators.of(row, field)):
        for run in locator.cell.split(","):
            ends = [_CELL.fullmatch(cell) for cell in run.split(":")]
            first, last = column_number(ends[0][1]), column_number(ends[-1][1])
            columns.setdefault((locator.file, locator.sheet, ends[0][2]), set()).update(range(first, last + 1))
    if columns:
        return "; ".join(
            str(Locator(file, sheet, cell_reference(column_runs(sorted(numbers)), line)))
            for (file, sheet, line), numbers in columns.items()
        )
    found = locators.lines.loc[locators.lines["row"] == row].iloc[0]
    return " › ".join(part for part in (found["file"], found["sheet"], f"A{found['line']}") if part)


def _failing(rows: pd.DataFrame, rules: Sequence[Rule]) -> list[tuple[Rule, list[object]]]:
    """Rows at which each rule fails, all rules at once."""
    checks = [pa.Check(rule.holds, name=str(number), ignore_na=False) for number, rule in enumerate(rules)]
    try:
        pa.DataFrameSchema(checks=checks).validate(rows, lazy=True)
    except SchemaErrors as failed:
        cases = failed.failure_cases
        return [
            (rule, sorted(cases.loc[cases["check"] == str(number), "index"].unique()))
            for number, rule in enumerate(rules)
        ]
    return []


def _rules(rows: pd.DataFrame, terms: Terms, required: Sequence[str], worked_out: Sequence[str]) -> list[Rule]:
    numbers = [key for key in rows.columns if key in terms.fields and key not in IDENTITY]
    return [
        *_identity_rules(rows, terms),
        *(_stated(field, terms) for field in required if field in rows),
        *(_not_negative(field, terms) for field in numbers if field != "students"),
        _some_students(),
        *(_part_of(part, whole, terms) for part, whole in PARTS.items()),
        _bands_add_up(),
        _students_fit_bands(),
        *(_whole(field, terms) for field in numbers if terms.fields[field].is_whole and field not in worked_out),
        *(_likely(field, low, high, terms) for field, (low, high) in LIKELY.items()),
    ]


def _shown(value: float) -> str:
    return f"{value:.10g}"


def _identity_rules(rows: pd.DataFrame, terms: Terms) -> list[Rule]:
    sections = {(kind, stage) for kind, stages in SECTIONS.items() for stage in stages}
    return [
        Rule("name", ("school",), lambda d: d["school"] != "",
             lambda row: Words("没有学校名称", "the school has no name"),
             lambda row: Words("学校名称或标识码", "a school's name or code")),
        Rule("year", ("year",), lambda d: d["year"].isna() | d["year"].between(FIRST_YEAR, LAST_YEAR),
             lambda row: Words(f"年份为{_shown(row['year'])}", f"the year is {_shown(row['year'])}"),
             lambda row: Words(f"{FIRST_YEAR}至{LAST_YEAR}之间", f"between {FIRST_YEAR} and {LAST_YEAR}"),
             Words('民国纪年请在列对照中写 calendar = "roc"。', 'For ROC years say calendar = "roc" in the mapping.')),
        Rule("sections", ("school_type",),
             lambda d: pd.Series([kind not in SECTIONS or (kind, stage) in sections
                                  for kind, stage in zip(d["school_type"], d["stage"], strict=True)], index=d.index)
             | d["stage"].isin(["", "all"]),
             lambda row: Words(f"{SCHOOL_TYPES[row['school_type']].zh}有{STAGE_WORDS[row['stage']].zh}学段的数字",
                               f"figures of the {row['stage']} stage in a {SCHOOL_TYPES[row['school_type']].en}"),
             lambda row: Words("与办学类型相符的学段", "stages that fit the type of school")),
        Rule("parent", ("parent",), _has_parent,
             lambda row: Words(f"找不到所属中心校“{row['parent']}”", f"there is no parent school '{row['parent']}'"),
             lambda row: Words("本县本年表中一所学校的名称或标识码", "name or code of a school of the same county and year")),
    ]  # fmt: skip


def _has_parent(rows: pd.DataFrame) -> pd.Series:
    known = set()
    for name in ("school", "school_id"):
        known |= set(zip(rows["county"], rows["year"], rows[name], strict=True))
    own = list(zip(rows["county"], rows["year"], rows["parent"], strict=True))
    return pd.Series([parent[2] == "" or parent in known for parent in own], index=rows.index, dtype=bool)


def _stated(field: str, terms: Terms) -> Rule:
    label = terms.fields[field].label
    return Rule(
        f"{field} stated", (field,), lambda d: d[field].notna() | (d["stage"] == "senior"),
        lambda row: Words(f"“{row['school']}”没有{label.zh}", f"'{row['school']}' has no figure for {label.en}"),
        lambda row: Words("数字", "a number"),
        Words("如为公式，请在表格软件中打开保存一次。", "If the cell holds a formula, open and save the file once."),
    )  # fmt: skip


def _some_students() -> Rule:
    return Rule(
        "students", ("students",), lambda d: d["students"].isna() | (d["students"] > 0),
        lambda row: Words(f"“{row['school']}”的在校生数为{_shown(row['students'])}",
                          f"'{row['school']}' has {_shown(row['students'])} students"),
        lambda row: Words("大于0的在校生数", "more than 0 students"),
        Words("没有这个学段请留空。", "Leave the cell empty when there is no such section."),
    )  # fmt: skip


def _not_negative(field: str, terms: Terms) -> Rule:
    label = terms.fields[field].label
    return Rule(
        f"{field} ≥ 0", (field,), lambda d: d[field].isna() | (d[field] >= 0),
        lambda row: Words(f"“{row['school']}”的{label.zh}为{_shown(row[field])}",
                          f"{label.en} of '{row['school']}' is {_shown(row[field])}"),
        lambda row: Words("0或正数", "0 or more"),
    )  # fmt: skip


def _part_of(part: str, whole: str, terms: Terms) -> Rule:
    inner, outer = terms.fields[part].label, terms.fields[whole].label
    return Rule(
        f"{part} ≤ {whole}", (part, whole), lambda d: ~(d[part] > d[whole]),
        lambda row: Words(f"“{row['school']}”的{inner.zh}{_shown(row[part])}多于{outer.zh}{_shown(row[whole])}",
                          f"{inner.en} of '{row['school']}', {_shown(row[part])}, exceed {outer.en}, {_shown(row[whole])}"),
        lambda row: Words(f"不多于{outer.zh}", f"no more than {outer.en}"),
    )  # fmt: skip


def _bands(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[list(BAND_LIMITS)]


def _bands_add_up() -> Rule:
    def holds(rows: pd.DataFrame) -> pd.Series:
        total = _bands(rows).sum(axis=1, skipna=False)
        return total.isna() | rows["classes"].isna() | (total == rows["classes"])

    def found(row: Row) -> Words:
        total, classes = _shown(row[list(BAND_LIMITS)].sum()), _shown(row["classes"])
        return Words(f"“{row['school']}”各班额段共{total}班，班级数为{classes}",
                     f"the size bands of '{row['school']}' hold {total} classes, the school has {classes}")  # fmt: skip

    return Rule("bands", ("classes", *BAND_LIMITS), holds, found,
                lambda row: Words("各班额段之和等于班级数", "bands that add up to the number of classes"))  # fmt: skip


def _limits(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Fewest and most students the classes by size can hold; no upper end when a class has 66 or more."""
    bands = _bands(rows)
    low = sum(bands[band] * limits[0] for band, limits in BAND_LIMITS.items())
    high = sum((bands[band] * limits[1]).where(bands[band] != 0, 0) for band, limits in BAND_LIMITS.items())
    return low, high


def _students_fit_bands() -> Rule:
    def holds(rows: pd.DataFrame) -> pd.Series:
        low, high = _limits(rows)
        return ~((rows["students"] < low) | (rows["students"] > high))

    def expected(row: Row) -> Words:
        low, high = (limit.iat[0] for limit in _limits(row.to_frame().T.astype(dict.fromkeys(BAND_LIMITS, float))))
        if np.isinf(high):
            return Words(f"按各班额段推算的至少{_shown(low)}人", f"at least {_shown(low)} by the size bands")
        return Words(
            f"按各班额段推算的{_shown(low)}至{_shown(high)}人", f"{_shown(low)} to {_shown(high)} by the size bands"
        )

    return Rule("students in bands", ("students", *BAND_LIMITS), holds,
                lambda row: Words(f"“{row['school']}”的在校生数为{_shown(row['students'])}",
                                  f"'{row['school']}' has {_shown(row['students'])} students"), expected)  # fmt: skip


def _whole(field: str, terms: Terms) -> Rule:
    label = terms.fields[field].label
    return Rule(
        f"{field} whole", (field,), lambda d: d[field].isna() | (d[field] % 1 == 0),
        lambda row: Words(f"“{row['school']}”的{label.zh}为{_shown(row[field])}",
                          f"{label.en} of '{row['school']}' is {_shown(row[field])}"),
        lambda row: Words("整数", "a whole number"), severity="note",
    )  # fmt: skip


def _likely(field: str, low: float, high: float, terms: Terms) -> Rule:
    label, unit = terms.fields[field].label, terms.fields[field].unit

    return Rule(
        f"{field} likely", (field, "students"), lambda d: is_likely(per_student(d, field), field),
        lambda row: Words(f"“{row['school']}”的{label.zh}读作{_shown(row[field])}{unit.zh}",
                          f"{label.en} of '{row['school']}' is read as {_shown(row[field])} {unit.en}"),
        lambda row: Words(f"每生{low:g}至{high:g}{unit.zh}", f"{low:g} to {high:g} {unit.en} a student"),
        Words("请核对单位。", "Check the unit."),
        severity="note",
    )  # fmt: skip


def _name_cell(locators: Locators, row: object) -> str:
    """The cell a section is known by: its code's, else its name's."""
    return cells_of(locators, row, ("school_id",) if locators.of(row, "school_id") else ("school",))


def _twice(rows: pd.DataFrame, locators: Locators, findings: Findings) -> None:
    """Two rows for one school section; both named."""
    twice = rows[rows.duplicated(KEYS, keep=False) & rows["stage"].isin(STAGES)]
    for _, same in twice.groupby(KEYS, sort=False, dropna=False):
        first = same.iloc[0]
        stage = STAGE_WORDS[first["stage"]]
        findings.fault(
            "; ".join(_name_cell(locators, row) for row in same.index),
            Words(
                f"“{first['school']}”{stage.zh}学段有{len(same)}行",
                f"{len(same)} rows for the {stage.en} section of '{first['school']}'",
            ),
            Words("每校每学段每年一行", "one row for each school section and year"),
        )
