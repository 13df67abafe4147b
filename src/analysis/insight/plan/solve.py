"""Solving a plan (求解): a bound from below, amounts that pass, and the gap between their costs.

The program without tangents is a relaxation; tangents where a coefficient is still over its limit tighten it, first on
the relaxed program, then on whole numbers. Every solution is finished into amounts that pass: thresholds as chosen,
teachers hired where kinds outgrow them, and the lowest schools raised where a coefficient is still over. The cheapest of
these is the plan; the best bound proves how far from the cheapest it can be.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.insight.plan.ground import Coefficient, Ground, needed
from analysis.insight.plan.leveling import level_up
from analysis.insight.plan.passing import failing, over_limit
from analysis.insight.plan.program import Program, program_of

Array = NDArray[np.float64]
Unmet = int | Coefficient
ROUNDS = 40  # of tangents on the relaxed program
WHOLE_ROUNDS = 8  # of tangents on whole numbers
NEAR, NEARER = 1e-4, 1e-6  # how far above its limit, as a share of it, a coefficient asks for no more tangents
PASSES = 6  # a through-school raised for one stage changes the other's coefficients


@dataclass(frozen=True)
class Solution:
    """What to add, and how good it is.

    added : amount of each of the ground's variables; None where no amounts pass
    bound : no plan that passes costs less   [yuan]
    unmet : sections (by position) and coefficients left unmet; empty unless they were allowed to be
    """

    added: Array | None
    cost: float
    bound: float
    unmet: tuple[Unmet, ...] = ()

    @property
    def gap(self) -> float:
        """How much cheaper a plan could be at most, as a share of its cost   [1]."""
        return max(0.0, 1 - self.bound / self.cost) if self.cost > 0 else 0.0


NOTHING = Solution(None, float("inf"), float("inf"))


def cheapest(ground: Ground, gap: float = 0.004, seconds: float = 60.0) -> Solution:
    """The cheapest additions with which every section and coefficient passes (最省方案).

    Parameters
    ----------
    gap     : stop where no plan can be cheaper by more than this share   [1]
    seconds : or after so long; the gap reached is in the answer
    """
    return solved(program_of(ground), gap, time.monotonic() + seconds)


def solved(made: Program, gap: float, until: float, excused: Collection[Unmet] = ()) -> Solution:
    """The cheapest amounts of a program; those excused may stay unmet."""
    ground = made.ground
    if not tighten(made, until):
        return NOTHING
    best, bound = _finished(ground, np.zeros(len(ground.cost)), excused), 0.0
    for _ in range(WHOLE_ROUNDS):
        found = made.solve(is_relaxed=False, gap=gap / 2, seconds=until - time.monotonic(), start=best)
        bound = max(bound, found.bound)
        if found.x is None:
            break
        added = found.x[: len(ground.cost)]
        for start in (added, _thresholds_only(made, found.x)):
            best = _cheaper(ground, best, _finished(ground, start, excused))
        is_near = best is not None and ground.cost @ best * (1 - gap) <= bound
        if is_near or not touch_over(made, found.x, NEARER) or time.monotonic() > until:
            break
    if best is None:
        return NOTHING
    cost = float(ground.cost @ best)
    return Solution(best, cost, min(bound, cost), tuple(excused))


def tighten(made: Program, until: float) -> bool:
    """Tangents until the relaxed program keeps every coefficient; False where nothing at all is possible."""
    for _ in range(ROUNDS):
        found = made.solve(is_relaxed=True, gap=0.0, seconds=until - time.monotonic())
        if found.x is None:
            return False
        if not touch_over(made, found.x, NEAR) or time.monotonic() > until:
            return True
    return True


def touch_over(made: Program, x: Array, near: float) -> bool:
    """Tangents for the coefficients that a solution leaves over their limits, unless they may stay so; whether there are any."""
    values = made.ground.values_with(x[: len(made.ground.cost)])
    over = [
        key for key in over_limit(made.ground, values, near) if key not in made.unmet or x[made.unmet[key]] < 1 - near
    ]
    for key in over:
        if key not in made.mean:
            made.hold(key)
        made.touch(key, values)
    return bool(over)


def _thresholds_only(made: Program, x: Array) -> Array:
    """The amounts the thresholds chosen ask for, and nothing for the coefficients."""
    ground = made.ground
    added = np.zeros(len(ground.cost))
    for (i, k), y in made.met.items():
        number = ground.variable[i, k]
        if number >= 0 and not (i in made.unmet and x[made.unmet[i]] > 0.5):
            goal = ground.threshold[i, k] if x[y] > 0.5 else ground.floor[i, k]
            added[number] = max(added[number], needed(ground, i, k, goal))
    return added


def _finished(ground: Ground, start: Array, excused: Collection[Unmet]) -> Array | None:
    """Amounts in whole steps that pass, from those of a program; None where schools can take no more."""
    added = np.minimum(np.ceil(np.round(start / ground.step, 6)) * ground.step, ground.most)
    for _ in range(PASSES):
        for key in over_limit(ground, ground.values_with(added)):
            if key not in excused:
                added = level_up(ground, added, *key)
    added = with_teachers(ground, added)
    if (added > ground.most).any() or any(added[numbers].sum() > most for numbers, most in ground.together):
        return None
    return added if set(failing(ground, added)) <= set(excused) else None


def with_teachers(ground: Ground, added: Array) -> Array:
    """Teachers hired where a kind of them outgrows their number."""
    added = added.copy()
    for one in ground.within:
        lacking = added[one.kind] - one.room - sum(added[number] for number in one.hired)
        if lacking > 0:
            added[one.hired[0]] += np.ceil(lacking)
    return added


def _cheaper(ground: Ground, one: Array | None, other: Array | None) -> Array | None:
    known = [added for added in (one, other) if added is not None]
    return min(known, key=lambda added: ground.cost @ added, default=None)
