"""Class size of a county (班额): what it is, why its large classes became fewer, and who stands near a limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.formulas.change import ShareChange, shapley_split, split_share_change
from analysis.formulas.trend import LARGE, SUPER_LARGE, ClassSizes, sizes_from_bands, sizes_from_list
from analysis.insight.class_size.ledger import LIMITS
from analysis.insight.series.count_series import CountSeries, SeriesError, count_series
from analysis.insight.series.implied_base import ImpliedBase, implied_base
from analysis.language import Words

#: Columns of a school table that hold the ten bands of the statistical form, in order.
BAND_FIELDS = (
    "classes_25_or_fewer", "classes_26_to_30", "classes_31_to_35", "classes_36_to_40", "classes_41_to_45",
    "classes_46_to_50", "classes_51_to_55", "classes_56_to_60", "classes_61_to_65", "classes_66_or_more",
)  # fmt: skip
#: What is looked at: over the limit of quality balance, large, super-large. The smallest class that counts.
THRESHOLDS = {
    "primary": {"over_limit": LIMITS["primary"] + 1, "large": LARGE, "super_large": SUPER_LARGE},
    "junior": {"over_limit": LIMITS["junior"] + 1, "large": LARGE, "super_large": SUPER_LARGE},
    "senior": {"over_limit": LIMITS["senior"] + 1, "large": 61, "super_large": SUPER_LARGE},
}


def class_sizes_by_year(
    classes: pd.DataFrame, stage: str, thresholds: Mapping[str, int] | None = None
) -> dict[int, dict[str, ClassSizes]]:
    """Counts, shares of classes and of students, plain and experienced mean by year and limit (分年度班额), from a list.

    Parameters
    ----------
    classes : one row per class: stage, year, students
    thresholds : name → students of the smallest class that counts; default THRESHOLDS of the stage
    """
    limits = thresholds or THRESHOLDS[stage]
    rows = classes[classes["stage"] == stage]
    return {
        int(year): {name: sizes_from_list(group["students"], least) for name, least in limits.items()}
        for year, group in rows.groupby("year")
    }


def class_sizes_from_form(
    rows: pd.DataFrame, stage: str, thresholds: Mapping[str, int] | None = None
) -> dict[int, dict[str, ClassSizes]]:
    """The same from the band counts of school rows (由班额分段统计测算): year, stage, BAND_FIELDS, and students if known.

    Raises
    ------
    SeriesError : a school without its band counts, or enrolment its bands cannot hold
    """
    limits, found = thresholds or THRESHOLDS[stage], {}
    for year, group in rows[rows["stage"] == stage].groupby("year"):
        unknown = group[group[list(BAND_FIELDS)].isna().any(axis=1)]
        if len(unknown):
            text = Words(f"{len(unknown)}所学校缺班额分段", f"{len(unknown)} schools without band counts")
            raise SeriesError.at(f"{stage} · {year}", text, Words("每校十个分段", "ten bands for every school"))
        counts = group[list(BAND_FIELDS)].sum().to_numpy()
        students = float(group["students"].sum()) if "students" in group and group["students"].notna().all() else None
        held = sizes_from_bands(counts).students
        if students is not None and not held.low <= students <= held.high:
            text = Words(
                f"在校生{students:g}人，而各段班数只容{held.low:g}—{held.high:g}人",
                f"{students:g} students, but these bands hold {held.low:g}–{held.high:g}",
            )
            raise SeriesError.at(f"{stage} · {year}", text, Words("两者相符", "the two to agree"))
        found[int(year)] = {name: sizes_from_bands(counts, least, students) for name, least in limits.items()}
    return found


def large_class_series(
    classes: pd.DataFrame, place: str, least: int = LARGE, breaks: Sequence[int] = ()
) -> CountSeries:
    """Large classes out of all, by year (大班额序列), checked; `classes` holds the rows of one place and stage."""
    by_year = classes.groupby("year")["students"].agg(large=lambda s: (s >= least).sum(), all="size")
    return count_series(place, list(by_year.index), by_year["large"], by_year["all"], breaks)


# ---- why a share moved ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChangeByPart:
    """A change split over parts or factors; `parts` has one row each and columns that sum to the change.

    parts : columns `shapley`, and where there are two factors one column for each order
    """

    change: float
    parts: pd.DataFrame
    rule: Words
    estimand: Words


SHAPLEY_WORDS = Words(
    "沙普利分解：对各因素所有先后次序的结果取平均", "Shapley's rule: the mean over all orders of the factors"
)


def split_removed_and_added(before: pd.Series, after: pd.Series, least: int = LARGE) -> ShareChange:
    """Large classes removed against classes added (减少大班额与增加班级数), from class sizes of two years.

    Estimand: the change of the share of large classes that goes with fewer large classes, and the part that goes with
    more classes of all sizes around them, each the mean over both orders.
    """
    sizes = [np.asarray(s, dtype=float) for s in (before, after)]
    (a0, b0), (a1, b1) = (((s >= least).sum(), s.size) for s in sizes)
    return split_share_change(float(a0), float(b0), float(a1), float(b1))


@dataclass(frozen=True)
class PrintedShareChange:
    """A split of a printed share's move, where only counts and percentages were printed.

    split : at the printed percentages taken as they stand, bases = count / percentage
    bases : the whole numbers the bases can be, before and after
    least, most : the parts (numerator, denominator) by Shapley's rule, smallest and largest over those bases
    """

    split: ShareChange
    bases: tuple[ImpliedBase, ImpliedBase]
    least: tuple[float, float]
    most: tuple[float, float]


def split_printed_shares(before: tuple[int, str], after: tuple[int, str]) -> PrintedShareChange:
    """Classes removed against classes added from printed figures alone (仅有公布数时的分解): (count, percentage as printed).

    Estimand: as in `split_removed_and_added`; its range is what rounding of the percentages leaves open.
    """
    bases = implied_base(*before), implied_base(*after)
    corners = [
        split_share_change(before[0], b0, after[0], b1).shapley
        for b0 in (bases[0].low, bases[0].high)
        for b1 in (bases[1].low, bases[1].high)
    ]
    taken = [(count, 100 * count / float(percent)) for count, percent in (before, after)]
    return PrintedShareChange(
        split=split_share_change(*taken[0], *taken[1]),
        bases=bases,
        least=(min(part for part, _ in corners), min(part for _, part in corners)),
        most=(max(part for part, _ in corners), max(part for _, part in corners)),
    )


def split_enrolment_and_classes(before: pd.DataFrame, after: pd.DataFrame, least: int = LARGE) -> ChangeByPart:
    """Enrolment against number of classes (学生减少还是增班), school by school and grade by grade.

    Estimand: how far the share of large classes, every school × grade divided evenly over its classes, would have moved
    had only students, or only classes, changed; and what uneven division adds. Shapley over the three.

    Parameters
    ----------
    before, after : one row per class: school_id, grade, students
    """
    cells = pd.concat([_cells(before, "0"), _cells(after, "1")], axis=1).fillna(0.0)

    actual = {mark: float((rows["students"] >= least).mean()) for mark, rows in (("0", before), ("1", after))}
    uneven = {mark: actual[mark] - _share_when_even(cells, mark, mark, least) for mark in "01"}
    parts = shapley_split(
        lambda state: _share_when_even(cells, state[0], state[1], least) + uneven[state[2]],
        ("0", "0", "0"),
        ("1", "1", "1"),
    )
    table = pd.DataFrame({"shapley": parts}, index=["students", "classes", "unevenness"])
    return ChangeByPart(actual["1"] - actual["0"], table, SHAPLEY_WORDS, _ENROLMENT_ESTIMAND)


def split_over_groups(before: pd.DataFrame, after: pd.DataFrame, by: str, least: int = LARGE) -> ChangeByPart:
    """Town against country, or school by school (城乡或逐校贡献).

    Estimand: what each group adds to the change of the county's share of large classes: by its own share moving
    (`own_share`) and by its weight among all classes moving (`weight`), both about the county's mean; they sum over
    groups to the change. Two factors a group, so Shapley is the mean of both orders.

    Parameters
    ----------
    before, after : one row per class: `by` (e.g. area, school_id), students; a group may exist in one year only
    """
    groups = pd.concat([_group_shares(before, by, least, "0"), _group_shares(after, by, least, "1")], axis=1)
    overall = [float((rows["students"] >= least).mean()) for rows in (before, after)]
    middle = sum(overall) / 2
    weight, share = groups[["weight0", "weight1"]].fillna(0.0), groups[["share0", "share1"]]
    share = share.bfill(axis=1).ffill(axis=1)  # a group that opened or closed moves the weights only
    table = pd.DataFrame(
        {
            "own_share": weight.mean(axis=1) * (share["share1"] - share["share0"]),
            "weight": (weight["weight1"] - weight["weight0"]) * (share.mean(axis=1) - middle),
        }
    )
    table["shapley"] = table.sum(axis=1)
    return ChangeByPart(overall[1] - overall[0], table, SHAPLEY_WORDS, _GROUP_ESTIMAND)


def _cells(rows: pd.DataFrame, mark: str) -> pd.DataFrame:
    grouped = rows.groupby(["school_id", "grade"])["students"].agg(["sum", "size"]).astype(float)
    return grouped.set_axis([f"students{mark}", f"classes{mark}"], axis=1)


def _share_when_even(cells: pd.DataFrame, students: str, classes: str, least: int) -> float:
    """Share of large classes with one year's students in another's classes, as even as whole students allow.

    Students without a class in that year sit in one; classes without students are none.
    """
    n, k = cells[f"students{students}"].to_numpy(), cells[f"classes{classes}"].to_numpy()
    k = np.where(n > 0, np.maximum(k, 1), 0)
    per, fuller = np.divmod(n, np.maximum(k, 1))
    large = np.where(per >= least, k, np.where(per + 1 >= least, fuller, 0))
    return float(large.sum() / k.sum())


def _group_shares(rows: pd.DataFrame, by: str, least: int, mark: str) -> pd.DataFrame:
    grouped = rows.assign(large=rows["students"] >= least).groupby(by)["large"].agg(["size", "mean"])
    return pd.DataFrame({f"weight{mark}": grouped["size"] / len(rows), f"share{mark}": grouped["mean"]})


# ---- watch list -------------------------------------------------------------------------------------------------


def watch_list(classes: pd.DataFrame, year: int, within: int = 3) -> pd.DataFrame:
    """Classes within a few students of a limit (班额预警), on either side of it.

    For each class the limit that one, two, … `within` more students would break, or that so many fewer would mend:
    45 (50 junior, 55 senior) of quality balance, 55 before a large class, 65 before a super-large one.

    Returns
    -------
    frame : school_id, stage, grade, class_id, students, limit, to_limit (students it can still take, negative when it
        is already over), is_over; nearest first
    """
    now = classes[classes["year"] == year]
    found = []
    for stage, rows in now.groupby("stage"):
        for limit in sorted({least - 1 for least in THRESHOLDS[stage].values()}):
            room = limit - rows["students"]
            near = rows[room.between(-within, within - 1)]
            found.append(near.assign(limit=limit, to_limit=limit - near["students"]))
    table = pd.concat(found) if found else now.assign(limit=0, to_limit=0)
    table["is_over"] = table["to_limit"] < 0
    columns = ["school_id", "stage", "grade", "class_id", "students", "limit", "to_limit", "is_over"]
    return table[columns].sort_values("to_limit", key=abs, kind="stable", ignore_index=True)


_ENROLMENT_ESTIMAND = Words(
    "测算对象：各校各年级学生平均分班时，仅学生数变化、仅班级数变化各使大班额占比变动多少；另列分班不均的影响。",
    "What is estimated: how far the share of large classes, each grade divided evenly, would have moved had only students, or only "
    "classes, changed; what uneven division adds stands beside.",
)
_GROUP_ESTIMAND = Words(
    "测算对象：各组对县域大班额占比变化的贡献，分为本组占比变化与本组班级比重变化（相对县域均值）。",
    "What is estimated: what each group adds to the county’s change, by its own share and by its weight, about the county’s mean.",
)
