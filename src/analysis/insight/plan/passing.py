"""What of a plan's ground passes (达标检验): sections by the school rule, coefficients by their limits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.insight.plan.ground import Coefficient, Ground, settled

Array = NDArray[np.float64]


def failing(ground: Ground, added: Array) -> tuple[int | Coefficient, ...]:
    """Sections (by position) that miss too many thresholds or a floor, and coefficients over their limits."""
    values = ground.values_with(added)
    sections = [i for i in range(len(values)) if not _meets_rule(ground, i, values[i])]
    return (*sections, *over_limit(ground, values))


def over_limit(ground: Ground, values: Array, near: float = 0.0) -> list[Coefficient]:
    """Coefficients over their limits by more than a share `near` of them."""
    return [key for key, limit in ground.cv_limit.items() if ground.cv(values, *key) > limit * (1 + near)]


def _meets_rule(ground: Ground, i: int, values: Array) -> bool:
    """What is known of a section meets as many thresholds as the rule asks, and misses none by more than the floor."""
    known = ~np.isnan(ground.value[i]) & ~np.isnan(ground.threshold[i])
    compared = np.array([settled(value) for value in values[known]])
    met = int((compared >= ground.threshold[i, known]).sum())
    above_floor = compared >= np.array([settled(one) for one in ground.floor[i, known]])
    return met >= min(ground.asked, known.sum()) and bool(above_floor.all())
