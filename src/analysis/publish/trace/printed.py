"""The tables of a document as printed (印出的表), and which of the county's results each of their numbers is.

A number is held to be a result only where its row, its column's head or the caption name the result's subject, stage and
school, and the number printed is the result's own, rounded as it is printed.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from analysis.publish.trace.origins import Origin, stage_words

_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
_COUNTERS = ("序号", "No.", "来源行", "Row")  # columns that number the rows, here or in a file
_TELLING = 3  # digits a rounded whole number needs to be known again


@dataclass(frozen=True)
class Printed:
    """One numbered table: its caption, the heads of its columns, its rows; cells that reach over several are repeated."""

    number: int
    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def printed_tables(composed: str) -> list[Printed]:
    """The numbered tables of a composed document, in its order."""
    return list(_tables(json.loads(composed)["blocks"]))


def _tables(block: Any) -> Iterator[Printed]:
    if isinstance(block, list):
        for one in block:
            yield from _tables(one)
    elif isinstance(block, dict):
        if block.get("t") == "Table" and (found := re.fullmatch(r"table-(\d+)", block["c"][0][0])):
            yield _table(int(found[1]), block["c"])
        else:
            yield from _tables(block.get("c"))


def _table(number: int, content: list) -> Printed:
    _, caption, columns, head, bodies, foot = content
    heads = _grid(head[1], len(columns))
    rows = [row for body in bodies for row in (*body[2], *body[3])] + foot[1]
    levels = zip(*heads, strict=True) if heads else [()] * len(columns)
    return Printed(
        number, _text(caption), [" ".join(dict.fromkeys(level)) for level in levels], _grid(rows, len(columns))
    )


def _grid(rows: list, width: int) -> list[list[str]]:
    """The texts of some rows, every cell where it stands and wherever it reaches."""
    taken: dict[tuple[int, int], str] = {}
    for line, (_, cells) in enumerate(rows):
        column = 0
        for _, _, down, across, blocks in cells:
            while (line, column) in taken:
                column += 1
            text = _text(blocks)
            taken |= {(line + k, column + j): text for k in range(down) for j in range(across)}
            column += across
    return [[taken.get((line, column), "") for column in range(width)] for line in range(len(rows))]


def _text(block: Any) -> str:
    if isinstance(block, list):
        return "".join(map(_text, block))
    if not isinstance(block, dict):
        return ""
    if block["t"] == "Str":
        return block["c"]
    if block["t"] in ("Space", "SoftBreak", "LineBreak"):
        return " "
    content = block.get("c")
    return _text(content[-1] if block["t"] in ("Span", "Link", "Div") else content)


def matched(tables: Sequence[Printed], found: Sequence[Origin], lang: str) -> list[dict[str, Any]]:
    """The tables ready to be kept: each row with its cells and, for those that are results, column, result and which
    of its numbers it is."""
    stages, schools = stage_words(lang), defaultdict(list)
    for place, origin in enumerate(found):
        schools[origin.school].append((place, origin))
    return [
        {
            "number": table.number,
            "caption": table.caption,
            "heads": list(table.heads),
            "rows": [
                {"cells": list(row), "of": _of_row(table, named, row, schools, stages)}
                for row, named in zip(table.rows, _carried(table.rows), strict=True)
            ],
        }
        for table in tables
    ]


def _carried(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """The rows with what is named once and holds for the rows below it."""
    last = ""
    for row in rows:
        last = row[0] if row and row[0] else last
        yield [last, *row[1:]]


def _of_row(
    table: Printed,
    row: Sequence[str],
    cells: Sequence[str],
    schools: Mapping[str, Sequence[tuple[int, Origin]]],
    stages: Mapping[str, str],
) -> list[list[Any]]:
    here = [name for name in schools if name and (name in cells or name in table.caption)]
    about = [one for name in here or [""] for one in schools[name]]
    texts = [text.casefold() for text in (*row, table.caption)]
    told = {name for name, word in stages.items() if any(word.casefold() in text for text in texts)}
    about = [(place, one) for place, one in about if not told or one.stage in told or not one.stage]
    of_row = [(place, one) for place, one in about if _is_named(one, texts)]
    plain = [(place, one) for place, one in about if not one.column]
    found = []
    for column, cell in enumerate(cells):
        if not _NUMBER.search(cell) or table.heads[column] in _COUNTERS:
            continue
        head = table.heads[column].casefold()
        measures = [(place, one) for place, one in of_row if one.column == head]
        of_column = [(place, one) for place, one in plain if _is_named(one, [head])]
        if hit := _result(cell, measures or of_column or [pair for pair in of_row if not pair[1].column]):
            found.append([column, *hit])
    return found


def _is_named(origin: Origin, texts: Sequence[str]) -> bool:
    return any(name in text for name in origin.names for text in texts)


def _result(cell: str, candidates: Sequence[tuple[int, Origin]]) -> tuple[int, str] | None:
    """The first of some results that a cell's first number is."""
    text = _NUMBER.search(cell)[0].replace(",", "").replace("−", "-")
    for place, origin in candidates:
        for name, number in origin.numbers:
            if _is_printed(text, number * 100 if "%" in cell else number):
                return place, name
    return None


def _is_printed(text: str, number: float) -> bool:
    """Whether a number, rounded half up to as many decimals, is printed so."""
    decimals = len(text.partition(".")[2])
    if not decimals and number != round(number) and len(text.lstrip("-")) < _TELLING:
        return False
    step = Decimal(1).scaleb(-decimals)
    return Decimal(repr(float(number))).quantize(step, ROUND_HALF_UP) == Decimal(text) if abs(number) < 1e15 else False
