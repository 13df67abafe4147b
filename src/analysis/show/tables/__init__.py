"""The tables of the notebooks and of the appendix's front part; each function takes a view and gives a Table."""

from analysis.show.tables.counties import composite_check, hidden_by_composite, rounding_matters, side_by_side
from analysis.show.tables.data import (
    doubts,
    ledger,
    near_scope_lines,
    provenance,
    reconciliation,
    split_example,
    split_schools,
    who_is_in,
)
from analysis.show.tables.distribution import by_area, halves, inequality, readings, theil_split
from analysis.show.tables.ledgers import class_sizes, school_sizes
from analysis.show.tables.official import answers, cv_summary, one_school, school_sheets, schools, shortfalls
from analysis.show.tables.reports import open_findings, reports_overview, reproduced, would_need

__all__ = [
    "answers",
    "by_area",
    "class_sizes",
    "composite_check",
    "cv_summary",
    "doubts",
    "halves",
    "hidden_by_composite",
    "inequality",
    "ledger",
    "near_scope_lines",
    "one_school",
    "open_findings",
    "provenance",
    "readings",
    "reconciliation",
    "reports_overview",
    "reproduced",
    "rounding_matters",
    "school_sheets",
    "school_sizes",
    "schools",
    "shortfalls",
    "side_by_side",
    "split_example",
    "split_schools",
    "theil_split",
    "who_is_in",
    "would_need",
]
