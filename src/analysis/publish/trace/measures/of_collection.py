"""What stands of many reports together (多份报告总览): relations by kind and by report, what cannot be recomputed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.insight.reports.findings import GROUPS, Conclusion, Finding
from analysis.language import Words
from analysis.publish.trace.labels import of_document
from analysis.publish.trace.measures.measure import Measure, Subject, cell, counted
from analysis.publish.trace.measures.of_findings import facts_of, in_row, measures, names
from analysis.show.collection.matter import day_of
from analysis.show.collection.view import CollectionView, Relation
from analysis.tables.terms import common_terms

BY_KIND = Words("各类关系的复核情况", "Relations by kind")
BY_REPORT = Words("各份报告的复核情况", "Reports side by side")
DIFFER = Words("不能由原文各部分复算的数字", "Numbers that cannot be reproduced from the printed parts")
NUMBERS, RELATIONS = Words("数字", "Numbers"), Words("关系", "Relations")
READ, CHECKED = Words("识别", "Read"), Words("已复核", "Checked")
#: How the sentence about all counts relations: all, those checked, and these by group.
SAID = (
    Words("，#条关系", "and # relations"),
    Words("其中#条已复核", "relations, # of them checked"),
    Words("：#条成立", ": # hold"),
    Words("，#条不能由原文各部分复算", "hold, # cannot be reproduced"),
    Words("，#条另需核对", "parts, # more are worth"),
    Words("，#条不作判断", "checking, # are left open"),
)


def subject(view: CollectionView) -> Subject:
    return Subject(common_terms(), _measured(view), _names(view))


def _names(view: CollectionView) -> Iterator[tuple[str, Words]]:
    yield from of_document(day_of(view), view.lang)
    for report in view.audit.reports.values():
        yield from names(report, _differing(view, report.id))
    for one in view.own.values():
        yield one.file.name, Words("文件名", "a file's name")


def _measured(view: CollectionView) -> Iterator[Measure]:
    reports, lang = view.audit.reports, view.lang
    for called in {one.called for one in view.relations}:
        mine = [one for one in view.relations if one.called == called]
        for head, found in _heads(READ, _counted(view, mine)):
            yield counted(found, "", beside=(BY_KIND, cell(called)), head=head)
    for report in reports.values():
        mine = [one for one in view.relations if one.report == report.id]
        counts = ((NUMBERS, facts_of([report], lang)), *_heads(RELATIONS, _counted(view, mine)))
        yield from in_row(report, BY_REPORT, counts)
        for found in _differing(view, report.id):
            yield from measures(found, report, lang, DIFFER, cell(report.title))
    yield counted((one.title.in_(lang) for one in reports.values()), "", Words("共#份报告", "# reports with"))
    yield counted(facts_of(reports.values(), lang), "", Words("，#个数，", "reports with # numbers"))
    for said, found in zip(SAID, _counted(view, view.relations), strict=True):
        yield counted(found, "", said)


def _differing(view: CollectionView, report: str) -> list[Finding]:
    return [found for found in view.audit.of(report) if found.conclusion is Conclusion.NOT_REPRODUCED]


def _heads(first: Words, counts: Sequence[list[str]]) -> Iterator[tuple[Words, list[str]]]:
    return zip((first, CHECKED, *GROUPS), counts, strict=True)


def _counted(view: CollectionView, relations: Sequence[Relation]) -> list[list[str]]:
    """Relations as the tables count them, each by what it is about in which report."""
    checked = [one for one in relations if one.is_checked]
    groups = [[one for one in checked if one.conclusion in group] for group in GROUPS.values()]
    return [_named(view, mine) for mine in (relations, checked, *groups)]


def _named(view: CollectionView, relations: Sequence[Relation]) -> list[str]:
    titles = {name: report.title.in_(view.lang) for name, report in view.audit.reports.items()}
    return [f"{titles[one.report]} · {one.called.in_(view.lang)}" for one in relations]
