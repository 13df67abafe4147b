"""Misprints mended on reading: each correction names its place, what stands there, what is right and who says so.

    [[correction]]
    dataset = "demo-a"
    file    = "demo-a-2023.xlsx"                  a cell of a file as received …
    sheet   = "学校情况"                           (left out for CSV)
    cell    = "K5"
    old     = 1937                                 what stands there; another value means the source was changed
    new     = 1973                                 or confirmed = true: it is right, and its notes go
    because = { zh = "…", en = "…" }
    cite    = "…"

Instead of file, sheet and cell: school_id, field, year and, where they are needed to tell rows apart, county and stage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from analysis.errors import TableError
from analysis.language import Words
from analysis.schema import Bilingual, Form, Text, read_toml, refusal, shown, validated
from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators, column_number, place_of
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.numbers import plain, read_text

#: Messages about the size of a figure, which go when somebody confirms it.
OF_SIZE = frozenset(
    ("impossible", "impossible_per", "unlikely", "unlikely_per", "unlike_county", "unlike_last_year", "not_whole")
)


class CorrectionForm(Form):
    """[[correction]]: a cell of a file, or a field of a school; what stands there, what is right, who says so."""

    dataset: Text
    file: Text | None = None
    sheet: Text | None = None
    cell: Text | None = None
    county: str | None = None
    year: int | None = None
    school_id: str | None = None
    stage: Text | None = None
    field: Text | None = None
    old: Any
    new: Any = None
    confirmed: bool = False
    because: Bilingual
    cite: Text

    @property
    def where(self) -> dict[str, Any]:
        """The keys that lead to the place, from the outermost in."""
        keys = ("file", "sheet", "cell", "county", "year", "school_id", "stage", "field")
        return {key: value for key in keys if (value := getattr(self, key)) is not None}

    @model_validator(mode="after")
    def _has_one_place(self) -> CorrectionForm:
        if self.confirmed == (self.new is not None):
            raise refusal("new, confirmed", Words("new或confirmed = true，二者取一", "one of new and confirmed = true"))
        if self.cell and not re.fullmatch(r"[A-Z]+[1-9]\d*", self.cell):
            raise refusal(shown(self.cell), "K5", at=("cell",))
        needed = {"file", "cell"} if self.cell else {"school_id", "field", "year"}
        allowed = needed | {"sheet", "county", "stage"}
        if not needed <= self.where.keys() <= allowed:
            raise refusal(
                ", ".join(self.where),
                Words("file、cell，或school_id、field、year", "file, cell; or school_id, field, year"),
            )
        return self


class CorrectionsForm(Form):
    """corrections.toml."""

    schema_: Literal[1] = Field(alias="schema")
    correction: list[CorrectionForm] = []


@dataclass(frozen=True)
class Correction:
    """One number or word as it should have been."""

    place: str
    where: Mapping[str, Any]
    old: object
    new: object
    because: Words
    cite: str
    is_confirmed: bool = False

    @property
    def is_cell(self) -> bool:
        return "cell" in self.where

    @property
    def said(self) -> Words:
        """The correction in words, for the list of what happened on reading."""
        where = " › ".join(str(part) for part in self.where.values())
        if self.is_confirmed:
            return Words(
                f"确认无误 {where}：{self.old}（{self.because.zh}；{self.cite}）",
                f"confirmed {where}: {self.old} ({self.because.en}; {self.cite})",
            )
        return Words(
            f"更正 {where}：{self.old}→{self.new}（{self.because.zh}；{self.cite}）",
            f"corrected {where}: {self.old} → {self.new} ({self.because.en}; {self.cite})",
        )


@dataclass
class Corrections:
    """The corrections of one dataset, and which of them have found their place."""

    wanted: Sequence[Correction] = ()
    applied: set[int] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)  # cells whose figures are right

    def mend_grid(self, grid: Grid, problems: Problems) -> Grid:
        """A sheet with its misprinted cells mended."""
        mine = [(k, one) for k, one in enumerate(self.wanted) if one.is_cell and _is_here(one, grid)]
        if not mine:
            return grid
        cells = grid.cells.copy()
        for number, one in mine:
            row, column = _position(one.where["cell"])
            found = cells[row, column] if row < len(cells) and column < cells.shape[1] else ""
            if self._agrees(number, one, found, problems):
                if one.is_confirmed:
                    self.confirmed.add(place_of(grid.file, grid.sheet, one.where["cell"]))
                else:
                    cells[row, column] = one.new
        return Grid(grid.file, grid.sheet, cells, grid.merged, grid.is_hidden)

    def mend_rows(self, rows: pd.DataFrame, locators: Locators, problems: Problems) -> None:
        """The school sections with their misprinted fields mended, in place."""
        for number, one in enumerate(self.wanted):
            if one.is_cell or one.where["field"] not in rows:
                continue
            keys = [key for key in ("school_id", "year", "county", "stage") if key in one.where]
            hit = np.logical_and.reduce([rows[key] == one.where[key] for key in keys])
            if hit.sum() == 1:
                row = rows.index[hit][0]
                if self._agrees(number, one, rows.at[row, one.where["field"]], problems):
                    if one.is_confirmed:
                        self.confirmed |= set(map(str, locators.of(row, one.where["field"])))
                    else:
                        rows.at[row, one.where["field"]] = one.new

    def without_confirmed(self, problems: Problems) -> None:
        """Takes away what was said of the size of figures that somebody has confirmed."""
        for listed in (problems.errors, problems.notes):
            listed[:] = [one for one in listed if not (one.kind in OF_SIZE and self.confirmed & _cells_of(one.place))]

    def _agrees(self, number: int, one: Correction, found: object, problems: Problems) -> bool:
        self.applied.add(number)
        if _same(found, one.old):
            problems.leave_out(one.said, 1)
            return True
        problems.say("corrected_place_changed", one.place, cell=read_text(found), old=one.old)
        return False

    def say_unused(self, problems: Problems) -> None:
        """A correction that found no place, or several, is an error."""
        for number, one in enumerate(self.wanted):
            if number not in self.applied:
                where = ", ".join(f"{key} = {value}" for key, value in one.where.items())
                problems.say("correction_without_place", one.place, where=where)


def _cells_of(place: str) -> set[str]:
    """Each cell of a place: "a.csv › D5,F5; b.csv › A1"."""
    found = set()
    for one in place.split("; "):
        *where, cells = one.split(" › ")
        found |= {place_of(*where, cell) for cell in cells.split(",")}
    return found


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
    for path in (one for one in paths if one.is_file()):
        form = validated(CorrectionsForm, read_toml(path, TableError), path.name, TableError)
        found += [
            Correction(
                f"{path.name} › correction {number}", one.where, one.old, one.new, one.because, one.cite, one.confirmed
            )
            for number, one in enumerate(form.correction, 1)
            if one.dataset == dataset
        ]
    return Corrections(found)
