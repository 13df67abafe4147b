"""How fast the share of large classes moves (大班额占比的变化速度), and when it reaches a target.

One county with enough years: a binomial model of large and other classes in time, its errors widened by the dispersion
found. Many counties: a slope for each county first, then a t interval over counties. No line crosses a declared break,
and with few points there is no line: the points, their differences, and the smallest p-value so few could ever reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import t as student_t
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM  # statsmodels.api would load all the rest

from analysis.errors import Problem
from analysis.formulas.trend import smallest_possible_p
from analysis.insight.series.count_series import CountSeries, SeriesError
from analysis.language import Words

#: Years a piece needs for a line: four left over for the dispersion once level and slope are taken.
ENOUGH_YEARS = 6
SLOPE_ESTIMAND = Words(
    "测算对象：该县在所列各年间大班额占比平均每年变化的百分点。",
    "What is estimated: the points by which the county’s share of large classes moved a year, on average over the years shown.",
)
MEAN_SLOPE_ESTIMAND = Words(
    "测算对象：把这些县看作同类县的一个样本，同类县大班额占比平均每年变化的百分点（各县同等看待）。",
    "What is estimated: the mean yearly move, in points, of the share of large classes in counties like these, each county alike.",
)


@dataclass(frozen=True)
class Estimate:
    """A number and its 95% interval; nan where it is not known."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    """A binomial line through one piece of a series: logit p = intercept + slope · (year − centre).

    share_a_year : mean yearly move of the share over the years, 0–1            [1 / year]
    odds_a_year  : factor by which the odds of a class being large move a year  [1]
    dispersion   : Pearson's X² over its degrees of freedom, not below 1        [1]
    """

    centre: float
    params: NDArray[np.float64]
    covariance: NDArray[np.float64]
    freedom: int
    dispersion: float
    share_a_year: Estimate
    odds_a_year: Estimate
    fitted: NDArray[np.float64]


@dataclass(frozen=True)
class Piece:
    """The years between two breaks: always the points and differences; a line only where there are enough.

    smallest_p : the smallest two-sided p-value a rank test on so few points could ever reach
    why_no_line: None where there is a line
    """

    series: CountSeries
    line: Line | None
    why_no_line: Words | None

    @property
    def shares(self) -> NDArray[np.float64]:
        return self.series.shares

    @property
    def differences(self) -> NDArray[np.float64]:
        return np.diff(self.series.shares)

    @property
    def smallest_p(self) -> float:
        return smallest_possible_p(len(self.series.years))


def county_trend(series: CountSeries) -> tuple[Piece, ...]:
    """The trend of one county, piece by piece between declared breaks (单县趋势).

    Estimand: SLOPE_ESTIMAND.  A year of one county is a census, not a sample: the interval says how far a straight line
    could be off given how unevenly the years follow it, and nothing about sampling.
    """
    return tuple(_piece(segment) for segment in series.segments())


def _piece(series: CountSeries) -> Piece:
    count, points = series.counts.sum(), len(series.years)
    if points < ENOUGH_YEARS:
        p = smallest_possible_p(points)
        why = Words(
            f"只有{points}个年份（至少{ENOUGH_YEARS}个才拟合）；这样少的点，任何检验的P值都不会小于{p:.3f}，故只列数值和差值",
            f"{points} points ({ENOUGH_YEARS} are needed for a line); no test on so few can give a p-value below {p:.3f}, "
            "so points and differences only",
        )
        return Piece(series, None, why)
    if count in (0, series.bases.sum()):
        why = Words("各年均无大班额（或全为大班额），无趋势可拟合", "no class, or every class, is large in every year")
        return Piece(series, None, why)
    return Piece(series, fit_line(series), None)


def fit_line(series: CountSeries) -> Line:
    """Binomial model with overdispersion (过离散二项模型): shares with the classes as `var_weights`.

    statsmodels 0.15 scales (large, other) counts wrongly under scale="X2": its X² forgets how many classes stand behind
    each share. Shares with var_weights give Σ (k − np)² / (np(1 − p)) / (years − 2). t quantiles, years − 2.
    """
    years = np.asarray(series.years, dtype=float)
    centre = float(years.mean())
    design = np.column_stack([np.ones_like(years), years - centre])
    model = GLM(series.shares, design, family=Binomial(), var_weights=series.bases)
    fit = model.fit(scale="X2")
    dispersion = max(1.0, float(fit.scale))
    covariance = np.asarray(fit.cov_params()) / fit.scale * dispersion
    p, freedom = expit(design @ fit.params), len(years) - 2
    gradient = _gradient_of_mean_move(p, design, float(fit.params[1]))
    return Line(
        centre=centre,
        params=np.asarray(fit.params),
        covariance=covariance,
        freedom=freedom,
        dispersion=dispersion,
        share_a_year=_estimate(float((fit.params[1] * p * (1 - p)).mean()), gradient @ covariance @ gradient, freedom),
        odds_a_year=_as_factor(_estimate(float(fit.params[1]), covariance[1, 1], freedom)),
        fitted=p,
    )


def _gradient_of_mean_move(p: NDArray, design: NDArray, slope: float) -> NDArray:
    """Of mean(slope · p(1 − p)) by intercept and slope; dp/dη = p(1 − p), its own slope is (1 − 2p) times that."""
    bend = (slope * p * (1 - p) * (1 - 2 * p))[:, None] * design
    bend[:, 1] += p * (1 - p)
    return bend.mean(axis=0)


# ---- many counties ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ManyCounties:
    """Slopes of many counties, one each, and what they say together.

    by_county    : share_a_year (0–1) and log_odds_a_year of each county
    share_a_year : mean over counties with a t interval, counties − 1 degrees of freedom   [1 / year]
    odds_a_year  : the same for the odds, as a factor                                      [1]
    """

    by_county: pd.DataFrame
    share_a_year: Estimate
    odds_a_year: Estimate
    freedom: int
    estimand: Words = MEAN_SLOPE_ESTIMAND


def many_counties(series: Sequence[CountSeries]) -> ManyCounties:
    """The trend of many counties: slopes by county first, then over counties (多县趋势：先县后总).

    Estimand: MEAN_SLOPE_ESTIMAND.  Straight lines by least squares, in the share and in the empirical logit
    ln((k + ½) / (n − k + ½)). Classes of a county, and its years, hang together; counties are what there are many of.

    Raises
    ------
    SeriesError : fewer than two counties, counties of different years, or a declared break
    """
    problems = _unlike(series)
    if problems:
        raise SeriesError(problems)
    years = np.asarray(series[0].years, dtype=float)
    weight = (years - years.mean()) / ((years - years.mean()) ** 2).sum()
    empirical = [np.log((s.counts + 0.5) / (s.bases - s.counts + 0.5)) for s in series]
    table = pd.DataFrame(
        {
            "share_a_year": [float(weight @ s.shares) for s in series],
            "log_odds_a_year": [float(weight @ one) for one in empirical],
        },
        index=pd.Index([s.place for s in series], name="county"),
    )
    mean, variance, freedom = table.mean(), table.var() / len(table), len(table) - 1
    odds = _estimate(mean["log_odds_a_year"], variance["log_odds_a_year"], freedom)
    share = _estimate(mean["share_a_year"], variance["share_a_year"], freedom)
    return ManyCounties(table, share, _as_factor(odds), freedom)


def _unlike(series: Sequence[CountSeries]) -> list[Problem]:
    if len(series) < 2:
        found = Words(f"{len(series)}个县", f"{len(series)} county")
        return [Problem("counties", found, Words("至少两个县", "two counties at least"))]
    problems = []
    for one in series:
        if one.breaks:
            found = Words(f"申报了断点{one.breaks}", f"a break is declared at {one.breaks}")
            problems.append(Problem(one.place, found, Words("断点同侧的年份", "years on one side of it")))
        if one.years != series[0].years:
            found = Words(f"年份为{one.years[0]}—{one.years[-1]}", f"years {one.years[0]}–{one.years[-1]}")
            expected = Words(
                f"与{series[0].place}相同（{series[0].years[0]}—{series[0].years[-1]}）",
                f"those of {series[0].place} ({series[0].years[0]}–{series[0].years[-1]})",
            )
            problems.append(Problem(one.place, found, expected))
    return problems


# ---- targets ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TargetYear:
    """When a line reaches a target share: the year, and the years it could be. Fractions of a year count from autumn.

    low, high : ends of the 95% set; −inf or inf where it has none. `is_bounded` is False then, and `words` say so.
    """

    target: float
    estimate: float
    low: float
    high: float
    words: Words

    @property
    def is_bounded(self) -> bool:
        return bool(np.isfinite([self.low, self.high]).all())


def year_of_target(line: Line, target: float = 0.05) -> TargetYear:
    """The year a share reaches a target (达到目标的年份), with Fieller's interval.

    Estimand: the time at which the fitted straight line on the logit equals the target, should it go on.
    The set is {x : (α + βx − logit target)² ≤ t² · Var(α + βx)}. Where the slope could be 0 the set has no end, or is
    all years: the data then do not say when, or whether, and the answer says that.

    Raises
    ------
    ValueError : when the target is not between 0 and 1; the year of zero is no question for a logit
    """
    if not 0 < target < 1:
        raise ValueError(f"target: between 0 and 1, both left out; found {target}. For zero, follow the cohorts.")
    (alpha, beta), cov, aim = line.params, line.covariance, logit(target)
    q2 = student_t.ppf(0.975, line.freedom) ** 2
    a = beta**2 - q2 * cov[1, 1]
    b = 2 * ((alpha - aim) * beta - q2 * cov[0, 1])
    c = (alpha - aim) ** 2 - q2 * cov[0, 0]
    estimate = line.centre + (aim - alpha) / beta if beta else float("nan")
    root = b**2 - 4 * a * c
    if a > 0:
        ends = sorted(line.centre + (-b + sign * np.sqrt(root)) / (2 * a) for sign in (-1, 1))
        return TargetYear(target, estimate, *ends, _bounded(target, ends))
    if root <= 0:
        return TargetYear(target, estimate, -np.inf, np.inf, _anything(target))
    inner = sorted(line.centre + (-b + sign * np.sqrt(root)) / (2 * a) for sign in (-1, 1))
    low, high = (inner[1], np.inf) if estimate >= inner[1] else (-np.inf, inner[0])
    return TargetYear(target, estimate, low, high, _half_open(target, low, high))


def _bounded(target: float, ends: Sequence[float]) -> Words:
    return Words(
        f"按现有走势，达到{target:.0%}的年份在{ends[0]:.0f}—{ends[1]:.0f}之间（95%）",
        f"at this pace the share reaches {target:.0%} between {ends[0]:.0f} and {ends[1]:.0f} (95%)",
    )


def _half_open(target: float, low: float, high: float) -> Words:
    if np.isinf(high):
        return Words(
            f"最早{low:.0f}年达到{target:.0%}，最晚无法确定：数据不排除一直达不到",
            f"{target:.0%} not before {low:.0f}, and no latest year: the data do not rule out that it is never reached",
        )
    return Words(
        f"最晚{high:.0f}年已达到{target:.0%}，最早无法确定",
        f"{target:.0%} by {high:.0f} at the latest, no earliest year",
    )


def _anything(target: float) -> Words:
    return Words(
        f"区间无界：数据不足以判断何时、是否达到{target:.0%}",
        f"unbounded: the data do not say when, or whether, the share reaches {target:.0%}",
    )


def _estimate(value: float, variance: float, freedom: int) -> Estimate:
    half = float(student_t.ppf(0.975, freedom) * np.sqrt(variance))
    return Estimate(float(value), float(value) - half, float(value) + half)


def _as_factor(log: Estimate) -> Estimate:
    return Estimate(*(float(np.exp(x)) for x in (log.value, log.low, log.high)))
