"""How resources are spread over students, in sentences; every number comes from the view."""

from __future__ import annotations

import math

from analysis.formulas import gini, mcloone, split_entropy
from analysis.language import Words
from analysis.show.county.view import View
from analysis.show.distribution.tables import complete
from analysis.show.page import words


def town_and_country(view: View, indicator: str, stage: str) -> Words | None:
    """How much of Theil T lies between city, town and country; None where no school's area is stated."""
    if not view.areas:
        return None
    values = view.values(indicator, stage)
    x, n = complete(values)
    areas = set(values.frame["area"]) - {""}
    label, zh, en = values.indicator.short_in_sentence, words.stage(stage, "zh"), words.stage(stage, "en")
    if not len(x) or len(areas) < 2:
        return Words(
            f"{zh}没有可比的{'城乡' if view.has_chinese_areas else '地区'}分组。",
            f"{en.capitalize()}: there are no areas to compare.",
        )
    split = split_entropy(x, n, values.frame["area"], alpha=1)
    kinds_zh, kinds_en = ("城区、镇区、乡村", "urban, town and rural schools")
    if not view.has_chinese_areas:
        kinds_zh, kinds_en = "、".join(map(view.area, view.areas)), "schools of different kinds of area"
    share = words.percent(split.between / split.total if split.total else math.nan)
    return Words(
        f"{zh}{label.zh}的不均衡（泰尔T）中，{share}来自{kinds_zh}之间的差异，其余来自三者内部。",
        f"Of the inequality of {label.en} ({en}, Theil T), {share} lies between {kinds_en} and the rest within them.",
    )


def distribution(view: View, indicator: str, stage: str) -> Words:
    """Gini and McLoone read in words."""
    values = view.values(indicator, stage)
    x, n = complete(values)
    label, zh, en = values.indicator.short, words.stage(stage, "zh"), words.stage(stage, "en")
    if not len(x):
        return Words(f"{zh}{label.zh}有缺数据，无法计算。", f"{label.en} ({en}): data are missing, not computed.")
    g, low = words.cv(gini(x, n)), words.percent(mcloone(x, n))
    return Words(
        f"{zh}{label.zh}：基尼系数{g}；较低一半学生的均值为中位数的{low}（麦克伦指数）。",
        f"{label.en}, {en}: Gini {g}; the mean of the lower half of the students is {low} of the median (McLoone).",
    )
