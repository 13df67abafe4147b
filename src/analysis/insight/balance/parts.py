"""A coefficient taken apart (差异系数分解): by school, between and within groups, and without its smallest schools."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.formulas import (
    cv_without_each_school,
    school_shares_of_cv2,
    split_entropy,
    student_weighted_cv,
    student_weighted_mean,
    turning_value,
)
from analysis.insight.balance.groupings import Grouping
from analysis.rules.values import SectionValues

EQUAL = 1e-24  # CV² of schools that differ in what binary arithmetic leaves only


def schools_of(values: SectionValues) -> pd.DataFrame:
    """Every school of a coefficient in the order in which to look at them (各校贡献).

    First the schools below the county's mean, those with the least first: there a resource added lowers the coefficient
    most, by the rule of `turning_value`. Then the others, those that make most of it first.

    Returns
    -------
    frame : index as in the values; columns school, students, value, share (of CV², sums to 1), without (the coefficient of
        the rest), is_below (below the mean), is_lowered (a resource added here lowers the coefficient); empty where a
        value is missing or nothing differs
    """
    frame = values.frame
    x, n = frame["value"].to_numpy(float), frame["students"].to_numpy(float)
    if len(frame) < 2 or np.isnan(x).any() or not x.any():
        return pd.DataFrame()
    parts = school_shares_of_cv2(x, n)
    if parts.sum() < EQUAL:
        return pd.DataFrame()
    found = frame[["school", "students", "value"]].assign(
        share=parts / parts.sum(),
        without=cv_without_each_school(x, n),
        is_below=x < student_weighted_mean(x, n),
        is_lowered=x < turning_value(x, n),
    )
    below, above = found[found["is_below"]], found[~found["is_below"]]
    return pd.concat(
        [below.sort_values("value", kind="stable"), above.sort_values("share", ascending=False, kind="stable")]
    )


@dataclass(frozen=True)
class Split:
    """CV² in two parts that add up, between groups and within them; `within_parts` by group."""

    grouping: Grouping
    total: float
    between: float
    within: float
    within_parts: pd.Series

    @property
    def share_between(self) -> float:
        return self.between / self.total if self.total > 0 else float("nan")


def split_by(values: SectionValues, rows: pd.DataFrame, grouping: Grouping) -> Split | None:
    """CV² between and within the groups of one grouping (差异系数平方的组间组内分解), CV² being twice GE(2).

    None where a value is missing, or every school is in one group.

    Parameters
    ----------
    rows : the counted sections, which say what group each is in; the values' index is among theirs
    """
    frame = values.frame
    groups = grouping.groups(rows.loc[frame.index])
    if frame["value"].isna().any() or groups.nunique() < 2:
        return None
    found = split_entropy(frame["value"], frame["students"], groups, alpha=2)
    parts = pd.Series(2 * found.within_parts, index=found.groups)
    return Split(grouping, 2 * found.total, 2 * found.between, 2 * found.within, parts)


def cv_from(values: SectionValues, size: float) -> float:
    """The coefficient without the schools below a size (剔除小规模学校后的差异系数): a diagnosis, no remedy.

    nan where a value of the others is missing, or none is left.
    """
    frame = values.frame[values.frame["students"] >= size]
    if frame.empty or frame["value"].isna().any():
        return float("nan")
    return student_weighted_cv(frame["value"], frame["students"])
