"""Whose numbers these are, of what kind, and what happened to their rows on the way in."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from analysis.errors import Problem
from analysis.language import Words

Kind = Literal["real", "reconstructed", "synthetic", "own"]

KIND_WORDS: dict[str, Words] = {
    "real": Words("真实数据", "real data"),
    "reconstructed": Words("重构数据（虚构县、虚构学校）", "reconstructed data (fictitious county and schools)"),
    "synthetic": Words("合成数据（非真实）", "synthetic data (not real)"),
    "own": Words("用户自有数据", "the reader's own data"),
}
NOT_REAL: tuple[Kind, ...] = ("reconstructed", "synthetic")


@dataclass(frozen=True)
class SourceFile:
    """A file as received; the digest is that of the bytes read.

    of_several : it holds several counties, and digest and rows are those of one county's own rows in it
    """

    name: str
    sha256: str
    rows_read: int
    of_several: bool = False


@dataclass(frozen=True)
class ReadingLine:
    """Rows that came in and did not become school sections, or were added together, and why."""

    reason: Words
    rows: int
    students: float  # nan when the rows carry no student count
    county: str = ""  # "" where it cannot be told

    def plus(self, other: ReadingLine) -> ReadingLine:
        """The rows of both; students as far as either says."""
        known = [one.students for one in (self, other) if not math.isnan(one.students)]
        return replace(self, rows=self.rows + other.rows, students=sum(known) if known else math.nan)


def added_up(lines: Iterable[ReadingLine]) -> list[ReadingLine]:
    """Lines of one reason and county added together, in the order they came."""
    found: dict[tuple[Words, str], ReadingLine] = {}
    for line in lines:
        key = line.reason, line.county
        found[key] = found[key].plus(line) if key in found else line
    return list(found.values())


@dataclass(frozen=True)
class Provenance:
    """Where a table comes from; printed on every page made from it."""

    dataset: str
    kind: Kind
    title: Words
    producer: Words
    licence: Words
    as_of: dt.date  # the day the numbers describe
    files: tuple[SourceFile, ...]
    reading: tuple[ReadingLine, ...] = ()
    note: Words | None = None
    kind_of_year: Mapping[int, Kind] = field(default_factory=dict)  # years whose kind is not that of the whole
    years: tuple[int, ...] = ()
    notes: tuple[Problem, ...] = ()  # of the check: worth a look, nothing refused
    masked: Words | None = None  # what a public version does not show, and why

    @property
    def banner(self) -> Words | None:
        """What must stand on every page; nothing for real and own data. Years of different kinds are told apart."""
        years: dict[Kind, list[int]] = {}
        for year in self.years:
            years.setdefault(self.kind_of_year.get(year, self.kind), []).append(year)
        kinds = list(years) or [self.kind]
        if len(kinds) == 1:
            return KIND_WORDS[kinds[0]] if kinds[0] in NOT_REAL else None
        parts = [(", ".join(map(str, years[kind])), KIND_WORDS[kind]) for kind in kinds if kind in NOT_REAL]
        if not parts:
            return None
        return Words(
            "；".join(f"{when.replace(', ', '、')}年：{words.zh}" for when, words in parts),
            "; ".join(f"{when}: {words.en}" for when, words in parts),
        )

    def of_years(self, years: Iterable[int]) -> Provenance:
        """The same for a selection of years: the banner then speaks of these only."""
        chosen = tuple(sorted({int(year) for year in years}))
        kinds = {self.kind_of_year.get(year, self.kind) for year in chosen}
        return replace(self, years=chosen, kind=kinds.pop() if len(kinds) == 1 else self.kind)
