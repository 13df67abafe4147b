"""What may have become of schools that came or went (学校变动): merged, renamed, given another code. Proposed, never taken."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from analysis.language import Words
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Table, left, right
from analysis.tables.sheets.numbers import plain

FEWEST = 5  # students of a school that can be looked for elsewhere
NEAR = 0.15  # of its students: how far the growth of another school may be from them
LIKE = 0.6  # of two names that may be one school's
_MERGED, _RECODED, _RENAMED = (
    Words("学生可能并入", "students may have gone to"),
    Words("代码可能变更", "may have another code now"),
    Words("校名和代码可能变更", "may have another name and code now"),
)


class Proposal(NamedTuple):
    """A school of last year, what may have become of it, the school of this year, and that school's students."""

    gone: str
    students: float
    what: Words
    now: str
    before: float  # nan where it was not there
    after: float


def proposals(before: pd.DataFrame, now: pd.DataFrame) -> list[Proposal]:
    """Every school that is gone with what may have become of it: a new one of its name, of a like one, or one that grew."""
    was, is_ = _schools(before), _schools(now)
    new = is_[~is_.index.isin(was.index)]
    both = is_.join(was["students"].rename("before"), how="inner")
    return [one for gone in was[~was.index.isin(is_.index)].itertuples() for one in _of(gone, new, both)]


def _schools(rows: pd.DataFrame) -> pd.DataFrame:
    grouped = rows.groupby("school_id", sort=False)
    stages = grouped["stage"].agg(frozenset)
    return pd.DataFrame({"school": grouped["school"].first(), "students": grouped["students"].sum(), "stages": stages})


def _of(gone: tuple, new: pd.DataFrame, both: pd.DataFrame) -> Iterator[Proposal]:
    same = new[new["school"].map(plain) == plain(gone.school)]
    near = new[[_is_like(gone, one) for one in new.itertuples()]]
    for what, found in ((_RECODED, same), (_RENAMED, near)):
        if len(found):
            one = found.iloc[0]
            yield Proposal(gone.school, gone.students, what, one["school"], float("nan"), one["students"])
            return
    grown = both.assign(growth=both["students"] - both["before"])
    shares = grown["stages"].map(lambda stages: bool(stages & gone.stages))
    away = (grown["growth"] - gone.students).abs()
    close = grown[shares & (away <= max(2, NEAR * gone.students))] if gone.students >= FEWEST else grown[:0]
    for code in away[close.index].sort_values(kind="stable").index[:2]:
        one = close.loc[code]
        yield Proposal(gone.school, gone.students, _MERGED, one["school"], one["before"], one["students"])


def _is_like(gone: tuple, one: tuple) -> bool:
    """A new school of the same stages, about as many students and a name that looks like it."""
    is_near = abs(one.students - gone.students) <= NEAR * gone.students
    likeness = difflib.SequenceMatcher(None, plain(gone.school), plain(one.school)).ratio()
    return one.stages == gone.stages and is_near and likeness >= LIKE


def changed_schools(view: View) -> Table | None:
    """Schools of last year that are not there, with what may have become of them; None where nothing is proposed."""
    before, now = (view.table.rows[view.table.rows["year"] == year] for year in (view.year - 1, view.year))
    found = proposals(before, now) if len(before) else []
    if not found:
        return None
    return view.tabulate(
        Words("学校变动的可能去向（待确认）", "What may have become of schools (to be confirmed)"),
        [
            left("上年的学校", "School of last year", 4),
            right("上年学生", "Students then", 2),
            left("可能去向", "What may have become of it", 3),
            left("本年的学校", "School of this year", 4),
            right("上年学生", "Students then", 2),
            right("本年学生", "Students now", 2),
        ],
        [
            (
                one.gone,
                words.whole(one.students),
                one.what.in_(view.lang),
                one.now,
                words.whole(one.before),
                words.whole(one.after),
            )
            for one in found
        ],
        note=Words(
            "仅根据校名和学生数推测，测算不据此更改；已确认的撤并、更名，请在表中统一代码。",
            "Guessed from names and students alone, and nothing is computed from it; where it is so, use one code in both years.",
        ),
    )
