"""Who was read and who counts (统计范围): rows by what became of them, schools of last year, shares of through-schools."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analysis.language import Words
from analysis.publish.trace.measures.measure import STUDENTS, Measure, counted_rows, of_rows, summed
from analysis.rules.counting.sections import COUNTED as TREATED_AS_COUNTED
from analysis.rules.counting.sections import SCOPE_LINES, THROUGH_SCHOOLS, TREATMENTS
from analysis.rules.counting.split import split_shares
from analysis.rules.standards import SPLIT, standard, weights_on
from analysis.show.county.examples import nine_year_split
from analysis.show.county.view import View
from analysis.show.data.last_year import COUNTED
from analysis.tables.schools import OWNERSHIPS

SECTIONS, ROWS = Words("学校（学段）数", "Sections"), Words("行数", "Rows")
READ, KEPT = Words("读入合计", "All rows read"), Words("计入学校表", "In the school table")
BY = {
    "treatment": Words("处理", "Treatment"),
    "area": Words("计入学校按城乡分", "Counted, by area"),
    "ownership": Words("计入学校按举办者分", "Counted, by ownership"),
}
NOT_STATED = Words("未载明", "not stated")
BEFORE, NOW = Words("上年", "Last year"), Words("本年", "This year")
MORE, GROWTH = Words("增减", "Change"), Words("增减（%）", "Change, %")
STUDENTS_IN = Words("个、学生#人", "with # students.")
BECAME = (
    (Words("共读入#个", "read for *: #."),),
    (Words("计入#个、", "counted: #, with"), Words("学校（学段）共#个", "one section; # section")),
    (Words("并入所属学校#个", "added to their parent school: #"),),
    (Words("不计入#个", "left out: #"),),
)
EXAMPLE = Words("培训材料拆分算例", "The hand-out's split example")


def measured(view: View) -> Iterator[Measure]:
    """The numbers of the tables that say what came in."""
    yield from _by_treatment(view)
    yield from _own_students(view)
    yield from _reading(view)
    yield from _since_last_year(view)
    yield from _shares(view)
    yield from _near_lines(view)
    yield from _example(view)
    yield from _counted(view)


def _by_treatment(view: View) -> Iterator[Measure]:
    ledger = view.sections.ledger
    counted = ledger[ledger["into"].notna()]
    for stage, mine in ledger.groupby("stage"):
        yield counted_rows(view, mine, SECTIONS, (READ,), stage)
        yield summed(view, mine, "students", STUDENTS, (READ,), stage)
        groups = {"treatment": mine["treatment"]}
        inside = counted[counted["stage"] == stage]
        groups |= {name: inside["into"].map(view.sections.rows[name]) for name in ("area", "ownership")}
        for grouping, keys in groups.items():
            for key, rows in ledger.loc[keys.index].groupby(keys):
                beside = (BY[grouping], _category(view, grouping, key))
                schools = rows if grouping == "treatment" else rows[rows["treatment"] != "merged"]
                yield counted_rows(view, schools, SECTIONS, beside, stage)
                yield summed(view, rows, "students", STUDENTS, beside, stage)


def _own_students(view: View) -> Iterator[Measure]:
    """Each row's own students, whatever became of it."""
    ledger = view.sections.ledger
    for row in ledger.index[ledger["treatment"] != "counted"]:
        mine = ledger.loc[[row]]
        yield summed(view, mine, "students", STUDENTS, (), ledger.at[row, "stage"])._replace(
            school=mine["school"].iloc[0]
        )


def _category(view: View, grouping: str, key: str) -> Words:
    areas = {area: view.table.area_words(area) for area in view.areas}
    return {"treatment": TREATMENTS, "area": areas, "ownership": OWNERSHIPS}[grouping].get(key, NOT_STATED)


def _reading(view: View) -> Iterator[Measure]:
    """What was counted as the files were read, of rows that are in no table; and the rows of the school table."""
    for line in view.table.provenance.reading:
        for head, value in ((ROWS, line.rows), (STUDENTS, line.students)):
            yield Measure(view.verdict.case.result(value, "reading", "rows"), head, (line.reason,))
    yield counted_rows(view, view.table.rows, ROWS, (KEPT,))
    yield summed(view, view.table.rows, "students", STUDENTS, (KEPT,))


def _since_last_year(view: View) -> Iterator[Measure]:
    rows = view.table.rows
    before, now = rows[rows["year"] == view.year - 1], rows[rows["year"] == view.year]
    if before.empty:
        return
    schools = (Words("学校数", "Schools"),)
    once = [part.drop_duplicates("school_id") for part in (before, now)]
    ends = [counted_rows(view, part, head, schools) for part, head in zip(once, (BEFORE, NOW), strict=True)]
    yield from (*ends, *_difference(view, pd.concat(once), "students", *ends))
    for name in (name for name in COUNTED if name in rows):
        label = (view.table.terms.fields[name].label,)
        ends = [summed(view, part, name, head, label) for part, head in ((before, BEFORE), (now, NOW))]
        yield from (*ends, *_difference(view, pd.concat([before, now]), name, *ends))


def _difference(view: View, rows: pd.DataFrame, field: str, before: Measure, now: Measure) -> Iterator[Measure]:
    more = now.result.value - before.result.value
    growth = more / before.result.value if before.result.value else math.nan
    for head, value in ((MORE, more), (GROWTH, growth)):
        yield Measure(of_rows(view, rows, value, "difference", (field,), "", "rows"), head, now.beside)


def _shares(view: View) -> Iterator[Measure]:
    """What part of its school's rooms, grounds and equipment a section is given."""
    rows = view.table.rows[view.table.rows["year"] == view.year]
    rows = rows[rows["is_shared"].astype(bool) & rows["school_type"].isin(THROUGH_SCHOOLS)]
    is_weighted = view.conventions.split != "students" and not rows.empty
    weights = weights_on(standard(SPLIT), view.day) if is_weighted else None
    for _, sections in rows.groupby("school_id", sort=False):
        counts = dict(zip(sections["stage"], sections["students"], strict=True))
        for stage, share in split_shares(counts, sections["school_type"].iloc[0], weights).items():
            result = of_rows(view, sections, share, "split_share", ("students",), stage, "share")
            yield Measure(result, Words("所得份额", "Share"), school=str(sections["school"].iloc[0]))


def _near_lines(view: View) -> Iterator[Measure]:
    rows = view.sections.source.rows
    for one in view.sections.near_scope_lines().itertuples():
        mine = rows[(rows["school_id"] == one.school_id) & (rows["stage"] != "senior")]
        students = Words("义务教育在校生数", "Compulsory students")
        yield summed(view, mine, "students", students)._replace(school=one.school)
        line = view.verdict.case.result(one.line, "scope_line", "rows")
        yield Measure(line, Words("规模界限", "Line"), (SCOPE_LINES[one.line],), one.school)


def _counted(view: View) -> Iterator[Measure]:
    """What became of the rows of the year, as the first sentence says it."""
    ledger = view.sections.ledger
    is_counted, is_merged = ledger["treatment"].isin(TREATED_AS_COUNTED), ledger["treatment"] == "merged"
    for mine, said in zip(
        (ledger, ledger[is_counted], ledger[is_merged], ledger[~(is_counted | is_merged)]), BECAME, strict=True
    ):
        yield counted_rows(view, mine, None)._replace(said=said)
    yield summed(view, ledger[is_counted | is_merged], "students", None)._replace(said=(STUDENTS_IN,))


def _example(view: View) -> Iterator[Measure]:
    """The printed example that the split is held against: it is no number of this county's."""
    for line in nine_year_split():
        printed = float(line.printed)
        numbers = (
            (STUDENTS, line.students),
            (Words("精确计算", "Exact"), line.exact),
            (Words("原文所载", "As printed"), printed),
            (Words("差", "Difference"), line.exact - printed),
        )
        for head, value in numbers:
            result = view.verdict.case.result(value, "example", "split", line.stage)
            yield Measure(replace(result, place=EXAMPLE.in_(view.lang)), head, (EXAMPLE,))
