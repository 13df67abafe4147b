"""Room 5: the notebooks' front door — views of one county or many, their tables, figures and sentences."""

from analysis.show import figures, findings, findings_reports, tables
from analysis.show.counties import open_counties
from analysis.show.reports import open_reports
from analysis.show.view import open_view

__all__ = ["figures", "findings", "findings_reports", "open_counties", "open_reports", "open_view", "tables"]
