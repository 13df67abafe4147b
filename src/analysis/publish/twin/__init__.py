"""The live twin (活的测算簿): a county's results as a workbook of formulas, which anybody can check and change."""

from analysis.publish.twin.workbook import write_twin

__all__ = ["write_twin"]
