"""Tables of a PDF page that are drawn with lines: the lines make a grid, the grid makes cells, the cells hold signs."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from analysis.insight.reports.reading.inputs.document import Table

NEAR = 3.0  # points two drawn lines may lie apart and be one
SHORTEST = 6.0  # points; shorter strokes are no line of a table
MOST_STROKES = 20_000  # of a page; more of them are a drawing
MOST_ROWS = 400


class Sign(NamedTuple):
    """A sign and the box it stands in; y grows upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


class Box(NamedTuple):
    """A part of a page."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, sign: Sign) -> bool:
        across, up = (sign.left + sign.right) / 2, (sign.bottom + sign.top) / 2
        return self.left <= across <= self.right and self.bottom <= up <= self.top


class Stroke(NamedTuple):
    """A drawn line along one direction: where it lies across it, and from where to where it goes."""

    at: float
    start: float
    end: float


def ruled_tables(page: pdfium.PdfPage, signs: Sequence[Sign]) -> list[tuple[Box, Table]]:
    """The tables of a page with the part of it they take, from the top down."""
    level, upright = [], []
    for (x1, y1), (x2, y2) in _segments(page):
        if abs(y1 - y2) <= NEAR / 2 and abs(x1 - x2) >= SHORTEST:
            level.append(Stroke((y1 + y2) / 2, min(x1, x2), max(x1, x2)))
        elif abs(x1 - x2) <= NEAR / 2 and abs(y1 - y2) >= SHORTEST:
            upright.append(Stroke((x1 + x2) / 2, min(y1, y2), max(y1, y2)))
    level, upright = _merged(level), _merged(upright)
    if len(level) + len(upright) > MOST_STROKES:
        return []
    found = [table for group in _groups(level, upright) if (table := _table(*group, signs))]
    return sorted(found, key=lambda one: -one[0].top)


Point = tuple[float, float]


def _segments(page: pdfium.PdfPage) -> Iterator[tuple[Point, Point]]:
    """The straight lines drawn on a page."""
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        matrix = thing.get_matrix()
        last = first = None
        for at in range(raw.FPDFPath_CountSegments(thing)):
            segment = raw.FPDFPath_GetPathSegment(thing, at)
            x, y = ctypes.c_float(), ctypes.c_float()
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_LINETO and last:
                yield last, point
            if kind == raw.FPDF_SEGMENT_MOVETO:
                first = point
            last = point
            if raw.FPDFPathSegment_GetClose(segment) and first:
                yield last, first


def _merged(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Strokes that lie on each other, or go on in each other, made one."""
    lanes: list[list[Stroke]] = []
    for stroke in sorted(strokes):
        if lanes and stroke.at - lanes[-1][0].at <= NEAR:
            lanes[-1].append(stroke)
        else:
            lanes.append([stroke])
    return [one for lane in lanes for one in _end_to_end(lane)]


def _end_to_end(lane: Sequence[Stroke]) -> Iterator[Stroke]:
    at = sum(stroke.at for stroke in lane) / len(lane)
    start, end = None, 0.0
    for stroke in sorted(lane, key=lambda one: one.start):
        if start is None or stroke.start > end + NEAR:
            if start is not None:
                yield Stroke(at, start, end)
            start, end = stroke.start, stroke.end
        end = max(end, stroke.end)
    yield Stroke(at, start, end)


Group = tuple[list[Stroke], list[Stroke]]


def _groups(level: Sequence[Stroke], upright: Sequence[Stroke]) -> list[Group]:
    """Lines that cross or touch each other: the lines of one table."""
    groups: list[Group] = []
    for stroke in level:
        touched = [group for group in groups if any(_meet(stroke, other) for other in group[1])]
        fresh = [other for other in upright if _meet(stroke, other)]
        merged: Group = ([stroke], list(dict.fromkeys(fresh)))
        for group in touched:
            merged[0].extend(group[0])
            merged[1].extend(other for other in group[1] if other not in merged[1])
            groups.remove(group)
        groups.append(merged)
    return groups


def _meet(level: Stroke, upright: Stroke) -> bool:
    return (
        level.start - NEAR <= upright.at <= level.end + NEAR and upright.start - NEAR <= level.at <= upright.end + NEAR
    )


def _table(level: Sequence[Stroke], upright: Sequence[Stroke], signs: Sequence[Sign]) -> tuple[Box, Table] | None:
    """The grid of some lines with the signs in its cells; None where they enclose no two cells."""
    ys = sorted({stroke.at for stroke in level}, reverse=True)
    xs = sorted({stroke.at for stroke in upright})
    if len(ys) < 2 or len(xs) < 2 or len(ys) + len(xs) < 5 or len(ys) > MOST_ROWS:
        return None
    box = Box(xs[0] - NEAR, ys[-1] - NEAR, xs[-1] + NEAR, ys[0] + NEAR)
    cells = _cells(xs, ys, level, upright)
    texts: dict[tuple[int, int], str] = {}
    for sign in signs:
        if sign.text != "\n" and box.holds(sign):
            place = cells[_row(ys, (sign.bottom + sign.top) / 2), _column(xs, (sign.left + sign.right) / 2)]
            texts[place] = texts.get(place, "") + sign.text
    if not any(text.strip() for text in texts.values()):
        return None
    rows = [[texts.get(cells[i, j], "").strip() for j in range(len(xs) - 1)] for i in range(len(ys) - 1)]
    return box, Table(rows)


def _row(ys: Sequence[float], y: float) -> int:
    return min(max(sum(edge > y for edge in ys) - 1, 0), len(ys) - 2)


def _column(xs: Sequence[float], x: float) -> int:
    return min(max(sum(edge < x for edge in xs) - 1, 0), len(xs) - 2)


def _cells(
    xs: Sequence[float], ys: Sequence[float], level: Sequence[Stroke], upright: Sequence[Stroke]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Each place of the grid → the place its cell begins at: places with no line between them are one cell."""
    origin: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(ys) - 1):
        for j in range(len(xs) - 1):
            y, x = (ys[i] + ys[i + 1]) / 2, (xs[j] + xs[j + 1]) / 2
            if j and not any(abs(s.at - xs[j]) < 0.1 and s.start <= y <= s.end for s in upright):
                origin[i, j] = origin[i, j - 1]
            elif i and not any(abs(s.at - ys[i]) < 0.1 and s.start <= x <= s.end for s in level):
                origin[i, j] = origin[i - 1, j]
            else:
                origin[i, j] = (i, j)
    return origin
