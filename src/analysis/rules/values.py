"""What a county has (县域测算结果): values of each school section, and one number for the county, with its inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import Problem, TableError, UsageError
from analysis.formulas import composite_cv, gini, student_weighted_cv, student_weighted_mean, theil_t
from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.counting.sections import Sections
from analysis.rules.judging import join_notes, round_as_printed
from analysis.rules.results import Inputs, Result
from analysis.tables.locators import Locators
from analysis.tables.terms import Indicator, Terms

NAN, INF = float("nan"), float("inf")
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
FROM_ALL = Words(
    "按完整数据计算，公开到{decimals}位小数", "computed from the full data, published to {decimals} decimals"
)
NOTHING = Words("县域总量为0，无法计算差异", "the county's total is 0: differences are undefined")


@dataclass(frozen=True)
class SectionValues:
    """One indicator at every counted section of one county, year and stage.

    frame : index as in the sections; columns school_id, school, area, ownership, school_type, students (the
        indicator's denominator), total (its numerator), value = scale × total / students; nan where a field is missing;
        low and high, between which it lies; decimals, with how many it was printed (nan: counted); is_direct, its
        numerator came in one figure.
    fields : the fields the indicator is made of, as counted (merged and split); same index.
    coefficient : the coefficient of variation of the full table, where some figures are masked; nan where none is carried
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
    coefficient: float = NAN

    @property
    def missing(self) -> pd.DataFrame:
        """The sections whose value is unknown."""
        return self.frame[self.frame["value"].isna()]

    @property
    def is_unknown(self) -> bool:
        """Whether none of several sections has a value."""
        return len(self.frame) > 1 and bool(self.frame["value"].isna().all())

    @property
    def inputs(self) -> Inputs:
        return self._inputs(self.frame.index)

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
        about = self.by_section[row]
        inputs, value, decimals = self._inputs([row]), float(about["value"]), about["decimals"]
        note = self._lacks([row]) if np.isnan(value) else None
        if decimals == decimals:
            note = join_notes(note, Words(f"按所载{decimals:g}位小数", f"as printed, to {decimals:g} decimals"))
        return Result(
            value,
            "ratio_of_totals",
            self.indicator.name,
            str(about["school"]),
            self.year,
            self.stage,
            inputs,
            self.conventions,
            note=note,
            bounds=(float(about["low"]), float(about["high"])),
        )

    @cached_property
    def by_section(self) -> dict[object, dict[str, Any]]:
        """The columns of `frame` for one section; looked up for each of them, which a frame is slow at."""
        columns = [self.frame[name].tolist() for name in self.frame]
        sections = (dict(zip(self.frame, row, strict=True)) for row in zip(*columns, strict=True))
        return dict(zip(self.frame.index.tolist(), sections, strict=True))

    def gaps_in_the_data(self) -> Words:
        """How many sections lack a value, and which fields are to blame."""
        words = self._lacks(self.missing.index)
        count, total = len(self.missing), len(self.frame)
        return Words(f"{total}所中有{count}所{words.zh}，无法计算", f"{count} of {total} sections: {words.en}")

    def _inputs(self, rows: Iterable[object]) -> Inputs:
        """The cells of some sections; the one figure of a numerator stands after its parts, or for them."""
        rows, about = tuple(rows), self.indicator
        direct = [self.by_section[row]["is_direct"] for row in rows]
        parts = () if direct and all(direct) else tuple(about.numerator)
        whole = (about.or_numerator,) if any(direct) else ()
        return Inputs(self.locators, rows, (*parts, *whole, about.denominator))

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
    here = sections.of_stage(county, year, stage)
    fields = here.reindex(columns=list(about.fields))  # a field the source does not have is missing everywhere
    total = sum((sign * fields[name].to_numpy(float) for name, sign in about.numerator.items()), np.zeros(len(here)))
    total = np.where(np.abs(total) < NOISE, 0.0, total)
    in_one = _column(here, about.or_numerator)
    is_direct = np.isnan(total) & ~np.isnan(in_one)
    total = np.where(is_direct, in_one, total)
    decimals = _decimals(sections.table.printed, about, pd.Series(is_direct, here.index))
    students = fields[about.denominator].to_numpy(float)
    with_any = np.where(students > 0, students, NAN)
    value = _as_printed(pd.Series(about.scale * total / with_any, here.index), decimals)
    half = np.nan_to_num(10.0 ** -decimals.to_numpy() / 2, nan=0.0)
    low, high = (
        _first_known(value.to_numpy() + side, about.scale * end / with_any, nothing)
        for side, end, nothing in zip((-half, half), _ends(here, about, sections.terms), (-INF, INF), strict=True)
    )
    frame = here[["school_id", "school", "area", "ownership", "school_type"]].assign(
        students=students, total=total, value=value, low=low, high=high, decimals=decimals, is_direct=is_direct
    )
    _refuse_negative(frame, about, sections)
    place = sections.table.county_name(county)
    carried = {} if sections.conventions.differences() else sections.table.coefficients
    coefficient = carried.get((county, year, stage, indicator), NAN)
    return SectionValues(
        frame,
        fields,
        about,
        place,
        year,
        stage,
        sections.conventions,
        sections.table.locators,
        sections.terms,
        coefficient,
    )


def _ends(rows: pd.DataFrame, about: Indicator, terms: Terms) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most a numerator can be, by what bounds its unknown fields; −∞ or ∞ where nothing does."""
    least, most = np.zeros(len(rows)), np.zeros(len(rows))
    for name, sign in about.numerator.items():
        stated = terms.fields[name].between if name in terms.fields else None
        low, high = (
            _first_known(_column(rows, name), _end(rows, end), nothing)
            for end, nothing in zip(stated or (-INF, INF), (-INF, INF), strict=True)
        )
        least, most = least + sign * (low if sign > 0 else high), most + sign * (high if sign > 0 else low)
    return least, most


def _end(rows: pd.DataFrame, end: float | str) -> np.ndarray:
    """One bound of a field: a number, or another field."""
    return _column(rows, end) if isinstance(end, str) else np.full(len(rows), float(end))


def _column(rows: pd.DataFrame, name: str) -> np.ndarray:
    """A field of the rows; unknown everywhere where there is none."""
    return rows[name].to_numpy(float) if name in rows else np.full(len(rows), NAN)


def _first_known(first: np.ndarray, second: np.ndarray, last: float) -> np.ndarray:
    known = np.where(np.isnan(first), second, first)
    return np.where(np.isnan(known), last, known)


def _decimals(printed: pd.DataFrame, about: Indicator, is_direct: pd.Series) -> pd.Series:
    """With how many decimals a value was printed: those of the field printed with fewest; nan where it was counted."""
    if printed.columns.intersection([*about.numerator, about.or_numerator]).empty:
        return pd.Series(NAN, is_direct.index)
    of_parts = printed.reindex(index=is_direct.index, columns=list(about.numerator)).astype(float).min(axis=1)
    of_whole = printed.reindex(index=is_direct.index, columns=[about.or_numerator]).astype(float).min(axis=1)
    return of_parts.where(~is_direct, of_whole)


def _as_printed(value: pd.Series, decimals: pd.Series) -> pd.Series:
    """A value that came printed, without what multiplying by students and dividing by them leaves."""
    known = decimals.index[decimals.notna() & value.notna()]
    if known.empty:
        return value
    return value.where(
        ~value.index.isin(known),
        pd.Series({row: float(round_as_printed(value[row], int(decimals[row]))) for row in known}, dtype=float),
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
        if formula == "student_weighted_cv" and not np.isnan(values.coefficient):
            decimals = 2 if round(values.coefficient, 2) == values.coefficient else 3
            return values.result(values.coefficient, formula, FROM_ALL.format(decimals=decimals))
        return values.result(NAN, formula, values.gaps_in_the_data())
    number = COUNTY_MEASURES[formula](frame["value"].to_numpy(), frame["students"].to_numpy())
    note = None
    if np.isnan(number):
        note = NOTHING
    elif len(frame) == 1 and formula != "ratio_of_totals":
        note = ONE_SCHOOL
    return values.result(number, formula, note)


def county_mean(values: SectionValues) -> Result:
    """Ratio of the county's totals (县域均值)."""
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
