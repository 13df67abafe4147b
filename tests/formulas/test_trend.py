"""Class size: counts, shares and what a student experiences, from lists and from bands."""

from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest
from case_files import SHARED, as_printed, needs_shared
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from analysis.formulas.trend import (
    BAND_HIGHEST,
    BAND_LOWEST,
    LARGE,
    SUPER_LARGE,
    classes_of_at_least,
    experienced_class_size,
    share_of_classes,
    share_of_students,
    sizes_from_bands,
    sizes_from_list,
    smallest_possible_p,
)

FIELDS = ("students", "large", "share", "student_share", "mean", "experienced")
class_lists = st.lists(st.integers(1, 90), min_size=1, max_size=30)


def in_bands(sizes):
    return np.bincount(np.digitize(sizes, BAND_LOWEST) - 1, minlength=10)


def test_a_plain_mean_below_45_can_hide_that_most_students_sit_in_classes_over_45():
    sizes = [50] * 5 + [35] * 6 + [48]
    assert as_printed(np.mean(sizes), like="42.3") == "42.3"
    assert share_of_classes(sizes, 46) == 0.5
    assert share_of_students(sizes, 46) == pytest.approx(298 / 508, rel=1e-15)
    assert experienced_class_size(sizes) == pytest.approx((5 * 2500 + 6 * 1225 + 2304) / 508, rel=1e-15)


def test_large_classes_include_super_large_ones_and_the_limit_is_a_parameter():
    sizes = [45, 46, 55, 56, 60, 61, 65, 66, 80]
    assert [classes_of_at_least(sizes, least) for least in (46, 51, 56, 61, 66)] == [8, 7, 6, 4, 2]


@given(class_lists)
def test_the_experienced_size_is_the_mean_plus_the_variance_over_the_mean(sizes):
    s = np.array(sizes, float)
    assert experienced_class_size(s) == pytest.approx(s.mean() + s.var() / s.mean(), rel=1e-12)


@given(class_lists, st.sampled_from([26, 46, 50, 51, 56, 61, 66]))
def test_bands_enclose_what_the_list_says_with_and_without_enrolment(sizes, least):
    exact = sizes_from_list(sizes, least)
    wide = sizes_from_bands(in_bands(sizes), least)
    tight = sizes_from_bands(in_bands(sizes), least, students=sum(sizes))
    capped = sizes_from_bands(in_bands(sizes), least, largest=max(sizes))
    for field in FIELDS:
        (value, same) = getattr(exact, field)
        assert value == same
        for bounds in (getattr(found, field) for found in (wide, tight, capped)):
            assert bounds.low <= value * (1 + 1e-9) + 1e-12
            assert bounds.high >= value * (1 - 1e-9) - 1e-12
        assert getattr(tight, field).low >= getattr(wide, field).low - 1e-9
        assert getattr(tight, field).high <= getattr(wide, field).high + 1e-9


@given(class_lists, st.sampled_from(BAND_LOWEST[1:]))
def test_at_every_edge_of_a_band_counts_determine_the_share_of_classes(sizes, least):
    share = sizes_from_bands(in_bands(sizes), least).share
    assert share.is_known
    assert share.low == share_of_classes(sizes, least)


def test_bounds_from_bands_are_reached_by_some_list_of_class_sizes():
    counts, band_range = np.zeros(10, int), {3: range(36, 41), 7: range(56, 61)}
    counts[3], counts[7] = 2, 1
    lists = list(product(band_range[3], band_range[3], band_range[7]))
    found = sizes_from_bands(counts, 56)
    for measure, bounds in (
        (lambda s: share_of_students(s, 56), found.student_share),
        (experienced_class_size, found.experienced),
    ):
        values = [measure(one) for one in lists]
        assert bounds == pytest.approx((min(values), max(values)), rel=1e-12)


def test_an_open_top_band_has_no_upper_bound_unless_something_holds_it():
    counts = np.zeros(10, int)
    counts[4], counts[9] = 3, 1
    assert np.isinf(sizes_from_bands(counts).experienced.high)
    assert sizes_from_bands(counts).student_share.high == 1.0
    assert sizes_from_bands(counts, students=200).student_share == pytest.approx((66 / 200, 77 / 200))
    assert sizes_from_bands(counts, largest=70).student_share.high == pytest.approx(70 / (70 + 3 * 41))


def test_without_a_class_shares_are_undefined_and_counts_are_0():
    for found in (sizes_from_list([]), sizes_from_bands(np.zeros(10))):
        assert found.classes == 0
        assert found.large == (0, 0)
        assert np.isnan([found.share, found.student_share, found.mean, found.experienced]).all()


@pytest.mark.parametrize("points", [2, 3, 4, 5, 6])
def test_the_smallest_possible_p_is_the_exact_tests_over_every_order(points):
    reached = min(kendalltau(range(points), order, method="exact").pvalue for order in permutations(range(points)))
    assert smallest_possible_p(points) == pytest.approx(min(1, reached), rel=1e-12)


def test_four_points_cannot_reach_5_percent_and_five_can():
    assert smallest_possible_p(4) == pytest.approx(1 / 12)
    assert smallest_possible_p(5) == pytest.approx(1 / 60)
    assert smallest_possible_p(1) == 1.0


@pytest.mark.parametrize("sizes", [[30, 0], [30, -5], [30.5], [float("nan")], [[30]]])
def test_what_is_no_class_size_is_refused(sizes):
    with pytest.raises(ValueError, match="whole numbers of 1 or more, one per class"):
        sizes_from_list(sizes)


@pytest.mark.parametrize(
    ("counts", "students", "message"),
    [
        ([1] * 9, None, "ten whole numbers of 0 or more"),
        ([1] * 9 + [-1], None, "ten whole numbers of 0 or more"),
        ([1.5] + [1] * 9, None, "ten whole numbers of 0 or more"),
        ([0] * 4 + [2] + [0] * 5, 81, "these bands hold 82 to 90 students; found 81"),
        ([0] * 4 + [2] + [0] * 5, 91, "these bands hold 82 to 90 students; found 91"),
    ],
)
def test_bands_that_cannot_be_are_refused(counts, students, message):
    with pytest.raises(ValueError, match=message):
        sizes_from_bands(counts, students=students)


def test_the_message_names_the_sizes_that_are_wrong_and_no_others():
    with pytest.raises(ValueError, match=r"found \[44\.5, 0\.0\]$"):
        sizes_from_list([30, 44.5, 50, 0])
    with pytest.raises(ValueError, match=r"found \[1, 2\]$"):  # a table instead of a list: its shape
        sizes_from_list([[30, 0]])


def test_every_band_begins_where_the_one_before_it_ends():
    assert [high + 1 for high in BAND_HIGHEST[:-1]] == list(BAND_LOWEST[1:])
    assert (BAND_LOWEST[0], BAND_HIGHEST[-1]) == (1, np.inf)


def test_large_and_super_large_begin_at_56_and_66_as_the_ministry_counts_them():
    assert [classes_of_at_least([55, 56, 65, 66]), classes_of_at_least([55, 56, 65, 66], SUPER_LARGE)] == [3, 1]
    assert LARGE in BAND_LOWEST and SUPER_LARGE in BAND_LOWEST


def test_a_limit_inside_a_band_leaves_its_classes_one_student_short_of_it():
    counts = np.zeros(10, int)
    counts[5] = counts[6] = 1  # one class of 46 to 50, one of 51 to 55
    found = sizes_from_bands(counts, least=48)
    assert found.student_share.low == pytest.approx(51 / (51 + 47), rel=1e-15)
    assert found.large == (1, 2)


@needs_shared
@pytest.mark.parametrize(("column", "name"), [("area", "area"), ("county", "county")])
def test_taiwans_class_sizes_by_area_and_county_equal_the_reference(column, name):
    folder = SHARED / "data" / "tw_moe_primary_113"
    schools = pd.read_csv(folder / "canonical.csv", keep_default_na=False)
    expected = pd.read_csv(folder / f"reference_class_size_by_{name}.csv").set_index(column)
    totals = schools.groupby(column)[["students", "classes"]].sum()
    assert set(totals.index) == set(expected.index)
    size = (totals["students"] / totals["classes"]).loc[expected.index]
    assert size.to_numpy() == pytest.approx(expected["class_size"].to_numpy(), abs=5e-9)


@needs_shared
def test_new_yorks_class_sizes_by_district_equal_the_reference_once_school_summaries_are_left_out():
    folder = SHARED / "data" / "nyc_class_size_2011"
    rows = pd.read_csv(folder / "class_size.csv").rename(columns=str.strip)
    classes = rows[rows["NUMBER OF SECTIONS"].notna()]
    assert len(rows) - len(classes) == 1450
    lower = classes[classes["GRADE"].isin(["0K", "01", "02", "03", "04", "05"])]
    found = lower.groupby("CSD").agg(
        students=("NUMBER OF STUDENTS / SEATS FILLED", "sum"),
        sections=("NUMBER OF SECTIONS", "sum"),
        largest=("SIZE OF LARGEST CLASS", "max"),
    )
    expected = pd.read_csv(folder / "reference_k5_by_district.csv").set_index("CSD")
    found = found.loc[expected.index]
    assert found["students"].tolist() == expected["students"].tolist()
    assert found["sections"].tolist() == expected["sections"].tolist()
    assert found["largest"].tolist() == expected["max"].tolist()
    assert (found["students"] / found["sections"]).to_numpy() == pytest.approx(expected["class_size"], abs=5e-9)
