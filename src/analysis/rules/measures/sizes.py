"""How full classes and schools are (班额与学校规模), counted on the rows as received, small teaching points included."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from analysis.language import Words
from analysis.rules.counting.sections import COUNTED
from analysis.rules.judging import NAN, join_notes, judge_result
from analysis.rules.measures.registry import COMPULSORY, Case, Number, measure
from analysis.rules.results import Answer, Inputs, Result, Verdict
from analysis.rules.rule import Rule, StandardValue
from analysis.rules.values import NO_SCHOOL
from analysis.tables.schools import STAGES

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
SHARE_DECIMALS = 4
AT_MOST = Words("不超过", "at most")


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


def _sources(rows: pd.DataFrame, size: int) -> tuple[str, ...]:
    """The columns that say how many classes are so large."""
    named = [f"classes_{size}_or_more", f"classes_over_{size - 1}"]
    wanted = dict.fromkeys([*(_fields_from(size) if size in BANDS.values() else ()), *named])
    return tuple(name for name in wanted if name in rows)


@measure(
    Words("班额", "Class size"),
    judged="class",
    numbers={"at_most": Number(AT_MOST, COMPULSORY)},
    shown="count",
    stated="classes_over_limit",
    found=Words("个班超限额", " class[es] over"),
    bound=Words("人/班", " per class"),
)
def class_size(case: Case, rule: Rule) -> Iterator[Verdict]:
    """Every class within the limit (班额): the value is the number of classes over it, the limit students of one class."""
    for stage, limit in rule.limits(case.day).items():
        yield judge_class_size(case, stage, limit)


def judge_class_size(case: Case, stage: str, limit: StandardValue) -> Verdict:
    """A row that does not say how large its classes are still fails when its mean class is over the limit."""
    rows = case.sections.rows_as_received(stage)
    known, over = classes_over(rows, limit.value)
    offenders = over[over > 0].sort_values(ascending=False, kind="stable")
    note = _class_note(int(over.isna().sum()), int((known.isna() & over.notna()).sum())) if len(rows) else NO_SCHOOL
    inputs = inputs_of(case, rows, _sources(rows, math.floor(limit.value) + 1))
    result = case.result(over.sum(), "count", "class_size", stage, inputs)
    return count_verdict(
        result, limit, over, rows.loc[offenders.index, "school_id"], over.sum(), CLASSES, note
    )  # fmt: skip


def classes_over(rows: pd.DataFrame, most: float) -> tuple[pd.Series, pd.Series]:
    """The classes of each row with more students than this: as stated, and at least; nan where not known.

    A row that does not say how large its classes are has one at least when its mean class is larger.
    """
    known = large_classes(rows, math.floor(most) + 1)
    must_have = rows["students"] > most * rows["classes"] if "classes" in rows else known.notna() & False
    return known, known.mask(known.isna() & must_have, 1.0)


def _class_note(unknown: int, deduced: int) -> Words | None:
    less = deduced and Words(
        f"{deduced}所学校缺分规模班数，按平均班额至少各有1个班超过，合计为下限",
        f"{deduced} schools do not say how large their classes are, but their mean is over the limit: a lower bound",
    )
    open_ = unknown and Words(
        f"{unknown}所学校缺分规模班数", f"{unknown} schools do not say how large their classes are"
    )
    return join_notes(less or None, open_ or None)


@measure(
    Words("学校规模", "School size"),
    judged="school",
    numbers={"at_most": Number(AT_MOST, COMPULSORY | {"nine_year", "twelve_year"})},
    shown="count",
    stated="oversize_schools",
    found=Words("所超限额", " school[s] over"),
    bound=Words("人/校", " per school"),
)
def school_size(case: Case, rule: Rule) -> Iterator[Verdict]:
    """Every school within the limit (学校规模): the value is the number of schools over it, the shortfall students.

    A limit speaks of a stage, or of a type of through-school whose compulsory sections count together; teaching points
    added to a school stand elsewhere and do not add to its size. Nothing is said of a type the county does not have.
    """
    parts = [case.sections.rows_as_received(stage, COUNTED) for stage in ("primary", "junior")]
    everyone = pd.concat(parts)
    for whom, limit in rule.limits(case.day).items():
        is_whole = everyone["school_type"].isin(WHOLE_SCHOOL)
        mine = everyone["school_type"] == whom if whom in WHOLE_SCHOOL else ~is_whole & (everyone["stage"] == whom)
        if mine.any():
            yield _of_schools(case, rule, everyone[mine], whom, limit)


def _of_schools(case: Case, rule: Rule, rows: pd.DataFrame, whom: str, limit: StandardValue) -> Verdict:
    """The schools of one stage or type."""
    sizes = sizes_of_schools(case, rule, rows, whom)
    excess = sizes["excess"]
    offenders = excess[excess > 0].sort_values(ascending=False, kind="stable")
    unknown = int(excess.isna().sum())
    excepted = sum(one != limit for one in sizes["limit"])
    note = join_notes(
        Words(f"{unknown}所学校缺在校生数", f"{unknown} schools without a student count") if unknown else None,
        Words(f"{excepted}所学校适用例外限值", f"{excepted} schools under an exception") if excepted else None,
    )
    result = case.result(len(offenders), "count", "school_size", whom, inputs_of(case, rows, ("students",)))
    return count_verdict(result, limit, excess, offenders.index, offenders.sum(), PERSONS, note)


def sizes_of_schools(case: Case, rule: Rule, rows: pd.DataFrame, whom: str) -> pd.DataFrame:
    """Each school's known students, its own limit and the students above it: columns students, limit, excess.

    One with an unknown section is over its limit when the known ones are too many; else its excess is nan.
    """
    by_school = rows.groupby("school_id", sort=False)["students"]
    first = rows.drop_duplicates("school_id")
    own = {school: case.limit(rule, whom, row) for school, row in zip(first["school_id"], first.index, strict=True)}
    most = pd.Series({school: one.value for school, one in own.items()})
    at_least, complete = by_school.sum(), by_school.count() == by_school.size()
    excess = (at_least - most).clip(lower=0).where(complete | (at_least > most))
    return pd.DataFrame({"students": at_least, "limit": pd.Series(own), "excess": excess})


def count_verdict(
    result: Result,
    limit: StandardValue,
    excess: pd.Series,
    offenders: Iterable[str],
    shortfall: float,
    unit: Words,
    note: Words | None,
) -> Verdict:
    """A verdict whose value counts those over the limit, so that its gap is that count; nan while it is open.

    One row over decides; else an unknown row, or no row at all, leaves it open.
    """
    result = replace(result, limit=limit)
    if (excess > 0).any():
        return Verdict(Answer.NOT_MET, result, result.value, float(shortfall), unit, tuple(offenders), note)
    if excess.isna().any() or excess.empty:
        return Verdict(Answer.CANNOT_JUDGE, replace(result, value=NAN), NAN, NAN, unit, note=note)
    return Verdict(Answer.MET, result, result.value, float(shortfall), unit, (), note)


@measure(
    Words("大班额控制", "share of large classes"),
    judged="county",
    numbers={
        "students_at_least": Number(Words("每班人数不少于", "students of a class, at least")),
        "at_most": Number(Words("占比不超过", "share at most"), is_share=True),
    },
    shown="share",
    stated="{of}",
)
def class_share(case: Case, rule: Rule) -> Iterator[Verdict]:
    """The share of large classes against its target (大班额控制目标); without a target yet it cannot be judged."""
    students, limit = rule.number(case.day, "students_at_least"), rule.limit(case.day)
    present = set(case.sections.ledger["stage"]) - {"senior"}
    for stage in (one for one in STAGES if one in present and students):
        yield judge_class_share(case, stage, rule.subject, students, limit)


def judge_class_share(
    case: Case, stage: str, subject: str, students: float, limit: StandardValue | None
) -> Verdict:  # fmt: skip
    """The classes that would have to become smaller are the shortfall; their schools are the offenders."""
    share = large_class_share(case, stage, students, subject)
    if limit is None:
        return judge_result(share, None)
    rows = case.sections.rows_as_received(stage)
    large = large_classes(rows, students)
    allowed = math.floor(round(limit.value * rows["classes"].sum(), 9)) if "classes" in rows else NAN
    offenders = rows.loc[large[large > 0].sort_values(ascending=False, kind="stable").index, "school_id"]
    return judge_result(share, limit, SHARE_DECIMALS, float(large.sum() - allowed), CLASSES, tuple(offenders))


def large_class_share(case: Case, stage: str, students: float, subject: str) -> Result:
    """Share of classes with at least so many students (大班额比例): Σ such classes / Σ classes, 0 to 1.

    nan with a note when a row does not say how large its classes are.
    """
    rows = case.sections.rows_as_received(stage)
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
    inputs = inputs_of(case, rows, ("classes", *_sources(rows, math.ceil(students))))
    return case.result(value, "share", subject, stage, inputs, note)


def inputs_of(case: Case, rows: pd.DataFrame, fields: tuple[str, ...]) -> Inputs:
    return Inputs(case.sections.source.locators, tuple(rows.index), fields)
