"""What stands of a rule (各条规则): what was found, how many of how many, its own numbers; how firm its answer is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analysis.language import Words
from analysis.publish.trace.measures.measure import LIMIT, Measure, of_rule, of_values
from analysis.rules.asked import name_of
from analysis.rules.measures import MEASURES
from analysis.rules.results import Answer, Verdict
from analysis.show.county.view import View
from analysis.show.firmness.view import FirmnessView, open_firmness

FOUND = Words("测算值", "Found")
MARGIN, BETWEEN = Words("余量", "Margin"), Words("按所列小数位可能为", "By the decimals shown")
CARE = Words("容许误差；未达标的为缺口", "Holds unless …, or what is lacking")


def measured(view: View) -> Iterator[Measure]:
    """Of every rule that asks something of the county, and of every coefficient that has a limit."""
    for verdict in view.verdict.headlines:
        named = (name_of(verdict.rule),)
        yield from found(view, verdict, FOUND, named)
        yield from asked(view, verdict, LIMIT, named)
    yield from _firm(open_firmness(view))


def found(view: View, verdict: Verdict, head: Words, beside: tuple[Words, ...]) -> Iterator[Measure]:
    """A verdict's number; of a rule over others, how many there are, meet it and do not."""
    if not verdict.members:
        yield Measure(verdict.result, head, beside)
    not_met = [one for one in verdict.members if one.answer is Answer.NOT_MET]
    met = [one for one in verdict.members if one.answer is Answer.MET]
    for counted in (verdict.members, not_met, met) if verdict.members else ():
        result = replace(verdict.result, value=float(len(counted)), formula="count", limit=None)
        yield Measure(result, head, beside, counted=tuple(_called(view, one) for one in counted))


def _called(view: View, verdict: Verdict) -> str:
    """A verdict that was counted: its school, else what it is about."""
    if verdict.row is not None or verdict.school_id:
        return verdict.result.place
    known = view.table.terms.indicators.get(verdict.subject)
    return known.short.in_(view.lang) if known else name_of(verdict.rule).in_(view.lang)


def asked(view: View, verdict: Verdict, head: Words, beside: tuple[Words, ...]) -> Iterator[Measure]:
    """A rule's own numbers: its limit, else those of what it puts together; the share no threshold may fall below."""
    has_own = bool(MEASURES[verdict.measure].numbers)
    limits = [verdict.limit, *(one.limit for one in (() if has_own else verdict.members))]
    for limit in dict.fromkeys(filter(None, limits)):
        numbers = (limit, replace(limit, value=view.floor)) if view.floor is not None else (limit,)
        yield from (Measure(of_rule(view, one, verdict.stage), head, beside) for one in numbers)


def _firm(view: FirmnessView) -> Iterator[Measure]:
    for one in view.coefficients:
        values, limit = one.values, one.verdict.limit
        numbers = [(MARGIN, one.margin, "margin")]
        numbers += [(BETWEEN, end, "cv_bounds") for end in one.as_printed or ()]
        if one.recount:
            numbers += [(CARE, one.recount.units, "least_recount"), (CARE, len(one.recount.changes), "least_recount")]
        for head, value, formula in numbers:
            yield Measure(replace(of_values(values, value, formula), limit=limit), head)
        yield from _lacking(view, one.verdict)
    for verdict in view.composites:
        result = replace(verdict.result, value=verdict.limit.value - verdict.result.value, formula="margin")
        yield Measure(result, MARGIN, (name_of(verdict.rule),))


def _lacking(view: FirmnessView, verdict: Verdict) -> Iterator[Measure]:
    """How many schools are below their threshold, and what they lack together."""
    judged = view.view.verdict.verdicts.where(measure="resource", stage=verdict.stage, subject=verdict.subject)
    short = [one for one in judged.judged() if one.answer is Answer.NOT_MET]
    if not short or verdict.answer is not Answer.NOT_MET:
        return
    values = view.view.verdict.values(verdict.stage, verdict.subject)
    rows = [one.row for one in short]
    limit = short[0].limit
    names = tuple(one.result.place for one in short)
    yield Measure(of_values(values, len(short), "count", rows), CARE, counted=names)
    total = of_values(values, sum(one.shortfall for one in short), "shortfall", rows)
    yield Measure(replace(total, limit=limit), CARE)
