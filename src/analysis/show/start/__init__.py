"""From one file of a reader's own to a first verdict (00 从这里开始)."""

from analysis.show.start import selector, sentences, tables
from analysis.show.start.view import Start, open_start

__all__ = ["Start", "open_start", "selector", "sentences", "tables"]
