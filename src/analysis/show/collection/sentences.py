"""What is said of many reports together."""

from __future__ import annotations

from analysis.insight.reports.overview import CAVEAT
from analysis.language import Words
from analysis.show.collection.view import CollectionView
from analysis.show.reports.sentences import ENTERED

AS_READ = Words(
    "没有录入文件的报告，各数字和数量关系由程序从原句识别，未经人工确认；不能确定的关系只列出，不复核。",
    "Where a report was not entered by hand, its numbers and relations were read from the sentences by a program and have not been "
    "confirmed by a person; relations it is not sure of are listed but not checked.",
)


def all_reports(view: CollectionView) -> Words:
    """How much was read and how it came out."""
    reports = view.audit.reports.values()
    numbers, made = sum(len(one.facts) for one in reports), sum(one.is_checked for one in view.relations)
    how = Words("", "") if view.has_checked_all else Words(f"，其中{made}条已复核", f", {made} of them checked")
    hold, differ, other, left = view.answers(view.relations)
    lost = len(view.refused)
    failed = Words(
        f"；另有{lost}个文件未能读入，见下表" if lost else "",
        f"; {lost} file(s) gave no report, see below" if lost else "",
    )
    return Words(
        f"共{len(reports)}份报告，{numbers}个数，{len(view.relations)}条关系{how.zh}："
        f"{hold}条成立，{differ}条不能由原文各部分复算，{other}条另需核对，{left}条不作判断{failed.zh}。{CAVEAT.zh}",
        f"{len(reports)} reports with {numbers} numbers and {len(view.relations)} relations{how.en}: "
        f"{hold} hold, {differ} cannot be reproduced from the printed parts, {other} more are worth checking, {left} are left "
        f"open{failed.en}. {CAVEAT.en}",
    )


def as_read(view: CollectionView) -> Words | None:
    """How many of the reports nobody entered."""
    if not view.drafted:
        return None
    return Words(
        f"其中{view.drafted}份没有录入文件。{AS_READ.zh}", f"{view.drafted} of them were not entered. {AS_READ.en}"
    )


def sources(view: CollectionView) -> Words:
    """Where the reports come from: files of the reader's own folder, or those entered with the project."""
    if not view.own:
        return ENTERED
    files = sorted({one.file.name for one in view.own.values()})
    return Words(
        f"报告来自自有数据文件夹：{'、'.join(files)}。",
        f"The reports are from the reader's own folder: {', '.join(files)}.",
    )
