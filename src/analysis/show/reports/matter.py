"""Front and back matter of the appendix on a published report."""

from __future__ import annotations

import datetime as dt

from analysis import __version__
from analysis.insight.reports.overview import CAVEAT
from analysis.insight.reports.report import Report
from analysis.language import Words
from analysis.show.page.matter import Matter
from analysis.show.reports.view import ReportsView

UNKNOWN = "?"  # the place of a report that was drafted and not looked at
LEAD = Words(
    "本附件只用报告自身所载数字互相复算，是测算结果，不是对报告的评价或认定。",
    "This appendix only recomputes a report's printed numbers from each other: a computed result, neither an appraisal "
    "of the report nor an official finding. ",
)
#: What holds of a report nobody entered.
AS_READ = Words(
    "本报告没有录入文件：各数字和数量关系由程序从原句识别，未经人工确认；不能确定的关系只列出，不复核。",
    " This report was not entered by hand: its numbers and relations were read from the sentences by a program and have not been "
    "confirmed by a person; relations it is not sure of are listed but not checked.",
)


def matter(view: ReportsView, title: Words) -> Matter:
    """What the appendix says beside its notebooks: what the check can and cannot tell, and which report it is."""
    statement = LEAD.in_(view.lang) + CAVEAT.in_(view.lang)
    if view.own and view.own.is_drafted:
        remarks = (Words(f" {remark.zh}。", f" {remark.en}.") for remark in view.own.remarks)
        statement += "".join(said.in_(view.lang) for said in (AS_READ, *remarks))
    heading = Words("所复核的报告", "The report")
    return matter_of_report(view.report, view.lang, title, statement, heading)


def matter_of_report(report: Report, lang: str, title: Words, statement: str, heading: Words) -> Matter:
    """The front and back of any document about one entered report."""
    about = [f"- {report.title.in_(lang)}" + (f" ({report.place.in_(lang)})" if is_placed(report) else "")]
    note = report.note.in_(lang)
    return Matter(
        title=named(report).in_(lang) + Words("：", ": ").in_(lang) + title.in_(lang),
        subtitle=Words("测算结果", "computed results").in_(lang),
        statement=statement,
        banner=None,
        front=[],
        back=[f"# {heading.in_(lang)}", "\n".join([*about, *([f"- {note}"] if note else [])])],
        as_of=as_of(report.year),
        version_line=f"junheng {__version__}",
    )


def named(report: Report) -> Words:
    """A report by its place, or by its title where a draft knows none."""
    return report.place if is_placed(report) else report.title


def is_placed(report: Report) -> bool:
    return report.place.zh not in ("", UNKNOWN)


def as_of(year: str) -> dt.date:
    """The last day of the year the report is of; reports that state none carry the first day documents are dated by."""
    return dt.date(int(year[:4]), 12, 31) if year[:4].isdigit() else dt.date(2000, 1, 1)
