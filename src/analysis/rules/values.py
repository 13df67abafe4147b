"""What a county has (县域测算结果): values of each school section, and one number for the county, with its inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import Problem, TableError, UsageError
from analysis.formulas import composite_cv, gini, student_weighted_cv, student_weighted_mean, theil_t
from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.counting.sections import Sections
from analysis.rules.results import Inputs, Result
from analysis.tables.locators import Locators
from analysis.tables.terms import Indicator, Terms

NAN = float("nan")
NOISE = 1e-9  # what binary arithmetic leaves of equal areas subtracted
#: Measures of a county by formula id; of one school alone all but the mean are 0.
COUNTY_MEASURES: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "ratio_of_totals": student_weighted_mean,
    "student_weighted_cv": student_weighted_cv,
    "gini": gini,
    "theil_t": theil_t,
}
ONE_SCHOOL = Words("只有一所学校，无可比较", "one school: nothing to compare")
NO_SCHOOL = Words("本学段没有计入的学校", "no school of this stage is counted")
NOTHING = Words("全县总量为0，无法计算差异", "the county's total is 0: differences are undefined")


@dataclass(frozen=True)
class SectionValues:
    """One indicator at every counted section of one county, year and stage.

    frame : index as in the sections; columns school_id, school, area, ownership, school_type, students (the
        indicator's denominator), total (its numerator), value = scale × total / students; nan where a field is missing.
    fields : the fields the indicator is made of, as counted (merged and split); same index.
    """

    frame: pd.DataFrame
    fields: pd.DataFrame
    indicator: Indicator
    place: str
    year: int
    stage: str
    conventions: Conventions
    locators: Locators
    terms: Terms

    @property
    def missing(self) -> pd.DataFrame:
        """The sections whose value is unknown."""
        return self.frame[self.frame["value"].isna()]

    @property
    def inputs(self) -> Inputs:
        return Inputs(self.locators, tuple(self.frame.index), self.indicator.fields)

    def result(self, value: float, formula: str, note: Words | None = None) -> Result:
        """A number about these values, carrying where it comes from."""
        return Result(
            value,
            formula,
            self.indicator.name,
            self.place,
            self.year,
            self.stage,
            self.inputs,
            self.conventions,
            note=note,
        )

    def of_section(self, row: object) -> Result:
        """One section's value."""
        inputs = Inputs(self.locators, (row,), self.indicator.fields)
        value = float(self.frame.at[row, "value"])
        note = self._lacks([row]) if np.isnan(value) else None
        place = str(self.frame.at[row, "school"])
        return Result(
            value,
            "ratio_of_totals",
            self.indicator.name,
            place,
            self.year,
            self.stage,
            inputs,
            self.conventions,
            note=note,
        )

    def gaps_in_the_data(self) -> Words:
        """How many sections lack a value, and which fields are to blame."""
        words = self._lacks(self.missing.index)
        count, total = len(self.missing), len(self.frame)
        return Words(f"{total}所中有{count}所{words.zh}，无法计算", f"{count} of {total} sections: {words.en}")

    def _lacks(self, rows: Iterable[object]) -> Words:
        names = [name for name in self.fields if self.fields.loc[rows, name].isna().any()]
        labels = [self.terms.fields[name].label if name in self.terms.fields else Words(name, name) for name in names]
        return Words(f"缺{'、'.join(label.zh for label in labels)}", f"no {', '.join(label.en for label in labels)}")


def section_values(sections: Sections, indicator: str, county: str, year: int, stage: str) -> SectionValues:
    """One indicator at every counted section (各校指标值): scale × Σ(sign × field) / denominator.

    Raises
    ------
    UsageError : an indicator without a term
    TableError : a numerator below 0, such as more indoor sports area than teaching area
    """
    about = _indicator(sections.terms, indicator)
    here = sections.rows
    here = here[(here["county"] == county) & (here["year"] == year) & (here["stage"] == stage)]
    fields = here.reindex(columns=list(about.fields))  # a field the source does not have is missing everywhere
    total = sum((sign * fields[name] for name, sign in about.numerator.items()), pd.Series(0.0, here.index))
    total = total.mask(total.abs() < NOISE, 0.0)
    students = fields[about.denominator]
    frame = here[["school_id", "school", "area", "ownership", "school_type"]].assign(
        students=students, total=total, value=about.scale * total / students.where(students > 0)
    )
    _refuse_negative(frame, about, sections)
    place = sections.table.county_name(county)
    return SectionValues(
        frame, fields, about, place, year, stage, sections.conventions, sections.table.locators, sections.terms
    )


def county_measure(values: SectionValues, formula: str) -> Result:
    """One number for the county (全县数): formula is a key of COUNTY_MEASURES.

    nan with a note when a counted section's value is missing (never computed from the others only), when no section
    is counted, or when the total is 0.
    """
    frame = values.frame
    if frame.empty:
        return values.result(NAN, formula, NO_SCHOOL)
    if frame["value"].isna().any():
        return values.result(NAN, formula, values.gaps_in_the_data())
    number = COUNTY_MEASURES[formula](frame["value"].to_numpy(), frame["students"].to_numpy())
    note = None
    if np.isnan(number):
        note = NOTHING
    elif len(frame) == 1 and formula != "ratio_of_totals":
        note = ONE_SCHOOL
    return values.result(number, formula, note)


def county_mean(values: SectionValues) -> Result:
    """Ratio of the county's totals (全县均值)."""
    return county_measure(values, "ratio_of_totals")


def county_cv(values: SectionValues) -> Result:
    """Coefficient of variation between schools (校际差异系数)."""
    return county_measure(values, "student_weighted_cv")


def county_composite(single: Iterable[Result]) -> Result:
    """Composite coefficient of one stage (综合差异系数): the plain mean of the single ones; nan when one is unknown."""
    parts = list(single)
    first = parts[0]
    unknown = [part.subject for part in parts if np.isnan(part.value)]
    note = None
    if unknown:
        note = Words(f"{len(unknown)}项差异系数无法计算", f"{len(unknown)} of {len(parts)} coefficients are unknown")
    fields = tuple(dict.fromkeys(name for part in parts if part.inputs for name in part.inputs.fields))
    inputs = Inputs(first.inputs.locators, first.inputs.rows, fields) if first.inputs else None
    return Result(
        composite_cv(part.value for part in parts), "composite_cv", "composite", first.place, first.year, first.stage,
        inputs, first.conventions, note=note,
    )  # fmt: skip


def _indicator(terms: Terms, name: str) -> Indicator:
    if name in terms.indicators:
        return terms.indicators[name]
    found, listed = Words(f"没有指标“{name}”", f"there is no '{name}'"), ", ".join(terms.indicators)
    raise UsageError.at("indicator", found, Words(f"以下之一：{listed}", f"one of: {listed}"))


def _refuse_negative(frame: pd.DataFrame, about: Indicator, sections: Sections) -> None:
    problems = []
    for row in frame.index[frame["total"] < 0]:
        cells = [str(cell) for name in about.numerator for cell in sections.table.locators.of(row, name)]
        place = "; ".join([f"{frame.at[row, 'school']} › {about.name}", *cells])
        found = f"{frame.at[row, 'total']:g}"
        problems.append(Problem(place, Words(found, found), Words("不小于0", "0 or more")))
    if problems:
        raise TableError(problems)
