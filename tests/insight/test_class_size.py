"""What class size is, why large classes became fewer, who stands near a limit, and when the last one leaves."""

import numpy as np
import pandas as pd
import pytest
from case_files import SHARED, as_printed, needs_shared
from hypothesis import given
from hypothesis import strategies as st

from analysis.formulas.trend import share_of_classes
from analysis.insight.class_size.ledger import large_class_ledger
from analysis.insight.class_size.shares import (
    BAND_FIELDS,
    class_sizes_by_year,
    class_sizes_from_form,
    large_class_series,
    split_enrolment_and_classes,
    split_over_groups,
    split_printed_shares,
    split_removed_and_added,
    watch_list,
)
from analysis.insight.series.count_series import SeriesError
from analysis.tables.terms import common_terms


def classes(rows, year=2020, stage="primary"):
    table = pd.DataFrame(rows, columns=["school_id", "grade", "class_id", "students"])
    return table.assign(county="A", year=year, stage=stage, area=table["school_id"].str[0])


TOWN = [("t1", g, f"{g}-{c}", 60 - 3 * g + c) for g in range(1, 7) for c in (1, 2)]
COUNTRY = [("r1", g, f"{g}-1", 20 + g) for g in range(1, 7)]
EARLIER = classes(TOWN + COUNTRY)
LATER = classes([(s, g, c, n - 6) for s, g, c, n in TOWN] + [("t2", 1, "1-1", 57)] + COUNTRY[:4], year=2021)


def test_limits_follow_the_stage_and_large_includes_super_large():
    sizes = pd.concat(
        [classes([("a", 1, "1", n) for n in (45, 46, 50, 51, 56, 66)], stage=s) for s in ("primary", "junior")]
    )
    primary, junior = (class_sizes_by_year(sizes, stage)[2020] for stage in ("primary", "junior"))
    assert [primary[name].large.low for name in ("over_limit", "large", "super_large")] == [5, 2, 1]
    assert [junior[name].large.low for name in ("over_limit", "large", "super_large")] == [3, 2, 1]
    assert primary["large"].student_share.low == pytest.approx((56 + 66) / 314)


def test_the_form_gives_the_same_share_and_bounds_around_the_list():
    counts = np.bincount(np.digitize(EARLIER["students"], (1, 26, 31, 36, 41, 46, 51, 56, 61, 66)) - 1, minlength=10)
    row = pd.DataFrame([dict(zip(BAND_FIELDS, counts, strict=True))]).assign(
        year=2020, stage="primary", students=EARLIER["students"].sum()
    )
    form, listed = class_sizes_from_form(row, "primary")[2020], class_sizes_by_year(EARLIER, "primary")[2020]
    for name in ("over_limit", "large", "super_large"):
        assert form[name].share == listed[name].share
        assert form[name].student_share.low <= listed[name].student_share.low <= form[name].student_share.high
        assert form[name].experienced.low <= listed[name].experienced.low <= form[name].experienced.high


def test_the_band_fields_are_terms():
    assert set(BAND_FIELDS) <= set(common_terms().fields)


def test_a_form_without_bands_or_that_contradicts_enrolment_is_refused():
    row = pd.DataFrame([dict.fromkeys(BAND_FIELDS, 1)]).assign(year=2020, stage="primary", students=100)
    with pytest.raises(SeriesError) as caught:
        class_sizes_from_form(row, "primary")
    assert "100 students, but these bands hold 415–inf" in caught.value.message("en")
    with pytest.raises(SeriesError, match="1 schools without band counts"):
        class_sizes_from_form(row.assign(classes_66_or_more=np.nan), "primary")


def test_removed_against_added_is_the_formula_on_counts():
    split = split_removed_and_added(EARLIER["students"], LATER["students"])
    shares = share_of_classes(EARLIER["students"]), share_of_classes(LATER["students"])
    assert (split.before, split.after) == shares
    assert sum(split.shapley) == pytest.approx(shares[1] - shares[0], rel=1e-12)


def test_enrolment_classes_and_uneven_division_sum_to_the_change():
    found = split_enrolment_and_classes(EARLIER, LATER)
    assert found.parts["shapley"].sum() == pytest.approx(found.change, rel=1e-12)
    assert list(found.parts.index) == ["students", "classes", "unevenness"]


def test_one_class_more_with_the_same_students_is_all_classes():
    before = classes([("a", 1, "1", 60), ("a", 1, "2", 60), ("a", 2, "1", 40)])
    after = classes([("a", 1, "1", 40), ("a", 1, "2", 40), ("a", 1, "3", 40), ("a", 2, "1", 40)])
    parts = split_enrolment_and_classes(before, after).parts["shapley"]
    assert parts["classes"] == pytest.approx(-2 / 3)
    assert parts[["students", "unevenness"]].tolist() == [0, 0]


@pytest.mark.parametrize("by", ["area", "school_id"])
def test_groups_sum_to_the_change_even_when_one_opens_or_closes(by):
    later = LATER[LATER["school_id"] != "r1"]
    for after in (LATER, later):
        found = split_over_groups(EARLIER, after, by)
        assert found.parts["shapley"].sum() == pytest.approx(found.change, rel=1e-12)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(20, 80)), min_size=3, max_size=12), st.data())
def test_group_parts_always_sum_to_the_change(rows, data):
    later = data.draw(st.lists(st.tuples(st.sampled_from("abc"), st.integers(20, 80)), min_size=3, max_size=12))
    frames = [pd.DataFrame(one, columns=["area", "students"]) for one in (rows, later)]
    found = split_over_groups(*frames, "area")
    assert found.parts["shapley"].sum() == pytest.approx(found.change, abs=1e-12)


def test_the_watch_list_names_classes_on_either_side_of_a_limit_nearest_first():
    table = classes([("a", 1, c, n) for c, n in zip("vwxyz", (45, 47, 53, 56, 49), strict=True)])
    found = watch_list(table, 2020, within=3)
    assert found[["class_id", "limit", "to_limit", "is_over"]].values.tolist() == [
        ["v", 45, 0, False],
        ["y", 55, -1, True],
        ["w", 45, -2, True],
        ["x", 55, 2, False],
    ]


def test_nobody_near_a_limit_gives_an_empty_list():
    assert watch_list(classes([("a", 1, "1", 30)]), 2020).empty


def test_the_series_of_large_classes_is_checked():
    series = large_class_series(pd.concat([EARLIER, LATER]), "A")
    assert series.years == (2020, 2021)
    assert series.bases.tolist() == [18, 17]
    with pytest.raises(SeriesError, match="one point only"):
        large_class_series(EARLIER, "A")


def test_the_last_large_class_leaves_after_its_last_grade():
    table = pd.concat(
        [
            classes([("a", 6, "6-1", 60), ("a", 4, "4-1", 58), ("a", 2, "2-1", 56), ("a", 1, "1-1", 55)]),
            classes([("b", 1, "7-1", 70), ("b", 3, "9-1", 57)], stage="junior"),
        ]
    )
    ledger = large_class_ledger(table, 2020)
    assert ledger.entries.set_index("class_id")["leaves"].to_dict() == {
        "6-1": 2021, "9-1": 2021, "4-1": 2023, "7-1": 2023, "2-1": 2025,
    }  # fmt: skip
    assert ledger.remaining.to_dict() == {2020: 5, 2021: 3, 2022: 3, 2023: 1, 2024: 1, 2025: 0}
    assert ledger.last_leaves == 2025
    assert "2025" in ledger.words.zh
    assert ledger.entries.set_index("class_id")["over_limit"].to_dict() == {
        "6-1": 15, "9-1": 7, "4-1": 13, "7-1": 20, "2-1": 11,
    }  # fmt: skip


def test_a_county_without_large_classes_is_struck_off_already():
    ledger = large_class_ledger(classes(COUNTRY), 2020)
    assert ledger.last_leaves == 2020
    assert ledger.remaining.to_dict() == {2020: 0}
    assert "已无大班额" in ledger.words.zh


@pytest.mark.parametrize("row", [("a", 7, "7-1", 60), ("a", 0, "x", 60), ("a", 1, "1-1", 0)])
def test_a_grade_the_stage_does_not_have_or_an_empty_class_is_refused(row):
    with pytest.raises(SeriesError, match="a grade of its stage, one student at least"):
        large_class_ledger(classes([row]), 2020)
    with pytest.raises(SeriesError, match="no class in 1999"):
        large_class_ledger(classes([("a", 1, "1", 30)]), 1999)


def test_the_plain_mean_is_beside_what_students_experience():
    sizes = class_sizes_by_year(EARLIER, "primary")[2020]["large"]
    assert as_printed(sizes.mean.low) == as_printed(EARLIER["students"].mean())
    assert sizes.experienced.low > sizes.mean.low


def test_hengs_split_holds_whatever_the_rounding_of_its_printed_shares_hid():
    found = split_printed_shares((619, "21.23"), (267, "8.52"))
    assert [as_printed(-100 * part) for part in found.split.shapley] == ["11.65", "1.06"]
    assert [(base.low, base.high) for base in found.bases] == [(2915, 2916), (3132, 3135)]
    for part, least, most in zip(found.split.shapley, found.least, found.most, strict=True):
        assert least < part < most
        assert most - least < 0.0015  # a seventh of a point: what rounding leaves open


@needs_shared
def test_the_national_share_of_large_classes_is_the_printed_7_06_and_includes_super_large_ones():
    table = pd.read_csv(SHARED / "facts" / "published" / "ex08_national_class_size.csv", index_col="year")
    share = 100 * table["large_56plus_wan"] / table["total_classes_wan"]
    assert as_printed(share[2018]) == "7.06"
    assert as_printed(100 * table.loc[2018, "super_66plus_wan"] / table.loc[2018, "total_classes_wan"]) == "0.50"
    fall = table["large_56plus_wan"][2018] - table["large_56plus_wan"][2017]
    assert as_printed(fall, like="0.1") == "-10.3"
    assert as_printed(100 * fall / table["large_56plus_wan"][2017], like="0.1") == "-28.0"
