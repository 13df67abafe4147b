"""Figures that hardly any school can have: one such figure is worth a look, most of a column is a unit left unsaid."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import pandas as pd

from analysis.language import Words
from analysis.tables.checks.notes import Findings
from analysis.tables.locators import Locators
from analysis.tables.sheets.numbers import unit_of
from analysis.tables.terms import Terms

#: Per student, outside of these a figure was probably typed in another unit.
LIKELY = {"equipment_yuan": (20, 100_000), "teaching_area_m2": (0.2, 300), "sport_area_m2": (0.02, 1000)}
OTHER_UNITS = {"元": ("万元", "千元", "百元", "亿元"), "m2": ("亩", "公顷", "万平方米")}

Sheet = tuple[str, str]  # file and sheet


def per_student(rows: pd.DataFrame, field: str) -> pd.Series:
    """A field by student of the whole school; nan where nothing can be said of it, a 0 being no matter of units."""
    students = rows["students"].groupby([rows[key] for key in ("county", "year", "school_id")]).transform("sum")
    return (rows[field] / students.where(students > 0)).where(rows[field] != 0)


def is_likely(each: pd.Series, field: str) -> pd.Series:
    """Whether a figure by student is one a school can have; what is not known is no fault."""
    return each.isna() | each.between(*LIKELY[field])


def say_unsaid_units(
    rows: pd.DataFrame,
    locators: Locators,
    terms: Terms,
    unsaid: Mapping[Sheet, Collection[str]],
    cell_of: Callable[[object, str], str],
    findings: Findings,
) -> set[tuple[object, str]]:
    """A fault for each column without a unit most of whose figures no school can have; gives its rows and field.

    unsaid : by sheet, the fields read from a column whose unit stands nowhere
    cell_of : the cell of one row's field
    """
    said: set[tuple[object, str]] = set()
    for field in LIKELY:
        sheets = [sheet for sheet, fields in unsaid.items() if field in fields]
        if field not in rows or "students" not in rows or not sheets:
            continue
        each = per_student(rows, field).dropna()
        for sheet in sheets:
            here = each[each.index.isin(_rows_of(locators, sheet))]
            wrong = here.index[~is_likely(here, field)]
            if 2 * len(wrong) <= len(here):
                continue
            said |= {(row, field) for row in wrong}
            _say(rows.loc[wrong[0]], field, cell_of(wrong[0], field), (len(wrong), here), terms, findings)
    return said


def _rows_of(locators: Locators, sheet: Sheet) -> pd.Series:
    lines = locators.lines
    return lines.loc[(lines["file"] == sheet[0]) & (lines["sheet"] == sheet[1]), "row"]


def _say(
    first: pd.Series, field: str, cell: str, counted: tuple[int, pd.Series], terms: Terms, findings: Findings
) -> None:
    (low, high), label, unit = LIKELY[field], terms.fields[field].label, terms.fields[field].unit
    wrong, here = counted
    example = f"{here[first.name]:.3g}"
    better = _better_unit(here, field, unit.zh)
    findings.fault(
        cell,
        Words(
            f"{label.zh}没有注明单位，按“{unit.zh}”读入后{len(here)}行中有{wrong}行不合常理"
            f"（如“{first['school']}”生均{example}{unit.zh}）",
            f"no unit is given for {label.en}; read as {unit.en}, {wrong} of {len(here)} rows are out of all likelihood "
            f"(such as '{first['school']}', {example} {unit.en} a student)",
        ),
        Words(f"表头中的单位，每生{low:g}至{high:g}{unit.zh}", f"a unit in the header; {low:g} to {high:g} {unit.en} a student"),
        Words(
            f'请在表头注明单位，或在列对照中写 [units] {field} = "{better}"。',
            f'Write the unit into the header, or say [units] {field} = "{better}" in the mapping.',
        ),
    )  # fmt: skip


def _better_unit(each: pd.Series, field: str, own: str) -> str:
    """The unit by which most figures become likely; the field's own where none does better."""
    units = [own, *OTHER_UNITS[unit_of(own).base]]
    return max(units, key=lambda unit: int(is_likely(each * unit_of(unit).factor, field).sum()))
