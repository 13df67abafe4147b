"""Room 5: the notebooks' front door — views of one county or many, their tables, figures and sentences."""

from analysis.show import (
    figures,
    findings,
    findings_exchange,
    findings_points,
    findings_reports,
    findings_trends,
    tables,
)
from analysis.show.balance_changes import open_balance_changes, open_district_spending
from analysis.show.counties import open_counties
from analysis.show.exchanges import open_exchange
from analysis.show.printed_points import open_printed_points
from analysis.show.reports import open_reports
from analysis.show.trends import open_class_sizes
from analysis.show.view import open_view

__all__ = [
    "figures",
    "findings",
    "findings_exchange",
    "findings_points",
    "findings_reports",
    "findings_trends",
    "open_balance_changes",
    "open_class_sizes",
    "open_counties",
    "open_district_spending",
    "open_exchange",
    "open_printed_points",
    "open_reports",
    "open_view",
    "tables",
]
