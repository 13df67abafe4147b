"""The figures: each takes a view, shows itself once and returns nothing."""

from analysis.show.figures.balance import cv_against_limits, cv_over_years, school_shares
from analysis.show.figures.balance_change import balance_parts, district_spending
from analysis.show.figures.class_size import (
    class_shares,
    classes_ahead,
    classes_struck_off,
    contributions,
    county_moves,
    line_and_target,
)
from analysis.show.figures.conditions import against_thresholds, values_against_limit
from analysis.show.figures.counties import composites, quadrants
from analysis.show.figures.distribution import lorenz, theil_between_within, values_by_area
from analysis.show.figures.exchange import flows, implied_bases, two_bases
from analysis.show.figures.programme import programme_effect
from analysis.show.figures.reports import audit_answers, waterfalls
from analysis.show.figures.schools import school_sizes

__all__ = [
    "against_thresholds",
    "audit_answers",
    "balance_parts",
    "class_shares",
    "classes_ahead",
    "classes_struck_off",
    "composites",
    "contributions",
    "county_moves",
    "cv_against_limits",
    "cv_over_years",
    "district_spending",
    "flows",
    "implied_bases",
    "line_and_target",
    "lorenz",
    "programme_effect",
    "quadrants",
    "school_shares",
    "school_sizes",
    "theil_between_within",
    "two_bases",
    "values_against_limit",
    "values_by_area",
    "waterfalls",
]
