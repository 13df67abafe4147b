"""What stands in for a school table (以县级填报数代替): a rule that needs one may be answered by what the county stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis.language import Words
from analysis.rules.judging import NAN, NO_LIMIT, NO_UNIT, join_notes, judge_floor, judge_result
from analysis.rules.measures.county_items import judge_stated
from analysis.rules.measures.registry import MEASURES, Case
from analysis.rules.measures.school_items import judge_count
from analysis.rules.results import Answer, Quoted, Verdict
from analysis.rules.rule import PLAIN, Rule, StandardValue
from analysis.rules.stated import NOTHING, named_schools, stated
from analysis.tables.county.items import common_items
from analysis.tables.county.record import Entry

NO_TABLE = Words("没有学校数据表", "no school table")
SCHOOL_SIZE = "school_students"  # the item of one school's students


def verdicts_of(case: Case, rule: Rule) -> Iterable[Verdict]:
    """A rule's verdicts: from what its measure reads, and where that leaves it open, from what the county stated."""
    about = MEASURES[rule.measure]
    found = tuple(about.find(case, rule)) if case.feeds(about) else ()
    if case.record is None:
        return found
    if about.stated:
        found = _with_stated(case, rule, found)
    if case.sections is None and about.judged == "section" and about.numbers:
        found = (*found, *_of_named_schools(case, rule), _open(case, rule))
    return found


def _with_stated(case: Case, rule: Rule, found: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Each verdict that is open, and each stage without one, from the item that says the same."""
    about = MEASURES[rule.measure]
    name = about.stated.format(of=rule.subject)
    judged = {one.stage: one for one in found}
    shown_anyway = {PLAIN: None} if about.shown == "share" and case.sections is None else {}
    for whom, limit in (rule.limits(case.day) or shown_anyway).items():
        if judged.get(whom) and judged[whom].answer is not Answer.CANNOT_JUDGE:
            continue
        known = stated(case.record, name, whom, case.year) if name in common_items() else NOTHING
        if not (known.entries or case.sections is None):
            continue
        if about.shown == "count":
            judged[whom] = _with_named(case, judge_count(case, rule.subject or rule.id, whom, known, limit), limit)
        else:
            one = judge_stated(case, common_items()[name], whom, known, limit)
            judged[whom] = replace(one, result=replace(one.result, subject=rule.subject or rule.id))
    whole = _of_whole_county(case, rule, name, judged.values())
    return (whole,) if whole else tuple(judged.values())


def _of_whole_county(case: Case, rule: Rule, name: str, found: Iterable[Verdict]) -> Verdict | None:
    """One verdict for all stages where a count beyond the limits is stated of the county and of no stage."""
    limits = rule.limits(case.day)
    is_count = MEASURES[rule.measure].shown == "count" and name in common_items()
    is_told_apart = any(one.stage in limits for one in case.record.of(name))  # a blank one of a stage stays open
    if not is_count or not limits or is_told_apart or any(one.answer is not Answer.CANNOT_JUDGE for one in found):
        return None
    known = stated(case.record, name, PLAIN, case.year)
    if not known.is_known:
        return None
    verdict = judge_count(case, rule.subject or rule.id, PLAIN, known, next(iter(limits.values())))
    values = sorted({f"{one.value:g}" for one in limits.values()}, key=float)
    if len(values) == 1:
        return verdict
    said = Words(
        f"县域合计，未分学段；限值按学段、学校类型为{'、'.join(values)}",
        f"of the whole county, not by stage; the limits by stage and type are {', '.join(values)}",
    )
    return replace(verdict, note=join_notes(said, verdict.note))


def _with_named(case: Case, verdict: Verdict, limit: StandardValue) -> Verdict:
    """A count of schools that is not stated: one named school over the limit decides."""
    if verdict.answer is not Answer.CANNOT_JUDGE or verdict.subject != "school_size":
        return verdict
    over = [one for one in named_schools(case.record, SCHOOL_SIZE, verdict.stage) if one.value > limit.value]
    if not over:
        return verdict
    said = "、".join(f"{one.part_of}（{one.printed.zh}）" for one in over)
    said_en = ", ".join(f"{one.part_called.en} ({one.printed.en})" for one in over)
    result = replace(verdict.result, value=float(len(over)), inputs=Quoted(_cells(over)))
    lacking = sum(one.value - limit.value for one in over)
    names = tuple(one.part_of for one in over)
    note = Words(f"至少{len(over)}所：{said}", f"at least {len(over)}: {said_en}")
    return Verdict(Answer.NOT_MET, result, len(over), lacking, Words("人", "students"), names, note)


def _of_named_schools(case: Case, rule: Rule) -> Iterator[Verdict]:
    """Single schools that a county names, against the threshold, and beside it whether the floor is kept."""
    name = rule.subject if MEASURES[rule.measure].judged == "section" else ""
    if name not in common_items():
        return
    floor = next((one.number(case.day, "floor_share") for one in case.rules if one.measure == "met_count"), None)
    for whom, limit in rule.limits(case.day).items():
        for entry in named_schools(case.record, name, whom):
            yield _of_school(case, name, whom, entry, limit, floor)


def _of_school(case: Case, name: str, whom: str, entry: Entry, limit: StandardValue, floor: float | None) -> Verdict:
    result = replace(case.result(entry.value, "printed", name, whom, Quoted(_cells([entry]))), place=entry.part_of)
    verdict = judge_result(replace(result, bounds=entry.bounds), limit)
    if verdict.answer is Answer.NOT_MET and floor:
        kept = judge_floor(verdict, floor) is Answer.MET
        line = f"{floor:.0%}"
        note = (
            Words(f"不低于标准的{line}：其余各项均达标的，该校仍视为达标", f"at {line} of the threshold or more: the school still meets the rule if it meets all others")
            if kept
            else Words(f"低于标准的{line}：该校未达标", f"below {line} of the threshold: the school does not meet the rule")
        )  # fmt: skip
        verdict = replace(verdict, note=join_notes(verdict.note, note))
    return replace(verdict, school_id=entry.part_of)


def _open(case: Case, rule: Rule) -> Verdict:
    """A rule that needs every school, without a school table; it stands for those it would put together."""
    limit = next(iter(rule.limits(case.day).values()), None) or rule.limit(case.day, PLAIN)
    result = replace(case.result(NAN, "count", rule.subject or rule.id, note=NO_TABLE), limit=limit)
    return Verdict(
        Answer.CANNOT_JUDGE, result, NAN, NAN, NO_UNIT, note=NO_TABLE if limit else NO_LIMIT, members=case.of(rule)
    )


def _cells(entries: Iterable[Entry]) -> tuple:
    return tuple(one.locator for one in entries if one.locator)
