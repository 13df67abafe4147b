"""Teacher exchange (06 交流轮岗)."""

from analysis.show.exchange import figures, sentences, tables
from analysis.show.exchange.view import open_exchange
from analysis.show.page.sources import sources_of

__all__ = ["figures", "open_exchange", "sentences", "sources_of", "tables"]
