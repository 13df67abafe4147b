"""How resources are spread: Lorenz curves, values in urban, town and rural schools, between and within."""

from __future__ import annotations

import numpy as np

from analysis.formulas import gini, lorenz_curve, split_entropy, student_weighted_mean
from analysis.show.county.view import View
from analysis.show.distribution.tables import complete
from analysis.show.page import grammar, style, words
from analysis.show.page.marks import vertical_limit
from analysis.show.page.style import new_figure, show_figure


def lorenz(view: View, indicator: str = "") -> None:
    """Lorenz curves of an indicator, one line a stage, labelled with their Gini coefficient.

    Without an indicator each stage shows the one with its largest coefficient of variation.
    """
    chosen = view.indicator_of_each(indicator)
    labels = {stage: view.table.terms.indicators[name].short_in_sentence for stage, name in chosen.items()}
    figure, axes = new_figure(3.9)
    axes.plot([0, 100], [0, 100], color=style.MUTED, linewidth=1)
    axes.annotate(view.text("完全均衡", "equality"), (50, 50), rotation=45, ha="center", va="bottom", color=style.MUTED)
    for k, (stage, name) in enumerate(chosen.items()):
        x, n = complete(view.values(name, stage))
        if not len(x):
            continue
        students, resource = lorenz_curve(x, n)
        of = "" if len(set(chosen.values())) == 1 else view.text("：", ", ") + labels[stage].in_(view.lang)
        grammar.line(
            axes, 100 * students, 100 * resource, style.STAGE_COLOURS[stage], style.STAGE_MARKERS[stage], markersize=3,
            linestyle=("-", "--")[k % 2], label=f"{words.stage(stage, view.lang)}{of} G = {words.cv(gini(x, n))}",
        )  # fmt: skip
    axes.set_aspect("equal")
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.set_xlabel(view.text("学生累计占比（%，生均值由低到高）", "students, least endowed first (%)"))
    axes.set_ylabel(view.text("资源累计占比（%）", "share of the resource (%)"))
    axes.legend(loc="upper left")
    told = words.by_stage(labels)
    axes.set_title(view.text("洛伦兹曲线", "Lorenz curves"))
    show_figure(
        figure,
        view.text(f"{told.zh}的洛伦兹曲线（按在校生数加权）", f"Lorenz curves of {told.en} (weighted by students)"),
    )


def values_by_area(view: View, indicator: str, stage: str) -> None:
    """Every school's value by urban, town and rural area; dots grow with students, bars are the means."""
    values = view.values(indicator, stage)
    frame = values.frame.dropna(subset=["value"])
    areas = [area for area in view.areas if area in set(frame["area"])]
    if not areas:
        view.say(zh="学校未注明城乡，此图从略。", en="The schools’ areas are not stated: no figure.")
        return
    figure, axes = new_figure(1.25 + 0.62 * len(areas))
    largest = frame["students"].max()
    for row, area in enumerate(areas):
        mine = frame[frame["area"] == area]
        colour, marker = style.area_style(area, view.areas)
        grammar.strip(axes, row, mine["value"], colour, marker, 12 + 110 * mine["students"] / largest, alpha=0.75)
        mean = student_weighted_mean(mine["value"], mine["students"])
        grammar.stroke(axes, mean, row, 0.36)
        grammar.above(axes, mean, row - 0.36, words.indicator_value(mean, values.indicator), gap=2, has_halo=True)
    limit = view.limits("resource", stage).get(indicator)
    if limit:
        vertical_limit(axes, limit.value, view.text(f"标准 {limit.value:g}", f"standard {limit.value:g}"))
    grammar.rows(axes, [view.area(area) for area in areas], above=0.7, below=0.35)
    axes.set_xlim(left=0)
    label = values.indicator
    axes.set_xlabel(view.text(f"{label.short.zh}（{label.unit.zh}）", f"{label.short.en} ({label.unit.en})"))
    title = view.text(
        f"{'城乡' if view.has_chinese_areas else '各类地区'}学校：{words.stage(stage, 'zh')}",
        f"Urban, town and rural: {words.stage(stage, 'en')} schools"
        if view.has_chinese_areas
        else f"By kind of area: {words.stage(stage, 'en')}",
    )
    axes.set_title(title, pad=22)
    show_figure(
        figure,
        view.text(
            f"{words.stage(stage, 'zh')}{label.short.zh}：点为学校（大小表示在校生数），竖线为均值",
            f"{label.short.en}, {words.stage(stage, 'en')}: dots are schools (size: students), bars are means",
        ),
    )


def theil_between_within(view: View) -> None:
    """Theil T of every indicator, between areas and within them, a panel a stage."""
    if len(view.areas) < 2:
        return
    figure, panels = new_figure(
        1.2 + 0.3 * len(view.indicators), columns=len(view.stages), sharey=True, sharex=True, squeeze=False
    )
    for axes, stage in zip(panels[0], view.stages, strict=True):
        between, within = np.array([_split(view, one.name, stage) for one in view.indicators]).T
        rows = range(len(view.indicators))
        grammar.bar(axes, rows, within, style.STAGE_COLOURS[stage], alpha=0.55)
        grammar.bar(axes, rows, between, style.INK, is_hatched=True, start=within)
        grammar.rows(axes, [one.short.in_(view.lang) for one in view.indicators], above=0.5, below=0.5)
        axes.set_title(words.stage(stage, view.lang))
        axes.set_xlabel(view.text("泰尔T指数", "Theil T"))
    show_figure(
        figure,
        view.text(
            "泰尔T指数的城乡分解：浅色为城区、镇区、乡村内部，深色斜纹为三者之间"
            if view.has_chinese_areas
            else "泰尔T指数按地区类别分解：浅色为各类内部，深色斜纹为各类之间",
            "Theil T split by area: light within urban, town and rural; dark hatched between them"
            if view.has_chinese_areas
            else "Theil T split by kind of area: light within, dark hatched between",
        ),
    )


def _split(view: View, indicator: str, stage: str) -> tuple[float, float]:
    values = view.values(indicator, stage)
    x, n = complete(values)
    if not len(x):
        return np.nan, np.nan
    split = split_entropy(x, n, values.frame["area"], alpha=1)
    return split.between, split.within
