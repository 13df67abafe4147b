"""What stands of a rule (各条规则): what was found, how many of how many, its own numbers; how firm its answer is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis.insight.firmness.coefficients import Firmness
from analysis.language import Words
from analysis.publish.trace.measures.measure import LIMIT, Measure, cell, counted, of_rule, of_values
from analysis.rules.asked import name_of
from analysis.rules.measures import MEASURES
from analysis.rules.results import Answer, Verdict
from analysis.rules.rule import SIGNS
from analysis.show.county.view import View
from analysis.show.firmness.view import FirmnessView, open_firmness
from analysis.show.page import words

FOUND = Words("测算值", "Found")
MARGIN, BETWEEN = Words("余量", "Margin"), Words("按所列小数位可能为", "By the decimals shown")
ENDS = Words("#–", "#–"), Words("–#", "–#")
#: How sentences tell how many a roll-up puts together, and how many of them are not met and met.
OF_ALL = (
    Words("#个学校（学段）中*个", "* of # section"),
    Words("#项中*项达标", "* of # met"),
    Words("#项中*项未达标", "* of # not met"),
)
OF_NOT_MET = (Words("个学校（学段）中#个未达标", "# of * section"), Words("项中#项未达标", "# of * not met"))
OF_MET = (Words("项中#项达标", "# of * met"),)
FROM_LIMIT = (Words("与限值相差#", ", # away"),)
LEAST = (Words("误计少于#", "fewer than #"),)
GAPS = (Words("有#所缺数据", ": # value"), Words("所中有#所缺", ": # of * section"))
OF_SO_MANY = (Words("：#所中有*所缺", ": * of # section"),)
WHATEVER = (Words("差异系数至少#", "coefficient is at least #"), Words("，至多#", "and at most #"))
LIKE_THE_OTHERS = (Words("则在#至*之间", "it is between # and *"), Words("则在*至#之间", "it is between * and #"))
CARE = Words("容许误差；未达标的为各校缺口", "Miscount it can bear; if not met, what schools lack")


def measured(view: View) -> Iterator[Measure]:
    """Of every rule that asks something of the county, and of every coefficient that has a limit."""
    for verdict in view.verdict.headlines:
        named = of_whom(verdict)
        yield from found(view, verdict, FOUND, named)
        yield from asked(view, verdict, LIMIT, named)
    yield from _firm(open_firmness(view))


def of_whom(verdict: Verdict) -> tuple[Words, ...]:
    """What the row of a rule says of it: its name, and the stage or type of school."""
    kind = Words(*(words.kind(verdict.stage, lang) for lang in ("zh", "en")))
    return (cell(name_of(verdict.rule)), *([cell(kind)] if any(kind) else []))


def found(view: View, verdict: Verdict, head: Words, beside: tuple[Words, ...]) -> Iterator[Measure]:
    """A verdict's number; of a rule over others, how many there are, meet it and do not."""
    if not verdict.members:
        kind = Words(*(words.kind(verdict.stage, lang) for lang in ("zh", "en")))
        unit = MEASURES[verdict.measure].counted(verdict.result.value)
        said = Words(f"{kind.zh}#{unit.zh}", f"{kind.en} #{unit.en}")
        yield Measure(verdict.result, head, beside, said=(said,) if any(unit) else ())
    not_met = [one for one in verdict.members if one.answer is Answer.NOT_MET]
    met = [one for one in verdict.members if one.answer is Answer.MET]
    counts = ((verdict.members, OF_ALL), (not_met, OF_NOT_MET), (met, OF_MET))
    for mine, said in counts if verdict.members else ():
        result = replace(verdict.result, value=float(len(mine)), formula="count", limit=None)
        yield Measure(result, head, beside, counted=members_of(view, mine), said=said, within=said)


def members_of(view: View, verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """What was counted, each by its school, else by what it is about."""
    return tuple(_called(view, one) for one in verdicts)


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
        sign = SIGNS[limit.sense]
        yield Measure(of_rule(limit, verdict.stage), head, beside, said=(Words(f"{sign} #", f"{sign} #"),))
        if view.floor is not None:
            yield Measure(of_rule(replace(limit, value=view.floor), verdict.stage), head, beside)


def _firm(view: FirmnessView) -> Iterator[Measure]:
    for one in view.coefficients:
        values, limit = one.values, one.verdict.limit
        numbers = [(MARGIN, one.margin, "margin", ()), (None, abs(one.margin), "margin", FROM_LIMIT)]
        if one.recount:
            numbers.append((CARE, one.recount.units, "least_recount", LEAST))
            numbers.append((CARE, len(one.recount.changes), "least_recount", ()))
        numbers += _whatever_is_missing(one)
        for head, value, formula, said in numbers:
            yield Measure(replace(of_values(values, value, formula), limit=limit), head, said=said)
        ends = one.as_printed or ()
        is_range = len({words.beside_limit(end, limit.value, 3) for end in ends}) > 1
        for end, within in zip(ends, ENDS, strict=False):
            result = replace(of_values(values, end, "cv_bounds"), limit=limit)
            yield Measure(result, BETWEEN, within=(within,) if is_range else ())
        for schools, lack in ((values.missing["school"], GAPS), (values.frame["school"], OF_SO_MANY)):
            yield counted(schools, values.stage, *lack, subject=values.indicator.name)
        yield from _lacking(view, one.verdict)
    for verdict in view.composites:
        result = replace(verdict.result, value=verdict.limit.value - verdict.result.value, formula="margin")
        yield Measure(result, MARGIN, (name_of(verdict.rule),))


def _whatever_is_missing(one: Firmness) -> Iterator[tuple[None, float, str, tuple[Words, ...]]]:
    """What a coefficient is at least and at most where values are missing: whatever they are, and if like the others."""
    for bounds, said in ((one.whatever_is_missing, WHATEVER), (one.if_like_the_others, LIKE_THE_OTHERS)):
        yield from ((None, end, "cv_bounds", (tells,)) for end, tells in zip(bounds or (), said, strict=False))


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
