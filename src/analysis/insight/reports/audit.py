"""The audit of published reports (公开报告复核): every declaration checked, every report searched for lost digits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from analysis import paths
from analysis.errors import JunhengError, Problem, TableError, UsageError
from analysis.insight.reports.findings import Conclusion, Finding
from analysis.insight.reports.heaping import near_limits
from analysis.insight.reports.own_reports import OwnReports, own_report, own_reports, reports_in
from analysis.insight.reports.published import published_reports
from analysis.insight.reports.reading.damage import check_digits, digit_counts, usual_shares
from analysis.insight.reports.reading.drafts import ENDING
from analysis.insight.reports.reading.texts import digest, is_same_text, text_folders, text_of
from analysis.insight.reports.report import Check, Report
from analysis.insight.reports.report_file import read_report
from analysis.language import Words
from analysis.rules.standards import Standard, load_standards
from analysis.schema import both, one_of
from analysis.tables.catalogue.datasets import load_facts

REPORTS = paths.RAW / "reports"
PUBLISHED = "published"  # the dataset of published tables


@dataclass(frozen=True)
class Audit:
    """Reports, the texts the reader has of them, and what was found.

    texts : id → text, only where its digest is that of the text the numbers were entered from.
    """

    reports: Mapping[str, Report]
    findings: tuple[Finding, ...]
    texts: Mapping[str, str]

    def of(self, report: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.report == report)


def committed_report_files() -> list[Path]:
    """The reports entered in data/raw/reports, and those in `reports` of the reader's own folder."""
    root = paths.user_root()
    own = sorted((root / "reports").glob("*.toml")) if root else []
    return [*sorted(REPORTS.glob("*.toml")), *own]


def report_named(name: str) -> Report:
    """One entered report by its id; UsageError naming those there are."""
    by_name = {path.stem: path for path in committed_report_files()}
    if name not in by_name:
        found = Words(f"没有“{name}”", f"there is no '{name}'")
        raise UsageError.at("report", found, one_of(by_name))
    return read_report(by_name[name])


def audit_files(files: Sequence[Path] = (), texts: Path | None = None) -> Audit:
    """Audit report files, or texts as they are read (复核); all committed ones, and the published tables,
    when none are named. Every faulty file is named at once."""
    reports, problems = [], []
    for path in files or committed_report_files():
        try:
            reports += reports_in(path)
        except JunhengError as error:
            problems += error.problems
    if problems:
        raise TableError(problems)
    if not files:
        reports += published_reports(load_facts(PUBLISHED), load_standards(), [report.id for report in reports])
    beside = next(
        (path.parent for path in files if path.suffix.lower() != ENDING), None
    )  # a text lies where it was read
    return audit_reports(reports, texts or beside)


def audit_reports(reports: Iterable[Report], texts: Path | None = None) -> Audit:
    """Audit reports that were read, in the order given; TableError with every check that cannot be computed."""
    named, standards = _by_id(reports), load_standards()
    findings: list[Finding] = []
    problems: list[Problem] = []
    for report in named.values():
        try:
            findings += _checked(report, standards)
        except JunhengError as error:
            problems += error.problems
    if problems:
        raise TableError(problems)
    return _whole(named, findings, standards, texts)


def audit_own(root: Path, name: str = "") -> tuple[Audit, dict[str, JunhengError]]:
    """The audit of a reader's own reports, or of one of them, and the files that cannot be audited, with the reason.

    The digits of the entered reports beside say what is usual, where one is audited alone.
    """
    folder = OwnReports({name: own_report(root, name)}, {}) if name else own_reports(root)
    standards, findings, refused = load_standards(), [], dict(folder.refused)
    sound: dict[str, Report] = {}
    for own in folder.reports.values():
        try:
            findings += _checked(own.report, standards)
            sound[own.report.id] = own.report
        except JunhengError as error:
            refused[own.file.name] = error
    if name and refused:
        raise refused[folder.reports[name].file.name]
    beside = [read_report(path) for path in sorted(REPORTS.glob("*.toml"))] if name else []
    return _whole(sound, findings, standards, beside=beside), refused


def _checked(report: Report, standards: Mapping[str, Standard]) -> list[Finding]:
    """What those checks of a report find that are to be made; TableError with every one that cannot be computed."""
    findings: list[Finding] = []
    problems: list[Problem] = []
    for place, check in ((place, check) for place, check in _placed(report) if check.is_checked):
        try:
            findings.append(check.check(report, standards))
        except JunhengError as error:
            problems += [replace(problem, place=place) for problem in error.problems]
    if problems:
        raise TableError(problems)
    return findings


def _whole(
    named: Mapping[str, Report],
    findings: Sequence[Finding],
    standards: Mapping[str, Standard],
    texts: Path | None = None,
    beside: Iterable[Report] = (),
) -> Audit:
    """The findings of the checks, and what is searched for in every report."""
    folders = text_folders(texts)
    found_texts = {name: text for name, report in named.items() if (text := _trusted(report, folders))}
    near = [found for report in named.values() if (found := near_limits(report, standards))]
    digits = _missing_digits(named, found_texts, beside)
    return Audit(named, (*findings, *near, *digits, *_same_texts(named, found_texts)), found_texts)


def _by_id(reports: Iterable[Report]) -> dict[str, Report]:
    named: dict[str, Report] = {}
    for report in reports:
        if report.id in named:
            expected = Words("每份报告一个文件名", "a file name of its own for every report")
            raise TableError(Problem(f"{report.id}.toml", Words("出现两次", "given twice"), expected))
        named[report.id] = report
    return named


def _placed(report: Report) -> Iterator[tuple[str, Check]]:
    """Every check with its place in the report's file."""
    counts: Counter[str] = Counter()
    for check in report.checks:
        counts[check.kind] += 1
        yield f"{report.id}.toml › {check.kind} {counts[check.kind]}", check


def _trusted(report: Report, folders: Sequence[Path]) -> str:
    """The text, when it is the one the numbers were entered from."""
    text = text_of(report, folders)
    return text if text and digest(text) == report.sha256 else ""


def _missing_digits(
    reports: Mapping[str, Report], texts: Mapping[str, str], beside: Iterable[Report] = ()
) -> list[Finding]:
    """Every report's digits against those of the others, and of reports beside."""
    counts = {
        name: digit_counts([texts[name]] if name in texts else [fact.printed for fact in report.facts.values()])
        for name, report in reports.items()
    }
    more = [digit_counts(fact.printed for fact in report.facts.values()) for report in beside]
    found = []
    for name, report in reports.items():
        usual = usual_shares([*more, *(count for other, count in counts.items() if other != name)])
        if finding := check_digits(report, texts.get(name, ""), usual):
            found.append(finding)
    return found


def _same_texts(reports: Mapping[str, Report], texts: Mapping[str, str]) -> list[Finding]:
    """Reports that are one text: by comparing the texts where both are there, as entered otherwise."""
    found = []
    for one, other in combinations(reports, 2):
        compared = one in texts and other in texts
        declared = reports[other].same_text_as == one or reports[one].same_text_as == other
        if is_same_text(texts[one], texts[other]) if compared else declared:
            found.append(_one_text(reports[one], reports[other], compared))
    return found


def _one_text(one: Report, other: Report, is_compared: bool) -> Finding:
    how = Words("对照原文", "by comparing the texts") if is_compared else Words("录入时发现", "as entered")
    said = Words(
        "{how}：两份报告是同一文本，不能互相印证。", "{how}: the two are one text and confirm nothing of each other."
    )
    return Finding(
        report=other.id,
        kind="same_text",
        conclusion=Conclusion.NOTE,
        subject=Words("与“{title}”为同一文本", "the same text as '{title}'").format(title=one.title),
        explanation=said.format(how=how),
        computed=both(one.id),
    )
