"""Why no plan passes, and the best there is within a budget (不可行原因、预算内方案).

HiGHS does not say why a whole-number program has no solution. The smallest relaxation does: the fewest sections and
coefficients that have to stay unmet for the rest to pass, and the schools and limits they stand for.
"""

from __future__ import annotations

import time

import numpy as np

from analysis.errors import Problem
from analysis.insight.plan.ground import Ground
from analysis.insight.plan.program import Program, program_of
from analysis.insight.plan.solve import NEAR, NOTHING, ROUNDS, Solution, Unmet, solved, tighten, touch_over
from analysis.language import Words
from analysis.tables.schools import STAGE_WORDS

TRIES = 4  # a plan finished in whole steps may cost a little more than the program thought
GAP = 0.004
COUNT_GAP = 0.02  # of the number left unmet
INF = float("inf")


def best_within(ground: Ground, budget: float = INF, seconds: float = 60.0) -> Solution:
    """As many sections and coefficients met as a budget allows, and of those plans the cheapest (预算内最优).

    A coefficient counts as much as a school section. `unmet` of the answer names what stays unmet.
    """
    until, allowed = time.monotonic() + seconds, budget
    for _ in range(TRIES):
        unmet = _fewest_unmet(ground, allowed, (time.monotonic() + until) / 2)
        if unmet is None:
            return NOTHING
        found = solved(_excusing(ground, unmet), GAP, until, unmet)
        if found.added is None or found.cost <= budget:
            return found
        allowed -= 2 * (found.cost - budget)
    return NOTHING


def _fewest_unmet(ground: Ground, budget: float, until: float) -> tuple[Unmet, ...] | None:
    """The fewest sections and coefficients that stay unmet within a budget; None where the budget is below 0."""
    if budget < 0:
        return None
    made = program_of(ground, may_fail=True)
    if budget < INF:
        made.row(list(range(len(ground.cost))), list(ground.cost), 0.0, budget)
    made.charge(dict.fromkeys(range(len(ground.cost)), 0.0))
    made.charge(dict.fromkeys(made.unmet.values(), 1.0))
    tighten(made, until)
    for _ in range(ROUNDS):
        found = made.solve(is_relaxed=False, gap=COUNT_GAP, seconds=until - time.monotonic())
        if found.x is None or not touch_over(made, found.x, NEAR) or time.monotonic() > until:
            break
    return None if found.x is None else tuple(key for key, column in made.unmet.items() if found.x[column] > 0.5)


def _excusing(ground: Ground, unmet: tuple[Unmet, ...]) -> Program:
    """The program whose only sections and coefficients that may stay unmet are these, and do."""
    made = program_of(ground, may_fail=True)
    for key, column in made.unmet.items():
        made.fix(column, float(key in unmet))
    return made


def why_not(ground: Ground, seconds: float = 30.0) -> list[Problem]:
    """Each section and coefficient of the smallest relaxation, in words."""
    found = best_within(ground, seconds=seconds)
    late = Problem(
        "plan", Words("时限内没有找到可行方案", "no plan found in the time allowed"), Words("更长的时限", "more time")
    )
    return [_problem(ground, key) for key in found.unmet] or [late]


def _problem(ground: Ground, key: Unmet) -> Problem:
    expected = Words(
        "costs.toml 的 at_most 留有达标所需的余地", "limits in costs.toml that leave room for what it takes to pass"
    )
    if isinstance(key, tuple):
        (stage, k), limit = key, ground.cv_limit[key]
        name, of = ground.indicators[k].short, STAGE_WORDS[stage]
        found = Words(
            f"{of.zh}{name.zh}的差异系数无法降到{limit:.4g}",
            f"the coefficient of {name.en} ({of.en}) cannot come down to {limit:.4g}",
        )
        return Problem("plan", found, expected)
    about = ground.sections.iloc[key]
    of = STAGE_WORDS[about["stage"]]
    names = [ground.indicators[k].short for k in np.flatnonzero(out_of_reach(ground, key))]
    zh, en = "、".join(one.zh for one in names), ", ".join(one.en for one in names)
    found = Words(f"{of.zh}无法达到标准：{zh}", f"{of.en} cannot reach the threshold: {en}")
    return Problem(about["school"], found, expected)


def out_of_reach(ground: Ground, i: int) -> np.ndarray:
    """Indicators whose threshold a section cannot reach with all it can take; with all of one, but not of several, those missed."""
    most = np.where(np.isfinite(ground.most), ground.most, 1e12)
    beyond = ground.values_with(most)[i] < ground.threshold[i]
    return beyond if beyond.any() else ground.value[i] < ground.threshold[i]
