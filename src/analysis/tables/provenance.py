"""Whose numbers these are, of what kind, and what happened to their rows on the way in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from analysis.language import Words

Kind = Literal["real", "reconstructed", "synthetic", "own"]

KIND_WORDS: dict[str, Words] = {
    "real": Words("真实数据", "real data"),
    "reconstructed": Words("重构数据（虚构县、虚构学校）", "reconstructed data (fictitious county and schools)"),
    "synthetic": Words("合成数据（非真实）", "synthetic data (not real)"),
    "own": Words("用户自有数据", "the reader's own data"),
}


@dataclass(frozen=True)
class SourceFile:
    """A file as received; the digest is that of the bytes read."""

    name: str
    sha256: str
    rows_read: int


@dataclass(frozen=True)
class ReadingLine:
    """Rows that came in and did not become school sections, or were added together, and why."""

    reason: Words
    rows: int
    students: float  # nan when the rows carry no student count


@dataclass(frozen=True)
class Provenance:
    """Where a table comes from; printed on every page made from it."""

    dataset: str
    kind: Kind
    title: Words
    producer: Words
    licence: str
    as_of: dt.date  # the day the numbers describe
    files: tuple[SourceFile, ...]
    reading: tuple[ReadingLine, ...] = ()
    note: Words | None = None

    @property
    def banner(self) -> Words | None:
        """What must stand on every page; nothing for real and own data."""
        return KIND_WORDS[self.kind] if self.kind in ("reconstructed", "synthetic") else None
