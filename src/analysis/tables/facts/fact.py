"""The fact: one number somebody published, with the digits they printed and the place it stood in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from analysis.errors import UsageError
from analysis.language import Words
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.checks.problems import problem
from analysis.tables.facts.printed import Interval, exactly, interval
from analysis.tables.locators import Locator
from analysis.tables.schools import STAGE_WORDS

#: The school stages, and those that only published figures speak of.
FACT_STAGES = {
    **STAGE_WORDS,
    "compulsory": Words("义务教育", "compulsory (primary and junior)"),
    "preschool": Words("学前", "preschool"),
}

STATISTICS = {
    "mean": Words("均值", "mean"),  # of a county: the ratio of its totals
    "sd": Words("标准差", "standard deviation"),
    "cv": Words("差异系数", "coefficient of variation"),
    "composite_cv": Words("综合差异系数", "composite coefficient of variation"),
    "count": Words("个数", "count"),  # counted in wholes, so the printed number is exact
    "total": Words("总量", "total"),  # measured, so the printed number is rounded
    "value": Words("单校数值", "value of one school"),
    "shortfall": Words("差额", "shortfall"),
    "share": Words("比例", "share"),  # of the basis; the number runs 0–1
    "share_decrease": Words("比例下降", "decrease of the share"),
    "decrease": Words("减少量", "decrease"),
    "decrease_rate": Words("降幅", "relative decrease"),
    "growth_rate": Words("增幅", "relative growth"),
    "ratio": Words("比值", "ratio"),
    "score": Words("得分", "score"),
}
#: Always a pure number, whatever unit the measure has.
PURE_STATISTICS = ("cv", "composite_cv")
#: Shares of something: printed in % or as a pure number.
SHARE_STATISTICS = ("share", "share_decrease", "decrease_rate", "growth_rate")

CERTAINTIES = {
    "printed": Words("原文载明", "as printed"),
    "inferred_year": Words("数值为原文，年份系推断", "the figure as printed, its year inferred"),
    "separated": Words("原文数字连排，按小数位切分", "printed without separators, cut apart by decimals"),
    "damaged": Words("原文此处有缺损", "the text is damaged here"),
    "derived": Words("由原文数字推算，原文未载", "worked out from printed figures, not printed itself"),
}
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
    printed as 13.24 % is 0.1324); basis is the measure a share is taken of, or "".
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

    def in_words(self, lang: str) -> pd.DataFrame:
        """The facts as a reader's table: labels instead of ids, digits as printed."""
        said = {
            Words("地区", "place"): [self.places[f.place].label.in_(lang) for f in self],
            Words("年份", "year"): [f.year or YEAR_UNKNOWN.in_(lang) for f in self],
            Words("学段", "stage"): [FACT_STAGES[f.stage].in_(lang) for f in self],
            Words("指标", "measure"): [self.measures[f.measure].label.in_(lang) for f in self],
            Words("统计量", "statistic"): [STATISTICS[f.statistic].in_(lang) for f in self],
            Words("原文数值", "as printed"): [f.printed for f in self],
            Words("单位", "unit"): [self._printed_unit(f, lang) for f in self],
            Words("占比的分母", "share of"): [self.measures[f.basis].label.in_(lang) if f.basis else "" for f in self],
            Words("可靠程度", "certainty"): [CERTAINTIES[f.certainty].in_(lang) for f in self],
            Words("出处", "source"): [self.publications[f.source].title.in_(lang) for f in self],
        }
        return pd.DataFrame({heading.in_(lang): column for heading, column in said.items()}, index=self.rows.index)

    def _printed_unit(self, fact: Fact, lang: str) -> str:
        """The unit beside the printed digits: nothing for a pure number; 万元 is "10,000 yuan" in English."""
        if fact.printed_unit == "1":
            return ""
        unit = self.measures[fact.measure].unit
        factor = unit_factor(fact.printed_unit, unit.zh)
        if lang == "zh" or factor is None:
            return fact.printed_unit
        return unit.en if factor == 1 else f"{factor:,} {unit.en}"


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
