"""The figures of a facts file: every filled cell of its tables, with what the header says about it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import get_column_letter

from analysis.errors import TableError
from analysis.tables.checks.problems import problem
from analysis.tables.facts.header import ATTRIBUTES, Header, TableForm

Line = tuple[int, Mapping[str, str]]  # number in the file, cells by heading


@dataclass(frozen=True)
class Figure:
    """One printed figure before it is checked; `said` has every attribute, "" where nothing was said."""

    said: Mapping[str, str]
    source: str  # name of the facts file
    file: str
    cell: str

    @property
    def place(self) -> str:
        return f"{self.file} › {self.cell}"


def figures(header: Header) -> Iterator[Figure]:
    """Every figure of a facts file; TableError when a table and its description do not fit each other."""
    for layout in header.tables:
        headings, lines = _cells(header.path.with_name(layout.file), layout)
        letters = {heading: get_column_letter(number) for number, heading in enumerate(headings, 1)}
        for said, heading, line in _said(layout, header.publication.standard, lines):
            yield Figure(said, header.publication.name, layout.file, f"{letters[heading]}{line}")


def _said(layout: TableForm, standard: str, lines: list[Line]) -> Iterator[tuple[dict[str, str], str, int]]:
    """What is said of each figure (the nearest saying wins), its column and its line; a blank cell is no figure."""
    common = {**dict.fromkeys(ATTRIBUTES, ""), "certainty": "printed", "standard": standard, **layout.constant}
    for line, cells in lines:
        of_row = {attribute: cells[heading] for attribute, heading in layout.columns.items() if cells[heading]}
        if not layout.values:
            yield {**common, **of_row}, layout.columns["printed"], line
        for value in layout.values:
            if printed := cells[value.column]:
                yield {**common, **of_row, **value.common, "printed": printed}, value.column, line


def _cells(path: Path, layout: TableForm) -> tuple[list[str], list[Line]]:
    """Headings, and the stripped cells of each line; every column must be described, every description found."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True, restval="")
            headings = list(reader.fieldnames or ())
            lines = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableError(problem("no_facts_table", path, reason=error)) from error
    _must_fit(path.name, headings, layout)
    for line, row in lines:
        if None in row:
            raise TableError(problem("cells_too_many", f"{path.name} › {line}", cells=row[None], width=len(headings)))
    return headings, [(line, {heading: cell.strip() for heading, cell in row.items()}) for line, row in lines]


def _must_fit(file: str, headings: list[str], layout: TableForm) -> None:
    described = {*layout.columns.values(), *(value.column for value in layout.values)}
    unknown, absent = [h for h in headings if h not in described], sorted(described - {*headings})
    if unknown or absent:
        raise TableError(problem("columns_not_described", f"{file} › 1", unknown=unknown, absent=absent))
