"""Bases implied by printed ratios, year by year."""

from __future__ import annotations

from analysis.show.page import grammar, style
from analysis.show.page.style import new_figure, show_figure
from analysis.show.printed_points.view import PrintedPoints


def implied_bases(view: PrintedPoints) -> None:
    """The bases each printed ratio of all teachers can have, year by year: where they jump, the ratio is no trend."""
    trends = {key: trend for key, trend in view.exchange_trends().items() if key[1] == "exchanged_of_all"}
    for (place, _), trend in trends.items():
        figure, axes = new_figure(2.7)
        for one in trend.years:
            jumps = one.year in trend.jumps
            colour = style.LIMIT if jumps else style.STAGE_COLOURS["primary"]
            axes.plot([one.year] * 2, [one.base.low, one.base.high], color=colour, linewidth=7, solid_capstyle="butt")
            axes.plot(
                [one.year - 0.09, one.year + 0.09], [(one.base.low + one.base.high) / 2] * 2, color=colour, linewidth=2
            )
            text = view.text(f"{one.count}人，{one.percent}%\n", f"{one.count} at {one.percent}%\n")
            text += f"{one.base.low}–{one.base.high}" + (view.text(" 跳变", " jumps") if jumps else "")
            grammar.above(axes, one.year, one.base.high, text)
        axes.set_xticks([one.year for one in trend.years])
        axes.margins(x=0.22, y=0.3)
        axes.grid(axis="x", visible=False)
        axes.set_ylabel(view.text("隐含的教师总数", "teachers implied"))
        name = view.place_name(place)
        axes.set_title(view.text(f"{name}：所载比例隐含的教师总数", f"{name}: teachers implied by the printed ratios"))
        show_figure(
            figure,
            view.text(
                "由交流人数和所载比例反推的教师总数，粗线为一切可能的整数",
                "Teachers implied by count and printed ratio; bars are all whole numbers possible",
            ),
        )
