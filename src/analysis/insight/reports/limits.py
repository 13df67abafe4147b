"""Printed numbers against the standards, a report's own judgements, and what is possible at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from analysis.insight.reports.arithmetic.formulas import Quantity, compute, refuse, same_unit
from analysis.insight.reports.arithmetic.ranges import Range, exact_range, shown_range
from analysis.insight.reports.arithmetic.units import english_amount, read_unit
from analysis.insight.reports.findings import BASE, DAMAGE, DATE, Conclusion, Finding, joined, listed, title_of
from analysis.insight.reports.printed_fact import PrintedFact, section_words
from analysis.insight.reports.report import Check, FactName, FormulaText, Report
from analysis.language import Words
from analysis.rules.results import Answer
from analysis.rules.standards import InForce, Standard
from analysis.schema import Bilingual, refusal

LAST_KNOWN_DAY = dt.date(2024, 12, 31)  # for reports without a year: the rules when the plans were written
SAID = {"met": Words("达标", "met"), "not_met": Words("未达标", "not met")}
SIGNS = {"at_least": "≥", "at_most": "≤"}
_CONCLUSIONS = {
    Answer.MET: (Conclusion.RULE_MET, Words("符合", "met")),
    Answer.NOT_MET: (Conclusion.RULE_NOT_MET, Words("未达到", "not met")),
    Answer.CANNOT_JUDGE: (
        Conclusion.CANNOT_JUDGE,
        Words("按原文所载位数无法判断", "open at the printed precision"),
    ),
}
_BOUND = {
    Answer.MET: (Conclusion.REPRODUCED, Words("相符", "it agrees")),
    Answer.NOT_MET: (Conclusion.NOT_REPRODUCED, Words("不相符", "it does not agree")),
    Answer.CANNOT_JUDGE: (Conclusion.CANNOT_JUDGE, _CONCLUSIONS[Answer.CANNOT_JUDGE][1]),
}
_ABOVE_FLOOR = Words(
    "未达到，但不低于其85%的下限，学校其余各项均达标时允许",
    "below it but not below the floor: allowed when all other items are met",
)


class Limit(Check):
    """A printed number against a standard (对照标准), and against what the report itself says of it.

    The number's rounding is kept: where it spans the limit the answer stays open. With `floor = true` a number below
    its threshold but not below the floor of the school rule stays open too, for one such item is allowed to a school.
    """

    kind = "limit"
    called = Words("对照标准", "against a standard")
    innocent = (BASE, DATE, DAMAGE)

    of: FactName
    standard: str
    rule: Annotated[list[str], Field(min_length=4, max_length=4)]  # measure, subject, number, whom
    said: Literal["met", "not_met"] | None = None
    floor: bool = False

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        fact, rule = report.fact(self.of), self.rule_in_force(report, standards)
        line = Fraction(str(rule.value))
        answer = _answer(fact, line, self.sense)
        conclusion, words = _CONCLUSIONS[answer]
        if answer is Answer.NOT_MET and self.floor and self._is_above_floor(report, line, standards):
            answer, conclusion, words = Answer.CANNOT_JUDGE, Conclusion.CANNOT_JUDGE, _ABOVE_FLOOR
        disagrees = self.said and answer is not Answer.CANNOT_JUDGE and self.said != answer.value
        own = Words("；报告自评{said}", "; the report says {said}").format(said=SAID[self.said]) if self.said else ""
        said = Words(
            "{digits}，{cited}要求{sign}{line}：{words}{own}。",
            "{digits}; {cited} asks for {sign} {line}: {words}{own}.",
        )
        sign, limit = SIGNS[self.sense], f"{rule.value:g}"
        return self.finding(
            report,
            Conclusion.NOT_REPRODUCED if disagrees else conclusion,
            said.format(
                digits=fact.as_printed,
                cited=f"{rule.document} {rule.clause}",
                sign=sign,
                line=limit,
                words=words,
                own=own,
            ),
            computed=f"{sign} {limit}",
            formula=f"{fact.id} {sign} {limit}",
        )

    @property
    def sense(self) -> str:
        return "at_least" if self.rule[2].endswith("at_least") else "at_most"

    def rule_in_force(self, report: Report, standards: Mapping[str, Standard]) -> InForce:
        """The one value of the standard that the declaration names, on the last day of the report's year."""
        if self.standard not in standards:
            known = ", ".join(sorted(standards))
            found = Words(f"没有标准“{self.standard}”", f"there is no standard '{self.standard}'")
            raise refuse(found, Words(f"以下之一：{known}", f"one of: {known}"))
        day = report_day(report)
        for row in standards[self.standard].in_force(day):
            if [row.measure, row.subject, row.number, row.whom] == self.rule:
                return row
        wanted = " ".join(self.rule)
        found = Words(f"{day}没有有效的{wanted}", f"nothing in force for {wanted}")
        raise refuse(found, Words("当日有效的条款（见 junheng standards）", "a value in force (junheng standards)"))

    def _is_above_floor(self, report: Report, line: Fraction, standards: Mapping[str, Standard]) -> bool:
        floor = standards[self.standard].number("met_count", "floor_share", report_day(report))
        fact = report.fact(self.of)
        return floor is not None and _answer(fact, line * Fraction(str(floor)), "at_least") is Answer.MET


def report_day(report: Report) -> dt.date:
    """The last day of the report's year."""
    years = [int(part) for part in report.year.split("-") if part.isdigit()]
    return dt.date(max(years), 12, 31) if years else LAST_KNOWN_DAY


def _answer(fact: PrintedFact, line: Fraction, sense: str) -> Answer:
    """Met or not, as far as rounding lets one say; a number printed equal to the line is taken at its word."""
    if exact_range(fact.printed).lo * fact.read_unit.factor == line * per_basic(fact):
        return Answer.MET
    return _beside_line(fact.as_printed_range.scaled(fact.read_unit.factor / per_basic(fact)), line, sense)


def _beside_line(numbers: Range, line: Fraction, sense: str) -> Answer:
    """A range against a line: on its right side, on its wrong side, or across it."""
    if sense == "at_most":
        numbers, line = -numbers, -line
    if numbers.lo >= line:
        return Answer.MET
    return Answer.CANNOT_JUDGE if numbers.hi >= line else Answer.NOT_MET


def per_basic(fact: PrintedFact) -> Fraction:
    """Standards count per 100 students where facts files count per student."""
    return fact.read_unit.factor if fact.unit.endswith("百名学生") else Fraction(1)


class Bound(Check):
    """A number against a limit that the report prints itself (原文所列限值): 高于2000元, 达到80%以上的要求."""

    kind = "bound"
    called = Words("原文所列限值", "limit in the text")
    innocent = (BASE, DATE, DAMAGE)

    of: FactName
    at_least: FactName | None = None
    at_most: FactName | None = None

    @model_validator(mode="after")
    def _has_one_limit(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            found = Words("缺少at_least，或与at_most并存", "no at_least, or both at_least and at_most")
            raise refusal(found, Words("at_least = … 或 at_most = …", "at_least = … or at_most = …"))
        return self

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        sense = "at_least" if self.at_least else "at_most"
        fact, limit = report.fact(self.of), report.fact(self.at_least or self.at_most or "")
        same_unit(fact.quantity, limit.quantity)
        line = exact_range(limit.printed).lo * limit.read_unit.factor
        conclusion, words = _BOUND[_beside_line(fact.quantity.numbers, line, sense)]
        said = Words(
            "{digits}，原文要求{sign}{limit}：{words}。", "{digits}; the text asks for {sign} {limit}: {words}."
        )
        plain = limit.with_unit(limit.printed)
        return self.finding(
            report,
            conclusion,
            said.format(digits=fact.as_printed, sign=SIGNS[sense], limit=plain, words=words),
            computed=Words(f"{SIGNS[sense]}{plain.zh}", f"{SIGNS[sense]} {plain.en}"),
            formula=f"{fact.id} {SIGNS[sense]} {limit.id}",
        )


class Answers(Check):
    """One thing judged in several places of a report (同一事项前后判断)."""

    kind = "answers"
    called = Words("前后判断", "judged twice")
    innocent = (BASE, DATE)

    subject: Bilingual
    said: Annotated[list[Annotated[tuple[str, Literal["met", "not_met"]], Strict(False)]], Field(min_length=1)]

    def subject_of(self, report: Report) -> Words:
        return self.subject

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        agrees = len({answer for _, answer in self.said}) == 1
        one = Words("{section}：{answer}", "{section}: {answer}")
        each = [one.format(section=section_words(section), answer=SAID[answer]) for section, answer in self.said]
        end = Words("。", ".") if agrees else Words("，前后判断不同。", ": judged in two ways.")
        return self.finding(
            report,
            Conclusion.REPRODUCED if agrees else Conclusion.NOT_REPRODUCED,
            listed([listed(each, "，", ", "), end], "", ""),
            printed=SAID[self.said[0][1]],
            computed=SAID[self.said[-1][1]],
        )


class Plausible(Check):
    """A ratio within what is possible (数量级): money per person, area per student."""

    kind = "plausible"
    called = Words("数量级", "magnitude")
    innocent = (DAMAGE, BASE)

    formula: FormulaText
    unit: str
    at_least: str | None = None  # in quotes, as all digits of a report file
    at_most: str | None = None
    subject: Bilingual | None = None

    def subject_of(self, report: Report) -> Words:
        return self.subject or title_of(report.fact(self.formula.names[0]))

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        value, unit = compute(self.formula, report.quantities), read_unit(self.unit)
        same_unit(value, Quantity(Range.at(1), unit))
        numbers = value.numbers.scaled(1 / unit.factor)
        fits = (self.at_least is None or numbers.hi >= Fraction(self.at_least)) and (
            self.at_most is None or numbers.lo <= Fraction(self.at_most)
        )
        digits = shown_range(numbers, 2)
        amount = Words(f"{digits}{self.unit}", english_amount(digits, self.unit))
        said = [
            Words("{subject}为{amount}，通常{usual}。", "{subject}: {amount}; usually {usual}.").format(
                subject=self.subject_of(report), amount=amount, usual=self._usual
            )
        ]
        if not fits:
            said.append(Words("可能有数字脱落或单位有误。", "Digits may be lost, or a unit mistaken."))
        return self.finding(
            report,
            Conclusion.REPRODUCED if fits else Conclusion.IMPLAUSIBLE,
            joined(said),
            printed=amount,
            computed=Words(f"通常{self._usual.zh}", f"usually {self._usual.en}"),
            formula=self.formula.text,
        )

    @property
    def _usual(self) -> Words:
        if self.at_least is None:
            return Words(f"不超过{self.at_most}", f"{self.at_most} or less")
        if self.at_most is None:
            return Words(f"不低于{self.at_least}", f"{self.at_least} or more")
        return Words(f"在{self.at_least}～{self.at_most}之间", f"between {self.at_least} and {self.at_most}")
