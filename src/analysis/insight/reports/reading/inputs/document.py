"""What every reader makes of a file: paragraphs and tables in order, and what has to be said of the reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.insight.reports.reading.inputs.table_lines import table_lines
from analysis.language import Words


@dataclass(frozen=True)
class Table:
    """A table as a grid: the text of a merged cell stands in each place it covers.

    heads   : rows at its top that are known to be headers; 0 where nothing says so
    caption : what stands above it
    """

    rows: Sequence[Sequence[str]]
    heads: int = 0
    caption: str = ""


Block = str | Table  # a string is a paragraph


@dataclass(frozen=True)
class Document:
    """A report's text as it was read (读入的原文), positions counted in it, and remarks for whoever uses it."""

    text: str
    remarks: tuple[Words, ...] = ()


def document_of(blocks: Sequence[Block], remarks: Sequence[Words] = ()) -> Document:
    """The blocks as one text, a paragraph or a row of a table a line."""
    lines: list[str] = []
    for place, block in enumerate(blocks):
        if isinstance(block, str):
            lines += [line.rstrip() for line in block.split("\n") if line.strip()]
        else:
            above = block.caption or _just_above(blocks, place)
            lines += ([block.caption] if block.caption else []) + table_lines(block.rows, block.heads, above)
    return Document("\n".join(lines) + ("\n" if lines else ""), tuple(remarks))


def _just_above(blocks: Sequence[Block], place: int) -> str:
    """The paragraph before a table, which may name its unit."""
    before = blocks[place - 1] if place else ""
    return before if isinstance(before, str) else ""
