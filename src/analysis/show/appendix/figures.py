"""The picture of page 1 (首页图): every coefficient against its limit and its value of the year before."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.language import Words
from analysis.rules.rule import StandardValue
from analysis.show.county.view import View
from analysis.show.page import grammar, style, words
from analysis.show.page.matter import Picture
from analysis.show.page.style import new_figure, png

ROW = 0.18  # inches an indicator takes
AROUND = 0.9  # and titles and axes
TICKS = 3  # more would touch those of the next panel


def at_a_glance(view: View) -> Picture | None:
    """A panel a stage, a row an indicator; None where no coefficient is known."""
    indicators, before = view.indicators, view.year - 1
    known = {(stage, one.name): view.balance(one.name, stage).value for stage in view.stages for one in indicators}
    if all(map(math.isnan, known.values())):
        return None
    figure, panels = new_figure(
        AROUND + ROW * len(indicators), columns=len(view.stages), sharex=True, sharey=True, squeeze=False
    )
    for axes, stage in zip(panels[0], view.stages, strict=True):
        limits = view.limits("cv", stage)
        for row, indicator in enumerate(indicators):
            _draw(axes, row, known[stage, indicator.name], limits.get(indicator.name))
            if before in view.table.years:
                value = view.balance(indicator.name, stage, before).value
                grammar.stroke(axes, value, row, 0.3, style.MUTED, 1.3, zorder=2)
        grammar.limits(axes, (limit.value for limit in limits.values()))
        grammar.rows(axes, [style.on_axis(one.short.in_(view.lang)) for one in indicators], 7.5, is_ruled=True)
        axes.set_title(words.stage(stage, view.lang), fontsize=9, pad=14)
    right = panels[0][0].get_xlim()[1]  # of all panels, once every one of them is drawn
    panels[0][0].set_xlim(0, 1.15 * right)  # and room for the number beside the last mark
    for axes in panels[0]:
        axes.xaxis.set_major_locator(MaxNLocator(TICKS, steps=[1, 2, 5, 10]))
        axes.set_xlabel(view.text("差异系数", "coefficient of variation"), fontsize=8)
    caption = _caption(view, before in view.table.years).in_(view.lang)
    return Picture(png(figure, caption), caption)


def _draw(axes: Axes, row: int, value: float, limit: StandardValue | None) -> None:
    """A disc within the limit, a cross over it, each with its number: told apart without colour."""
    if math.isnan(value):
        return
    fails = limit is not None and not limit.is_met_by(value)
    marker, colour = ("x", style.LIMIT) if fails else ("o", style.STAGE_COLOURS["primary"])
    axes.scatter(value, row, s=26, marker=marker, color=colour, linewidth=1.4, zorder=3)
    grammar.beside(axes, value, row, words.cv(value), gap=5, size=7, has_halo=True, color=style.INK, zorder=4)


def _caption(view: View, has_before: bool) -> Words:
    """What the marks mean; those that are not drawn are not named."""
    marks = Words("●为差异系数", "disc: coefficient")
    if any(view.limits("cv", stage) for stage in view.stages):
        marks = Words(
            "●未超限值，×超过限值，虚线为限值",
            "disc: within the limit; cross: over it; dashed: limit",
        )
    before = view.year - 1
    stroke = Words(f"，短竖线为{before}年", f"; short stroke: {before}") if has_before else Words("", "")
    return Words(
        f"{view.year}年校际差异系数：{marks.zh}{stroke.zh}",
        f"Coefficients of variation, {view.year}; {marks.en}{stroke.en}",
    )
