"""Cohorts moved up: survival ratios, births of the right year, ranges over transitions, and no step beyond the births."""

import numpy as np
import pandas as pd
import pytest

from analysis.insight.class_size.cohorts import (
    cohort_history,
    entry_rates,
    project,
    project_from_leavers,
    survival_ratios,
)
from analysis.insight.class_size.forecast import Staffing, back_test, births_by_entry_year, forecast
from analysis.insight.series.count_series import SeriesError

STUDENTS = {  # school → year → grade 1, 2, 3
    "a": {2018: (80, 70, 60), 2019: (90, 76, 63), 2020: (100, 81, 70)},
    "b": {2018: (20, 30, 40), 2019: (10, 19, 30), 2020: (15, 9, 18)},
}


def grade_rows(students=STUDENTS, rooms=None):
    return pd.DataFrame(
        [
            {"county": "C", "school_id": school, "year": year, "grade": grade + 1, "students": n}
            | ({"classes": -(-n // 45), "rooms": rooms[school]} if rooms else {})
            for school, years in students.items()
            for year, grades in years.items()
            for grade, n in enumerate(grades)
        ]
    )


@pytest.fixture
def history():
    return cohort_history(grade_rows(), "primary")


BIRTHS = pd.DataFrame([[110, 105, 120, 126, 84, np.nan]], index=["C"], columns=range(2018, 2024))


def test_survival_ratios_pool_transitions_school_by_school(history):
    pooled, first, second = survival_ratios(history)
    assert pooled[0] == pytest.approx([(76 + 81) / (80 + 90), (63 + 70) / (70 + 76)])
    assert first[1] == pytest.approx([19 / 20, 30 / 30])
    assert second[0] == pytest.approx([81 / 90, 70 / 76])


def test_a_school_without_pupils_in_a_grade_takes_its_countys_ratio():
    students = STUDENTS | {"b": {2018: (0, 30, 40), 2019: (0, 0, 30), 2020: (15, 0, 0)}}
    pooled = survival_ratios(cohort_history(grade_rows(students), "primary"))[0]
    assert pooled[1, 0] == pytest.approx((76 + 81) / (80 + 90))


def test_entrants_per_birth_hold_net_migration(history):
    rates = entry_rates(history, BIRTHS[[2018, 2019, 2020]].to_numpy(float).T)[:, 0]
    assert rates == pytest.approx([315 / 335, 100 / 110, 100 / 105, 115 / 120])


def test_cohorts_move_up_by_their_own_ratios_and_births_enter_by_the_schools_shares(history):
    ahead = project(history, BIRTHS, 2)
    central, ratios = ahead.central, survival_ratios(history)[0]
    assert ahead.years == (2021, 2022)
    assert central[0, 0, 1:] == pytest.approx(np.array([100, 81]) * ratios[0])
    assert central[1, 0, 2] == pytest.approx(100 * ratios[0, 0] * ratios[0, 1])
    assert central[0, :, 0] == pytest.approx(126 * 315 / 335 * np.array([270, 45]) / 315)
    assert central[1, :, 0].sum() == pytest.approx(84 * 315 / 335)


def test_every_path_but_the_first_repeats_one_transition_and_its_entry_rate(history):
    paths = project(history, BIRTHS, 1).paths
    assert paths.shape == (3, 1, 2, 3)
    assert paths[1, 0, 0, 1] == pytest.approx(100 * 76 / 80)
    assert paths[1, 0, :, 0].sum() == pytest.approx(126 * 100 / 105)
    assert paths[2, 0, :, 0].sum() == pytest.approx(126 * 115 / 120)


def test_no_step_is_taken_beyond_the_births_known(history):
    with pytest.raises(SeriesError) as caught:
        project(history, BIRTHS, 3)
    assert "births entering in [2023] are not known; expected no step beyond the births known (to 2022)" in (
        caught.value.message("en")
    )
    assert "2023年入学的出生人数未知，应为只推算到出生人数已知的年份（2022年）" in caught.value.message("zh")


def test_junior_schools_are_fed_by_primary_leavers_path_by_path(history):
    junior_rows = grade_rows({"j": {2018: (70, 60, 50), 2019: (95, 70, 60), 2020: (90, 94, 69)}})
    junior = cohort_history(junior_rows, "junior")
    primary = project(history, BIRTHS, 2)
    found = project_from_leavers(junior, primary)
    pooled = (95 + 90) / (100 + 93)
    assert found.central[0, 0, 0] == pytest.approx(88 * pooled)
    assert found.central[1, 0, 0] == pytest.approx(primary.leavers()[0, 0, 0] * pooled)
    assert found.paths[1, 1, 0, 0] == pytest.approx(primary.leavers()[1, 0, 0] * 95 / 100)


def test_junior_and_primary_of_different_years_are_refused(history):
    short = cohort_history(grade_rows({"j": {2019: (9, 9, 9), 2020: (9, 9, 9)}}), "junior")
    with pytest.raises(SeriesError, match="the same counties and years"):
        project_from_leavers(short, project(history, BIRTHS, 1))


@pytest.mark.parametrize(
    ("change", "english", "chinese"),
    [
        (lambda r: pd.concat([r, r[:1]]), "a · 2018 · 1 appears more than once", "重复出现"),
        (lambda r: r[r["year"] != 2019], "no rows of 2019", "缺少2019年"),
        (lambda r: r.assign(students=r["students"].where(r.index != 4)), "'nan' students", "在校生数为“nan”"),
        (lambda r: r.assign(students=-r["students"]), "'-80' students", "在校生数为“-80”"),
    ],
)
def test_a_history_that_cannot_be_is_refused_by_name(change, english, chinese):
    with pytest.raises(SeriesError) as caught:
        cohort_history(change(grade_rows()), "primary")
    assert english in caught.value.message("en")
    assert chinese in caught.value.message("zh")


def test_one_year_has_no_survival_ratio():
    history = cohort_history(grade_rows({"a": {2020: (9, 9, 9)}}), "primary")
    with pytest.raises(SeriesError, match="only one year, 2020"):
        project(history, BIRTHS, 1)


def test_needs_are_counted_school_by_school_and_grade_by_grade():
    history = cohort_history(grade_rows(rooms={"a": 5, "b": 4}), "primary")
    ahead = project(history, BIRTHS, 2)
    found = forecast(ahead)
    first = found.schools[(found.schools["school_id"] == "a") & (found.schools["year"] == 2021)].iloc[0]
    pupils = np.rint(ahead.central[0, 0])
    assert first["students"] == pupils.sum()
    assert first["classes"] == np.ceil(pupils / 45).sum()
    assert first["teachers"] == np.ceil(pupils.sum() / 19)
    assert first["short"] == first["classes"] - 5
    assert first["classes_low"] <= first["classes"] <= first["classes_high"]
    county = found.counties[found.counties["year"] == 2021].iloc[0]
    schools = found.schools[found.schools["year"] == 2021]
    assert county["classes"] == schools["classes"].sum()
    assert county["short"] == schools["short"].clip(lower=0).sum()
    assert county["classes"] >= np.ceil(county["students"] / 45)
    assert "不是95%置信区间" in found.words.zh


def test_a_county_may_ask_for_teachers_by_the_class():
    ahead = project(cohort_history(grade_rows(), "primary"), BIRTHS, 1)
    found = forecast(ahead, Staffing(teachers_per_class=2.0)).schools.set_index("school_id")
    assert found.loc["b", "teachers"] == 2 * found.loc["b", "classes"]


def test_a_shortage_that_closes_by_itself_is_marked_with_the_rooms_that_would_stand_empty():
    wave = {"a": {2018: (45, 45, 45), 2019: (90, 45, 45), 2020: (90, 90, 45)}}
    history = cohort_history(grade_rows(wave, rooms={"a": 4}), "primary")
    births = pd.DataFrame([[45, 90, 90, 45, 45, 45]], index=["C"], columns=range(2018, 2024))
    (mark,) = forecast(project(history, births, 3)).marks.to_dict("records")
    assert mark == {
        "county": "C", "school_id": "a", "most_short": 1, "first_year": 2021, "last_short": -1,
        "closes_by_itself": True, "would_stand_empty": 1,
    }  # fmt: skip


def test_without_rooms_nothing_is_called_short():
    found = forecast(project(cohort_history(grade_rows(), "primary"), BIRTHS, 1))
    assert found.schools["short"].isna().all()
    assert found.counties["short"].isna().all()
    assert found.marks.empty


def test_the_back_test_uses_only_what_was_known_and_repeats_what_anybody_can_do():
    years = {y: (100 + 10 * i, 95 + 8 * i, 90 + 7 * i) for i, y in enumerate(range(2015, 2021))}
    history = cohort_history(grade_rows({"a": years}), "primary")
    births = pd.DataFrame([[100 + 10 * i for i in range(6)]], index=["C"], columns=range(2015, 2021))
    found = back_test(history, births, steps=2).set_index(["origin", "step", "method"])["error"]
    actual, known = np.array(years[2019], float), np.array(years[2018], float)
    assert found[2018, 1, "same_as_last_year"] == pytest.approx(np.abs(known - actual).sum() / actual.sum())
    moved = np.array([known[0], known[0], known[1]])
    assert found[2018, 1, "ratio_1"] == pytest.approx(np.abs(moved - actual).sum() / actual.sum())
    central = project(history.until(2018), births, 1).central[0, 0]
    assert found[2018, 1, "cohorts"] == pytest.approx(np.abs(central - actual).sum() / actual.sum())
    assert set(found.index.get_level_values("origin")) == {2017, 2018, 2019}


def test_too_few_years_cannot_be_back_tested(history):
    with pytest.raises(SeriesError, match="3 years only"):
        back_test(history, BIRTHS)


def test_births_enter_by_school_year_and_only_when_all_twelve_months_are_known():
    months = [(year, month) for year in (2014, 2015) for month in range(1, 13)]
    births = pd.DataFrame([{"county": "C", "year": y, "month": m, "births": 100 * (y - 2013) + m} for y, m in months])
    found = births_by_entry_year(births)
    assert found.loc["C", 2021] == sum(100 + m for m in (9, 10, 11, 12)) + sum(200 + m for m in range(1, 9))
    assert found.loc["C", [2020, 2022]].isna().all()


@pytest.mark.parametrize("change", [{"month": 13}, {"births": -1}, {"births": float("nan")}])
def test_births_that_cannot_be_are_refused(change):
    row = {"county": "C", "year": 2015, "month": 9, "births": 100}
    with pytest.raises(SeriesError, match="one number a county and month"):
        births_by_entry_year(pd.DataFrame([row | change]))
    with pytest.raises(SeriesError, match="one number a county and month"):
        births_by_entry_year(pd.DataFrame([row, row]))
