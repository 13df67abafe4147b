"""The few points that reports print (05, 06 公布数字)."""

from analysis.show.printed_points import figures, sentences, tables
from analysis.show.printed_points.view import open_printed_points

__all__ = ["figures", "open_printed_points", "sentences", "tables"]
