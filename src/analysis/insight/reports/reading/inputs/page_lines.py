"""The signs of a PDF page put into lines, and lines set in columns without rules into tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from analysis.insight.reports.reading.inputs.document import Table
from analysis.insight.reports.reading.inputs.ruled import Box, Sign

WORD_SPACE = 0.7  # of a sign's size: narrower spaces beside a Chinese sign are the typesetter's
COLUMN_SPACE = 1.6  # of a sign's size: wider ones part columns
FEWEST_LINES = {2: 3, 3: 2}  # lines a table without rules has, by its columns; with more columns as with three


@dataclass(frozen=True)
class Piece:
    """Signs of a line that stand close together."""

    text: str
    left: float
    right: float


@dataclass(frozen=True)
class Line:
    """A line of a page: its text, its pieces, how high it stands, how large its signs are."""

    pieces: tuple[Piece, ...]
    top: float
    size: float

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return self.pieces[-1].right


def lines(signs: Sequence[Sign], without: Sequence[Box] = ()) -> Iterator[Line]:
    """The lines of a page outside its tables; PDFium's line ends count where the next sign stands elsewhere."""
    run: list[Sign] = []
    for sign in signs:
        if sign.text == "\n" or any(box.holds(sign) for box in without):
            continue
        if run and sign.text.strip() and not _goes_on(run, sign):
            yield from _line(run)
            run = []
        if run or sign.text.strip():
            run.append(sign)
    yield from _line(run)


def _goes_on(run: Sequence[Sign], sign: Sign) -> bool:
    """Whether a sign stands in the line, to the right of what is there; brackets and quotes reach over their neighbours."""
    last = next(one for one in reversed(run) if one.text.strip())
    overlap = min(last.top, sign.top) - max(last.bottom, sign.bottom)
    lower = min(last.top - last.bottom, sign.top - sign.bottom)
    return overlap > lower / 2 and sign.left > last.left - lower / 2


def _line(run: Sequence[Sign]) -> Iterator[Line]:
    seen = [one for one in run if one.text.strip()]
    if seen:
        size = sorted(one.top - one.bottom for one in seen)[len(seen) // 2]
        yield Line(tuple(_pieces(run, size)), max(one.top for one in seen), size)


def _pieces(run: Sequence[Sign], size: float) -> Iterator[Piece]:
    """Parted at wide gaps; the typesetter's narrow spaces between Chinese signs and others are left out."""
    text, left, last, is_spaced = "", run[0].left, run[0], False
    for sign in run:
        if not sign.text.strip():
            is_spaced = bool(text)
            continue
        gap = sign.left - last.right
        if text and gap > COLUMN_SPACE * size:
            yield Piece(text, left, last.right)
            text, left = "", sign.left
        elif is_spaced and (gap > WORD_SPACE * size or (text[-1:].isascii() and sign.text.isascii())):
            text += " "
        text, last, is_spaced = text + sign.text, sign, False
    yield Piece(text, left, last.right)


def with_columns(items: Sequence[Line | Table]) -> Iterator[Line | Table]:
    """Lines that follow each other and are set in the same columns as a table; everything else as it is."""
    for is_parted, run in groupby(items, key=lambda item: isinstance(item, Line) and len(item.pieces) > 1):
        members = list(run)
        table = _in_columns(members) if is_parted else None
        yield from [table] if table else members


def _in_columns(members: Sequence[Line]) -> Table | None:
    """The lines as a grid; None where they are too few, hold no number or share no columns."""
    pieces = sorted((piece for line in members for piece in line.pieces), key=lambda piece: piece.left)
    starts = [pieces[0].left]
    reach = pieces[0].right
    for piece in pieces[1:]:
        if piece.left > reach:
            starts.append(piece.left)
        reach = max(reach, piece.right)
    rows = [_row(line, starts) for line in members]
    enough = FEWEST_LINES.get(len(starts), FEWEST_LINES[max(FEWEST_LINES)])
    has_numbers = any(cell[:1].isdigit() for row in rows if row for cell in row[1:])
    if len(starts) < 2 or len(members) < enough or not all(rows) or not has_numbers:
        return None
    return Table(rows)


def _row(line: Line, starts: Sequence[float]) -> list[str]:
    """The pieces of a line by column; nothing where two fall into one."""
    edges = [*starts[1:], float("inf")]
    places = [next(at for at, edge in enumerate(edges) if piece.left < edge) for piece in line.pieces]
    if any(one == other for one, other in pairwise(places)):
        return []
    cells = dict(zip(places, line.pieces, strict=True))
    return [cells[at].text if at in cells else "" for at in range(len(starts))]
