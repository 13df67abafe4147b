"""How firm a county's verdicts are (结论稳健性)."""

from analysis.show.firmness import sentences, tables
from analysis.show.firmness.view import open_firmness

__all__ = ["open_firmness", "sentences", "tables"]
