"""What is planned before anything is weighed (班额、规模、专用教室): seats elsewhere, classes to open, music and art rooms.

These follow from one school's own numbers. They change the table the cheapest additions are then sought for, because a
class opened brings a room and teachers, and a student placed elsewhere is counted there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analysis.insight.plan.additions import common_additions
from analysis.language import Words
from analysis.rules.measures.sizes import BANDS, WHOLE_SCHOOL, large_classes
from analysis.rules.results import Answer
from analysis.rules.verdict import CountyVerdict
from analysis.tables.schools import SchoolTable
from analysis.tables.terms import common_terms

#: Years of a stage: students of a grade sit together, so that each grade rounds its classes up by itself.
GRADES = {"primary": 6, "junior": 3}
ROOM_OF = {"music_rooms": "music_room", "art_rooms": "art_room"}
#: Fields that give in one figure what another is part of.
WHOLE_OF = {"teaching_area_m2": ("net_teaching_area_m2",), "sport_area_m2": ("sport_venue_area_m2",)}
SCHOOL = ["county", "year", "school_id"]
#: Rules planned for before anything is weighed, in this order.
WORKED = ("school_size", "class_size", "rooms")
Part = tuple[str, str]  # code of a school, rule


@dataclass(frozen=True)
class Work:
    """One thing planned at one row of the table.

    least : fewer would do if the students fell well into grades; nan where the amount is exact
    why   : the rule it is for
    """

    row: object
    addition: str
    amount: float
    why: str
    least: float = float("nan")


@dataclass
class Worked:
    """A table as it would be, what was planned to make it so, and what could not be; `is_cut` to a budget."""

    rows: pd.DataFrame
    works: list[Work] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    spared: frozenset[Part] = frozenset()
    is_cut: bool = False

    def add(self, work: Work) -> None:
        """Plan it, and count what it adds."""
        self.works.append(work)
        self.rows = with_added(self.rows, work.row, common_additions()[work.addition].adds, work.amount)


def with_added(rows: pd.DataFrame, row: object, adds: dict[str, float], amount: float) -> pd.DataFrame:
    """The rows with so much added at one: what a school's sections share is added to all of its rows."""
    changed = rows.copy()
    for name, each in adds.items():
        for one in (name, *WHOLE_OF.get(name, ())):
            if one in rows:
                changed.loc[_rows_of(rows, row, one), one] += each * amount
    return changed


def _rows_of(rows: pd.DataFrame, row: object, name: str) -> list[object]:
    if not rows.at[row, "is_shared"] or not common_terms().fields[name].is_shared:
        return [row]
    same = (rows[SCHOOL] == rows.loc[row, SCHOOL]).all(axis=1)
    return list(rows.index[same])


def worked_out(
    found: CountyVerdict,
    teachers_per_class: Mapping[str, float] | None = None,
    without: Collection[str] = (),
    spared: Collection[Part] = (),
) -> Worked:
    """Everything one school's own numbers ask for, as rules of the standard that are not met say.

    Parameters
    ----------
    without : rules nothing is planned for
    spared  : schools and rules nothing is planned for
    """
    rows = found.case.sections.source.rows
    made = Worked(rows.copy(), spared=frozenset(spared))
    steps = dict(zip(WORKED, (_seats, _classes, _rooms), strict=True))
    staff = {**_usual_staff(rows), **(teachers_per_class or {})}
    for rule, step in steps.items():
        if rule not in without:
            step(found, made, staff)
    return made


def _usual_staff(rows: pd.DataFrame) -> dict[str, float]:
    """Full-time teachers of a class, as the county's schools of a stage have   [persons per class]."""
    if not {"classes", "full_time_teachers"} <= {*rows.columns}:
        return {}
    known = (
        rows.dropna(subset=["classes", "full_time_teachers"]).groupby("stage")[["classes", "full_time_teachers"]].sum()
    )
    known = known[known["classes"] > 0]
    return (known["full_time_teachers"] / known["classes"]).to_dict()


# ---- seats elsewhere -------------------------------------------------------------------------------------------------


def _seats(found: CountyVerdict, made: Worked, staff: Mapping[str, float]) -> None:
    """Students above a school's size limit are placed where classes of the stage have the most places left."""
    for verdict in found.verdicts.where(measure="school_size", answer=Answer.NOT_MET):
        rows = found.case.sections.source.rows
        for school in verdict.offenders:
            mine = rows[(rows["school_id"] == school) & rows["stage"].isin(GRADES)]
            limit = found.case.limit(verdict.rule, verdict.stage, mine.index[0]).value
            if (school, "school_size") in made.spared:
                continue
            row = mine["students"].idxmax()
            _place(found, made, row, float(mine["students"].sum() - limit), set(verdict.offenders))


def _place(found: CountyVerdict, made: Worked, row: object, pupils: float, crowded: set[str]) -> None:
    stage = made.rows.at[row, "stage"]
    taken, left = 0.0, pupils
    for other, places in _free_places(found, made.rows, stage, crowded):
        here = min(left, places)
        made.rows.loc[[other, row], "students"] += [here, -here]
        left, taken = left - here, taken + here
        if left <= 0:
            break
    if taken:
        made.works.append(Work(row, "seat", taken, "school_size"))
    if left > 0:
        name = made.rows.at[row, "school"]
        made.notes.append(
            Words(
                f"{name}：还有{left:.0f}名学生无法由现有班级的空余学位安置，须新建或扩建学校，未列入本方案。",
                f"{name}: {left:.0f} students find no seat in today's classes elsewhere; a school to be built or extended is not in this plan.",
            )
        )


def _free_places(
    found: CountyVerdict, rows: pd.DataFrame, stage: str, crowded: set[str]
) -> Iterator[tuple[object, float]]:
    """Rows of a stage and the places left in their classes, most first; no private school, none beyond its own size limit."""
    limits = _limits(found, "class_size")
    if stage not in limits or "classes" not in rows:
        return
    counted = found.case.sections.rows
    can_take = (counted["stage"] == stage) & ~counted["school_id"].isin(crowded) & (counted["ownership"] != "private")
    here = rows.loc[counted.index[can_take]]
    room = _limits(found, "school_size")
    whom = here["school_type"].where(here["school_type"].isin(WHOLE_SCHOOL), here["stage"])
    of_school = rows[rows["stage"].isin(GRADES)].groupby("school_id")["students"].sum()
    below = whom.map(room).fillna(np.inf) - here["school_id"].map(of_school)
    places = np.minimum(limits[stage] * here["classes"] - here["students"], below).dropna()
    yield from places[places > 0].sort_values(ascending=False, kind="stable").items()


def _limits(found: CountyVerdict, measure: str) -> dict[str, float]:
    return {whom: one.value for whom, one in found.standard.limits_by_whom(measure, found.day).items()}


# ---- classes ---------------------------------------------------------------------------------------------------------


def _classes(found: CountyVerdict, made: Worked, staff: Mapping[str, float]) -> None:
    """Classes to open where some are over the limit, each with a room and teachers."""
    for stage, limit in _limits(found, "class_size").items():
        rows = made.rows.loc[found.case.sections.rows_as_received(stage).index]
        if "classes" not in rows:
            continue
        over = large_classes(rows, np.floor(limit) + 1)
        over = over.mask(over.isna() & (rows["students"] > limit * rows["classes"]), 1.0)
        for row in rows.index[(over > 0) & rows["classes"].notna()]:
            if (rows.at[row, "school_id"], "class_size") in made.spared:
                continue
            least, enough = classes_to_open(rows.loc[row], limit, GRADES[stage], float(over[row]))
            made.rows = _regrouped(made.rows, row, limit)
            if enough <= 0:
                continue
            made.add(Work(row, "class", enough, "class_size", least))
            made.add(Work(row, "classroom", enough, "class_size", least))
            if stage in staff:
                made.add(
                    Work(row, "teacher", np.ceil(enough * staff[stage]), "class_size", np.ceil(least * staff[stage]))
                )


def classes_to_open(row: pd.Series, limit: float, grades: int, over: float) -> tuple[float, float]:
    """The fewest classes that can do, and a number that is enough however students fall into grades   [classes].

    Grades of n₁ … n_g students need Σ⌈n/limit⌉ classes, which is at least ⌈Σn/limit⌉ and at most g − 1 more. Dividing
    every class over the limit, while none holds two limits, is enough as well.
    """
    fewest = np.ceil(row["students"] / limit) - row["classes"]
    return max(fewest, 0.0), max(min(fewest + grades - 1, over), fewest, 0.0)


def _regrouped(rows: pd.DataFrame, row: object, limit: float) -> pd.DataFrame:
    """The classes over the limit counted as classes at it."""
    changed, size = rows.copy(), np.floor(limit) + 1
    over = [name for name, fewest in BANDS.items() if fewest >= size and name in rows]
    full = [name for name, fewest in BANDS.items() if fewest < size and name in rows][-1:]
    changed.loc[row, full] += changed.loc[row, over].sum()
    told = [name for name in rows if name in (f"classes_{size:.0f}_or_more", f"classes_over_{limit:.0f}")]
    changed.loc[row, [*over, *told]] = 0.0
    return changed


# ---- music and art rooms ---------------------------------------------------------------------------------------------


def _rooms(found: CountyVerdict, made: Worked, staff: Mapping[str, float]) -> None:
    """A music and an art room for every so many classes of a school."""
    rule = next((v.rule for v in found.verdicts.where(measure="rooms")), None)
    if rule is None or not {"classes", *ROOM_OF} <= {*made.rows.columns}:
        return
    per_room = rule.number(found.day, "classes_per_room")
    received = [found.case.sections.rows_as_received(stage).index for stage in GRADES]
    rows = made.rows.loc[[row for index in received for row in index]]
    by_school = rows.groupby("school_id", sort=False)
    needed = np.ceil(by_school["classes"].sum(skipna=False) / per_room)
    first = rows.drop_duplicates("school_id").reset_index().set_index("school_id")["index"]
    for name, addition in ROOM_OF.items():
        lacking = needed - by_school[name].sum(skipna=False)
        for school, rooms in lacking[lacking > 0].items():
            if (school, "rooms") in made.spared:
                continue
            made.add(Work(first[school], addition, float(rooms), "rooms"))


def as_table(table: SchoolTable, rows: pd.DataFrame) -> SchoolTable:
    """A table as it would be: counted, no figure of it printed by anybody."""
    return replace(table, rows=rows, printed=pd.DataFrame())
