"""Balance between schools: coefficients against their limits, who makes them, how they moved."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes

from analysis.formulas import school_shares_of_cv2, student_weighted_mean
from analysis.language import Words
from analysis.rules.rule import StandardValue
from analysis.show.county.view import View
from analysis.show.distribution.tables import complete
from analysis.show.page import grammar, style, words
from analysis.show.page.marks import horizontal_limit, stage_legend, vertical_limit
from analysis.show.page.style import new_figure, show_figure


def cv_against_limits(view: View) -> None:
    """Every indicator's coefficient of variation by stage, with the limits as labelled lines."""
    indicators = view.indicators
    figure, axes = new_figure(1.2 + 0.42 * len(indicators))
    for k, stage in enumerate(view.stages):
        offset = 0.16 * (k - (len(view.stages) - 1) / 2) * 2
        limits = view.limits("cv", stage)
        for row, indicator in enumerate(indicators):
            value = view.balance(indicator.name, stage).value
            if not math.isnan(value):
                _draw_cv(axes, value, row + offset, stage, limits.get(indicator.name))
    limits = _distinct_limits(view)
    for value, names in limits.items():
        side = "center" if len(limits) == 1 else "right" if value == min(limits) else "left"
        vertical_limit(axes, value, f"{words.listed(names, view.lang)} ≤ {value:.2f}", side)
    grammar.rows(axes, [one.short.in_(view.lang) for one in indicators])
    axes.set_xlim(left=0)
    axes.set_xlabel(view.text("差异系数", "coefficient of variation"), loc="left")
    title = Words("校际差异系数与限值", "Differences between schools, against the limits")
    beside = Words("；空心并标数值者超过限值", "; hollow with its value: over the limit")
    if not limits:
        title, beside = Words("校际差异系数", "Differences between schools"), Words("", "")
    axes.set_title(title.in_(view.lang), pad=20)
    stage_legend(axes, view)
    show_figure(
        figure,
        view.text(
            f"各指标的校际差异系数（按在校生数加权）{beside.zh}",
            f"Coefficient of variation of every indicator (weighted by students){beside.en}",
        ),
    )


def _draw_cv(axes: Axes, value: float, y: float, stage: str, limit: StandardValue | None) -> None:
    colour, fails = style.STAGE_COLOURS[stage], limit is not None and not limit.is_met_by(value)
    axes.plot([0, value], [y, y], color=colour, linewidth=1, alpha=0.45, zorder=1)
    face = "white" if fails else colour
    axes.scatter(
        value, y, s=34, marker=style.STAGE_MARKERS[stage], color=face, edgecolor=colour, linewidth=1.5, zorder=3
    )
    if fails:
        grammar.beside(axes, value, y, words.cv(value), gap=6, has_halo=True)


def _distinct_limits(view: View) -> dict[float, list[str]]:
    found: dict[float, list[str]] = {}
    for stage in view.stages:
        for value in sorted({limit.value for limit in view.limits("cv", stage).values()}):
            found.setdefault(value, []).append(words.stage(stage, view.lang))
    return found


def school_shares(view: View, indicator: str, stage: str, most: int = 10) -> None:
    """The schools that make most of a coefficient: their share of CV², signed by above or below the mean."""
    values = view.values(indicator, stage)
    x, n = complete(values)
    if not len(x) or not (shares := school_shares_of_cv2(x, n)).sum():
        view.say(zh="没有可分解的差异。", en="There is no difference to take apart.")
        return
    shares = shares / shares.sum() * np.sign(x - student_weighted_mean(x, n))
    top = np.argsort(-np.abs(shares), kind="stable")[:most]
    figure, axes = new_figure(1.0 + 0.27 * len(top))
    colours = [style.STAGE_COLOURS[stage] if shares[k] > 0 else style.MUTED for k in top]
    grammar.bar(axes, range(len(top)), shares[top] * 100, colours)
    grammar.rows(axes, [style.on_axis(values.frame["school"].iloc[k]) for k in top], above=None)
    grammar.zero(axes)
    low = view.text("← 低于均值", "← below the mean")
    high = view.text("高于均值 →", "above the mean →")
    axes.set_xlabel(f"{low}    {view.text('占CV²的百分比', 'per cent of CV²')}    {high}")
    axes.xaxis.set_major_formatter(lambda per_cent, _: f"{abs(per_cent):g}")
    label = values.indicator.short_in_sentence
    axes.set_title(
        view.text(
            f"差异的学校构成：{label.zh}（{words.stage(stage, 'zh')}）",
            f"Where differences come from: {label.en} ({words.stage(stage, 'en')})",
        )
    )
    which = (
        Words(
            f"对校际差异贡献最大的{len(top)}所学校", f"the {len(top)} schools that contribute most to the differences"
        )
        if len(top) < len(x)
        else Words(
            f"{len(top)}所学校对校际差异的贡献", f"the {len(top)} schools by what they contribute to the differences"
        )
    )
    show_figure(figure, view.text(f"{label.zh}：{which.zh}", f"{values.indicator.short.en}: {which.en}"))


def cv_over_years(view: View) -> None:
    """Each indicator's coefficient by year, a panel a stage; lines end in the indicator's name."""
    years = view.table.years
    if len(years) == 1:
        return
    figure, panels = new_figure(3.4, columns=len(view.stages), sharey=True, squeeze=False)
    named = []
    for axes, stage in zip(panels[0], view.stages, strict=True):
        ends = []
        for k, indicator in enumerate(view.indicators):
            line = [view.balance(indicator.name, stage, year).value for year in years]
            shade = style.INK if k % 2 else style.STAGE_COLOURS[stage]
            grammar.line(axes, years, line, shade, _MARKERS[k % len(_MARKERS)], linewidth=1.2)
            ends.append((line[-1], indicator.short.in_(view.lang), shade))
        named.append((axes, ends))
        for value in sorted({limit.value for limit in view.limits("cv", stage).values()}):
            horizontal_limit(axes, value, f"≤ {value:.2f}")
        axes.set_xticks(years)
        span = years[-1] - years[0] or 1
        axes.set_xlim(years[0] - 0.42 * span, years[-1] + 1.15 * span)  # limits are named left of the lines, they right
        axes.set_title(words.stage(stage, view.lang))
    panels[0][0].set_ylabel(view.text("差异系数", "coefficient of variation"))
    panels[0][0].set_ylim(bottom=0)
    for axes, ends in named:
        _label_ends(axes, years[-1], ends)
    show_figure(
        figure,
        view.text("校际差异系数的逐年变化", "How the coefficients moved from year to year"),
    )


_MARKERS = "osD^vPX"


def _label_ends(axes: Axes, x: float, ends: list[tuple[float, str, str]]) -> None:
    """Names right of the last point, moved apart where they would overlap."""
    low, high = axes.get_ylim()
    left, right = axes.get_xlim()
    step, previous, gap = (high - low) / 17, -math.inf, (right - left) / 18
    for value, name, colour in sorted(end for end in ends if not math.isnan(end[0])):
        y = max(value, previous + step)
        previous = y
        axes.plot([x, x + gap], [value, y], color=colour, linewidth=0.6)  # an arrow takes twenty times as long
        axes.text(x + 1.15 * gap, y, f"{name} {value:.2f}", va="center", fontsize=7.5, color=colour)
