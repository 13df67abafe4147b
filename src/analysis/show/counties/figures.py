"""Counties side by side: what composites hide, and level against balance."""

from __future__ import annotations

import re
import textwrap

from matplotlib.axes import Axes

from analysis.language import Words
from analysis.rules.results import Answer
from analysis.rules.standards import Standard
from analysis.show.counties.tables import shown
from analysis.show.counties.view import Counties, CountyRow
from analysis.show.page import grammar, style, words
from analysis.show.page.marks import horizontal_limit, label_points, vertical_limit
from analysis.show.page.style import new_figure, show_figure
from analysis.tables.schools import STAGES

LABEL = 28  # signs a line of a direct label takes before it runs into the next panel


def composites(view: Counties, standard: Standard | None) -> None:
    """Single coefficients (dots) around their composite (bar), a panel a stage; dots over the composite's limit named."""
    rows = view.under(standard)
    stages = list(dict.fromkeys(row.stage for row in rows))
    counties = list(dict.fromkeys((row.place, row.year) for row in rows))
    figure, panels = new_figure(
        1.1 + 0.29 * len(counties), columns=len(stages), sharex=True, sharey=True, squeeze=False
    )
    labels = [_called(place, year, view.lang) for place, year in counties]
    for axes, stage in zip(panels[0], stages, strict=True):
        grammar.rows(axes, labels, 7.5, is_ruled=True)
        mine = [row for row in rows if row.stage == stage]
        for row in mine:
            _draw_row(axes, view, row, counties.index((row.place, row.year)))
        grammar.limits(axes, filter(None, [_common_limit(mine)]))
        axes.set_title(words.stage(stage, view.lang), pad=16)
        axes.set_xlabel(view.text("差异系数", "coefficient of variation"))
    first = panels[0][0]
    widest = max(figure.value for row in rows for figure in row.cvs.values())
    first.set_xlim(0, 1.75 * widest)  # room for the names at the right
    first.set_xticks([tick for tick in (0, 0.5, 1, 1.5) if tick < 1.75 * widest])
    show_figure(figure, _composites_caption(view, rows))


_ABOVE = re.compile(r"^(?:.+?(?:省|自治区)(?=.))?(?:.+?市(?=.))?")  # province and city before a county's own name


def _called(place: Words, year: int | None, lang: str) -> str:
    """A county and year beside a mark: its own name without those of the province and city, which the tables tell."""
    own = _ABOVE.sub("", place.zh) if lang == "zh" else place.en.partition(",")[0]
    return f"{own} {year}" if year else own


def _composites_caption(view: Counties, rows: list[CountyRow]) -> str:
    if any(row.composite_limit for row in rows):
        return view.text(
            "各县区的单项差异系数（圆点）与综合差异系数（竖线）；虚线为综合差异系数限值，高于该值的单项中标出最大的一项",
            "Single coefficients (dots) and the composite (bar) by county; dashed: the composite's limit; of the singles "
            "above it the largest is named",
        )
    return view.text(
        "各县区的单项差异系数（圆点）；虚线为单项限值，超过者中标出最大的一项，竖线为原文所载各项平均值（仅供参考）",
        "Single coefficients (dots) by county; dashed: the limit of each; of those over it the largest is named; bar: the "
        "printed mean, for information",
    )


def _draw_row(axes: Axes, view: Counties, row: CountyRow, y: int) -> None:
    colour = style.STAGE_COLOURS[row.stage]
    values = [figure.value for figure in row.cvs.values()]
    axes.plot([min(values), max(values)], [y, y], color=style.GRID, linewidth=2.2, zorder=1)
    axes.scatter(values, [y] * len(values), s=13, color=colour, alpha=0.75, linewidth=0, zorder=2)
    if row.composite:
        grammar.stroke(axes, row.composite.value, y, 0.34, zorder=3)
    for name in (row.hidden or _over_own_limit(row))[:1]:
        figure = row.cvs[name]
        number = min(shown(figure), words.cv(figure.value), key=len)  # three decimals, or as few as are printed
        text = textwrap.fill(f"{view.indicators[name].short.in_(view.lang)} {number}", LABEL)
        grammar.beside(axes, figure.value, y, text, size=6.5, has_halo=True)


def _over_own_limit(row: CountyRow) -> list[str]:
    """Indicators over their own limit, largest first."""
    failing = [name for name, verdict in row.cv_verdicts().items() if verdict.answer is Answer.NOT_MET]
    return sorted(failing, key=lambda name: -row.cvs[name].value)


def _common_limit(rows: list[CountyRow]) -> float | None:
    """The composite's limit, or that of every single coefficient where the standard has no composite."""
    found = {row.composite_limit.value for row in rows if row.composite_limit}
    found = found or {v.limit.value for row in rows for v in row.cv_verdicts().values() if v.limit}
    return found.pop() if len(found) == 1 else None


def level_and_balance(view: Counties, indicator: str, standard: Standard, stage: str) -> None:
    """Mean against coefficient of one indicator; the axes cross at a standard's own threshold and limit."""
    rows = [row for row in view.rows if row.stage == stage and indicator in row.cvs and indicator in row.means]
    day = max((row.day for row in rows if row.year), default=standard.issued)
    level, balance = (standard.limits(measure, day, stage)[indicator] for measure in ("resource", "cv"))
    figure, axes = new_figure(3.9)
    labels = []
    for row in rows:
        mean, cv = row.means[indicator].value, row.cvs[indicator].value
        own = row.standard is not None and row.standard.id == standard.id
        axes.scatter(
            mean, cv, s=34, marker=style.STAGE_MARKERS[stage], edgecolor=style.STAGE_COLOURS[stage], linewidth=1.3,
            color=style.STAGE_COLOURS[stage] if own else "white",
        )  # fmt: skip
        labels.append((mean, cv, _called(row.place, row.year, view.lang)))
    vertical_limit(axes, level.value, "")
    horizontal_limit(axes, balance.value, "")
    _name_quadrants(axes, view)
    about = view.indicators[indicator]
    axes.set_xlabel(f"{view.text('均值', 'mean')} ({about.unit.in_(view.lang)})")
    axes.set_ylabel(view.text("差异系数（越低越均衡）", "coefficient of variation (lower: more even)"))
    axes.margins(0.16, 0.14)
    title = f"{about.short.in_(view.lang)} ({words.stage(stage, view.lang)})"
    axes.set_title(view.text("水平与均衡：", "Level and balance: ") + title)
    label_points(axes, labels)
    show_figure(
        figure,
        view.text(
            f"虚线为{standard.document}对每所学校的标准{level.value:g}和差异系数限值{balance.value:.2f}，均值达到标准不等于各校达标；"
            "空心点原按其他文件评估、年份原文未载明，两条虚线对其并不适用，仅供对照",
            f"Dashed: the threshold {level.value:g} that {standard.document} sets for every school and its limit "
            f"{balance.value:.2f}; a mean at the threshold does not mean that every school is. Hollow points were evaluated "
            "under another document, in years not stated: the dashed lines do not apply to them",
        ),
    )


def _name_quadrants(axes: Axes, view: Counties) -> None:
    corners = {
        (0.01, 0.01, "left", "bottom"): ("均值低于标准，系数不高于限值", "mean below threshold, CV within limit"),
        (0.99, 0.01, "right", "bottom"): ("均值不低于标准，系数不高于限值", "mean at threshold, CV within limit"),
        (0.01, 0.99, "left", "top"): ("均值低于标准，系数高于限值", "mean below threshold, CV over limit"),
        (0.99, 0.99, "right", "top"): ("均值不低于标准，系数高于限值", "mean at threshold, CV over limit"),
    }
    for (x, y, side, edge), (zh, en) in corners.items():
        axes.text(
            x, y, view.text(zh, en), transform=axes.transAxes, ha=side, va=edge, fontsize=8, color=style.MUTED,
        )  # fmt: skip


def quadrants(view: Counties, indicator: str) -> None:
    """Level and balance of one indicator for every stage that a standard of these rows has both limits for."""
    drawn = 0
    for standard in filter(None, view.standards):
        day = max((row.day for row in view.rows if row.year), default=standard.issued)
        for stage in STAGES:
            both = all(indicator in standard.limits(measure, day, stage) for measure in ("resource", "cv"))
            if both and any(row.stage == stage and indicator in row.means for row in view.rows):
                level_and_balance(view, indicator, standard, stage)
                drawn += 1
    if not drawn:
        view.say(
            zh="这些行没有适用的标准和限值，此图从略。", en="No threshold and limit apply to these rows: no figure."
        )
