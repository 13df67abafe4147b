"""How full classes and schools are (班额与学校规模), school by school and together."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from analysis.language import Words
from analysis.publish.trace.measures.measure import SCHOOL, STUDENTS, Measure, of_rows, of_rule, summed, told
from analysis.rules.measures.sizes import BANDS, large_classes
from analysis.rules.results import Verdict
from analysis.show.conditions.tables import large_sizes
from analysis.show.county.view import View
from analysis.show.page import words

CLASSES, MEAN = Words("班级数", "Classes"), Words("平均班额", "Mean size")
OVER, SHARE = Words("超限额班数", "Over the limit"), Words("占比", "Share")
SIZES = Words("学校规模台账", "School sizes")
MOST, BY = Words("限额", "Limit"), Words("超过", "Over by")


def measured(view: View) -> Iterator[Measure]:
    """Of every school with classes, of all of them, and of the schools over their limit."""
    limits = view.limits_by_whom("class_size")
    for stage, limit in limits.items():
        yield told(of_rule(limit, stage), Words("超过#人的班", "have more than #."))
    for stage in view.stages:
        rows = view.sections.rows_as_received(stage)
        size = math.floor(limits[stage].value) + 1 if stage in limits else 0
        yield from _classes(view, rows, stage, size, "")
        over = large_classes(rows, size) if size else pd.Series(0, rows.index)
        for row in over.index[over > 0]:  # the others are in the total only
            yield from _classes(view, rows.loc[[row]], stage, size, str(rows.at[row, "school"]))
        yield from _everyone(view, rows, stage)
    for verdict in view.verdict.verdicts.where(measure="school_size"):
        yield from _too_large(view, verdict)


def _classes(view: View, rows: pd.DataFrame, stage: str, size: int, school: str) -> Iterator[Measure]:
    if "classes" not in rows:
        return
    classes, students = rows["classes"].sum(skipna=False), rows["students"].sum(skipna=False)
    mean = students / classes if classes else math.nan
    numbers = [
        (CLASSES, classes, "sum", ("classes",), (Words("#个班，平均班额", ": # classes of"),)),
        (MEAN, mean, "ratio_of_totals", ("students", "classes"), (Words("平均班额#人", "classes of # students"),)),
    ]
    if size:
        over, fields = large_classes(rows, size).sum(skipna=False), _fields(rows, size)
        numbers.append((OVER, over, "sum", fields, (Words("人的班#个", "; # of them,"),)))
        share = over / classes if classes else math.nan
        numbers.append((SHARE, share, "share", (*fields, "classes"), (Words("个，占#%", "of them, #%, have"),)))
    for least in large_sizes():
        large = large_classes(rows, least).sum(skipna=False)
        numbers.append((Words(f"{least}人及以上", f"{least} or more"), large, "sum", _fields(rows, least), ()))
    for head, value, formula, fields, said in numbers:
        if fields:
            yield Measure(
                of_rows(view, rows, value, formula, fields, stage, "class_size"), head, school=school, said=said
            )


def _fields(rows: pd.DataFrame, size: int) -> tuple[str, ...]:
    """The columns that say how many classes have so many students: the bands, else one that says it."""
    bands = [name for name, fewest in BANDS.items() if fewest >= size] if size in BANDS.values() else []
    if bands and set(bands) <= set(rows) and rows[bands].notna().all(axis=None):
        return tuple(bands)
    return tuple(name for name in (f"classes_{size}_or_more", f"classes_over_{size - 1}") if name in rows)


def _everyone(view: View, rows: pd.DataFrame, stage: str) -> Iterator[Measure]:
    """All schools with classes, and the teaching points merged into them."""
    is_merged = view.sections.ledger.loc[rows.index, "treatment"] == "merged"
    for mine in (rows[~is_merged], rows[is_merged]):
        result = of_rows(view, mine, len(mine), "count", ("classes",), stage, "class_size")
        yield Measure(result, SCHOOL, counted=tuple(map(str, mine["school"])))


def _too_large(view: View, verdict: Verdict) -> Iterator[Measure]:
    beside = (SIZES, Words(*(words.kind(verdict.stage, lang) for lang in ("zh", "en"))))
    yield Measure(of_rule(verdict.limit, subject="school_size"), MOST, beside)
    rows = view.table.rows[(view.table.rows["year"] == view.year) & (view.table.rows["stage"] != "senior")]
    for code in verdict.offenders:
        mine = rows[rows["school_id"] == code]
        limit = view.verdict.case.limit(verdict.rule, verdict.stage, mine.index[0])
        size, school = mine["students"].sum(), str(mine["school"].iloc[0])
        yield Measure(of_rule(limit, subject="school_size"), MOST, beside, school)
        over = of_rows(view, mine, size - limit.value, "difference", ("students",), "", "school_size")
        yield Measure(over, BY, beside, school)
        yield summed(view, mine, "students", STUDENTS, beside)._replace(school=school)
