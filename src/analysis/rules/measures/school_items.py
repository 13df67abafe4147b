"""What each school must have beside the seven resources (每校须达到的其他要求): shares of its funds, rooms, funding of small schools."""

from __future__ import annotations

from collections.abc import Iterator
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
SHORT = {"found": Words("所未达标", " school[s] below"), "shown": "count", "judged": "school", "reads": "either"}
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
    above, below = (
        sum(part.sign * _of_school(rows, part.item) for part in parts) for parts in (about.numerator, about.denominator)
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
    needed = np.ceil(_of_school(rows, "classes") / per_room)
    lacking = sum((needed - _of_school(rows, kind)).clip(lower=0) for kind in ROOM_FIELDS)
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
    yield from _underfunded(case, rule, "small_school_funds", only_small=True)


@measure(
    Words("按定额核定公用经费", "public funds by the standard"),
    numbers=FUNDS,
    bound=Words("按定额，不足{limit:g}人按{limit:g}人核定", "the standard for each student, {limit:g} at least"),
    asks=("schools_underfunded", "public_funds_standard@primary", "public_funds_standard@junior"),
    **SHORT,
)
def entitlement(case: Case, rule: Rule) -> Iterator[Verdict]:
    """Every school gets the standard for each student, and for 100 at least (应得公用经费)."""
    yield from _underfunded(case, rule, "public_funds_entitlement", only_small=False)


def _underfunded(case: Case, rule: Rule, item: str, only_small: bool) -> Iterator[Verdict]:
    """The schools that get less than the standard times their students, or the floor where all their sections are fewer."""
    floor, limit = rule.number(case.day, "floor_students"), _as_limit(rule, case, "floor_students")
    rows = _rows(case, ["students", "public_funds_yuan"])
    if rows is None:
        yield from _as_stated(case, rule, common_items()[item], limit)
        return
    standard = rows["stage"].map({stage: _standard(case, rule, stage) for stage in COMPULSORY})
    students, paid = (_of_school(rows, name) for name in ("students", "public_funds_yuan"))
    per_student = _of_school(rows.assign(due=standard * rows["students"]), "due") / students
    lacking = (per_student * students.clip(lower=floor) - paid).round(6).clip(lower=0)
    if only_small:
        at_least = rows.groupby("school_id", sort=False)["students"].sum()  # one unknown section may be of any size
        lacking = lacking.mask(at_least >= floor, 0.0)
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


def _of_school(rows: pd.DataFrame, field: str) -> pd.Series:
    """Each school's sum over its sections; unknown where one of them is."""
    return rows.groupby("school_id", sort=False)[field].sum(skipna=False)


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
