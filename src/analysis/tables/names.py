"""What schools are called in a language (学校英文名称): by the English name a table gives, in documents in English."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis.tables.schools import SchoolTable

_WHERE = ["county", "year", "stage"]


def named_in(table: SchoolTable, lang: str) -> SchoolTable:
    """The same schools by their names in a language; those without one there keep theirs.

    Nothing else may turn on it: a parent school that is told by its name is told by its code from here on.
    """
    rows = table.rows
    if lang != "en" or not (rows["school_en"] != "").any():
        return table
    return replace(table, rows=rows.assign(school=_english(rows), parent=_parents_by_code(rows)))


def _english(rows: pd.DataFrame) -> pd.Series:
    """A school has one English name in all its rows and years; one that two schools share tells neither."""
    given = rows["school_en"].where(rows["school_en"] != "")
    english = given.groupby([rows["county"], rows["school_id"]]).transform("last")
    called = english.fillna(rows["school"])
    owners = rows["school_id"].groupby([rows["county"], called]).transform("nunique")
    return called.where(english.isna() | (owners == 1), rows["school"])


def _parents_by_code(rows: pd.DataFrame) -> pd.Series:
    """As counting/count finds them: by code, else by a name no other school there has; "" where a name tells none."""
    parent = rows["parent"]
    names = rows.drop_duplicates([*_WHERE, "school"], keep=False).set_index([*_WHERE, "school"])["school_id"]
    codes = names.reindex(pd.MultiIndex.from_frame(rows[[*_WHERE, "parent"]])).fillna("")
    is_code = parent.isin(set(rows["school_id"]))
    return parent.where(is_code, pd.Series(codes.to_numpy(), index=rows.index))
