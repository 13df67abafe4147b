"""What came in and who is counted (01)."""

from analysis.show.county.provenance import provenance
from analysis.show.county.view import open_view
from analysis.show.data import figures, sentences, tables

__all__ = ["figures", "open_view", "provenance", "sentences", "tables"]
