"""Tables that stand beside a school table, of another grain: classes, births, staff, people exchanged; and records.

A reader's folder may hold classes.csv, births.csv, staff.csv and exchange_register.csv (or .xlsx) beside the school
tables; SOURCES.toml names them as [dataset.beside.classes] and so on. Their columns are listed in companions.toml.
Records (TOML) say what a simulation did and how often an estimate was right on it; no real data have any.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import TableError
from analysis.tables.checks.problems import problem
from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.grids import read_book
from analysis.tables.sheets.numbers import read_text

#: Table → column → its headings, its kind and whether it may be absent.
TABLES = tomllib.loads(Path(__file__).with_name("companions.toml").read_text(encoding="utf-8"))
RECORDS = ("truth", "coverage", "forecast")
COMPANIONS = (*TABLES, *RECORDS)
_YES_NO = {"true": True, "是": True, "1": True, "false": False, "否": False, "0": False}
_STAGES = {"小学": "primary", "初中": "junior", "高中": "senior"}


def read_record(path: Path) -> dict[str, Any]:
    """A record as it stands; TableError when it is no TOML of schema 1."""
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as reason:  # no TOML, no UTF-8, a number or a nesting beyond reason
        raise TableError(problem("not_a_record", path.name, reason=reason)) from reason
    if record.get("schema") != 1:
        raise TableError(problem("record_of_another_schema", path.name, schema=record.get("schema")))
    return record


def is_companion(path: Path, what: str) -> bool:
    """Whether a file of that name has the columns of a companion table; a school table may bear the same name."""
    try:
        given = {str(name).strip() for name in _cells(path).columns}
    except TableError:
        return True  # what is wrong with it is said when it is read
    own = {name: column for name, column in TABLES[what].items() if name not in (*IDENTITY, "students")}
    return any(given & {name, *column["headings"]} for name, column in own.items())


def read_companion(path: Path, what: str) -> pd.DataFrame:
    """A companion table with the English column names of TABLES, in the file's order of rows.

    Raises
    ------
    TableError : a needed column that is not there, a cell that is no whole number (first one named, with how many)
    """
    given = _cells(path)
    headings = {str(name).strip(): name for name in given.columns}
    table, absent = pd.DataFrame(index=given.index), []
    for name, column in TABLES[what].items():
        found = next((headings[one] for one in (name, *column["headings"]) if one in headings), None)
        if found is not None:
            table[name] = _typed(given[found], column.get("kind", "text"), f"{path.name} › {found}")
        elif not column.get("optional"):
            absent.append(f"{column['headings'][0]} ({name})")
    if absent:
        raise TableError(problem("columns_not_found", path.name, listed=", ".join(absent)))
    if "stage" in table:
        table["stage"] = table["stage"].replace(_STAGES)
    return table


def _cells(path: Path) -> pd.DataFrame:
    """Every cell as text, "" where it is empty."""
    try:
        if path.suffix.lower() == ".csv":
            cells = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
            if not isinstance(cells.index, pd.RangeIndex):  # pandas would take the first cells for names of the lines
                raise ValueError("lines have more cells than there are heads")
            return cells
    except (OSError, ValueError) as reason:
        raise TableError(problem("not_readable", path.name, reason=reason)) from reason
    grids = read_book(path).grids
    texts = [[read_text(cell) for cell in row] for row in grids[0].cells] if grids else []
    heads, *rows = texts or [[]]
    first = [k for k, head in enumerate(heads) if head and head not in heads[:k]]
    return pd.DataFrame(rows, columns=heads, dtype=str).iloc[:, first]


def _typed(cells: pd.Series, kind: str, place: str) -> pd.Series:
    text = cells.str.strip()
    if kind == "text":
        return text
    if kind == "yes_no":
        values = text.str.lower().map(_YES_NO)
    else:
        values = pd.to_numeric(text, errors="coerce")
        values = values.where(values % 1 == 0)
    wrong = text[values.isna() & ((text != "") | (kind != "count"))]
    if len(wrong):
        message = "cells_not_yes_or_no" if kind == "yes_no" else "cells_not_whole"
        raise TableError(problem(message, place, cell=wrong.iloc[0], count=len(wrong), line=wrong.index[0] + 2))
    return values.astype({"yes_no": bool, "whole": "int64", "count": float}[kind])
