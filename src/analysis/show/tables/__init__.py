"""The tables of the notebooks and of the appendix's front part; each function takes a view and gives a Table."""

from analysis.show.tables.balance_change import balance_changes, district_spending
from analysis.show.tables.class_outlook import (
    forecast_errors,
    ledger_by_school,
    near_limits,
    needs_ahead,
    shortages,
    speed,
)
from analysis.show.tables.class_size import (
    class_sizes_by_year,
    enrolment_and_classes,
    means_by_area,
    removed_and_added,
)
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
from analysis.show.tables.exchange import exchange_by_county, exchange_by_year, flows_by_year, measures_and_bases
from analysis.show.tables.ledgers import class_sizes, school_sizes
from analysis.show.tables.official import answers, cv_summary
from analysis.show.tables.printed_points import printed_exchange, printed_falls, printed_large_classes
from analysis.show.tables.programme import coverage, effect_by_county
from analysis.show.tables.reports import open_findings, reports_overview, reproduced, would_need
from analysis.show.tables.sheets import one_school, school_sheets
from analysis.show.tables.sources import sources_of
from analysis.show.tables.thresholds import schools, shortfalls

__all__ = [
    "answers",
    "balance_changes",
    "by_area",
    "class_sizes",
    "class_sizes_by_year",
    "composite_check",
    "coverage",
    "cv_summary",
    "district_spending",
    "doubts",
    "effect_by_county",
    "enrolment_and_classes",
    "exchange_by_county",
    "exchange_by_year",
    "flows_by_year",
    "forecast_errors",
    "halves",
    "hidden_by_composite",
    "inequality",
    "ledger",
    "ledger_by_school",
    "means_by_area",
    "measures_and_bases",
    "near_limits",
    "near_scope_lines",
    "needs_ahead",
    "one_school",
    "open_findings",
    "printed_exchange",
    "printed_falls",
    "printed_large_classes",
    "provenance",
    "readings",
    "reconciliation",
    "removed_and_added",
    "reports_overview",
    "reproduced",
    "rounding_matters",
    "school_sheets",
    "school_sizes",
    "schools",
    "shortages",
    "shortfalls",
    "side_by_side",
    "sources_of",
    "speed",
    "split_example",
    "split_schools",
    "theil_split",
    "who_is_in",
    "would_need",
]
