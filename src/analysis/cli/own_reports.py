"""A folder's own reports on the command line: what was read of each, and which files gave none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from analysis.errors import Problem
from analysis.insight.reports.own_reports import OwnReport, own_reports
from analysis.language import Words


def check_reports(folders: Sequence[Path]) -> tuple[list[Problem], list[Words]]:
    """The files that give no report, as notes, and a line for each report: its numbers, its relations, how it was read."""
    found = [own_reports(folder) for folder in folders]
    refused = [error for one in found for error in one.refused.values()]
    notes = [replace(problem, severity="note") for error in refused for problem in error.problems]
    return notes, [_read(report) for one in found for report in one.reports.values()]


def _read(own: OwnReport) -> Words:
    numbers, relations = len(own.report.facts), len(own.report.checks)
    checked = sum(check.is_checked for check in own.report.checks)
    how = (
        Words("由程序从原句识别", "read from its sentences by a program")
        if own.is_drafted
        else Words("已录入", "as entered")
    )
    remarks = Words("".join(f"；{one.zh}" for one in own.remarks), "".join(f"; {one.en}" for one in own.remarks))
    return Words(
        f"报告{own.report.id}（{own.file.name}，{how.zh}）：{numbers}个数，{relations}条关系，其中{checked}条可直接复核{remarks.zh}。",
        f"Report {own.report.id} ({own.file.name}, {how.en}): {numbers} numbers, {relations} relations, {checked} of them "
        f"checked at once{remarks.en}.",
    )
