"""Teacher moves: what they reach and cost, who gives to whom, and the schools before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analysis.language import Words
from analysis.show.page import words
from analysis.show.page.table import MISSING, Row, Table, left, right
from analysis.show.rotation.view import RotationView, StageMoves

MOST_PAIRS = 40  # rows of the table of pairs; the rest are counted below it
MOST_SCHOOLS = 40
Pair = tuple[StageMoves, Any]


def reached(view: RotationView) -> Table:
    """Each kind in the order it is planned: the coefficient before, aimed at and after, what it takes, how firm that is."""
    return view.tabulate(
        Words("教师调配：结果与所需调动", "Moves of teachers: what they achieve and what they take"),
        [
            left("学段", "Stage", 1.6),
            left("教师类别", "Teachers", 3),
            right("现差异系数", "CV now", 1.8),
            right("本类调配前", "Before this kind", 1.8, is_spare=True),
            right("目标", "Aim", 1.4),
            right("调配后", "After", 1.6),
            right("最低可达", "Least possible", 1.6),
            right("调动人数", "Moved", 1.4),
            right("里程（km）", "km", 1.6, is_spare=True),
            right("证明的下限", "Proved bound", 1.8),
            right("差距", "Gap", 1.4),
        ],
        [_reached(view, one) for one in view.moves],
        note=_order(view) if view.moves else "",
        empty=Words("没有超过限值而需要调配的教师类别。", "No kind of teachers is over its limit."),
    )


def _reached(view: RotationView, one: StageMoves) -> Row:
    plan = one.plan
    aim = words.cv(plan.aim.cv_at_most)
    now, start = words.cv(view.before(one).value), words.cv(plan.cv_before)
    row = [words.stage(one.stage, view.lang), one.short, now, start if start != now else MISSING, aim]
    if not plan.is_reachable:
        return (*row, MISSING, words.cv(plan.least_cv), *(MISSING,) * 4)
    km = words.number(plan.cost, 1) if plan.has_distances else MISSING
    bound = words.number(plan.bound, 1 if plan.has_distances else 0)
    after = words.beside_limit(view.after(one).value, plan.aim.cv_at_most, 3)
    return (*row, after, words.cv(plan.least_cv), words.whole(plan.teachers), km, bound, words.percent(plan.gap, 2))


def _order(view: RotationView) -> Words:
    unit = Words("公里", "kilometres") if view.moves[0].plan.has_distances else Words("人", "teachers")
    return Words(
        "按表中次序依次测算：人数少的类别在前，后一类在前一类调配之后的数字上测算，不再改动前一类，"
        "但可能带动尚未测算的类别。“本类调配前”为前几类调配之后的差异系数，与现差异系数相同的不列。"
        f"“证明的下限”是任何符合约束的调配都不能少于的{unit.zh}数。调配后的差异系数由判定程序重新计算。",
        "Planned in this order: the kind of fewest teachers first, each on what the moves before left and without changing an "
        f"earlier kind; it may take some of a later one along, which is what changes the coefficient before this kind (a dash: it is as now). The proved bound is the number of {unit.en} no moves within the rules can do with less. The "
        "coefficient after is computed again by the program that gives every verdict.",
    )


def pairs(view: RotationView) -> Table:
    """How many teachers of which kind go from which school to which; never who."""
    every = [(one, move) for one in view.reached for move in one.plan.moves.itertuples()]
    found = _largest(every, MOST_PAIRS, lambda pair: pair[1].teachers)
    more = len(every) - len(found)
    rest = sum(move.teachers for _, move in every) - sum(move.teachers for _, move in found)
    more_said = Words(
        f"另有{more}对学校、{rest}人未列。", f"{more} more pairs of schools with {rest} teachers are not listed. "
    )
    return view.tabulate(
        Words("校际调配明细（人数）", "From which school to which (numbers)"),
        [
            left("学段", "Stage", 1.4),
            left("教师类别", "Teachers", 2.6),
            left("调出学校", "From", 4),
            left("调入学校", "To", 4),
            right("人数", "Teachers", 1.2),
            right("距离（km）", "km", 1.4, is_spare=True),
        ],
        [
            (
                words.stage(one.stage, view.lang), one.short, move.school_left, move.school_joined,
                words.whole(move.teachers), words.number(move.km, 1),
            )
            for one, move in found
        ],
        note=_together(more_said if more > 0 else None, _pairs_note(view)),
        empty=Words("没有可列的调配。", "There are no moves to list."),
    )  # fmt: skip


def _pairs_note(view: RotationView) -> Words | None:
    if not view.reached or view.reached[0].plan.has_distances:
        return Words("距离为两校直线距离，实际道路里程更长。", "Distances are straight lines; roads are longer.")
    return Words(
        "没有学校位置，只使调动人数最少；调出、调入学校的搭配不唯一，可另行安排。",
        "Without the places of schools only the number of moves is least; the pairs are one way of many.",
    )


def by_school(view: RotationView) -> Table:
    """Schools that give or take: numbers and values before and after, and a mark where a giver is small or at its floor."""
    every = [(one, row) for one in view.reached for row in one.plan.by_school.itertuples()]
    found = _largest(every, MOST_SCHOOLS, lambda pair: abs(pair[1].after - pair[1].before))
    more = len(every) - len(found)
    return view.tabulate(
        Words("各校调配前后", "Schools before and after"),
        [
            left("学段", "Stage", 1.4),
            left("教师类别", "Teachers", 3.2),
            left("学校", "School", 4.8),
            right("学生", "Students", 1.4),
            right("调配前", "Before", 1.2),
            right("调配后", "After", 1.2),
            right("每百生（前）", "Per hundred, before", 1.6),
            right("每百生（后）", "Per hundred, after", 1.6),
            left("提示", "Note", 2.4, is_spare=True),
        ],
        [_school(view, one, row) for one, row in found],
        note=_together(
            Words(f"另有{more}行未列。", f"{more} more rows are not listed.") if more > 0 else None,
            Words(
                "各类教师依次测算，“调配前”为此前各类调配之后的人数。",
                "Kinds are planned one after the other: ‘before’ is what the kinds planned earlier left.",
            ),
        ),
        empty=Words("没有学校变动。", "No school changes."),
    )


def _school(view: RotationView, one: StageMoves, row) -> Row:
    gives = row.after < row.before
    marks = [
        Words("规模小", "small") if gives and row.is_small else None,
        Words("已到每班底线", "at its floor") if gives and row.is_at_floor else None,
    ]
    said = view.text("、", ", ").join(mark.in_(view.lang) for mark in marks if mark)
    each = [words.number(100 * number / row.students, 2) for number in (row.before, row.after)]
    stage, students = words.stage(one.stage, view.lang), words.whole(row.students)
    return (
        stage,
        one.short,
        row.school,
        students,
        words.whole(row.before),
        words.whole(row.after),
        *each,
        said or MISSING,
    )


def _largest(rows: list[Pair], most: int, size: Callable[[Pair], float]) -> list[Pair]:
    """The largest rows, in the order they came."""
    chosen = sorted(range(len(rows)), key=lambda k: -size(rows[k]))[:most]
    return [rows[k] for k in sorted(chosen)]


def _together(*parts: Words | None) -> Words:
    said = [part for part in parts if part]
    return Words("".join(part.zh for part in said), " ".join(part.en.strip() for part in said))
