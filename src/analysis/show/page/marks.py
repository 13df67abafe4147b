"""Marks that several figures share: limit lines, legends of areas and stages, quiet spreading of dots."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.show.county.view import View
from analysis.show.page import style, words
from analysis.show.page.table import display_width


def vertical_limit(axes: Axes, value: float, label: str, side: str = "center") -> None:
    """A labelled dashed line; the label stands above the axes, `side` is where its own text is aligned."""
    colour = style.LIMIT
    axes.axvline(value, color=colour, linewidth=1.1, linestyle=(0, (4, 2)), zorder=1)
    axes.annotate(
        label,
        (value, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha=side,
        va="bottom",
        fontsize=8,
        color=colour,
    )


def horizontal_limit(axes: Axes, value: float, label: str, side: str = "left") -> None:
    """A dashed line labelled above its left or right end."""
    axes.axhline(value, color=style.LIMIT, linewidth=1.1, linestyle=(0, (4, 2)), zorder=1)
    end, inward = (0, 4) if side == "left" else (1, 0)
    axes.annotate(
        label,
        (end, value),
        xycoords=("axes fraction", "data"),
        xytext=(inward, 3),
        textcoords="offset points",
        ha=side,
        fontsize=8,
        color=style.LIMIT,
    )


def area_legend(axes: Axes, view: View, areas: Collection[str]) -> None:
    """Kinds of place by shape and colour, where more than one is present."""
    styles = {area: style.area_style(area, view.areas) for area in view.areas if area in areas}
    _legend(axes, [(marker, colour, view.area(area)) for area, (colour, marker) in styles.items()])


def stage_legend(axes: Axes, view: View) -> None:
    """Stages by shape and colour, where more than one is present."""
    entries = [(style.STAGE_MARKERS[s], style.STAGE_COLOURS[s], words.stage(s, view.lang)) for s in view.stages]
    _legend(axes, entries)


MOST_BESIDE = 3  # entries beside the axis label; more stand below it


def _legend(axes: Axes, entries: list[tuple[str, str, str]]) -> None:
    """Right of the axis label, below the axes, where no data can be."""
    if len(entries) < 2:
        return
    handles = [
        Line2D([], [], linestyle="", marker=marker, color=colour, label=name) for marker, colour, name in entries
    ]
    axes.legend(
        handles=handles, loc="upper right", bbox_to_anchor=(1, 0), bbox_transform=axes.transAxes, ncols=len(handles),
        borderaxespad=1.6 if len(handles) <= MOST_BESIDE else 3.4, handletextpad=0.2, columnspacing=1.2,
    )  # fmt: skip


def label_points(axes: Axes, points: Sequence[tuple[float, float, str]], size: float = 7) -> None:
    """Name points, each on that side where its text covers least: no name set before, no point, line or other text, and
    nothing beyond the axes. Called last, when all of these are drawn."""
    axes.figure.draw_without_rendering()  # where things stand is known from then on
    scale = axes.figure.dpi / 72  # pixels a point
    spots = axes.transData.transform([(x, y) for x, y, _ in points])
    taken = [(px - 4 * scale, py - 4 * scale, px + 4 * scale, py + 4 * scale) for px, py in spots]
    taken += [one.get_window_extent().padded(1).extents for one in (*axes.lines, *axes.texts)]
    for (x, y, text), (px, py) in zip(points, spots, strict=True):
        wide, high = display_width(text) * size * 0.53 * scale, size * 1.25 * scale
        places = {side: _box(px, py, wide, high, side, scale) for side in _SIDES}
        side = min(places, key=lambda one: _covered(places[one], taken) + _outside(places[one], axes.bbox.extents))
        taken.append(places[side])
        leader = _LEADER if side[1] else None  # a name above or below its point may stand nearer to another
        axes.annotate(
            text, (x, y), xytext=side[:2], textcoords="offset points", ha=side[2], va="center", fontsize=size, bbox=style.HALO,
            arrowprops=leader,
        )  # fmt: skip


_LEADER = {"arrowstyle": "-", "color": style.MUTED, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 2}


#: From the nearest on; farther ones serve where points lie close together.
_SIDES = (
    *((6, 0, "left"), (6, 8, "left"), (6, -8, "left"), (-6, 0, "right"), (-6, 8, "right"), (-6, -8, "right")),
    *(
        (0, 10, "center"),
        (0, -10, "center"),
        (10, 16, "left"),
        (10, -16, "left"),
        (-10, 16, "right"),
        (-10, -16, "right"),
    ),
)
_Box = tuple[float, float, float, float]


def _box(x: float, y: float, wide: float, high: float, side: tuple[float, float, str], scale: float) -> _Box:
    dx, dy, align = side
    left = x + dx * scale - wide * {"left": 0, "center": 0.5, "right": 1}[align]
    return left, y + dy * scale - high / 2, left + wide, y + dy * scale + high / 2


def _covered(place: _Box, taken: Sequence[_Box]) -> float:
    return sum(_cover(place, other) for other in taken)


def _outside(place: _Box, axes: _Box) -> float:
    """How much of a place lies beyond the axes."""
    return (place[2] - place[0]) * (place[3] - place[1]) - _cover(place, axes)


def _cover(one: _Box, other: _Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0) * max(height, 0)


def jitter(count: int, height: float = 0.5) -> np.ndarray:
    """Small fixed offsets that keep dots of one row apart; the same each run (golden-ratio sequence)."""
    return ((np.arange(count) * 0.6180339887) % 1 - 0.5) * height
