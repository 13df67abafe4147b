"""A plan in pictures: where each coefficient is and would be, and where the money goes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from analysis.insight.plan.additions import common_additions
from analysis.language import Words
from analysis.rules.results import Verdict
from analysis.show.page import grammar, words
from analysis.show.page.style import new_figure, on_axis, show_figure
from analysis.show.plan.view import PlanView

MOST_SCHOOLS = 20
SHADES = ("#0b6e99", "#e08e0b", "#2a9d6f", "#8e3b6f", "#5b5b5b", "#b5c7d3", "#d9b26f", "#7fc0a4")


def coefficients(view: PlanView) -> None:
    """Each coefficient now (hollow) and with the plan (filled), against its limit."""
    if view.plan is None or view.plan.works.empty:
        return
    before, after = view.plan.before.cvs, view.plan.after.cvs
    stages = [stage for stage in view.view.stages if any(key[0] == stage for key in before)]
    figure, panels = new_figure(3.1, columns=len(stages), sharey=True, sharex=True, squeeze=False)
    names = list(view.plan.before.indicators)
    for axes, stage in zip(panels[0], stages, strict=True):
        for row, name in enumerate(names):
            _pair(axes, row, stage, before.get((stage, name)), after.get((stage, name)))
        grammar.limits(axes, (one.limit.value for (of, _), one in before.items() if of == stage and one.limit))
        axes.set_title(words.stage(stage, view.lang), fontsize=9, pad=16)
        grammar.rows(axes, [_short(view, name) for name in names], 7.5)
        axes.set_xlabel(view.text("差异系数", "coefficient of variation"))
    panels[0][0].set_xlim(left=0)
    caption = Words(
        f"{view.view.place}：校际差异系数，空心为现状，实心为方案实施后{_kind(view).zh}",
        f"{view.view.place}: coefficients of variation, hollow now, filled with the plan{_kind(view).en}",
    )
    show_figure(figure, caption.in_(view.lang))


def _pair(axes: Axes, row: int, stage: str, before: Verdict | None, after: Verdict | None) -> None:
    values = [one.result.value if one else float("nan") for one in (before, after)]
    if all(value == value for value in values):
        grammar.pair(axes, row, *values, stage)


def cost_by_school(view: PlanView) -> None:
    """What each school's additions cost, by kind; the schools with least money together."""
    if view.plan is None or not view.plan.works["cost"].sum():
        return
    scale = 1e4 if view.lang == "zh" else 1e3
    table = (
        view.works.pivot_table(index="school_id", columns="addition", values="cost", aggfunc="sum", fill_value=0.0)
        / scale
    )
    shown, rest = view.schools[:MOST_SCHOOLS], view.schools[MOST_SCHOOLS:]
    kinds = [name for name in common_additions() if name in table and table[name].sum() > 0]
    names = view.works.drop_duplicates("school_id").set_index("school_id")["school"]
    labels = [on_axis(names[school]) for school in shown]
    bars = table.loc[shown, kinds].to_numpy()
    if rest:
        labels.append(view.text(f"其余{len(rest)}所", words.counted(len(rest), "other")))
        bars = np.vstack([bars, table.loc[rest, kinds].sum().to_numpy()])
    figure, axes = new_figure(0.9 + 0.24 * len(labels))
    start = np.zeros(len(labels))
    for k, name in enumerate(kinds):
        label = common_additions()[name].label.in_(view.lang)
        grammar.bar(axes, range(len(labels)), bars[:, k], SHADES[k % len(SHADES)], start=start, label=label)
        start += bars[:, k]
    grammar.rows(axes, labels, 7, above=None)
    axes.set_xlabel(view.text("费用（万元）", "cost (thousand yuan)"))
    figure.legend(loc="outside lower center", ncols=2, fontsize=7)
    caption = Words(
        f"{view.view.place}：各校新增资源的费用{_kind(view).zh}",
        f"{view.view.place}: cost of additions by school{_kind(view).en}",
    )
    show_figure(figure, caption.in_(view.lang))


def _short(view: PlanView, name: str) -> str:
    return view.view.table.terms.indicators[name].short.in_(view.lang)


def _kind(view: PlanView) -> Words:
    """What kind of data and costs a figure rests on."""
    banner = view.view.table.provenance.banner
    said = [one for one in (banner, Words("示例单价", "example unit costs") if view.costs.is_example else None) if one]
    if not said:
        return Words("", "")
    return Words(f"（{'；'.join(one.zh for one in said)}）", f" ({'; '.join(one.en for one in said)})")
