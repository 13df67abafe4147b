"""The plan as a mixed-integer program (整数规划): what is added, which thresholds are met, how far each section is off.

Columns: amounts d ≥ 0 in whole steps; y = 1 where a threshold now missed is met; for each coefficient that needs it the
mean m of its indicator and z ≥ (x − m)² / m of every section. Σ w z ≤ L² m says CV ≤ L exactly, and is convex. z is held
up by tangents, z ≥ 2q (x − m) − q² m for any number q: linear in the amounts though the county's mean moves with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from highspy import Highs, HighsVarType, SolutionStatus
from numpy.typing import NDArray

from analysis.insight.plan.ground import Coefficient, Ground, needed, settled

Array = NDArray[np.float64]
INF = float("inf")
MOST_NODES = (
    2_000  # of branch and bound, a round: a plan stops at the same place on every machine, the clock is for hangs
)


class Solver(Highs):
    """HiGHS without a word, with one thread and one seed: the same plan again."""

    def enableCallbacks(self) -> None:  # the first call of its constructor, which would print a banner
        for option, value in {"output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0}.items():
            self.setOptionValue(option, value)
        super().enableCallbacks()


@dataclass(frozen=True)
class Found:
    """What the solver found: a value for each column (None where there is none), and a bound on the cost."""

    x: Array | None
    bound: float


@dataclass
class Program:
    """Rows and columns as they are added to HiGHS; amounts of the ground's variables are the first columns.

    unmet : where sections and coefficients may stay unmet, the column that is 1 when they do
    met   : the column that is 1 where a section meets a threshold it now misses
    mean, off : of each coefficient held, the column of the mean, and of each section's deviation
    """

    ground: Ground
    solver: Solver = field(default_factory=Solver)
    whole: list[int] = field(default_factory=list)
    met: dict[tuple[int, int], int] = field(default_factory=dict)
    unmet: dict[int | Coefficient, int] = field(default_factory=dict)
    mean: dict[Coefficient, int] = field(default_factory=dict)
    off: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def column(self, upper: float = INF, is_whole: bool = False, cost: float = 0.0) -> int:
        number = self.solver.getNumCol()
        self.solver.addCol(cost, 0.0, upper, 0, np.array([], dtype=np.int32), np.array([]))
        if is_whole:
            self.whole.append(number)
        return number

    def row(self, columns: list[int], factors: list[float], low: float, high: float = INF) -> None:
        self.solver.addRow(low, high, len(columns), np.array(columns, dtype=np.int32), np.array(factors, dtype=float))

    def fix(self, column: int, value: float) -> None:
        self.solver.changeColBounds(column, value, value)

    def charge(self, cost: Mapping[int, float]) -> None:
        """New costs of some columns."""
        columns = np.array(list(cost), dtype=np.int32)
        self.solver.changeColsCost(len(columns), columns, np.array(list(cost.values())))

    def solve(self, *, is_relaxed: bool, gap: float, seconds: float, start: Array | None = None) -> Found:
        """HiGHS on what stands; `start` is a solution it may begin from."""
        kind = HighsVarType.kContinuous if is_relaxed else HighsVarType.kInteger
        kinds = np.array([kind] * len(self.whole))
        self.solver.changeColsIntegrality(len(self.whole), np.array(self.whole, dtype=np.int32), kinds)
        self.solver.setOptionValue("mip_rel_gap", gap)
        self.solver.setOptionValue("mip_max_nodes", MOST_NODES)
        self.solver.setOptionValue("time_limit", max(seconds, 0.1))
        if start is not None:
            self.solver.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
        self.solver.run()
        info = self.solver.getInfo()
        has_one = info.primal_solution_status == SolutionStatus.kSolutionStatusFeasible
        bound = info.objective_function_value if is_relaxed else info.mip_dual_bound
        return Found(np.array(self.solver.getSolution().col_value) if has_one else None, bound)

    # ---- coefficients --------------------------------------------------------------------------------------------

    def hold(self, key: Coefficient) -> None:
        """Keep one coefficient under its limit: its mean, its deviations, and the sum over them."""
        (stage, k), ground = key, self.ground
        w, here = ground.weights(stage), np.flatnonzero(ground.stage == stage)
        self.mean[key] = self.column()
        mine = {i: ground.variable[i, k] for i in here if ground.variable[i, k] >= 0}
        parts = [-w[i] * ground.slope[i, k] for i in mine]
        still = float(w[here] @ ground.value[here, k])
        self.row([self.mean[key], *map(int, mine.values())], [1.0, *parts], still, still)
        for i in here:
            self.off[stage, k, i] = self.column()
        columns, factors = [self.off[stage, k, i] for i in here], list(w[here])
        if key in self.unmet:
            room = 4 * ground.cv(ground.value, stage, k) ** 2 + 1  # an unmet coefficient may double, or come to 1
            columns, factors = [*columns, self.unmet[key]], [*factors, -room * still]
        self.row([*columns, self.mean[key]], [*factors, -(ground.cv_limit[key] ** 2)], -INF, 0.0)

    def touch(self, key: Coefficient, values: Array) -> None:
        """Tangents of every section's deviation where its value now is."""
        (stage, k), ground = key, self.ground
        here = np.flatnonzero(ground.stage == stage)
        mean = float(ground.weights(stage)[here] @ values[here, k])
        for i in here:
            q = values[i, k] / mean - 1
            columns, factors = [self.off[stage, k, i], self.mean[key]], [1.0, 2 * q + q * q]
            if ground.variable[i, k] >= 0:
                columns.append(int(ground.variable[i, k]))
                factors.append(-2 * q * ground.slope[i, k])
            self.row(columns, factors, 2 * q * ground.value[i, k])


def program_of(ground: Ground, may_fail: bool = False) -> Program:
    """The school rule of every section and the identities of the table; coefficients are held when they need it."""
    made = Program(ground)
    for most, is_whole, cost in zip(ground.most, ground.is_whole, ground.cost, strict=True):
        made.column(most, bool(is_whole), cost)
    if may_fail:
        for key in (*range(len(ground.sections)), *ground.cv_limit):
            made.unmet[key] = made.column(1.0, is_whole=True)
    for i in range(len(ground.sections)):
        _school_rule(made, i)
    for numbers, most in ground.together:
        made.row(numbers, [1.0] * len(numbers), -INF, most)
    for one in ground.within:
        made.row([one.kind, *one.hired], [-1.0, *(1.0 for _ in one.hired)], -one.room)
    return made


def _school_rule(made: Program, i: int) -> None:
    """So many thresholds met, none of the others below the floor; what is unknown stays unknown."""
    ground = made.ground
    known = np.flatnonzero(~np.isnan(ground.value[i]) & ~np.isnan(ground.threshold[i]))
    short = [k for k in known if settled(ground.value[i, k]) < ground.threshold[i, k]]
    spared = [made.unmet[i]] if i in made.unmet else []
    for k in short:
        y = made.met[i, k] = made.column(1.0, is_whole=True)
        least, all_of_it = needed(ground, i, k, ground.floor[i, k]), needed(ground, i, k, ground.threshold[i, k])
        own = [int(ground.variable[i, k])] if ground.variable[i, k] >= 0 else []
        made.row([*own, y, *spared], [*(1.0 for _ in own), least - all_of_it, *(least for _ in spared)], least)
    asked = min(ground.asked, len(known)) - (len(known) - len(short))
    if short and asked > 0:
        made.row([*(made.met[i, k] for k in short), *spared], [*(1.0 for _ in short), *(asked for _ in spared)], asked)
