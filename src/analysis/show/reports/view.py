"""Published reports recomputed from their own numbers: the front door of the audit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from analysis.errors import UsageError
from analysis.insight.reports.audit import Audit, audit_files, audit_own
from analysis.insight.reports.findings import Conclusion, Finding
from analysis.insight.reports.overview import totals_of
from analysis.insight.reports.own_reports import OwnReport, own_report
from analysis.insight.reports.report import Report
from analysis.language import Words
from analysis.paths import user_root
from analysis.show.county.view import check_language
from analysis.show.page.speaking import Speaker


@dataclass(frozen=True)
class ReportsView(Speaker):
    """All audited reports, and the one a notebook looks at closely.

    own : how it was read, when it is one of the reader's own folder; it is then audited alone
    """

    audit: Audit
    report: Report
    lang: str
    own: OwnReport | None = None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in the report looked at."""
        return self.audit.of(self.report.id)

    @cached_property
    def totals(self) -> list[Finding]:
        """Claims of this report that are plain sums, for a waterfall each; those that do not close come first."""
        return sorted(
            totals_of(self.audit, self.report.id), key=lambda found: found.conclusion is Conclusion.REPRODUCED
        )

    @cached_property
    def counts(self) -> Counter[Conclusion]:
        return Counter(finding.conclusion for finding in self.findings)


def open_reports(report: str, lang: str = "zh") -> ReportsView:
    """One report of the reader's own folder, else every report entered here, audited; UsageError naming those there are."""
    check_language(lang)
    root = user_root()
    if root and (own := own_report(root, report)):
        return ReportsView(_audited_alone(root, report), own.report, lang, own)
    audit = _audited()
    if report not in audit.reports:
        listed = ", ".join(audit.reports)
        raise UsageError.at(
            "report",
            Words(f"没有“{report}”", f"there is no '{report}'"),
            Words(f"以下之一：{listed}", f"one of: {listed}"),
        )
    return ReportsView(audit, audit.reports[report], lang)


@cache
def _audited() -> Audit:
    return audit_files()


@cache
def _audited_alone(root: Path, name: str) -> Audit:
    return audit_own(root, name)[0]
