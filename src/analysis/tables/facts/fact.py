"""The fact: one number somebody published, with the digits they printed and the place it stood in."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.errors import UsageError
from analysis.language import Words
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.checks.problems import problem
from analysis.tables.facts.printed import Interval, exactly, interval
from analysis.tables.locators import Locator
from analysis.tables.schools import STAGE_WORDS

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
#: The school stages, and those that only published figures speak of.
FACT_STAGES = {**STAGE_WORDS, **{name: Words(**words) for name, words in _WORDS["stage"].items()}}
STATISTICS = {name: Words(**words) for name, words in _WORDS["statistic"].items()}
CERTAINTIES = {name: Words(**words) for name, words in _WORDS["certainty"].items()}
#: Always a pure number, whatever unit the measure has.
PURE_STATISTICS = ("cv", "composite_cv")
#: Shares of something: printed in % or as a pure number.
SHARE_STATISTICS = ("share", "share_decrease", "decrease_rate", "growth_rate")
YEAR_UNKNOWN = Words("未载明", "not stated")

#: Columns of `Facts.rows`, in this order.
COLUMNS = [
    "place", "year", "stage", "measure", "statistic", "printed", "printed_unit", "number", "unit", "basis",
    "certainty", "standard", "source", "file", "section", "cell", "note_zh", "note_en",
]  # fmt: skip
#: A second fact with all of these equal is a contradiction or a slip of the pen.
FACT_KEYS = ["place", "year", "stage", "measure", "statistic", "basis"]


@dataclass(frozen=True)
class Measure:
    """What a fact counts or measures: a field or indicator of the terms, or one that the facts file declares."""

    name: str
    label: Words
    unit: Words


@dataclass(frozen=True)
class Place:
    """A county, a school, a country; `within` names the larger place it is part of, or is ""."""

    name: str
    label: Words
    within: str = ""


@dataclass(frozen=True)
class Publication:
    """The document a facts file was taken from."""

    name: str
    title: Words
    producer: Words
    urls: tuple[str, ...]
    standard: str  # id of the standard the figures were published under, or ""
    date: dt.date | None  # None: the document shows no date
    note: Words


class Fact(NamedTuple):
    """One published number (事实).

    year is None where the source states none; printed keeps the source's digits, number = printed in `unit` (a share
    printed as 13.24% is 0.1324); basis is the measure a share is taken of, or "".
    """

    place: str
    year: int | None
    stage: str
    measure: str
    statistic: str
    printed: str
    printed_unit: str
    number: float
    unit: str
    basis: str
    certainty: str
    standard: str
    source: str
    locator: Locator
    note: Words

    def __float__(self) -> float:
        return self.number

    def interval(self) -> Interval:
        """What the printed digits may stand for, in `unit`; a count in whole units is exact."""
        is_exact = self.statistic == "count" and self.printed_unit == self.unit
        return (exactly if is_exact else interval)(self.printed).times(unit_factor(self.printed_unit, self.unit))


@dataclass(frozen=True)
class Facts:
    """Published numbers and what their words mean.

    rows         : one row per fact, columns COLUMNS; `year` is Int64 with <NA> for years the source does not state.
    measures     : every measure the facts use, the basis of shares among them.
    places       : every place they speak of.
    publications : the documents, by the name in column `source`.
    """

    rows: pd.DataFrame
    measures: Mapping[str, Measure]
    places: Mapping[str, Place]
    publications: Mapping[str, Publication]
    provenance: Provenance

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Fact]:
        for row in self.rows.to_dict("records"):
            row["year"] = None if pd.isna(row["year"]) else int(row["year"])
            row["locator"] = Locator(row.pop("file"), row.pop("section"), row.pop("cell"))
            row["note"] = Words(row.pop("note_zh"), row.pop("note_en"))
            yield Fact(**row)

    def select(self, **wanted: object) -> Facts:
        """The facts whose columns equal what is wanted; a list means any of them, year=None the years not stated."""
        rows = self.rows
        for column, value in wanted.items():
            if column not in COLUMNS:
                raise UsageError(problem("no_such_column", "Facts.select", asked=column, known=", ".join(COLUMNS)))
            if value is None:
                rows = rows[rows[column].isna()]
            else:
                rows = rows[rows[column].isin(value if isinstance(value, (list, tuple, set)) else [value])]
        return replace(self, rows=rows)

    def one(self, **wanted: object) -> Fact:
        """The only fact of this description; UsageError when there is none or more than one."""
        found = list(self.select(**wanted))
        if len(found) != 1:
            asked = ", ".join(f"{column}={value}" for column, value in wanted.items())
            raise UsageError(problem("not_one_fact", asked, count=len(found)))
        return found[0]


#: Chinese multiples that stand before a unit in print.
MULTIPLES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def unit_factor(printed_unit: str, unit: str) -> Decimal | None:
    """What a number printed in one unit is multiplied with to be in the other; None when they do not match.

    万元 → 元 is 10000, % → 1 is 0.01, 人/百名学生 is 人/百生; nothing else is converted.
    """
    printed_unit, unit = (text.replace("百名学生", "百生") for text in (printed_unit, unit))
    if (printed_unit, unit) == ("%", "1"):
        return Decimal("0.01")
    return next((Decimal(n) for prefix, n in MULTIPLES.items() if prefix + unit == printed_unit), None)
