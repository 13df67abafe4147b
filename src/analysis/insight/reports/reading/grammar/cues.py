"""The words by which reports relate their numbers (提示词), read from cues.toml."""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field

from analysis.errors import TableError
from analysis.schema import Form, Text, read_toml, validated

CUES_FILE = Path(__file__).with_name("cues.toml")
Role = Literal[
    "ratio", "at_least", "at_most", "level", "up", "down", "average", "share", "rate", "plain", "percent", "count"
]


class RoleCue(Form):
    """What makes a number a share, an average, a change."""

    name: Role
    at: Literal["end", "inside"]
    words: list[Text]
    unless: list[Text] = Field(default_factory=list, alias="not")
    unit: Literal["%", ""] = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        words = any_of(self.words)
        plain = rf"(?<!不)(?:{words})"
        return re.compile(plain if self.at == "inside" else rf"{plain}(?:了|约|近|为|达|率|幅度|额)*$")

    def fits(self, clause: str, is_percent: bool) -> bool:
        if self.unit == "%" and not is_percent:
            return False
        return bool(self.pattern.search(clause)) and not any(word in clause for word in self.unless)


class Per(Form):
    """What an average is per."""

    words: list[Text]
    unit: str
    noun: str


class Noun(Form):
    """A count that others are divided by."""

    words: list[Text]
    unit: str


class Partition(Form):
    """Groups of words for the parts of one whole, and which groups together leave nothing out.

    needs : pairs of groups: where the first is listed, nothing is left out only with the second
    """

    name: str
    members: list[list[Text]]
    whole: list[list[int]]
    needs: list[list[int]] = Field(default_factory=list)

    def member(self, label: str) -> int | None:
        """Which part a label speaks of: the longest word wins."""
        found = [(len(word), place) for place, words in enumerate(self.members) for word in words if word in label]
        return max(found)[1] if found else None

    def is_whole(self, members: set[int]) -> bool:
        is_met = all(also in members for one, also in self.needs if one in members)
        return is_met and any(set(needed) <= members for needed in self.whole)


class Fillers(Form):
    """Words that say nothing at the start and at the end of a measure's words, but for those that begin like one."""

    keep: list[Text]
    start: list[Text]
    end: list[Text]


class StageCue(Form):
    name: str
    words: list[Text]


class Rest(Form):
    words: list[Text]


class Left(Form):
    """Words for what is done, what is not, and for what is left when something falls away."""

    done: list[Text]
    undone: list[Text]
    rest: list[Text]


class Chosen(Form):
    """Words for what is picked out of the things counted just before."""

    words: list[Text]


class Within(Form):
    """Names of parts, and of the wholes they are always in."""

    part: list[Text]
    whole: list[Text]


class Kind(Form):
    """Nouns that a longer name ending in them names a part of, but for what is not there, or not yet."""

    words: list[Text]
    unless: list[Text] = Field(alias="not")


class Cues(Form):
    """Everything cues.toml says."""

    schema_: Literal[1] = Field(alias="schema")
    fillers: Fillers
    places: list[Text]
    whose: list[Text]
    counted: list[Text]
    of_which: list[Text]
    made_of: list[Text]
    including: list[Text]
    respectively: list[Text]
    total: list[Text]
    total_if_bare: list[Text]
    anew: list[Text]
    role: list[RoleCue]
    per: list[Per]
    noun: dict[str, Noun]
    partition: list[Partition]
    rest: Rest
    stage: list[StageCue]
    left: Left
    chosen: Chosen
    within: list[Within]
    kind: Kind

    @cached_property
    def level(self) -> RoleCue:
        """What a number changed to."""
        return next(cue for cue in self.role if cue.name == "level")


def any_of(words: list[str]) -> str:
    """Alternatives, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def cues() -> Cues:
    return validated(Cues, read_toml(CUES_FILE, TableError), CUES_FILE.name, TableError)


def stage_in(words: str) -> str:
    """The stage some words name; "" for none. Of two stages the sentence speaks of both: compulsory, or all."""
    named = [cue.name for cue in cues().stage if any(word in words for word in cue.words)]
    if {"primary", "junior"} <= set(named):
        return "compulsory"
    if "compulsory" in named and {"preschool", "senior"} & set(named):
        return "all"
    return named[0] if named else ""
