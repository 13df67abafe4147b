"""Figures that hardly any school can have: one such figure is worth a look, most of a column is a unit left unsaid."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from analysis.tables.checks.problems import Problems
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
    rows: pd.DataFrame, locators: Locators, terms: Terms, unsaid: Mapping[Sheet, Collection[str]], problems: Problems
) -> set[tuple[object, str]]:
    """An error for each column without a unit most of whose figures no school can have; gives its rows and field.

    unsaid : by sheet, the fields read from a column whose unit stands nowhere
    """
    said: set[tuple[object, str]] = set()
    for name, (low, high) in LIKELY.items():
        sheets = [sheet for sheet, fields in unsaid.items() if name in fields]
        if not sheets or not {name, "students"} <= set(rows.columns):
            continue
        each, field = per_student(rows, name).dropna(), terms.fields[name]
        for sheet in sheets:
            here = each[each.index.isin(_rows_of(locators, sheet))]
            wrong = here.index[~is_likely(here, name)]
            if 2 * len(wrong) <= len(here):
                continue
            said |= {(row, name) for row in wrong}
            problems.say(
                "unit_left_unsaid",
                locators.place(wrong[0], (name,)),
                label=field.label,
                unit=field.unit,
                field=name,
                low=low,
                high=high,
                count=len(here),
                wrong=len(wrong),
                each=here[wrong[0]],
                school=rows.at[wrong[0], "school"],
                better=_better_unit(here, name, field.unit.zh),
            )
    return said


def _rows_of(locators: Locators, sheet: Sheet) -> pd.Series:
    lines = locators.lines
    return lines.loc[(lines["file"] == sheet[0]) & (lines["sheet"] == sheet[1]), "row"]


def _better_unit(each: pd.Series, field: str, own: str) -> str:
    """The unit by which most figures become likely; the field's own where none does better."""
    units = [own, *OTHER_UNITS[unit_of(own).base]]
    return max(units, key=lambda unit: int(is_likely(each * unit_of(unit).factor, field).sum()))
