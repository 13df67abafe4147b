"""Front and back matter of the appendix that holds a report's figures against a framework."""

from __future__ import annotations

from dataclasses import replace

from analysis.language import Words
from analysis.show.guarantee.sentences import result
from analysis.show.guarantee.view import GuaranteeView
from analysis.show.page.matter import Matter
from analysis.show.reports.matter import matter_of_report

LEAD = Words(
    "本附件把报告自己印出的数逐项对照评估文件，是测算结果，不是对该县的评价或认定；没有印出的一律不作为达标。",
    "This appendix holds the figures a report prints against an evaluation document, item by item: a computed result, neither "
    "an appraisal of the county nor an official finding; what is not printed never counts as met. ",
)


def matter(view: GuaranteeView, title: Words) -> Matter:
    """What the appendix says beside its notebook: the result in a sentence, and whose figures these are."""
    statement = LEAD.in_(view.lang) + result(view).in_(view.lang)
    heading = Words("数据所出的报告", "The report the figures are from")
    about = matter_of_report(view.report, view.lang, title, statement, heading)
    return replace(about, verdicts=view.verdict.headlines)
