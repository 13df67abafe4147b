"""What stands of figures somebody stated, held against a framework (所载数据逐项测算): named schools, a score, remarks.

A number of a remark is the verdict's own, a stated figure it rests on or disagrees with, or a rule's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis.insight.reports.findings import title_of
from analysis.language import Words
from analysis.publish.trace.measures.measure import Measure, cell, counted, of_rule, stated, told
from analysis.publish.trace.measures.of_findings import as_printed
from analysis.publish.trace.phrases import NUMBER, about, is_printed, value_of
from analysis.rules.results import Quoted, Result, Verdict
from analysis.rules.rule import StandardValue
from analysis.show.guarantee.tables import best_evidence
from analysis.show.guarantee.view import GuaranteeView, Line, label_of, printed_figure
from analysis.show.page import words
from analysis.show.page.stated import Evidence

REMARKS, MISSING = Words("说明", "Remarks"), Words("差距或缺项", "What is missing")
SCHOOLS = Words("报告中列名的学校", "Schools named in the report")
PRINTED, THRESHOLD, SHORT = Words("所载数值", "As printed"), Words("标准", "Threshold"), Words("差距", "Short by")
POINTS = Words("：#分", ": # points")
#: Of a document without limits: its items, and those of them that have figures.
UNJUDGED = Words("判断；#项中*项有可用", "judged; * of # items"), Words("项中#项有可用数据", "judged; # of *")


def names(view: GuaranteeView) -> Iterator[tuple[str, Words]]:
    """The years of what was stated, the schools it names, and the test points of a score."""
    for name in dict.fromkeys(one.part_called.in_(view.lang) for one in view.record.entries if one.part_en):
        yield name, Words("学校名称", "a school's name")
    for year in {one.year for one in view.record.entries if one.year}:
        yield Words(f"{year}年", f"{year}").in_(view.lang), Words("年份", "a year")
    for one in _scores(view):
        yield f"points {', '.join(one.offenders)}", Words("测评点的编号", "the numbers of test points")
        yield from ((f"第{point}点", Words("测评点的编号", "the number of a test point")) for point in one.offenders)


def measured(view: GuaranteeView) -> Iterator[Measure]:
    for one in view.items:
        kind = Words(*(words.kind(one.stage, lang) for lang in ("zh", "en")))
        row = (label_of(one), *([cell(kind)] if kind.zh else []))
        yield from _remarks(view, one, row)
        yield from _figures(view, one, row)
    for one in view.schools:
        yield from _school(view, one)
    for one in _scores(view):
        yield told(one.result, POINTS, beside=(label_of(one),))
    lines = [line for part in view.parts for line in view.lines(part)]
    for mine, said in zip((lines, filter(_has_figures, lines)), UNJUDGED, strict=True):
        yield counted((line.label.in_(view.lang) for line in mine), "", said)


def answering(view: GuaranteeView, verdict: Verdict) -> tuple[str, ...] | None:
    """The numbers of a report that answer an item of an outline, by what they are called; None of an item with a value."""
    if verdict.measure != "evidence":
        return None
    names = view.figures_of(verdict)
    return tuple(title_of(view.report.fact(name)).in_(view.lang) if view.report else name for name in names)


def _has_figures(line: Line) -> bool:
    return best_evidence(line) not in (Evidence.NONE, Evidence.BLANK)


def _scores(view: GuaranteeView) -> list[Verdict]:
    return [one for measure in ("deductions", "points") for one in view.verdict.verdicts.where(measure=measure)]


def _school(view: GuaranteeView, verdict: Verdict) -> Iterator[Measure]:
    """A named school: what is printed of it, its threshold, and what it is short by."""
    name = view.school(verdict.school_id)
    row = (SCHOOLS, cell(Words(name, name)), cell(label_of(verdict)))
    result = replace(verdict.result, limit=None)
    yield Measure(result, PRINTED, row)
    if verdict.limit:
        yield Measure(of_rule(verdict.limit, verdict.stage), THRESHOLD, row)
        yield Measure(replace(verdict.result, value=verdict.gap, formula="below_limit"), SHORT, row)
    yield from _remarks(view, verdict, row)


def _remarks(view: GuaranteeView, verdict: Verdict, row: tuple[Words, ...]) -> Iterator[Measure]:
    """The numbers of what is said beside a verdict, in its row, its sentence and among what is missing."""
    said = verdict.note.in_(view.lang) if verdict.note else ""
    for clause in re.split(r"；|; |。", said):
        for number in NUMBER.finditer(clause):
            phrase = about(clause.rstrip("."), number)
            result = next((one for one in _behind(view, verdict) if is_printed(number, one.value)), None)
            for head in (REMARKS, MISSING) if result else ():
                yield Measure(result, head, row, said=(phrase,), within=(phrase,))


def _figures(view: GuaranteeView, verdict: Verdict, row: tuple[Words, ...]) -> Iterator[Measure]:
    """The numbers that answer an item of an outline, as printed."""
    for name in view.figures_of(verdict) if view.report else ():
        fact = view.report.fact(name)
        said, title = printed_figure(fact).in_(view.lang), title_of(fact).in_(view.lang)
        for number in NUMBER.finditer(said, len(title)):
            result = as_printed(view.report, fact, value_of(number))
            yield Measure(result, REMARKS, row, within=(about(said, number),))


def _behind(view: GuaranteeView, verdict: Verdict) -> Iterator[Result]:
    """What a number of a remark can be."""
    yield replace(verdict.result, limit=None)
    cells = {*verdict.result.inputs.cells()} if verdict.result.inputs else set()
    for one in view.record.entries:
        if one.locator and (one.locator in cells or one.item == verdict.subject):
            yield stated(one.value, "printed", one.item, one.stage, Quoted((one.locator,)))
    if verdict.limit and view.floor is not None:
        yield of_rule(replace(verdict.limit, value=view.floor), verdict.stage)
    for number in ("full", "test_points"):
        if held := verdict.rule.on(view.verdict.day, number, ""):
            at = (held.standard, held.document, held.clause, held.in_force, held.confidence)
            yield of_rule(StandardValue(verdict.rule.id, *at, held.number, "at_most"))
