"""Who the schools are: their sizes, and the lines at which rules switch."""

from __future__ import annotations

from analysis.rules.counting.sections import SCOPE_LINES
from analysis.show.county.view import View
from analysis.show.page import grammar, style, words
from analysis.show.page.marks import area_legend, vertical_limit
from analysis.show.page.style import new_figure, show_figure


def school_sizes(view: View) -> None:
    """Every counted section by its number of students, on a log axis, with the lines where rules switch."""
    figure, axes = new_figure(1.1 + 0.85 * len(view.stages))
    for row, stage in enumerate(view.stages):
        sections = view.rows_of(stage)
        for area in (*view.areas, ""):
            colour, marker = style.area_style(area, view.areas)
            grammar.strip(axes, row, sections.loc[sections["area"] == area, "students"], colour, marker)
    axes.set_xscale("log")
    grammar.rows(axes, [words.stage(stage, view.lang) for stage in view.stages], above=0.75, below=0.45)
    ticks = [20, 50, 100, 200, 500, 1000, 2000, 5000]
    low, high = axes.get_xlim()
    axes.set_xticks(ticks := [t for t in ticks if low <= t <= high], [words.whole(t) for t in ticks])
    axes.minorticks_off()
    for line in (*SCOPE_LINES, *_size_limits(view)) if view.standard else ():
        if low <= line <= high:
            vertical_limit(axes, line, words.whole(line))
    axes.set_xlabel(view.text("在校生数（人，对数刻度）", "students (log scale)"), loc="left")
    axes.set_title(view.text("学校规模", "How large the schools are"), pad=22)
    area_legend(axes, view, set(view.sections.rows["area"]))
    show_figure(
        figure,
        view.text(
            "各学段学校的在校生数；虚线为规则适用范围或规模限值所在处",
            "Students of every counted section; dashed lines mark where scope or size limits switch",
        )
        if view.standard
        else view.text("各学段学校的在校生数", "Students of every counted section"),
    )


def _size_limits(view: View) -> list[float]:
    limits = view.limits_by_whom("school_size")
    return sorted({limits[stage].value for stage in view.stages if stage in limits})
