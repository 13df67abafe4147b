"""What a job is made from: the title and kind of its source, and the digests of its files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from analysis.insight.reports.audit import committed_report_files
from analysis.insight.reports.own_reports import OwnReport, own_report, own_report_files
from analysis.insight.reports.report import Report
from analysis.insight.reports.report_file import read_report
from analysis.language import Words
from analysis.paths import user_root
from analysis.publish.jobs import Job
from analysis.publish.recipes import OF_REPORTS
from analysis.publish.units.digest import of_file
from analysis.show.collection.matter import day_of
from analysis.show.collection.view import open_collection
from analysis.show.reports.matter import as_of as end_of
from analysis.tables.catalogue.datasets import find_dataset, load_dataset
from analysis.tables.catalogue.provenance import KIND_WORDS


def title_and_kind(job: Job) -> tuple[Words, Words]:
    """What the source is called, and whether it is real, reconstructed or synthetic."""
    if job.recipe.scope == "collection":
        return job.recipe.title, KIND_WORDS["own" if has_own_reports() else "real"]
    if job.recipe.scope in OF_REPORTS:
        if job.refusal:
            return Words(job.dataset, job.dataset), KIND_WORDS["own"]
        own = _own(job.dataset)
        return (own.report.title, KIND_WORDS["own"]) if own else (_entered(job.dataset).title, KIND_WORDS["real"])
    dataset = find_dataset(job.dataset)
    return dataset.title, KIND_WORDS[dataset.kind]


def place_and_year(job: Job) -> tuple[Words, str]:
    """The county or place a document is about, and the year; nothing where it is about several."""
    if job.recipe.scope in OF_REPORTS and not job.refusal:
        own = _own(job.dataset)
        report = own.report if own else _entered(job.dataset)
        return report.place, report.year
    return Words(county_called(job), county_called(job)), str(job.year or "")


def as_of(job: Job) -> dt.date | None:
    """The day the data describe, as the document itself is dated; None where nobody stated it."""
    if job.recipe.scope == "collection":
        day = day_of(open_collection())
    elif job.recipe.scope in OF_REPORTS:
        day = end_of(place_and_year(job)[1])
    else:
        return find_dataset(job.dataset).date
    return day if day != end_of("") else None


def county_called(job: Job) -> str:
    """The county of a document by its name and its code; by the code alone where the table gives no name."""
    if not job.county or job.refusal:
        return job.county
    name = load_dataset(job.dataset).county_name(job.county)
    return name if name == job.county else f"{name} {job.county}"


def digests_of(name: str, scope: str) -> dict[str, str]:
    """sha256 of every file of a data set, an entered report or a reader's reports, as it is."""
    if scope in (*OF_REPORTS, "collection"):
        return {file.name: of_file(file) for file in report_files(name, scope)}
    return {file.name: of_file(file.path) for file in find_dataset(name).all_files if file.path.is_file()}


def report_files(name: str, scope: str) -> list[Path]:
    """The files of the report, or of all reports, a document is about; of a file that gave none that file."""
    root = user_root()
    own = own_report_files(root) if root else []
    if scope == "collection":
        return own or committed_report_files()
    if named := [file for file in own if file.name == name]:
        return named
    found = _own(name)
    return [found.file if found else report_file(name)]


def has_own_reports() -> bool:
    """Whether the reader has named a folder with reports."""
    root = user_root()
    return bool(root and own_report_files(root))


def _own(name: str) -> OwnReport | None:
    """A report of the reader's own folder."""
    root = user_root()
    return own_report(root, name) if root else None


def _entered(name: str) -> Report:
    return read_report(report_file(name))


def report_file(name: str) -> Path:
    """The file of an entered report."""
    return next(path for path in committed_report_files() if path.stem == name)
