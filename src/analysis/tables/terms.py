"""What a field and an indicator are: names in both languages, units, numerators, denominators."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from analysis.errors import Problem, StandardError
from analysis.language import Words

TERMS_FILE = Path(__file__).with_name("terms.toml")


@dataclass(frozen=True)
class Field:
    """A column of a school table."""

    name: str
    label: Words
    unit: Words
    is_whole: bool  # counted in whole people, rooms, machines
    is_shared: bool  # belongs to the whole school and is split between the sections of a through-school
    synonyms: tuple[str, ...]  # headers it is known by


@dataclass(frozen=True)
class Indicator:
    """A ratio of totals: scale × Σ(sign × field) / denominator."""

    name: str
    label: Words
    short: Words
    unit: Words
    numerator: Mapping[str, float]  # field → sign
    denominator: str
    scale: float
    gap_unit: Words  # what a shortfall is counted in: people, m², yuan, rooms
    is_whole: bool  # a shortfall is a whole number of gap units
    decimals: int  # shown, never compared

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.numerator, self.denominator)

    @property
    def short_in_sentence(self) -> Words:
        """The short name inside a sentence: "Books" → "books"; "PE and arts teachers" stays."""
        en = self.short.en
        return Words(self.short.zh, en if en[1:2].isupper() else en[:1].lower() + en[1:])


@dataclass(frozen=True)
class Terms:
    """The vocabulary of a table."""

    fields: Mapping[str, Field]
    indicators: Mapping[str, Indicator]
    areas: Mapping[str, Words] = field(default_factory=dict)  # kinds of place beyond urban, town and rural
    groups: Mapping[str, Words] = field(default_factory=dict)  # text columns of a source to group schools by

    def extended(self, more: Mapping[str, Any], place: str) -> Terms:
        """These terms and those a mapping declares under [field.*], [indicator.*], [area.*] and [group.*]."""
        return self.joined(parse_terms(more, place))

    def joined(self, added: Terms) -> Terms:
        """These terms and others; the others win."""
        return Terms(
            {**self.fields, **added.fields},
            {**self.indicators, **added.indicators},
            {**self.areas, **added.areas},
            {**self.groups, **added.groups},
        )


@cache
def common_terms() -> Terms:
    """The terms of the official rules."""
    data = tomllib.loads(TERMS_FILE.read_text(encoding="utf8"))
    if data.pop("schema", None) != 1:
        raise _refuse(TERMS_FILE.name, "schema", "schema = 1")
    return parse_terms(data, TERMS_FILE.name)


def parse_terms(data: Mapping[str, Any], place: str) -> Terms:
    """Fields and indicators of a TOML document; StandardError on an unknown or missing key."""
    fields = {name: _field(name, entry, place) for name, entry in data.get("field", {}).items()}
    indicators = {name: _indicator(name, entry, place) for name, entry in data.get("indicator", {}).items()}
    areas = {name: _words(entry, f"{place} › area.{name}") for name, entry in data.get("area", {}).items()}
    groups = {name: _words(entry, f"{place} › group.{name}") for name, entry in data.get("group", {}).items()}
    return Terms(fields, indicators, areas, groups)


def _words(value: Mapping[str, str], place: str) -> Words:
    if set(value) != {"zh", "en"}:
        raise _refuse(place, str(dict(value)), "{ zh = …, en = … }")
    return Words(value["zh"], value["en"])


def _field(name: str, entry: Mapping[str, Any], place: str) -> Field:
    _check_keys(entry, {"zh", "en", "unit", "whole", "shared", "synonyms"}, f"{place} › field.{name}")
    return Field(
        name=name,
        label=Words(entry["zh"], entry["en"]),
        unit=_words(entry["unit"], place) if "unit" in entry else Words("", ""),
        is_whole=entry.get("whole", False),
        is_shared=entry.get("shared", False),
        synonyms=tuple(entry.get("synonyms", ())),
    )


def _indicator(name: str, entry: Mapping[str, Any], place: str) -> Indicator:
    where = f"{place} › indicator.{name}"
    known = {"zh", "en", "short", "unit", "numerator", "denominator", "scale", "gap_unit", "whole", "decimals"}
    _check_keys(entry, known, where)
    numerator = entry["numerator"]
    return Indicator(
        name=name,
        label=Words(entry["zh"], entry["en"]),
        short=_words(entry["short"], where) if "short" in entry else Words(entry["zh"], entry["en"]),
        unit=_words(entry["unit"], where),
        numerator={numerator: 1} if isinstance(numerator, str) else dict(numerator),
        denominator=entry.get("denominator", "students"),
        scale=entry.get("scale", 1),
        gap_unit=_words(entry["gap_unit"], where),
        is_whole=entry.get("whole", False),
        decimals=entry.get("decimals", 2),
    )


def _check_keys(entry: Mapping[str, Any], known: set[str], place: str) -> None:
    for key in entry:
        if key not in known:
            raise _refuse(place, key, ", ".join(sorted(known)))
    for key in {"zh", "en", "numerator", "unit", "gap_unit"} & known:
        if key not in entry and (key in ("zh", "en") or "numerator" in known):
            raise _refuse(place, f"– {key}", key)


def _refuse(place: str, found: str, expected: str) -> StandardError:
    return StandardError(Problem(place, Words(f"“{found}”", f"'{found}'"), Words(expected, expected)))
