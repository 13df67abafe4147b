"""What the audit says, in a sentence or two; counts come from the findings."""

from __future__ import annotations

from analysis.insight.reports.findings import OPEN, Conclusion
from analysis.insight.reports.overview import CAVEAT
from analysis.language import Words
from analysis.show.reports.view import ReportsView


def one_report(view: ReportsView) -> Words:
    """How much was entered and how much of it follows from its parts."""
    counts = view.counts
    looked = sum(counts[one] for one in OPEN)
    fine = counts[Conclusion.REPRODUCED] + counts[Conclusion.RULE_MET]
    title = view.report.title
    return Words(
        f"{title.zh}：录入{len(view.report.facts)}个数，作出{len(view.findings)}条复核；{fine}条成立，{looked}条值得再看一眼，"
        f"{counts[Conclusion.CANNOT_JUDGE]}条无法判断。{CAVEAT.zh}",
        f"{title.en}: {len(view.report.facts)} numbers entered, {len(view.findings)} checks made; {fine} hold, {looked} "
        f"are worth a second look, {counts[Conclusion.CANNOT_JUDGE]} cannot be judged. {CAVEAT.en}",
    )


def all_reports(view: ReportsView) -> Words:
    """The size of the collection."""
    found = [finding.conclusion for finding in view.audit.findings]
    numbers = sum(len(report.facts) for report in view.audit.reports.values())
    closed = found.count(Conclusion.REPRODUCED)
    return Words(
        f"共{len(view.audit.reports)}份报告（含公布的差异系数表），录入{numbers}个数；{closed}个可由原文各部分复算，"
        f"{found.count(Conclusion.NOT_REPRODUCED)}个不能，{found.count(Conclusion.TRUNCATED)}个仅按截尾可以。",
        f"{len(view.audit.reports)} reports, the published coefficient tables among them, with {numbers} numbers: "
        f"{closed} follow from their printed parts, {found.count(Conclusion.NOT_REPRODUCED)} do not, "
        f"{found.count(Conclusion.TRUNCATED)} only by truncation.",
    )
