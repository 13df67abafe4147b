"""Rows of several counts under the totals before them: 学校46所,在校生27660人。小学31所,学生15230人;初中15所,学生12430人."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from analysis.insight.reports.reading.grammar.cues import cues
from analysis.insight.reports.reading.grammar.mentions import Mention
from analysis.insight.reports.reading.grammar.page import Page, Reading, at, claim

WIDEST = 24  # columns of a table
MOST_ROWS = 60
TOTAL_ROW = re.compile(
    r"(?:(?:19|20)\d\d(?:学年度?|年度?))?(?:合计|总计|共计|小计|全[县区市]合计)(?P<column>[^,;:、()\d]{2,})"
)
FAR = 10  # counts between the first row and a total before it
Row = tuple[Mention, ...]


def rows(page: Page) -> Iterator[Reading]:
    """A sum for each column that has a total in the sentence before; 其中 leaves open whether rows are missing."""
    for _, sentence in groupby(page.mentions, key=lambda one: one.sentence):
        found = _rows([one for one in sentence if one.is_part and not one.depth])
        if found:
            yield from _columns(page, found)


def _rows(counts: Sequence[Mention]) -> list[Row]:
    """The last run of segments that count the same things in the same order, each under another name."""
    run: list[Row] = []
    for _, members in groupby(counts, key=lambda one: one.segment):
        row = tuple(members)
        if begun := [place for place, one in enumerate(row) if any(word in one.gap for word in cues().of_which)]:
            run, row = [], row[begun[-1] :]
        if run and not _is_alike(run, row):
            run = []
        run.append(row)
    return run if len(run) > 1 and _is_row(run[0]) else []


def _is_row(row: Row) -> bool:
    """Several counts, the first of other things than the rest."""
    return len(row) > 1 and not any(row[0].like(one) for one in row[1:])


def _is_alike(run: Sequence[Row], row: Row) -> bool:
    shapes = [[one.powers for one in each] for each in (run[-1], row)]
    return shapes[0] == shapes[1] and row[0].label not in [each[0].label for each in run]


def _columns(page: Page, found: Sequence[Row]) -> Iterator[Reading]:
    first = found[0][0]
    wholes = [
        one
        for one in page.before(first.place, FAR)
        if one.is_part and not one.depth and first.sentence - 1 <= one.sentence
    ]
    columns = list(zip(*found, strict=True))
    totals = [next((one for one in wholes if _counts_all(page, one, column)), None) for column in columns]
    if not any(word in first.gap for word in cues().of_which) and len([one for one in totals if one]) < 2:
        return  # one number of the same unit before the rows need not be their total
    for whole, column in zip(totals, columns, strict=True):
        if whole:
            yield claim("sum", whole.place, " + ".join(at(one.place) for one in column), "likely")


def _counts_all(page: Page, whole: Mention, column: Row) -> bool:
    """Whether a count before the rows is of what a column counts: schools, students under any of their names."""
    if not all(whole.like(one) for one in column):
        return False
    if whole.unit == cues().noun["schools"].unit:
        return True
    return bool(_nouns(page, whole)) and all(_nouns(page, whole) & _nouns(page, one) for one in column)


def _nouns(page: Page, one: Mention) -> set[str]:
    """What a count is of: its name, and the noun this is a word for."""
    name = page.cores[one.place]
    return {name} | {noun for noun, said in cues().noun.items() if name in said.words}


def column_totals(page: Page) -> Iterator[Reading]:
    """合计学校数42所。 behind 小学学校数31所。 初中学校数11所。: the last row of a table, read as its lines."""
    for one in page.mentions:
        if not one.is_part or not (said := TOTAL_ROW.fullmatch(one.clause.strip())):
            continue
        parts = list(_column_above(page, one, said["column"]))
        if len(parts) > 1:
            yield claim("sum", one.place, " + ".join(at(part.place) for part in reversed(parts)), "likely")


def _column_above(page: Page, total: Mention, column: str) -> Iterator[Mention]:
    """The numbers under the same head in the rows before, up to another total or a row that is not of the table."""
    below = total
    for one in page.before(total.place, MOST_ROWS * WIDEST):
        if below.place - one.place > WIDEST:
            return
        words = one.clause.strip()
        if not words.endswith(column) or not one.like(total) or one.number.year != total.number.year:
            continue
        if TOTAL_ROW.fullmatch(words) or (below.place != total.place and words == below.clause.strip()):
            return
        yield one
        below = one
