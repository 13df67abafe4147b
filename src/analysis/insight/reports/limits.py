"""Printed numbers against the standards, a report's own judgements, and what is possible at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from analysis.errors import StandardError
from analysis.insight.reports.arithmetic.formulas import Quantity, compute, refuse, same_unit
from analysis.insight.reports.arithmetic.ranges import Range, exact_range, shown_range
from analysis.insight.reports.arithmetic.units import english_amount, read_unit
from analysis.insight.reports.findings import (
    BASE,
    DAMAGE,
    DATE,
    Finding,
    Verdict,
    joined,
    lost_digits,
    title_of,
    unusable,
)
from analysis.insight.reports.report import Declaration, PrintedFact, Report
from analysis.language import Words
from analysis.rules.results import Answer
from analysis.rules.standards import InForce, Standard

LAST_KNOWN_DAY = dt.date(
    2024, 12, 31
)  # for reports without a year: the rules as they stood when the plans were written
SAID = {"met": Words("达标", "met"), "not_met": Words("未达标", "not met")}
SIGNS = {"at_least": "≥", "at_most": "≤"}


def check_limit(report: Report, limit: Declaration, standards: Mapping[str, Standard]) -> Finding:
    """A printed number against a standard (对照标准), and against what the report itself says of it.

    The number's rounding is kept: where it spans the limit the answer stays open. With `floor = true` a number below
    its threshold but not below the floor of the school rule stays open too, for one such item is allowed to a school.
    """
    fact = report.fact(limit.of)
    if lost := unusable(report, limit.used):
        return lost_digits(report, limit.kind, title_of(fact), limit.used, lost)
    rule = rule_of(report, limit, standards)
    sense = "at_least" if rule.number.endswith("at_least") else "at_most"
    line = Fraction(str(rule.value))
    answer = _answer(fact, line, sense)
    open_by_floor = (
        answer is Answer.NOT_MET and limit.options.get("floor") and _above_floor(report, fact, line, limit, standards)
    )
    answer = Answer.CANNOT_JUDGE if open_by_floor else answer
    said = str(limit.options.get("said", ""))
    disagrees = said and answer is not Answer.CANNOT_JUDGE and said != answer.value
    verdict = {
        Answer.MET: Verdict.RULE_MET,
        Answer.NOT_MET: Verdict.RULE_NOT_MET,
        Answer.CANNOT_JUDGE: Verdict.CANNOT_JUDGE,
    }[answer]
    return Finding(
        report=report.id,
        kind=limit.kind,
        verdict=Verdict.NOT_REPRODUCED if disagrees else verdict,
        subject=title_of(fact),
        printed=fact.as_printed.zh,
        computed=f"{SIGNS[sense]} {rule.value:g}",
        formula=f"{fact.id} {SIGNS[sense]} {rule.value:g}",
        facts=limit.used,
        explanation=_said(fact, rule, sense, answer, said, bool(open_by_floor)),
        innocent=(*([limit.reason] if limit.reason else []), BASE, DATE, DAMAGE) if disagrees else (),
    )


def rule_of(report: Report, limit: Declaration, standards: Mapping[str, Standard]) -> InForce:
    """The one value of the standard that the declaration names, on the last day of the report's year."""
    measure, subject, number, whom = limit.options["rule"]
    name = str(limit.options["standard"])
    if name not in standards:
        known = ", ".join(sorted(standards))
        found = Words(f"没有标准“{name}”", f"there is no standard '{name}'")
        raise refuse(limit.place, found, Words(f"以下之一：{known}", f"one of: {known}"))
    for row in standards[name].in_force(report_day(report)):
        if (row.measure, row.subject, row.number, row.whom) == (measure, subject, number, whom):
            return row
    found = Words(
        f"{report_day(report)}没有有效的{measure} {subject} {number} {whom}",
        f"nothing in force for {measure} {subject} {number} {whom}",
    )
    error = refuse(
        limit.place, found, Words("当日有效的条款（见 junheng standards）", "a value in force (junheng standards)")
    )
    raise StandardError(error.problems)


def report_day(report: Report) -> dt.date:
    """The last day of the report's year."""
    years = [int(part) for part in report.year.split("-") if part.isdigit()]
    return dt.date(max(years), 12, 31) if years else LAST_KNOWN_DAY


def _answer(fact: PrintedFact, line: Fraction, sense: str) -> Answer:
    """Met or not, as far as rounding lets one say; a number printed equal to the line is taken at its word."""
    if exact_range(fact.printed).lo * fact.read_unit.factor == line * per_basic(fact):
        return Answer.MET
    numbers = fact.as_printed_range.scaled(fact.read_unit.factor / per_basic(fact))
    low, high = (
        (numbers.lo >= line, numbers.hi >= line) if sense == "at_least" else (numbers.hi <= line, numbers.lo <= line)
    )
    return Answer.MET if low else Answer.CANNOT_JUDGE if high else Answer.NOT_MET


def per_basic(fact: PrintedFact) -> Fraction:
    """Standards count per 100 students where facts files count per student."""
    return fact.read_unit.factor if fact.unit.endswith("百名学生") else Fraction(1)


def _above_floor(
    report: Report, fact: PrintedFact, line: Fraction, limit: Declaration, standards: Mapping[str, Standard]
) -> bool:
    floor = standards[str(limit.options["standard"])].number("met_count", "floor_share", report_day(report))
    return floor is not None and _answer(fact, line * Fraction(str(floor)), "at_least") is Answer.MET


def _said(fact: PrintedFact, rule: InForce, sense: str, answer: Answer, said: str, open_by_floor: bool) -> Words:
    cited = Words(f"{rule.document} {rule.clause}", f"{rule.document} {rule.clause}")
    words = {
        Answer.MET: Words("符合", "met"),
        Answer.NOT_MET: Words("未达到", "not met"),
        Answer.CANNOT_JUDGE: Words("按原文所载位数无法判断", "open at the printed precision"),
    }[answer]
    if open_by_floor:
        words = Words(
            "未达到，但不低于其85%的下限，学校其余各项均达标时允许",
            "below it but not below the floor: allowed when all other items are met",
        )
    own = SAID.get(said)
    ending = Words(f"；报告自评{own.zh}。", f"; the report says {own.en}.") if own else Words("。", ".")
    return Words(
        f"{fact.as_printed.zh}，{cited.zh}要求{SIGNS[sense]}{rule.value:g}：{words.zh}{ending.zh}",
        f"{fact.as_printed.en}; {cited.en} asks for {SIGNS[sense]} {rule.value:g}: {words.en}{ending.en}",
    )


def check_answers(report: Report, declaration: Declaration) -> Finding:
    """One thing judged in several places of a report (同一事项前后判断)."""
    said = [(str(section), str(answer)) for section, answer in declaration.options["said"]]
    agrees = len({answer for _, answer in said}) == 1
    zh = "，".join(f"{section}：{SAID[answer].zh}" for section, answer in said)
    en = ", ".join(f"{section}: {SAID[answer].en}" for section, answer in said)
    ends = Words("。", ".") if agrees else Words("，前后判断不同。", ": judged in two ways.")
    return Finding(
        report=report.id,
        kind=declaration.kind,
        verdict=Verdict.REPRODUCED if agrees else Verdict.NOT_REPRODUCED,
        subject=declaration.subject or Words("", ""),
        printed=SAID[said[0][1]].zh,
        computed=SAID[said[-1][1]].zh,
        formula="",
        facts=(),
        explanation=Words(f"{zh}{ends.zh}", f"{en}{ends.en}"),
        innocent=() if agrees else (*([declaration.reason] if declaration.reason else []), BASE, DATE),
    )


def check_plausible(report: Report, declaration: Declaration) -> Finding:
    """A ratio within what is possible (数量级): money per person, area per student."""
    ((_, formula),) = declaration.formulas
    subject = declaration.subject or title_of(report.fact(formula.names[0]))
    if lost := unusable(report, declaration.used):
        return lost_digits(report, declaration.kind, subject, declaration.used, lost)
    value = compute(formula, report.quantities, declaration.place)
    unit = read_unit(str(declaration.options["unit"]))
    same_unit(value, Quantity(Range.at(1), unit), declaration.place)
    numbers = value.numbers.scaled(1 / unit.factor)
    low, high = (declaration.options.get(key) for key in ("at_least", "at_most"))
    fits = (low is None or numbers.hi >= Fraction(str(low))) and (high is None or numbers.lo <= Fraction(str(high)))
    digits, unit_name = shown_range(numbers, 2), str(declaration.options["unit"])
    printed, in_english, usual = f"{digits}{unit_name}", english_amount(digits, unit_name), _usual(low, high)
    said = [Words(f"{subject.zh}为{printed}，通常{usual.zh}。", f"{subject.en}: {in_english}; usually {usual.en}.")]
    if not fits:
        said.append(Words("可能有数字脱落或单位有误。", "Digits may be lost, or a unit mistaken."))
    return Finding(
        report=report.id,
        kind=declaration.kind,
        verdict=Verdict.REPRODUCED if fits else Verdict.IMPLAUSIBLE,
        subject=subject,
        printed=printed,
        computed=f"{'' if low is None else low}–{'' if high is None else high}",
        formula=formula.text,
        facts=declaration.used,
        explanation=joined(said),
        innocent=() if fits else (*([declaration.reason] if declaration.reason else []), DAMAGE, BASE),
    )


def _usual(low: float | None, high: float | None) -> Words:
    if low is None:
        return Words(f"不超过{high}", f"{high} or less")
    if high is None:
        return Words(f"不低于{low}", f"{low} or more")
    return Words(f"在{low}～{high}之间", f"between {low} and {high}")
