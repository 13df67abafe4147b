"""This year against last year: each coefficient as two points and the way between them, against its limit."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.insight.monitoring.two_years import TwoYears, Years
from analysis.language import Words
from analysis.show.monitoring.tables import COMPOSITE
from analysis.show.monitoring.view import MonitoringView
from analysis.show.page import grammar, style, words
from analysis.show.page.style import new_figure, show_figure

Entry = tuple[str, Years]


def against_last_year(watch: MonitoringView) -> None:
    """A panel a standard and stage: last year hollow, this year filled; nothing where a year is missing."""
    found = [one for one in watch.found if any(_is_known(line.cvs) for line in one.lines)]
    if not found:
        return
    stages = list(dict.fromkeys(line.stage for one in found for line in one.lines))
    heights = [len(_entries(watch, one, stages[0])) for one in found]
    figure, panels = new_figure(
        0.8 + 0.16 * sum(heights) + 0.4 * len(found), rows=len(found), columns=len(stages), sharex=True, squeeze=False,
        height_ratios=heights,
    )  # fmt: skip
    for row, one in zip(panels, found, strict=True):
        for axes, stage in zip(row, stages, strict=True):
            _panel(axes, watch, one, stage, is_first=stage == stages[0])
    for axes in panels[-1]:
        axes.set_xlim(left=0)
        axes.set_xlabel(watch.text("差异系数", "coefficient of variation"))
    figure.legend(handles=_legend(watch), loc="outside lower center", ncols=2)
    show_figure(figure, _caption(watch).in_(watch.lang))


def _caption(watch: MonitoringView) -> Words:
    kind = watch.provenance.banner
    made_up = Words(f"（{kind.zh}）", f" ({kind.en})") if kind else Words("", "")
    return Words(
        f"{watch.place}{watch.first}年与{watch.last}年的校际差异系数{made_up.zh}：空心为{watch.first}年，实心并标数值者为{watch.last}年",
        f"{watch.place}: coefficients of variation in {watch.first} and {watch.last}{made_up.en}; hollow, {watch.first}; filled "
        f"with its value, {watch.last}",
    )


def _entries(watch: MonitoringView, found: TwoYears, stage: str) -> list[Entry]:
    """The indicators of a stage by name, the composite last."""
    lines = [
        (watch.indicator(one.indicator).short.in_(watch.lang), one.cvs) for one in found.lines if one.stage == stage
    ]
    composites = [(COMPOSITE.in_(watch.lang), years) for years in found.composites if years.after.stage == stage]
    return [*lines, *composites]


def _panel(axes: Axes, watch: MonitoringView, found: TwoYears, stage: str, is_first: bool) -> None:
    entries = _entries(watch, found, stage)
    for row, (_, years) in enumerate(entries):
        _dumbbell(axes, watch, row, years, stage)
    _limits(axes, entries, found)
    names = [name for name, _ in entries] if is_first else [""] * len(entries)
    grammar.rows(axes, names, 7.5)
    rules = f"{found.standard.document} · " if found.standard else ""
    axes.set_title(f"{rules}{words.stage(stage, watch.lang)}", fontsize=9, pad=16)


def _is_known(years: Years) -> bool:
    return not math.isnan(years.change)


def _dumbbell(axes: Axes, watch: MonitoringView, row: int, years: Years, stage: str) -> None:
    """Both years of one coefficient, with the later value."""
    if not _is_known(years):
        grammar.beside(axes, 0, row, watch.text("缺数据", "no data"), size=7, color=style.MUTED)
        return
    before, after = (one.result.value for one in years)
    grammar.pair(axes, row, before, after, stage)
    grammar.beside(axes, max(before, after), row, words.cv(after), gap=7, size=7, has_halo=True, zorder=5)


def _limits(axes: Axes, entries: list[Entry], found: TwoYears) -> None:
    """One line over the panel where each coefficient has the limit; else a mark across the composite's own row."""
    single = {years.after.limit.value for _, years in entries if years.after.limit} if not found.composites else set()
    grammar.limits(axes, single)
    for row, (_, years) in enumerate(entries):
        if found.composites and years.after.limit:
            value = years.after.limit.value
            grammar.stroke(axes, value, row, 0.45, style.LIMIT, 1.6, zorder=1)
            grammar.beside(axes, value, row, f"≤ {value:.2f}", size=7.5, color=style.LIMIT)


def _legend(watch: MonitoringView) -> list[Line2D]:
    def entry(year: int, face: str) -> Line2D:
        look = {"linestyle": "", "marker": "o", "markersize": 5.5, "color": style.INK, "markerfacecolor": face}
        return Line2D([], [], label=str(year), **look)

    return [entry(watch.first, "white"), entry(watch.last, style.INK)]
