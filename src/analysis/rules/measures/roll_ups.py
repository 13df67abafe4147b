"""Rules over verdicts (汇总判断): so many of them met, all of them met, the points of those that are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from analysis.language import Words
from analysis.rules.judging import NAN, NO_LIMIT, NOT_STATED, join_notes, judge_floor, judge_result
from analysis.rules.measures.registry import MEASURES, Case, Number, measure, put_together
from analysis.rules.measures.scores import marks_of, marks_stated, out_of_range
from analysis.rules.results import Answer, Inputs, Quoted, Verdict, Verdicts, all_of
from analysis.rules.rule import PLAIN, Rule, StandardValue
from analysis.rules.stated import NOTHING, Stated, stated
from analysis.rules.values import SectionValues

INDICATORS = Words("项", "indicators")
SCHOOLS = Words("所", "schools")
POINTS = Words("分", "points")


# ---- so many of a section's verdicts ---------------------------------------------------------------------------


@measure(
    Words("每所学校的达标项数", "thresholds met by every school"),
    about="rules",
    judged="section",
    numbers={
        "at_least": Number(Words("不少于", "at least")),
        "floor_share": Number(
            Words("其余各项与标准之比不低于", "the rest, as a share of the threshold, at least"), is_share=True
        ),
    },
)
def met_count(case: Case, rule: Rule) -> Iterator[Verdict]:
    """At least so many thresholds met by each section and none below the floor (每校达标项数).

    Not met as soon as one is below the floor or too many are missed; met only when all are known, and thresholds
    without values here are unknown. The gap is the number of indicators that still have to rise.
    """
    named = {one.id for one in put_together(rule, case.rules)}
    thresholds = (one for one in case.verdicts if one.row is not None and one.rule.id in named)
    for verdicts in _grouped(thresholds, lambda one: (one.stage, one.row)):
        yield replace(_counted(case, rule, verdicts, verdicts[0].stage), row=verdicts[0].row)


def _counted(case: Case, rule: Rule, verdicts: Verdicts, stage: str) -> Verdict:
    """The count over one section's thresholds, or a school's ("" stage): one is met when every section meets it."""
    limit, floor = rule.limit(case.day), rule.number(case.day, "floor_share") or 0.0
    first = case.values(verdicts[0].stage, verdicts[0].subject)
    values = {v.subject: case.values(v.stage, v.subject) for v in verdicts}
    by_subject = {found[0].subject: found for found in _grouped(verdicts.judged(), lambda one: one.subject)}
    answers = {name: found.answer for name, found in by_subject.items()}
    met, missed, unknown = (tuple(name for name in answers if answers[name] is one) for one in _ANSWERS)
    floors = {name: _reaches(floor, by_subject[name], values[name].indicator.decimals) for name in missed}
    below = tuple(name for name, answer in floors.items() if answer is Answer.NOT_MET)
    unsure = tuple(name for name, answer in floors.items() if answer is Answer.CANNOT_JUDGE)
    fields = tuple(dict.fromkeys(name for found in values.values() for name in found.indicator.fields))
    about, rows = first.frame.loc[verdicts[0].row], tuple(dict.fromkeys(v.row for v in verdicts))
    result = replace(
        case.result(len(met), "count", rule.id, stage, Inputs(first.locators, rows, fields)), place=about["school"]
    )
    whose = {"school_id": about["school_id"], "members": verdicts, "beyond_floor": below}
    if limit is None or not by_subject:
        return Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, INDICATORS, note=NO_LIMIT, **whose)
    result, note = replace(result, limit=limit), _section_note(values, met, missed, below, unsure, unknown, floor)
    gap = max(limit.value - len(met) - len(unknown), len(below))
    if gap > 0:
        return Verdict(Answer.NOT_MET, result, gap, gap, INDICATORS, missed, note, **whose)
    if unknown or unsure:
        return Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, INDICATORS, missed, note, **whose)
    return Verdict(Answer.MET, result, 0.0, 0.0, INDICATORS, missed, note, **whose)


_ANSWERS = (Answer.MET, Answer.NOT_MET, Answer.CANNOT_JUDGE)


def _reaches(floor: float, found: Iterable[Verdict], decimals: int) -> Answer:
    """Whether a threshold that is missed is missed by no more than the floor, in every section that does not meet it."""
    return all_of(judge_floor(v, floor, decimals) for v in found if v.answer is not Answer.MET)


def _section_note(
    values: dict[str, SectionValues],
    met: tuple[str, ...],
    missed: tuple[str, ...],
    below: tuple[str, ...],
    unsure: tuple[str, ...],
    unknown: tuple[str, ...],
    floor: float,
) -> Words | None:
    """Which indicators are met, missed, far off and unknown; those unknown everywhere are counted."""
    total = len(met) + len(missed) + len(unknown)
    said = [Words(f"{total}项中{len(met)}项达标", f"{len(met)} of {total} met")]
    for names, what in (
        (tuple(name for name in missed if name not in (*below, *unsure)), Words(f"未达标但不低于{floor:.0%}", f"not met but at {floor:.0%} or more")),
        (below, Words(f"低于标准的{floor:.0%}", f"below {floor:.0%} of the threshold")),
        (unsure, Words(f"未达标，是否低于标准的{floor:.0%}不明", f"not met, perhaps below {floor:.0%} of the threshold")),
        (tuple(name for name in unknown if not values[name].is_unknown), Words("缺数据", "no data")),
    ):  # fmt: skip
        if names:
            labels = [values[name].indicator.short for name in names]
            listed = Words("、".join(one.zh for one in labels), ", ".join(one.en for one in labels))
            said.append(Words(f"{what.zh}：{listed.zh}", f"{what.en}: {listed.en}"))
    if nowhere := sum(values[name].is_unknown for name in unknown):
        said.append(Words(f"{nowhere}项各校均缺数据", f"no data at any school: {nowhere}"))
    return join_notes(*said)


# ---- all of them -------------------------------------------------------------------------------------------------


@measure(
    Words("全部符合", "all met"),
    about="rules",
    judged="county",
    numbers={},
    shown="count",
    found=Words("个未达标", " not met"),
)
def all_met(case: Case, rule: Rule) -> Iterator[Verdict]:
    """Every verdict of the rules named is met, stage by stage or for the whole county (全部达标).

    Over verdicts of sections the value is the number of schools that fail; over verdicts of the county, of rules.
    Where whole schools are the unit by convention, thresholds are counted for the school, and the county is one.
    """
    members = case.of(rule)
    if not members:
        return
    of_sections = members[0].unit == "section"
    if of_sections:
        members = Verdicts(_as_one(parts) for parts in _grouped(members, lambda one: (one.stage, one.row)))
    if of_sections and case.sections.conventions.school_rule_unit == "school":
        members = Verdicts(_of_schools(case, members))
        yield from members
        groups = {"": members}
    elif rule.per == "county":
        groups = {"": members}
    else:
        stages = case.stages if of_sections else dict.fromkeys(one.stage for one in members)
        groups = {stage: members.where(stage=stage) for stage in stages}
    for stage, mine in groups.items():
        yield _together(case, rule, stage, mine, of_sections, limit=members[0].limit)


def _together(
    case: Case, rule: Rule, stage: str, members: Verdicts, of_sections: bool, limit: StandardValue
) -> Verdict:
    """One answer for all; the limit shown beside it is that of the members."""
    failing = tuple(verdict for verdict in members if verdict.answer is Answer.NOT_MET)
    value = NAN if members.answer is Answer.CANNOT_JUDGE else float(len(failing))
    result = replace(case.result(value, "count", rule.id, stage), limit=members[0].limit if members else limit)
    if not of_sections:
        names = tuple(verdict.subject for verdict in failing)
        return Verdict(members.answer, result, value, value, INDICATORS, names, members=members)
    total, open_ = len(members), members.how_many(Answer.CANNOT_JUDGE)
    met = total - len(failing) - open_
    note = Words(
        f"{total}所中{met}所达标，{len(failing)}所未达标，{open_}所无法判断",
        f"of {total}: {met} met, {len(failing)} not met, {open_} cannot be judged",
    )
    table, rows = case.sections.table, case.sections.rows
    here = rows.index[rows["stage"] == stage] if stage else rows.index
    result = replace(result, inputs=Inputs(table.locators, tuple(here), tuple(table.numbers)))
    names = tuple(verdict.school_id for verdict in failing)
    return Verdict(members.answer, result, value, value, SCHOOLS, names, note, members=members)


def _of_schools(case: Case, members: Verdicts) -> Iterator[Verdict]:
    """One verdict a school: thresholds are counted anew over all its sections; else each section must pass."""
    for parts in _grouped(members, lambda one: one.school_id):
        thresholds = Verdicts(one for part in parts for one in part.members)
        is_count = parts[0].measure == "met_count" and all(one.measure == "resource" for one in thresholds)
        whole = _counted(case, parts[0].rule, thresholds, "") if is_count and len(parts) > 1 else _as_one(parts)
        yield replace(whole, result=replace(whole.result, stage=""), row=None)


def _grouped(verdicts: Iterable[Verdict], key: Callable[[Verdict], object]) -> Iterator[Verdicts]:
    """The verdicts with one key after the other, in the order in which the keys come."""
    groups: dict[object, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(key(verdict), []).append(verdict)
    return map(Verdicts, groups.values())


def _as_one(parts: Verdicts) -> Verdict:
    """One verdict for all of a section or school; of several, those that fail are its offenders."""
    if len(parts) == 1:
        return parts[0]
    failing = tuple(part for part in parts if part.answer is Answer.NOT_MET)
    gaps = {Answer.MET: 0.0, Answer.CANNOT_JUDGE: NAN, Answer.NOT_MET: sum(part.gap for part in failing)}
    gap, first = gaps[parts.answer], parts[0]
    worst = min(parts, key=lambda part: part.result.value).result
    rows = tuple(dict.fromkeys(part.row for part in parts))
    result = replace(worst, inputs=Inputs(worst.inputs.locators, rows, worst.inputs.fields))
    note = join_notes(*(part.note for part in parts))
    names = tuple(part.subject if len(rows) == 1 else part.stage for part in failing)
    verdict = Verdict(parts.answer, result, gap, gap, INDICATORS, names, note, members=parts)
    return replace(verdict, rule=first.rule, row=first.row, school_id=first.school_id)


# ---- points ------------------------------------------------------------------------------------------------------


@measure(
    Words("得分", "points"),
    about="rules",
    judged="county",
    numbers={"at_least": Number(Words("不低于", "at least")), "full": Number(Words("满分", "full marks"))},
    bound=Words("分", " points"),
    is_open=True,
)
def points(case: Case, rule: Rule) -> Iterator[Verdict]:
    """The points of the rules named that are met, and the marks of scored items (得分).

    A rule spoken of in several verdicts earns its points when all are met. What is open, or was never looked at, may
    still earn its points: the sum is open only while that decides. Where no mark is stated, a stated total stands alone.
    Without a limit it is a subtotal. Nothing is said where the rules need a record and there is none.
    """
    parts = {one: case.verdicts.where(rule=one.id) for one in put_together(rule, case.rules)}
    if not any(case.feeds(MEASURES[one.measure]) for one in parts):
        return
    limit, full = rule.limit(case.day), rule.number(case.day, "full") or math.inf
    total = stated(case.record, "work_score", PLAIN, case.year) if case.record and limit else NOTHING
    worth = [_worth(one, found, case) for one, found in parts.items()]
    earned, possible = math.fsum(least for least, _ in worth), min(full, math.fsum(most for _, most in worth))
    for marks in (earned, total.value):
        if marks > full:
            raise out_of_range(rule.id, marks, full)
    if _has_no_marks(case, parts):
        yield _stated_total(case, rule, total)
        return
    failing = tuple(one.id for one, found in parts.items() if found.judged().answer is Answer.NOT_MET)
    verdict = replace(_of_points(case, rule, earned, possible), offenders=failing, members=case.of(rule))
    yield replace(verdict, note=join_notes(verdict.note, _other_total(earned, possible, total)))


def _of_points(case: Case, rule: Rule, earned: float, possible: float) -> Verdict:
    """A sum that may still grow against its limit; without a limit it is a subtotal, shown where it is complete."""
    limit = rule.limit(case.day)
    result = replace(case.result(earned, "points", rule.id), limit=limit, bounds=(earned, possible))
    if limit is None:
        result = replace(result, value=earned if earned == possible else NAN)
        note = join_notes(_range_note(earned, possible), NO_LIMIT)
        return Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, POINTS, note=note)
    if limit.is_met_by(earned):
        return Verdict(Answer.MET, result, 0.0, 0.0, POINTS)
    if limit.is_met_by(possible):
        return Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, POINTS, note=_range_note(earned, possible))
    gap = limit.value - possible
    return Verdict(Answer.NOT_MET, result, gap, gap, POINTS)


def _worth(rule: Rule, found: Verdicts, case: Case) -> tuple[float, float]:
    """The least and the most a rule can bring."""
    if rule.measure == "score":
        return marks_of(rule, found, case.day)
    answer = found.judged().answer
    return (rule.points if answer is Answer.MET else 0.0, 0.0 if answer is Answer.NOT_MET else rule.points)


def _range_note(earned: float, possible: float) -> Words | None:
    if earned == possible:
        return None
    if math.isinf(possible):
        return Words(
            f"已填报各项共{earned:g}分，其余各项未填报，满分未载明",
            f"{earned:g} points stated; the other items are not, and their full marks are not given",
        )
    return Words(f"可得{earned:g}至{possible:g}分", f"{earned:g} to {possible:g} points")


def _other_total(earned: float, possible: float, total: Stated) -> Words | None:
    """That the marks do not give the total that is stated."""
    if not total.is_known or earned <= total.value <= possible:
        return None
    return Words(f"与所报总分{total.value:g}不符", f"not the total of {total.value:g} that is stated")


def _has_no_marks(case: Case, parts: dict[Rule, Verdicts]) -> bool:
    """Whether the sum is of scored items only, and no mark was stated of any, not even one that is blank."""
    is_score_sheet = all(one.measure == "score" for one in parts)
    return is_score_sheet and not any(True for one in parts for _ in marks_stated(case, one))


def _stated_total(case: Case, rule: Rule, total: Stated) -> Verdict:
    """A total that is stated without the marks it is made of; unknown where it is not stated either."""
    alone = Words("只有总分，未列各项得分", "the total only, without the marks of its items")
    note = join_notes(alone if total.is_known else NOT_STATED, total.note)
    result = case.result(total.value, "printed", rule.id, inputs=Quoted(total.cells), note=note)
    verdict = judge_result(result, rule.limit(case.day))
    return replace(verdict, shortfall_unit=POINTS, note=verdict.note if verdict.limit else join_notes(note, NO_LIMIT))
