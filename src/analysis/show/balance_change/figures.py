"""Why coefficients moved: parts by indicator, and the fall over the districts of a state."""

from __future__ import annotations

from matplotlib.axes import Axes

from analysis.insight.balance_change.parts import BalanceChange
from analysis.show.balance_change.view import BalanceChangeView, DistrictSpending
from analysis.show.page import grammar, style, words
from analysis.show.page.style import new_figure, show_figure

PARTS = (
    (("students",), "#0b6e99", False, ("学生变动", "students")),
    (("resources",), "#e08e0b", True, ("资源变动", "resources")),
    (("opened", "closed", "merged"), "#5b5b5b", False, ("学校布局", "set of schools")),
)


def balance_parts(view: BalanceChangeView) -> None:
    """Parts of each coefficient's change as bars from zero, the change itself as a diamond; a panel a stage."""
    stages = [stage for stage in view.view.stages if view.changes(stage)]
    if not stages:
        return
    longest = max(len(view.changes(stage)) for stage in stages)
    figure, panels = new_figure(1.5 + 0.34 * longest, columns=len(stages), sharex=True, sharey=True, squeeze=False)
    for axes, stage in zip(panels[0], stages, strict=True):
        changes = view.changes(stage)
        for row, (_, found) in enumerate(changes):
            _stacked(axes, row, found)
        grammar.zero(axes)
        grammar.rows(axes, [indicator.short.in_(view.lang) for indicator, _ in changes], above=0.5, below=0.5)
        axes.set_title(words.stage(stage, view.lang))
        axes.set_xlabel(view.text("差异系数的变化", "change of the coefficient"))
    handles = [grammar.bar(axes, 0, 0, colour, hatched, label=view.text(*said)) for _, colour, hatched, said in PARTS]
    handles.append(grammar.total(axes, [], [], label=view.text("合计", "together")))
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    show_figure(
        figure,
        view.text(
            f"{view.place}{view.first}—{view.last}年差异系数变化的分解：向右为更不均衡",
            f"{view.place}, {view.first}–{view.last}: changes of the coefficients, split; to the right is less even",
        ),
    )


def _stacked(axes: Axes, row: int, found: BalanceChange) -> None:
    """Positive parts to the right of zero, negative ones to the left."""
    reached = {True: 0.0, False: 0.0}
    for names, colour, is_hatched, _ in PARTS:
        part = float(found.parts[list(names)].sum())
        grammar.bar(axes, row, part, colour, is_hatched, reached[part >= 0])
        reached[part >= 0] += part
    grammar.total(axes, found.change, row)


def district_spending(view: DistrictSpending) -> None:
    """The coefficient of spending per student by year, over all districts of the state."""
    figure, axes = new_figure(2.6)
    line = view.by_year
    grammar.line(axes, line.index, line, style.STAGE_COLOURS["all"])
    for year in (view.years[0], view.years[-1]):
        grammar.above(axes, year, line[year], words.cv(line[year]))
    axes.set_ylim(0, 1.2 * line.max())
    axes.set_xticks(view.years)
    axes.set_ylabel(view.text("差异系数", "coefficient of variation"))
    axes.set_title(view.text("密歇根州学区生均支出的差异系数", "Michigan: spending per student between districts"))
    show_figure(
        figure,
        view.text(
            "550个学区生均支出的差异系数，学生加权",
            "Coefficient of variation of spending per student, weighted by students",
        ),
    )
