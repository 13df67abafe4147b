"""What calamine does not say of an XLSX workbook, read from its parts, and what it must not be given; of an ODS the latter.

A sheet is read as a rectangle from A1 to its farthest cell, so one stray cell far outside would fill the memory; so would a small
archive that swells. Both are refused before. Everything else is looked for only where the bytes of a part show that it is there.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from posixpath import join, normpath
from typing import Protocol
from xml.etree import ElementTree
from zipfile import ZipFile, ZipInfo

from analysis.errors import TableError
from analysis.tables.checks.problems import problem
from analysis.tables.file_kinds import UNREADABLE
from analysis.tables.locators import cell_reference, column_number, letters, place_of
from analysis.tables.sheets.open_document_parts import CONTENT, open_sheets

MOST_CELLS = 8_000_000  # of a sheet's rectangle: some 80 bytes each while they are read
MOST_BYTES = 400_000_000  # of all parts together, unpacked
FILLED_CELL = 100  # bytes of a filled cell, written out
SMALL = 100_000  # bytes, packed: what cannot swell beyond all measure
ENDLESS = 1 << 60
WIDEST = 16_384
PACKED = (".xml", ".bin", ".rels")
Cell = tuple[int, int]  # row and column, from 0

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_LETTERS = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})\d')
#: Columns, and what the references beyond them look like.
_BEYOND = {
    16_384: None,
    702: re.compile(rb'\br="[A-Z]{3}\d'),
    52: re.compile(rb'\br="(?:[A-Z]{3}|[B-Z][A-Z])\d'),
    26: re.compile(rb'\br="[A-Z]{2,3}\d'),
}
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_NUMBER = re.compile(rb'\br="(\d+)"')
_ENDS = re.compile(rb'\b(min|max)="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>/]*>([^<]+)<")


class SheetPart(Protocol):
    """What is known of a sheet beside its cells; `reach` is the last row and a column no cell is beyond, counted from 1."""

    hidden_rows: Set[int]
    hidden_columns: Set[int]
    errors: Mapping[Cell, str]
    without_value: Set[Cell]
    reach: Cell


@dataclass(frozen=True)
class Part:
    """A sheet's part of the archive."""

    xml: bytes

    @cached_property
    def hidden_rows(self) -> frozenset[int]:
        if not _HIDDEN.search(self.xml):
            return frozenset()
        return frozenset(number for number, about in self._rows() if _HIDDEN.search(about))

    @cached_property
    def hidden_columns(self) -> frozenset[int]:
        """Columns hidden together share one entry, from its min to its max."""
        hidden = (dict(_ENDS.findall(about)) for about in _COLUMN.findall(self.xml) if _HIDDEN.search(about))
        ends = ((int(one.get(b"min", 1)), min(int(one.get(b"max", 0)), WIDEST)) for one in hidden)
        return frozenset(column - 1 for first, last in ends for column in range(first, last + 1))

    @cached_property
    def errors(self) -> Mapping[Cell, str]:
        """Failed formulas (#REF!, #DIV/0!) as a reader sees them."""
        if b't="e"' not in self.xml:
            return {}
        return {
            place: unescape(_value(inside)) for place, about, inside in self._cells() if b't="e"' in about
        }  # fmt: skip

    @cached_property
    def without_value(self) -> frozenset[Cell]:
        """Formulas that no program has worked out: the file holds no value of them."""
        if not _FORMULA.search(self.xml):
            return frozenset()
        return frozenset(
            place for place, _, inside in self._cells() if _FORMULA.search(inside) and not _value(inside)
        )  # fmt: skip

    @property
    def reach(self) -> Cell:
        """The last row, and a column no cell is beyond, counted from 1: looked for only as closely as it matters."""
        last = _REFERENCE.search(self.xml, max(self.xml.rfind(b"<c "), self.xml.rfind(b":c "), 0))
        rows = max([number + 1 for number, _ in self._rows()] + ([int(last[2])] if last else []), default=0)
        bounds = (width for width, beyond in _BEYOND.items() if not (beyond and beyond.search(self.xml)))
        near = next((width for width in bounds if rows * width <= MOST_CELLS), None)
        return rows, near or max(
            (column_number(found.decode()) + 1 for found in set(_LETTERS.findall(self.xml))), default=1
        )

    def _rows(self) -> Iterator[tuple[int, bytes]]:
        """Rows by their numbers, from 0; one without a number comes after the one before."""
        number = -1
        for about in _ROW.findall(self.xml):
            said = _NUMBER.search(about)
            number = int(said[1]) - 1 if said else number + 1
            yield number, about

    def _cells(self) -> Iterator[tuple[Cell, bytes, bytes]]:
        for found in _CELL.finditer(self.xml):
            if place := _REFERENCE.search(found[1]):
                yield (int(place[2]) - 1, column_number(place[1].decode())), found[1], found[2] or b""


def _value(inside: bytes) -> str:
    found = _VALUE.search(inside)
    return found[1].decode("utf-8", "replace").strip() if found else ""


@dataclass(frozen=True)
class Parts:
    """The parts of the sheets of a workbook, by the sheets' names."""

    by_sheet: Mapping[str, SheetPart] = field(default_factory=dict)

    def of(self, sheet: str) -> SheetPart:
        return self.by_sheet.get(sheet, Part(b""))


def read_parts(content: bytes, name: str) -> Parts:
    """The sheets' parts of a ZIP archive; TableError for one that would not fit into memory.

    What cannot be read is left to calamine, which says so.
    """
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _refuse_swelling(archive, name)
            parts: dict[str, SheetPart] = {sheet: Part(archive.read(part)) for sheet, part in _sheets(archive)}
            if CONTENT in archive.namelist():
                parts |= _open_parts(archive.read(CONTENT), name, len(content))
    except (*UNREADABLE, KeyError, ElementTree.ParseError):
        return Parts()
    for sheet, part in parts.items():
        refuse_far(part, sheet, name)
    return Parts(parts)


def _open_parts(xml: bytes, name: str, size: int) -> dict[str, SheetPart]:
    """The sheets of an ODS. What is repeated in one is held to what an XLSX would be that writes it out."""
    parts, filled = {}, 0
    for sheet, part in open_sheets(xml):
        refuse_far(part, sheet, name)
        parts[sheet], filled = part, filled + part.filled
    if filled * FILLED_CELL > MOST_BYTES:
        raise _swelling(name, size)
    return parts


def _refuse_swelling(archive: ZipFile, name: str) -> None:
    """An archive may lie about how large its parts are: large ones are unpacked once, and thrown away."""
    total = 0
    for info in archive.infolist():
        if info.filename.endswith(PACKED):
            total += max(
                info.file_size, _unpacked(archive, info, MOST_BYTES - total) if info.compress_size > SMALL else 0
            )
        if total > MOST_BYTES:
            raise _swelling(name, len(archive.fp.getbuffer()))


def _swelling(name: str, size: int) -> TableError:
    return TableError(problem("swells", name, size=size, most=MOST_BYTES // 1_000_000))


def _unpacked(archive: ZipFile, info: ZipInfo, most: int) -> int:
    """How many bytes a part has, counted up to some."""
    stated, info.file_size, count = info.file_size, ENDLESS, 0
    with archive.open(info) as part:
        while count <= most and (chunk := part.read(1 << 20)):
            count += len(chunk)
    info.file_size = stated
    return count


def refuse_far(part: SheetPart, sheet: str, name: str) -> None:
    rows, columns = part.reach
    if rows * columns > MOST_CELLS:
        corner = cell_reference(letters(min(columns, WIDEST) - 1), rows)
        raise TableError(
            problem("reaches_too_far", place_of(name, sheet, corner), cells=rows * columns, most=MOST_CELLS)
        )


def _sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the name of its part; none for a workbook that is no XLSX."""
    if "xl/workbook.xml" not in archive.namelist():
        return
    targets = {
        one.get("Id"): one.get("Target", "")
        for one in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")).iter()
    }
    for one in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if one.tag.endswith("}sheet"):
            key = next((value for key, value in one.attrib.items() if key.endswith("}id")), "")
            part = normpath(join("xl", targets.get(key) or "")).removeprefix("/")
            if part in archive.namelist():
                yield one.get("name", ""), part
