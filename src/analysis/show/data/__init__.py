"""What came in and who is counted (01)."""

from analysis.show.county.provenance import provenance
from analysis.show.county.view import open_view
from analysis.show.data import figures, last_year, sentences, tables

__all__ = ["figures", "last_year", "open_view", "provenance", "sentences", "tables"]
