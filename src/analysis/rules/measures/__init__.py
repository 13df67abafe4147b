"""The measures rules are made of (测算方法): resources of schools, coefficients, sizes, what a county states of itself, scores, and roll-ups
over verdicts."""

from analysis.rules.measures import (  # noqa: F401  they register themselves
    county_items,
    growth,
    resources,
    roll_ups,
    school_items,
    scores,
    sizes,
)
from analysis.rules.measures.registry import MEASURES, Case, Measure, in_order, put_together

__all__ = ["MEASURES", "Case", "Measure", "in_order", "put_together"]
