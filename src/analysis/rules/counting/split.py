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
    _refuse_two_totals(shared, fields)
    share = section_shares(shared, weights_by_year)
    whole = shared.groupby(SCHOOL, sort=False)[list(fields)].transform("first")  # of the totals that are stated
    rows = rows.assign(is_shared=False)
    rows.loc[shared.index, list(fields)] = whole.mul(share, axis=0)
    return rows


def section_shares(rows: pd.DataFrame, weights_by_year: Mapping[int, Weights | None]) -> pd.Series:
    """Each row's share of its school's shared resources; 1 where the row is all there is to share among."""
    share, shared = pd.Series(1.0, index=rows.index), rows[rows["is_shared"].astype(bool)]
    schools = list(zip(*(shared[name] for name in SCHOOL), strict=True))
    students: dict[tuple, dict[str, float]] = {}
    for school, stage, count in zip(schools, shared["stage"], shared["students"], strict=True):
        students.setdefault(school, {})[stage] = count
    types = dict(zip(schools, shared["school_type"], strict=True))
    shares = {key: split_shares(counts, types[key], weights_by_year[key[1]]) for key, counts in students.items()}
    share[shared.index] = [shares[school][stage] for school, stage in zip(schools, shared["stage"], strict=True)]
    return share


def _refuse_two_totals(shared: pd.DataFrame, fields: Sequence[str]) -> None:
    """Every section's row repeats the whole school's total; two different ones cannot both be it."""
    problems = []
    for name in fields:
        differs = shared.groupby(SCHOOL, sort=False)[name].transform("nunique") > 1
        for _, sections in shared[differs].groupby(SCHOOL, sort=False):
            listed = ", ".join(f"{value:g}" for value in sections[name].dropna())
            place = f"{sections['school'].iloc[0]} ({sections['school_id'].iloc[0]}) › {name}"
            expected = Words("各学段行填写同一个全校数", "the same whole-school total in the row of every section")
            problems.append(Problem(place, Words(listed, listed), expected))
    if problems:
        raise TableError(problems)
