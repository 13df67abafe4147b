"""What calamine does not say of an XLS workbook (before 2007): hidden rows and columns, failed formulas, a cell far outside.

An XLS is a compound file, a small disk of sectors; its stream "Workbook" holds a record for each cell. A damaged one may lead in
circles or state sizes beyond all measure, which calamine follows until no memory is left: it is refused before. What else cannot
be followed is left to calamine. Sources: [MS-CFB] 2.1 to 2.6, [MS-XLS] 2.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from struct import error as TooShort
from struct import unpack, unpack_from

from analysis.errors import TableError
from analysis.language import Words
from analysis.tables.checks.problems import problem
from analysis.tables.sheets.workbook_parts import Cell, Parts, refuse_far

STREAMS = ("Workbook", "Book")
COUNTS = (40, 44, 64, 72)  # where the header says how many sectors a part of it takes
IN_HEADER = 109  # sectors of the table that the header itself lists
ROOT, ENTRY = "Root Entry", 128  # a directory's first entry, and how many bytes each has
PIECE = 64  # bytes: what small streams are cut into
LAST = 0xFFFFFFFA  # numbers from here on mark an end
BOF, EOF, BOUNDSHEET, ROW, COLUMNS, FORMULA, BOOLEAN_OR_ERROR = 0x809, 0x0A, 0x85, 0x208, 0x7D, 0x06, 0x205
MOST_ROWS, MOST_COLUMNS = 65_536, 256
WIDE_REACH = 14  # bytes; in older ones numbers of rows are shorter
REACH = 0x200  # what the sheet says itself of its first and last row and column
SEVERAL = 0xBD  # numbers beside each other
CELLS = (FORMULA, BOOLEAN_OR_ERROR, SEVERAL, 0x203, 0x204, 0x27E, 0xFD)  # with a number or a text
ROW_HIDDEN, COLUMN_HIDDEN, WIDE_SIGNS, NO_NUMBER, IS_ERROR = 0x20, 1, 1, 0xFFFF, 2
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


DAMAGED = Words("不是完好的工作簿", "not an intact workbook")


class EndlessError(Exception):
    """Sectors that lead in circles, or sizes beyond that of the file."""


@dataclass
class OldPart:
    """A sheet's records. Every formula has a value there; `reach` is the last row and the last column, counted from 1."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[Cell, str] = field(default_factory=dict)
    without_value: frozenset[Cell] = frozenset()
    reach: Cell = (0, 0)

    def take(self, kind: int, record: bytes) -> None:
        """What a record says; one that was cut off says nothing."""
        with suppress(TooShort, IndexError):
            self._take(kind, record)

    def _take(self, kind: int, record: bytes) -> None:
        if kind == REACH:
            top, bottom, left, right = unpack_from("<2I2H" if len(record) >= WIDE_REACH else "<4H", record)
            if not (top <= bottom <= MOST_ROWS and left <= right <= MOST_COLUMNS):
                raise EndlessError  # room would be made for as many cells
        if kind in CELLS:
            row, column = unpack_from("<HH", record)
            last = unpack_from("<H", record, len(record) - 2)[0] if kind == SEVERAL else column
            if last >= MOST_COLUMNS:
                raise EndlessError
            self.reach = max(self.reach[0], row + 1), max(self.reach[1], last + 1)
        if kind == ROW and record[12] & ROW_HIDDEN:
            self.hidden_rows.add(unpack_from("<H", record)[0])
        elif kind == COLUMNS and record[8] & COLUMN_HIDDEN:
            first, last = unpack_from("<HH", record)
            self.hidden_columns.update(range(first, last + 1))
        elif kind == FORMULA and unpack_from("<H", record, 12)[0] == NO_NUMBER and record[6] == IS_ERROR:
            self.errors[unpack_from("<HH", record)] = ERRORS.get(record[8], "#N/A")
        elif kind == BOOLEAN_OR_ERROR and record[7]:
            self.errors[unpack_from("<HH", record)] = ERRORS.get(record[6], "#N/A")


def read_old_parts(content: bytes, name: str) -> Parts:
    """The records of each sheet; none where they cannot be followed. TableError for what would not fit into memory."""
    try:
        book = _stream(content)
        parts = {sheet: _part(book, start) for sheet, start in _sheets(book)}
    except EndlessError as reason:
        raise TableError(problem("not_a_table_file", name, what=DAMAGED)) from reason
    except (TooShort, LookupError, ValueError):
        return Parts()
    for sheet, part in parts.items():
        refuse_far(part, sheet, name)
    return Parts(parts)


def _sheets(book: bytes) -> Iterator[tuple[str, int]]:
    """Each sheet's name and where its records begin."""
    for kind, record in _records(book, 0):
        if kind == BOUNDSHEET:
            signs = record[8:]
            yield (
                signs.decode("utf-16-le" if record[7] & WIDE_SIGNS else "latin-1", "replace"),
                unpack_from("<I", record)[0],
            )


def _part(book: bytes, start: int) -> OldPart:
    part = OldPart()
    for kind, record in _records(book, start):
        part.take(kind, record)
    return part


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from one that begins a part to the one that ends it; charts inside are parts of their own."""
    depth = 0
    while at + 4 <= len(book):
        kind, length = unpack_from("<HH", book, at)
        depth += (kind == BOF) - (kind == EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _stream(content: bytes) -> bytes:
    """The workbook's stream, put together from its sectors; a small one from pieces of the root's."""
    size = 1 << min(content[30], 12)
    (directory,) = unpack_from("<I", content, 48)
    large, pieces = unpack_from("<2I", content, 56)
    if any(unpack_from("<I", content, at)[0] > len(content) // size for at in COUNTS):
        raise EndlessError
    table = _table(content, size)

    def read(first: int) -> bytes:
        return b"".join(content[(n + 1) * size : (n + 2) * size] for n in _chain(table, first))

    entries = dict(_entries(read(directory)))
    (first, _), (start, length) = entries[ROOT], entries[next((one for one in STREAMS if one in entries), "")]
    if max(length, entries[ROOT][1]) > len(content):
        raise EndlessError
    root, small = read(first), _numbers(read(pieces))
    if length >= large:
        return read(start)[:length]
    return b"".join(root[n * PIECE : (n + 1) * PIECE] for n in _chain(small, start))[:length]


def _entries(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each stream's first sector and length, by its name; the first is the root, whatever it is called."""
    for at in range(0, len(directory) - ENTRY + 1, ENTRY):
        (length,) = unpack_from("<H", directory, at + 64)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        yield name if at else ROOT, unpack_from("<2I", directory, at + 116)


def _table(content: bytes, size: int) -> Sequence[int]:
    """Which sector comes after each."""
    (more,) = unpack_from("<I", content, 68)
    sectors, there_are = list(unpack_from(f"<{IN_HEADER}I", content, 76)), len(content) // size
    for _ in range(there_are):
        if more >= LAST:
            break
        *some, more = _numbers(content[(more + 1) * size : (more + 2) * size])
        sectors += some
    listed = [n for n in sectors if n < LAST][:there_are]  # a damaged file may name them without end
    return [one for n in listed for one in _numbers(content[(n + 1) * size : (n + 2) * size])]


def _numbers(content: bytes) -> Sequence[int]:
    return unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _chain(table: Sequence[int], first: int) -> Iterator[int]:
    """The sectors from a first one on."""
    at = first
    for _ in range(len(table) + 1):
        if at >= LAST:
            return
        yield at
        at = table[at]
    raise EndlessError
