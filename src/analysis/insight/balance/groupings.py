"""Groupings (分组): what schools are grouped by, one entry of groupings.toml each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import AfterValidator, Field

from analysis.errors import StandardError
from analysis.language import Words
from analysis.schema import Bilingual, Form, Positive, Text, read_toml, refusal, shown, validated
from analysis.tables.schools import SCHOOL_TYPES

GROUPINGS_FILE = Path(__file__).with_name("groupings.toml")


@dataclass(frozen=True)
class Grouping:
    """A way to group schools: by the texts of a column, or by its numbers, cut where a new group begins."""

    name: str
    label: Words
    column: str
    starts: tuple[float, ...] = ()

    def groups(self, rows: pd.DataFrame) -> pd.Series:
        """Each row's group: the column's text, or how many starts its number has reached."""
        column = rows[self.column]
        if not self.starts:
            return column
        return pd.Series(np.searchsorted(self.starts, column, side="right"), index=rows.index)

    def named(self, group: object) -> Words:
        """A group in words; the texts of a source's own column stay as they are."""
        if not self.starts:
            text = str(group)
            return SCHOOL_TYPES.get(text, Words(text, text))
        low, high = ((0, *self.starts)[int(group)], (*self.starts, None)[int(group)])
        if high is None:
            return Words(f"{low:g}人及以上", f"{low:g} or more")
        return (
            Words(f"{low:g}—{high - 1:g}人", f"{low:g}–{high - 1:g}")
            if low
            else Words(f"不足{high:g}人", f"below {high:g}")
        )


def _rising(starts: list[float]) -> list[float]:
    if starts != sorted(set(starts)):
        raise refusal(shown(starts), Words("从小到大", "each larger than the one before"))
    return starts


class GroupingForm(Form):
    """[[grouping]]."""

    name: Text
    label: Bilingual
    column: Text
    starts: Annotated[list[Positive], Field(alias="from"), AfterValidator(_rising)] = []


class GroupingsForm(Form):
    """groupings.toml."""

    schema_: Literal[1] = Field(alias="schema")
    small: list[Positive]
    grouping: list[GroupingForm]


@cache
def _stated() -> GroupingsForm:
    return validated(GroupingsForm, read_toml(GROUPINGS_FILE, StandardError), GROUPINGS_FILE.name, StandardError)


def groupings() -> tuple[Grouping, ...]:
    """Every grouping that is stated."""
    return tuple(Grouping(one.name, one.label, one.column, tuple(one.starts)) for one in _stated().grouping)


def small_sizes() -> tuple[float, ...]:
    """Below how many students schools are left out by way of diagnosis."""
    return tuple(_stated().small)
