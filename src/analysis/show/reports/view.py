"""Published reports recomputed from their own numbers: the front door of the audit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property

from analysis.errors import UsageError
from analysis.insight.reports.audit import Audit, audit_files
from analysis.insight.reports.findings import Conclusion, Finding
from analysis.insight.reports.overview import totals_of
from analysis.insight.reports.report import Report
from analysis.language import Words
from analysis.show.county.view import check_language
from analysis.show.page.speaking import Speaker


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
        return sorted(
            totals_of(self.audit, self.report.id), key=lambda found: found.conclusion is Conclusion.REPRODUCED
        )

    @cached_property
    def counts(self) -> Counter[Conclusion]:
        return Counter(finding.conclusion for finding in self.findings)


def open_reports(report: str, lang: str = "zh") -> ReportsView:
    """Every report entered here and in the reader's own folder, audited; UsageError naming those there are."""
    check_language(lang)
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
