"""Readings (口径): a choice that the documents leave open is one entry of readings.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from analysis.errors import StandardError
from analysis.language import Words
from analysis.rules.conventions import CHOICES, Conventions
from analysis.rules.rule import Condition
from analysis.rules.standard_schema import ConditionForm
from analysis.schema import Bilingual, Form, Text, Texts, one_of, read_toml, refusal, shown, validated
from analysis.tables.county.items import common_items

READINGS_FILE = Path(__file__).with_name("readings.toml")


@dataclass(frozen=True)
class Reading:
    """A choice the documents leave open, and what it takes for it to matter.

    silent : where the documents are silent
    sets   : the conventions that make it
    about  : what of a standard it touches; empty for everything
    when   : the rows it concerns; None for all of them
    stated : the items of which a county must state one for it to matter; empty for none
    absent : what is said where there is no such row or item
    """

    name: str
    label: Words
    silent: Words
    sets: Mapping[str, str | bool]
    about: tuple[str, ...]
    when: Condition | None
    absent: Words | None
    stated: tuple[str, ...] = ()

    def of(self, usual: Conventions) -> Conventions:
        """The conventions of this reading; everything else as usual."""
        return replace(usual, **self.sets)

    def said(self, conventions: Conventions) -> Words:
        """What conventions say of the choices this reading is about."""
        found = [conventions.said(choice) for choice in self.sets]
        return Words("".join(one.zh for one in found), " ".join(one.en for one in found))


def _choices(sets: Mapping[str, str | bool]) -> Mapping[str, str | bool]:
    """Only what Conventions can be, and says in words."""
    for choice, value in sets.items():
        if choice not in CHOICES:
            raise refusal(shown(choice), one_of(CHOICES))
        if value not in CHOICES[choice]:
            raise refusal(shown(value), one_of(map(str, CHOICES[choice])), at=(choice,))
    return sets


def _items(names: list[str]) -> list[str]:
    """Only what a county can state."""
    for name in names:
        if name not in common_items():
            raise refusal(shown(name), Words("items.toml中的数据项", "an item of items.toml"))
    return names


class ReadingForm(Form):
    """[[reading]]."""

    name: Text
    label: Bilingual
    silent: Bilingual
    sets: Annotated[dict[str, str | bool], Field(min_length=1), AfterValidator(_choices)]
    about: Texts | None = None
    when: ConditionForm | None = None
    stated: Annotated[list[Text], AfterValidator(_items)] = []
    absent: Bilingual | None = None


class ReadingsForm(Form):
    """readings.toml."""

    schema_: Literal[1] = Field(alias="schema")
    reading: list[ReadingForm]


@cache
def readings(path: Path = READINGS_FILE) -> tuple[Reading, ...]:
    """Every reading there is; StandardError with every fault of the file."""
    data = read_toml(path, StandardError)
    form = validated(ReadingsForm, data, path.name, StandardError, name=lambda entry: str(entry.get("name", "")))
    return tuple(map(_reading, form.reading))


def _reading(form: ReadingForm) -> Reading:
    when = Condition(**dict(form.when)) if form.when else None
    about, stated = tuple(form.about or ()), tuple(form.stated)
    return Reading(form.name, form.label, form.silent, form.sets, about, when, form.absent, stated)
