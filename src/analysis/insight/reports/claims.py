"""Printed numbers recomputed from printed parts: claims, repeats, parts and wholes, the year before."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from analysis.insight.reports.arithmetic.formulas import Formula, compute, needed, same_unit
from analysis.insight.reports.arithmetic.ranges import Range, exact_range, shown, truncated_to
from analysis.insight.reports.findings import (
    BASE,
    DAMAGE,
    DATE,
    ROUNDING,
    Finding,
    Verdict,
    beside,
    in_unit,
    joined,
    lost_digits,
    title_of,
    unusable,
)
from analysis.insight.reports.report import Declaration, PrintedFact, Report
from analysis.language import Words
from analysis.tables.facts.printed import decimals

ROUGH = ("over", "nearly", "about")
ONE = Range.at(1)
#: From best to worst: among alternative formulas the best one speaks.
_ORDER = (Verdict.REPRODUCED, Verdict.TRUNCATED, Verdict.CANNOT_JUDGE, Verdict.NOT_REPRODUCED)


class _Outcome(NamedTuple):
    verdict: Verdict
    numbers: Range | None  # what the parts give, in basic units
    said: Words
    formula: Formula


def check_claim(report: Report, claim: Declaration) -> Finding:
    """A number that is said to follow from others (复算): by any of the formulas given for it."""
    target = report.fact(claim.of)
    if lost := unusable(report, claim.used):
        return lost_digits(report, claim.kind, title_of(target), claim.used, lost)
    ways = claim.ways or (None,)
    outcomes = [
        _outcome(report, target, formula, way, claim.place)
        for (_, formula), way in zip(claim.formulas, ways, strict=True)
    ]
    best = min(outcomes, key=lambda outcome: _ORDER.index(outcome.verdict))
    is_open = best.verdict in (Verdict.NOT_REPRODUCED, Verdict.TRUNCATED)
    return Finding(
        report=report.id,
        kind=claim.kind,
        verdict=best.verdict,
        subject=title_of(target),
        printed=target.as_printed.zh,
        computed=beside(best.numbers, target).zh if best.numbers else "",
        formula=best.formula.text,
        facts=claim.used,
        explanation=joined([outcome.said for outcome in outcomes]),
        innocent=innocent_reasons(claim, target, best) if is_open else (),
        would_need=tuple(_would_need(report, target, best)) if is_open else (),
    )


def _outcome(report: Report, target: PrintedFact, formula: Formula, way: Words | None, place: str) -> _Outcome:
    """One formula held against the printed digits."""
    try:
        value = compute(formula, report.quantities, place)
    except ZeroDivisionError:
        said = Words("除数可能为0，无法计算。", "a divisor may be 0; it cannot be computed.")
        return _Outcome(Verdict.CANNOT_JUDGE, None, said, formula)
    same_unit(value, target.quantity, place)
    verdict = _held(target, value.numbers)
    if verdict is Verdict.NOT_REPRODUCED and any(report.fact(part).about in ROUGH for part in formula.names):
        verdict = Verdict.CANNOT_JUDGE
    return _Outcome(verdict, value.numbers, _said(target, value.numbers, verdict, way), formula)


def _held(target: PrintedFact, numbers: Range) -> Verdict:
    """Printed digits against a computed range: rounded, cut off, or neither; "or more" against unrounded numbers."""
    if target.about == "or_more":
        least = Fraction(exact_range(target.printed).lo) * target.read_unit.factor
        if numbers.lo >= least:
            return Verdict.REPRODUCED
        return Verdict.NOT_REPRODUCED if numbers.hi < least else Verdict.CANNOT_JUDGE
    if numbers.meets(target.quantity.numbers):
        return Verdict.REPRODUCED
    if target.about in ROUGH:
        return Verdict.CANNOT_JUDGE
    if not target.is_exact and truncated_to(target.printed, in_unit(numbers, target)):
        return Verdict.TRUNCATED
    return Verdict.NOT_REPRODUCED


def _said(target: PrintedFact, numbers: Range, verdict: Verdict, way: Words | None) -> Words:
    """One sentence with both numbers."""
    given, printed = beside(numbers, target), target.as_printed
    by = Words(f"按“{way.zh}”，", f"By '{way.en}' ") if way else Words("", "")
    ends = {
        Verdict.REPRODUCED: Words("，可以复算。", ": reproduced."),
        Verdict.TRUNCATED: Words("，舍去尾数可得，四舍五入则不得。", ": reproduced when cut off, not when rounded."),
        Verdict.NOT_REPRODUCED: Words(
            f"，不能由原文各部分复算{_gap(target, numbers).zh}。",
            f": cannot be reproduced from the printed parts{_gap(target, numbers).en}.",
        ),
        Verdict.CANNOT_JUDGE: Words(
            "；其中有约数，或修约范围跨过界限，无法判断。", ": parts are approximate, or rounding spans the line; open."
        ),
    }
    end = ends[verdict]
    said = f"'{printed.en}'" if target.about else printed.en
    return Words(
        f"{by.zh}各部分得{given.zh}，原文{printed.zh}{end.zh}",
        f"{by.en}the parts give {given.en}, the text prints {said}{end.en}",
    )


def _gap(target: PrintedFact, numbers: Range) -> Words:
    """How far the printed number is from what the parts allow."""
    if target.about == "or_more":
        return Words("（按未修约的数比较）", " (compared unrounded)")
    places = decimals(target.printed)
    printed = Range.at(exact_range(target.printed).lo)
    distance = shown(in_unit(numbers, target).distance(printed), places if places > 0 else 0)
    return Words(f"（相差{distance}）", f" (they differ by {distance})") if Fraction(distance) else Words("", "")


def innocent_reasons(claim: Declaration, target: PrintedFact, best: _Outcome) -> tuple[Words, ...]:
    """The report's own reason first, then the general ones that fit."""
    is_ratio = not best.formula.summands
    general = [ROUNDING] if is_ratio or not target.is_exact else []
    general += [DATE, BASE, DAMAGE]
    return tuple([claim.reason] if claim.reason else []) + tuple(general)


def _would_need(report: Report, target: PrintedFact, best: _Outcome) -> Iterator[Words]:
    """One change at a time: the printed result, or one of the parts."""
    if best.numbers is None:
        return
    places = decimals(target.printed)
    if target.about != "or_more":
        result = target.with_unit(shown(in_unit(best.numbers, target).middle, places))
        yield Words(
            f"原文结果为{result.zh}（现为{target.as_printed.zh}）",
            f"the printed result were {result.en} (it is {target.as_printed.en})",
        )
    wanted = _wanted(target)
    for name in best.formula.names:
        part = report.fact(name)
        found = needed(best.formula, name, report.quantities, wanted)
        digits = nearest_digits(part, in_unit(found, part)) if found else None
        if digits:
            label, changed = title_of(part), part.with_unit(digits)
            yield Words(
                f"{label.zh}为{changed.zh}（原文{part.as_printed.zh}）",
                f"{label.en} were {changed.en} (printed {part.as_printed.en})",
            )


def _wanted(target: PrintedFact) -> Range:
    """What the result would have to be; "or more" is searched up to twice as much."""
    if target.about == "or_more":
        least = exact_range(target.printed).scaled(target.read_unit.factor).lo
        return Range(least, 2 * least)
    return target.quantity.numbers


def nearest_digits(part: PrintedFact, wanted: Range) -> str | None:
    """The number nearest to the printed one, with as many decimals, that lies in the wanted range; ≥ 0."""
    places = decimals(part.printed)
    unit = 10**places
    steps = wanted.scaled(Fraction(unit)).whole_numbers()
    if not steps or steps[-1] < 0:
        return None
    now = round(Fraction(part.printed) * unit)
    best = min(max(now, steps[0], 0), steps[-1])
    return shown(Fraction(best, unit), places)


def check_twice(report: Report, repeat: Declaration) -> Finding:
    """One quantity printed in two places (前后一致)."""
    facts = [report.fact(name) for name in repeat.facts]
    if lost := unusable(report, repeat.facts):
        return lost_digits(report, repeat.kind, title_of(facts[0]), repeat.facts, lost)
    for fact in facts[1:]:
        same_unit(facts[0].quantity, fact.quantity, repeat.place)
    numbers = [fact.quantity.numbers for fact in facts]
    agrees = all(a.meets(b) for a in numbers for b in numbers)
    places = [fact.section if fact.section != facts[0].section or fact is facts[0] else "" for fact in facts]
    places = places if any(places[1:]) else ["" for _ in facts]
    zh = "、".join(
        fact.as_printed.zh + (f"（{place}）" if place else "") for fact, place in zip(facts, places, strict=True)
    )
    en = ", ".join(
        fact.as_printed.en + (f" ({place})" if place else "") for fact, place in zip(facts, places, strict=True)
    )
    ends = (
        Words("，修约后一致。", ": the same within rounding.") if agrees else Words("，前后不一致。", ": they differ.")
    )
    return Finding(
        report=report.id,
        kind=repeat.kind,
        verdict=Verdict.REPRODUCED if agrees else Verdict.NOT_REPRODUCED,
        subject=title_of(facts[0]),
        printed=facts[0].as_printed.zh,
        computed=facts[1].as_printed.zh,
        formula=" = ".join(repeat.facts),
        facts=repeat.facts,
        explanation=Words(f"同一数字在不同处载为{zh}{ends.zh}", f"one quantity, printed {en}{ends.en}"),
        innocent=() if agrees else (*([repeat.reason] if repeat.reason else []), DATE, BASE, DAMAGE),
    )


def check_order(report: Report, order: Declaration) -> Finding:
    """A part cannot be larger than its whole (部分不大于整体)."""
    (_, low), (_, high) = order.formulas
    first = report.fact(low.names[0])
    subject = Words(f"{title_of(first).zh}不大于整体", f"{title_of(first).en}: not more than the whole")
    if lost := unusable(report, order.used):
        return lost_digits(report, order.kind, subject, order.used, lost)
    part, whole = (compute(formula, report.quantities, order.place) for formula in (low, high))
    same_unit(part, whole, order.place)
    fits = part.numbers.lo <= whole.numbers.hi
    a, b = beside(part.numbers, first, 0), beside(whole.numbers, first, 0)
    return Finding(
        report=report.id,
        kind=order.kind,
        verdict=Verdict.REPRODUCED if fits else Verdict.NOT_REPRODUCED,
        subject=subject,
        printed=a.zh,
        computed=b.zh,
        formula=f"{low.text} <= {high.text}",
        facts=order.used,
        explanation=Words(
            f"部分{a.zh}，整体{b.zh}{'。' if fits else '，部分大于整体。'}",
            f"the part is {a.en}, the whole {b.en}{'.' if fits else ': the part is larger.'}",
        ),
        innocent=() if fits else (*([order.reason] if order.reason else []), DATE, BASE, DAMAGE),
    )


def check_previous(report: Report, growth: Declaration) -> Finding:
    """The year before that a growth implies (由增长推算上年): now / (1 + rate), or now − increase."""
    now = report.fact(growth.of)
    if lost := unusable(report, growth.used):
        return lost_digits(report, growth.kind, title_of(now), growth.used, lost)
    by = report.fact(str(growth.options.get("rate") or growth.options["increase"]))
    same = "rate" in growth.options
    if not same:
        same_unit(now.quantity, by.quantity, growth.place)
    numbers = now.quantity.numbers
    before = numbers / (ONE + by.quantity.numbers) if same else numbers - by.quantity.numbers
    formula = f"{now.id} / (1 + {by.id})" if same else f"{now.id} - {by.id}"
    value = beside(before, now, 1)
    return Finding(
        report=report.id,
        kind=growth.kind,
        verdict=Verdict.NOTE,
        subject=title_of(now),
        printed=f"{now.as_printed.zh}，{by.as_printed.zh}",
        computed=value.zh,
        formula=formula,
        facts=growth.used,
        explanation=Words(
            f"由{now.as_printed.zh}和增减{by.as_printed.zh}推算，上年为{value.zh}。",
            f"{now.as_printed.en} and a change of {by.as_printed.en} imply {value.en} the year before.",
        ),
    )
