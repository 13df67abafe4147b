"""What each school must have beside the seven resources (每校须达到的其他要求): shares of its funds, rooms, funding of small schools."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.rules.judging import NAN, join_notes
from analysis.rules.measures.county_items import lacking
from analysis.rules.measures.registry import COMPULSORY, ONE, Case, Number, measure
from analysis.rules.measures.sizes import count_verdict, inputs_of
from analysis.rules.results import Answer, Quoted, Verdict
from analysis.rules.rule import PLAIN, Rule, StandardValue
from analysis.rules.stated import Stated, stated
from analysis.tables.county.items import Item, common_items

YUAN = Words("元", "yuan")
ROOMS = Words("间", "rooms")
SHORT = {"found": Words("所未达到", " short"), "shown": "count", "judged": "school", "reads": "either"}
FUNDS = {
    "floor_students": Number(Words("按此人数核定", "funded as for so many students")),
    "per_student": Number(Words("生均公用经费基准定额", "public funds per student"), COMPULSORY),
}
ROOM_FIELDS = ("music_rooms", "art_rooms")


@measure(
    Words("每校的比例", "a share at every school"),
    about="item",
    numbers={"at_least": Number(Words("每校不低于", "every school at least"), ONE)},
    **SHORT,
)
def each_school(case: Case, rule: Rule) -> Iterator[Verdict]:
    """A share of each school's own figures against a limit (各校比例): the value is the number of schools below it.

    Without the columns it rests on, a county may state how many schools miss it.
    """
    about, limit = common_items()[rule.subject], rule.limit(case.day)
    rows = _rows(case, [part.item for part in about.parts])
    if rows is None:
        yield from _as_stated(case, rule, about, limit)
        return
    by_school = rows.groupby("school_id", sort=False)
    above, below = (
        sum(part.sign * by_school[part.item].sum(min_count=1) for part in parts)
        for parts in (about.numerator, about.denominator)
    )
    lacking = (limit.value * below - about.scale * above).round(9).clip(lower=0).where(below > 0)
    yield _of_schools(case, rule, limit, lacking, YUAN, rows, tuple(part.item for part in about.parts))


@measure(
    Words("音乐、美术专用教室", "music and art rooms"),
    numbers={"classes_per_room": Number(Words("每若干班各1间", "classes to one room of each kind"))},
    bound=Words("每{limit:g}个班各1间", "one of each for {limit:g} classes"),
    asks=("schools_short_of_rooms",),
    **SHORT,
)
def rooms(case: Case, rule: Rule) -> Iterator[Verdict]:
    """A music and an art room for every so many classes of a school (音乐、美术专用教室): ⌈classes / 12⌉ of each kind."""
    per_room = rule.number(case.day, "classes_per_room")
    limit = _as_limit(rule, case, "classes_per_room")
    rows = _rows(case, ["classes", *ROOM_FIELDS])
    if rows is None:
        yield from _as_stated(case, rule, common_items()["music_art_rooms"], limit)
        return
    by_school = rows.groupby("school_id", sort=False)
    needed = np.ceil(by_school["classes"].sum(min_count=1) / per_room)
    lacking = sum((needed - by_school[kind].sum(min_count=1)).clip(lower=0) for kind in ROOM_FIELDS)
    yield _of_schools(case, rule, limit, lacking, ROOMS, rows, ("classes", *ROOM_FIELDS))


@measure(
    Words("不足100人按100人核定公用经费", "small schools funded as for 100 students"),
    numbers=FUNDS,
    bound=Words("不足{limit:g}人按{limit:g}人核定", "funded as for {limit:g}"),
    asks=("small_schools_underfunded", "public_funds_standard@primary", "public_funds_standard@junior"),
    **SHORT,
)
def small_school_funds(case: Case, rule: Rule) -> Iterator[Verdict]:
    """Schools and teaching points under 100 students get the funds of 100 (按100人核定): the standard is local.

    The standard of a stage comes from an overlay, else from what the county states.
    """
    floor = rule.number(case.day, "floor_students")
    yield from _underfunded(case, rule, "small_school_funds", lambda rows: rows["students"] < floor)


@measure(
    Words("按定额核定公用经费", "public funds by the standard"),
    numbers=FUNDS,
    bound=Words("按定额，不足{limit:g}人按{limit:g}人核定", "the standard for each student, {limit:g} at least"),
    asks=("schools_underfunded", "public_funds_standard@primary", "public_funds_standard@junior"),
    **SHORT,
)
def entitlement(case: Case, rule: Rule) -> Iterator[Verdict]:
    """Every school gets the standard for each student, and for 100 at least (应得公用经费)."""
    yield from _underfunded(case, rule, "public_funds_entitlement", lambda rows: rows["students"].notna())


def _underfunded(case: Case, rule: Rule, item: str, mine: Callable[[pd.DataFrame], pd.Series]) -> Iterator[Verdict]:
    """The schools among mine that get less than the standard times their students, or the floor where they are fewer."""
    floor, limit = rule.number(case.day, "floor_students"), _as_limit(rule, case, "floor_students")
    rows = _rows(case, ["students", "public_funds_yuan"])
    if rows is None:
        yield from _as_stated(case, rule, common_items()[item], limit)
        return
    standard = {stage: _standard(case, rule, stage) for stage in COMPULSORY}
    mine = rows[mine(rows)]
    lacking = mine["stage"].map(standard) * mine["students"].clip(lower=floor) - mine["public_funds_yuan"]
    lacking = lacking.clip(lower=0).groupby(mine["school_id"], sort=False).sum(min_count=1)
    lacking = lacking.reindex(rows["school_id"].unique(), fill_value=0.0)
    yield _of_schools(case, rule, limit, lacking, YUAN, rows, ("students", "public_funds_yuan"))


def _standard(case: Case, rule: Rule, stage: str) -> float:
    held = rule.on(case.day, "per_student", stage)
    if held:
        return held.number
    return stated(case.record, "public_funds_standard", stage, case.year).value if case.record else NAN


def _rows(case: Case, fields: list[str]) -> pd.DataFrame | None:
    """The compulsory rows as received, when the table has every field."""
    if case.sections is None or not {*fields} <= {*case.sections.source.rows.columns}:
        return None
    return pd.concat([case.sections.rows_as_received(stage) for stage in sorted(COMPULSORY, reverse=True)])


def _of_schools(
    case: Case, rule: Rule, limit: StandardValue, lacking: pd.Series, unit: Words, rows: pd.DataFrame, fields: tuple
) -> Verdict:
    """The schools that fall short, the most lacking first; a school of unknown figures leaves it open."""
    short = lacking[lacking > 0].sort_values(ascending=False, kind="stable")
    unknown = int(lacking.isna().sum())
    note = Words(f"{unknown}所学校缺数据", f"{unknown} schools without data") if unknown else None
    result = case.result(len(short), "count", rule.subject, "", inputs_of(case, rows, fields))
    return count_verdict(result, limit, lacking, short.index, float(short.sum()), unit, note)


def _as_stated(case: Case, rule: Rule, about: Item, limit: StandardValue) -> Iterator[Verdict]:
    """How many schools miss it, as the county states."""
    if case.record is None:
        return
    known = stated(case.record, about.failing, PLAIN, case.year)
    yield judge_count(case, rule.subject, PLAIN, known, limit)


def judge_count(case: Case, subject: str, whom: str, known: Stated, limit: StandardValue) -> Verdict:
    """A stated count of those that fail: met when it is 0."""
    note = known.note if known.is_known else join_notes(lacking(known), known.note)
    result = replace(case.result(known.value, "count", subject, whom, Quoted(known.cells), note), limit=limit)
    if not known.is_known:
        return Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, Words("", ""), note=note)
    answer = Answer.MET if known.value == 0 else Answer.NOT_MET
    return Verdict(answer, result, known.value, NAN, Words("", ""), note=note)


def _as_limit(rule: Rule, case: Case, number: str) -> StandardValue:
    """The number a rule turns on, as the limit its verdict cites."""
    held = rule.on(case.day, number)
    return StandardValue(
        rule.id, held.standard, held.document, held.clause, held.in_force, held.confidence, held.number, "at_least"
    )
