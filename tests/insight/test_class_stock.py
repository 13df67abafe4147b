"""Classes carried over, opened and split in the rooms there are; and the list they are read from."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from analysis.insight.class_size.class_list import class_list, grade_rows
from analysis.insight.class_size.class_stock import Practice, carry_on, large_share, learn_practice, unevenness_of
from analysis.insight.class_size.cohorts import CohortHistory
from analysis.insight.series.count_series import SeriesError

HABIT = Practice(opens_at=50, at_most=75, splits_over=65, joins_at=30, rooms_a_year=0.0)


def history(students, classes, rooms):
    """One school; students and classes by year and grade, rooms by year."""
    cubes = [np.asarray(cube, float)[:, None, :] for cube in (students, classes)]
    years = tuple(range(2018, 2018 + len(students)))
    return CohortHistory("primary", years, ("A",), ("a",), np.array([0]), *cubes, np.asarray(rooms, float)[:, None])


def one_year(now, classes, rooms, ahead, practice=HABIT):
    known = history([now, now], [classes, classes], [rooms, rooms])
    return carry_on(known, np.asarray([[ahead]], float), practice)[0, 0].tolist()


def test_classes_move_up_and_entry_classes_are_opened_in_the_rooms_left():
    assert one_year([100, 100, 100], [2, 2, 2], 9, [130, 100, 100]) == [3, 2, 2]
    assert one_year([100, 100, 100], [2, 2, 2], 6, [130, 100, 100]) == [2, 2, 2]


def test_a_school_without_rooms_still_finds_one_before_classes_pass_the_fullest_seen():
    assert one_year([100, 100, 100], [2, 2, 2], 4, [160, 100, 100]) == [3, 2, 2]


def test_the_fullest_grade_is_split_when_a_room_is_free_and_not_otherwise():
    assert one_year([140, 100, 100], [2, 2, 2], 8, [100, 140, 100]) == [2, 3, 2]
    assert one_year([140, 100, 100], [2, 2, 2], 6, [100, 140, 100]) == [2, 2, 2]


def test_classes_that_fit_into_fewer_are_joined():
    assert one_year([50, 50, 50], [1, 2, 2], 9, [50, 50, 60]) == [1, 1, 2]


def test_a_room_expected_only_in_part_splits_only_in_part():
    half = Practice(opens_at=50, at_most=75, splits_over=65, joins_at=0, rooms_a_year=0.5)
    assert one_year([140, 110, 110], [2, 2, 2], 6, [100, 140, 110], half) == [2, 2.5, 2]


def test_the_practice_is_read_off_what_schools_did():
    found = learn_practice(
        history(
            students=[[100, 90, 132], [101, 100, 90], [104, 101, 136], [150, 104, 101]],
            classes=[[2, 2, 2], [3, 2, 2], [3, 3, 3], [3, 3, 3]],
            rooms=[8, 8, 10, 10],
        )
    )
    assert 50 <= found.opens_at <= 51  # 101 and 104 opened three classes with a room to spare, 150 opened three
    assert found.at_most == 50
    assert found.splits_over == pytest.approx(np.quantile([136 / 2], 0.05))
    assert found.joins_at == 0.0


def test_where_nothing_was_split_or_joined_nothing_will_be():
    found = learn_practice(history([[90, 90], [90, 90]], [[2, 2], [2, 2]], [6, 6]))
    assert np.isinf(found.splits_over)
    assert (found.joins_at, found.rooms_a_year) == (0.0, 0.0)


@pytest.mark.parametrize("lacking", ["classes", "rooms", "years"])
def test_without_classes_rooms_or_a_second_year_there_is_no_practice(lacking):
    whole = history([[90, 90], [90, 90]], [[2, 2], [2, 2]], [6, 6])
    part = {
        "classes": CohortHistory(
            *[getattr(whole, n) for n in whole.__dataclass_fields__ if n not in ("classes", "rooms")]
        ),
        "rooms": CohortHistory(*[getattr(whole, n) for n in whole.__dataclass_fields__ if n != "rooms"]),
        "years": whole.until(2018),
    }[lacking]
    with pytest.raises(SeriesError) as caught:
        learn_practice(part)
    assert "classes by grade and rooms of two years at least" in caught.value.message("en")


def test_the_expected_share_of_large_classes_allows_for_uneven_division():
    known = history([[110, 80], [110, 80]], [[2, 2], [2, 2]], [6, 6])
    ahead, classes = np.array([[[110.0, 80.0]]]), np.array([[[2.0, 2.0]]])
    assert large_share(known, ahead, classes, unevenness=2.0)[0, 0] == pytest.approx(norm.sf(0.25) / 2, rel=1e-6)
    assert large_share(known, ahead, classes, unevenness=0.0)[0, 0] == pytest.approx(0, abs=1e-5)


def test_unevenness_is_pooled_within_school_and_grade():
    sizes = np.array([[40, 44, 0], [50, 50, 50], [30, 0, 0]])
    assert unevenness_of(sizes) == pytest.approx(np.sqrt((8 + 0) / (1 + 2)))
    assert unevenness_of(np.array([[40, 0]])) == 0.0


# ---- the list of classes ----------------------------------------------------------------------------------------

SCHOOLS = pd.DataFrame([("a", "A", "town", "primary")], columns=["school_id", "county", "area", "stage"])
CLASSES = pd.DataFrame(
    [(2020, "a", 1, "1-1", 40), (2020, "a", 1, "1-2", 44), (2020, "a", 6, "6-1", 50)],
    columns=["year", "school_id", "grade", "class_id", "students"],
)


def test_a_list_of_classes_takes_county_stage_and_area_from_its_schools_and_adds_up_by_grade():
    listed = class_list(CLASSES, SCHOOLS)
    assert listed[["county", "stage", "area"]].drop_duplicates().values.tolist() == [["A", "primary", "town"]]
    rooms = pd.DataFrame([(2020, "a", 9)], columns=["year", "school_id", "rooms"])
    rows = grade_rows(listed, "primary", rooms)
    assert rows[["grade", "students", "classes", "rooms"]].values.tolist() == [[1, 84, 2, 9], [6, 50, 1, 9]]


@pytest.mark.parametrize(
    ("row", "english", "chinese"),
    [
        ((2020, "x", 1, "1-1", 40), "a school that is not listed (1 rows)", "学校不在名单中"),
        ((2020, "a", 1, "1-1", 40), "a class twice in a year (1 rows)", "同一班级一年内出现两次"),
        ((2020, "a", 7, "7-1", 40), "a grade the stage does not have", "本学段没有这个年级"),
        ((2020, "a", 2, "2-1", 0), "no whole number above 0", "班额不是大于0的整数"),
        ((2020, "a", 2, "2-1", 40.5), "no whole number above 0", "班额不是大于0的整数"),
        ((2020, "a", 2, "2-1", "—"), "no whole number above 0", "班额不是大于0的整数"),
    ],
)
def test_a_list_that_cannot_be_is_refused_with_the_row(row, english, chinese):
    with pytest.raises(SeriesError) as caught:
        class_list(pd.concat([CLASSES, pd.DataFrame([row], columns=CLASSES.columns)]), SCHOOLS)
    assert english in caught.value.message("en")
    assert chinese in caught.value.message("zh")
