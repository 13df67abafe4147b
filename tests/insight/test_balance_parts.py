"""A coefficient taken apart: schools in the order in which to look at them, groups whose parts add up, small schools."""

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest
from rules.county_builder import county
from show.views import every_stage_and_indicator, view_of

from analysis.errors import StandardError
from analysis.formulas import split_entropy, student_weighted_cv, student_weighted_mean
from analysis.insight.balance import groupings as of_groupings
from analysis.insight.balance.groupings import Grouping, groupings, small_sizes
from analysis.insight.balance.parts import cv_from, schools_of, split_by
from analysis.language import Words
from analysis.rules.counting.count import count_sections
from analysis.rules.values import section_values
from analysis.show.county.view import open_view
from analysis.tables.catalogue.datasets import load_dataset


def arts(*schools):
    """Values of arts teachers at schools given as (students, teachers)."""
    rows = [{"students": n, "pe_art_teachers": count} for n, count in schools]
    return section_values(count_sections(county(*rows)), "pe_art_teachers_per_100", "C", 2023, "primary")


@pytest.mark.parametrize("dataset", ["demo-a", "demo-b", "five-schools"])
def test_schools_stand_in_order_and_their_shares_add_up(dataset):
    view = view_of(dataset)
    for stage, name in every_stage_and_indicator(view):
        values = view.values(name, stage)
        found, frame = schools_of(values), values.frame
        mean = student_weighted_mean(frame["value"], frame["students"])
        below = found[found["is_below"]]
        assert sorted(found.index) == sorted(frame.index)
        assert list(found["is_below"]) == sorted(found["is_below"], reverse=True)
        assert below["value"].is_monotonic_increasing and (below["value"] < mean).all()
        assert found[~found["is_below"]]["share"].is_monotonic_decreasing
        assert found["share"].sum() == pytest.approx(1, abs=1e-12)
        assert below["is_lowered"].all()
        for school in found.itertuples():
            rest = frame.drop(index=school.Index)
            assert school.without == pytest.approx(student_weighted_cv(rest["value"], rest["students"]), rel=1e-12)


def test_a_school_between_the_mean_and_the_turning_value_is_above_the_mean_and_lowered():
    found = schools_of(arts((1000, 5), (1000, 10), (1000, 30), (1000, 16)))
    assert found.loc[3, ["is_below", "is_lowered"]].tolist() == [False, True]
    assert found.loc[2, ["is_below", "is_lowered"]].tolist() == [False, False]


@pytest.mark.parametrize(
    "schools",
    [[(100, 5)], [(100, 9), (300, 27), (700, 63)], [(100, 5), (100, float("nan"))], [(100, 0), (200, 0)]],
    ids=["one school", "all equal", "one missing", "nothing"],
)
def test_where_nothing_can_be_taken_apart_nothing_is(schools):
    assert schools_of(arts(*schools)).empty


def test_splits_add_up_in_every_county_of_michigan():
    seen = 0
    for place in load_dataset("michigan").counties:
        view = open_view("michigan", place)
        for (stage, name), grouping in product(every_stage_and_indicator(view), groupings()):
            values = view.values(name, stage)
            if (split := split_by(values, view.sections.rows, grouping)) is None:
                continue
            seen += 1
            cv = student_weighted_cv(values.frame["value"], values.frame["students"])
            assert split.total == pytest.approx(cv**2, abs=1e-12)
            assert split.between + split.within == pytest.approx(cv**2, abs=1e-12)
            assert split.within_parts.sum() == pytest.approx(split.within, abs=1e-12)
            assert 0 <= split.share_between <= 1 + 1e-12
    assert seen > 80


def test_over_the_state_the_parts_between_and_within_counties_add_up():
    rows = load_dataset("michigan").select(year=1998).rows
    x = rows["spending_dollars"] / rows["students"]
    split = split_entropy(x, rows["students"], rows["county"], alpha=2)
    cv = student_weighted_cv(x, rows["students"])
    assert len(split.groups) == 57
    assert 2 * (split.between + split.within) == pytest.approx(cv**2, abs=1e-12)


def test_the_part_between_counties_is_what_is_left_when_all_districts_of_one_are_alike():
    rows = view_of("demo-b").sections.rows
    values = view_of("demo-b").values("backbone_teachers_per_100", "primary")
    split = split_by(values, rows, Grouping("area", Words("城乡", "area"), "area"))
    frame = values.frame
    alike = frame["value"] * 0
    for _, group in frame.groupby(rows.loc[frame.index, "area"]):
        alike[group.index] = student_weighted_mean(group["value"], group["students"])
    assert split.between == pytest.approx(student_weighted_cv(alike, frame["students"]) ** 2, rel=1e-12)


def test_one_group_or_a_missing_value_gives_no_split():
    rows = count_sections(county({"students": 100, "pe_art_teachers": 5}, {"students": 120, "pe_art_teachers": 9})).rows
    assert split_by(arts((100, 5), (120, 9)), rows, groupings()[0]) is None
    assert split_by(arts((100, 5), (700, float("nan"))), rows, groupings()[0]) is None


def test_sizes_begin_where_they_are_said_to_and_every_group_has_a_name():
    size = next(one for one in groupings() if one.name == "size")
    rows = pd.DataFrame({"students": [0, 49, 50, 99, 100, 1999, 2000, 9000]})
    assert size.groups(rows).tolist() == [0, 0, 1, 1, 2, 5, 6, 6]
    assert size.named(0) == Words("不足50人", "below 50")
    assert size.named(1) == Words("50—99人", "50–99")
    assert size.named(6) == Words("2000人及以上", "2000 or more")
    kind = next(one for one in groupings() if one.name == "school_type")
    assert kind.named("nine_year").en == "nine-year school"


def test_without_small_schools_the_coefficient_is_that_of_the_others():
    values = arts((40, 4), (90, 4), (500, 5), (800, 9))
    large = values.frame[values.frame["students"] >= 100]
    assert small_sizes() == (50, 100)
    assert cv_from(values, 100) == student_weighted_cv(large["value"], large["students"])
    assert cv_from(values, 0) == student_weighted_cv(values.frame["value"], values.frame["students"])
    assert np.isnan(cv_from(values, 5000))
    assert np.isnan(cv_from(arts((40, 4), (500, float("nan"))), 50))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("[50, 100, 300", "[100, 50, 300"), "grouping 1 › from: '[100.0, 50.0, 300.0"),
        (('column = "students"', 'colum = "students"'), "colum"),
        (("small = [50, 100]", "small = [0]"), "small"),
    ],
)
def test_a_file_of_groupings_that_cannot_be_is_refused(tmp_path, monkeypatch, change, message):
    text = of_groupings.GROUPINGS_FILE.read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / "groupings.toml").write_text(text.replace(*change), encoding="utf-8")
    monkeypatch.setattr(of_groupings, "GROUPINGS_FILE", tmp_path / "groupings.toml")
    of_groupings._stated.cache_clear()
    with pytest.raises(StandardError, match=re.escape(message)):
        groupings()
    of_groupings._stated.cache_clear()
