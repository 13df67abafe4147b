"""Classes and grades below the school (班级、年级): kept beside the table with the section they belong to.

A list of classes, a table of grades in rows or in columns says more than the school's sums that the table keeps; class
sizes and grade cohorts over the years are read from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.tables.locators import Locators
from analysis.tables.sheets.numbers import plain
from analysis.tables.sheets.vocabulary import ROW_KEYS, grade_words

_LINE = ["file", "sheet", "line"]
_SECTION = ["county", "year", "school_id", "stage"]
_COUNTS = ["students", "classes"]
_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九", 1)}
_LEADING = re.compile(r"([一二三四五六七八九1-9])(?:[(.\-]|$)|([1-9])\d\d(?:班|$)")  # 三（2）班, 3.2班, 302班
_FIRST = {"primary": 1, "junior": 7}  # how the entry grade is counted where grades run through


class Below(NamedTuple):
    """What stands below the schools of a table.

    classes : one row a class: year, county, school_id, stage, grade (1 = entry grade of the stage), class_id, students
    grades  : one row a grade: the same without class_id, and classes where they are known
    """

    classes: pd.DataFrame
    grades: pd.DataFrame


def rows_below(frame: pd.DataFrame, lines: pd.DataFrame, is_class: bool) -> pd.DataFrame:
    """The rows of one sheet of classes or grades, each with its line."""
    texts = {key: frame.get(key, "") for key in ("stage", *ROW_KEYS)}
    kept = frame.reindex(columns=_COUNTS).assign(**texts)
    first = lines.drop_duplicates("row").set_index("row")[_LINE]
    return first.join(kept).assign(is_class=is_class)


def columns_below(columns: Sequence[tuple[str, str, str, np.ndarray]], lines: pd.DataFrame) -> pd.DataFrame:
    """The same of columns of single grades: field, stage, grade, and the figure of each line."""
    found: dict[tuple[str, str], pd.DataFrame] = {}
    for field, stage, grade, values in columns:
        one = found.setdefault((stage, grade), lines[_LINE].assign(stage=stage, grade=grade, class_id=""))
        one[field] = values
    made = [one.reindex(columns=[*_LINE, "stage", *ROW_KEYS, *_COUNTS]) for one in found.values()]
    return pd.concat(made, ignore_index=True).assign(is_class=False) if made else pd.DataFrame()


def below_schools(given: Sequence[pd.DataFrame], rows: pd.DataFrame, locators: Locators) -> Below:
    """Classes and grades with the section that their line belongs to, of years in which no section and no grade lacks."""
    given = [one for one in given if len(one)]
    columns = [*_SECTION, "grade"]
    if not given:
        return Below(
            pd.DataFrame(columns=[*columns, "class_id", "students"]), pd.DataFrame(columns=[*columns, *_COUNTS])
        )
    lines = locators.lines[["row", *_LINE]].drop_duplicates()
    sections = rows[_SECTION].add_prefix("of_")
    named = pd.concat(given, ignore_index=True).merge(lines, on=_LINE).merge(sections, left_on="row", right_index=True)
    is_only = ~named.duplicated([*_LINE, "grade"], keep=False)  # the one section of its line
    named = named[(named["stage"] == named["of_stage"]) | (named["stage"] == "") & is_only]
    for key in _SECTION:
        named[key] = named[f"of_{key}"]
    texts = zip(named["grade"], named["class_id"], named["stage"], strict=True)
    named["grade"] = [grade_number(grade, stage) or grade_number(name, stage) for grade, name, stage in texts]
    named = named[named["students"].notna() & (named["students"] > 0)].astype({"grade": int, "year": int})
    classes = _of_whole_years(named[named["is_class"]], rows)
    grades = _of_whole_years(named[~named["is_class"]], rows)
    summed = grades.groupby(columns, as_index=False)[_COUNTS].sum(min_count=1)
    return Below(classes[[*columns, "class_id", "students"]].reset_index(drop=True), summed)


def _of_whole_years(below: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Those of a county's year and stage in which every section is there and every grade is known."""
    keys = ["county", "year", "stage"]
    if below.empty:
        return below
    wanted = rows[rows["students"] > 0].groupby(keys)["school_id"].nunique()
    found = below.groupby(keys)["school_id"].nunique()
    is_known = below.groupby(keys)["grade"].min() > 0
    whole = (found == wanted.reindex(found.index)) & is_known
    return below[pd.MultiIndex.from_frame(below[keys]).isin(whole.index[whole])]


def grade_number(text: str, stage: str) -> int:
    """The number of a grade in its stage: 三年级 is 3, 八年级 and 初二 are 2; 0 where a text names none."""
    bare = plain(text)
    said = grade_words(bare, stage)
    if said:
        sign = next(sign for sign in said if sign in _NUMERALS or sign.isdigit())
    elif found := _LEADING.match(bare):
        sign = found[1] or found[2]
    else:
        return 0
    number = _NUMERALS.get(sign) or int(sign)
    first = _FIRST.get(stage, 1)
    return number - first + 1 if number >= first else number
