"""The audit in pictures: how the answers of one report fall, and each total built up from its parts."""

from __future__ import annotations

from analysis.insight.reports.arithmetic.units import english
from analysis.insight.reports.findings import CONCLUSION_WORDS, Conclusion, Finding
from analysis.insight.reports.overview import waterfall_frame
from analysis.language import begun
from analysis.show.page import grammar, style, words
from analysis.show.page.style import new_figure, show_figure
from analysis.show.reports.matter import named
from analysis.show.reports.view import ReportsView

MOST_TOTALS = 4  # a page of them; those that do not close come first
_COLOURS = {"part": style.STAGE_COLOURS["primary"], "unexplained": style.LIMIT, "total": style.INK}


def waterfalls(view: ReportsView) -> None:
    """A waterfall for each total of the report, up to a page of them."""
    for found in view.totals[:MOST_TOTALS]:
        waterfall(view, found)
    if not view.totals:
        view.say(zh="这份报告没有载明可以相加的分项。", en="This report prints no parts that add up to a total.")


def waterfall(view: ReportsView, found: Finding) -> None:
    """One total: its parts in order, what they leave unexplained, the printed total."""
    frame = waterfall_frame(view.audit, found, view.lang)
    figure, axes = new_figure(0.95 + 0.3 * len(frame))
    steps = [
        grammar.Step(
            line.step, line.start, line.end, words.number(line.value, 0 if float(line.value).is_integer() else 2),
            _COLOURS[line.kind], line.kind == "unexplained",
        )
        for line in frame.itertuples()
    ]  # fmt: skip
    grammar.steps(axes, steps, size=7.5)
    axes.margins(x=0.12)
    title = begun(found.subject.in_(view.lang))
    figure.suptitle(title, x=0.01, ha="left", fontsize=10.5)
    unit = view.audit.reports[found.report].fact(found.facts[0]).unit
    axes.set_xlabel(unit if view.lang == "zh" else english(unit))
    answer = CONCLUSION_WORDS[found.conclusion].in_(view.lang)
    show_figure(
        figure, view.text(f"{title}：合计由各部分构成，{answer}", f"{title}: the total from its parts, {answer}")
    )


def audit_answers(view: ReportsView) -> None:
    """How many answers of each kind one report has."""
    kinds = [one for one in Conclusion if view.counts[one]]
    figure, axes = new_figure(0.9 + 0.3 * len(kinds))
    rows = range(len(kinds))
    bars = grammar.bar(axes, rows, [view.counts[kind] for kind in kinds], style.STAGE_COLOURS["primary"])
    axes.bar_label(bars, padding=4)
    grammar.rows(axes, [CONCLUSION_WORDS[kind].in_(view.lang) for kind in kinds], above=None)
    axes.set_xlabel(view.text("条数", "number of answers"))
    title = named(view.report).in_(view.lang)
    axes.set_title(view.text(f"复核结果：{title}", f"Answers: {title}"))
    show_figure(figure, view.text(f"{title}报告复核结果的分布", f"Answers of the audit for {title}"))
