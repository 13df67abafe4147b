"""What stands of the findings of an audit (复核结果): a report's numbers as entered, and those that follow from them.

A row is told by its report, its subject and its own words; a number as printed leads to the line it was entered in, one
recomputed to the formula and the lines that go into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from analysis.insight.reports.claims import Order, Twice
from analysis.insight.reports.findings import Conclusion, Finding, in_a_row, title_of
from analysis.insight.reports.limits import Answers, Limit, Plausible
from analysis.insight.reports.printed_fact import PrintedFact, section_words
from analysis.insight.reports.report import Report
from analysis.language import Words, begun
from analysis.publish.trace.labels import has_digits
from analysis.publish.trace.measures.measure import Measure, cell, counted, of_rule, stated
from analysis.publish.trace.phrases import NUMBER, about, value_of
from analysis.rules.results import Quoted, Result
from analysis.rules.rule import StandardValue
from analysis.rules.standards import load_standards

PRINTED, COMPUTED = Words("原文", "As printed"), Words("复算", "Recomputed")
IMPLIED = Words("推算", "Implied")
OF_REPORT = Words("报告录入文件中的文字", "words of the file the report was entered in")
OF_OWN = (Order.kind, Plausible.kind)  # what stands as printed was put together from the printed


def names(report: Report, findings: Iterable[Finding] = ()) -> Iterator[tuple[str, Words]]:
    """What a report, its numbers and its reasons are called, in both languages."""
    facts = report.facts.values()
    said = [report.title, report.place, report.note, *map(title_of, facts), *map(_unit, facts)]
    said += [text for found in findings for text in (found.subject, *found.innocent, in_a_row(found.innocent))]
    said += [fact.note for fact in facts if fact.note]
    for check in (one for one in report.checks if isinstance(one, Answers)):
        said += [check.subject, *(section_words(section) for section, _ in check.said)]
    for text in dict.fromkeys(said):
        yield from ((one.strip(), OF_REPORT) for one in (text.zh, text.en, begun(text.en.strip())))


def _unit(fact: PrintedFact) -> Words:
    """What follows the digits: units have digits, too (per 100 students)."""
    return Words(*(said.removeprefix("2") for said in fact.with_unit("2")))


def subject_of(found: Finding) -> Words:
    """What a row begins with."""
    return cell(Words(found.subject.zh, begun(found.subject.en)))


def measures(found: Finding, report: Report, lang: str, *beside: Words) -> Iterator[Measure]:
    """The numbers of a finding's row, and of what would have to be true.

    beside : what the row or its caption says besides the subject
    """
    if not found.facts:  # searched for in the whole report, and told in no row
        return
    row = (*beside, subject_of(found))
    for head, text in ((PRINTED, found.printed), (COMPUTED, found.computed)):
        said = text.in_(lang)
        for number in _numbers(said, report, found, lang):
            yield Measure(_result(found, report, head, number, lang), head, row, within=(about(said, number),))
    for change in found.would_need:
        yield from _would_need(found, report, change, lang, row)


def _would_need(found: Finding, report: Report, change: Words, lang: str, row: tuple[Words, ...]) -> Iterator[Measure]:
    """What a number would be, and what is printed in its place."""
    of = report.fact(found.facts[0])
    parts = (report.fact(name) for name in _in_formula(found))
    fact = next((part for part in parts if change.zh.startswith(title_of(part).zh)), of)
    told = Words(change.zh.removeprefix(title_of(fact).zh), change.en.removeprefix(title_of(fact).en))
    solved = _computed(found, report, f"{of.id} = {found.formula}", [of.id, *_in_formula(found)])
    said = told.in_(lang)
    for place, number in enumerate(_numbers(said, report, found, lang)):
        result = as_printed(report, fact, value_of(number)) if place else replace(solved, value=value_of(number))
        yield Measure(result, IMPLIED, row, within=(about(said, number),))


def _numbers(said: str, report: Report, found: Finding, lang: str) -> Iterator[re.Match]:
    """The numbers of a text, without those of its units."""
    units = {_unit(report.fact(name)).in_(lang) for name in found.facts}
    of_units = [one.span() for unit in units if has_digits(unit) for one in re.finditer(re.escape(unit), said)]
    for number in NUMBER.finditer(said):
        if not any(first <= number.start() < last for first, last in of_units):
            yield number


def _result(found: Finding, report: Report, head: Words, number: re.Match, lang: str) -> Result:
    """What a number is: an entered one, a limit's, a usual range's, else one that follows from the entered."""
    facts = [report.fact(name) for name in found.facts]
    if head is PRINTED and found.kind not in OF_OWN:
        return as_printed(report, next(fact for fact in facts if _is_of(number, fact, lang)), value_of(number))
    if head is COMPUTED and found.kind == Twice.kind:
        return as_printed(report, facts[1], value_of(number))
    if head is COMPUTED and found.kind == Limit.kind:
        return of_rule(_limit(found, report))
    if head is COMPUTED and found.kind == Plausible.kind:
        return stated(value_of(number), "usual", found.subject.zh)
    return replace(_computed(found, report, found.formula, _in_formula(found)), value=value_of(number))


def _is_of(number: re.Match, fact: PrintedFact, lang: str) -> bool:
    """Whether a number of a text stands in a fact as it is printed there."""
    printed = fact.as_printed.in_(lang)
    places = (one.start() for one in re.finditer(re.escape(printed), number.string))
    return any(first <= number.start() < first + len(printed) for first in places)


def as_printed(report: Report, fact: PrintedFact, value: float) -> Result:
    """A number as it was entered, in the unit it is read in (亿元 as million yuan in English)."""
    return stated(value, "printed", fact.id, inputs=Quoted((report.place_of(fact),)))


def _computed(found: Finding, report: Report, formula: str, names: Sequence[str]) -> Result:
    """The formula stands as the report's file has it."""
    lines = Quoted(tuple(report.place_of(report.fact(name)) for name in names))
    return stated(0, formula, found.facts[0], inputs=lines)


def _in_formula(found: Finding) -> list[str]:
    """The facts that go into a finding's formula."""
    return [name for name in dict.fromkeys(re.findall(r"[A-Za-z_]\w*", found.formula)) if name in found.facts]


def _limit(found: Finding, report: Report) -> StandardValue:
    """The rule value that a number was held against."""
    standards = load_standards()
    is_mine = (one for one in report.checks if isinstance(one, Limit) and one.used == found.facts)
    check = next(one for one in is_mine if one.check(report, standards) == found)
    held = check.rule_in_force(report, standards)
    rules = standards[check.standard].of_measure(held.measure)
    rule = next(one.id for one in rules if one.subject == held.subject)
    return StandardValue(
        rule, check.standard, held.document, held.clause, held.since, held.confidence, held.value, check.sense
    )


def facts_of(reports: Iterable[Report], lang: str) -> list[str]:
    """Every entered number of some reports, by what it is called."""
    return [title_of(fact).in_(lang) for report in reports for fact in report.facts.values()]


def by_conclusion(findings: Iterable[Finding], lang: str, *wanted: Conclusion) -> list[str]:
    """The findings that came to some conclusions, by what they are about; all where none is named."""
    return [found.subject.in_(lang) for found in findings if not wanted or found.conclusion in wanted]


def in_row(report: Report, caption: Words, counts: Iterable[tuple[Words, Iterable[str]]]) -> Iterator[Measure]:
    """What a table of reports counts of one, by the heads of its columns."""
    beside = (caption, cell(report.title))
    yield from (counted(found, "", beside=beside, head=head) for head, found in counts)
