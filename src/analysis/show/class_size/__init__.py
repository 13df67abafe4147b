"""Class size over the years (05 班额)."""

from analysis.show.class_size import figures, sentences, tables
from analysis.show.class_size.view import open_class_sizes
from analysis.show.page.sources import sources_of

__all__ = ["figures", "open_class_sizes", "sentences", "sources_of", "tables"]
