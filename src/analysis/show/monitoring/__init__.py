"""This year against last year (年度监测)."""

from analysis.show.monitoring import figures, sentences, tables
from analysis.show.monitoring.view import monitoring_of, open_monitoring
from analysis.show.page.sources import sources_of

__all__ = ["figures", "monitoring_of", "open_monitoring", "sentences", "sources_of", "tables"]
