"""What a programme did when its counties were chosen because they were worst."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from analysis.insight.programmes.effect import effect_against_earlier_years, effect_against_projection
from analysis.insight.series.count_series import SeriesError

COUNTIES = [f"c{number}" for number in range(8)]
TREATED = COUNTIES[:3]
RNG = np.random.default_rng(3)
PROJECTED = pd.DataFrame(RNG.uniform(0.05, 0.2, (8, 4)), index=COUNTIES, columns=range(2019, 2023))
ACTUAL = PROJECTED + RNG.normal(0, 0.01, (8, 4))
ACTUAL.loc[TREATED] -= 0.05


def test_the_interval_is_the_two_sample_t_interval_over_counties():
    found = effect_against_projection(ACTUAL, PROJECTED, TREATED)
    delta = (ACTUAL - PROJECTED).mean(axis=1)
    test = ttest_ind(delta[TREATED], delta.drop(TREATED)).confidence_interval()
    assert (found.low, found.high) == pytest.approx((test.low, test.high), rel=1e-9)
    assert found.estimate == pytest.approx(delta[TREATED].mean() - delta.drop(TREATED).mean(), rel=1e-12)
    assert (found.freedom, found.treated) == (6, 3)
    assert found.low < -0.05 < found.high


def test_what_the_projection_misses_everywhere_is_taken_off():
    shifted = effect_against_projection(ACTUAL + 0.03, PROJECTED, TREATED)
    assert shifted.estimate == pytest.approx(effect_against_projection(ACTUAL, PROJECTED, TREATED).estimate, rel=1e-9)


def test_against_earlier_years_is_a_difference_of_differences_without_the_year_of_choice():
    shares = pd.concat([PROJECTED.set_axis(range(2014, 2018), axis=1), ACTUAL], axis=1)
    shares[2018] = 0.9
    found = effect_against_earlier_years(shares, TREATED, 2018, range(2014, 2018), range(2019, 2023))
    assert found.estimate == pytest.approx(effect_against_projection(ACTUAL, PROJECTED, TREATED).estimate, rel=1e-9)


@pytest.mark.parametrize(
    ("before", "after"), [((2017, 2018), (2019, 2020)), ((2016, 2017), (2018, 2019)), ((2019, 2020), (2016, 2017))]
)
def test_the_year_of_choice_is_refused_as_a_year_to_compare_with(before, after):
    shares = pd.DataFrame(0.1, index=COUNTIES, columns=range(2014, 2023))
    with pytest.raises(SeriesError) as caught:
        effect_against_earlier_years(shares, TREATED, 2018, before, after)
    assert "the year of choice, 2018, is not between them" in caught.value.message("en")
    assert "入选当年" in caught.value.message("zh")


@pytest.mark.parametrize("treated", [["c0"], COUNTIES[:7], ["c0", "c1", "elsewhere"]])
def test_too_few_or_unknown_counties_are_refused(treated):
    with pytest.raises(SeriesError, match="at least two counties on either side"):
        effect_against_projection(ACTUAL, PROJECTED, treated)


def test_missing_shares_and_tables_that_do_not_match_are_refused():
    with pytest.raises(SeriesError, match="missing in c1"):
        effect_against_projection(ACTUAL.drop("c1").reindex(COUNTIES), PROJECTED, TREATED)
    with pytest.raises(SeriesError, match="the same rows and columns"):
        effect_against_projection(ACTUAL[[2019]], PROJECTED, TREATED)
