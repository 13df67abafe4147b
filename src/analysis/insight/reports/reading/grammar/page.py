"""A report's numbers as its sentences present them, and the look-ups the rules share (读数页)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from analysis.insight.reports.reading.grammar.cues import cues
from analysis.insight.reports.reading.grammar.mentions import Mention
from analysis.insight.reports.reading.names import core_of

Certainty = Literal["certain", "likely", "uncertain"]
CERTAINTIES: tuple[Certainty, ...] = ("certain", "likely", "uncertain")
NEAREST = 40  # mentions of one name that are looked at on either side
LONGEST_WORDS = 160


@dataclass(frozen=True)
class Reading:
    """One relation that a sentence states (读出的关系).

    relation : what the words say: "sum", "part", "share", "rate", "average", "ratio", "change", "growth", "limit" …
    kind     : the kind of check it becomes; `keys` are its keys, numbers written m0, m1, … by their place
    others   : further formulas the same words allow, the likelier first
    places   : every number it speaks of, the one it is about first
    """

    relation: str
    kind: str
    certainty: Certainty
    places: tuple[int, ...]
    keys: tuple[tuple[str, object], ...]
    others: tuple[str, ...] = ()


def at(place: int) -> str:
    """How a formula names the number at a place."""
    return f"m{place}"


def claim(relation: str, of: int, formula: str, certainty: Certainty, others: Sequence[str] = ()) -> Reading:
    """A number that follows from others."""
    places = (of, *(int(name) for name in re.findall(r"\bm(\d+)", formula)))
    return Reading(relation, "claim", certainty, places, (("of", at(of)), ("formula", formula)), tuple(others))


def order(part: int, whole: int, certainty: Certainty) -> Reading:
    """A part that cannot be more than its whole."""
    return Reading("part", "order", certainty, (part, whole), (("low", at(part)), ("high", at(whole))))


@dataclass(frozen=True)
class Page:
    """The mentions of one report."""

    mentions: Sequence[Mention]

    @cached_property
    def cores(self) -> list[str]:
        return [core_of(one.label) for one in self.mentions]

    @cached_property
    def _by_core(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for one, core in zip(self.mentions, self.cores, strict=True):
            if one.is_part:
                found[core].append(one.place)
        return found

    @cached_property
    def _by_noun(self) -> dict[str, list[int]]:
        return {
            name: sorted(place for word in noun.words for place in self._by_core.get(word, ()))
            for name, noun in cues().noun.items()
        }

    def series(self, place: int) -> list[Mention]:
        """The numbers of the series one is in."""
        first = self.mentions[place].series
        found = []
        for one in self.mentions[first:]:
            if one.series != first:
                break
            found.append(one)
        return found

    def before(self, place: int, most: int = 12) -> Iterator[Mention]:
        """The mentions before one, the nearest first."""
        yield from reversed(self.mentions[max(0, place - most) : place])

    def in_sentence_before(self, place: int, most: int = 12) -> Iterator[Mention]:
        sentence = self.mentions[place].sentence
        for one in self.before(place, most):
            if one.sentence != sentence:
                return
            yield one

    def counts_of(self, noun: str, like: Mention) -> list[Mention]:
        """Counts of a noun for the stage and year of a mention, the nearest first; those after it too."""
        return self._fitting(self._by_noun.get(noun, []), like, like.stage)

    def called(self, core: str, like: Mention, stage: str) -> list[Mention]:
        """Numbers with just this name."""
        return self._fitting(self._by_core.get(core, []), like, stage)

    def ending_in(self, core: str, like: Mention, stage: str) -> list[Mention]:
        """Numbers with a longer name that ends so: 全市财政教育支出, of 教育支出."""
        places = sorted(p for name, found in self._by_core.items() if name.endswith(core) for p in found)
        return self._fitting(places, like, stage)

    def _fitting(self, places: Sequence[int], like: Mention, stage: str) -> list[Mention]:
        middle = bisect_left(places, like.place)
        near = [self.mentions[p] for p in places[max(0, middle - NEAREST) : middle + NEAREST] if p != like.place]
        near = [one for one in near if one.stage == stage and one.year == like.year]
        return sorted(near, key=lambda one: (one.place > like.place, abs(one.place - like.place)))


def values_differ(mentions: Sequence[Mention]) -> bool:
    """Whether several places print different numbers."""
    return len({(one.number.printed, one.unit) for one in mentions}) > 1
