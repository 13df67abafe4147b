"""One register of teachers counted twice, and points that seem to be inside their parent already: noted, never corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators

TEACHERS = (
    "full_time_teachers", "above_norm_teachers", "backbone_teachers", "pe_art_teachers", "mid_title_teachers",
)  # fmt: skip
FEWEST_TEACHERS = 5  # smaller registers are alike by chance
FEWEST_STUDENTS = 10  # of a point: a parent's count moves by a few every year
ALIKE = 0.02  # of the point's students
FEWEST_SCHOOLS = 3  # through-schools from which a repeated column can be told
MOST_NAMED = 10
_YEAR = ["county", "year"]


def say_registers(rows: pd.DataFrame, locators: Locators, problems: Problems) -> None:
    """Notes on teachers counted twice and on points left in beside a parent that holds them."""
    points = list(_points(rows))
    if "full_time_teachers" in rows:
        _say_sections(rows, _sections(rows), locators, problems)
        pairs = [(point, parent) for point, parent in points if _is_one_register(rows, point, parent)]
        for point, parent in pairs[:MOST_NAMED]:
            _say(rows, "register_of_parent", parent, point, locators, problems)
    for point, parent, before in _absorbed(rows, points) if points else ():
        values = {"point": rows.at[point, "school"], "school": rows.at[parent, "school"]}
        values |= {"before": before, "now": rows.at[parent, "students"], "students": rows.at[point, "students"]}
        place = "; ".join(locators.place(row, ("students",)) for row in (parent, point))
        problems.say("point_left_in", place, field="students", **values)


def _sections(rows: pd.DataFrame) -> list[tuple[object, object]]:
    """The primary and the junior section of every through-school whose teachers are known in both."""
    known = rows[rows["full_time_teachers"] >= FEWEST_TEACHERS]
    first, second = (
        known[known["stage"] == stage][[*_YEAR, "school_id"]].reset_index(names=stage)
        for stage in ("primary", "junior")
    )
    both = first.merge(second, on=[*_YEAR, "school_id"])
    return list(both[["primary", "junior"]].itertuples(index=False, name=None))


def _say_sections(
    rows: pd.DataFrame, sections: list[tuple[object, object]], locators: Locators, problems: Problems
) -> None:
    alike = [pair for pair in sections if _is_one_register(rows, *pair)]
    if len(alike) >= FEWEST_SCHOOLS and 2 * len(alike) > len(sections):
        place = _both_cells(alike[0], locators)
        values = {"count": len(alike), "known": len(sections), "field": "full_time_teachers"}
        problems.say("registers_of_both_sections", place, **values)
        return
    for first, second in alike[:MOST_NAMED]:
        _say(rows, "register_of_both_sections", first, second, locators, problems)


def _is_one_register(rows: pd.DataFrame, one: object, other: object) -> bool:
    """Whether all the teachers' figures that both state are the same."""
    if rows.at[one, "full_time_teachers"] != rows.at[other, "full_time_teachers"]:
        return False
    fields = [name for name in TEACHERS if name in rows]
    first, second = rows.loc[one, fields], rows.loc[other, fields]
    known = first.notna() & second.notna()
    return bool((first[known] == second[known]).all())


def _say(rows: pd.DataFrame, message: str, one: object, other: object, locators: Locators, problems: Problems) -> None:
    values = {"school": rows.at[one, "school"], "other": rows.at[other, "school"]}
    values |= {"value": rows.at[one, "full_time_teachers"], "field": "full_time_teachers"}
    problems.say(message, _both_cells((one, other), locators), **values)


def _both_cells(pair: tuple[object, object], locators: Locators) -> str:
    return "; ".join(locators.place(row, ("full_time_teachers",)) for row in pair)


def _points(rows: pd.DataFrame) -> Iterator[tuple[object, object]]:
    """Every row with a parent, and the parent's row of the same stage and year."""
    if not (rows["parent"] != "").any():
        return
    keys = [rows[key] for key in (*_YEAR, "stage")]
    named = [zip(zip(*keys, rows[name], strict=True), rows.index, strict=True) for name in ("school", "school_id")]
    row_of = {key: row for pairs in named for key, row in pairs}
    for point, *key in zip(rows.index, *keys, rows["parent"], strict=True):
        parent = row_of.get(tuple(key)) if key[-1] else None
        if parent is not None and parent != point:
            yield point, parent


def _absorbed(rows: pd.DataFrame, points: Sequence[tuple[object, object]]) -> Iterator[tuple[object, object, float]]:
    """Points whose parent has grown since last year by just their students, with the parent's students of then."""
    last = rows.set_index(["county", "year", "school_id", "stage"])["students"]
    last = last[~last.index.duplicated()].to_dict()
    for point, parent in points:
        county, year, stage = (rows.at[parent, key] for key in (*_YEAR, "stage"))
        before = last.get((county, year - 1, rows.at[parent, "school_id"], stage))
        was_there = (county, year - 1, rows.at[point, "school_id"], stage) in last
        students = rows.at[point, "students"]
        if before is None or not was_there or not students >= FEWEST_STUDENTS:
            continue
        if abs(rows.at[parent, "students"] - before - students) <= max(1, ALIKE * students):
            yield point, parent, before
