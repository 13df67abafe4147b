"""Sharing a through-school's rooms, grounds and equipment between its sections (一贯制学校资源拆分)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.errors import Problem, TableError
from analysis.language import Words

Weights = Mapping[str, Mapping[str, float]]  # school type → stage → weight of a student
MOST_GENERAL = "twelve_year"  # its weights cover all stages and contain the others' (1.1 : 1.32 = 1 : 1.2)
SCHOOL = ["county", "year", "school_id"]


def split_shares(students: Mapping[str, float], school_type: str, weights: Weights | None) -> dict[str, float]:
    """Each section's share of the school's resources (拆分份额).

    share_s = v_s n_s / Σ v n, with n the section's students and v the weight of a student of that stage.
    166 primary and 210 junior students at 1 : 1.1 give 166 / 397 and 231 / 397.

    Parameters
    ----------
    students : stage → students of the section   [persons]
    school_type : as in the school table; a type without weights for these stages takes the twelve-year school's
    weights : school type → stage → weight; None shares by head count

    Returns
    -------
    dict : stage → share, summing to 1; nan for all when a count is missing or there are no students   [1]
    """
    weight = dict.fromkeys(students, 1.0)
    if weights is not None:
        own = weights.get(school_type, {})
        weight = own if students.keys() <= own.keys() else weights[MOST_GENERAL]
    weighted = {stage: weight[stage] * count for stage, count in students.items()}
    total = sum(weighted.values())
    return {stage: part / total if total else float("nan") for stage, part in weighted.items()}


def share_out(rows: pd.DataFrame, fields: Sequence[str], weights_by_year: Mapping[int, Weights | None]) -> pd.DataFrame:
    """The rows with each shared school's totals replaced by the sections' shares, no longer marked as shared.

    Raises
    ------
    TableError : when the rows of one shared school state different totals of a field
    """
    shared = rows[rows["is_shared"].astype(bool)]
    if shared.empty:
        return rows
    rows = rows.copy()
    for (_, year, _), sections in shared.groupby(SCHOOL, sort=False):
        counts = dict(zip(sections["stage"], sections["students"], strict=True))
        shares = split_shares(counts, sections["school_type"].iloc[0], weights_by_year[year])
        share = sections["stage"].map(shares)
        for name in fields:
            rows.loc[sections.index, name] = _whole(sections, name) * share
    return rows.assign(is_shared=False)


def _whole(sections: pd.DataFrame, name: str) -> float:
    """The school's total of a field, which every section's row repeats."""
    stated = sections[name].dropna().unique()
    if len(stated) > 1:
        listed = ", ".join(f"{value:g}" for value in stated)
        place = f"{sections['school'].iloc[0]} ({sections['school_id'].iloc[0]}) › {name}"
        expected = Words("各学段行填写同一个全校数", "the same whole-school total in the row of every section")
        raise TableError(Problem(place, Words(listed, listed), expected))
    return stated[0] if len(stated) else float("nan")
