"""What stands of one indicator and stage (各项指标): indices, kinds of place, groups, other years, other readings."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from analysis.formulas import split_entropy, unweighted_cv, unweighted_sample_cv
from analysis.insight.balance.groupings import Grouping, groupings, small_sizes
from analysis.insight.balance.parts import cv_from, split_by
from analysis.insight.balance_change.parts import FACTORS, split_indicator_change
from analysis.insight.series.count_series import SeriesError
from analysis.language import Words
from analysis.publish.trace.measures.measure import LIMIT, Measure, cell, of_rule, of_values
from analysis.rules.values import SectionValues, county_composite
from analysis.show.county.view import View
from analysis.show.distribution.tables import HALVES, INDICES, area_mean, complete

READINGS = (
    (Words("不加权", "Unweighted"), unweighted_cv),
    (Words("不加权，样本标准差（k−1）", "Unweighted sample (k − 1)"), unweighted_sample_cv),
)
SAID = {
    "gini": (Words("基尼系数#", "Gini #"),),
    "mcloone": (Words("为中位数的#%（麦克伦", "is #% of the median (McLoone"),),
}
RURAL = Words("乡村与城镇较高值之比", "Rural / higher of urban and town")
CHANGE = Words("变化", "Change")
NETWORK = Words("学校新建、撤并", "schools opened, closed, merged")
SHARE_BETWEEN = Words("组间占比", "Between share")
BETWEEN = (Words("泰尔T）中，#%来自", "Theil T), #% lies between"),)
ENTROPY = {
    Words("总体", "Total"): lambda split: split.total,
    Words("组间", "Between"): lambda split: split.between,
    Words("组内", "Within"): lambda split: split.within,
    SHARE_BETWEEN: lambda split: split.between / split.total if split.total else math.nan,
}


def measured(view: View) -> Iterator[Measure]:
    """Every number of every indicator that has one."""
    earlier = [year for year in view.table.years if year < view.year]
    for stage in view.stages:
        yield from _together(view, stage)
        for indicator in view.indicators:
            values = view.values(indicator.name, stage)
            yield from _summary(view, values)
            yield from _of_all(values)
            yield from _by_area(values, view)
            yield from _by_groups(values, view)
            for year in (*earlier, view.year):
                yield Measure(view.balance(indicator.name, stage, year), Words(str(year), str(year)))
            for year in earlier[:1]:  # the change is told since the first
                yield from _since(view.values(indicator.name, stage, year), values)


def _summary(view: View, values: SectionValues) -> Iterator[Measure]:
    """An indicator's column of the summary: mean, coefficient and limit, each in the row it names."""
    about, stage = values.indicator, values.stage
    head = Words(f"{about.short.zh} {about.unit.zh}", f"{about.short.en} {about.unit.en}")
    yield Measure(view.mean(about.name, stage), head, (cell(Words("均值", "Mean")),))
    if verdict := view.verdict.cvs.get((stage, about.name)):
        yield Measure(verdict.result, head, (cell(Words("差异系数", "CV")),))
        if verdict.limit:
            yield Measure(of_rule(verdict.limit, stage, about.name), head, (cell(LIMIT),))


def _together(view: View, stage: str) -> Iterator[Measure]:
    """The mean of a stage's coefficients, as its table calls it."""
    verdicts = [view.verdict.cvs[stage, one.name] for one in view.indicators if (stage, one.name) in view.verdict.cvs]
    if not verdicts or view.verdict.verdicts.where(measure="composite"):
        return  # a rule's own composite is a verdict
    count = len(view.indicators)
    head = Words(f"{count}项平均（参考）", f"Mean of {count} (for reference)")
    yield Measure(county_composite(one.result for one in verdicts), head)


def _of_all(values: SectionValues) -> Iterator[Measure]:
    x, n = complete(values)
    if not len(x):
        return
    for head, measure in (*INDICES, *HALVES, *READINGS):
        name = getattr(measure, "func", measure).__name__
        yield Measure(of_values(values, measure(x, n), name), head, said=SAID.get(name, ()))
    for size in (0, *small_sizes()):
        head = Words(f"不计不足{size:g}人的", f"without those below {size:g}")
        rows = values.frame.index[values.frame["students"] >= size]
        yield Measure(of_values(values, cv_from(values, size), "student_weighted_cv", rows), head)


def _by_area(values: SectionValues, view: View) -> Iterator[Measure]:
    means = {}
    for area in view.areas:
        rows = values.frame.index[values.frame["area"] == area]
        if len(rows):
            means[area] = area_mean(values, area)
            yield Measure(of_values(values, means[area], "ratio_of_totals", rows), view.table.area_words(area))
    rest = [mean for area, mean in means.items() if area != "rural"]
    if "rural" in means and rest and max(rest):
        yield Measure(of_values(values, means["rural"] / max(rest), "ratio_of_means"), RURAL)


def _by_groups(values: SectionValues, view: View) -> Iterator[Measure]:
    """CV² between groups; Theil T between and within the table's own."""
    own = [Grouping(column, label, column) for column, label in view.groups.items()]
    for one in (*own, *groupings()):
        if found := split_by(values, view.sections.rows, one):
            between = Words(f"按{one.label.zh}：组间", f"By {one.label.en}: between")
            yield Measure(of_values(values, found.total, "cv_squared"), Words("CV²", "CV²"))
            yield Measure(of_values(values, found.share_between, "split_entropy"), between)
    x, n = complete(values)
    for one in own if len(x) else ():
        split = split_entropy(x, n, one.groups(view.sections.rows).reindex(values.frame.index), alpha=1)
        named = (one.label,) if len(view.groups) > 1 or one.column != "area" else ()
        for head, part in ENTROPY.items():
            said = BETWEEN if head is SHARE_BETWEEN else ()
            yield Measure(of_values(values, part(split), "split_entropy"), head, named, said=said)


def _since(before: SectionValues, after: SectionValues) -> Iterator[Measure]:
    """How far a coefficient has moved since an earlier year, and the parts of it."""
    try:
        found = split_indicator_change(before, after)
    except SeriesError:  # a missing value: the table leaves the indicator out
        return
    rows = (*before.frame.index, *after.frame.index)
    parts = {
        CHANGE: found.change,
        NETWORK: found.parts[["opened", "closed", "merged"]].sum(),
        **{FACTORS[name]: found.parts[name] for name in ("students", "resources")},
    }
    for head, part in parts.items():
        result = of_values(after, part, "difference" if head is CHANGE else "shapley_split", rows)
        yield Measure(replace(result, year=after.year), head)
