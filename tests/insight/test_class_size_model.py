"""The pace of large classes: binomial lines with the right errors, slopes over counties, and targets that may have no end."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import brentq
from scipy.special import logit
from scipy.stats import t as student_t
from scipy.stats import ttest_1samp

from analysis.insight.class_size.model import county_trend, fit_line, many_counties, year_of_target
from analysis.insight.series.count_series import SeriesError, count_series

YEARS = list(range(2014, 2022))
LARGE = [300, 250, 280, 150, 120, 90, 110, 60]
CLASSES = [1000, 1010, 1020, 1015, 1018, 1017, 1020, 1030]


@pytest.fixture
def series():
    return count_series("A", YEARS, LARGE, CLASSES)


def test_the_overdispersed_errors_are_those_of_the_textbook_and_not_statsmodels_slip(series):
    line = fit_line(series)
    design = sm.add_constant(np.array(YEARS) - np.mean(YEARS))
    k, n = np.array(LARGE), np.array(CLASSES)
    counts = np.column_stack([k, n - k])
    plain = sm.GLM(counts, design, family=sm.families.Binomial()).fit()
    slip = sm.GLM(counts, design, family=sm.families.Binomial()).fit(scale="X2")
    p = plain.predict(design)
    dispersion = ((k - n * p) ** 2 / (n * p * (1 - p))).sum() / (len(YEARS) - 2)
    by_hand = np.sqrt(np.diag(np.linalg.inv((design.T * (n * p * (1 - p))) @ design) * dispersion))
    assert line.dispersion == pytest.approx(dispersion, rel=1e-9)
    assert np.sqrt(np.diag(line.covariance)) == pytest.approx(by_hand, rel=1e-9)
    assert line.params == pytest.approx(plain.params, rel=1e-9)
    assert slip.bse[1] < 0.05 * by_hand[1]  # the slip makes intervals more than twenty times too short here


def test_errors_are_never_narrower_than_binomial_ones():
    smooth = count_series("A", YEARS, [400, 350, 303, 260, 221, 187, 157, 131], [1000] * 8)
    line = fit_line(smooth)
    assert line.dispersion == 1.0
    counts = np.column_stack([smooth.counts, smooth.bases - smooth.counts])
    plain = sm.GLM(counts, sm.add_constant(np.array(YEARS) - np.mean(YEARS)), family=sm.families.Binomial()).fit()
    assert np.sqrt(np.diag(line.covariance)) == pytest.approx(plain.bse, rel=1e-6)


def test_points_a_year_and_their_error_agree_with_a_numerical_derivative(series):
    line, step = fit_line(series), 1e-6
    x = np.array(YEARS) - line.centre

    def mean_move(params):
        p = 1 / (1 + np.exp(-(params[0] + params[1] * x)))
        return np.mean(params[1] * p * (1 - p))

    gradient = [(mean_move(line.params + d) - mean_move(line.params - d)) / (2 * step) for d in np.eye(2) * step]
    half = student_t.ppf(0.975, 6) * np.sqrt(gradient @ line.covariance @ gradient)
    assert line.share_a_year.value == pytest.approx(mean_move(line.params), rel=1e-12)
    assert line.share_a_year.high - line.share_a_year.value == pytest.approx(half, rel=1e-6)
    assert line.odds_a_year.value == pytest.approx(np.exp(line.params[1]), rel=1e-12)


def test_a_declared_break_splits_the_line_and_short_pieces_get_points_instead():
    before, after = county_trend(count_series("A", YEARS, LARGE, CLASSES, breaks=[2020]))
    assert before.series.years == tuple(range(2014, 2020))
    assert before.line.params == pytest.approx(fit_line(count_series("A", YEARS[:6], LARGE[:6], CLASSES[:6])).params)
    assert after.line is None
    assert "2 points" in after.why_no_line.en
    assert "2个年份" in after.why_no_line.zh


def test_three_points_give_points_differences_and_the_p_value_out_of_reach():
    (piece,) = county_trend(count_series("横县", [2016, 2017, 2018], [619, 430, 267], [2916, 3000, 3134]))
    assert piece.line is None
    assert piece.differences == pytest.approx(np.diff([619 / 2916, 430 / 3000, 267 / 3134]))
    assert piece.smallest_p == pytest.approx(1 / 3)


def test_a_county_without_large_classes_has_no_line():
    (piece,) = county_trend(count_series("A", YEARS, [0] * 8, CLASSES))
    assert piece.line is None
    assert "无大班额" in piece.why_no_line.zh


def test_many_counties_give_a_t_interval_over_their_slopes():
    rng = np.random.default_rng(7)
    series = [
        count_series(f"c{i}", YEARS, rng.binomial(CLASSES, np.linspace(0.3, 0.1 + i / 50, 8)), CLASSES)
        for i in range(6)
    ]
    found = many_counties(series)
    slopes = [np.polyfit(YEARS, s.shares, 1)[0] for s in series]
    test = ttest_1samp(slopes, 0).confidence_interval()
    assert found.by_county["share_a_year"].to_numpy() == pytest.approx(slopes, rel=1e-9)
    assert (found.share_a_year.low, found.share_a_year.high) == pytest.approx((test.low, test.high), rel=1e-9)
    assert found.freedom == 5
    assert found.odds_a_year.low < found.odds_a_year.value < found.odds_a_year.high < 1


def test_counties_of_different_years_or_with_a_break_are_refused():
    whole = count_series("A", YEARS, LARGE, CLASSES)
    for other, message in (
        (count_series("B", YEARS[1:], LARGE[1:], CLASSES[1:]), "B: years 2015–2021; expected those of A"),
        (count_series("B", YEARS, LARGE, CLASSES, breaks=[2018]), "B: a break is declared"),
    ):
        with pytest.raises(SeriesError, match=message):
            many_counties([whole, other])
    with pytest.raises(SeriesError, match="two counties at least"):
        many_counties([whole])


def test_the_ends_of_fiellers_interval_are_where_the_line_is_a_t_quantile_from_the_target(series):
    line = fit_line(series)
    target = year_of_target(line, 0.05)

    def distance(year):
        x = np.array([1.0, year - line.centre])
        gap = x @ line.params - logit(0.05)
        return gap**2 - student_t.ppf(0.975, line.freedom) ** 2 * (x @ line.covariance @ x)

    assert target.is_bounded
    assert target.low < target.estimate < target.high
    assert target.low == pytest.approx(brentq(distance, 2010, target.estimate), rel=1e-9)
    assert target.high == pytest.approx(brentq(distance, target.estimate, 2100), rel=1e-9)


def test_a_line_that_may_be_flat_has_no_bounded_target_and_says_so():
    flat = fit_line(count_series("A", YEARS, [200, 230, 190, 215, 180, 220, 200, 195], [1000] * 8))
    target = year_of_target(flat, 0.05)
    assert not target.is_bounded
    assert "never reached" in target.words.en or "unbounded" in target.words.en
    assert "无法确定" in target.words.zh or "无界" in target.words.zh


def test_a_target_of_zero_is_refused_because_no_logit_reaches_it(series):
    with pytest.raises(ValueError, match="For zero, follow the cohorts"):
        year_of_target(fit_line(series), 0.0)
