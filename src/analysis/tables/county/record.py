"""What one county stated of itself (县级填报记录): figures by item, stage and year, and judgements by rule.

An entry whose figure was masked, damaged or left blank on purpose stays in the record as an unknown one: an older or
rounder figure never stands in for it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Literal

from analysis.language import Words
from analysis.tables.county.items import PURE, Item
from analysis.tables.locators import Locator

NAN, INF = float("nan"), float("inf")
WHOLE_COUNTY = ("compulsory", "all", "")  # whose figure a county's is, where a rule names no stage


@dataclass(frozen=True)
class Entry:
    """One stated figure, in the unit of its item.

    year      : None where none was stated
    part_of   : the school, group or test point it speaks of; "" for the county
    part_en   : what an English page calls that, where its source says so
    value     : nan when it is unknown; low and high, between which what was printed may lie
    printed   : as it stands in its source
    note      : what its source, or who entered it, says beside it
    """

    item: str
    value: float
    stage: str = ""
    year: int | None = None
    part_of: str = ""
    part_en: str = ""
    low: float = NAN
    high: float = NAN
    printed: Words = PURE
    locator: Locator | None = None
    note: Words | None = None

    @property
    def is_unknown(self) -> bool:
        """Neither a value nor a bound."""
        return math.isnan(self.value) and not (math.isfinite(self.low) or math.isfinite(self.high))

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the figure lies: itself where nothing else was said."""
        low = self.value if math.isnan(self.low) else self.low
        high = self.value if math.isnan(self.high) else self.high
        return (-INF if math.isnan(low) else low, INF if math.isnan(high) else high)

    @property
    def part_called(self) -> Words:
        """The school, group or test point as pages call it."""
        return Words(self.part_of, self.part_en or self.part_of)

    def blanked(self) -> Entry:
        """The same entry without its figure."""
        return replace(self, value=NAN, low=NAN, high=NAN)


@dataclass(frozen=True)
class Judgement:
    """What somebody found of a rule that no number answers: never met by default.

    rule     : id of the rule, or its Chinese label
    answer   : "met" or "not_met"
    by, on, evidence : who judged, when, on what; one that lacks any of them is not accepted
    """

    rule: str
    answer: Literal["met", "not_met"] | None
    by: str = ""
    on: dt.date | None = None
    evidence: str = ""
    locator: Locator | None = None

    @property
    def is_complete(self) -> bool:
        return bool(self.answer and self.by and self.on and self.evidence)


@dataclass(frozen=True)
class Mention:
    """A number of a report under the name it was entered by: what an evidence map counts."""

    name: str
    is_usable: bool
    is_whole_share: bool  # "100%": asserted, with nothing to count behind it
    is_norm: bool = False  # a limit or a target: asked for, not stated of the county

    def is_about(self, pattern: str) -> bool:
        """Whether its name is one that an outline asks for; * stands for any letters."""
        return fnmatchcase(self.name, pattern)


@dataclass(frozen=True)
class Record:
    """Everything one county stated for one year."""

    place: Words
    year: int
    entries: tuple[Entry, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    mentions: tuple[Mention, ...] = ()
    source: Words = PURE
    note: Words | None = None

    def entry(self, item: Item, stage: str, year: int, part_of: str = "") -> Entry | None:
        """The latest entry not after a year; the one without a year where there is no other.

        Without a stage it is the county's: that of the item's own stage, else of all compulsory schools, else of all.
        """
        for one in (stage,) if stage else dict.fromkeys((item.stage, *WHOLE_COUNTY)):
            mine = [entry for entry in self.of(item.name) if entry.stage == one and entry.part_of == part_of]
            dated = [entry for entry in mine if entry.year is not None and entry.year <= year]
            undated = [entry for entry in mine if entry.year is None]
            latest = max((entry.year for entry in dated), default=None)
            if found := [entry for entry in dated if entry.year == latest] or undated:
                return _agreed(found)
        return None

    def exactly(self, item: Item, stage: str, year: int) -> Entry | None:
        """The entry of that very year."""
        found = self.entry(item, stage, year)
        return found if found and found.year == year else None

    def of(self, item: str) -> Iterator[Entry]:
        """Every entry of an item."""
        return (entry for entry in self.entries if entry.item == item)

    def judgement(self, rule: str, label: Words | None) -> Judgement | None:
        """What was found of a rule, by its id or its label."""
        names = {rule, *(label or ())}
        return next((one for one in self.judgements if one.rule in names), None)

    def without(self, entry: Entry) -> Record:
        """The record with one figure blanked."""
        return replace(self, entries=tuple(one.blanked() if one is entry else one for one in self.entries))


def _agreed(entries: list[Entry]) -> Entry:
    """The one figure of several entries; stated twice and differing, or once without a figure, it is unknown."""
    first = entries[0]
    if len({(str(entry.value), entry.bounds) for entry in entries}) == 1:  # as text: nan is the same as nan
        return first
    printed = Words(*("／".join(dict.fromkeys(entry.printed[lang] for entry in entries)) for lang in (0, 1)))
    return replace(first.blanked(), printed=printed)
