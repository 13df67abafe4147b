"""How resources are spread over students (04 分布)."""

from analysis.show.county.provenance import provenance
from analysis.show.county.view import open_view
from analysis.show.distribution import figures, sentences, tables

__all__ = ["figures", "open_view", "provenance", "sentences", "tables"]
