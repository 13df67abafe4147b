"""Fields that columns make as a mapping says: added up, multiplied, divided, rounded, or joined to a name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

import numpy as np
import pandas as pd

from analysis.tables.checks.problems import Problems
from analysis.tables.sheets.body import Column
from analysis.tables.sheets.columns import Use, place_in_mapping
from analysis.tables.sheets.given import decimals_printed
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.headers import Header
from analysis.tables.sheets.numbers import is_missing, read_text
from analysis.tables.sources.mapping import TableMapping

MOST_NAMED = 5  # cells in one note
BETWEEN = "-"  # the parts of a code
COARSE = 0.005  # of a value: what rounding takes from it that is worth a note
FEWEST = 5  # values whose decimals tell anything


class SheetCells(Protocol):
    """What this needs of a sheet that is read column by column."""

    grid: Grid
    header: Header
    mapping: TableMapping
    signs: frozenset[str]
    problems: Problems

    def shown(self, column: int, rows: np.ndarray) -> Column: ...

    def numbers(self, use: Use, column: int, rows: np.ndarray) -> np.ndarray: ...

    def say(self, message: str, row: int, column: int, **values: object) -> None: ...

    def say_of_column(self, message: str, column: int, **values: object) -> None: ...


def made_numbers(sheet: SheetCells, use: Use, rows: np.ndarray, columns: Mapping[str, object]) -> np.ndarray:
    """A field's numbers: its columns added up, then × a field, ÷ a number or a column, rounded."""
    values = np.sum([sheet.numbers(use, column, rows) for column in use.columns], axis=0)
    made = use.made
    if made is None:
        return values
    if made.times is not None:
        of = taken_of(use, columns)
        if not of:
            place = place_in_mapping(sheet.grid, sheet.mapping, f"made.{use.key}")
            sheet.problems.say("share_of_nothing", place, of=made.times, key=use.key)
            return np.full(len(rows), np.nan)
        if not use.is_given:
            _say_coarse(sheet, use, rows, values)
        values = values * pd.DataFrame({key: columns[key] for key in of}, index=range(len(rows))).sum(
            axis=1, min_count=1
        )
        values = values.to_numpy(float)
    if use.over is not None:
        values = _divided(sheet, use, rows, values)
    elif made.over is not None:
        values = values / made.over
    return values if made.round is None else _rounded(sheet, use, rows, values)


def _divided(sheet: SheetCells, use: Use, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
    """What is divided by 0 is not known, and said once."""
    below = sheet.numbers(Use("", (use.over,)), use.over, rows)
    zero = np.flatnonzero(below == 0)
    if len(zero):
        place = _first_cells(sheet, rows[zero], use.over)
        sheet.problems.say("divided_by_zero", place, key=use.key, count=len(zero))
    return values / np.where(below == 0, np.nan, below)


def _first_cells(sheet: SheetCells, rows: np.ndarray, column: int) -> str:
    return "; ".join(sheet.grid.cell_place(row, column) for row in rows[:MOST_NAMED])


def _rounded(sheet: SheetCells, use: Use, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Half away from zero, of the decimal number that is shown; that figures are changed is said once."""
    step = Decimal(1).scaleb(-use.made.round)
    rounded = np.array(
        [
            value if np.isnan(value) else float(Decimal(f"{value:.15g}").quantize(step, ROUND_HALF_UP))
            for value in values
        ]
    )
    changed = np.flatnonzero(~np.isnan(values) & (rounded != values))
    if len(changed):
        count = {
            "key": use.key,
            "digits": use.made.round,
            "count": len(changed),
            "known": int((~np.isnan(values)).sum()),
        }
        sheet.say_of_column("rounded", use.columns[0], **count)
    return rounded


def _say_coarse(sheet: SheetCells, use: Use, rows: np.ndarray, values: np.ndarray) -> None:
    """That a value per student is printed with so few decimals that the figure made from it is only roughly known."""
    known = values[~np.isnan(values) & (values != 0)]
    shown = decimals_printed(value for value in sheet.shown(use.columns[0], rows) if not is_missing(value, sheet.signs))
    factor = use.unit.factor if use.unit else 1
    lost = 0.5 * 10.0**-shown * factor / float(np.median(np.abs(known))) if len(known) >= FEWEST else 0.0
    if lost > COARSE:
        said = {"key": use.key, "digits": int(shown), "count": len(known), "lost": 100 * lost}
        sheet.say_of_column("few_decimals", use.columns[0], **said)


def joined_names(sheet: SheetCells, use: Use, rows: np.ndarray) -> list[str]:
    """The parts of a name or a code, one after the other; one that lacks a part is not known, and said once."""
    between = use.made.between if use.made and use.made.between is not None else BETWEEN
    parts = np.array([[read_text(cell) for cell in sheet.shown(column, rows)] for column in use.columns], dtype=object)
    parts = parts.reshape(len(use.columns), len(rows))
    blank = (parts == "").any(axis=0)
    lacking = np.flatnonzero(blank & (parts != "").any(axis=0))
    if len(lacking):
        column = next(c for c, part in zip(use.columns, parts[:, lacking[0]], strict=True) if part == "")
        place = _first_cells(sheet, rows[lacking], column)
        sheet.problems.say("part_of_name_blank", place, key=use.key, count=len(lacking))
    return ["" if is_blank else between.join(row) for row, is_blank in zip(parts.T, blank, strict=True)]


def taken_of(use: Use, given: Collection[str]) -> list[str]:
    """The keys whose sum a field is a share of; a value for each student of a whole school is one of all its stages'."""
    times = use.made.times if use.made else None
    if times is None or times in given:
        return [] if times is None else [times]
    return [key for key in given if use.is_given and key.startswith(f"{times}@")]


def in_order(uses: list[Use]) -> list[Use]:
    """The uses so that a field others are taken of comes before them."""
    ordered, open_ = [], list(uses)
    keys = {use.key for use in uses}
    while open_:
        waits = {use.key for use in open_}
        ready = [use for use in open_ if not set(taken_of(use, keys)) & (waits - {use.key})]
        ordered += ready or open_  # a circle is told where its field is missed
        open_ = [use for use in open_ if use not in ready] if ready else []
    return ordered
