"""Files that are no tables this project reads, and what to do about them: file_kinds.toml."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from analysis.tables.file_kinds import ZIP, FileKind, names_inside, read_file_kinds

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".et")
TEXTS = (".csv", ".tsv", ".txt")
_OF_WORKBOOKS = ("xl/", "content.xml")  # what a ZIP archive that is a workbook holds

file_kinds = partial(read_file_kinds, Path(__file__).with_name("file_kinds.toml"))


def kind_of_ending(name: str) -> FileKind | None:
    """The kind of an ending; None for tables, and for endings nobody knows."""
    return file_kinds().of_ending(name)


def kind_of_file(name: str, content: bytes) -> FileKind | None:
    """The kind of a file that is no table, by its content before its name; None where it may be one."""
    kinds, inside = file_kinds(), names_inside(content)
    if any(name.startswith(_OF_WORKBOOKS) for name in inside):
        of_ending = kinds.of_ending(name)
        return of_ending if of_ending and of_ending.holds else None
    if found := next(kinds.by_archive(inside), None) or kinds.of_ending(name):
        return found
    if content.startswith(ZIP) and Path(name).suffix.lower() in WORKBOOKS:
        return None  # a workbook that is damaged
    return next(kinds.by_start(content), None)
