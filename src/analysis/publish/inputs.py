"""What a job is made from: the title and kind of its source, and the digests of its files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from analysis.insight.reports.audit import committed_report_files
from analysis.insight.reports.own_reports import OwnReport, own_report, own_report_files
from analysis.insight.reports.report_file import read_report
from analysis.language import Words
from analysis.paths import user_root
from analysis.publish.jobs import OF_REPORTS, Job
from analysis.tables.catalogue.datasets import find_dataset
from analysis.tables.catalogue.provenance import KIND_WORDS


def title_and_kind(job: Job) -> tuple[Words, Words]:
    """What the source is called, and whether it is real, reconstructed or synthetic."""
    if job.recipe.scope == "collection":
        return job.recipe.title, KIND_WORDS["own" if user_root() else "real"]
    if own := own_report_of(job):
        return own.report.title, KIND_WORDS["own"]
    if job.refusal and job.recipe.scope == "report":
        return Words(job.dataset, job.dataset), KIND_WORDS["own"]
    if job.recipe.scope in OF_REPORTS:
        return read_report(report_file(job.dataset)).title, KIND_WORDS["real"]
    dataset = find_dataset(job.dataset)
    return dataset.title, KIND_WORDS[dataset.kind]


def digests(job: Job) -> dict[str, str]:
    """sha256 of every input file: as registered, or of a reader's own file as it is."""
    if job.recipe.scope in (*OF_REPORTS, "collection"):
        return {file.name: _sha256(file) for file in _report_files(job)}
    files = find_dataset(job.dataset).all_files
    return {file.name: file.sha256 or _sha256(file.path) for file in files}


def _report_files(job: Job) -> list[Path]:
    """The files of the reports a document is about."""
    root = user_root()
    if job.recipe.scope == "collection":
        return own_report_files(root) if root else committed_report_files()
    if own := own_report_of(job):
        return [own.file]
    named = [file for file in own_report_files(root) if file.name == job.dataset] if root and job.refusal else []
    return named or [report_file(job.dataset)]


def own_report_of(job: Job) -> OwnReport | None:
    """The report of the reader's own folder a document is about."""
    root = user_root()
    return own_report(root, job.dataset) if root and job.recipe.scope == "report" and not job.refusal else None


def report_file(name: str) -> Path:
    """The file of an entered report."""
    return next(path for path in committed_report_files() if path.stem == name)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
