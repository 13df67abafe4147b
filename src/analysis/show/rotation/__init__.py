"""Optional moves of teachers between schools (教师校际调配), the last section of 09."""

from analysis.show.rotation import figures, sentences, tables
from analysis.show.rotation.view import open_rotation

__all__ = ["figures", "open_rotation", "sentences", "tables"]
