"""Classes, seats and rooms: what follows from a school's own numbers."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from insight.plan.counties import judged, school

from analysis.insight.plan.works import classes_to_open, worked_out

grades = st.lists(st.integers(1, 300), min_size=6, max_size=6)


@given(grades)
def test_the_number_planned_is_enough_however_pupils_fall_into_grades(pupils):
    row = pd.Series({"students": float(sum(pupils)), "classes": 6.0})
    least, enough = classes_to_open(row, 45.0, 6, over=1e9)
    asked = sum(np.ceil(n / 45) for n in pupils)
    assert asked <= 6 + enough
    assert least <= max(asked - 6, 0)


def test_an_oversize_school_sends_its_excess_where_classes_have_places():
    found = judged(school(2030.0, classes=50.0), school(400.0, classes=10.0), school(300.0, classes=7.0))
    made = worked_out(found)
    assert made.rows["students"].tolist() == [2000.0, 430.0, 300.0]
    assert [(one.addition, one.amount) for one in made.works] == [("seat", 30.0)]


def test_pupils_who_find_no_place_are_named_and_stay_where_they_are():
    made = worked_out(judged(school(2030.0, classes=50.0), school(440.0, classes=10.0)))
    assert made.rows["students"].tolist() == [2020.0, 450.0]
    assert "20" in made.notes[0].en


def test_a_music_and_an_art_room_for_every_twelve_classes():
    found = judged(
        school(1200.0, classes=30.0, music_rooms=1.0, art_rooms=3.0), school(400.0, music_rooms=1.0, art_rooms=1.0)
    )
    made = worked_out(found)
    assert [(one.row, one.addition, one.amount) for one in made.works] == [(0, "music_room", 2.0)]
    assert made.rows.at[0, "teaching_area_m2"] == found.case.sections.source.rows.at[0, "teaching_area_m2"] + 192


def test_a_class_opened_brings_a_room_and_the_teachers_a_class_has():
    found = judged(school(460.0, classes=10.0, full_time_teachers=25.0, classes_over_45=10.0))
    added = {one.addition: one.amount for one in worked_out(found).works}
    assert added == {"class": 6.0, "classroom": 6.0, "teacher": 15.0}
    assert {one.least for one in worked_out(found).works} == {1.0, 3.0}
