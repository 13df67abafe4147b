"""What stands of one audited report (单份报告复核): its findings, those of all reports by what they came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.insight.reports.findings import GROUPS, OPEN, Conclusion, Finding
from analysis.language import Words
from analysis.publish.trace.labels import of_document
from analysis.publish.trace.measures.measure import Measure, Subject, counted
from analysis.publish.trace.measures.of_findings import by_conclusion, facts_of, in_row, measures, names
from analysis.show.reports.matter import as_of
from analysis.show.reports.tables import kept_bounds
from analysis.show.reports.view import ReportsView
from analysis.tables.terms import common_terms

Said = Mapping[tuple[Conclusion, ...], Words]  # how a sentence counts findings, by what they came to; () is all
SIDE_BY_SIDE = Words("各份报告的复核情况", "Reports side by side")
ENTERED, CHECKS = Words("录入的数字", "Numbers"), Words("复核", "Checks")
FINE = (Conclusion.REPRODUCED, Conclusion.RULE_MET)
NOTED = (Conclusion.NOTE,)
SHOWN = (*OPEN, Conclusion.REPRODUCED)  # row by row
KEPT = Words("另有#条“部分不大于整体”", "Not listed: # more relations")
#: The sentence about all reports.
OF_ALL: Said = {
    (Conclusion.REPRODUCED,): Words("；#个可由原文各部分复算", ": # follow from their printed parts"),
    (Conclusion.NOT_REPRODUCED,): Words("复算，#个不能复算", "parts, # do not,"),
    (Conclusion.TRUNCATED,): Words("，#个仅按截尾可复算", "do not, # only by truncation"),
    (Conclusion.RULE_MET,): Words("另有#个对照标准", "truncation; # more were held"),
}
#: The sentence about one.
OF_ONE: Said = {
    (): Words("，完成#条复核", ", # checks made"),
    FINE: Words("；#条成立", "made: # hold"),
    OPEN: Words("，#条需进一步核对", "hold, # to be checked further"),
    (Conclusion.CANNOT_JUDGE,): Words("，#条无法判断", ", # cannot be judged"),
    NOTED: Words("，#条只作说明", ", # only noted"),
}


def subject(view: ReportsView) -> Subject:
    return Subject(common_terms(), _measured(view), _names(view))


def _names(view: ReportsView) -> Iterator[tuple[str, Words]]:
    yield from of_document(as_of(view.report.year), view.lang)
    for report in view.audit.reports.values():
        yield from names(report, view.findings if report is view.report else ())


def _measured(view: ReportsView) -> Iterator[Measure]:
    reports, lang = view.audit.reports.values(), view.lang
    for report in reports:
        found = view.audit.of(report.id)
        groups = ((head, by_conclusion(found, lang, *group)) for head, group in GROUPS.items())
        counts = ((ENTERED, facts_of([report], lang)), (CHECKS, by_conclusion(found, lang)), *groups)
        yield from in_row(report, SIDE_BY_SIDE, counts)
    yield counted((one.title.in_(lang) for one in reports), "", Words("共#份报告", "# reports, the published"))
    yield counted(facts_of(reports, lang), "", Words("录入#个数；", "with # numbers:"))
    yield counted(facts_of([view.report], lang), "", Words("录入#个数，", ": # numbers entered"))
    yield from _counts(view.audit.findings, OF_ALL, lang)
    yield from _counts(view.findings, OF_ONE, lang)
    yield counted(by_conclusion(kept_bounds(view), lang), "", KEPT)
    for found in (one for one in view.findings if one.conclusion in SHOWN):
        yield from measures(found, view.report, lang)


def _counts(findings: Sequence[Finding], said: Said, lang: str) -> Iterator[Measure]:
    for wanted, phrase in said.items():
        yield counted(by_conclusion(findings, lang, *wanted), "", phrase)
