"""Every item of a framework, held against what a county states (07 政府保障程度与教育质量)."""

from analysis.show.guarantee import figures, sentences, tables
from analysis.show.guarantee.view import open_guarantee

__all__ = ["figures", "open_guarantee", "sentences", "tables"]
