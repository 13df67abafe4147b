"""The cheapest moves of teachers that bring a coefficient under its limit (教师校际调配测算).

Kinds are planned one after the other, each on what the moves before left. The table does not say who belongs to several
kinds, so whoever moves is taken to belong to no other as far as the numbers allow: a kind planned before never changes, and
of a kind not planned yet as many go along as would otherwise be more than the full-time teachers who stay.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.insight.rotation.by_count import ByCount
from analysis.insight.rotation.by_distance import ByDistance
from analysis.insight.rotation.schools import ALL, KINDS, Aim, MoveRules, keeps, staffing_of
from analysis.insight.rotation.staffing import NO_MOVES, Moves, Staffing
from analysis.rules.counting.sections import SMALL_SCHOOL_LINE, Sections


@dataclass(frozen=True, eq=False)
class Rotation:
    """Moves of one kind of teachers between the schools of a stage; counts by school and never persons.

    rows : the schools before these moves, as `staffing_of` takes them
    moves : left, school_left, joined, school_joined, teachers, km (of one move; nan where places are not known)
    changes : what the moves add to fields of `rows`, same index: the kind, the full-time teachers, kinds that go along
    cv_before, cv_after : of the kind; cv_after is nan where the aim cannot be reached
    least_cv : the least any moves within the rules reach
    cost, bound : of these moves, and what no moves can do with less   [km, or teachers where places are not known]
    """

    aim: Aim
    rules: MoveRules
    rows: pd.DataFrame
    moves: pd.DataFrame
    changes: pd.DataFrame
    cv_before: float
    cv_after: float
    least_cv: float
    cost: float
    bound: float
    solver: ByCount | ByDistance

    @property
    def has_distances(self) -> bool:
        """Whether kilometres are counted; else teachers who move."""
        return self.solver.staffing.km is not None

    @property
    def is_needed(self) -> bool:
        """Whether the coefficient is above its aim at all."""
        return self.cv_before > self.aim.cv_at_most

    @property
    def is_reachable(self) -> bool:
        return self.least_cv <= self.aim.cv_at_most

    @property
    def teachers(self) -> int:
        """How many move."""
        return int(self.moves["teachers"].sum())

    @property
    def gap(self) -> float:
        """How much of the cost is not proved to be needed, as a share of it."""
        return max(0.0, self.cost - self.bound) / self.cost if self.cost > 0 else 0.0

    @property
    def after(self) -> pd.DataFrame:
        """The schools after these moves."""
        return self.rows.assign(**{name: self.rows[name] + self.changes[name] for name in self.changes})

    @property
    def along(self) -> pd.Series:
        """How many of other kinds have to go along, by kind."""
        others = self.changes.drop(columns=[ALL, self.aim.kind], errors="ignore").clip(lower=0).sum().astype(int)
        return others[others > 0]

    @cached_property
    def by_school(self) -> pd.DataFrame:
        """Schools that give or take: school, students, staff before and after, is_small, is_at_floor (as many full-time
        teachers as its classes need, and no more)."""
        kind, after = self.aim.kind, self.after
        is_small = self.rows["students"] < SMALL_SCHOOL_LINE
        is_at_floor = (after[ALL].to_numpy() <= keeps(self.rows, self.rules)) & (self.rules.per_class > 0)
        found = self.rows[["school_id", "school", "students"]].assign(
            before=self.rows[kind], after=after[kind], is_small=is_small, is_at_floor=is_at_floor
        )
        return found[found["before"] != found["after"]]

    @property
    def stripped(self) -> pd.DataFrame:
        """Schools that give although they are small, or down to what their classes need."""
        giving = self.by_school[self.by_school["after"] < self.by_school["before"]]
        return giving[giving["is_small"] | giving["is_at_floor"]]

    @cached_property
    def frontier(self) -> pd.DataFrame:
        """Columns cost, cv, teachers: from no move to the least coefficient, each plan the cheapest for its own."""
        staffing = self.solver.staffing
        return pd.DataFrame(
            [
                (staffing.cost(one), staffing.cv(one.after(staffing.staff)), int(one.count.sum()))
                for one in self.solver.frontier()
            ],
            columns=["cost", "cv", "teachers"],
        )


def plan_moves(
    rows: pd.DataFrame,
    aim: Aim,
    rules: MoveRules | None = None,
    earlier: Sequence[str] = (),
    gone: np.ndarray | int = 0,
) -> Rotation:
    """The cheapest moves of one kind with which its coefficient is no more than the aim (单类教师调配).

    min Σ dᵢⱼ fᵢⱼ   with   CV(r) ≤ aim,  rᵢ = tᵢ − Σⱼ fᵢⱼ + Σⱼ fⱼᵢ,  fᵢⱼ whole and ≥ 0,  fᵢⱼ > 0 only from a school above the
    county's mean to one below it, and no further than `rules` and what schools need allow; d in km, or 1 where places are
    not known. Parameters and errors as in `staffing_of`.
    """
    rules = rules or MoveRules()
    staffing = staffing_of(rows, aim, rules, earlier, gone)
    solver = ByCount(staffing) if staffing.km is None else ByDistance(staffing)
    before = staffing.cv(staffing.staff)
    least = staffing.cv(solver.least_uneven().after(staffing.staff))
    moves, bound = NO_MOVES, 0.0
    if least <= aim.cv_at_most < before:
        moves, bound = solver.cheapest(aim.cv_at_most)
    after = staffing.cv(moves.after(staffing.staff))
    return Rotation(
        aim=aim,
        rules=rules,
        rows=rows,
        moves=_pairs(rows, moves, staffing),
        changes=_changes(rows, moves, aim.kind, earlier),
        cv_before=before,
        cv_after=after if after <= aim.cv_at_most else math.nan,
        least_cv=min(least, before),
        cost=staffing.cost(moves),
        bound=bound,
        solver=solver,
    )


def plan_kinds(rows: pd.DataFrame, aims: Sequence[Aim], rules: MoveRules | None = None) -> tuple[Rotation, ...]:
    """Moves of several kinds, the kind of fewest teachers first (多类教师依次调配).

    Who is of few is also of the others more often than the reverse, and a kind planned before is left alone; all full-time
    teachers come last, because every move is one of theirs.
    """
    order = sorted(aims, key=lambda aim: (aim.kind == ALL, rows.get(aim.kind, pd.Series(math.nan)).sum()))
    planned: list[Rotation] = []
    for aim in order:
        gone = sum((-one.changes[ALL].clip(upper=0).to_numpy() for one in planned), np.zeros(len(rows), np.int64))
        earlier = [one.aim.kind for one in planned if one.aim.kind != aim.kind]
        planned.append(plan_moves(planned[-1].after if planned else rows, aim, rules, earlier, gone))
    return tuple(planned)


def with_moves(sections: Sections, rotations: Sequence[Rotation]) -> Sections:
    """The counted sections as they would be after the moves, for the ordinary engine to judge (调配后的学校)."""
    rows = sections.rows.copy()
    for one in rotations:
        rows.loc[one.changes.index, one.changes.columns] += one.changes
    return replace(sections, table=sections.table.with_rows(rows))


def _pairs(rows: pd.DataFrame, moves: Moves, staffing: Staffing) -> pd.DataFrame:
    left, joined = rows.iloc[moves.left], rows.iloc[moves.joined]
    km = np.full(len(moves.count), np.nan) if staffing.km is None else staffing.km[moves.left, moves.joined]
    found = pd.DataFrame(
        {
            "left": left["school_id"].to_numpy(),
            "school_left": left["school"].to_numpy(),
            "joined": joined["school_id"].to_numpy(),
            "school_joined": joined["school"].to_numpy(),
            "teachers": moves.count,
            "km": km,
        }
    )
    return found.sort_values("teachers", ascending=False, kind="stable", ignore_index=True)


def _changes(rows: pd.DataFrame, moves: Moves, kind: str, earlier: Sequence[str]) -> pd.DataFrame:
    """What moves change beside their own kind: all full-time teachers, and of kinds not planned yet those who must go along."""
    none = np.zeros(len(rows), np.int64)
    own = moves.after(none)
    changes = {ALL: own, kind: own}
    everyone = rows[ALL].to_numpy() + own
    for other in KINDS:
        if other in rows and other not in (*changes, *earlier):
            forced = (rows[other].fillna(0).to_numpy() - everyone).clip(0).astype(np.int64)
            if (forced * (own < 0)).any():
                changes[other] = _first(moves, forced).after(none)
    return pd.DataFrame(changes, index=rows.index)


def _first(moves: Moves, of_school: np.ndarray) -> Moves:
    """Of the moves, so many from each school as are given, in the order of the pairs."""
    rest, count = of_school.copy(), []
    for left, moved in zip(moves.left, moves.count, strict=True):
        count.append(min(rest[left], moved))
        rest[left] -= count[-1]
    return moves._replace(count=np.array(count, np.int64))
