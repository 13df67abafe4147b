"""Lists of classes (班级清单), one row per class and year: checked, joined to their schools, added up by grade."""

from __future__ import annotations

import pandas as pd

from analysis.errors import Problem
from analysis.insight.class_size.ledger import GRADES
from analysis.insight.series.count_series import SeriesError
from analysis.language import Words

KEYS = ["year", "school_id", "stage", "grade", "class_id"]
PLACE = "班级清单/list of classes"


def class_list(classes: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Class rows with the county, stage and area of their school (班级清单).

    Parameters
    ----------
    classes : year, school_id, grade (1 = entry grade of the stage), class_id, students; stage where a school has several
    schools : school_id, county, area; stage unless the classes say it

    Returns
    -------
    frame : year, county, school_id, area, stage, grade, class_id, students

    Raises
    ------
    SeriesError : a class twice in a year, a school that is not listed, a grade its stage does not have, a class size that
        is no whole number above 0, classes without a stage in a school of several — every kind of fault with its first
        row and how many there are
    """
    on = ["school_id", "stage"] if "stage" in classes and "stage" in schools else ["school_id"]
    table = classes.merge(schools[[*dict.fromkeys([*on, "county", "area", *_stage_of(classes)])]], on=on, how="left")
    last = table["stage"].map(GRADES).fillna(0)
    size = pd.to_numeric(table["students"], errors="coerce")
    faults = (
        (table["county"].isna(), _UNLISTED, _LISTED),
        (_of_several_stages(table, on), _NO_STAGE, _STAGE),
        (table.duplicated(KEYS), _TWICE, _ONCE),
        (table["county"].notna() & ((table["grade"] < 1) | (table["grade"] > last)), _NO_GRADE, _GRADE),
        (~((size >= 1) & (size % 1 == 0)), _NO_SIZE, _SIZE),
    )
    problems = [_problem(table[is_bad], found, expected) for is_bad, found, expected in faults if is_bad.any()]
    if problems:
        raise SeriesError(problems)
    columns = ["year", "county", "school_id", "area", "stage", "grade", "class_id", "students"]
    return table.assign(students=size.astype(int))[columns]


def grade_rows(classes: pd.DataFrame, stage: str, rooms: pd.DataFrame | None = None) -> pd.DataFrame:
    """Students and classes by school and grade, as `cohort_history` takes them (按校、年级汇总).

    rooms : see `with_rooms`
    """
    rows = classes[classes["stage"] == stage]
    keys = ["county", "school_id", "year", "grade"]
    table = rows.groupby(keys)["students"].agg(["sum", "size"]).set_axis(["students", "classes"], axis=1).reset_index()
    return with_rooms(table, rooms)


def with_rooms(grades: pd.DataFrame, rooms: pd.DataFrame | None) -> pd.DataFrame:
    """Rows of grades with their school's classrooms (columns year, school_id, rooms), where these are known."""
    return grades if rooms is None else grades.merge(rooms, on=["year", "school_id"], how="left")


def _of_several_stages(table: pd.DataFrame, on: list[str]) -> pd.Series:
    """Classes that a join by school alone has put into every stage of their school."""
    stages = table.groupby("school_id")["stage"].transform("nunique")
    return (stages > 1) & ("stage" not in on)


def _stage_of(classes: pd.DataFrame) -> list[str]:
    return [] if "stage" in classes else ["stage"]


def _problem(rows: pd.DataFrame, found: Words, expected: Words) -> Problem:
    one = rows.iloc[0]
    place = f"{PLACE} › {one['year']} · {one['school_id']} · {one['grade']} · {one['class_id']} · {one['students']}"
    return Problem(place, Words(f"{found.zh}（共{len(rows)}行）", f"{found.en} ({len(rows)} rows)"), expected)


_UNLISTED = Words("学校不在名单中", "a school that is not listed")
_LISTED = Words("学校名单中的学校", "a school of the list of schools")
_NO_STAGE = Words("学校有几个学段，班级未注明学段", "a class without a stage in a school of several")
_STAGE = Words("班级清单的学段一列", "a stage for each of its classes")
_TWICE = Words("同一班级一年内出现两次", "a class twice in a year")
_ONCE = Words("每班每年一行", "one row a class and year")
_NO_GRADE = Words("本学段没有这个年级", "a grade the stage does not have")
_GRADE = Words("小学1—6，初中、高中1—3", "1–6 in primary, 1–3 in junior and senior schools")
_NO_SIZE = Words("班额不是大于0的整数", "a class size that is no whole number above 0")
_SIZE = Words("该班学生数", "the students of the class")
