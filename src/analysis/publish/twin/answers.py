"""Where the workbook gives the answer of each verdict, so that rules over verdicts reckon with those cells."""

from __future__ import annotations

from collections.abc import Hashable

from analysis.publish.twin.grid import Cell, Grid
from analysis.rules.results import Quoted, Verdict


def is_stated(verdict: Verdict) -> bool:
    """Whether an answer rests on what the county states of itself, not on its school rows."""
    return isinstance(verdict.result.inputs, Quoted)


class Answers:
    """The cells of answers by verdict."""

    def __init__(self) -> None:
        self._places: dict[int, tuple[Grid, Hashable, Hashable]] = {}

    def put(self, verdict: Verdict, grid: Grid, line: Hashable, key: Hashable) -> None:
        self._places[id(verdict)] = (grid, line, key)

    def has(self, verdict: Verdict) -> bool:
        return id(verdict) in self._places

    def sheet(self, verdict: Verdict) -> str:
        """The sheet that answers a verdict."""
        return self._places[id(verdict)][0].sheet

    def cell(self, verdict: Verdict) -> Cell:
        grid, line, key = self._places[id(verdict)]
        return grid.cell(line, key)

    def cells(self, verdict: Verdict) -> list[Cell]:
        """The cell of a verdict; of one that has none, those of what it puts together."""
        if self.has(verdict):
            return [self.cell(verdict)]
        return [cell for member in verdict.members for cell in self.cells(member)]
