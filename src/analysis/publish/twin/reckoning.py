"""The formulas of the workbook as text: functions that Excel 2007, WPS and LibreOffice all have, and nothing that runs."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.publish.twin.grid import Cell, runs
from analysis.rules.results import ANSWER_WORDS, Answer

NOISE = 11  # decimals beyond which a difference is what binary arithmetic leaves
NOTHING = '""'


def quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def said(answer: Answer, lang: str) -> str:
    """An answer inside a formula."""
    return quoted(ANSWER_WORDS[answer].in_(lang))


def known(*cells: object) -> str:
    """Whether all of these are numbers; an empty cell is not known and never 0."""
    return f"COUNT({','.join(map(str, cells))})={len(cells)}"


def where_known(cells: Sequence[object], result: str) -> str:
    """A result that rests on these; nothing where one is not known."""
    return f"IF({known(*cells)},{result},{NOTHING})"


def figure(cell: object) -> str:
    """A figure of another cell; nothing where that is empty, for a formula that names an empty cell says 0."""
    return where_known([cell], str(cell))


_KEEPS = {"at_least": ">=", "at_most": "<=", "below": "<"}


def keeps(value: object, limit: object, sense: str) -> str:
    """Whether a value keeps a limit, unrounded."""
    return f"ROUND({value}-{limit},{NOISE}){_KEEPS[sense]}0"


def judged(
    ends: tuple[object, object], limit: str, rests_on: Sequence[object], sense: str, answers: Sequence[str]
) -> str:
    """The answer for what lies between two ends: met, not met, or open, in this order in `answers`.

    rests_on : the cells of the limit
    """
    met, failed, open_ = answers
    best, worst = ends if sense == "at_least" else reversed(ends)  # the end that has to keep the limit, and the other
    if best == worst:
        return f"IF({known(best, *rests_on)},IF({keeps(best, limit, sense)},{met},{failed}),{open_})"
    fails = f"IF({known(worst, *rests_on)},IF({keeps(worst, limit, sense)},{open_},{failed}),{open_})"
    return f"IF({known(best, *rests_on)},IF({keeps(best, limit, sense)},{met},{fails}),{fails})"


def how_many(cells: Sequence[Cell], text: str) -> str:
    """How many of the cells say this."""
    return "+".join(f"COUNTIF({run},{text})" for run in runs(cells)) or "0"


def all_of(cells: Sequence[Cell], lang: str) -> str:
    """One answer over many: one failure decides, else one that is open; nothing at all is open."""
    met, failed, open_ = (said(answer, lang) for answer in (Answer.MET, Answer.NOT_MET, Answer.CANNOT_JUDGE))
    if not cells:
        return open_
    return f"IF({how_many(cells, failed)}>0,{failed},IF({how_many(cells, met)}={len(cells)},{met},{open_}))"


def none_over(excess: str, count: int, lang: str) -> str:
    """The answer over a range of excesses: one above 0 decides, else one that is not known."""
    met, failed, open_ = (said(answer, lang) for answer in (Answer.MET, Answer.NOT_MET, Answer.CANNOT_JUDGE))
    return f'IF(COUNTIF({excess},">0")>0,{failed},IF(COUNT({excess})={count},{met},{open_}))'
