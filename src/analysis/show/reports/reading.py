"""A drafted report as it was read: every sentence's relation, how sure it is, how it comes out, what a person said of it."""

from __future__ import annotations

from analysis.errors import JunhengError
from analysis.insight.reports.findings import CONCLUSION_WORDS
from analysis.insight.reports.reading.review import CERTAINTY_WORDS, in_words, review_words
from analysis.insight.reports.report import Check, Report
from analysis.language import Words
from analysis.show.page import words
from analysis.show.page.table import Table, left
from analysis.show.reports.view import ReportsView


def as_read(view: ReportsView) -> Table | None:
    """The relations a program read in this report; nothing for a report that was entered by hand."""
    read = [check for check in view.report.checks if check.read]
    if not read:
        return None
    rows = [
        (
            check.words or words.MISSING,
            in_words(view.report, check),
            CERTAINTY_WORDS[check.read],
            _outcome(view.report, check),
            review_words(check.review),
        )
        for check in read
    ]
    return view.tabulate(
        Words("从原句识别的关系", "Relations read from the sentences"),
        [
            left("原句", "Sentence", 6),
            left("识别为", "Read as", 6),
            left("确定程度", "Certainty", 1.4),
            left("结果", "Outcome", 3),
            left("核对", "Reviewed", 1.6),
        ],
        rows,
        note=Words(
            '由程序识别。“确定”的直接复核；其余经人工采纳（review = "yes"）后才复核，此前的结果仅供取舍时参考。',
            'Read by a program. Those marked certain are checked at once, the others once a person accepts them (review = "yes"); '
            "until then their outcome only helps that decision.",
        ),
    )


def _outcome(report: Report, check: Check) -> Words | str:
    """How a relation comes out, whether it is audited already or not; nothing for what was struck."""
    if check.review == "no":
        return words.MISSING
    try:
        return CONCLUSION_WORDS[check.model_copy(update={"review": check.review or "yes"}).check(report, {}).conclusion]
    except JunhengError:
        return words.MISSING
