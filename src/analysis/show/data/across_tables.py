"""Counts that several of a reader's tables state (多表核对): totals by table over the schools that all of them name."""

from __future__ import annotations

import pandas as pd

from analysis.language import Words
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Row, Table, left, right
from analysis.tables.locators import place_of

_SECTION = ["school_id", "stage"]


def across_tables(view: View) -> Table | None:
    """Each count that two tables or more state, by table; None where no figure is stated twice."""
    told = view.table.accounts
    if told.empty:
        return None
    told = told[(told["county"] == view.county) & (told["year"] == view.year)]
    rows: list[Row] = []
    for field, same in told.groupby("field", sort=False):
        rows += _rows(view, view.table.terms.fields[field].label, same)
    if not rows:
        return None
    return view.tabulate(
        Words("多表核对（各表都有的学校）", "Counts that several tables state (schools that both name)"),
        [
            left("项目", "Item", 2),
            left("表", "Table", 5),
            right("学校（学段）数", "Sections", 2),
            right("合计", "Total", 2),
            left("不同的学校", "Schools that differ", 4),
        ],
        rows,
        note=Words(
            "同一学校的同一数字在两表不同时，两表均不读入，并列出两处单元格。",
            "Where two tables differ about a school neither is read, and both cells are named.",
        ),
    )


def _rows(view: View, label: Words, told: pd.DataFrame) -> list[Row]:
    differs = told.groupby(_SECTION)["value"].transform("nunique") > 1
    names = list(dict.fromkeys(told.loc[differs, "school"]))
    said = "、".join(names) or view.text("无", "none")
    return [
        (label.in_(view.lang), place_of(*table), words.whole(len(same)), words.whole(same["value"].sum()), said)
        for table, same in told.groupby(["file", "sheet"], sort=False)
    ]
