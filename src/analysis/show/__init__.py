"""Room 5: the notebooks' front door — views of one county or many, their tables, figures and sentences."""

from analysis.show import figures, findings, tables
from analysis.show.counties import open_counties
from analysis.show.view import open_view

__all__ = ["figures", "findings", "open_counties", "open_view", "tables"]
