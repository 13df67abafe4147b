"""Many reports as tables: by kind of relation, by report, what cannot be recomputed, what was not read."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.insight.reports.findings import GROUPS, GROUPS_SAID, Conclusion, in_a_row
from analysis.insight.reports.overview import DIFFERENCE, GROWTH, KIND_WORDS, RATIO, SCOPE_WORDS, SUM
from analysis.insight.reports.report import Report
from analysis.language import Words, begun
from analysis.show.collection.view import CollectionView, Relation
from analysis.show.page import words
from analysis.show.page.table import Column, Table, left, right


def by_kind(view: CollectionView) -> Table:
    """Relations of each kind: read, checked, and what the checks came to."""
    order = [SUM, RATIO, GROWTH, DIFFERENCE, *KIND_WORDS.values()]
    kinds = sorted({one.called for one in view.relations}, key=order.index)
    rows = []
    for called in kinds:
        mine = [one for one in view.relations if one.called == called]
        rows.append((called, *_counted(view, mine)))
    return view.tabulate(
        Words("各类关系的复核情况", "Relations by kind"),
        [left("关系", "Relation", 3), right("识别", "Read", 1.4), *_checked_column(view), *_answer_columns()],
        rows,
        note=GROUPS_SAID,
        empty=Words("未识别出数量关系。", "No relation was read."),
    )


def by_report(view: CollectionView) -> Table:
    """Every report in the order of the files; no ranking."""
    rows = []
    for report in view.audit.reports.values():
        mine = [one for one in view.relations if one.report == report.id]
        rows.append((report.title, _how(view, report), words.whole(len(report.facts)), *_counted(view, mine)))
    return view.tabulate(
        Words("各份报告的复核情况", "Reports side by side"),
        [
            left("报告", "Report", 4.4),
            left("来源", "Source", 3) if view.own else left("范围", "Scope", 3),
            right("数字", "Numbers", 1.4),
            right("关系", "Relations", 1.6),
            *_checked_column(view),
            *_answer_columns(),
        ],
        rows,
        note=Words(
            "按文件次序，不作排名：所载分项越多，可以复算的就越多。只计各条关系；接近限值、缺失的数码、同一文本的查找见各报告的复核。",
            "In the order of the files, no ranking: a report that prints more parts gives more to recompute. Relations alone are "
            "counted; searches for values near a limit, missing digits and a repeated text stand in the audit of each report.",
        ),
        empty=Words("没有报告。", "There is no report."),
    )


def not_reproduced(view: CollectionView) -> Table:
    """Every number that cannot be recomputed, with the innocent reasons."""
    rows = [
        (
            view.audit.reports[found.report].title,
            Words(found.subject.zh, begun(found.subject.en)),
            *(said if said.zh else words.MISSING for said in (found.printed, found.computed)),
            in_a_row(found.innocent),
        )
        for found in view.audit.findings
        if found.conclusion is Conclusion.NOT_REPRODUCED
    ]
    return view.tabulate(
        Words("不能由原文各部分复算的数字", "Numbers that cannot be reproduced from the printed parts"),
        [
            left("报告", "Report", 3.4),
            left("事项", "Subject", 4),
            right("原文", "As printed", 2),
            right("复算", "Recomputed", 2.4),
            left("可能的原因（不涉及对错判断）", "Possible reasons (no judgement)", 6),
        ],
        rows,
        empty=Words("无。", "None."),
    )


def not_read(view: CollectionView) -> Table:
    """The files that gave no report, and what was said on reading the others."""
    rows = [(name, Words("未能读入", "no report"), why) for name, why in view.refused.items()]
    remarks = dict.fromkeys((one.file.name, remark) for one in view.own.values() for remark in one.remarks)
    rows += [(name, Words("已读入", "read"), remark) for name, remark in remarks]
    return view.tabulate(
        Words("读入说明", "Messages on reading"),
        [left("文件", "File", 3), left("结果", "Result", 1.6), left("说明", "Message", 8)],
        rows,
        empty=Words("各文件均已读入，没有需要说明的情况。", "Every file was read; there is nothing to report."),
    )


def _how(view: CollectionView, report: Report) -> Words:
    """From what a report was read: its file, entered by a person or as its sentences read."""
    own = view.own.get(report.id)
    if own is None:
        return SCOPE_WORDS[report.scope]
    how = Words("识别", "as read") if own.is_drafted else Words("录入", "entered")
    return Words(f"{own.file.name}，{how.zh}", f"{own.file.name}, {how.en}")


def _counted(view: CollectionView, relations: Sequence[Relation]) -> tuple[str, ...]:
    """Relations: how many were read, how many checked, and what those came to."""
    checked = () if view.has_checked_all else (sum(one.is_checked for one in relations),)
    return tuple(map(words.whole, (len(relations), *checked, *view.answers(relations))))


def _checked_column(view: CollectionView) -> list[Column]:
    """How many were checked; nothing where that is all of them in every row."""
    return [] if view.has_checked_all else [right("已复核", "Checked", 1.6)]


def _answer_columns() -> list[Column]:
    return [right(*head, 1.8) for head in GROUPS]
