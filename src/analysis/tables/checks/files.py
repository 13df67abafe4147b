"""A reader's own tables checked before anything is computed: every problem of every file in one list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import JunhengError, Problem
from analysis.language import Words
from analysis.tables.catalogue.sources import of_folder
from analysis.tables.county.record_file import is_record_file
from analysis.tables.sheets.companions import TABLES, is_companion, read_companion
from analysis.tables.sheets.reading import TableFile, read_files
from analysis.tables.sources.mapping import TableMapping, mapping_beside, read_mapping


@dataclass(frozen=True)
class CheckReport:
    """What was found, file by file. Errors refuse the files; notes are worth a look."""

    problems: tuple[Problem, ...]
    files: int
    rows: int

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def has_errors(self) -> bool:
        return bool(self.errors)

    @property
    def summary(self) -> Words:
        errors, notes = len(self.errors), len(self.problems) - len(self.errors)
        return Words(
            f"{self.files}个文件，{self.rows}个学校学段：{errors}处错误，{notes}处提示。",
            f"{self.files} file(s), {self.rows} school section(s): {errors} error(s), {notes} note(s).",
        )


def check_files(paths: Iterable[Path | str], mapping: Path | str | None = None) -> CheckReport:
    """Every problem of some files, or of the school tables of a folder, read as one table.

    mapping : a mapping for all of them; without one each file's own in mappings/ beside it, as in a run, else the headers
    """
    files = [file for path in map(Path, paths) for file in (_tables_in(path) if path.is_dir() else [path])]
    problems: list[Problem] = []
    rows = 0
    try:
        beside = [path for path in files if path.stem in TABLES and is_companion(path, path.stem)]
        for path in beside:
            read_companion(path, path.stem)
        own = [TableFile(path, _mapping_for(path, mapping)) for path in files if path not in beside]
        reading = read_files(own)
        problems += reading.problems.all
        rows = len(reading.rows)
    except JunhengError as refused:
        problems += refused.problems
    return CheckReport(tuple(_by_file(problems, files)), len(files), rows)


def told_apart(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The school tables, and the workbooks of what counties state, among some files and folders."""
    schools: list[Path] = []
    facts: list[Path] = []
    for path in paths:
        if path.is_dir():
            schools += _tables_in(path)
            facts += [file.path for dataset in of_folder(path) for file in dataset.county_facts]
        else:
            (facts if path.is_file() and is_record_file(path) else schools).append(path)
    return schools, facts


def _tables_in(folder: Path) -> list[Path]:
    """The school tables of a folder, as a run reads them."""
    return [file.path for dataset in of_folder(folder) for file in dataset.files]


def _mapping_for(path: Path, named: Path | str | None) -> TableMapping:
    """The mapping that is named, else the one a run of the file's folder would use."""
    found = Path(named) if named else mapping_beside(path)
    return read_mapping(found) if found else TableMapping()


def _by_file(problems: Iterable[Problem], files: Sequence[Path]) -> list[Problem]:
    """Problems of one file together, in the order of the files, errors first; what belongs to no file comes before."""
    order = {path.name: number for number, path in enumerate(files)}

    def rank(problem: Problem) -> tuple[int, bool]:
        return order.get(re.split(r" › | \(|; ", problem.place)[0], -1), problem.severity == "note"

    return sorted(problems, key=rank)
