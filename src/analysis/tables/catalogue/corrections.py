"""Misprints mended on reading: each correction names its place, what stands there, what is right and who says so.

    [[correction]]
    dataset = "demo-a"
    file    = "demo-a-2023.xlsx"                  a cell of a file as received …
    sheet   = "学校情况"                           (left out for CSV)
    cell    = "K5"
    old     = 1937                                 what stands there; another value means the source was changed
    new     = 1973
    because = { zh = "…", en = "…" }
    cite    = "…"

Instead of file, sheet and cell: school_id, field, year and, where they are needed to tell rows apart, county and stage.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import Problem, TableError
from analysis.language import Words
from analysis.tables.checks.notes import Findings
from analysis.tables.sheets.grids import Grid, column_number
from analysis.tables.sheets.numbers import plain, read_text

_CELL_KEYS = {"file", "cell"}
_ROW_KEYS = {"school_id", "field", "year"}
_COMMON = {"dataset", "old", "new", "because", "cite"}
_OPTIONAL = {"sheet", "county", "stage"}


@dataclass(frozen=True)
class Correction:
    """One number or word as it should have been."""

    place: str
    where: Mapping[str, Any]
    old: object
    new: object
    because: Words
    cite: str

    @property
    def is_cell(self) -> bool:
        return "cell" in self.where

    @property
    def said(self) -> Words:
        """The correction in words, for the list of what happened on reading."""
        where = " › ".join(str(part) for part in self.where.values())
        return Words(
            f"更正 {where}：{self.old}→{self.new}（{self.because.zh}；{self.cite}）",
            f"corrected {where}: {self.old} → {self.new} ({self.because.en}; {self.cite})",
        )


@dataclass
class Corrections:
    """The corrections of one dataset, and which of them have found their place."""

    wanted: Sequence[Correction] = ()
    applied: set[int] = field(default_factory=set)

    def mend_grid(self, grid: Grid, findings: Findings) -> Grid:
        """A sheet with its misprinted cells mended."""
        mine = [(k, one) for k, one in enumerate(self.wanted) if one.is_cell and _is_here(one, grid)]
        if not mine:
            return grid
        cells = grid.cells.copy()
        for number, one in mine:
            row, column = _position(one.where["cell"])
            found = cells[row, column] if row < len(cells) and column < cells.shape[1] else ""
            if self._agrees(number, one, found, findings):
                cells[row, column] = one.new
        return Grid(grid.file, grid.sheet, cells, grid.merged, grid.is_hidden)

    def mend_rows(self, rows: pd.DataFrame, findings: Findings) -> None:
        """The school sections with their misprinted fields mended, in place."""
        for number, one in enumerate(self.wanted):
            if one.is_cell or one.where["field"] not in rows:
                continue
            keys = [key for key in ("school_id", "year", "county", "stage") if key in one.where]
            hit = np.logical_and.reduce([rows[key] == one.where[key] for key in keys])
            if hit.sum() == 1:
                row = rows.index[hit][0]
                if self._agrees(number, one, rows.at[row, one.where["field"]], findings):
                    rows.at[row, one.where["field"]] = one.new

    def _agrees(self, number: int, one: Correction, found: object, findings: Findings) -> bool:
        self.applied.add(number)
        if _same(found, one.old):
            findings.left_out(one.said, 1)
            return True
        findings.fault(
            one.place,
            Words(f"更正之处现为“{read_text(found)}”", f"'{read_text(found)}' stands where a correction is due"),
            Words(
                f"“{one.old}”（来源已变，请复核这条更正）",
                f"'{one.old}' (the source has changed; review the correction)",
            ),
        )
        return False

    def say_unused(self, findings: Findings) -> None:
        """A correction that found no place, or several, is a fault."""
        for number, one in enumerate(self.wanted):
            if number not in self.applied:
                where = ", ".join(f"{key} = {value}" for key, value in one.where.items())
                findings.fault(
                    one.place,
                    Words(f"更正找不到唯一的位置：{where}", f"a correction with no single place: {where}"),
                    Words("表中的一个单元格或一行", "one cell or one row of the table"),
                )


def _is_here(one: Correction, grid: Grid) -> bool:
    return one.where["file"] == grid.file and one.where.get("sheet", grid.sheet) == grid.sheet


def _same(found: object, old: object) -> bool:
    if isinstance(old, (int, float)) and isinstance(found, (int, float)):
        return float(old) == float(found)
    return plain(read_text(found)) == plain(read_text(old))


def _position(cell: str) -> tuple[int, int]:
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    return int(row) - 1, column_number(letters)


def read_corrections(paths: Iterable[Path], dataset: str) -> Corrections:
    """The corrections of one dataset from some files; files that are not there hold none."""
    found: list[Correction] = []
    for path in paths:
        if not path.is_file():
            continue
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
            raise _wrong(path.name, str(reason), "TOML") from reason
        if data.get("schema") != 1 or set(data) - {"schema", "correction"}:
            raise _wrong(path.name, ", ".join(data), "schema = 1, [[correction]]")
        for number, entry in enumerate(data.get("correction", ()), 1):
            one = _correction(f"{path.name} › correction[{number}]", entry)
            if entry["dataset"] == dataset:
                found.append(one)
    return Corrections(found)


def _correction(place: str, entry: Mapping[str, Any]) -> Correction:
    where_keys = _CELL_KEYS if "cell" in entry else _ROW_KEYS
    needed = _COMMON | where_keys
    if needed - set(entry) or set(entry) - needed - _OPTIONAL:
        raise _wrong(place, ", ".join(entry), ", ".join(sorted(needed)))
    if "cell" in entry and not re.fullmatch(r"[A-Z]+[1-9]\d*", str(entry["cell"])):
        raise _wrong(place, str(entry["cell"]), "K5")
    because = entry["because"]
    if not isinstance(because, Mapping) or set(because) != {"zh", "en"}:
        raise _wrong(place, str(because), "because = { zh = …, en = … }")
    where = {key: entry[key] for key in (*sorted(where_keys | _OPTIONAL, key=_ORDER.index),) if key in entry}
    return Correction(place, where, entry["old"], entry["new"], Words(because["zh"], because["en"]), entry["cite"])


_ORDER = ["file", "sheet", "cell", "county", "year", "school_id", "stage", "field"]


def _wrong(place: str, found: str, expected: str) -> TableError:
    return TableError(Problem(place, Words(f"“{found}”", f"'{found}'"), Words(expected, expected)))
