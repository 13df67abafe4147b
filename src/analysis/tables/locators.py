"""Where a number stood: file, sheet and cell, kept beside every school table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import pandas as pd
from openpyxl.utils import column_index_from_string, get_column_letter

_LINE_NUMBER = re.compile(r"\d+")
Line = tuple[str, str, int]  # file, sheet and number of a line


class Locator(NamedTuple):
    """A cell or a run of cells in a file as received. `cell` is a spreadsheet reference: "F12", "G12:R12"."""

    file: str
    sheet: str
    cell: str

    def __str__(self) -> str:
        return place_of(*self)


@dataclass(frozen=True)
class Locators:
    """The locator frame of a school table, kept small: a row's line and a field's column letters meet in its cell.

    lines   : one row per source line of a table row; columns `row` (index of the table), `file`, `sheet`, `line` and,
              where one line holds several sections of a school, `stage`.
              A table row that was added up (classes into a school, a teaching point into its parent) has several.
    columns : (file, sheet) → field → column letters ("F", or "G:R" for a sum over neighbours, "G,K" for others), or whole
              cells ("C9", "C8,C10") in a form, where each figure has a line of its own; its key ends in the form's line.
              "students@primary" goes before "students" for a line of that stage.
    """

    lines: pd.DataFrame
    columns: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    def of(self, row: object, name: str) -> tuple[Locator, ...]:
        """Every source cell of one field in one table row; empty where the field was not read from a file."""
        return tuple(Locator(*line[:2], cell_reference(found, line[2])) for line, found in self._letters(row, name))

    def place(self, row: object, names: Iterable[str]) -> str:
        """The cells of some fields, joined by line; the first of the row's line where they were stated, not read."""
        columns: dict[Line, list[str]] = {}
        for name in names:
            for line, found in self._letters(row, name):
                columns.setdefault(line, []).append(found)
        if not columns:
            return self.line_place(row)
        return "; ".join(
            place_of(file, sheet, cell_reference(all_letters(found), line))
            for (file, sheet, line), found in columns.items()
        )

    def line_place(self, row: object) -> str:
        """The first cell of the line a row stood in."""
        file, sheet, line, _ = self._lines_of_rows[row][0]
        return place_of(file, sheet, f"A{line}")

    def _letters(self, row: object, name: str) -> Iterator[tuple[Line, str]]:
        """The lines of a row and the column letters of one field in each."""
        for file, sheet, line, stage in self._lines_of_rows.get(row, ()):
            known = self.columns.get((file, sheet, line)) or self.columns.get((file, sheet), {})
            if found := known.get(f"{name}@{stage}") or known.get(name):
                yield (file, sheet, line), found

    @cached_property
    def written(self) -> pd.DataFrame:
        """The rows with every line their figures stand in (row, file, sheet, line): those of a form have lines of their own."""
        lines = self.lines[["row", "file", "sheet", "line"]]
        cells = [
            (*key, int(number))
            for key, fields in self.columns.items()
            if len(key) == 3
            for number in {found for cell in fields.values() for found in _LINE_NUMBER.findall(cell)}
        ]
        if not cells:
            return lines
        forms = pd.DataFrame(cells, columns=["file", "sheet", "line", "written"])
        inside = (
            lines.merge(forms, on=["file", "sheet", "line"]).drop(columns="line").rename(columns={"written": "line"})
        )
        return pd.concat([lines, inside], ignore_index=True)

    @cached_property
    def sheets(self) -> list[tuple[str, str]]:
        """The files and sheets of the rows, in their order."""
        return list(dict.fromkeys(zip(self.lines["file"], self.lines["sheet"], strict=True)))

    @cached_property
    def _lines_of_rows(self) -> dict[object, list[tuple[str, str, int, str]]]:
        lines = self.lines if "stage" in self.lines else self.lines.assign(stage="")
        found: dict[object, list[tuple[str, str, int, str]]] = {}
        for row, *line in lines[["row", "file", "sheet", "line", "stage"]].itertuples(index=False, name=None):
            found.setdefault(row, []).append(tuple(line))
        return found

    def frame(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The same, written out: a frame shaped like `rows` holding "file › sheet › cell" or ""."""
        return pd.DataFrame(
            {name: ["; ".join(map(str, self.of(row, name))) for row in rows.index] for name in rows.columns},
            index=rows.index,
        )

    def copied(self, sources: Mapping[object, Sequence[object]]) -> Locators:
        """Locators of a new table whose row k was made from the old rows `sources[k]`."""
        pairs = pd.DataFrame([(new, old) for new, olds in sources.items() for old in olds], columns=["new", "row"])
        lines = pairs.merge(self.lines, on="row").drop(columns="row").rename(columns={"new": "row"})
        return Locators(lines[list(self.lines.columns)], self.columns)


def place_of(*parts: str) -> str:
    """File, sheet and cell as a reader sees them; a text file has no sheet."""
    return " › ".join(part for part in parts if part)


def cell_reference(letters: str, line: object) -> str:
    """ "F" → F12; "G:R" → G12:R12; "G,K" → G12,K12; whole cells stay as they are."""
    if _are_cells(letters):
        return letters
    return ",".join(":".join(f"{one}{line}" for one in run.split(":")) for run in letters.split(","))


def _are_cells(letters: str) -> bool:
    return any(sign.isdigit() for sign in letters)


def all_letters(found: Iterable[str]) -> str:
    """The letters of several fields together."""
    found = list(dict.fromkeys(found))
    if any(map(_are_cells, found)):
        return ",".join(found)
    return column_runs(number for one in found for number in column_numbers(one))


def letters(column: int) -> str:
    """Spreadsheet letters of a column: 0 → A, 26 → AA."""
    return get_column_letter(column + 1)


def column_number(name: str) -> int:
    """Number of a column: A → 0, AA → 26."""
    return column_index_from_string(name) - 1


def column_runs(columns: Iterable[int]) -> str:
    """Letters of several columns: neighbours as "G:R", others as "G,K"."""
    runs: list[list[int]] = []
    for column in sorted(set(columns)):
        if runs and column == runs[-1][-1] + 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return ",".join(":".join(map(letters, dict.fromkeys((run[0], run[-1])))) for run in runs)


def column_numbers(runs: str) -> set[int]:
    """The columns of such letters: "G:I,K" → {6, 7, 8, 10}."""
    ends = (run.split(":") for run in runs.split(","))
    return {number for run in ends for number in range(column_number(run[0]), column_number(run[-1]) + 1)}


def in_ranges(cells: Iterable[Locator]) -> list[str]:
    """Cells as a reader finds them, a line a sheet: "a.xlsx › 学校情况 › K5:K9,M5"; neighbours in a column are one run."""
    sheets: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        sheets.setdefault((cell.file, cell.sheet), []).extend(cell.cell.split(","))
    return [place_of(*sheet, ",".join(_joined(dict.fromkeys(found)))) for sheet, found in sheets.items()]


_ONE_CELL = re.compile(r"([A-Z]+)(\d+)")


def _joined(cells: Iterable[str]) -> Iterator[str]:
    """Runs of cells of one column, each below the one before; what is no single cell stands as it is."""
    first = last = ""
    for cell in cells:
        found, before = _ONE_CELL.fullmatch(cell), _ONE_CELL.fullmatch(last)
        if found and before and found[1] == before[1] and int(found[2]) == int(before[2]) + 1:
            last = cell
            continue
        if first:
            yield first if first == last else f"{first}:{last}"
        first = last = cell
    if first:
        yield first if first == last else f"{first}:{last}"
