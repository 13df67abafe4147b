"""What stands of moves of teachers (教师校际调配): coefficients before and after, who gives and takes, how firm it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analysis.language import Words
from analysis.publish.trace.measures.measure import (
    Measure,
    Subject,
    cell,
    counted,
    counted_rows,
    of_values,
    told,
)
from analysis.rules.counting.sections import SMALL_SCHOOL_LINE
from analysis.rules.results import Answer, Inputs, Result
from analysis.show.rotation.tables import MOST_SCHOOLS
from analysis.show.rotation.view import RotationView, StageMoves
from analysis.tables.schools import STAGE_WORDS

START = Words("本类调配前", "Before this kind")
NOW, AIM, AFTER = Words("现差异系数", "CV now"), Words("目标", "Aim"), Words("调配后", "After")
LEAST, MOVED = Words("最低可达", "Least possible"), Words("调动人数", "Moved")
KM, BOUND, GAP = Words("里程（km）", "km"), Words("证明的下限", "Proved bound"), Words("差距", "Gap")
BEFORE, STUDENTS = Words("调配前", "Before"), Words("学生", "Students")
EACH = {"before": Words("每百生（前）", "Per hundred, before"), "after": Words("每百生（后）", "Per hundred, after")}
COULD_SAVE = (Words("至多还能节省#%", "at most #% could be saved"),)
KM_TOGETHER = (Words("（合计#公里", "(# km together"),)
KM_EACH = (Words("、人均#公里", "together, # km each"),)
SMALL = (Words("需要注意：#所不足*名", "Please note: # school"),)
SMALL_LINE = (Words("所不足#名学生的学校共调出", "under # students would give"),)
SMALL_GIVE = (Words("名学生的学校共调出#人", "students would give # teacher"),)
PRIVATE = (Words("，#所民办学校（学段）", "Private schools (# section"),)
ASKED = (Words("逐校要求：#所学校（学段）中", "of each school: of # sections"),)
MEET_BEFORE = (Words("达到要求的调配前#所", "sections # meet it before the moves"),)
MEET_AFTER = (Words("，调配后#所。", "before the moves, and # after."),)
NOT_LISTED = (Words("另有#行未列", "# more row"),)


def subject(view: RotationView) -> Subject:
    return Subject(view.county.table.terms, _measured(view))


def _measured(view: RotationView) -> Iterator[Measure]:
    for one in view.moves:
        yield from _of_kind(view, one)
        yield from _of_schools(view, one)
    if view.reached:
        yield from _together(view)
        yield from _small(view)
        yield from _asked(view)
    rows = view.county.sections.rows
    yield counted_rows(view.county, rows[rows["ownership"] == "private"], None)._replace(said=PRIVATE)
    yield told(view.county.verdict.case.result(SMALL_SCHOOL_LINE, "choice", "small_school"), *SMALL_LINE)


def _of_kind(view: RotationView, one: StageMoves) -> Iterator[Measure]:
    """One kind of teachers at one stage: its row, and the words sentences tell it with."""
    plan, values = one.plan, view.county.values(one.indicator.name, one.stage)
    zh, en = one.spoken
    many = (Words(f"调动{zh}#人", f"moving # {en}"), Words(f"、{zh}#人", f", # {en}"))
    limit = view.county.limits("cv", one.stage).get(one.indicator.name)
    aim, least = (Words(f"{one.heading.zh}：在所设约束内，仅靠调配达不到{sign}", f"{one.heading.en}: within these constraints moves alone do not reach {mark}") for sign, mark in (("#", "#"), ("*；最低可到#", "*; the least possible is #")))  # fmt: skip
    numbers = [
        (NOW, view.before(one).value, "student_weighted_cv", ()),
        (None, view.before(one).value, "student_weighted_cv", (Words("最低可到*（现为#）", "possible is * (now #)"),)),
        (START, plan.cv_before, "with_moves", ()),
        (AIM, plan.aim.cv_at_most, "aim", (aim,)),
        (LEAST, plan.least_cv, "least_with_moves", (least,)),
    ]
    if plan.is_reachable:
        numbers += [
            (AFTER, view.after(one).value, "with_moves", ()),
            (MOVED, plan.teachers, "moved", many),
            (BOUND, plan.bound, "moves_bound", ()),
            (GAP, plan.gap, "planned_gap", ()),
        ]
        numbers += [(KM, plan.cost, "moved", ())] if plan.has_distances else []
    for head, value, formula, said in numbers:
        result = replace(_about_no_indicator(of_values(values, value, formula)), limit=limit)
        yield from [Measure(result, head, (cell(one.short),))] if head else []
        yield from [told(result, *said)] if said else []
    for kind, count in plan.along.items() if plan.is_reachable else ():
        label = view.county.table.terms.fields[kind].label
        said = Words(f"{one.name.zh}中，{label.zh.removesuffix('数')}至少#人", f"{one.name.en}: at least # {label.en}")
        yield told(_about_no_indicator(of_values(values, count, "moved")), said)


def _about_no_indicator(result: Result) -> Result:
    """Rows name the kind of teachers, not its indicator."""
    return replace(result, subject="moves")


def _of_schools(view: RotationView, one: StageMoves) -> Iterator[Measure]:
    """Every school that gives or takes: its students and teachers before and after."""
    if not one.plan.is_reachable:
        return
    read = view.county.sections.rows
    for row in one.plan.by_school.itertuples():
        is_read = row.before == read.at[row.Index, one.plan.aim.kind]
        sums = {"before": "sum" if is_read else "with_moves", "after": "with_moves"}
        numbers = [(STUDENTS, row.students, "sum", ("students",))]
        for name, head in (("before", BEFORE), ("after", AFTER)):
            teachers = getattr(row, name)
            numbers.append((head, teachers, sums[name], (one.plan.aim.kind,)))
            formula = "ratio_of_totals" if sums[name] == "sum" else "with_moves"
            numbers.append((EACH[name], 100 * teachers / row.students, formula, (one.plan.aim.kind, "students")))
        for head, value, formula, fields in numbers:
            inputs = Inputs(view.county.sections.table.locators, (row.Index,), fields)
            result = view.county.verdict.case.result(value, formula, "moves", one.stage, inputs)
            yield Measure(result, head, (cell(one.short),), row.school)


def _together(view: RotationView) -> Iterator[Measure]:
    """What the kinds of a stage come to together; the rows that the table leaves out."""
    case = view.county.verdict.case
    for stage in dict.fromkeys(one.stage for one in view.reached):
        mine = [one.plan for one in view.reached if one.stage == stage]
        yield told(case.result(max(one.gap for one in mine), "planned_gap", "moves", stage), *COULD_SAVE)
        km, teachers = sum(one.cost for one in mine), sum(one.teachers for one in mine)
        if mine[0].has_distances:
            yield told(case.result(km, "moved", "moves", stage), *KM_TOGETHER)
            yield told(case.result(km / max(1, teachers), "moved", "moves", stage), *KM_EACH)
    rows = [
        (
            abs(row.after - row.before),
            f"{STAGE_WORDS[one.stage].in_(view.lang)} {one.short.in_(view.lang)} {row.school}",
        )
        for one in view.reached
        for row in one.plan.by_school.itertuples()
    ]
    rest = sorted(rows, key=lambda row: -row[0])[MOST_SCHOOLS:]
    yield counted((row for _, row in rest), "", *NOT_LISTED)


def _small(view: RotationView) -> Iterator[Measure]:
    """Small schools that give, and how many teachers."""
    found = pd.concat([one.plan.stripped.assign(stage=one.stage) for one in view.reached])
    small = found[found["is_small"]]
    yield counted(small.drop_duplicates(["stage", "school_id"])["school"], "", *SMALL)
    lost = (small["before"] - small["after"]).sum()
    inputs = Inputs(view.county.sections.table.locators, tuple(dict.fromkeys(small.index)), ("students",))
    yield told(view.county.verdict.case.result(lost, "moved", "moves", "", inputs), *SMALL_GIVE)


def _asked(view: RotationView) -> Iterator[Measure]:
    """How many sections meet what is asked of each, before the moves and after."""
    if not view.county.standard:
        return
    before, after = view.county.verdict, view.moved
    yield counted((one.school for one in before.sections), "", *ASKED)
    for verdict, said in ((before, MEET_BEFORE), (after, MEET_AFTER)):
        met = [one.school for one in verdict.sections if one.rule.answer is Answer.MET]
        yield counted(met, "", *said)
