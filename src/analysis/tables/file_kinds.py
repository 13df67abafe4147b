"""Kinds of files as TOML describes them (文件类型): told by their first bytes, by what an archive holds, by their ending.

[[kind]]
endings = [".docx"]      starts = ["%PDF"]      holds = ["word/"]
reader  = "pandoc"       format = "docx"                              what reads it, and how that calls it; or
what    = { zh, en }     remedy = { zh, en }    is_data = true        what it is, what to do, whether it may hold a table
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile, ZipFile
from zlib import error as BadData

from pydantic import Field

from analysis.errors import TableError
from analysis.language import Words
from analysis.schema import Bilingual, Form, Text, read_toml, validated

ZIP = b"PK\x03\x04"
LONGEST_START = 16
MARKUP = b"<"  # its names are written in any case
NOTHING = Words("", "")
#: what a damaged archive may raise
UNREADABLE = (BadZipFile, BadData, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


class FileKind(Form):
    """One kind of file; `starts` has a sign a byte, `holds` how names inside a ZIP archive begin."""

    endings: list[Text]
    starts: list[Text] = Field(default_factory=list)
    holds: list[Text] = Field(default_factory=list)
    reader: str = ""
    format: str = ""
    is_data: bool = False
    what: Bilingual = NOTHING
    remedy: Bilingual = NOTHING

    def ends(self, name: str) -> bool:
        return Path(name).suffix.lower() in self.endings

    def begins(self, content: bytes) -> bool:
        start = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:LONGEST_START]
        start = start.lower() if start.startswith(MARKUP) else start
        return start.startswith(self._starts)

    def holds_one_of(self, names: Sequence[str]) -> bool:
        return bool(self.holds) and any(name.startswith(tuple(self.holds)) for name in names)

    @cached_property
    def _starts(self) -> tuple[bytes, ...]:
        return tuple(start.encode("latin-1") for start in self.starts)


class FileKinds(Form):
    """Kinds of files in their order; the first that fits is taken."""

    schema_: Literal[1] = Field(alias="schema")
    kind: list[FileKind]

    def of_ending(self, name: str) -> FileKind | None:
        """The kind of an ending; None for endings nobody knows."""
        return next((kind for kind in self.kind if kind.ends(name)), None)

    def by_archive(self, names: Sequence[str]) -> Iterator[FileKind]:
        """The kinds an archive with these names inside may be."""
        return (kind for kind in self.kind if kind.holds_one_of(names))

    def by_start(self, content: bytes) -> Iterator[FileKind]:
        return (kind for kind in self.kind if kind.begins(content))


@cache
def read_file_kinds(path: Path) -> FileKinds:
    return validated(FileKinds, read_toml(path, TableError), path.name, TableError)


def names_inside(content: bytes) -> Sequence[str]:
    """The names of the files in a ZIP archive; none for other files."""
    if not content.startswith(ZIP):
        return ()
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except UNREADABLE:
        return ()
