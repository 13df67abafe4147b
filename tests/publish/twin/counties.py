"""Counties for the workbook: a demonstration county, the same with one figure changed, and one with all that is awkward."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.show.county.view import View
from analysis.tables.county.record import Entry, Judgement, Record
from analysis.tables.locators import Locator

HOSTILE = ("=1+1", "@x <b>&\"'学校'!", "-5", "+SUM(A1)")


def changed(view: View, edit: Callable[[pd.DataFrame], None]) -> View:
    """The county with some cells of its table changed."""
    rows = view.table.rows.copy()
    edit(rows)
    return replace(view, table=view.table.with_rows(rows))


def without_some(rows: pd.DataFrame) -> None:
    """Of demo-b: figures missing that decide and that do not, in plain, merged and through-schools; exceptions; names."""
    plain = rows.index[(rows["stage"] == "primary") & ~rows["is_shared"].astype(bool)]
    through = rows.index[rows["is_shared"].astype(bool)]
    bands = [name for name in rows if name.startswith("classes_")]
    rows.loc[plain[[0, 1, 12]], "indoor_sport_area_m2"] = np.nan
    rows.loc[plain[13], "backbone_teachers"] = np.nan
    rows.loc[plain[14], "teaching_area_m2"] = np.nan
    rows.loc[plain[[0, 15]], bands] = np.nan
    rows.loc[plain[16], "classes_66_or_more"] = np.nan
    rows.loc[through[0], "students"] = np.nan
    rows.loc[through[2], "equipment_yuan"] = np.nan  # the other section states the total
    rows.loc[rows["counts_as_school"].eq(False), "pe_art_teachers"] = np.nan
    first, second = rows.index[rows["students"] > 2000][:2]
    rows["built_year"], rows["migrant_pupils"] = np.nan, np.nan
    rows.loc[first, ["built_year", "exception_evidence"]] = [2005, '=HYPERLINK("x")']
    rows.loc[second, ["migrant_pupils", "exception_evidence"]] = [1100, "登记册"]
    rows.loc[plain[3 : 3 + len(HOSTILE)], "school"] = HOSTILE


def with_all_of_2012(rows: pd.DataFrame) -> None:
    """The columns the rules of 2012 ask for beside those of demo-b, made up from the size of a school."""
    size = rows.groupby("school_id")["students"].transform("sum")
    for number, name in enumerate(("computers", "books", "mid_title_teachers"), start=2):
        rows[name] = (size / number).round() + 7


def stated(view: View) -> View:
    """The county with a workbook of its own facts: a finding, and coefficients and classes where its rows are silent."""
    where = Locator("facts.xlsx", "facts", "B2")
    found = Judgement("school_layout", "met", "督导组", dt.date(view.year, 10, 1), "规划文件", where)
    entries = [
        Entry("cv_backbone_teachers_per_100", 0.31, "primary", view.year, locator=where),
        Entry("classes_over_limit", 3.0, "primary", view.year, locator=where),
        Entry("oversize_schools", 0.0, "primary", view.year, locator=where),
        Entry("certified_share", 1.0, "compulsory", view.year, locator=where),
    ]
    return replace(view, record=Record(Words(view.place, view.place), view.year, tuple(entries), (found,)))


def without_backbone_and_bands(rows: pd.DataFrame) -> None:
    """Nothing of backbone teachers, sizes of classes and one school's students is known."""
    rows["backbone_teachers"] = np.nan
    rows[[name for name in rows if name.startswith("classes")]] = np.nan
    rows.loc[rows.index[3], "students"] = np.nan
