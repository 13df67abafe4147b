"""The audit as tables: many reports beside each other, one report's findings, what would have to be true."""

from __future__ import annotations

from analysis.insight.reports.claims import Order
from analysis.insight.reports.findings import CONCLUSION_WORDS, OPEN, Conclusion, Finding, in_a_row
from analysis.insight.reports.overview import KIND_WORDS, SCOPE_WORDS
from analysis.language import Words, begun
from analysis.show.page import words
from analysis.show.page.table import Table, left, right
from analysis.show.reports.view import ReportsView

NONE = Words("无。", "None.")
_SHORT = {
    Conclusion.REPRODUCED: Words("可复算", "recomputed"),
    Conclusion.RULE_MET: Words("符合标准", "rule met"),
    Conclusion.TRUNCATED: Words("仅按截尾", "cut off"),
    Conclusion.NOT_REPRODUCED: Words("不能复算", "differs"),
    Conclusion.CANNOT_JUDGE: Words("无法判断", "unjudged"),
    Conclusion.RULE_NOT_MET: Words("未达标准", "rule missed"),
    Conclusion.IMPLAUSIBLE: Words("数量级", "scale"),
    Conclusion.DAMAGED: Words("文本缺损", "damaged"),
    Conclusion.NOTE: Words("只作说明", "noted"),
}


def reports_overview(view: ReportsView) -> Table | None:
    """Every report: numbers entered and findings of each conclusion, in the order of the files; no ranking. None of a
    report audited alone."""
    if view.own:
        return None
    rows = []
    for report in view.audit.reports.values():
        found = [finding.conclusion for finding in view.audit.of(report.id)]
        counts = (words.whole(found.count(one)) for one in _SHORT)
        rows.append((report.title, SCOPE_WORDS[report.scope], words.whole(len(report.facts)), *counts))
    return view.tabulate(
        Words("各份报告的复核情况", "Reports side by side"),
        [
            left("报告", "Report", 5),
            left("范围", "Scope", 1.8),
            right("录入的数字", "Numbers", 1.5),
            *(right(*short, 1.5) for short in _SHORT.values()),
        ],
        rows,
        note=Words(
            "不作排名：所载分项越多，可以复算的就越多。",
            "No ranking: a report that prints more parts gives more to recompute. Cut off: reproduced only by truncation; differs: "
            "cannot be reproduced from the printed parts; scale: implausible magnitude; noted: implied, not judged.",
        ),
    )


def open_findings(view: ReportsView) -> Table:
    """What a person may want to look at in one report, with innocent reasons beside it."""
    chosen = sorted((f for f in view.findings if f.conclusion in OPEN), key=lambda found: OPEN.index(found.conclusion))
    rows = [
        (
            _subject(found),
            KIND_WORDS[found.kind],
            _or_missing(found.printed),
            _or_missing(found.computed),
            CONCLUSION_WORDS[found.conclusion],
            _or_missing(in_a_row(found.innocent)),
        )
        for found in chosen
    ]
    return view.tabulate(
        Words("建议核对的数字", "Numbers worth checking"),
        [
            left("事项", "Subject", 4),
            left("检验", "Check", 2),
            right("原文", "As printed", 2),
            right("复算", "Recomputed", 2.4),
            left("结论", "Answer", 3),
            left("可能的原因（不涉及对错判断）", "Possible reasons (no judgement)", 6),
        ],
        rows,
        empty=NONE,
    )


def _subject(found: Finding) -> Words:
    """What a finding is about, as a row begins with it."""
    return Words(found.subject.zh, begun(found.subject.en))


def _or_missing(said: Words) -> Words | str:
    return said if said.zh else words.MISSING


def would_need(view: ReportsView) -> Table:
    """What would have to be true for each open claim, one change at a time."""
    rows = [(_subject(found), change) for found in view.findings for change in found.would_need]
    return view.tabulate(
        Words("关系成立时各数应为（逐个推算）", "What each number would be if the relation held (one at a time)"),
        [left("事项", "Subject", 4), left("推算", "Implied", 6)],
        rows,
        note=Words(
            "仅为算术推算，用于查找录入、排印差错，不是更正，也不作为改动数字的依据。",
            "Arithmetic only, to help find slips of entry or printing: these are not corrections and no reason to change a figure.",
        ),
        empty=NONE,
    )


def reproduced(view: ReportsView) -> Table:
    """The claims that can be recomputed: what is right is said, too."""
    rows = [
        (_subject(found), _or_missing(found.printed), _or_missing(found.computed))
        for found in view.findings
        if found.conclusion is Conclusion.REPRODUCED and found.kind != Order.kind  # a bound that is kept is no number
    ]
    return view.tabulate(
        Words("可由原文各部分复算的数字", "Numbers that follow from the printed parts"),
        [left("事项", "Subject", 6), right("原文", "As printed", 3), right("复算", "Recomputed", 3)],
        rows,
        empty=NONE,
    )
