"""This year's rows against last year's (与上年对照): totals, and schools that came, went or changed their name."""

from __future__ import annotations

import pandas as pd

from analysis.language import Words, begun
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Row, Table, left, right

COUNTED = ("students", "classes", "full_time_teachers")
MOST_NAMED = 12


def since_last_year(view: View) -> Table | None:
    """Totals of both years as received, and what became of the schools; None without rows of the year before."""
    now, before = _rows(view, view.year), _rows(view, view.year - 1)
    if before.empty:
        return None
    fields = [name for name in COUNTED if name in now and now[name].notna().any() and before[name].notna().any()]
    rows: list[Row] = [_line(view.text("学校数", "Schools"), before["school_id"].nunique(), now["school_id"].nunique())]
    rows += [
        _line(begun(view.table.terms.fields[name].label.in_(view.lang)), before[name].sum(), now[name].sum())
        for name in fields
    ]
    return view.tabulate(
        Words("与上年对照（读入的全部学校）", "Against last year (all schools as received)"),
        [
            left("项目", "Item", 4),
            right("上年", "Last year", 2),
            right("本年", "This year", 2),
            right("增减", "Change", 2),
            right("增减（%）", "Change, %", 2),
        ],
        rows,
        note=_schools(view, before, now),
    )


def _rows(view: View, year: int) -> pd.DataFrame:
    return view.table.rows[view.table.rows["year"] == year]


def _line(label: str, before: float, now: float) -> Row:
    share = words.percent((now - before) / before) if before else words.MISSING
    return (label, words.whole(before), words.whole(now), words.whole(now - before), share)


def _schools(view: View, before: pd.DataFrame, now: pd.DataFrame) -> str:
    """Schools by their codes: new, gone, renamed; a code that changed shows as one gone and one new."""
    was, is_ = (rows.drop_duplicates("school_id").set_index("school_id")["school"] for rows in (before, now))
    new, gone = is_[~is_.index.isin(was.index)], was[~was.index.isin(is_.index)]
    both = is_.index.intersection(was.index)
    renamed = [f"{was[code]}→{is_[code]}" for code in both if was[code] != is_[code]]
    said = [
        (Words("本年新增", "new this year"), list(new)),
        (Words("本年减少", "no longer there"), list(gone)),
        (Words("改名", "renamed"), renamed),
    ]
    told = [f"{label.in_(view.lang)}{view.text('：', ': ')}{_listed(names)}" for label, names in said if names]
    if not told:
        return view.text("两年学校相同。", "The same schools in both years.")
    return view.text("；", "; ").join(told) + view.text("。", ".")


def _listed(names: list[str]) -> str:
    return "、".join(map(str, names[:MOST_NAMED])) + (" …" if len(names) > MOST_NAMED else "")
