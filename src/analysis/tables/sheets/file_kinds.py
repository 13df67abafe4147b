"""Kinds of files that are no tables this project reads, and what to do about them: file_kinds.toml."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile, ZipFile
from zlib import error as BadData

from analysis.language import Words

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".et")
TEXTS = (".csv", ".tsv", ".txt")
ZIP = b"PK\x03\x04"
UNREADABLE = (
    BadZipFile,
    BadData,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)  # a damaged archive
_OF_WORKBOOKS = ("xl/", "content.xml")  # what a ZIP archive that is a workbook holds


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is not read: how it is told, what it is, what to do.

    starts  : how its bytes may begin, a sign a byte
    holds   : how names of files inside it begin, where it is a ZIP archive
    is_data : whether it may hold a table
    """

    endings: tuple[str, ...]
    starts: tuple[bytes, ...]
    holds: tuple[str, ...]
    is_data: bool
    what: Words
    remedy: Words


@cache
def file_kinds() -> tuple[FileKind, ...]:
    """The kinds of file_kinds.toml."""
    data = tomllib.loads(Path(__file__).with_name("file_kinds.toml").read_text(encoding="utf-8"))
    return tuple(
        FileKind(
            tuple(one["endings"]),
            tuple(start.encode("latin-1") for start in one.get("starts", ())),
            tuple(one.get("holds", ())),
            one.get("is_data", False),
            Words(**one["what"]),
            Words(**one["remedy"]),
        )
        for one in data["kind"]
    )


def kind_of_ending(name: str) -> FileKind | None:
    """The kind of an ending; None for tables, and for endings nobody knows."""
    ending = Path(name).suffix.lower()
    return next((kind for kind in file_kinds() if ending in kind.endings), None)


def kind_of_file(name: str, content: bytes) -> FileKind | None:
    """The kind of a file that is no table, by its content before its name; None where it may be one."""
    inside = _names_inside(content)
    if any(name.startswith(_OF_WORKBOOKS) for name in inside):
        holding = (kind for kind in file_kinds() if name.lower().endswith(kind.endings) and kind.holds)
        return next(holding, None)
    by_content = (kind for kind in file_kinds() if _holds(kind, inside))
    if found := next(by_content, None) or kind_of_ending(name):
        return found
    if content.startswith(ZIP) and Path(name).suffix.lower() in WORKBOOKS:
        return None  # a workbook that is damaged
    return next((kind for kind in file_kinds() if content.startswith(kind.starts or b"\0\0\0")), None)


def _holds(kind: FileKind, inside: Sequence[str]) -> bool:
    return bool(kind.holds) and any(name.startswith(kind.holds) for name in inside)


def _names_inside(content: bytes) -> Sequence[str]:
    """The names of the files in a ZIP archive; none for other files."""
    if not content.startswith(ZIP):
        return ()
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except UNREADABLE:
        return ()
