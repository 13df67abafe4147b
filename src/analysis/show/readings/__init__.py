"""What the documents leave open, and the verdicts it turns (口径比对)."""

from analysis.show.readings import sentences, tables
from analysis.show.readings.view import open_readings

__all__ = ["open_readings", "sentences", "tables"]
