"""Lists of classes: one listed twice, one larger than a class can be. A school's sums show neither."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators, place_of
from analysis.tables.terms import Terms

MOST_NAMED = 10
_LINE = ["file", "sheet", "line"]


def say_classes(
    below: Sequence[pd.DataFrame], rows: pd.DataFrame, locators: Locators, terms: Terms, problems: Problems
) -> None:
    """Notes on the rows of lists of classes, each with its cells.

    below : the rows of each sheet below the schools, with their lines; see below_school
    """
    listed = [one[one["is_class"]] for one in below if len(one)]
    if not any(map(len, listed)):
        return
    of_line = locators.lines[["row", *_LINE]].drop_duplicates(_LINE)
    classes = pd.concat(listed, ignore_index=True).merge(of_line, on=_LINE)
    _say_twice(classes, rows, problems)
    _say_large(classes, rows, terms, problems)


def _say_twice(classes: pd.DataFrame, rows: pd.DataFrame, problems: Problems) -> None:
    keys = ["file", "sheet", "row", "grade", "class_id"]
    twice = classes[(classes["class_id"] != "") & classes.duplicated(keys, keep=False)]
    for _, same in list(twice.groupby(keys, sort=False))[:MOST_NAMED]:
        first = same.iloc[0]
        place = "; ".join(map(_place, same["file"], same["sheet"], same["line"]))
        problems.say("class_twice", place, school=rows.at[first["row"], "school"], name=_name(first), count=len(same))


def _say_large(classes: pd.DataFrame, rows: pd.DataFrame, terms: Terms, problems: Problems) -> None:
    usual = next((one.usual for one in terms.fields["students"].magnitudes if one.per == "classes" and one.usual), None)
    if not usual:
        return
    for _, one in classes[classes["students"] > usual[1]].head(MOST_NAMED).iterrows():
        values = {"school": rows.at[one["row"], "school"], "name": _name(one), "value": one["students"]}
        problems.say("class_too_large", _place(*one[_LINE]), high=usual[1], **values)


def _place(file: str, sheet: str, line: int) -> str:
    return place_of(file, sheet, f"A{line}")


def _name(one: pd.Series) -> str:
    """三年级三（2）班 is said once where the class names its grade."""
    grade, name = str(one["grade"]), str(one["class_id"])
    return name if not grade or name.startswith(grade) else f"{grade} {name}"
