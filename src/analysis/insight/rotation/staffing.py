"""What is moved, and how far a school's number may go (调配的范围): never past the county's mean, never below what it needs.

Moves keep the county's total T, so its mean m = T / N stays and the coefficient is a sum over schools of convex functions of
whole numbers rᵢ:

    T · CV² = Σ (N / T) rᵢ² / nᵢ − T.

A coefficient also falls when schools that are better off lose what nobody gains. Here every teacher who leaves a school
above the mean arrives at one below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.formulas import student_weighted_cv

Whole = NDArray[np.int64]


class Steps(NamedTuple):
    """Single teachers who may leave or arrive, school by school in the order in which they would.

    school : position of the school
    leaves : True where the teacher leaves, False where one arrives
    change : of T · CV²; growing from step to step of a school, for the function is convex
    """

    school: Whole
    leaves: NDArray[np.bool_]
    change: NDArray[np.float64]


class Moves(NamedTuple):
    """Teachers moved by pair of schools: positions of the school left and of the school joined, and how many."""

    left: Whole
    joined: Whole
    count: Whole

    def after(self, staff: Whole) -> Whole:
        """The staff of every school once all have moved."""
        moved = staff.copy()
        np.subtract.at(moved, self.left, self.count)
        np.add.at(moved, self.joined, self.count)
        return moved


NO_MOVES = Moves(*(np.array([], np.int64),) * 3)


@dataclass(frozen=True, eq=False)
class Staffing:
    """One kind of teachers at the schools of a county's stage, and the room for moves.

    students : > 0   [persons], shape (k,)
    staff : of the kind that is moved, ≥ 0, not all 0   [persons], shape (k,)
    can_leave : most who may leave, by what the school needs; nobody leaves a school at or below the mean   [persons]
    takes : whether anybody may come
    km : between schools, inf where a move would be too far; None where no place is known, and then each move counts 1
    """

    students: Whole
    staff: Whole
    can_leave: Whole
    takes: NDArray[np.bool_]
    km: NDArray[np.float64] | None = None

    @cached_property
    def at_mean(self) -> tuple[Whole, Whole]:
        """The whole numbers of teachers next below and next above the county's mean at each school, in exact arithmetic."""
        total, everyone = int(self.staff.sum()), int(self.students.sum())
        exact = [total * int(n) for n in self.students]
        return (
            np.array([one // everyone for one in exact], np.int64),
            np.array([-(-one // everyone) for one in exact], np.int64),
        )

    @property
    def least(self) -> Whole:
        """A school above the mean gives at most until it is no longer above, and keeps what it needs."""
        below, _ = self.at_mean
        return np.where(self.staff > below, np.maximum(below, self.staff - self.can_leave), self.staff)

    @property
    def most(self) -> Whole:
        """A school below the mean takes at most until it is no longer below."""
        _, above = self.at_mean
        return np.where(self.takes, np.maximum(above, self.staff), self.staff)

    def spread(self, staff: Whole) -> float:
        """T · CV² = Σ (N / T) rᵢ² / nᵢ − T   [persons]."""
        total = self.staff.sum()
        return float(self.students.sum() / total * (staff.astype(float) ** 2 / self.students).sum() - total)

    def spread_at(self, cv: float) -> float:
        """T · CV² of a coefficient."""
        return float(self.staff.sum() * cv**2)

    def cv(self, staff: Whole) -> float:
        """The coefficient of variation as every page computes it."""
        return student_weighted_cv(staff / self.students, self.students)

    @cached_property
    def steps(self) -> Steps:
        """Every teacher who may leave or arrive: Δ(T · CV²) = (N / T)((r ± 1)² − r²) / n."""
        leaving, arriving = self.staff - self.least, self.most - self.staff
        school = np.repeat(np.arange(len(self.staff)), leaving + arriving)
        leaves = np.repeat(leaving > 0, leaving + arriving)
        taken = np.concatenate([np.arange(one) for one in leaving + arriving] or [[]]).astype(np.int64)
        sign = np.where(leaves, -1, 1)
        now = self.staff[school] + sign * taken
        scale = self.students.sum() / self.staff.sum() / self.students[school]
        return Steps(school, leaves, scale * (2 * sign * now + 1))

    def cost(self, moves: Moves) -> float:
        """Kilometres of all moves together, each one way; where no place is known, how many teachers move."""
        if self.km is None:
            return float(moves.count.sum())
        return float((self.km[moves.left, moves.joined] * moves.count).sum())
