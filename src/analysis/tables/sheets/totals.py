"""Totals that a table states (合计): read, not trusted, and compared with the sum of what they should add up."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from analysis.tables.checks.problems import Problems
from analysis.tables.locators import cell_reference, column_runs, place_of
from analysis.tables.sheets.columns import Use, Uses
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.headers import Header
from analysis.tables.sheets.numbers import plain, read_number, read_numbers, read_text

_NO_SUM = re.compile("均|标准差|差异系数|综合|占比|比例|mean|average")
_MOST_NAMED = 5  # of one row or column in one note
NOISE = 1e-6  # relative; sums of decimals typed by hand


def say_row_totals(
    grid: Grid,
    header: Header,
    uses: Uses,
    columns: Mapping[str, object],
    rows: np.ndarray,
    totals: np.ndarray,
    problems: Problems,
) -> None:
    """A note for each row of totals that is the sum of no run of rows it may stand for."""
    counted = [use for use in uses if not use.is_worked_out and _is_numeric(columns[use.key])]
    known = {use.key: np.where(np.isnan(columns[use.key]), 0, columns[use.key]) for use in counted}
    bounds = [0, *np.searchsorted(rows, totals), len(rows)]
    for number, total in enumerate(totals):
        words = "".join(plain(read_text(cell)) for cell in grid.cells[total] if isinstance(cell, str))
        if _NO_SUM.search(words):
            continue
        runs = _runs(*bounds[number : number + 3], len(rows))
        wrong = []
        for use in counted:
            stated = _stated(grid, use, total)
            if np.isnan(stated) or not runs or any(_agree(stated, known[use.key][run].sum()) for run in runs):
                continue
            sums = [float(known[use.key][run].sum()) for run in reversed(runs)]
            wrong.append((use, stated, min(sums, key=lambda one: abs(one - stated))))
        if wrong:
            listed = [f"{header.label(use.columns[0])} {stated:.10g} ≠ {found:.10g}" for use, stated, found in wrong]
            more = " …" if len(wrong) > _MOST_NAMED else ""
            place = grid.cell_place(total, wrong[0][0].columns[0])
            problems.say("total_of_rows", place, listed="; ".join(listed[:_MOST_NAMED]) + more, count=len(wrong))


def _runs(before: int, here: int, after: int, end: int) -> list[slice]:
    """The rows a total may add up: those up to the next total, those since the one before, all above, all of them.

    The few come first, for a country's table has a total for each county, and all of its rows take long to add up.
    """
    runs = (slice(here, after), slice(before, here), slice(0, here), slice(0, end))
    return [run for run in runs if run.start < run.stop]


def say_column_totals(grid: Grid, uses: Uses, rows: np.ndarray, problems: Problems) -> None:
    """A note where a column of totals (在校生数 > 合计) is not the sum of its stages' or grades' columns."""
    for total, parts in uses.totals:
        stated = _numbers(grid, total, rows)
        given = np.array([_numbers(grid, part, rows) for part in parts])
        found = np.nansum(given, axis=0)
        known = ~np.isnan(given).all(axis=0) & ~np.isnan(stated)
        wrong = np.flatnonzero(known & ~_agree(stated, found))
        if len(wrong):
            letters = column_runs(k for use in (total, *parts) for k in use.columns)
            cells = [cell_reference(letters, rows[one] + 1) for one in wrong[:_MOST_NAMED]]
            listed = "; ".join(cells) + (" …" if len(wrong) > _MOST_NAMED else "")
            values = {"stated": stated[wrong[0]], "found": found[wrong[0]], "count": len(wrong), "listed": listed}
            problems.say("total_of_columns", place_of(grid.file, grid.sheet, cells[0]), **values)


def _numbers(grid: Grid, use: Use, rows: np.ndarray) -> np.ndarray:
    """The cells as written, all columns of one use added up; nan where any is missing or cannot be read."""
    return np.sum([read_numbers(grid.cells[rows, column], None, None)[0] for column in use.columns], axis=0)


def _stated(grid: Grid, use: Use, row: int) -> float:
    numbers = [read_number(grid.cells[row, column], use.unit, use.own) for column in use.columns]
    return float(np.sum([np.nan if number is None else number for number in numbers]))


def _is_numeric(values: object) -> bool:
    return isinstance(values, np.ndarray) and values.dtype == float


def _agree(stated: np.ndarray | float, found: np.ndarray | float) -> np.ndarray | bool:
    return np.abs(stated - found) <= NOISE * np.maximum(np.abs(found), 1)
