"""Many counties side by side (10 多县比较)."""

from analysis.show.counties import figures, sentences, tables
from analysis.show.counties.view import open_counties

__all__ = ["figures", "open_counties", "sentences", "tables"]
