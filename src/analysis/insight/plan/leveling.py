"""Raising the lowest (填谷): the fewest additions that bring one coefficient of variation under its limit.

At one price a unit lowers the CV most where it is added to the lowest value: dCV² / dd ∝ x − m (1 + CV²), whatever the
school's size. Raising the lowest values to a common level is therefore the cheapest way for one indicator alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.insight.plan.ground import Ground

Array = NDArray[np.float64]
HALVINGS = 60


def level_up(ground: Ground, added: Array, stage: str, k: int) -> Array:
    """The amounts with which a coefficient meets its limit, on top of what is added already.

    Returns amounts that do not meet it where schools can take no more.
    """
    limit = ground.cv_limit[stage, k]
    if ground.cv(ground.values_with(added), stage, k) <= limit:
        return added
    values = ground.values_with(added)[ground.stage == stage, k]
    low, high = float(values.min()), float(values.max())
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        raised = _raised(ground, added, stage, k, middle)
        if ground.cv(ground.values_with(raised), stage, k) <= limit:
            high = middle
        else:
            low = middle
    return _trimmed(ground, _raised(ground, added, stage, k, high), added, stage, k)


def _raised(ground: Ground, added: Array, stage: str, k: int, level: float) -> Array:
    """Every section of a stage raised to a level, in whole steps and as far as the school can take it."""
    raised, values = added.copy(), ground.values_with(added)[:, k]
    for i in np.flatnonzero((ground.stage == stage) & (ground.variable[:, k] >= 0)):
        number, lacking = ground.variable[i, k], level - values[i]
        if lacking > 0:
            steps = np.ceil(round(lacking / ground.slope[i, k] / ground.step[number], 6))
            raised[number] = min(max(raised[number], added[number] + steps * ground.step[number]), ground.most[number])
    return raised


def _trimmed(ground: Ground, raised: Array, least: Array, stage: str, k: int) -> Array:
    """Without the last steps that are not needed, the highest values first."""
    values = ground.values_with(raised)[:, k]
    mine = [i for i in np.argsort(-values) if ground.stage[i] == stage and ground.variable[i, k] >= 0]
    for i in mine:
        number = ground.variable[i, k]
        fewer = raised.copy()
        fewer[number] -= ground.step[number]
        if (
            fewer[number] >= least[number]
            and ground.cv(ground.values_with(fewer), stage, k) <= ground.cv_limit[stage, k]
        ):
            raised = fewer
    return raised
