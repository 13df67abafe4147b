"""Many published reports beside each other (11 多份报告总览)."""

from analysis.show.collection import sentences, tables
from analysis.show.collection.view import open_collection

__all__ = ["open_collection", "sentences", "tables"]
