"""Every school against the thresholds of its stage (02 办学条件)."""

from analysis.show.conditions import figures, sentences, tables
from analysis.show.county.provenance import provenance
from analysis.show.county.view import open_view

__all__ = ["figures", "open_view", "provenance", "sentences", "tables"]
