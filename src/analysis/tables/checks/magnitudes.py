"""Figures that hardly any school can have: one such figure is worth a look, most of a column is a unit left unsaid."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from analysis.tables.alike import Alike
from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators
from analysis.tables.sheets.numbers import unit_of
from analysis.tables.terms import Field, Magnitude, Terms

OTHER_UNITS = {"元": ("万元", "千元", "百元", "亿元"), "m2": ("亩", "公顷", "万平方米")}
_SCHOOL = ["county", "year", "school_id"]

Sheet = tuple[str, str]  # file and sheet


class Ratios:
    """The figures of a table per unit of others; what a whole school has is added up once for all of them."""

    def __init__(self, alike: Alike) -> None:
        self.rows, self.alike = alike.rows, alike
        self._of_schools: dict[str, pd.Series] = {}

    def per(self, field: Field, other: str) -> pd.Series:
        """A field per unit of another, of the whole school where it is the whole school's; nan where nothing can be said.

        A 0 is no matter of magnitude.
        """
        whole = self._of_school(other) if field.is_shared else self.rows[other]
        own = self.rows[field.name]
        return (own / whole.where(whole > 0)).where(own != 0)

    def _of_school(self, name: str) -> pd.Series:
        if name not in self._of_schools:
            own = self.rows[name].where(self.rows["year"].notna())
            sections = self.alike.are_several(_SCHOOL)
            school = self.alike.numbers(_SCHOOL)[sections]
            self._of_schools[name] = own.mask(sections, own[sections].groupby(school).transform("sum"))
        return self._of_schools[name]


def is_usual(each: pd.Series, magnitude: Magnitude) -> pd.Series:
    """Whether a figure needs no second look; what is not known is no fault."""
    return each.isna() | each.between(*magnitude.usual)


def usual_per_student(field: Field) -> Magnitude | None:
    """The bounds by which a unit left unsaid is told."""
    return next((one for one in field.magnitudes if one.per == "students" and one.usual), None)


def say_unsaid_units(
    ratios: Ratios, locators: Locators, terms: Terms, unsaid: Mapping[Sheet, Collection[str]], problems: Problems
) -> set[tuple[object, str]]:
    """An error for each column without a unit most of whose figures no school can have; gives its rows and field.

    unsaid : by sheet, the fields read from a column whose unit stands nowhere
    """
    said: set[tuple[object, str]] = set()
    rows = ratios.rows
    for name, field in terms.fields.items():
        magnitude = usual_per_student(field)
        sheets = [sheet for sheet, fields in unsaid.items() if name in fields]
        base = unit_of(field.unit.zh)
        if (
            not sheets
            or not magnitude
            or not base
            or base.base not in OTHER_UNITS
            or not {name, "students"} <= set(rows)
        ):
            continue
        each = ratios.per(field, "students").dropna()
        for sheet in sheets:
            here = each[each.index.isin(_rows_of(locators, sheet))]
            wrong = here.index[~is_usual(here, magnitude)]
            if 2 * len(wrong) <= len(here):
                continue
            said |= {(row, name) for row in wrong}
            problems.say(
                "unit_left_unsaid",
                locators.place(wrong[0], (name,)),
                label=field.label,
                unit=field.unit,
                field=name,
                low=magnitude.usual[0],
                high=magnitude.usual[1],
                count=len(here),
                wrong=len(wrong),
                each=here[wrong[0]],
                school=rows.at[wrong[0], "school"],
                better=_better_unit(here, magnitude, field.unit.zh),
            )
    return said


def _rows_of(locators: Locators, sheet: Sheet) -> pd.Series:
    lines = locators.lines
    return lines.loc[(lines["file"] == sheet[0]) & (lines["sheet"] == sheet[1]), "row"]


def _better_unit(each: pd.Series, magnitude: Magnitude, own: str) -> str:
    """The unit by which most figures become usual; the field's own where none does better."""
    units = [own, *OTHER_UNITS[unit_of(own).base]]
    return max(units, key=lambda unit: int(is_usual(each * unit_of(unit).factor, magnitude).sum()))
