"""The files of a set (附件文件): their names, and what is written into each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from analysis.errors import UsageError
from analysis.language import Words
from analysis.publish.attachments.workbook import render_workbook
from analysis.publish.documents import Appendix
from analysis.publish.documents.compose import compose
from analysis.publish.documents.pandoc import write_whole
from analysis.publish.documents.word import render_docx
from analysis.publish.jobs import Job, file_name
from analysis.show.attachments.desk import Desk
from analysis.show.attachments.matter import Piece, Set, set_of
from analysis.show.county.view import open_view
from analysis.show.page.matter import Matter

_NO_STANDARD = Words("未附标准，没有可作附件的判断", "no standard is attached: there is nothing judged to attach")
_A_STANDARD = Words("--standard 指明的标准", "a standard, named by --standard")
ANNEX = Words("附件", "Annex ")
SCHOOLS = Words("一校一表", "school-sheets")


def set_for(job: Job) -> Set:
    """The set of a job's county; UsageError where no standard is attached, for then nothing is judged."""
    view = open_view(job.dataset, job.county, job.year, job.lang)
    if view.standard is None:
        raise UsageError.at(job.county or job.dataset, _NO_STANDARD, _A_STANDARD)
    return set_of(Desk(view), job.recipe.title)


def report_of(whole: Set) -> Appendix:
    """The self-assessment's skeleton, to which the annexes belong."""
    return replace(_document(whole, whole.report()), is_numbered=True)


def write_workbook(whole: Set, path: Path) -> None:
    """Write every annex as a sheet of one workbook."""
    write_whole(path, render_workbook(whole, whole.usual.title, list(whole.annexes())))


def annex_files(whole: Set, name: str) -> Mapping[str, bytes]:
    """Every annex as a Word document, in a folder that bears the report's name."""
    return _files(whole, name, whole.annexes())


def school_files(whole: Set, name: str) -> Mapping[str, bytes]:
    """Every school's own sheet as a Word document."""
    return _files(whole, f"{name}-{SCHOOLS.in_(whole.lang)}", whole.school_sheets())


def composed_of(whole: Set) -> list[str]:
    """The report and then every annex as they are composed, to look their numbers up in."""
    documents = (report_of(whole), *(_annex(whole, piece) for piece in whole.annexes()))
    return [compose(one).json for one in documents]


def _files(whole: Set, folder: str, pieces: Iterable[Piece]) -> Mapping[str, bytes]:
    """Documents by their place in the run's folder, under names that every system takes."""
    return {f"{folder}/{file_name(piece.name)}.docx": render_docx(_annex(whole, piece)) for piece in pieces}


def _annex(whole: Set, piece: Piece) -> Appendix:
    mark = f"{ANNEX.in_(whole.lang)}{piece.number}" if piece.number else ""
    return replace(_document(whole, whole.matter_of(piece)), mark=mark)


def _document(whole: Set, matter: Matter) -> Appendix:
    return Appendix(lang=whole.lang, notebooks=(), has_contents=False, **vars(matter))
