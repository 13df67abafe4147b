"""Where a number stood: file, sheet and cell, kept beside every school table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import pandas as pd


class Locator(NamedTuple):
    """A cell or a run of cells in a file as received. `cell` is a spreadsheet reference: "F12", "G12:R12"."""

    file: str
    sheet: str
    cell: str

    def __str__(self) -> str:
        return " › ".join(part for part in self if part)


@dataclass(frozen=True)
class Locators:
    """The locator frame of a school table, kept small: a row's line and a field's column letters meet in its cell.

    lines   : one row per source line of a table row; columns `row` (index of the table), `file`, `sheet`, `line` and,
              where one line holds several sections of a school, `stage`.
              A table row that was added up (classes into a school, a teaching point into its parent) has several.
    columns : (file, sheet) → field → column letters ("F", or "G:R" for a sum over neighbours, "G,K" for others).
              "students@primary" goes before "students" for a line of that stage.
    """

    lines: pd.DataFrame
    columns: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    def of(self, row: object, name: str) -> tuple[Locator, ...]:
        """Every source cell of one field in one table row; empty where the field was not read from a file."""
        cells = []
        for file, sheet, line, stage in self._lines_of_rows.get(row, ()):
            letters = self.columns.get((file, sheet), {})
            found = letters.get(f"{name}@{stage}") or letters.get(name)
            if found:
                cells.append(Locator(file, sheet, cell_reference(found, line)))
        return tuple(cells)

    @cached_property
    def _lines_of_rows(self) -> dict[object, list[tuple[str, str, int, str]]]:
        stages = self.lines["stage"] if "stage" in self.lines else [""] * len(self.lines)
        found: dict[object, list[tuple[str, str, int, str]]] = {}
        for row, *line in zip(
            self.lines["row"], self.lines["file"], self.lines["sheet"], self.lines["line"], stages, strict=True
        ):
            found.setdefault(row, []).append(tuple(line))
        return found

    def frame(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The same, written out: a frame shaped like `rows` holding "file › sheet › cell" or ""."""
        return pd.DataFrame(
            {name: ["; ".join(map(str, self.of(row, name))) for row in rows.index] for name in rows.columns},
            index=rows.index,
        )

    def merged(self, into: Mapping[object, object]) -> Locators:
        """Let rows (keys of `into`) that were added to others speak for those rows too."""
        return Locators(self.lines.assign(row=self.lines["row"].map(lambda row: into.get(row, row))), self.columns)

    def copied(self, sources: Mapping[object, Sequence[object]]) -> Locators:
        """Locators of a new table whose row k was made from the old rows `sources[k]`."""
        pairs = pd.DataFrame([(new, old) for new, olds in sources.items() for old in olds], columns=["new", "row"])
        lines = pairs.merge(self.lines, on="row").drop(columns="row").rename(columns={"new": "row"})
        return Locators(lines[list(self.lines.columns)], self.columns)


def cell_reference(letters: str, line: object) -> str:
    """ "F" → F12; "G:R" → G12:R12; "G,K" → G12,K12."""
    return ",".join(":".join(f"{one}{line}" for one in run.split(":")) for run in letters.split(","))
