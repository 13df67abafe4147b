"""Fewest kilometres (调动里程最少): a transport problem with convex costs, solved to a proved gap.

Variables are fᵢⱼ, teachers who move from school i to school j, and single steps yₛ of each school's staff, 0 or 1:

    min Σ dᵢⱼ fᵢⱼ   with   Σ f touching school i = Σ y of school i,   Σ Δₛ yₛ ≤ T (CV²_limit − CV²_now).

Without its last row this is a network, whose linear programme has whole numbers at its corners; because Δ grows from step
to step, steps are taken in their order by themselves. With the row, branch and bound finishes what the network leaves.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_array, hstack

from analysis.insight.rotation.staffing import NO_MOVES, Moves, Staffing, Whole

GAP = 0.005  # at which branch and bound stops
MOST_NODES = 2000  # and at the latest: a count, not a clock, so that every machine finds the same plan
SLACK = 4e-6  # of T · CV²: above the solver's own tolerance of a row
DOUBLINGS = 4  # of the points of the frontier


class Price(NamedTuple):
    """What proves a bound: kilometres that a unit of T · CV² is worth, and a teacher at each school."""

    of_spread: float
    at_school: NDArray[np.float64]


class ByDistance:
    """The plans of a county whose schools' places are known."""

    def __init__(self, staffing: Staffing, gap: float = GAP) -> None:
        self.staffing, self.gap = staffing, gap
        steps = staffing.steps
        leaves, takes = (np.unique(steps.school[steps.leaves == way]) for way in (True, False))
        near = np.isfinite(staffing.km[np.ix_(leaves, takes)])
        self.left, self.joined = leaves[near.nonzero()[0]], takes[near.nonzero()[1]]
        self.km = staffing.km[self.left, self.joined]
        k, pairs, each = len(staffing.staff), np.arange(len(self.km)), np.arange(len(steps.school))
        ends = (np.concatenate([self.left, self.joined]), np.concatenate([pairs, pairs]))
        self._pairs = csr_array((np.ones(2 * len(pairs)), ends), shape=(k, len(pairs)))
        self._steps = csr_array((np.ones(len(each)), (steps.school, each)), shape=(k, len(each)))
        self._balance = hstack([self._pairs, -self._steps], format="csr")
        self._row = np.concatenate([np.zeros(len(pairs)), steps.change])
        self._cost = np.concatenate([self.km, np.zeros(len(each))])
        self._top = np.concatenate([self._most_of_pairs(), np.ones(len(each))])

    def _most_of_pairs(self) -> NDArray[np.float64]:
        room = np.abs(self._steps.sum(axis=1))
        return np.minimum(room[self.left], room[self.joined])

    # ---- the network, without a limit on the coefficient ----------------------------------------------------------

    def least_uneven(self) -> Moves:
        """The plan with the least coefficient there is; of equal ones the shortest that moves as many from each school."""
        if not len(self.km):
            return NO_MOVES
        return self._shortest(self._after(self._relaxed(self._row).x))

    def at_price(self, of_spread: float) -> Moves:
        """The plan that is best where a unit of T · CV² is worth so many kilometres: whole numbers by themselves."""
        return self._moves(self._relaxed(self._cost + of_spread * self._row).x)

    def frontier(self) -> list[Moves]:
        """Plans from none to the least coefficient, each the shortest for its own: the corners of the convex hull.

        Between two corners the price that is the slope between them finds the corner furthest out, or none.
        """
        found = [NO_MOVES, self.least_uneven()]
        for _ in range(DOUBLINGS):
            between = [self._corner(a, b) for a, b in pairwise(found)]
            found = [plan for pair in zip(found, [*between, None], strict=True) for plan in pair if plan is not None]
        return found

    def _corner(self, a: Moves, b: Moves) -> Moves | None:
        (km_a, spread_a), (km_b, spread_b) = self._point(a), self._point(b)
        if not spread_a - spread_b > SLACK or not km_b > km_a:
            return None
        price = (km_b - km_a) / (spread_a - spread_b)
        plan = self.at_price(price)
        km, spread = self._point(plan)
        return plan if km + price * spread < km_a + price * spread_a - 1e-6 * (1 + km_b) else None

    def _point(self, moves: Moves) -> tuple[float, float]:
        return self.staffing.cost(moves), self.staffing.spread(moves.after(self.staffing.staff))

    # ---- with the limit -------------------------------------------------------------------------------------------

    def cheapest(self, cv: float) -> tuple[Moves, float]:
        """The shortest plan that reaches a coefficient that can be reached, and kilometres no plan can do with less."""
        room = self.staffing.spread_at(cv) - self.staffing.spread(self.staffing.staff)
        bound = max(0.0, self.proved_bound(self.prices(room), room))
        for slack in (
            SLACK,
            -SLACK,
        ):  # a plan just at the limit is not lost; if one is just over it, the limit is tightened
            found = self._whole(room + slack)
            if found.x is None:
                break
            bound = max(bound, found.mip_dual_bound or 0.0) if slack > 0 else bound
            after = self._after(found.x)
            if self.staffing.cv(after) <= cv:
                return self._shortest(after), bound
        return self.least_uneven(), bound

    def prices(self, room: float) -> Price:
        """The prices at which the relaxed problem is solved; `room` is what T · CV² has to change by."""
        found = self._relaxed(self._cost, self._row, room)
        if found.x is None:
            return Price(0.0, np.zeros(len(self.staffing.staff)))
        return Price(max(0.0, -float(found.ineqlin.marginals[0])), np.asarray(found.eqlin.marginals))

    def proved_bound(self, price: Price, room: float) -> float:
        """Kilometres that no plan can do with less, whatever the prices are; good ones only make it high.

        L = Σ_pairs uᵢⱼ min(0, dᵢⱼ − pᵢ − pⱼ) + Σ_steps min(0, λΔₛ + p) − λ · room,  λ ≥ 0, u the most a pair can move.
        """
        reduced = self._cost + price.of_spread * self._row - self._balance.T @ price.at_school
        return float((self._top * np.minimum(reduced, 0.0)).sum() - price.of_spread * room)

    # ---- the solver -----------------------------------------------------------------------------------------------

    def _relaxed(self, cost: NDArray, row: NDArray | None = None, room: float = 0.0) -> OptimizeResult:
        limit = {} if row is None else {"A_ub": row[None], "b_ub": [room]}
        bounds = np.column_stack([np.zeros(len(self._top)), self._top])
        nothing = np.zeros(self._balance.shape[0])
        return linprog(cost, A_eq=self._balance, b_eq=nothing, bounds=bounds, method="highs-ds", **limit)

    def _whole(self, room: float) -> OptimizeResult:
        return milp(
            self._cost,
            constraints=[LinearConstraint(self._balance, 0, 0), LinearConstraint(self._row[None], -np.inf, room)],
            bounds=Bounds(0, self._top),
            integrality=np.concatenate([np.zeros(len(self.km)), np.ones(self._steps.shape[1])]),
            options={"mip_rel_gap": self.gap, "node_limit": MOST_NODES},
        )

    def _after(self, x: NDArray) -> Whole:
        """The staff of every school of a solution."""
        steps = self.staffing.steps
        after = self.staffing.staff.copy()
        np.add.at(after, steps.school, np.where(steps.leaves, -1, 1) * np.rint(x[len(self.km) :]).astype(np.int64))
        return after

    def _shortest(self, after: Whole) -> Moves:
        """The shortest way from the present staff to another: a transport problem, whole numbers by themselves."""
        moved = np.abs(after - self.staffing.staff).astype(float)
        if not moved.any():
            return NO_MOVES
        return self._moves(linprog(self.km, A_eq=self._pairs, b_eq=moved, bounds=(0, None), method="highs-ds").x)

    def _moves(self, x: NDArray) -> Moves:
        count = np.rint(x[: len(self.km)]).astype(np.int64)
        used = count > 0
        return Moves(self.left[used], self.joined[used], count[used])
