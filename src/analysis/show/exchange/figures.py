"""Teacher exchange: two bases in two panels, flows between town and country, bases implied by printed ratios."""

from __future__ import annotations

from analysis.insight.exchange.ratios import MEASURES
from analysis.show.exchange.view import ExchangeView
from analysis.show.page import grammar, style
from analysis.show.page.style import new_figure, show_figure

TWO_BASES = ("exchanged_of_eligible", "exchanged_of_all")


def two_bases(view: ExchangeView) -> None:
    """The ratio to eligible and to all teachers, each in a panel of its own; counties thin, all together bold."""
    if not view.has_counts:
        return
    measures = [name for name in TWO_BASES if len(view.by_year(name))]
    figure, panels = new_figure(3.0, columns=len(measures), squeeze=False)
    for axes, name in zip(panels[0], measures, strict=True):
        mine = view.ratios[view.ratios["measure"] == name]
        if not view.county:
            for _, line in mine.groupby("county"):
                axes.plot(line["year"], 100 * line["ratio"], color=style.MUTED, linewidth=0.7, alpha=0.6)
        whole = 100 * view.by_year(name)["ratio"]
        grammar.line(axes, whole.index, whole, style.STAGE_COLOURS["primary"], linewidth=2)
        for k in (0, -1):
            grammar.above(axes, whole.index[k], whole.iloc[k], f"{whole.iloc[k]:.1f}", has_halo=True)
        axes.set_title(MEASURES[name].in_(view.lang), fontsize=9)
        axes.set_ylim(bottom=0)
        axes.set_xticks(list(whole.index)[:: 1 if len(whole) <= 5 else 3])
    panels[0][0].set_ylabel("%")
    thin = "" if view.county else view.text("，细线为各县", "; thin lines are counties")
    show_figure(
        figure,
        view.text(
            f"{view.place.zh}的交流比例，两种基数分别列示{thin}",
            f"Exchange in {view.place.en}, each base by itself{thin}",
        ),
    )


def flows(view: ExchangeView) -> None:
    """Teachers from town to country and back by year, and what the country gains."""
    if view.flows is None:
        return
    found = view.flows.groupby("year")[["town_to_country", "country_to_town", "to_country_net"]].sum()
    figure, axes = new_figure(2.8)
    grammar.column(axes, found.index, found["town_to_country"], style.STAGE_COLOURS["primary"])
    grammar.column(axes, found.index, -found["country_to_town"], style.STAGE_COLOURS["junior"], is_hatched=True)
    grammar.line(axes, found.index, found["to_country_net"], style.INK, "D", linewidth=1, markerfacecolor="white")
    grammar.zero(axes, is_upright=False)
    year = found.index[-1]
    for y, label in (
        (found["town_to_country"].iloc[-1], view.text("城镇→乡村", "town → country")),
        (found["to_country_net"].iloc[-1], view.text("乡村净得", "net to the country")),
        (-found["country_to_town"].iloc[-1], view.text("乡村→城镇", "country → town")),
    ):
        grammar.beside(axes, year + grammar.COLUMN / 2, y, label, gap=8)
    axes.set_xlim(found.index[0] - 0.6, year + grammar.COLUMN / 2 + 0.3 * max(3, len(found)))
    axes.set_xticks(list(found.index)[:: 1 if len(found) <= 6 else 3])
    bottom, top = axes.get_ylim()
    axes.set_ylim(1.1 * bottom, 1.1 * top)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    axes.grid(axis="x", visible=False)
    axes.set_ylabel(view.text("交流教师（人）", "teachers exchanged"))
    axes.set_title(view.text("城乡之间的交流", "Exchange between town and country"))
    show_figure(
        figure,
        view.text(
            f"{view.place.zh}：上为由城镇到乡村，下（斜纹）为由乡村到城镇，折线为乡村净得",
            f"{view.place.en}: above, town to country; below (hatched), back; the line is what the country gains",
        ),
    )
