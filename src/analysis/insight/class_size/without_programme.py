"""The share of large classes had nothing new been done (未实施项目时的大班额占比): students, classes and rooms carried on."""

from __future__ import annotations

import pandas as pd

from analysis.insight.class_size.class_list import grade_rows
from analysis.insight.class_size.class_stock import carry_on, large_share, learn_practice, unevenness_of
from analysis.insight.class_size.cohorts import cohort_history, project


def shares_without(
    classes: pd.DataFrame, rooms: pd.DataFrame, births: pd.DataFrame, stage: str, chosen_in: int, years: int
) -> pd.DataFrame:
    """Large classes projected from what was known in the year of choice (由入选当年已知情况推算).

    Estimand: the share of classes of 56 or more in each county and year, had schools gone on as in the years before the
    choice, with the children born since.

    Parameters
    ----------
    classes : one row per class (see `class_list`)
    rooms : year, school_id, rooms
    births : counties in rows, years of entry to grade 1 in columns
    years : how many years after the choice

    Returns
    -------
    frame : counties in rows, years in columns, shares 0–1
    """
    known = classes[(classes["stage"] == stage) & (classes["year"] <= chosen_in)]
    history = cohort_history(grade_rows(known, stage, rooms), stage)
    ahead = project(history, births, years)
    stock = carry_on(history, ahead.central, learn_practice(history))
    shares = large_share(history, ahead.central, stock, unevenness_of(_side_by_side(known)))
    return pd.DataFrame(shares.T, index=pd.Index(history.counties, name="county"), columns=list(ahead.years))


def _side_by_side(classes: pd.DataFrame):
    """Sizes of parallel classes, one row per year, school and grade; 0 where there is no class."""
    keys = ["year", "school_id", "grade"]
    slots = classes.assign(slot=classes.groupby(keys).cumcount())
    return slots.set_index([*keys, "slot"])["students"].unstack(fill_value=0).to_numpy()
