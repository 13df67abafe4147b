"""Did we improve, or did children leave: the CV's change split into students, resources and schools."""

import numpy as np
import pandas as pd
import pytest
from case_files import as_printed
from hypothesis import given
from hypothesis import strategies as st

from analysis.formulas import student_weighted_cv
from analysis.insight.balance_change.parts import FACTORS, cv_by_year, split_cv_change
from analysis.insight.series.count_series import SeriesError
from analysis.paths import RAW


def schools(**rows):
    return pd.DataFrame(
        [(school, *numbers) for school, numbers in rows.items()], columns=["school_id", "students", "resource"]
    ).astype({"students": float, "resource": float})


def cv(rows):
    return student_weighted_cv(rows["resource"] / rows["students"], rows["students"])


BEFORE = schools(a=(400, 4000), b=(200, 3000), c=(60, 1500), d=(40, 300))
MICHIGAN = RAW / "michigan" / "mathpnl.csv"


def test_parts_of_a_change_with_an_opening_a_closure_and_a_merger_sum_to_it():
    after = schools(a=(420, 5000), b=(250, 3900), e=(90, 2000))
    found = split_cv_change(BEFORE, after, merged_into={"c": "b"})
    assert (found.cv_before, found.cv_after) == pytest.approx((cv(BEFORE), cv(after)), rel=1e-14)
    assert found.parts.sum() == pytest.approx(found.change, rel=1e-12)
    assert list(found.parts.index) == list(FACTORS)
    assert found.schools == {"stayed": 2, "opened": 1, "closed": 1, "merged": 1}
    assert (found.parts != 0).all()


def test_when_only_children_left_all_of_it_is_students():
    after = BEFORE.assign(students=[300, 200, 30, 40])
    found = split_cv_change(BEFORE, after)
    assert found.parts["students"] == pytest.approx(found.change, rel=1e-12)
    assert found.parts.drop("students").tolist() == [0, 0, 0, 0]


def test_when_only_resources_moved_all_of_it_is_resources():
    found = split_cv_change(BEFORE, BEFORE.assign(resource=[4000, 3000, 900, 500]))
    assert found.parts["resources"] == pytest.approx(found.change, rel=1e-12)
    assert found.change < 0


def test_a_mere_merger_is_all_merger_and_a_mere_closure_all_closure():
    merged = schools(a=(400, 4000), b=(260, 4500), d=(40, 300))
    found = split_cv_change(BEFORE, merged, merged_into={"c": "b"})
    assert found.parts["merged"] == pytest.approx(found.change, rel=1e-12)
    assert found.change < 0
    closed = split_cv_change(BEFORE, BEFORE[BEFORE["school_id"] != "d"])
    assert closed.parts["closed"] == pytest.approx(closed.change, rel=1e-12)


def test_a_merger_into_a_new_school_is_no_opening():
    after = schools(a=(400, 4000), b=(200, 3000), new=(100, 1800))
    found = split_cv_change(BEFORE, after, merged_into={"c": "new", "d": "new"})
    assert found.schools == {"stayed": 3, "opened": 0, "closed": 0, "merged": 2}
    assert found.parts["merged"] == pytest.approx(found.change, rel=1e-12)


numbers = st.tuples(st.integers(20, 900), st.integers(0, 9000))


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=6))
def test_students_and_resources_split_two_ways_is_the_mean_of_both_orders(pairs):
    ids = [f"s{i}" for i in range(len(pairs))]
    before, after = (schools(**{i: p[t] for i, p in zip(ids, pairs, strict=True)}) for t in (0, 1))
    if not before["resource"].sum() or not after["resource"].sum():
        return
    mixed = cv(after.assign(resource=before["resource"])), cv(before.assign(resource=after["resource"]))
    students = ((mixed[0] - cv(before)) + (cv(after) - mixed[1])) / 2
    assert split_cv_change(before, after).parts["students"] == pytest.approx(students, abs=1e-12)


def test_michigans_spending_cv_falls_from_0_208_to_0_150_and_splits_without_remainder():
    panel = pd.read_csv(MICHIGAN).dropna(subset=["enrol", "expp"])
    rows = panel.assign(school_id=panel["distid"].astype(str), students=panel["enrol"])
    rows["resource"] = rows["expp"] * rows["students"]
    by_year = cv_by_year(rows)
    assert (as_printed(by_year[1992], like="0.208"), as_printed(by_year[1998], like="0.208")) == ("0.208", "0.150")
    for stays_with in ("school", "student"):
        found = split_cv_change(*(rows[rows["year"] == year] for year in (1992, 1998)), stays_with=stays_with)
        assert found.change == pytest.approx(by_year[1998] - by_year[1992], rel=1e-12)
        assert found.parts.sum() == pytest.approx(found.change, rel=1e-12)
        assert found.schools == {"stayed": 550, "opened": 0, "closed": 0, "merged": 0}
        assert found.parts["resources"] < 0
    # grants go by the student: nearly all of the fall is spending, hardly any of it where students are
    assert found.parts["resources"] / found.change > 0.9


def test_money_that_goes_with_the_student_leaves_students_their_weights_alone():
    after = BEFORE.assign(students=[300, 200, 30, 40])
    after["resource"] = BEFORE["resource"] / BEFORE["students"] * after["students"]
    found = split_cv_change(BEFORE, after, stays_with="student")
    assert found.parts["students"] == pytest.approx(found.change, rel=1e-12)
    assert found.parts["resources"] == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize(
    ("after", "merged", "english", "chinese"),
    [
        (pd.concat([BEFORE, BEFORE[:1]]), {}, "after · a: a school appears twice", "同一学校出现两次"),
        (BEFORE.assign(students=[400, 0, 60, 40]), {}, "after · b: no students", "没有学生数"),
        (BEFORE.assign(resource=[1, np.nan, 1, 1]), {}, "after · b: a resource that is unknown", "资源量未知或为负"),
        (BEFORE[:0], {}, "no school", "没有学校"),
        (BEFORE, {"c": "b"}, "c → b: the merger does not fit", "并入关系与两年名单不符"),
        (BEFORE[:2], {"c": "x"}, "c → x: the merger does not fit", "并入关系与两年名单不符"),
    ],
)
def test_what_cannot_be_split_is_refused_by_name(after, merged, english, chinese):
    with pytest.raises(SeriesError) as caught:
        split_cv_change(BEFORE, after, merged)
    assert english in caught.value.message("en")
    assert chinese in caught.value.message("zh")
