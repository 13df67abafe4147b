"""The figures: each takes a view, shows itself once and returns nothing."""

from analysis.show.figures.balance import cv_against_limits, cv_over_years, school_shares
from analysis.show.figures.conditions import against_thresholds, values_against_limit
from analysis.show.figures.counties import composites, quadrants
from analysis.show.figures.distribution import lorenz, theil_between_within, values_by_area
from analysis.show.figures.reports import audit_answers, waterfalls
from analysis.show.figures.schools import school_sizes

__all__ = [
    "against_thresholds",
    "audit_answers",
    "composites",
    "cv_against_limits",
    "cv_over_years",
    "lorenz",
    "quadrants",
    "school_shares",
    "school_sizes",
    "theil_between_within",
    "values_against_limit",
    "values_by_area",
    "waterfalls",
]
