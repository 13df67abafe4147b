"""Published reports recomputed from their own numbers (08 公开报告复核)."""

from analysis.show.reports import figures, reading, sentences, tables
from analysis.show.reports.view import open_reports

__all__ = ["figures", "open_reports", "reading", "sentences", "tables"]
