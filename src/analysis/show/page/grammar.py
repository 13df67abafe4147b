"""How a figure says something (图的语法): the marks every subject draws with, so that one mark means one thing everywhere.

rows      one line of the page a school, county or indicator, the first on top
limits    the dashed lines, labelled above the axes
pair      then and now: a ring before, a disc after, and the way between them
mean      a stroke across a strip of dots
interval  an estimate with what it could be
beside    a direct label; a halo where it crosses lines
steps     a waterfall: what adds up, from where to where, with its value at the end
square    a cell of a table that is read by its shade
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.show.page import style
from analysis.show.page.marks import vertical_limit


class Step(NamedTuple):
    """One bar of a waterfall."""

    name: str
    start: float
    end: float
    said: str
    colour: str
    is_hatched: bool = False


def rows(
    axes: Axes, names: Sequence[str], size: float | None = None, above: float | None = 0.6, below: float = 0.4
) -> None:
    """A line a name, the first on top; `above` and `below` are the room at the ends, as bars need none by default."""
    axes.set_yticks(range(len(names)), names, **({"fontsize": size} if size else {}))
    if above is None:
        axes.invert_yaxis()
    else:
        axes.set_ylim(len(names) - below, -above)
    axes.grid(axis="y", visible=False)


def limits(axes: Axes, values: Iterable[float]) -> None:
    """Limits of a coefficient, each a line of its own."""
    for value in sorted(set(values)):
        vertical_limit(axes, value, f"≤ {value:.2f}")


def beside(
    axes: Axes, x: float, y: float, text: str, gap: float = 4, size: float = 8, has_halo: bool = False, **look: object
) -> None:
    """A direct label right of a point, or left of it where the gap is below 0."""
    if has_halo:
        look["bbox"] = style.HALO
    side = {} if gap > 0 else {"ha": "right"}
    axes.annotate(text, (x, y), xytext=(gap, 0), textcoords="offset points", va="center", fontsize=size, **side, **look)


def pair(axes: Axes, row: float, before: float, after: float, stage: str) -> None:
    """A ring for what was, a smaller disc for what is, so that equal values show as both."""
    colour, marker = style.STAGE_COLOURS[stage], style.STAGE_MARKERS[stage]
    axes.plot([before, after], [row, row], color=colour, linewidth=1.4, alpha=0.5, zorder=2)
    axes.scatter(before, row, s=44, marker=marker, color="white", edgecolor=colour, linewidth=1.2, zorder=3)
    axes.scatter(after, row, s=16, marker=marker, color=colour, zorder=4)


def mean(axes: Axes, x: float, row: float, half: float) -> None:
    """Where the middle of a strip of dots lies."""
    axes.plot([x, x], [row - half, row + half], color=style.INK, linewidth=2)


def interval(axes: Axes, y: float, low: float, high: float, estimate: float | None, **look: object) -> None:
    """A bar from the least to the most, and a diamond for the estimate where it lies on the axes."""
    axes.plot([low, high], [y, y], color=style.INK, **look)
    if estimate is not None:
        axes.scatter(estimate, y, marker="D", s=40, color="white", edgecolor=style.INK, zorder=5)


def steps(axes: Axes, drawn: Sequence[Step], height: float, size: float = 8) -> None:
    """Parts in order, each from where the one before ended; hatched what nothing explains."""
    for row, step in enumerate(drawn):
        axes.barh(
            row, step.end - step.start, left=step.start, color=step.colour, height=height,
            hatch="///" if step.is_hatched else "", edgecolor="white", linewidth=0,
        )  # fmt: skip
        beside(axes, max(step.start, step.end), row, step.said, size=size)
    rows(axes, [step.name for step in drawn], 8, above=None)


def square(axes: Axes, column: int, row: int, face: str, text: str, ink: str, size: float = 7.5) -> None:
    """A cell of a table of shades, with what stands in it."""
    axes.add_patch(
        Rectangle((column - 0.48, row - 0.46), 0.96, 0.92, facecolor=face, edgecolor=style.GRID, linewidth=0.6)
    )
    axes.text(column, row, text, ha="center", va="center", fontsize=size, color=ink)
