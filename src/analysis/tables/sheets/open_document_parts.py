"""How far the sheets of an ODS workbook reach: a row and a cell stand there once, with how often they are repeated.

A table filled down to its last row is a few bytes so; its reader writes every repetition out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from html import unescape

CONTENT = "content.xml"
Cell = tuple[int, int]

_ATTRIBUTES = rb"""((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*"""
_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)" + _ATTRIBUTES + rb"(/?)>")
_ROWS = re.compile(rb"""\stable:number-rows-repeated\s*=\s*["'](\d{1,18})""")
_COLUMNS = re.compile(rb"""\stable:number-columns-repeated\s*=\s*["'](\d{1,18})""")
_NAME = re.compile(rb"""\stable:name\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_HOLDS = re.compile(rb"\s(?:(?:office|calcext):value-type|table:formula)\s*=")


@dataclass
class OpenSheet:
    """A sheet of an ODS workbook: its reach, and how many cells are filled, repetitions included.

    Nothing else is looked for.
    """

    reach: Cell = (0, 0)
    filled: int = 0
    hidden_rows: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()
    errors: Mapping[Cell, str] = field(default_factory=dict)
    without_value: Set[Cell] = frozenset()


def open_sheets(xml: bytes) -> Iterator[tuple[str, OpenSheet]]:
    """Each sheet with its name. Cells that have a look and nothing else, as below and beside most tables, reach nowhere."""
    name, sheet, row, height, column = "", None, 0, 0, 0
    for found in _TAG.finditer(xml):
        kind, about, is_closed = found.groups()
        if kind == b"table":
            if sheet:
                yield name, sheet
            name, sheet, row, height = _name(about), OpenSheet(), 0, 0
        elif sheet and kind == b"table-row":
            height, column = _times(_ROWS, about), 0
            row += height
        elif sheet:
            times = _times(_COLUMNS, about)
            column += times
            if not is_closed or _HOLDS.search(about):
                rows, columns = sheet.reach
                sheet.reach = max(rows, row), max(columns, column)
                sheet.filled += times * height
    if sheet:
        yield name, sheet


def _name(about: bytes) -> str:
    found = _NAME.search(about)
    return unescape((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else ""


def _times(said: re.Pattern[bytes], about: bytes) -> int:
    found = said.search(about)
    return int(found[1]) if found else 1
