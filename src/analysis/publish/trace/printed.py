"""The tables of a document as printed (印出的表), and which of the county's results each of their numbers is.

A number is held to be a result only where its row, its column's head or the caption name the result's subject, stage and
school, and the number printed is the result's own, rounded as it is printed.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from analysis.publish.trace.labels import COUNTERS
from analysis.publish.trace.measures.measure import CELL_END
from analysis.publish.trace.origins import Origin, stage_words
from analysis.publish.trace.phrases import NUMBER, Phrase, as_compared, is_printed

_QUOTES = {"SingleQuote": "‘’", "DoubleQuote": "“”"}


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
        number, read_text(caption), [" ".join(dict.fromkeys(level)) for level in levels], _grid(rows, len(columns))
    )


def _grid(rows: list, width: int) -> list[list[str]]:
    """The texts of some rows, every cell where it stands and wherever it reaches."""
    taken: dict[tuple[int, int], str] = {}
    for line, (_, cells) in enumerate(rows):
        column = 0
        for _, _, down, across, blocks in cells:
            while (line, column) in taken:
                column += 1
            text = read_text(blocks)
            taken |= {(line + k, column + j): text for k in range(down) for j in range(across)}
            column += across
    return [[taken.get((line, column), "") for column in range(width)] for line in range(len(rows))]


def read_text(block: Any) -> str:
    """What stands in some blocks or inlines of a composed document; formulas are left out."""
    if isinstance(block, list):
        return "".join(map(read_text, block))
    if not isinstance(block, dict):
        return ""
    if block["t"] == "Str":
        return block["c"]
    if block["t"] == "Code":
        return block["c"][1]
    if block["t"] in ("Space", "SoftBreak", "LineBreak"):
        return " "
    content = block.get("c")
    if block["t"] == "Quoted":
        opened, closed = _QUOTES[content[0]["t"]]
        return f"{opened}{read_text(content[1])}{closed}"
    return read_text(content[1] if block["t"] in ("Span", "Link", "Div") else content)


def matched(tables: Sequence[Printed], found: Sequence[Origin], lang: str) -> list[dict[str, Any]]:
    """The tables ready to be kept: each row with its cells and, for every number in them that is explained, column,
    result, which of the result's numbers it is, and which of the cell's."""
    stages, schools, names = stage_words(lang), defaultdict(list), {}
    for place, origin in enumerate(found):
        if origin.is_label:
            names |= {} if origin.school else dict.fromkeys(origin.names, place)
        elif not origin.is_in_sentences_only:
            schools[origin.school].append((place, origin))
    known = Known(schools, stages, Names(names))
    return [
        {
            "number": table.number,
            "caption": table.caption,
            "heads": list(table.heads),
            "rows": [
                {"cells": list(row), "of": _of_row(table, named, row, known)}
                for row, named in zip(table.rows, _carried(table.rows), strict=True)
            ],
        }
        for table in tables
    ]


def explained(tables: Iterable[Mapping[str, Any]]) -> set[int]:
    """The places of the results that some number is."""
    return {place for table in tables for row in table["rows"] for _, place, *_ in row["of"]}


class Names:
    """The names that have digits, found in a text wherever they stand; a number is part of one with all its digits."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self._places = places
        longest_first = sorted(places, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if places else None

    def at(self, text: str) -> Callable[[re.Match], int | None]:
        """Which name a number of this text is part of."""
        spans = [one.span() for one in self._pattern.finditer(text)] if self._pattern else []

        def named(number: re.Match) -> int | None:
            start, end = number.span()
            inside = ((first, last) for first, last in spans if first <= start and end <= last)
            return next((self._places[text[first:last]] for first, last in inside), None)

        return named

    def called(self, name: str) -> int | None:
        return self._places.get(name)


class Known(NamedTuple):
    """What a number is looked for among: results by school, the words of stages, names."""

    schools: Mapping[str, Sequence[tuple[int, Origin]]]
    stages: Mapping[str, str]
    names: Names


def _carried(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """The rows with what is named once and holds for the rows below it."""
    last = ""
    for row in rows:
        last = row[0] if row and row[0] else last
        yield [last, *row[1:]]


def _of_row(table: Printed, row: Sequence[str], cells: Sequence[str], known: Known) -> list[list[Any]]:
    here = [name for name in known.schools if name and (name in cells or name in table.caption)]
    about = [one for name in here or [""] for one in known.schools[name]]
    if here:  # some speak of a school among other things, others name a cell of their row
        called = {name.casefold() for name in here}
        about += [
            (place, one)
            for place, one in known.schools[""]
            if not called.isdisjoint(one.beside) or any(name.startswith(CELL_END) for name in one.beside)
        ]
    text = CELL_END.join(("", *row, table.caption, "")).casefold()
    told = _stages_told((text for text in (*row, table.caption) if text not in here), known.stages)
    about = [(place, one) for place, one in about if not told or one.stage in told]
    of_row = [(place, one) for place, one in about if _is_named(one, text)]
    found = []
    for column, cell in enumerate(cells):
        if not NUMBER.search(cell):
            continue
        head, is_part_of, told_at = table.heads[column].casefold(), known.names.at(cell), _told_at(cell)
        candidates = _of_column(head, about, of_row)
        for place, number in enumerate(NUMBER.finditer(cell)):
            named = known.names.called(table.heads[column]) if table.heads[column] in COUNTERS else is_part_of(number)
            mine = [pair for pair in candidates if not pair[1].within or place in told_at(pair[1].within)]
            if hit := (named, "value") if named is not None else result_of(number, mine):
                found.append([column, *hit, place])
    return found


def _told_at(cell: str) -> Callable[[Iterable[str]], Collection[int]]:
    """Which numbers of a cell, by their places among them, some phrases tell."""
    text = as_compared(cell)
    places = {number.start(): place for place, number in enumerate(NUMBER.finditer(text))}

    def told_at(phrases: Iterable[str]) -> Collection[int]:
        starts = (start for phrase in phrases for start in Phrase(phrase).places(text))
        return {places[start] for start in starts if start in places}

    return told_at


def _of_column(
    head: str, about: Sequence[tuple[int, Origin]], of_row: Sequence[tuple[int, Origin]]
) -> Sequence[tuple[int, Origin]]:
    """What can stand in a column: the measures it is headed with, else what its head names, else what its row names."""
    measures = [(place, one) for place, one in of_row if one.column == head]
    plain = ((place, one) for place, one in about if not one.column)
    of_head = [] if measures else [(place, one) for place, one in plain if _is_named(one, head)]
    return measures or of_head or [pair for pair in of_row if not pair[1].column]


def _stages_told(texts: Iterable[str], stages: Mapping[str, str]) -> set[str]:
    """The stages that some texts name; "" is of none."""
    said = [text.casefold() for text in texts]
    told = {name for name, word in stages.items() if any(word.casefold() in text for text in said)}
    return {"", *told} if told else set()


def _is_named(origin: Origin, text: str) -> bool:
    if not all(name in text for name in origin.beside):
        return False
    if origin.column and not origin.names:
        return True
    return any(name in text or name in origin.column for name in origin.names)


def result_of(number: re.Match, candidates: Sequence[tuple[int, Origin]]) -> tuple[int, str] | None:
    """The first of some results that a number of a cell is."""
    for place, origin in candidates:
        for name, value in origin.numbers:
            if is_printed(number, value):
                return place, name
    return None
