"""Where a sheet's header is and what each column is called, over one to four merged rows."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.tables.sheets.given import given_of
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.numbers import is_missing, plain, read_text, unit_of
from analysis.tables.sheets.vocabulary import Vocabulary, split_unit
from analysis.tables.sources.mapping import TableMapping

HeaderPath = tuple[str, ...]
DEEPEST_HEADER = 4
LAST_HEADER_ROW = 20
NAMES_SCHOOLS = 2  # a header with a column of schools goes before one that knows as many columns and has none


@dataclass(frozen=True)
class Header:
    """The header of one sheet: its first row, its depth and the path of every column ("在校生数", "小学")."""

    top: int
    depth: int
    paths: tuple[HeaderPath, ...]

    @property
    def first_row(self) -> int:
        return self.top + self.depth

    def label(self, column: int) -> str:
        return " > ".join(self.paths[column])

    @cached_property
    def words(self) -> frozenset[str]:
        """Every text of the header, as compared."""
        return frozenset(plain(part) for path in self.paths for part in path)

    @cached_property
    def spellings(self) -> tuple[frozenset[str], ...]:
        """Every way to name each column, as compared: the whole path or its last part, with or without the unit."""
        return tuple(frozenset(_spellings(path)) if path else frozenset() for path in self.paths)

    def matching(self, pattern: str) -> list[int]:
        """Columns a mapping's header names; * and ? stand for any text, "re:" begins a regular expression."""
        if pattern.startswith("re:"):
            wanted = re.compile(pattern[3:])
            return [k for k, path in enumerate(self.paths) if path and wanted.fullmatch(" > ".join(path))]
        wanted_text = plain(pattern)
        if "*" in wanted_text or "?" in wanted_text:
            rule = re.compile(fnmatch.translate(wanted_text.replace("[", "[[]")))
            return [k for k, names in enumerate(self.spellings) if any(rule.match(name) for name in names)]
        exact = [k for k, path in enumerate(self.paths) if path and plain(">".join(path)) == wanted_text]
        return exact or [k for k, names in enumerate(self.spellings) if wanted_text in names]


def _spellings(path: HeaderPath) -> Iterable[str]:
    for parts in (path, path[-1:]):
        yield plain(">".join(parts))
        yield ">".join(split_unit(part)[0] for part in parts)


def header_paths(grid: Grid, top: int, depth: int) -> tuple[HeaderPath, ...]:
    """Path of every column when the header is rows top … top + depth − 1; () for an empty one.

    A last row of units alone is no part of the path: 在校生数 / 小学 / 人 is "在校生数 > 小学（人）". Units that tell
    columns of one name apart (骨干教师 / 人, 骨干教师 / %) remain parts.
    """
    texts = np.array(
        [[read_text(value) for value in row] for row in grid.cells[top : top + depth]], dtype=object
    ).reshape(depth, grid.cells.shape[1])
    units = texts[-1].copy() if depth > 1 else np.array([], dtype=object)
    if not _fill_merged(texts, grid, top):
        _fill_forward(texts)
    paths = tuple(_path(texts[:, column]) for column in range(texts.shape[1]))
    if not _are_units(units):
        return paths
    upper = header_paths(grid, top, depth - 1)
    spread = [text if unit_of(text) else "" for text in texts[-1]]  # a unit may be merged over several columns
    units_of = {path: {unit for other, unit in zip(upper, spread, strict=True) if other == path} for path in set(upper)}
    return tuple(
        path if len(units_of[short]) > 1 else _with_unit(short, unit)
        for path, short, unit in zip(paths, upper, spread, strict=True)
    )


def _are_units(texts: Iterable[str]) -> bool:
    """Whether a header's last row says nothing but units (人, ㎡, 万元) and signs for none."""
    said = [text for text in texts if not is_missing(text)]
    return bool(said) and all(unit_of(text) for text in said)


def _with_unit(path: HeaderPath, unit: str) -> HeaderPath:
    return (*path[:-1], f"{path[-1]}（{unit}）") if path and unit and split_unit(path[-1])[1] is None else path


def _path(parts: Iterable[str]) -> HeaderPath:
    path: list[str] = []
    for part in parts:
        if part and (not path or part != path[-1]):
            path.append(part)
    return tuple(path)


def _fill_merged(texts: np.ndarray, grid: Grid, top: int) -> bool:
    """Write a merged cell's text into all of its cells; whether any header cell spans columns."""
    spans = False
    bottom = top + len(texts)
    for (first_row, first), (last_row, last) in grid.merged:
        if last_row < top or first_row >= bottom or not _is_words(grid.cells[first_row, first]):
            continue
        rows = slice(max(first_row, top) - top, min(last_row + 1, bottom) - top)
        texts[rows, first : last + 1] = read_text(grid.cells[first_row, first])
        spans = spans or last > first
    return spans


def _is_words(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _fill_forward(texts: np.ndarray) -> None:
    """Where the merging was lost: an empty upper cell over a named lower one belongs to its left neighbour."""
    for level in range(len(texts) - 1):
        for column in range(1, texts.shape[1]):
            same_parents = (texts[:level, column] == texts[:level, column - 1]).all()
            if texts[level, column] == "" and same_parents and any(texts[level + 1 :, column]):
                texts[level, column] = texts[level, column - 1]


def locate_header(grid: Grid, mapping: TableMapping, vocabulary: Vocabulary, seen: Header | None) -> Header | None:
    """The header of a sheet: where the mapping says, where the last sheet had the same one, or where it is found."""
    if mapping.header_rows:
        top, depth = mapping.header_rows[0] - 1, len(mapping.header_rows)
        return Header(top, depth, header_paths(grid, top, depth)) if top + depth <= len(grid.cells) else None
    if seen and seen.first_row <= len(grid.cells) and header_paths(grid, seen.top, seen.depth) == seen.paths:
        return seen
    patterns = list(_patterns(mapping))

    def score(paths: tuple[HeaderPath, ...]) -> int:
        trial = Header(0, 1, paths)
        reached = sum(bool(trial.matching(pattern)) for pattern in patterns)
        if mapping.recognise:
            said = {vocabulary.meaning(path) or given_of(path, vocabulary) for path in paths if path} - {None}
            names_schools = any(getattr(one, "field", "") in ("school", "school_id") for one in said)
            reached += len(said) + NAMES_SCHOOLS * (names_schools and len(said) > NAMES_SCHOOLS)
        return reached if reached > 1 or patterns else 0

    return find_header(grid, score)


def _patterns(mapping: TableMapping) -> Iterable[str]:
    yield from mapping.columns
    for made in mapping.made.values():
        yield from made.columns
        if isinstance(made.over, str):
            yield made.over
    if mapping.class_size:
        yield mapping.class_size


def find_header(grid: Grid, score: Callable[[tuple[HeaderPath, ...]], int]) -> Header | None:
    """The rows whose columns say most; of equals those with numbers right below, then those that end first, then the shallowest.

    Those that end first, because a header may be repeated further down in fewer rows, and what stands above a header is not
    read. A header neither begins nor ends inside a merged cell. None when nothing is recognised.
    """
    best: tuple[tuple[int, bool, int], Header] | None = None
    rows = min(LAST_HEADER_ROW, len(grid.cells))
    inside = {row for (first, _), (last, _) in grid.merged for row in range(first + 1, last + 1)}
    for depth in range(1, DEEPEST_HEADER + 1):
        for top in range(rows - depth + 1):
            if top in inside or top + depth in inside:
                continue
            paths = header_paths(grid, top, depth)
            reached = score(paths), _has_number(grid, top + depth), -(top + depth)
            if reached[0] and (best is None or reached > best[0]):
                best = reached, Header(top, depth, paths)
    return best[1] if best else None


def _has_number(grid: Grid, row: int) -> bool:
    return row < len(grid.cells) and any(
        re.fullmatch(r"\d[\d,.]*", plain(read_text(value))) for value in grid.cells[row]
    )
