"""What makes a coefficient (差异来源), as sentences tell it: few schools and their students, one school less, groups of schools."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.formulas import turning_value
from analysis.insight.balance.groupings import Grouping, groupings, small_sizes
from analysis.insight.balance.parts import schools_of
from analysis.language import Words
from analysis.publish.trace.measures.measure import Measure, counted, counted_rows, of_rows, of_values, told
from analysis.rules.values import SectionValues
from analysis.show.county.view import View
from analysis.show.page import words

HALF = 0.5  # of CV², that the fewest schools make
MOST_DRAWN = 10  # schools of a figure
DRAWN = (
    Words("贡献最大的#所学校", "the # schools that contribute most"),
    Words("：#所学校对校际差异的贡献", ": the # schools by what they contribute"),
)


def measured(view: View) -> Iterator[Measure]:
    """Of the largest coefficient of each stage, which sentences take apart; of each stage, its groups of schools."""
    for stage in view.stages:
        if view.indicators:
            values = view.values(view.most_uneven(stage), stage)
            yield from _of_largest(view, values, schools_of(values))
        yield from _groups(view, stage)
        yield from _small(view, stage)


def _of_largest(view: View, values: SectionValues, found: pd.DataFrame) -> Iterator[Measure]:
    if not found.empty:
        ordered = found.loc[values.frame.index].sort_values("share", ascending=False, kind="stable")
        yield from _parts(view, values, ordered)
        yield from _without(view, values, ordered)
        mean = view.mean(values.indicator.name, values.stage)
        line = turning_value(values.frame["value"], values.frame["students"])
        yield told(mean, Words("县域均值#；", "county mean #."))
        yield told(
            of_values(values, line, "turning_value"), Words("数值低于#（县域均值", "at a school below #, the mean")
        )


def _parts(view: View, values: SectionValues, ordered: pd.DataFrame) -> Iterator[Measure]:
    """The fewest schools that make half of CV², their students, and what those above the mean make of it."""
    stage, name, shares = values.stage, values.indicator.name, ordered["share"]
    few = ordered.iloc[: int(np.searchsorted(shares.cumsum(), HALF, side="right")) + 1]
    above = ordered[ordered["value"] > view.mean(name, stage).value]
    yield counted(few["school"], stage, Words("#所学校合计占CV²", "of CV² comes from # school"), subject=name)
    yield counted(ordered["school"].head(MOST_DRAWN), stage, *DRAWN, subject=name)
    everyone, theirs = view.sections.rows.loc[values.frame.index], few["students"].sum() / ordered["students"].sum()
    students = of_rows(view, everyone, theirs, "share", ("students",), stage, name, as_counted=True)
    yield told(students, Words("其学生占#%", "with #% of the students"))
    for part, said in (
        (few, Words("占CV²的#%", ": #% of CV²")),
        (above, Words("高于均值的学校合计占#%", "#% comes from schools above")),
    ):
        yield told(of_values(values, part["share"].sum(), "school_shares_of_cv2"), said)


def _without(view: View, values: SectionValues, ordered: pd.DataFrame) -> Iterator[Measure]:
    """The coefficient with and without the school that makes most of it."""
    top, school = ordered.index[0], ordered["school"].iloc[0]
    rest = [row for row in values.frame.index if row != top]
    results = (
        (view.balance(values.indicator.name, values.stage), "#", "*"),
        (of_values(values, ordered.at[top, "without"], "cv_without_each_school", rest), "*", "#"),
    )
    for result, was, is_ in results:
        zh = f"贡献最大的是{school}；不计该校时差异系数由{was}变为{is_}"
        yield told(
            result, Words(zh, f"{school} contributes most; without it the coefficient would go from {was} to {is_}")
        )


def _groups(view: View, stage: str) -> Iterator[Measure]:
    """How many schools each group has."""
    mine = view.rows_of(stage)
    for one in (*(Grouping(column, label, column) for column, label in view.groups.items()), *groupings()):
        for group, rows in mine.groupby(one.groups(mine)):
            name = view.table.area_words(group) if one.column == "area" else one.named(group)
            said = Words(f"{name.zh or '未注明'}#所", f"{name.en or 'not stated'} (#)")
            yield counted_rows(view, rows, None, (one.label,), stage)._replace(said=(said,))


def _small(view: View, stage: str) -> Iterator[Measure]:
    """How many schools, and what share of the students, those below a size are."""
    mine, zh, en = view.rows_of(stage), words.stage(stage, "zh"), words.stage(stage, "en")
    for size in small_sizes():
        few = mine[mine["students"] < size]
        named = Words(f"{zh}不足{size:g}人的", f"{en} below {size:g}:")
        said = (Words(f"{named.zh}#所", f"{named.en} # school"),)
        yield counted_rows(view, few, None, stage=stage)._replace(said=said)
        part = few["students"].sum() / mine["students"].sum()
        share = of_rows(view, mine, part, "share", ("students",), stage, "rows", as_counted=True)
        nouns = ("school", "schools")
        yield told(share, *(Words(f"{named.zh}*所，占学生#%", f"{named.en} * {noun}, #% of") for noun in nouns))
