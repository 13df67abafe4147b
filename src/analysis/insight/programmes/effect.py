"""What a programme did (政策成效估计) when its counties were chosen because they were worst.

Counties chosen at their worst come back by themselves (回归均值), and crowded counties of growing towns get worse by
themselves: before and after, even against other counties, mixes the programme with both. Two ways out are offered, one
number a county each, then a t interval over counties, because classes of one county rise and fall together.

1. Against a projection: what each county would have had, moved up from the students, classes and rooms of the year it was
   chosen in. The choice was made on those figures, so given them nothing of the choice is left in what the projection
   misses; what it misses everywhere is seen in the counties without the programme and taken off.
2. Against earlier years, for a series without cohorts: the year of the choice itself is left out, because its luck is
   what counties were chosen for.

How often the intervals hold the truth is measured on a synthetic province: benchmarks/coverage.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student_t

from analysis.insight.series.count_series import SeriesError
from analysis.language import Words

ESTIMAND = Words(
    "测算对象：项目县在项目实施各年的占比（百分点），减去该县若未实施项目应有的占比，先按县求平均，再对项目县求平均。",
    "What is estimated: over the programme’s counties and years, the mean of the share (in points) minus the share the same "
    "county would have had without the programme.",
)


@dataclass(frozen=True)
class ProgrammeEffect:
    """A mean difference with its 95% interval; shares 0–1, so 100 times it is points.

    by_county : one row per county: is_treated, actual, expected, difference
    """

    estimate: float
    low: float
    high: float
    freedom: int
    by_county: pd.DataFrame
    estimand: Words = ESTIMAND

    @property
    def treated(self) -> int:
        return int(self.by_county["is_treated"].sum())


def effect_against_projection(actual: pd.DataFrame, projected: pd.DataFrame, treated: Sequence[str]) -> ProgrammeEffect:
    """The programme's effect on a share that can be projected from cohorts (与队列推算值比较).

    Estimand: see ESTIMAND.  δ_c = mean over years of (actual − projected);  effect = mean δ over treated − mean δ over
    the others, with the two-sample t interval of equal variances, counties − 2 degrees of freedom. With groups of
    similar size it holds when variances differ too (Box 1954), and effects that differ between counties only widen it.

    Parameters
    ----------
    actual, projected : shares, counties in rows, programme years in columns, the same in both, none missing
    treated : counties with the programme

    Raises
    ------
    SeriesError : tables that do not match, a missing share, fewer than two counties on either side
    """
    _refuse_unequal(actual, projected)
    return _compared(actual.mean(axis=1), projected.mean(axis=1), treated)


def effect_against_earlier_years(
    shares: pd.DataFrame, treated: Sequence[str], chosen_in: int, before: Sequence[int], after: Sequence[int]
) -> ProgrammeEffect:
    """The programme's effect on a share without cohorts, e.g. the exchange ratio (与入选前年份比较).

    Estimand: see ESTIMAND.  δ_c = mean share after − mean share before, the year of choice in neither; interval as in
    `effect_against_projection`. It asks that counties would otherwise have moved alike; what is left of the choice's
    luck in neighbouring years cancels when `before` and `after` lie about the choice alike.

    Raises
    ------
    SeriesError : the year of choice among the years before, years out of order, a missing share, too few counties
    """
    if chosen_in in before or chosen_in in after or not max(before) < chosen_in < min(after):
        raise SeriesError.at(
            f"{list(before)} / {list(after)}",
            Words(
                f"比较年份含入选当年（{chosen_in}）或前后倒置",
                f"the year of choice, {chosen_in}, is not between them",
            ),
            Words("入选之前的年份与实施之后的年份", "years before the choice and years after it"),
            Words("（入选当年偏高或偏低，正是入选的原因）", "(its luck is what counties were chosen for)"),
        )
    earlier, later = shares[list(before)], shares[list(after)]
    _refuse_unequal(earlier, earlier)
    _refuse_unequal(later, later)
    return _compared(later.mean(axis=1), earlier.mean(axis=1), treated)


def _compared(actual: pd.Series, expected: pd.Series, treated: Sequence[str]) -> ProgrammeEffect:
    unknown = sorted(set(treated) - set(actual.index))
    is_treated = actual.index.isin(treated)
    groups = [(actual - expected)[is_treated], (actual - expected)[~is_treated]]
    if unknown or min(len(group) for group in groups) < 2:
        found = Words(
            f"项目县{is_treated.sum()}个、其他县{(~is_treated).sum()}个"
            + (f"，另有不在表中的{unknown}" if unknown else ""),
            f"{is_treated.sum()} counties with and {(~is_treated).sum()} without"
            + (f"; {unknown} not in the table" if unknown else ""),
        )
        raise SeriesError.at("treated", found, Words("两边各至少两个县", "at least two counties on either side"))
    estimate = float(groups[0].mean() - groups[1].mean())
    freedom = len(actual) - 2
    variance = sum(((group - group.mean()) ** 2).sum() for group in groups) / freedom
    half = float(student_t.ppf(0.975, freedom) * np.sqrt(variance * sum(1 / len(group) for group in groups)))
    table = pd.DataFrame({"is_treated": is_treated, "actual": actual, "expected": expected})
    table["difference"] = actual - expected
    return ProgrammeEffect(estimate, estimate - half, estimate + half, freedom, table)


def _refuse_unequal(one: pd.DataFrame, other: pd.DataFrame) -> None:
    if not one.index.equals(other.index) or not one.columns.equals(other.columns):
        found = Words("两张表的县区或年份不一致", "the two tables differ in counties or years")
        raise SeriesError.at("actual / projected", found, Words("完全一致", "the same rows and columns"))
    is_missing = one.isna().any(axis=1) | other.isna().any(axis=1)
    missing = [str(county) for county in one.index[is_missing]]
    if missing:
        found = Words(f"缺值：{'、'.join(missing)}", f"missing in {', '.join(missing)}")
        raise SeriesError.at("shares", found, Words("每县每年都有数", "a share for every county and year"))
