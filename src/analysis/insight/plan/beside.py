"""What stands beside a plan (对照): what filling everything everywhere would cost, and what each rule costs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from analysis.insight.plan.ground import needed
from analysis.insight.plan.plan import FOR_THRESHOLDS, RULES, Plan, Wishes, make_plan
from analysis.insight.plan.solve import Solution, with_teachers
from analysis.rules.verdict import CountyVerdict

ROUGH_GAP = 0.01  # a price is shown beside others, not paid


@dataclass(frozen=True)
class Filled:
    """Every school brought to every threshold, and whether the county would pass.

    cost : with the same classes, rooms and seats as the plan   [yuan]
    """

    cost: float
    after: CountyVerdict


def fill_everything(plan: Plan) -> Filled:
    """All thresholds at all schools, coefficients left to fall as they may (全部补齐)."""
    ground = plan.ground
    added = np.zeros(len(ground.cost))
    for i, k in zip(*np.nonzero(ground.variable >= 0), strict=True):
        if ground.value[i, k] < ground.threshold[i, k]:
            number = ground.variable[i, k]
            added[number] = max(added[number], needed(ground, i, k, ground.threshold[i, k]))
    added = with_teachers(ground, added)
    cost = float(ground.cost @ added)
    works = plan.cost - plan.solution.cost
    return Filled(works + cost, plan.with_instead(Solution(added, cost, cost)))


def price_of_rules(plan: Plan) -> Mapping[str, float]:
    """What the plan would cost less without each rule it serves   [yuan].

    To the power of ten that the proved gaps of the plans leave open: within them another machine may find another plan.
    """
    served = [rule for rule in RULES if (plan.works["why"] == rule).any() or rule == FOR_THRESHOLDS]
    without = {rule: _without(plan, rule) for rule in served}
    left_open = plan.cost * plan.gap + max(other.cost * other.gap for other in without.values())
    step = 10.0 ** math.ceil(math.log10(max(1.0, left_open)))
    return {rule: step * round((plan.cost - other.cost) / step) for rule, other in without.items()}


def _without(plan: Plan, rule: str) -> Plan:
    wishes: Wishes = replace(plan.wishes, without=frozenset({rule}), budget=float("inf"), gap=ROUGH_GAP)
    return make_plan(plan.before, plan.costs, wishes)
