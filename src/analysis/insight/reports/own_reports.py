"""The reports of a reader's own folder (自有报告): entered as TOML, or drafted on the fly from their texts.

A TOML file stands for the text it names, or beside which it lies under the same name; a text without one is drafted, and
its relations are as the sentences were read. Reports lie in the folder itself or in `reports` below it.
"""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from analysis.errors import JunhengError, Problem, TableError
from analysis.insight.reports.reading.drafts import ENDING, Draft, drafts_of
from analysis.insight.reports.reading.inputs.kinds import kind_of_ending
from analysis.insight.reports.report import Report
from analysis.insight.reports.report_file import read_report
from analysis.language import Words
from analysis.tables.sheets.file_kinds import TEXTS, WORKBOOKS
from analysis.tables.sheets.prose import is_prose

FOLDER = "reports"
_NUMBERED = re.compile(r"(.+)-\d+")


@dataclass(frozen=True)
class OwnReport:
    """A report of the folder, the file it was read from, and what has to be said of the reading."""

    report: Report
    file: Path
    is_drafted: bool
    remarks: tuple[Words, ...] = ()


@dataclass(frozen=True)
class OwnReports:
    """All reports of a folder by their names, and the files of which there is none, with the reason."""

    reports: Mapping[str, OwnReport]
    refused: Mapping[str, JunhengError]


def has_reports(root: Path) -> bool:
    """Whether a folder holds a report, or a file people take for one."""
    return bool(own_report_files(root))


def own_report_files(root: Path) -> list[Path]:
    """The files a folder's reports are read from: those entered, then the texts nobody entered."""
    return [*_entered(root), *_texts(root)]


def is_own_text(path: Path) -> bool:
    """Whether a file beside school tables is taken for a report: by its ending, and a plain text by its sentences."""
    ending = path.suffix.lower()
    if ending in (*WORKBOOKS, *TEXTS):
        return ending == ".txt" and is_prose(path)
    return kind_of_ending(path.name) is not None


@cache
def own_reports(root: Path) -> OwnReports:
    """Every report of a folder, read; one file's fault is never another's."""
    reports: dict[str, OwnReport] = {}
    refused: dict[str, JunhengError] = {}
    for file in own_report_files(root):
        try:
            found = {one.report.id: one for one in _reports_in(file, root)}
            _must_be_new(found, reports)
            reports |= found
        except JunhengError as error:
            refused[file.name] = _without_folder(error, file)
    return OwnReports(reports, refused)


def _without_folder(error: JunhengError, file: Path) -> JunhengError:
    """A page names the file and never the reader's folders."""
    places = (problem.place.replace(str(file), file.name) for problem in error.problems)
    return TableError([replace(problem, place=place) for problem, place in zip(error.problems, places, strict=True)])


def _must_be_new(found: Iterable[str], known: Container[str]) -> None:
    expected = Words("每份报告一个文件名", "a file name of its own for every report")
    if twice := [name for name in found if name in known]:
        raise TableError([Problem(name, Words("出现两次", "given twice"), expected) for name in twice])


@cache
def own_report(root: Path, name: str) -> OwnReport | None:
    """One report of a folder by its name, without reading the others; None where there is none of that name."""
    short = _NUMBERED.fullmatch(name)
    wanted = {name, short[1] if short else name}
    for file in own_report_files(root):
        if wanted & {file.stem, file.name}:
            for one in _reports_in(file, root):
                if one.report.id == name:
                    return one
    return None


def reports_in(file: Path) -> list[Report]:
    """The reports of any file: one entered as TOML, or those drafted from a text."""
    if file.suffix.lower() == ENDING:
        return [read_report(file)]
    return [report_of(draft, draft.name) for draft in drafts_of(file).drafts]


def report_of(draft: Draft, name: str) -> Report:
    """A draft as a report, without a file of its own."""
    with tempfile.TemporaryDirectory(prefix="draft-") as folder:
        file = Path(folder) / f"{name}{ENDING}"
        file.write_text(draft.toml(), encoding="utf-8")
        return read_report(file)


def _reports_in(file: Path, root: Path) -> Iterator[OwnReport]:
    """The reports of one file; of a text those nobody entered."""
    if file.suffix.lower() == ENDING:
        yield OwnReport(read_report(file), file, is_drafted=False)
        return
    found, entered = drafts_of(file), _entered_parts(root)
    stem = file.stem if sum(other.stem == file.stem for other in _texts(root)) == 1 else file.name
    for draft in found.drafts:
        report = replace(report_of(draft, stem + draft.name.removeprefix(file.stem)), file=file.name)
        if (file.name, report.starts) not in entered:
            yield OwnReport(report, file, is_drafted=True, remarks=found.remarks)


@cache
def _entered(root: Path) -> tuple[Path, ...]:
    """The report files (TOML) of a folder; other TOML files may stand beside them."""
    beside = (path for path in _files(root) if path.suffix.lower() == ENDING and _is_report(path))
    below = (path for path in _files(root / FOLDER) if path.suffix.lower() == ENDING)
    return (*beside, *below)


@cache
def _entered_parts(root: Path) -> frozenset[tuple[str, str]]:
    """The file and first line of every part of a text that a report file stands for."""
    stated = (_text_of(path) for path in _entered(root))
    return frozenset((text.get("file", ""), text.get("starts", "")) for text in stated)


@cache
def _texts(root: Path) -> tuple[Path, ...]:
    """The texts of a folder that nobody entered, or not the whole of them; tables are none."""
    stems = {path.stem for path in _entered(root)}
    whole = {text["file"] for path in _entered(root) if (text := _text_of(path)) and not {"starts", "ends"} & {*text}}
    below = [path for path in _files(root / FOLDER) if kind_of_ending(path.name)]
    texts = [*filter(is_own_text, _files(root)), *below]
    return tuple(path for path in texts if path.stem not in stems and path.name not in whole)


def _files(folder: Path) -> list[Path]:
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in there if path.is_file() and not path.name.startswith((".", "~$"))]


def _is_report(path: Path) -> bool:
    """Whether a TOML file is one of a report; one with a slip in it, too, so that its reader names the slip."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    try:
        return {"title", "place"} <= {*tomllib.loads(text)}
    except tomllib.TOMLDecodeError:
        return "[text]" in text or "[fact." in text


def _text_of(path: Path) -> Mapping[str, str]:
    """What a report file states of its text; nothing where it is faulty."""
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("text", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
    return (
        stated if isinstance(stated, Mapping) and isinstance(stated.get("file", ""), str) and stated.get("file") else {}
    )
