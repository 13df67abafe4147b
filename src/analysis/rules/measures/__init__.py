"""The measures rules are made of (测算方法): resources of schools, coefficients, sizes, and roll-ups over verdicts."""

from analysis.rules.measures import resources, roll_ups, sizes  # noqa: F401  they register themselves
from analysis.rules.measures.registry import MEASURES, Case, Measure, in_order, put_together

__all__ = ["MEASURES", "Case", "Measure", "in_order", "put_together"]
