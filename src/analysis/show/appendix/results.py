"""The first table of an appendix (测算结果): what was found rule by rule, the limits, the answers, the clauses."""

from __future__ import annotations

import math
from os.path import commonprefix

from analysis.language import Words
from analysis.rules.asked import is_not_stated, name_of
from analysis.rules.measures import MEASURES, Measure
from analysis.rules.results import Answer, Verdict
from analysis.rules.rule import SIGNS, StandardValue
from analysis.show.appendix.stated_items import not_stated
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.stated import stated_limit, stated_value
from analysis.show.page.table import Row, Table, left, right

CONFIDENCE = {
    "original": Words("原文", "read in the original"),
    "secondary": Words("转引", "read at second hand"),
    "recalled": Words("凭记忆", "recalled from memory"),
}
NO_FIGURES = Words("没有数据", "no figures")
OF_COUNTY = ("record", "either")  # what measures about a county's own figures read
OF_SCHOOLS = Words("资源配置、班额、学校规模测算结果", "Resources, class sizes and school sizes: what was found")
STATED_TOO = Words("各项规则测算结果（含县级填报事项）", "What was found rule by rule, with what the county states")


def answers(view: View) -> Table:
    """One line a rule and stage: what was found, the limit, the answer; the clauses stand below."""
    return view.tabulate(
        STATED_TOO if view.record else OF_SCHOOLS,
        _HEADS,
        [_row(view, verdict) for verdict in view.verdict.headlines if not verdict.is_silent],
        note=not_stated(view.verdict.headlines, view.lang) + _not_judged(view) + _clauses(view),
    )


def verdicts(view: View) -> Table:
    """What the standard asks of the county, line by line with its clause, and all of it together."""
    rows: list[Row] = [(*_row(view, one), cited(view, one)) for one in view.verdict.headlines if not one.is_silent]
    together = view.text("总体（本工具测算的各部分）", "all parts computed here")
    if view.verdict.headlines:
        rows.append((together, "", "", "", words.answer(view.verdict.overall, view.lang), ""))
    standard = view.text("未附标准", "no standard")
    if view.standard:
        standard = f"{view.standard.title.in_(view.lang)} ({view.standard.document})"
    return view.tabulate(
        Words(f"{view.place}，{view.year}年：{standard}", f"{view.place}, {view.year}: {standard}"),
        [*_HEADS, left("出处", "Clause", 4)],
        rows,
        note=_not_judged(view)
        + (view.standard.coverage.in_(view.lang) if view.standard and view.standard.coverage else ""),
        strong=[len(rows) - 1],
        empty=Words("未附标准，无法判断。", "No standard attached: nothing can be judged."),
    )


_HEADS = (
    left("规则", "Rule", 3.1),
    left("对象", "Stage or type", 3.6),
    right("测算值", "Found", 6.7),
    right("限值", "Limit", 4.5),
    left("判断", "Answer", 2.2),
)


def _row(view: View, verdict: Verdict) -> Row:
    return (
        name_of(verdict.rule),
        words.kind(verdict.stage, view.lang),
        found(verdict),
        bound(verdict, view.floor),
        words.answer(verdict.answer, view.lang),
    )


def _not_judged(view: View) -> str:
    """The rules nothing can be said about, each with whom it speaks of and why."""
    silent: dict[str, list[Verdict]] = {}
    for verdict in view.verdict.headlines:
        if verdict.is_silent and not is_not_stated(verdict):
            silent.setdefault(verdict.rule.id, []).append(verdict)
    if not silent:
        return ""
    said = [_named(view, verdicts) for verdicts in silent.values()]
    return view.text(f"无法判断：{'；'.join(said)}。", f"Cannot be judged: {'; '.join(said)}. ")


def _named(view: View, verdicts: list[Verdict]) -> str:
    """A rule, and of whom it cannot be judged why: "Class size (primary, junior: no class counts)"."""
    whose: dict[str, list[str]] = {}
    for one in verdicts:
        why = NO_FIGURES if one.members else one.note or NO_FIGURES  # a roll-up's note counts what is open
        whose.setdefault(why.in_(view.lang), []).append(words.kind(one.stage, view.lang))
    colon, stop = view.text("：", ": "), view.text("；", "; ")
    said = stop.join(colon.join(filter(None, (words.listed(whom, view.lang), why))) for why, whom in whose.items())
    return name_of(verdicts[0].rule).in_(view.lang) + view.text(f"（{said}）", f" ({said})")


def judged_by(verdict: Verdict) -> Measure:
    """The measure whose limit a verdict shows: its own, or that of what a roll-up puts together."""
    while verdict.members and not MEASURES[verdict.measure].numbers:
        verdict = verdict.members[0]
    return MEASURES[verdict.measure]


def found(verdict: Verdict) -> Words:
    """A county's number as it stands in a table: a coefficient, a share, or how many fail."""
    value, measure = verdict.result.value, MEASURES[verdict.measure]
    if measure.reads in OF_COUNTY:
        return stated_value(verdict)
    if measure.shown == "coefficient":
        return _same(words.beside_limit(value, verdict.limit.value, 3))
    if measure.shown == "share":
        return _same(words.percent(value, 2))
    if verdict.members and verdict.members[0].unit == "county":
        return _of_rules(verdict)
    if math.isnan(value):
        return _same(words.MISSING)
    if measure.shown == "value":
        return _same(f"{value:g}")
    if verdict.members:
        total, missing = len(verdict.members), words.whole(value)
        return Words(
            f"{total}个学校（学段）中{missing}个未达标", f"{missing} of {words.counted(total, 'section')} not met"
        )
    behind = measure.counted(value)
    return Words(f"{words.whole(value)}{behind.zh}", f"{words.whole(value)}{behind.en}")


def _of_rules(verdict: Verdict) -> Words:
    """How many of the rules that a roll-up puts together failed, where that decides; else how many are met."""
    failed, total = verdict.answer is Answer.NOT_MET, len(verdict.members)
    count = verdict.members.how_many(Answer.NOT_MET if failed else Answer.MET)
    return Words(
        f"{total}项中{count}项{'未达标' if failed else '达标'}", f"{count} of {total} {'not met' if failed else 'met'}"
    )


def bound(verdict: Verdict, floor: float | None) -> Words:
    """The limit with what it is counted in: "≤ 45人/班"; that of each part where a roll-up puts coefficients together."""
    measure = judged_by(verdict)
    said = stated_limit(verdict) if measure.reads in OF_COUNTY else _limit(measure, verdict.limit)
    if measure.name == "met_count":
        share = words.percent(floor or 0, 0)
        return Words(
            f"每校{said.zh}项达标，其余≥标准的{share}",
            f"each {said.en} thresholds met, the rest ≥ {share} of theirs",
        )
    if verdict.members and verdict.members[0].unit == "county":
        return Words(f"各项{said.zh}", f"each {said.en}")
    return said


def _limit(measure: Measure, limit: StandardValue) -> Words:
    sign = SIGNS[limit.sense]
    if measure.shown == "coefficient":
        return _same(f"{sign} {limit.value:.2f}")
    if measure.shown == "share":
        return _same(f"{sign} {words.percent(limit.value, 0)}")
    return Words(f"{sign} {limit.value:g}{measure.bound.zh}", f"{sign} {limit.value:g}{measure.bound.en}")


def _same(text: str) -> Words:
    return Words(text, text)


def _clauses(view: View) -> str:
    """Where the rules stand and how they were read, once for each rule."""
    by_rule = {one.rule.id: one for one in reversed(view.verdict.headlines) if not is_not_stated(one)}
    if not by_rule:
        return view.text("未附标准，无法判断。", "No standard attached: nothing can be judged.")
    said = [_clause(view, verdict) for verdict in reversed(by_rule.values())]
    return view.text("依据：", "Clauses: ") + view.text("；", "; ").join(said) + view.text("。", ".")


def _clause(view: View, verdict: Verdict) -> str:
    name, clause = name_of(verdict.rule), cited(view, verdict)
    return view.text(f"{name.zh}，{clause.zh}", f"{name.en}, {clause.en}")


def cited(view: View, verdict: Verdict) -> Words:
    """Document, clause, and where it was read."""
    limit, how = verdict.limit, CONFIDENCE[verdict.limit.confidence]
    clauses = [member.limit.clause for member in verdict.members] or [limit.clause]
    shared = commonprefix(clauses).rstrip()  # noqa: RUF071  seven items have a clause each: what they share
    clause = view.standard.clause(shared)
    return Words(f"{limit.document}{clause.zh}（{how.zh}）", f"{limit.document}, {clause.en} ({how.en})")
