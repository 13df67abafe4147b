"""The rows that a mapping's filters leave out, each with its reason; what they leave out is counted county by county."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analysis.tables.checks.problems import Problems
from analysis.tables.sheets.numbers import MISSING, is_missing, plain, read_numbers, read_text
from analysis.tables.sources.mapping_form import COMPARISONS, Filter

Say = Callable[..., None]  # a message's name, the position it is about, and what it says


def stays(
    values: Sequence[object], rule: Filter, say: Say, signs: frozenset[str] = MISSING, decimal: str = "."
) -> np.ndarray:
    """Which of some values a filter lets through. What blank cells mean in a comparison has to be said, once there are any."""
    blank = np.array([is_missing(value, signs) for value in values], dtype=bool)
    if rule.test in COMPARISONS:
        numbers, unreadable = read_numbers(values, None, None, signs, decimal)
        if unreadable:
            say("not_a_number_to_compare", unreadable[0], cell=values[unreadable[0]], count=len(unreadable))
        if blank.any() and rule.blank is None:
            say("blanks_to_compare", int(np.flatnonzero(blank)[0]), test=rule.test, count=int(blank.sum()))
        hit = numbers > rule.wanted if rule.test == "above" else numbers < rule.wanted
        hit |= blank & bool(rule.blank)
    elif rule.test == "blank":
        hit = blank == rule.wanted
    else:
        wanted = {plain(read_text(one)) for one in (rule.wanted if rule.test == "in" else [rule.wanted])}
        hit = np.array([plain(read_text(value)) in wanted for value in values], dtype=bool)
    return hit == rule.keeps


def count_left_out(
    problems: Problems,
    rule: Filter,
    counties: Sequence[str],
    students: np.ndarray,
    sheet: tuple[str, str],
) -> None:
    """Rows a filter leaves out, by county; a number below 0 is none of students."""
    known = np.where(students < 0, np.nan, students)
    for county, mine in pd.Series(known).groupby(pd.Series(counties, dtype=object), sort=False):
        problems.leave_out(rule.reason, len(mine), float(mine.sum(min_count=1)), sheet=sheet, county=str(county))


def filter_fields(
    frame: pd.DataFrame, rules: Sequence[Filter], sheet: tuple[str, str], say: Say, problems: Problems
) -> np.ndarray:
    """Which rows pass the filters on fields as read. `say` is given the row and the field."""
    kept = np.full(len(frame), True)
    for rule in (one for one in rules if one.field in frame):
        here = np.flatnonzero(kept)

        def say_of(message: str, position: int, here: np.ndarray = here, rule: Filter = rule, **values: object) -> None:
            say(message, int(here[position]), rule.field, **values)

        goes = here[~stays(frame[rule.field].to_numpy(dtype=object)[here], rule, say_of)]
        gone = frame.iloc[goes]
        county = next((gone[key] for key in ("county", "county_name") if key in gone), pd.Series("", index=gone.index))
        staged = [key for key in gone if key.split("@")[0] == "students"]
        students = (
            gone[staged].where(gone[staged] >= 0).sum(axis=1, min_count=1) if staged else np.full(len(gone), np.nan)
        )
        count_left_out(problems, rule, list(county), np.asarray(students, dtype=float), sheet)
        kept[goes] = False
    return kept
