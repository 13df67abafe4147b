"""A framework in pictures: what each item rests on and how it came out; a score built up from its deductions."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from itertools import accumulate

from analysis.language import Words
from analysis.rules.results import Answer
from analysis.show.guarantee.tables import best_evidence
from analysis.show.guarantee.view import GuaranteeView, Line
from analysis.show.page import grammar, style, words
from analysis.show.page.stated import Evidence
from analysis.show.page.style import new_figure, show_figure

_FILL = {Answer.MET: "#2a9d6f", Answer.NOT_MET: style.LIMIT, Answer.CANNOT_JUDGE: "#dde3ea"}
#: Over the columns, short enough to stand side by side.
_HEADS = {
    Evidence.COUNTED: Words("有计数\n可核", "rests on\ncounts"),
    Evidence.PRINTED: Words("只有所载\n比例或总数", "rate or total\nas printed"),
    Evidence.FOUND: Words("有认定结论", "stated\nfinding"),
    Evidence.BLANK: Words("缺失、缺损\n或不全", "missing or\nincomplete"),
    Evidence.NONE: Words("未填报", "not stated"),
}
_MOST_SIGNS = {"zh": 32, "en": 64}  # of a line of an item's name beside its row
_ROW, _LINE = 0.115, 0.8  # inches of a row; rows that each further line of its name takes


def coverage(view: GuaranteeView) -> None:
    """One row an item something is stated of: the column says what its answer rests on, mark and colour how it came out.

    What nothing is stated of is counted, one row a part.
    """
    rows = [row for part in view.parts for row in _rows(view, part)]
    kinds = list(Evidence)
    names = [textwrap.fill(label, _MOST_SIGNS[view.lang]) for label, *_ in rows]
    high = [1 + _LINE * name.count("\n") for name in names]
    places = [end - own / 2 for end, own in zip(accumulate(high), high, strict=True)]
    figure, axes = new_figure(0.7 + _ROW * sum(high))
    for place, (_, kind, answer, text) in zip(places, rows, strict=True):
        column = kinds.index(kind)
        axes.scatter(column, place, s=60, marker="s", color=_FILL[answer], edgecolor=style.MUTED, linewidth=0.5)
        ink = style.INK if answer is Answer.CANNOT_JUDGE else "white"
        axes.annotate(text, (column, place), ha="center", va="center", fontsize=7, color=ink)
    grammar.rows(axes, names, 7, above=0.5, below=0.5, is_ruled=True, at=places)
    axes.set_xticks(range(len(kinds)), [_HEADS[kind].in_(view.lang) for kind in kinds])
    axes.tick_params(axis="x", labelsize=7.5, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.set_xlim(-0.5, len(kinds) - 0.5)
    caption = view.text("各项判断的依据和结果", "Items by basis and answer")
    show_figure(figure, f"{caption}{view.text('：', ': ')}{view.record.place.in_(view.lang)}")


def _rows(view: GuaranteeView, part: str) -> Iterator[tuple[str, Evidence, Answer, str]]:
    """Label, column, colour and what stands in the square."""
    unstated = 0
    for line in (one for one in view.lines(part) if one.is_judged or not view.judged_lines):
        kind = best_evidence(line)
        if kind is Evidence.NONE:
            unstated += 1
        else:
            yield line.label.in_(view.lang), kind, line.answer, _mark(line)
    if unstated:
        label = view.parts[part].in_(view.lang)
        others = words.counted(unstated, "other item")
        said = view.text(f"{label}：其余{unstated}项", f"{label}: {others}")
        yield said, Evidence.NONE, Answer.CANNOT_JUDGE, str(unstated)


def _mark(line: Line) -> str:
    """How an item came out; how many numbers there are where numbers are only counted."""
    first = line.verdicts[0]
    return f"{first.result.value:g}" if first.measure == "evidence" else words.MARKS[line.answer]


def score(view: GuaranteeView) -> None:
    """Full marks, each deduction, the score: for frameworks that count so."""
    sheet = next(iter(view.verdict.verdicts.where(measure="deductions")), None)
    taken = sorted(view.record.of("deduction"), key=lambda one: int(one.part_of)) if sheet else []
    if not taken or math.isnan(sheet.result.value):
        return
    full = left = sheet.result.value + sum(one.value for one in taken)
    steps = [grammar.Step(view.text("满分", "full marks"), 0.0, full, f"{full:g}", style.INK)]
    for one in taken:
        name = view.text(f"第{one.part_of}点", f"point {one.part_of}")
        steps.append(grammar.Step(name, left - one.value, left, f"−{one.value:g}", style.LIMIT))
        left -= one.value
    steps.append(grammar.Step(view.text("得分", "score"), 0.0, left, f"{left:g}", style.STAGE_COLOURS["primary"]))
    figure, axes = new_figure(0.9 + 0.34 * len(steps))
    grammar.steps(axes, steps)
    axes.set_xlim(min(90.0, math.floor(left) - 2), full + 1)
    axes.set_xlabel(view.text("分（横轴不从0起）", "points (the axis does not start at 0)"))
    show_figure(figure, view.text("得分由满分减去各项扣分", "The score: full marks less each deduction"))
