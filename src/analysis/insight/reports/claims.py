"""Printed numbers recomputed from printed parts: claims, repeats, parts and wholes, the year before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple, Self

from pydantic import Field, model_validator

from analysis.insight.reports.arithmetic.formulas import Formula, compute, needed, same_unit
from analysis.insight.reports.arithmetic.ranges import Range, exact_range, shown, truncated_to
from analysis.insight.reports.findings import (
    ROUNDING,
    UNEXPLAINED,
    Conclusion,
    Finding,
    beside,
    in_unit,
    joined,
    listed,
    title_of,
)
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.report import Check, FactName, FormulaText, Report
from analysis.language import Words
from analysis.rules.standards import Standard
from analysis.schema import Form, refusal
from analysis.tables.facts.printed import decimals

ROUGH = ("over", "nearly", "about")
ONE = Range.at(1)
#: From best to worst: among alternative formulas the best one speaks.
_ORDER = (Conclusion.REPRODUCED, Conclusion.TRUNCATED, Conclusion.CANNOT_JUDGE, Conclusion.NOT_REPRODUCED)
_ENDS = {
    Conclusion.REPRODUCED: Words("，可以复算。", ": reproduced."),
    Conclusion.TRUNCATED: Words("，舍去尾数可得，四舍五入则不得。", ": reproduced when cut off, not when rounded."),
    Conclusion.NOT_REPRODUCED: Words(
        "，不能由原文各部分复算{gap}。", ": cannot be reproduced from the printed parts{gap}."
    ),
    Conclusion.CANNOT_JUDGE: Words(
        "；其中有约数，或修约范围跨过界限，无法判断。", ": parts are approximate, or rounding spans the line; open."
    ),
}


class Way(Form):
    """One of several formulas for a number, and what it is called."""

    zh: str
    en: str
    formula: FormulaText


class _Trial(NamedTuple):
    """One formula held against the printed digits."""

    conclusion: Conclusion
    numbers: Range | None  # what the parts give, in basic units
    said: Words
    formula: Formula


class Claim(Check):
    """A number that is said to follow from others (复算): by any of the formulas given for it."""

    kind = "claim"
    called = Words("复算", "recomputed")

    of: FactName
    formula: FormulaText | None = None
    ways: list[Way] = Field(default_factory=list)
    others: list[FormulaText] = Field(default_factory=list)  # what the words may mean as well; `review` picks one

    @model_validator(mode="after")
    def _has_formulas_and_no_circle(self) -> Self:
        if (self.formula is None) != bool(self.ways):
            found = Words("缺少formula，或formula与ways并存", "no formula, or both formula and ways")
            raise refusal(found, Words("formula = … 或 ways = […]", "formula = … or ways = […]"))
        if self.review and self.review.isdigit() and int(self.review) > len(self.others):
            found = Words(f"review = {self.review}", f"review = {self.review}")
            raise refusal(found, Words(f"others有{len(self.others)}个", f"others has {len(self.others)}"))
        if any(self.of in formula.names for formula in self.formulas):
            raise refusal(
                Words(f"“{self.of}”由其自身算出", f"'{self.of}' follows from itself"),
                Words("只用其他数的算式", "a formula over other facts"),
                remedy=Words("（循环引用，无法验证）", "(a circular formula proves nothing)"),
            )
        return self

    @property
    def formulas(self) -> list[Formula]:
        if self.review and self.review.isdigit():
            return [self.others[int(self.review) - 1]]
        return [self.formula] if self.formula else [way.formula for way in self.ways]

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        target = report.fact(self.of)
        names = [Words(way.zh, way.en) for way in self.ways] or [None]
        trials = [_trial(report, target, formula, name) for formula, name in zip(self.formulas, names, strict=True)]
        best = min(trials, key=lambda trial: _ORDER.index(trial.conclusion))
        is_open = best.conclusion in UNEXPLAINED
        may_be_rounded = is_open and not (best.formula.summands and target.is_exact)
        return self.finding(
            report,
            best.conclusion,
            joined(trial.said for trial in trials),
            computed=beside(best.numbers, target) if best.numbers else "",
            formula=best.formula.text,
            innocent=(ROUNDING, *self.innocent) if may_be_rounded else None,
            would_need=_would_need(report, target, best) if is_open else (),
        )


def _trial(report: Report, target: PrintedFact, formula: Formula, way: Words | None) -> _Trial:
    try:
        value = compute(formula, report.quantities)
    except ZeroDivisionError:
        said = Words("除数可能为0，无法计算。", "a divisor may be 0; it cannot be computed.")
        return _Trial(Conclusion.CANNOT_JUDGE, None, said, formula)
    same_unit(value, target.quantity)
    conclusion = _held(target, value.numbers)
    if conclusion is Conclusion.NOT_REPRODUCED and any(report.fact(part).about in ROUGH for part in formula.names):
        conclusion = Conclusion.CANNOT_JUDGE
    return _Trial(conclusion, value.numbers, _said(target, value.numbers, conclusion, way), formula)


def _held(target: PrintedFact, numbers: Range) -> Conclusion:
    """Printed digits against a computed range: rounded, cut off, or neither; "or more" against unrounded numbers."""
    if target.about == "or_more":
        least = exact_range(target.printed).lo * target.read_unit.factor
        if numbers.lo >= least:
            return Conclusion.REPRODUCED
        return Conclusion.NOT_REPRODUCED if numbers.hi < least else Conclusion.CANNOT_JUDGE
    if numbers.meets(target.quantity.numbers):
        return Conclusion.REPRODUCED
    if target.about in ROUGH:
        return Conclusion.CANNOT_JUDGE
    if not target.is_exact and truncated_to(target.printed, in_unit(numbers, target)):
        return Conclusion.TRUNCATED
    return Conclusion.NOT_REPRODUCED


def _said(target: PrintedFact, numbers: Range, conclusion: Conclusion, way: Words | None) -> Words:
    """One sentence with both numbers."""
    by = Words("按“{way}”，", "By '{way}' ").format(way=way) if way else ""
    printed = target.as_printed
    return Words(
        "{by}各部分得{given}，原文{printed}{end}", "{by}the parts give {given}, the text prints {printed}{end}"
    ).format(
        by=by,
        given=beside(numbers, target),
        printed=Words(printed.zh, f"'{printed.en}'" if target.about else printed.en),
        end=_ENDS[conclusion].format(gap=_gap(target, numbers)),
    )


def _gap(target: PrintedFact, numbers: Range) -> Words:
    """How far the printed number is from what the parts allow."""
    if target.about == "or_more":
        return Words("（按未修约的数比较）", " (compared unrounded)")
    distance = shown(in_unit(numbers, target).distance(exact_range(target.printed)), decimals(target.printed))
    return Words(f"（相差{distance}）", f" (they differ by {distance})") if Fraction(distance) else Words("", "")


def _would_need(report: Report, target: PrintedFact, best: _Trial) -> Iterator[Words]:
    """One change at a time: the printed result, or one of the parts."""
    if best.numbers is None:
        return
    if target.about != "or_more":
        result = target.with_unit(shown(in_unit(best.numbers, target).middle, decimals(target.printed)))
        yield Words("原文结果为{result}（现为{now}）", "the printed result would be {result} (it is {now})").format(
            result=result, now=target.as_printed
        )
    for name in best.formula.names:
        part = report.fact(name)
        found = needed(best.formula, name, report.quantities, _wanted(target))
        digits = nearest_digits(part, in_unit(found, part)) if found else None
        if digits:
            yield Words("{part}为{digits}（原文{printed}）", "{part} would be {digits} (printed {printed})").format(
                part=title_of(part), digits=part.with_unit(digits), printed=part.as_printed
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


class Twice(Check):
    """One quantity printed in two places (前后一致)."""

    kind = "twice"
    called = Words("前后一致", "printed twice")

    facts: list[FactName]

    def subject_of(self, report: Report) -> Words:
        return title_of(report.fact(self.facts[0]))

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        facts = [report.fact(name) for name in self.facts]
        for fact in facts[1:]:
            same_unit(facts[0].quantity, fact.quantity)
        numbers = [fact.quantity.numbers for fact in facts]
        agrees = all(a.meets(b) for a in numbers for b in numbers)
        end = (
            Words("，修约后一致。", ": the same within rounding.")
            if agrees
            else Words("，前后不一致。", ": they differ.")
        )
        said = Words("同一数字在不同处载为{facts}{end}", "one quantity, printed {facts}{end}")
        return self.finding(
            report,
            Conclusion.REPRODUCED if agrees else Conclusion.NOT_REPRODUCED,
            said.format(facts=listed(_with_sections(facts)), end=end),
            printed=facts[0].as_printed,
            computed=facts[1].as_printed,
            formula=" = ".join(self.facts),
        )


def _with_sections(facts: list[PrintedFact]) -> Iterator[Words]:
    """The numbers as printed, with their sections where these differ."""
    first = facts[0].section
    for fact in facts:
        is_named = fact.section != first or (fact is facts[0] and any(other.section != first for other in facts))
        section = Words(f"（{fact.section}）", f" ({fact.section})") if is_named and fact.section else ""
        yield Words("{digits}{section}", "{digits}{section}").format(digits=fact.as_printed, section=section)


class Order(Check):
    """A part cannot be larger than its whole (部分不大于整体)."""

    kind = "order"
    called = Words("部分与整体", "part and whole")

    low: FormulaText
    high: FormulaText

    def subject_of(self, report: Report) -> Words:
        part = listed((title_of(report.fact(name)) for name in self.low.names), "＋", " + ")
        return Words("{part}不大于整体", "{part}: not more than the whole").format(part=part)

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        part, whole = (compute(formula, report.quantities) for formula in (self.low, self.high))
        same_unit(part, whole)
        fits = part.numbers.lo <= whole.numbers.hi
        first = report.fact(self.low.names[0])
        a, b = beside(part.numbers, first, 0), beside(whole.numbers, first, 0)
        end = Words("。", ".") if fits else Words("，部分大于整体。", ": the part is larger.")
        return self.finding(
            report,
            Conclusion.REPRODUCED if fits else Conclusion.NOT_REPRODUCED,
            Words("部分{a}，整体{b}{end}", "the part is {a}, the whole {b}{end}").format(a=a, b=b, end=end),
            printed=a,
            computed=b,
            formula=f"{self.low.text} <= {self.high.text}",
        )


class Previous(Check):
    """The year before that a growth implies (由增长推算上年): now / (1 + rate), or now − increase.

    is_decrease : the change is printed as a decrease: now / (1 − rate), or now + decrease.
    """

    kind = "previous"
    called = Words("推算上年", "year before")

    of: FactName
    rate: FactName | None = None
    increase: FactName | None = None
    is_decrease: bool = False

    @model_validator(mode="after")
    def _has_one_growth(self) -> Self:
        if (self.rate is None) == (self.increase is None):
            found = Words("缺少rate，或rate与increase并存", "no rate, or both rate and increase")
            raise refusal(found, Words("rate = … 或 increase = …", "rate = … or increase = …"))
        return self

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        now, by = report.fact(self.of), report.fact(self.rate or self.increase or "")
        change = -by.quantity if self.is_decrease else by.quantity
        before = now.quantity.numbers / (ONE + change.numbers) if self.rate else (now.quantity - change).numbers
        value = beside(before, now, 1)
        said = Words(
            "由{now}和增减{by}推算，上年为{value}。", "{now} and a change of {by} imply {value} the year before."
        )
        return self.finding(
            report,
            Conclusion.NOTE,
            said.format(now=now.as_printed, by=by.as_printed, value=value),
            printed=listed([now.as_printed, by.as_printed], "，", ", "),
            computed=value,
            formula=self._formula,
        )

    @property
    def _formula(self) -> str:
        sign = "-" if self.is_decrease else "+"
        if self.rate:
            return f"{self.of} / (1 {sign} {self.rate})"
        return f"{self.of} {'+' if self.is_decrease else '-'} {self.increase}"
