"""Conditions of every school: a grid of values against thresholds, and one indicator school by school."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from analysis.language import Words, begun
from analysis.rules.judging import judge_floor
from analysis.rules.results import Answer, Verdict
from analysis.rules.verdict import SectionVerdict
from analysis.show.county.view import View
from analysis.show.page import grammar, style, words
from analysis.show.page.marks import vertical_limit
from analysis.show.page.style import new_figure, show_figure

MOST_ROWS = 40  # sections a page can hold readably; those that miss most come first
LEAST_ROWS = 12  # where fewer miss something, the sections nearest to a threshold are shown as well
HEAD = 12  # letters of a line over a column
_FLOORS = {Answer.MET: "near", Answer.NOT_MET: "below", Answer.CANNOT_JUDGE: "near"}  # what is open counts as near
_FACES = {"near": "#f6dfb5", "below": "#7a271a", "unknown": "#e5e7eb"}
#: Shades of what is met, by how far above its threshold it is: the darker, the further.
_MET = ((0.1, "#ffffff"), (0.5, "#e6f1f5"), (math.inf, "#c6dfe9"))


def against_thresholds(view: View) -> None:
    """A table of shades: a row a section, those in most need first, a column an indicator, shaded by the distance to it."""
    shown, left_out = by_need(view)
    names = [one.name for one in view.indicators]
    figure, axes = new_figure(1.05 + 0.235 * max(len(shown), 3))
    for row, section in enumerate(shown):
        for column, name in enumerate(names):
            _draw_cell(axes, view, section, name, column, row)
    labels = [
        view.text(f"{name}（{words.stage(stage, 'zh')}）", f"{name} ({words.stage(stage, 'en')})")
        for name, stage in ((style.on_axis(s.school), s.stage) for s in shown)
    ]
    grammar.rows(axes, labels, 7.5, above=0.5, below=0.5)
    axes.set_xticks(range(len(names)), [_wrapped(one.short.in_(view.lang), view.lang) for one in view.indicators])
    axes.tick_params(axis="x", labelsize=7.5 if view.lang == "zh" else 7, length=0, labeltop=True, labelbottom=False)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set_title(view.text("各校各项指标与标准的距离", "Distance to the thresholds, by school"))
    floor, rest = words.percent(view.floor or math.nan, 0), _not_shown(left_out)
    show_figure(
        figure,
        view.text(
            f"未达标之处标出数值：浅色不低于标准的{floor}，深色低于{floor}，灰色缺数据；达标之处标出高出标准的百分比，颜色越深高出越多{rest.zh}",
            f"Values where a threshold is missed: light, at {floor} or more; dark, below; grey, no data. Where it is met, by how many per "
            f"cent, the darker the more{rest.en}",
        ),
    )


def by_need(view: View) -> tuple[Sequence[SectionVerdict], Sequence[SectionVerdict]]:
    """The sections that have a row, those in most need first, and those that have none."""
    sections = sorted(view.verdict.sections, key=_need, reverse=True)
    rows = min(max(sum(map(is_missing, sections)), LEAST_ROWS), MOST_ROWS)
    return sections[:rows], sections[rows:]


def is_missing(section: SectionVerdict) -> bool:
    """Whether a section misses a threshold, or has no figure for one."""
    return bool(_misses(section))


def _not_shown(sections: Sequence[SectionVerdict]) -> Words:
    """What is true of the sections a page has no room for, or no need to show."""
    total, missing = len(sections), sum(map(is_missing, sections))
    if not total:
        return Words("", "")
    if not missing:
        return Words(
            f"；未列出的{total}个学校（学段）全部达标", f"; the {total} sections not shown meet all thresholds"
        )
    return Words(
        f"；未列出的{total}个学校（学段）中，{missing}个有未达标或缺数据的指标，项数不多于所列学校",
        f"; of the {total} sections not shown, {missing} miss or lack something, no more than those shown",
    )


def _misses(section: SectionVerdict) -> int:
    missed = sum(verdict.answer is not Answer.MET for verdict in section.indicators.values())
    return missed + len(section.below_floor) if missed else 0


def _need(section: SectionVerdict) -> tuple[int, float]:
    """How much a section misses; of those that miss nothing, how near it is to a threshold."""
    above = [found for verdict in section.indicators.values() if not math.isnan(found := _above(verdict))]
    return _misses(section), -min(above, default=math.inf)


def _above(verdict: Verdict) -> float:
    """By what share of its threshold a value lies above it; nan where one of them is not known."""
    limit = verdict.limit.value if verdict.limit else math.nan
    return _shown(verdict) / limit - 1 if limit and not math.isnan(limit) else math.nan


def _draw_cell(axes: Axes, view: View, section: SectionVerdict, name: str, column: int, row: int) -> None:
    verdict, about = section.indicators[name], view.table.terms.indicators[name]
    if verdict.answer is Answer.MET:
        above = _above(verdict)
        face = next((face for most, face in _MET if above < most), _MET[0][1])
        said = "·" if math.isnan(above) else f"+{words.percent(above, 0)}"
        grammar.square(axes, column, row, face, said, style.MUTED, size=6.5)
        return
    kind = (
        "unknown"
        if verdict.answer is Answer.CANNOT_JUDGE
        else _FLOORS[judge_floor(verdict, view.floor or 0, about.decimals)]
    )
    ink = "white" if kind == "below" else style.INK
    grammar.square(axes, column, row, _FACES[kind], words.indicator_value(_shown(verdict), about), ink)


def _shown(verdict: Verdict) -> float:
    """The value, or the bound that decides."""
    return verdict.result.nearest(verdict.limit.value) if verdict.is_bounded else verdict.result.value


def _wrapped(label: str, lang: str) -> str:
    """Short lines, so that seven headings stand side by side."""
    if lang == "zh":
        half = math.ceil(len(label) / 2)
        return label if len(label) <= 4 else f"{label[:half]}\n{label[half:]}"
    return textwrap.fill(label, HEAD, break_long_words=False)


def values_against_limit(view: View, indicator: str = "") -> None:
    """One indicator school by school, in order of value, a panel a stage; schools under the limit are named.

    Without an indicator each stage shows the one with its largest coefficient of variation.
    """
    chosen = view.indicator_of_each(indicator)
    tallest = max(len(view.rows_of(stage)) for stage in view.stages)
    figure, panels = new_figure(1.1 + 0.14 * min(max(tallest, 14), 60), columns=len(view.stages), squeeze=False)
    below = [_schools(view, chosen[stage], stage, axes) for axes, stage in zip(panels[0], view.stages, strict=True)]
    named = Words("；低于标准的学校标出校名", "; those under the standard are named")
    none = Words("；没有学校低于标准", "; none is under the standard")
    told = words.by_stage({stage: view.table.terms.indicators[name].label for stage, name in chosen.items()})
    has_limits = any(chosen[stage] in view.limits("resource", stage) for stage in view.stages)
    end = (named if any(below) else none) if has_limits else Words("", "")
    show_figure(
        figure,
        view.text(f"{told.zh}：各校数值由低到高{end.zh}", f"{begun(told.en)}: schools from low to high{end.en}"),
    )


def _schools(view: View, indicator: str, stage: str, axes: Axes) -> int:
    """The schools of a stage; how many of them are under the limit."""
    about, colour = view.table.terms.indicators[indicator], style.STAGE_COLOURS[stage]
    frame = view.values(indicator, stage).frame.dropna(subset=["value"]).sort_values("value")
    limit = view.limits("resource", stage).get(indicator)
    under = frame["value"] < limit.value if limit else frame["value"] < -np.inf
    rows = np.arange(len(frame))
    axes.hlines(rows, 0, frame["value"], color=colour, alpha=0.3, linewidth=1)
    axes.scatter(frame["value"], rows, s=16, color=np.where(under, style.LIMIT, colour), zorder=3)
    for k in np.flatnonzero(under):
        value, school = frame["value"].iloc[k], style.on_axis(frame["school"].iloc[k])
        said = f"{school} {words.indicator_value(value, about)}"
        grammar.beside(axes, value, k, said, gap=5, size=7, has_halo=True, zorder=4)
    if limit:
        vertical_limit(axes, limit.value, view.text(f"标准 {limit.value:g}", f"standard {limit.value:g}"))
    axes.set_yticks([])
    axes.set_xlim(left=0)
    axes.set_title(
        f"{words.stage(stage, view.lang)}{view.text('：', ': ')}{about.short_in_sentence.in_(view.lang)}", pad=16
    )
    axes.set_xlabel(about.unit.in_(view.lang))
    return int(under.sum())
