"""How full classes and schools are (班额与学校规模), counted on the rows as received, small teaching points included."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from analysis.language import Words
from analysis.rules.counting.sections import COUNTED, Sections
from analysis.rules.judging import NAN, join_notes, judge_result
from analysis.rules.measures import NO_SCHOOL
from analysis.rules.results import Answer, Inputs, Result, StandardValue, Verdict

#: The ten bands of the statistical form and the fewest students of a class in each.
BANDS = {
    "classes_25_or_fewer": 0,
    "classes_26_to_30": 26,
    "classes_31_to_35": 31,
    "classes_36_to_40": 36,
    "classes_41_to_45": 41,
    "classes_46_to_50": 46,
    "classes_51_to_55": 51,
    "classes_56_to_60": 56,
    "classes_61_to_65": 61,
    "classes_66_or_more": 66,
}
CLASSES = Words("个班", "classes")
PERSONS = Words("人", "students")
WHOLE_SCHOOL = ("nine_year", "twelve_year")  # their limit is for all compulsory sections together


def large_classes(rows: pd.DataFrame, students: float) -> pd.Series:
    """Classes with at least so many students in each row (某规模以上班数): from the bands, else from a column that says it.

    nan where neither is known, or where the number does not fall on the edge of a band.
    """
    size = math.ceil(students)
    counts = pd.Series(NAN, index=rows.index)
    if size in BANDS.values():
        counts = rows.reindex(columns=_fields_from(size)).sum(axis=1, skipna=False)
    for column in (f"classes_{size}_or_more", f"classes_over_{size - 1}"):
        if column in rows:
            counts = counts.fillna(rows[column])
    return counts


def _fields_from(size: int) -> list[str]:
    return [name for name, fewest in BANDS.items() if fewest >= size]


def class_share(sections: Sections, county: str, year: int, stage: str, students: float, subject: str) -> Result:
    """Share of classes with at least so many students (大班额比例): Σ such classes / Σ classes, 0 to 1.

    nan with a note when a row does not say how large its classes are.
    """
    rows = sections.select(county, year).rows_as_received(stage)
    large = large_classes(rows, students)
    unknown = int((large.isna() | rows.get("classes", large * NAN).isna()).sum())
    note, value = None, NAN
    if rows.empty:
        note = NO_SCHOOL
    elif unknown:
        note = Words(
            f"{unknown}所学校缺分规模班数或班级总数", f"{unknown} schools do not say how large their classes are"
        )
    elif rows["classes"].sum() > 0:
        value = float(large.sum() / rows["classes"].sum())
    inputs = _inputs(sections, rows, ("classes", *_sources(rows, math.ceil(students))))
    return _result(sections, value, "share", subject, county, year, stage, inputs, note)


def judge_class_size(sections: Sections, county: str, year: int, stage: str, limit: StandardValue) -> Verdict:
    """Every class within the limit (班额): the value is the number of classes over it, the limit students of one class.

    A row that does not say how large its classes are still fails when its mean class is over the limit.
    """
    rows = sections.select(county, year).rows_as_received(stage)
    size = math.floor(limit.value) + 1
    known = large_classes(rows, size)
    must_have = rows["students"] > limit.value * rows["classes"] if "classes" in rows else known.notna() & False
    over = known.mask(known.isna() & must_have, 1.0)
    offenders = over[over > 0].sort_values(ascending=False)
    note = _class_note(int(over.isna().sum()), int((known.isna() & must_have).sum())) if len(rows) else NO_SCHOOL
    inputs = _inputs(sections, rows, _sources(rows, size))
    result = replace(_result(sections, over.sum(), "count", "class_size", county, year, stage, inputs), limit=limit)
    return _count_verdict(result, _answer(over), rows.loc[offenders.index, "school_id"], over.sum(), CLASSES, note)


def _class_note(unknown: int, deduced: int) -> Words | None:
    less = deduced and Words(
        f"{deduced}所学校缺分规模班数，按平均班额至少各有1个班超过，合计为下限",
        f"{deduced} schools do not say how large their classes are, but their mean is over the limit: a lower bound",
    )
    open_ = unknown and Words(
        f"{unknown}所学校缺分规模班数", f"{unknown} schools do not say how large their classes are"
    )
    return join_notes(less or None, open_ or None)


def judge_school_size(sections: Sections, county: str, year: int, whom: str, limit: StandardValue) -> Verdict | None:
    """Every school within the limit (学校规模): the value is the number of schools over it, the shortfall students.

    `whom` is a stage, or a type of through-school whose compulsory sections count together; teaching points added to
    a school stand elsewhere and do not add to its size. None when the county has no such school.
    """
    here = sections.select(county, year)
    parts = [here.rows_as_received(stage, COUNTED) for stage in ("primary", "junior")]
    rows = pd.concat(parts)
    is_whole = rows["school_type"].isin(WHOLE_SCHOOL)
    rows = rows[rows["school_type"] == whom] if whom in WHOLE_SCHOOL else rows[~is_whole & (rows["stage"] == whom)]
    if rows.empty:
        return None
    by_school = rows.groupby("school_id", sort=False)["students"]
    at_least, complete = by_school.sum(), by_school.count() == by_school.size()
    excess = (at_least - limit.value).clip(lower=0).where(complete | (at_least > limit.value))
    offenders = excess[excess > 0].sort_values(ascending=False)
    unknown = int(excess.isna().sum())
    note = Words(f"{unknown}所学校缺在校生数", f"{unknown} schools without a student count") if unknown else None
    inputs = _inputs(sections, rows, ("students",))
    result = replace(_result(sections, len(offenders), "count", "school_size", county, year, whom, inputs), limit=limit)
    return _count_verdict(result, _answer(excess), offenders.index, offenders.sum(), PERSONS, note)


def judge_class_share(
    sections: Sections, county: str, year: int, stage: str, subject: str, students: float, limit: StandardValue | None
) -> Verdict:
    """The share of large classes against its target (大班额控制目标); without a target yet it cannot be judged."""
    share = class_share(sections, county, year, stage, students, subject)
    if limit is None:
        return judge_result(share, None)
    rows = sections.select(county, year).rows_as_received(stage)
    large = large_classes(rows, students)
    allowed = math.floor(round(limit.value * rows["classes"].sum(), 9)) if "classes" in rows else NAN
    offenders = rows.loc[large[large > 0].sort_values(ascending=False).index, "school_id"]
    return judge_result(share, limit, 4, float(large.sum() - allowed), CLASSES, tuple(offenders))


def _answer(excess: pd.Series) -> Answer:
    """One row over decides; else an unknown row, or no row at all, leaves it open."""
    if (excess > 0).any():
        return Answer.NOT_MET
    return Answer.CANNOT_JUDGE if excess.isna().any() or excess.empty else Answer.MET


def _count_verdict(
    result: Result, answer: Answer, offenders: Iterable[str], shortfall: float, unit: Words, note: Words | None
) -> Verdict:
    """A verdict whose value counts those over the limit, so that its gap is that count; nan while it is open."""
    if answer is Answer.CANNOT_JUDGE:
        return Verdict(answer, replace(result, value=NAN), NAN, NAN, unit, note=note)
    return Verdict(answer, result, result.value, float(shortfall), unit, tuple(offenders), note)


def _sources(rows: pd.DataFrame, size: int) -> tuple[str, ...]:
    named = [f"classes_{size}_or_more", f"classes_over_{size - 1}"]
    wanted = dict.fromkeys([*(_fields_from(size) if size in BANDS.values() else ()), *named])
    return tuple(name for name in wanted if name in rows)


def _inputs(sections: Sections, rows: pd.DataFrame, fields: tuple[str, ...]) -> Inputs:
    return Inputs(sections.source.locators, tuple(rows.index), fields)


def _result(
    sections: Sections,
    value: float,
    formula: str,
    subject: str,
    county: str,
    year: int,
    stage: str,
    inputs: Inputs,
    note: Words | None = None,
) -> Result:
    place = sections.source.county_name(county)
    return Result(float(value), formula, subject, place, year, stage, inputs, sections.conventions, note=note)
