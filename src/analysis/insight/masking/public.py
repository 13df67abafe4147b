"""A county's table turned into the one that may be published (公开版数据).

Masked figures are missing in it, so that no page, picture, workbook or record made from it can hold them; totals over them are
missing too. The coefficients of variation, which a county publishes by name, are carried along to three decimals, or two,
where they give no masked figure back: else further counts are masked, and where that does not help they are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.formulas import student_weighted_cv
from analysis.insight.masking.cells import PERSONS, masked_cells
from analysis.insight.masking.recovery import gives_back, rounded_cv
from analysis.language import Words
from analysis.rules.asked import USUAL
from analysis.rules.choice import chosen_standard
from analysis.rules.conventions import Conventions
from analysis.rules.counting.count import count_sections
from analysis.rules.counting.sections import Sections
from analysis.rules.values import section_values
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.locators import Locators
from analysis.tables.schools import SchoolTable

DECIMALS = (3, 2)  # of a coefficient: as reports print it, else as the rules state their limits
Coefficients = dict[tuple[str, int, str, str], float]
NOTE = Words(
    "公开版：人数不足{least}人的数字和可据以推算此类数字的数字，共{count}个，不予列出，以“—”或缺数据表示；相应的合计、均值也不列出；差异系数按完整数据计算，"
    "保留三位或两位小数。",
    "Public version: {count} figures of fewer than {least} people, or from which such a figure could be derived, are not shown and appear "
    "as missing; so do totals and means over them. Coefficients of variation are computed from the full data, to three decimals or two.",
)
BY_CODE = Words("学校以代号表示。", " Schools are shown by code.")


def made_public(table: SchoolTable, least: int, *, by_code: bool = False) -> SchoolTable:
    """One county's table with figures of fewer than `least` people masked, and no school's name where asked."""
    hidden = masked_cells(table.rows, table.terms, least)
    coefficients: Coefficients = {}
    if hidden.to_numpy().any():
        for year in table.years:
            coefficients |= _coefficients(table, year, hidden, least)
    rows = table.rows.copy()
    for name in hidden:
        rows[name] = rows[name].mask(hidden[name])
    note = NOTE.format(least=least, count=int(hidden.to_numpy().sum()))
    if by_code:
        rows, note = _coded(rows), Words(note.zh + BY_CODE.zh, note.en + BY_CODE.en)
    return replace(
        table,
        rows=rows,
        locators=_without_cells(table.locators),
        provenance=_provenance(table.provenance, note, least),
        stated=pd.DataFrame(),
        accounts=pd.DataFrame(),
        classes=None,
        grades=None,
        coefficients=coefficients,
    )


def _coefficients(table: SchoolTable, year: int, hidden: pd.DataFrame, least: int) -> Coefficients:
    """The coefficients of a year that are carried along; further counts are masked in `hidden` where that is needed."""
    (county,) = table.counties
    sections = count_sections(table, Conventions()).select(county, year)
    limits = _limits(table, year)
    found: Coefficients = {}
    for stage, name, field in _of_people(sections):
        values = section_values(sections, name, county, year, stage)
        is_hidden = _are_hidden(sections, values.frame.index, hidden, [field])
        whole = values.frame["total"].notna().all() and (values.frame["total"] > 0).any()
        if not whole or not is_hidden.any() or _are_hidden(sections, values.frame.index, hidden, ["students"]).any():
            continue
        counts, students = (values.frame[one].to_numpy(float) for one in ("total", "students"))
        possible = _decimals(counts, students, limits.get((stage, name)))
        if (decimals := _protected(counts, students, is_hidden, least, possible)) is not None:
            _hide(sections, values.frame.index[is_hidden], field, hidden)
            found[county, year, stage, name] = rounded_cv(counts, students, decimals)
    return found


def _of_people(sections: Sections) -> Iterator[tuple[str, str, str]]:
    """Stage, indicator and field of every ratio of one count of people to students."""
    for stage in dict.fromkeys(sections.rows["stage"]):
        for name, about in sections.terms.indicators.items():
            fields = [*about.numerator]
            is_one = len(fields) == 1 and fields[0] in sections.rows and about.denominator == "students"
            if is_one and sections.terms.fields[fields[0]].unit.en == PERSONS:
                yield stage, name, fields[0]


def _sources(sections: Sections) -> Mapping[object, list[object]]:
    """The rows each section was put together from."""
    inside = sections.ledger[sections.ledger["into"].notna()]
    return inside.groupby("into").groups


def _are_hidden(sections: Sections, rows: pd.Index, hidden: pd.DataFrame, fields: list[str]) -> np.ndarray:
    sources = _sources(sections)
    known = [name for name in fields if name in hidden]
    return np.array([bool(hidden.loc[list(sources.get(row, [row])), known].to_numpy().any()) for row in rows])


def _hide(sections: Sections, rows: pd.Index, field: str, hidden: pd.DataFrame) -> None:
    sources = _sources(sections)
    for row in rows:
        hidden.loc[list(sources.get(row, [row])), field] = True


def _protected(
    counts: np.ndarray, students: np.ndarray, hidden: np.ndarray, least: int, possible: Sequence[int]
) -> int | None:
    """The decimals with which no masked count is given back, the smallest further counts being masked as long as it takes.

    None where masking as many again does not help.
    """
    before, most = hidden.copy(), int(hidden.sum())
    for decimals in possible:
        hidden[:] = before
        for _ in range(most + 1):
            if not gives_back(counts, students, hidden, least, decimals):
                return decimals
            left = np.flatnonzero(~hidden & (counts > 0))
            if not left.size:
                break
            hidden[left[np.argmin(counts[left])]] = True
    return None


def _limits(table: SchoolTable, year: int) -> dict[tuple[str, str], float]:
    """The limits of coefficients by stage and indicator."""
    rules, _ = chosen_standard(table.standard, (USUAL,), table)
    if rules is None:
        return {}
    day, stages = dt.date(year, 12, 31), dict.fromkeys(table.rows["stage"])
    return {(stage, name): one.value for stage in stages for name, one in rules.limits("cv", day, stage).items()}


def _decimals(counts: np.ndarray, students: np.ndarray, limit: float | None) -> list[int]:
    """The decimals that leave the coefficient on its side of the limit, the usual ones first."""
    exact = student_weighted_cv(counts / students, students)
    return [one for one in DECIMALS if limit is None or (round(exact, one) <= limit) == (exact <= limit)]


def _coded(rows: pd.DataFrame) -> pd.DataFrame:
    """Schools by a running code in the order of their ids, the same in every year; what else may name one is blank."""
    ids = sorted(map(str, rows["school_id"].unique()))
    codes = {name: f"S{number:03}" for number, name in enumerate(ids, 1)}
    coded = rows["school_id"].map(lambda one: codes[str(one)])
    by_name = dict(zip(rows["school"].astype(str), coded, strict=True)) | codes
    parent = rows["parent"].map(lambda one: by_name.get(str(one), ""))
    return rows.assign(school=coded, school_en="", school_id=coded, parent=parent, exception_evidence="")


def _without_cells(locators: Locators) -> Locators:
    """The files of the rows, without cells or line numbers, which would tell a school by its place."""
    return Locators(locators.lines.assign(line=0), {})


def _provenance(source: Provenance, note: Words, least: int) -> Provenance:
    """Without what the check found at single schools, and without counts of few students left out."""
    reading = tuple(
        replace(line, students=float("nan")) if 0 < line.students < least else line for line in source.reading
    )
    return replace(source, masked=note, notes=(), reading=reading)
