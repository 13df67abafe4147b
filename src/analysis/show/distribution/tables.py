"""How resources are spread: indices, quantities below the middle, urban, town and rural."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from analysis.formulas import (
    MINIMUM_SCHOOLS_FOR_PERCENTILES,
    atkinson,
    federal_range_ratio,
    gini,
    mcloone,
    percentile_ratio,
    split_entropy,
    student_weighted_cv,
    student_weighted_mean,
    theil_l,
    theil_t,
    verstegen,
)
from analysis.language import Words
from analysis.rules.values import SectionValues
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Table, left, right
from analysis.tables.terms import Indicator

INDICES = (
    (Words("差异系数", "CV"), student_weighted_cv),
    (Words("基尼系数", "Gini"), gini),
    (Words("泰尔T指数", "Theil T"), theil_t),
    (Words("泰尔L指数", "Theil L"), theil_l),
    (Words("阿特金森指数（ε=0.5）", "Atkinson (ε = 0.5)"), partial(atkinson, epsilon=0.5)),
    (Words("阿特金森指数（ε=1）", "Atkinson (ε = 1)"), partial(atkinson, epsilon=1)),
)


OF_MANY_SCHOOLS = (percentile_ratio, federal_range_ratio)  # no column where there are too few
HALVES = (
    (Words("麦克伦（McLoone）指数", "McLoone index"), mcloone),
    (Words("沃斯特根（Verstegen）指数", "Verstegen index"), verstegen),
    (Words("P95/P5", "P95/P5"), percentile_ratio),
    (Words("联邦极差率", "Federal range ratio"), federal_range_ratio),
)


def inequality(view: View, stage: str) -> Table:
    """Six indices for every indicator of a stage; what is undefined is a dash, never a 0."""
    return _measures(
        view,
        stage,
        INDICES,
        Words(f"不均衡指数（{words.stage(stage, 'zh')}）", f"Inequality indices ({words.stage(stage, 'en')})"),
        Words(
            "均以在校生数为权重。有学校取值为0时，泰尔L趋于无穷、阿特金森指数（ε=1）恒为1，均不列出，以“—”表示。",
            "All weighted by students. Where a school has 0, Theil L is infinite and Atkinson (ε = 1) is 1 whatever the rest: "
            "not shown, a dash.",
        ),
    )


def halves(view: View, stage: str) -> Table:
    """How far the lower and the upper half of the students are from the median, and percentile ratios."""
    return _measures(
        view,
        stage,
        HALVES,
        Words(
            f"中位数上下的分布（{words.stage(stage, 'zh')}）",
            f"Below and above the median ({words.stage(stage, 'en')})",
        ),
        Words(
            "麦克伦指数为1表示较低一半学生与中位数持平。沃斯特根指数为较高一半学生的均值与中位数之比，不小于1。"
            f"P95/P5为百分位数之比，联邦极差率为该比值减一；学校不足{MINIMUM_SCHOOLS_FOR_PERCENTILES}所时不计算。",
            "McLoone is 1 when the lower half of the students is at the median. Verstegen is the mean of the upper half "
            "over the median, 1 or more. P95/P5 is a ratio of percentiles, the federal range ratio that less one; neither is computed "
            f"below {MINIMUM_SCHOOLS_FOR_PERCENTILES} schools.",
        ),
    )


def _measures(view: View, stage: str, measures: tuple, caption: Words, note: Words) -> Table:
    rows = []
    for indicator in view.indicators:
        x, n = complete(view.values(indicator.name, stage))
        shown = [words.cv(measure(x, n)) if len(x) else words.MISSING for _, measure in measures]
        rows.append((indicator.short.in_(view.lang), *shown))
    heads = [left("指标", "Indicator"), *(right(*label, is_spare=one in OF_MANY_SCHOOLS) for label, one in measures)]
    return view.tabulate(caption, heads, rows, note=note)


def complete(values: SectionValues) -> tuple[np.ndarray, np.ndarray]:
    """Values and students of all sections; nothing when one value is missing, for then the county's is unknown."""
    if len(values.missing):
        return np.array([]), np.array([])
    return values.frame["value"].to_numpy(float), values.frame["students"].to_numpy(float)


PARTS_OF_SPLIT = 4  # total, between, within, share


def by_area(view: View, stage: str) -> Table | None:
    """Mean of every indicator in urban, town and rural schools, and rural relative to urban or town; None without areas."""
    present = [area for area in view.areas if area in set(view.rows_of(stage)["area"])]
    if not present:
        return None
    is_compared = view.has_chinese_areas
    rows = []
    for indicator in view.indicators:
        means = {area: area_mean(view.values(indicator.name, stage), area) for area in present}
        rest = [means[area] for area in present if area != "rural"]
        base = max(rest) if rest and not any(map(math.isnan, rest)) else math.nan
        ratio = means.get("rural", math.nan) / base if base else math.nan
        shown = [words.indicator_value(means[area], indicator) for area in present]
        rows.append((_with_unit(indicator, view.lang), *shown, *([words.number(ratio)] if is_compared else [])))
    heads = [left("指标", "Indicator"), *(right(*view.table.area_words(area)) for area in present)]
    if is_compared:
        heads.append(right("乡村与城镇较高值之比", "Rural / higher of urban and town", is_spare=True))
    return view.tabulate(
        Words(
            f"{'城乡' if is_compared else '各类地区'}均值（{words.stage(stage, 'zh')}）",
            f"Means of urban, town and rural schools ({words.stage(stage, 'en')})"
            if is_compared
            else f"Means by kind of area ({words.stage(stage, 'en')})",
        ),
        heads,
        rows,
        note=Words(
            "均值为总量之比。城镇较高值指城区、镇区均值中较高的一个。" if is_compared else "均值为总量之比。",
            "Means are ratios of totals.",
        ),
    )


def area_mean(values: SectionValues, area: str) -> float:
    mine = values.frame[values.frame["area"] == area]
    if mine.empty or mine["value"].isna().any():
        return math.nan
    return student_weighted_mean(mine["value"], mine["students"])


def _with_unit(indicator: Indicator, lang: str) -> str:
    short, unit = indicator.short, indicator.unit
    return Words(f"{short.zh}（{unit.zh}）", f"{short.en} ({unit.en})").in_(lang)


def _split_numbers(view: View, indicator: str, stage: str, group: str) -> list[str]:
    values = view.values(indicator, stage)
    x, n = complete(values)
    if not len(x):
        return [words.MISSING] * PARTS_OF_SPLIT
    split = split_entropy(x, n, view.sections.rows[group].reindex(values.frame.index), alpha=1)
    share = split.between / split.total if split.total else math.nan
    return [*(words.number(part, 4) for part in (split.total, split.between, split.within)), words.percent(share)]


def theil_split(view: View, stage: str) -> Table | None:
    """Theil T of every indicator, split exactly into inequality between areas, or a source's own groups, and within.

    None where there are no two groups.
    """
    rows_here = view.rows_of(stage)
    groups = {key: label for key, label in view.groups.items() if rows_here[key].nunique() > 1}
    if not groups:
        return None
    rows = []
    for key, label in groups.items():
        for indicator in view.indicators:
            named = [label.in_(view.lang)] if len(view.groups) > 1 or "area" not in groups else []
            rows.append((*named, indicator.short.in_(view.lang), *_split_numbers(view, indicator.name, stage, key)))
    told = [left("分组", "Grouped by")] if rows and len(rows[0]) > PARTS_OF_SPLIT + 1 else []
    return view.tabulate(
        Words(
            f"泰尔T指数的{'城乡' if view.has_chinese_areas else '分组'}分解（{words.stage(stage, 'zh')}）",
            f"Theil T between and within {'groups' if told else 'areas'} ({words.stage(stage, 'en')})",
        ),
        [
            *told,
            left("指标", "Indicator"),
            right("总体", "Total"),
            right("组间", "Between"),
            right("组内", "Within"),
            right("组间占比", "Between share"),
        ],
        rows,
    )
