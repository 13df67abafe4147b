"""How a figure says something (图的语法): the marks every subject draws with, so that one mark means one thing everywhere.

rows      one line of the page a school, county or indicator, the first on top
limits    the dashed lines, labelled above the axes
zero      where more turns into less
pair      then and now: a ring before, a disc after, and the way between them
strip     schools as dots along a row, kept apart
stroke    a short line across a row: a mean, a value of its own
interval  an estimate with what it could be
total     a diamond: what all parts come to
line      what moves over years, a mark at each of them
bar       an amount along a row; column, one above a year; hatched what goes against the rest
steps     a waterfall: what adds up, from where to where, with its value at the end
square    a cell of a table that is read by its shade
beside    a direct label; above, one over its point; a halo where they cross lines
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from analysis.show.page import style
from analysis.show.page.marks import jitter, vertical_limit

BAR, COLUMN = 0.66, 0.62  # of the room a row or a year has


class Step(NamedTuple):
    """One bar of a waterfall."""

    name: str
    start: float
    end: float
    said: str
    colour: str
    is_hatched: bool = False


def rows(
    axes: Axes, names: Sequence[str], size: float | None = None, above: float | None = 0.6, below: float = 0.4,
    is_ruled: bool = False, at: Sequence[float] | None = None,
) -> None:  # fmt: skip
    """A line a name, the first on top; `above` and `below` are the room at the ends, as bars need none by default.

    Ruled are the rows of lone marks, which the eye would lose on the way from their names. `at` is where the rows stand, when
    names of several lines set them further apart.
    """
    at = range(len(names)) if at is None else at
    axes.set_yticks(at, names, **({"fontsize": size} if size else {}))
    if above is None:
        axes.invert_yaxis()
    else:
        axes.set_ylim(at[-1] + 1 - below, at[0] - above)
    axes.grid(axis="y", visible=is_ruled)


def limits(axes: Axes, values: Iterable[float]) -> None:
    """Limits of a coefficient, each a line of its own."""
    for value in sorted(set(values)):
        vertical_limit(axes, value, f"≤ {value:.2f}")


def zero(axes: Axes, is_upright: bool = True) -> None:
    """The line that parts above from below."""
    (axes.axvline if is_upright else axes.axhline)(0, color=style.INK, linewidth=0.8)


def beside(
    axes: Axes, x: float, y: float, text: str, gap: float = 4, rise: float = 0, size: float = 8, has_halo: bool = False,
    **look: object,
) -> None:  # fmt: skip
    """A direct label right of a point, or left of it where the gap is below 0."""
    side = {"ha": "left" if gap > 0 else "right", "va": "center", "zorder": 4} | (
        {"bbox": style.HALO} if has_halo else {}
    )
    axes.annotate(text, (x, y), xytext=(gap, rise), textcoords="offset points", fontsize=size, **side | look)


def above(axes: Axes, x: float, y: float, text: str, gap: float = 6, has_halo: bool = False) -> None:
    """A direct label over a point."""
    beside(axes, x, y, text, 0, gap, has_halo=has_halo, ha="center", va="baseline")


def pair(axes: Axes, row: float, before: float, after: float, stage: str) -> None:
    """A ring for what was, a smaller disc for what is, so that equal values show as both."""
    colour, marker = style.STAGE_COLOURS[stage], style.STAGE_MARKERS[stage]
    axes.plot([before, after], [row, row], color=colour, linewidth=1.4, alpha=0.5, zorder=2)
    axes.scatter(before, row, s=44, marker=marker, color="white", edgecolor=colour, linewidth=1.2, zorder=3)
    axes.scatter(after, row, s=16, marker=marker, color=colour, zorder=4)


def strip(
    axes: Axes, row: int, values: Sequence[float], colour: str, marker: str, size: ArrayLike = 26, height: float = 0.5,
    **look: object,
) -> None:  # fmt: skip
    """Dots of one row, a little above and below it."""
    axes.scatter(
        values, row + jitter(len(values), height), s=size, marker=marker, color=colour, edgecolor="white", linewidth=0.6,
        **look,
    )  # fmt: skip


def stroke(
    axes: Axes, x: float, row: float, half: float, colour: str = style.INK, width: float = 2, **look: object
) -> None:
    """A short upright line across a row."""
    axes.plot([x, x], [row - half, row + half], color=colour, linewidth=width, **look)


def interval(axes: Axes, y: float, low: float, high: float, estimate: float | None, **look: object) -> None:
    """A bar from the least to the most, and a diamond for the estimate where it lies on the axes."""
    axes.plot([low, high], [y, y], color=style.INK, **look)
    if estimate is not None:
        total(axes, estimate, y, size=40)


def total(axes: Axes, x: float | list, y: float | list, size: float = 26, **look: object) -> PathCollection:
    """A white diamond."""
    return axes.scatter(x, y, marker="D", s=size, color="white", edgecolor=style.INK, zorder=5, **look)


def line(axes: Axes, x: ArrayLike, y: ArrayLike, colour: str, marker: str = "o", **look: object) -> None:
    """Values that belong together, joined in their order."""
    axes.plot(x, y, **{"color": colour, "marker": marker, "markersize": 4, "linewidth": 1.6, **look})


def bar(
    axes: Axes, row: ArrayLike, value: ArrayLike, colour: str | list[str], is_hatched: bool = False,
    start: ArrayLike = 0.0, **look: object,
) -> BarContainer:  # fmt: skip
    """A bar from its start to the right, to the left below 0; or one each of several rows."""
    return axes.barh(row, value, left=start, height=BAR, **_face(colour, is_hatched), **look)


def column(axes: Axes, x: ArrayLike, value: ArrayLike, colour: str, is_hatched: bool = False) -> None:
    """Columns from 0 upwards, downwards below it."""
    axes.bar(x, value, width=COLUMN, **_face(colour, is_hatched))


def _face(colour: str | list[str], is_hatched: bool) -> dict[str, object]:
    """Bars without an edge; an edge's colour is that of hatches."""
    return {"color": colour, "hatch": "////" if is_hatched else "", "edgecolor": "white", "linewidth": 0}


def steps(axes: Axes, drawn: Sequence[Step], size: float = 8) -> None:
    """Parts in order, each from where the one before ended; hatched what nothing explains."""
    for row, step in enumerate(drawn):
        bar(axes, row, step.end - step.start, step.colour, step.is_hatched, step.start)
        beside(axes, max(step.start, step.end), row, step.said, size=size)
    rows(axes, [step.name for step in drawn], 8, above=None)


def square(axes: Axes, column: int, row: int, face: str, text: str, ink: str, size: float = 7.5) -> None:
    """A cell of a table of shades, with what stands in it."""
    axes.add_patch(
        Rectangle((column - 0.48, row - 0.46), 0.96, 0.92, facecolor=face, edgecolor=style.GRID, linewidth=0.6)
    )
    axes.text(column, row, text, ha="center", va="center", fontsize=size, color=ink)
