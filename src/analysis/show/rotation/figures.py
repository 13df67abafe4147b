"""Moves of teachers: how far a coefficient falls with every kilometre, or with every teacher who moves."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.show.page import grammar, style, words
from analysis.show.page.marks import horizontal_limit
from analysis.show.page.style import new_figure, show_figure
from analysis.show.rotation.view import RotationView, StageMoves

PANELS = 3  # side by side
MOST_DOTS = 40  # plans marked on a line one by one


def frontier(view: RotationView) -> None:
    """A panel for each kind and stage: the least coefficient for every cost, the present point, the limit and the plan."""
    if not view.moves:
        return
    columns = min(PANELS, len(view.moves))
    rows = math.ceil(len(view.moves) / columns)
    figure, panels = new_figure(0.5 + 2.0 * rows, rows=rows, columns=columns, squeeze=False)
    for axes, one in zip(panels.flat, view.moves, strict=False):
        _panel(axes, view, one)
    for axes in panels.flat[len(view.moves) :]:
        axes.set_visible(False)
    for line in panels:
        line[0].set_ylabel(view.text("差异系数", "coefficient of variation"))
    place = view.county.place
    show_figure(
        figure,
        view.text(
            f"{place}教师调配：差异系数随调动数量下降的情况；空心点为本类调配之前（前几类已调配），菱形为测算的调配，虚线为目标",
            f"Moves of teachers in {place}: how far the coefficient falls with moving; hollow: before this kind, the kinds before it moved, diamond: the moves planned, "
            "dashed: the aim",
        ),
    )


def _panel(axes: Axes, view: RotationView, one: StageMoves) -> None:
    plan, colour = one.plan, style.STAGE_COLOURS[one.stage]
    found = plan.frontier
    grammar.line(axes, found["cost"], found["cv"], colour, "." if len(found) <= MOST_DOTS else "", markersize=3)
    grammar.line(axes, 0, plan.cv_before, colour, markerfacecolor="white", markersize=6)
    start, aim = words.cv(plan.cv_before), words.cv(plan.aim.cv_at_most)
    grammar.beside(axes, 0, plan.cv_before, view.text(f"起点 {start}", f"start {start}"), rise=13)
    if plan.is_reachable:
        grammar.line(axes, plan.cost, plan.cv_after, style.INK, "D", markersize=5)
        is_early = plan.cost < found["cost"].max() / 2  # else left of the line, below which nothing is
        gap, rise = (7, 7) if is_early else (-5, -8)
        grammar.beside(axes, plan.cost, plan.cv_after, _planned(view, one), gap, rise, has_halo=True)
    horizontal_limit(axes, plan.aim.cv_at_most, f"≤ {aim}", "right")
    axes.set_ylim(0, 1.3 * plan.cv_before)
    axes.set_xlim(left=-0.03 * max(1.0, found["cost"].max()))
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_title(f"{words.stage(one.stage, view.lang)}\n{one.short.in_(view.lang)}", fontsize=9)
    axes.set_xlabel(
        view.text("里程（km）", "kilometres moved")
        if plan.has_distances
        else view.text("调动教师（人）", "teachers moved")
    )


def _planned(view: RotationView, one: StageMoves) -> str:
    count = words.whole(one.plan.teachers)
    if not one.plan.has_distances:
        return view.text(f"{count}人", words.counted(one.plan.teachers, "teacher"))
    return view.text(
        f"{count}人 {words.number(one.plan.cost, 0)}km", f"{count} teachers, {words.number(one.plan.cost, 0)} km"
    )
