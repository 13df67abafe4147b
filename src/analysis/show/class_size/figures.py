"""Class size over the years: shares of classes and students, who moved, the line and its target, what comes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from analysis.formulas.trend import LARGE, ClassSizes
from analysis.insight.class_size.model import Piece, year_of_target
from analysis.insight.class_size.shares import THRESHOLDS
from analysis.language import Words
from analysis.show.class_size.view import ClassSizeView
from analysis.show.page import grammar, style, words
from analysis.show.page.intervals import SAID_LEVEL
from analysis.show.page.marks import horizontal_limit, vertical_limit
from analysis.show.page.style import new_figure, show_figure

MOST_BARS = 14
MOST_COUNTIES = 30
FURTHEST = 15  # years beyond the last that an interval of a target year is still drawn


def class_shares(view: ClassSizeView) -> None:
    """Share of classes over the limit and of large classes, and of the students who sit in them, by year."""
    if not view.has_change:
        return
    limits = THRESHOLDS[view.stage]
    figure, panels = new_figure(3.0, columns=2)
    for axes, name in zip(panels, ("over_limit", "large"), strict=True):
        sizes = [view.sizes[year][name] for year in view.years]
        _class_and_student_lines(axes, view, sizes)
        axes.set_title(view.text(f"{limits[name]}人及以上的班", f"classes of {limits[name]} or more"))
        axes.set_ylim(bottom=0)
        _whole_years(axes, view.years)
        for year in view.breaks:
            vertical_limit(axes, year - 0.5, view.text(f"断点：{year}年起", f"break: {year}"))
    panels[0].set_ylabel("%")
    horizontal_limit(panels[1], 100 * view.target, view.text(f"目标 {view.target:.0%}", f"target {view.target:.0%}"))
    place, stage = view.place.in_(view.lang), words.stage(view.stage, view.lang)
    show_figure(
        figure,
        view.text(
            f"{place}{stage}：大班占全部班级的比例（实线）与大班学生占全部学生的比例（虚线）",
            f"{place}, {stage}: share of classes (solid) and of the students who sit in them (dashed)",
        ),
    )


def _class_and_student_lines(axes: Axes, view: ClassSizeView, sizes: list[ClassSizes]) -> None:
    colour = style.STAGE_COLOURS[view.stage]
    years = list(view.years)
    classes = np.array([100 * one.share.low for one in sizes])
    low, high = (np.array([100 * getattr(one.student_share, end) for one in sizes]) for end in ("low", "high"))
    grammar.line(axes, years, classes, colour)
    grammar.line(axes, years, (low + high) / 2, style.INK, "s", linewidth=1.1, linestyle=(0, (4, 2)))
    if not np.allclose(low, high):
        axes.fill_between(years, low, high, color=style.INK, alpha=0.12, linewidth=0)
    for values, label, shade, side in (
        (classes, view.text("班级", "classes"), colour, -1),
        ((low + high) / 2, view.text("学生", "students"), style.INK, 1),
    ):
        grammar.beside(axes, years[-1], values[-1], f"{label} {values[-1]:.1f}", gap=6, rise=9 * side, color=shade)
    axes.set_xlim(years[0] - 0.3, years[-1] + max(1.2, 0.36 * (years[-1] - years[0])))


def _whole_years(axes: Axes, years: tuple[int, ...]) -> None:
    step = 1 if len(years) <= 5 else 2 if len(years) <= 10 else 5
    axes.set_xticks([year for year in years if (years[-1] - year) % step == 0])


def county_moves(view: ClassSizeView) -> None:
    """Every county's share of large classes in the first and the last year, the largest moves first."""
    if not view.has_change or len(view.counties) < 2:
        return
    first, last = view.years[0], view.years[-1]
    ends = 100 * view.shares_by_county[[first, last]].dropna()
    order = (ends[last] - ends[first]).abs().sort_values(ascending=False, kind="stable").index[:MOST_COUNTIES]
    ends = ends.loc[order].assign(move=ends[last] - ends[first]).sort_values("move")
    figure, axes = new_figure(1.1 + 0.24 * len(ends))
    for row, line in enumerate(ends.itertuples(index=False)):
        grammar.pair(axes, row, line[0], line[1], view.stage)
        grammar.beside(axes, max(line[0], line[1]), row, words.signed(line[2], 1), gap=7, has_halo=True)
    grammar.rows(axes, [view.name_of(county) for county in ends.index], above=None)
    axes.set_xlim(-0.6, 1.12 * max(ends[first].max(), ends[last].max(), 100 * view.target))
    vertical_limit(axes, 100 * view.target, view.text(f"目标 {view.target:.0%}", f"target {view.target:.0%}"))
    axes.set_xlabel(view.text("大班额占班级的比例（%）", f"classes of {LARGE} or more (%)"))
    axes.set_title(
        view.text(f"各县大班额：{first}年（空心）到{last}年（实心）", f"Counties: {first} (hollow) to {last} (solid)"),
        pad=20,
    )
    show_figure(
        figure,
        view.text(
            "各县大班额占比的首末变化，数字为百分点",
            "Share of large classes by county, first and last year; moves in points",
        ),
    )


def contributions(view: ClassSizeView) -> None:
    """What each school (one county) or county (many) adds to the change of the share of large classes."""
    if not view.has_change:
        return
    by = "school_id" if view.county else "county"
    parts = 100 * view.by_group(by).parts["shapley"]
    top = parts.reindex(parts.abs().sort_values(ascending=False, kind="stable").index[:MOST_BARS]).sort_values()
    rest, shown = parts.sum() - top.sum(), len(top) < len(parts)
    labels = [_name(view, key) for key in top.index]
    if shown:
        top.loc["…"] = rest
        count = len(parts) - MOST_BARS
        labels.append(view.text(f"其余{count}所" if view.county else f"其余{count}个", f"the other {count}"))
    figure, axes = new_figure(1.1 + 0.25 * len(top))
    colours = [style.STAGE_COLOURS[view.stage] if part < 0 else style.STAGE_COLOURS["junior"] for part in top]
    for row, (part, colour) in enumerate(zip(top, colours, strict=True)):
        grammar.bar(axes, row, part, colour, is_hatched=part >= 0)
        grammar.beside(axes, part, row, words.signed(part, 2), gap=4 if part >= 0 else -4, size=7.5)
    grammar.zero(axes)
    grammar.rows(axes, labels, above=None)
    axes.margins(x=0.16)
    axes.set_xlabel(view.text("百分点", "percentage points"))
    place = view.place.in_(view.lang)
    total = words.signed(parts.sum(), 2)
    axes.set_title(
        view.text(
            f"{place}：大班额占比变动的来源（合计{total}）", f"{place}: what makes up the change of {total} points"
        )
    )
    years = f"{view.years[0]}–{view.years[-1]}"
    show_figure(
        figure,
        view.text(
            f"{years}年大班额占比变动的逐{'校' if view.county else '县'}贡献（斜纹为推高）",
            f"Contributions by {'school' if view.county else 'county'} to the move of the share, {years} (hatched: upwards)",
        ),
    )


def _name(view: ClassSizeView, key: str) -> str:
    if not view.county:
        return view.name_of(key)
    rows = view.table.rows
    return style.on_axis(rows.loc[rows["school_id"] == key, "school"].iloc[-1])


# ---- how fast, until when ---------------------------------------------------------------------------------------


def line_and_target(view: ClassSizeView) -> None:
    """The points of one county, its fitted line where there is one, and when it meets the target."""
    if not view.has_change or isinstance(pieces := view.focus.pieces, Words):
        return
    figure, axes = new_figure(3.1)
    colour = style.STAGE_COLOURS[view.stage]
    for piece in pieces:
        years = np.array(piece.series.years)
        axes.scatter(years, 100 * piece.shares, s=28, color=colour, zorder=3)
        if piece.line is None:
            axes.plot(years, 100 * piece.shares, color=style.MUTED, linewidth=0.8, linestyle=(0, (1, 2)))
        else:
            axes.plot(years, 100 * piece.line.fitted, color=colour, linewidth=1.6)
            _draw_target(axes, view, piece)
    for year in view.breaks:
        vertical_limit(axes, year - 0.5, view.text(f"断点：{year}年起", f"break: {year}"))
    horizontal_limit(axes, 100 * view.target, view.text(f"目标 {view.target:.0%}", f"target {view.target:.0%}"))
    axes.set_ylim(bottom=0)
    axes.set_ylabel(view.text("大班额占班级的比例（%）", f"classes of {LARGE} or more (%)"))
    axes.xaxis.get_major_locator().set_params(integer=True)
    place = view.focus.place.in_(view.lang)
    axes.set_title(
        view.text(f"{place}：历年大班额占比与目标", f"{place}: large classes and the target"),
        pad=16 if view.breaks else 10,
    )
    zh, en = _LINES if any(piece.line for piece in pieces) else _NO_LINES
    show_figure(figure, view.text(f"{place}大班额占比：{zh}", f"{place}, share of large classes: {en}"))


_LINES = Words(
    f"点为各年数值，实线为二项模型，目标线上的横线为达到目标年份的{SAID_LEVEL}区间",
    f"dots are years, the line is the binomial model, the bar on the target its {SAID_LEVEL} interval of years",
)
_NO_LINES = Words("点为各年数值，点数太少，未作拟合", "dots are years; too few for a line")


def _draw_target(axes: Axes, view: ClassSizeView, piece: Piece) -> None:
    """A bar at the target from the earliest to the latest year, open to the right where there is no latest."""
    found, last = year_of_target(piece.line, view.target), piece.series.years[-1]
    if piece.line.share_a_year.value >= 0 or not np.isfinite(found.low) or found.low > last + FURTHEST:
        return
    end = min(found.high, last + FURTHEST)
    y = 100 * view.target
    estimate = found.estimate if found.estimate <= end else None
    grammar.interval(axes, y, found.low, end, estimate, linewidth=3.2, solid_capstyle="butt", zorder=4)
    if end < found.high:
        axes.annotate("→", (end, y), va="center", ha="left", fontsize=12)


def classes_struck_off(view: ClassSizeView) -> None:
    """Large classes left in each autumn if entry classes keep to the limit and none is split."""
    if not view.is_listed or len(remaining := view.ledger().remaining) < 2:
        return
    figure, axes = new_figure(2.3)
    grammar.column(axes, remaining.index, remaining, style.STAGE_COLOURS[view.stage])
    for year, count in remaining.items():
        grammar.above(axes, year, count, words.whole(count), gap=3)
    axes.set_xticks(list(remaining.index))
    axes.set_ylabel(view.text("大班额（个）", "large classes"))
    axes.margins(y=0.16)
    axes.grid(axis="x", visible=False)
    place = view.place.in_(view.lang)
    axes.set_title(
        view.text(
            f"{place}：起始年级不超限额时，大班额逐年销号情况",
            f"{place}: large classes left if entry grades keep to the limit",
        )
    )
    show_figure(figure, view.text("历年秋季剩余的大班额", "Large classes left, by autumn"))


def classes_ahead(view: ClassSizeView) -> None:
    """Classes run so far, classes the cohorts ahead need under the limit with their range, and today's rooms."""
    if not view.can_look_ahead:
        return
    evidence, ahead = view.focus.evidence, view.focus.forecast.counties
    figure, axes = new_figure(3.0)
    run = evidence.classes.groupby("year").size()
    colour = style.STAGE_COLOURS[view.stage]
    grammar.line(axes, run.index, run, style.INK)
    grammar.line(axes, ahead["year"], ahead["classes"], colour, "D", linestyle=(0, (4, 2)))
    axes.fill_between(ahead["year"], ahead["classes_low"], ahead["classes_high"], color=colour, alpha=0.22, linewidth=0)
    for (x, y), text, shade, side in (
        ((run.index[0], run.iloc[0]), view.text("实际班级", "classes run"), style.INK, "left"),
        ((ahead["year"].iloc[-1], ahead["classes"].iloc[-1]), view.text("所需班级", "classes needed"), colour, "right"),
    ):
        axes.annotate(
            text, (x, y), xytext=(0, -12), textcoords="offset points", ha=side, va="top", fontsize=8, color=shade
        )
    rooms = float(ahead["rooms"].iloc[0])
    if not np.isnan(rooms):
        horizontal_limit(axes, rooms, view.text(f"现有教室 {rooms:.0f}", f"rooms today {rooms:.0f}"))
    axes.margins(y=0.25)
    axes.xaxis.get_major_locator().set_params(integer=True)
    place = view.focus.place.in_(view.lang)
    axes.set_title(view.text(f"{place}：不超班额限额所需班级数", f"{place}: classes needed to keep to the limit"))
    show_figure(
        figure,
        view.text(
            f"{place}：实际班级数，以及按队列推算、每班不超限额所需的班级数（色带为历年升班率的最小至最大）",
            f"{place}: classes run, and those the cohorts ahead need under the limit (band: smallest to largest past ratio)",
        ),
    )
