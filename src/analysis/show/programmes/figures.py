"""What a programme did: every county's difference, the estimate with its interval, and the truth where it is known."""

from __future__ import annotations

from analysis.insight.programmes.effect import ProgrammeEffect
from analysis.show.page import grammar, style
from analysis.show.page.intervals import SAID_LEVEL
from analysis.show.page.marks import vertical_limit
from analysis.show.page.style import new_figure, show_figure
from analysis.show.programmes.view import ProgrammeView


def programme_effect(view: ProgrammeView) -> None:
    """Differences of counties without and with the programme, and the effect below them."""
    found = view.effect
    if not isinstance(found, ProgrammeEffect):
        return
    figure, axes = new_figure(2.5)
    table = found.by_county
    for row, is_treated in enumerate((False, True)):
        mine = 100 * table.loc[table["is_treated"] == is_treated, "difference"]
        colour = style.STAGE_COLOURS["primary"] if is_treated else style.MUTED
        grammar.strip(axes, row, mine, colour, "o" if is_treated else "s", height=0.3)
        grammar.stroke(axes, mine.mean(), row, 0.3)
    low, middle, high = (100 * one for one in (found.low, found.estimate, found.high))
    grammar.interval(axes, 2, low, high, middle, linewidth=2.2)
    labels = (("非项目县", "without"), ("项目县", "programme"), (f"成效（{SAID_LEVEL}区间）", f"effect ({SAID_LEVEL})"))
    grammar.rows(axes, [view.text(*label) for label in labels])
    grammar.zero(axes)
    if view.programme.truth is not None:
        truth = 100 * view.programme.truth
        shown = f"{truth:+.1f}".replace("-", "−")
        vertical_limit(axes, truth, view.text(f"模拟真值 {shown}", f"truth of the simulation {shown}"))
    axes.set_xlabel(
        view.text("实际值减比照值（百分点）；竖线为均值", "actual minus compared with (points); bars are means")
    )
    axes.set_title(view.text("项目成效", "Effect of the programme"), pad=20)
    show_figure(
        figure,
        view.text(
            "各县实际占比与比照值之差，及由此估计的项目成效",
            "Differences by county, and the effect estimated from them",
        ),
    )
