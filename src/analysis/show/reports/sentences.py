"""What the audit says, in a sentence or two; counts come from the findings."""

from __future__ import annotations

from collections import Counter

from analysis.insight.reports.findings import OPEN, Conclusion
from analysis.insight.reports.overview import CAVEAT
from analysis.insight.reports.own_reports import OwnReport
from analysis.language import Words
from analysis.show.reports.view import ReportsView


def one_report(view: ReportsView) -> Words:
    """How much was entered and how much of it follows from its parts."""
    counts = view.counts
    looked = sum(counts[one] for one in OPEN)
    fine = counts[Conclusion.REPRODUCED] + counts[Conclusion.RULE_MET]
    open_ = counts[Conclusion.CANNOT_JUDGE]
    noted = len(view.findings) - fine - looked - open_
    title = view.report.title
    came = Words("识别", "read") if view.own and view.own.is_drafted else Words("录入", "entered")
    return Words(
        f"{title.zh}：{came.zh}{len(view.report.facts)}个数，完成{len(view.findings)}条复核；{fine}条成立，{looked}条需进一步核对，"
        f"{open_}条无法判断{f'，{noted}条只作说明' if noted else ''}。{CAVEAT.zh}",
        f"{title.en}: {len(view.report.facts)} numbers {came.en}, {len(view.findings)} checks made: {fine} hold, {looked} "
        f"to be checked further, {open_} cannot be judged{f', {noted} only noted' if noted else ''}. {CAVEAT.en}",
    )


def all_reports(view: ReportsView) -> Words:
    """The size of the collection; of a report audited alone, how it was read."""
    if view.own:
        return _alone(view.own)
    counts = Counter(finding.conclusion for finding in view.audit.findings)
    numbers = sum(len(report.facts) for report in view.audit.reports.values())
    closed, cut, open_ = (
        counts[one] for one in (Conclusion.REPRODUCED, Conclusion.TRUNCATED, Conclusion.NOT_REPRODUCED)
    )
    met = counts[Conclusion.RULE_MET]
    return Words(
        f"共{len(view.audit.reports)}份报告（含公布的差异系数表），录入{numbers}个数；{closed}个可由原文各部分复算，"
        f"{open_}个不能复算，{cut}个仅按截尾可复算；另有{met}个对照标准，符合要求。",
        f"{len(view.audit.reports)} reports, the published coefficient tables among them, with {numbers} numbers: "
        f"{closed} follow from their printed parts, {open_} do not, {cut} only by truncation; {met} more were held against "
        "a standard and meet it.",
    )


ENTERED = Words(
    "各报告的出处载于其录入文件。", "Where each report was taken from is said in the file it was entered in."
)


def sources(view: ReportsView) -> Words:
    """Where the numbers come from: the project's entered reports, or a file of the reader's own folder."""
    own = view.own
    if own is None:
        return ENTERED
    source, note = own.report.text or own.file.name, own.report.note
    said = Words(
        f"报告来自自有数据文件夹：{own.file.name}", f"The report is from the reader's own folder: {own.file.name}"
    )
    text = Words(f"，原文{source}", f", text {source}") if source != own.file.name else Words("", "")
    about = Words(f"；{note.zh}", f"; {note.en}") if note.zh else Words("", "")
    return Words(f"{said.zh}{text.zh}{about.zh}。", f"{said.en}{text.en}{about.en}.")


def _alone(own: OwnReport) -> Words:
    """From which file a report of the reader's was read, and how much of it is checked."""
    checks = own.report.checks
    made = sum(check.is_checked for check in checks)
    left = len(checks) - made
    waiting = (
        Words(f"，{left}条待人工确认后复核", f", {left} await confirmation by a person") if left else Words("", "")
    )
    how = (
        Words("由程序从原句识别", "as a program read the sentences")
        if own.is_drafted
        else Words("已录入", "as entered")
    )
    return Words(
        f"报告读自{own.file.name}，{how.zh}：{len(own.report.facts)}个数，{len(checks)}条关系，其中{made}条已复核{waiting.zh}。",
        f"The report was read from {own.file.name}, {how.en}: {len(own.report.facts)} numbers and {len(checks)} relations, "
        f"{made} of them checked{waiting.en}.",
    )
