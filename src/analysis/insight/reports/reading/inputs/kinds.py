"""What kind of file a report comes in, and what reads it: kinds.toml."""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from analysis.language import Words

ZIP = b"PK\x03\x04"
LONGEST_START = 16


@dataclass(frozen=True)
class InputKind:
    """A kind of file: how it is told, and either its reader or what it is and what to do."""

    endings: tuple[str, ...]
    starts: tuple[bytes, ...]
    holds: tuple[str, ...]
    reader: str
    format: str
    what: Words
    remedy: Words


@cache
def input_kinds() -> tuple[InputKind, ...]:
    """The kinds of kinds.toml, in its order."""
    data = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))
    nothing = {"zh": "", "en": ""}
    return tuple(
        InputKind(
            endings=tuple(one["endings"]),
            starts=tuple(start.encode("latin-1") for start in one.get("starts", ())),
            holds=tuple(one.get("holds", ())),
            reader=one.get("reader", ""),
            format=one.get("format", ""),
            what=Words(**one.get("what", nothing)),
            remedy=Words(**one.get("remedy", nothing)),
        )
        for one in data["kind"]
    )


def kind_of(name: str, content: bytes) -> InputKind:
    """The kind of a file, by its content before its name; what nobody knows is taken for a plain text."""
    kinds = input_kinds()
    start, inside = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:LONGEST_START].lower(), _names_inside(content)
    by_inside = (kind for kind in kinds if kind.holds and any(one.startswith(kind.holds) for one in inside))
    by_start = (kind for kind in kinds if kind.starts and start.startswith(tuple(map(bytes.lower, kind.starts))))
    found = next(by_inside, None) or next(by_start, None) or kind_of_ending(name)
    return found or kinds[-1]


def kind_of_ending(name: str) -> InputKind | None:
    """The kind of an ending; None for endings nobody knows."""
    ending = Path(name).suffix.lower()
    return next((kind for kind in input_kinds() if ending in kind.endings), None)


def _names_inside(content: bytes) -> list[str]:
    """The names of the files in a ZIP archive; none for other files."""
    if not content.startswith(ZIP):
        return []
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except BadZipFile:
        return []
