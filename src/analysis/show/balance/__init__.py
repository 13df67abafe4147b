"""How far apart the schools are, and why (03 校际均衡)."""

from analysis.show.balance import figures, parts, sentences, tables
from analysis.show.county.provenance import provenance
from analysis.show.county.view import open_view

__all__ = ["figures", "open_view", "parts", "provenance", "sentences", "tables"]
