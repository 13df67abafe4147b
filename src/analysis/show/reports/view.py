"""Published reports recomputed from their own numbers: the front door of the audit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property

from analysis.errors import Problem, UsageError
from analysis.insight.reports.audit import Audit, audit_files
from analysis.insight.reports.findings import Finding, Verdict
from analysis.insight.reports.overview import CAVEAT, totals_of
from analysis.insight.reports.report import Report
from analysis.language import Words
from analysis.show.county.view import check_language
from analysis.show.page.speaking import Speaker

#: Findings a person has something to look at, in the order in which they are shown.
OPEN = (Verdict.NOT_REPRODUCED, Verdict.TRUNCATED, Verdict.RULE_NOT_MET, Verdict.IMPLAUSIBLE, Verdict.DAMAGED)


@dataclass(frozen=True)
class ReportsView(Speaker):
    """All audited reports, and the one a notebook looks at closely."""

    audit: Audit
    report: Report
    lang: str

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in the report looked at."""
        return self.audit.of(self.report.id)

    @cached_property
    def totals(self) -> list[Finding]:
        """Claims of this report that are plain sums, for a waterfall each; those that do not close come first."""
        return sorted(totals_of(self.audit, self.report.id), key=lambda found: found.verdict is Verdict.REPRODUCED)

    @cached_property
    def counts(self) -> Counter[Verdict]:
        return Counter(finding.verdict for finding in self.findings)


def open_reports(report: str, lang: str = "zh") -> ReportsView:
    """Every report entered here and in the reader's own folder, audited; UsageError naming those there are."""
    check_language(lang)
    audit = _audited()
    if report not in audit.reports:
        listed = ", ".join(audit.reports)
        raise UsageError(
            Problem(
                "report",
                Words(f"没有“{report}”", f"there is no '{report}'"),
                Words(f"以下之一：{listed}", f"one of: {listed}"),
            )
        )
    return ReportsView(audit, audit.reports[report], lang)


def page_one(view: ReportsView) -> str:
    """What page 1 says: what the check can and cannot tell."""
    lead = Words(
        "本附件只用报告自己印出的数互相复算，是测算结果，不是对报告的评价或认定。",
        "This appendix only recomputes a report's printed numbers from each other: a computed result, neither an appraisal "
        "of the report nor an official finding. ",
    )
    return lead.in_(view.lang) + CAVEAT.in_(view.lang)


def back(view: ReportsView) -> list[str]:
    """The report's title, place and note."""
    report = view.report
    heading = view.text("所复核的报告", "The report")
    lines = [f"- {report.title.in_(view.lang)} ({report.place.in_(view.lang)})", f"- {report.note.in_(view.lang)}"]
    return [f"# {heading}", "\n".join(line for line in lines if line != "- ")]


def as_of(view: ReportsView) -> dt.date:
    """The last day of the year the report is of; reports that state none carry the first day documents are dated by."""
    year = view.report.year[:4]
    return dt.date(int(year), 12, 31) if year.isdigit() else dt.date(2000, 1, 1)


@cache
def _audited() -> Audit:
    return audit_files()
