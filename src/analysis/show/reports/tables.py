"""The audit as tables: many reports beside each other, one report's findings, what would have to be true."""

from __future__ import annotations

from analysis.insight.reports.claims import Order
from analysis.insight.reports.findings import (
    CONCLUSION_WORDS,
    GROUPS,
    GROUPS_SAID,
    OPEN,
    Conclusion,
    Finding,
    by_group,
    in_a_row,
)
from analysis.insight.reports.overview import KIND_WORDS, SCOPE_WORDS
from analysis.language import Words, begun
from analysis.show.page import words
from analysis.show.page.table import Table, left, right
from analysis.show.reports.view import ReportsView

NONE = Words("无。", "None.")


def reports_overview(view: ReportsView) -> Table | None:
    """Every report: numbers entered, and findings by what they come to, in the order of the files; no ranking. None of a
    report audited alone."""
    if view.own:
        return None
    rows = []
    for report in view.audit.reports.values():
        found = view.audit.of(report.id)
        counts = len(report.facts), len(found), *by_group(finding.conclusion for finding in found)
        rows.append((report.title, SCOPE_WORDS[report.scope], *map(words.whole, counts)))
    return view.tabulate(
        Words("各份报告的复核情况", "Reports side by side"),
        [
            left("报告", "Report", 5),
            left("范围", "Scope", 1.8),
            right("录入的数字", "Numbers", 1.5),
            right("复核", "Checks", 1.5),
            *(right(*head, 1.5) for head in GROUPS),
        ],
        rows,
        note=Words(
            f"不作排名：所载分项越多，可以复算的就越多。复核项数除各条关系外，还含接近限值、缺失的数码、同一文本的查找。{GROUPS_SAID.zh}",
            "No ranking: a report that prints more parts gives more to recompute. Checks are the relations and, besides, the searches "
            f"for values near a limit, missing digits and a repeated text. {GROUPS_SAID.en}",
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


def would_need(view: ReportsView) -> Table | None:
    """What would have to be true for each open claim, one change at a time; None where no claim is open so."""
    rows = [(_subject(found), change) for found in view.findings for change in found.would_need]
    if not rows:
        return None
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
    """The claims that can be recomputed: what is right is said, too; bounds that are kept are no numbers, but counted."""
    kept = kept_bounds(view)
    numbers = [one for one in view.findings if one.conclusion is Conclusion.REPRODUCED and one not in kept]
    return view.tabulate(
        Words("可由原文各部分复算的数字", "Numbers that follow from the printed parts"),
        [left("事项", "Subject", 6), right("原文", "As printed", 3), right("复算", "Recomputed", 3)],
        [(_subject(one), _or_missing(one.printed), _or_missing(one.computed)) for one in numbers],
        note=_kept(len(kept)),
        empty=NONE,
    )


def kept_bounds(view: ReportsView) -> list[Finding]:
    """What is reproduced and has no number of its own: a part that is not larger than its whole."""
    return [one for one in view.findings if one.conclusion is Conclusion.REPRODUCED and one.kind == Order.kind]


def _kept(count: int) -> Words | None:
    """How many of what is reproduced is no number to list."""
    if not count:
        return None
    return Words(
        f"另有{count}条“部分不大于整体”的关系成立，不另列出。",
        f"Not listed: {count} more relations that hold, each that a part is not larger than its whole.",
    )
