"""What a programme did (05, 06 项目成效)."""

from analysis.show.programmes import figures, sentences, tables

__all__ = ["figures", "sentences", "tables"]
