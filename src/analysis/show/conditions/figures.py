"""Conditions of every school: a grid of values against thresholds, and one indicator school by school."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.language import Words
from analysis.rules.judging import judge_floor
from analysis.rules.results import Answer, Verdict
from analysis.rules.verdict import SectionVerdict
from analysis.show.county.view import View
from analysis.show.page import style, words
from analysis.show.page.marks import vertical_limit
from analysis.show.page.style import new_figure, show_figure

MOST_ROWS = 40  # sections a page can hold readably; those that miss most come first
_FLOORS = {Answer.MET: "near", Answer.NOT_MET: "below", Answer.CANNOT_JUDGE: "near"}  # what is open counts as near
_FACES = {"met": "#ffffff", "near": "#f6dfb5", "below": "#7a271a", "unknown": "#e5e7eb"}


def against_thresholds(view: View) -> None:
    """The thresholds each school misses: one row a section, one column an indicator, values where a threshold is missed."""
    sections = sorted(view.verdict.sections, key=_misses, reverse=True)
    shown = [section for section in sections if _misses(section)][:MOST_ROWS] or sections[:MOST_ROWS]
    names = [one.name for one in view.indicators]
    figure, axes = new_figure(1.05 + 0.235 * max(len(shown), 3))
    for row, section in enumerate(shown):
        for column, name in enumerate(names):
            _draw_cell(axes, view, section, name, column, row)
    labels = [
        view.text(f"{name}（{words.stage(stage, 'zh')}）", f"{name} ({words.stage(stage, 'en')})")
        for name, stage in ((style.on_axis(s.school), s.stage) for s in shown)
    ]
    axes.set_yticks(range(len(shown)), labels, fontsize=7.5)
    axes.set_xticks(range(len(names)), [_wrapped(one.short.in_(view.lang), view.lang) for one in view.indicators])
    axes.tick_params(axis="x", labelsize=7.5 if view.lang == "zh" else 7, length=0, labeltop=True, labelbottom=False)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set_title(view.text("各校未达标指标", "Thresholds missed, by school"))
    floor, rest = words.percent(view.floor or math.nan, 0), _not_shown(sections[len(shown) :])
    show_figure(
        figure,
        view.text(
            f"未达标之处标出数值：浅色不低于标准的{floor}，深色低于{floor}，灰色缺数据，“·”为达标{rest.zh}",
            f"Values where a threshold is missed: light, at {floor} or more; dark, below; grey, no data; a dot, met{rest.en}",
        ),
    )


def _not_shown(sections: Sequence[SectionVerdict]) -> Words:
    """What is true of the sections a page has no room for, or no need to show."""
    total, missing = len(sections), sum(bool(_misses(section)) for section in sections)
    if not total:
        return Words("", "")
    if not missing:
        return Words(f"；其余{total}个学校（学段）全部达标", f"; the other {total} sections meet all thresholds")
    return Words(
        f"；未列出的{total}个学校（学段）中，{missing}个有未达标或缺数据的指标，项数不多于所列学校",
        f"; of the {total} sections not shown, {missing} miss or lack something, no more than those shown",
    )


def _misses(section: SectionVerdict) -> tuple[int, int] | int:
    missed = sum(verdict.answer is not Answer.MET for verdict in section.indicators.values())
    return missed + len(section.below_floor) if missed else 0


def _draw_cell(axes: Axes, view: View, section: SectionVerdict, name: str, column: int, row: int) -> None:
    verdict = section.indicators[name]
    kind = {Answer.MET: "met", Answer.CANNOT_JUDGE: "unknown"}.get(verdict.answer)
    kind = kind or _FLOORS[judge_floor(verdict, view.floor or 0, view.table.terms.indicators[name].decimals)]
    axes.add_patch(_square(column, row, _FACES[kind]))
    text = "·" if kind == "met" else words.indicator_value(_shown(verdict), view.table.terms.indicators[name])
    axes.text(
        column, row, text, ha="center", va="center", fontsize=7.5, color="white" if kind == "below" else style.INK
    )


def _shown(verdict: Verdict) -> float:
    """The value, or the bound that decides."""
    return verdict.result.nearest(verdict.limit.value) if verdict.is_bounded else verdict.result.value


def _square(column: int, row: int, face: str) -> Rectangle:
    return Rectangle((column - 0.48, row - 0.46), 0.96, 0.92, facecolor=face, edgecolor=style.GRID, linewidth=0.6)


def _wrapped(label: str, lang: str) -> str:
    """Two lines at most, so that seven headings stand side by side."""
    if lang == "zh":
        half = math.ceil(len(label) / 2)
        return label if len(label) <= 4 else f"{label[:half]}\n{label[half:]}"
    parts = label.split()
    middle = math.ceil(len(parts) / 2)
    return " ".join(parts[:middle]) + ("\n" + " ".join(parts[middle:]) if len(parts) > 1 else "")


def values_against_limit(view: View, indicator: str) -> None:
    """One indicator school by school, in order of value, a panel a stage; schools under the limit are named."""
    tallest = max(len(view.rows_of(stage)) for stage in view.stages)
    figure, panels = new_figure(1.1 + 0.14 * min(max(tallest, 14), 60), columns=len(view.stages), squeeze=False)
    about = view.table.terms.indicators[indicator]
    for axes, stage in zip(panels[0], view.stages, strict=True):
        frame = view.values(indicator, stage).frame.dropna(subset=["value"]).sort_values("value")
        limit = view.limits("resource", stage).get(indicator)
        under = frame["value"] < limit.value if limit else frame["value"] < -np.inf
        rows = np.arange(len(frame))
        colour = style.STAGE_COLOURS[stage]
        axes.hlines(rows, 0, frame["value"], color=colour, alpha=0.3, linewidth=1)
        axes.scatter(frame["value"], rows, s=16, color=np.where(under, style.LIMIT, colour), zorder=3)
        for k in np.flatnonzero(under):
            value, school = frame["value"].iloc[k], style.on_axis(frame["school"].iloc[k])
            axes.annotate(
                f"{school} {words.indicator_value(value, about)}", (value, k), xytext=(5, 0),
                textcoords="offset points", va="center", fontsize=7,
            )  # fmt: skip
        if limit:
            vertical_limit(axes, limit.value, view.text(f"标准 {limit.value:g}", f"standard {limit.value:g}"))
        axes.set_yticks([])
        axes.set_xlim(left=0)
        axes.set_title(words.stage(stage, view.lang), pad=16)
        axes.set_xlabel(about.unit.in_(view.lang))
    show_figure(
        figure,
        view.text(
            f"{about.label.zh}：各校数值由低到高，低于标准者标出校名",
            f"{about.label.en}: schools from low to high, those under the standard named",
        ),
    )
