"""Which forms of a workbook are whose: a sheet may hold several, a workbook several schools' (一册多校、一表多块).

A form that states its school belongs to it; another to the school stated before it in its sheet, else to the school
whose sheets bear the same words in their names (教基3112_小学_一小, 教基3112_小学 (2)).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.tables.checks.problems import Problems
from analysis.tables.sheets.form_cells import FormSheet
from analysis.tables.sheets.form_tables import NEUTRAL, NUMBER, FormTable, form_of, form_tables, table_of_text
from analysis.tables.sheets.grids import Book, Grid
from analysis.tables.sheets.numbers import plain, read_text
from analysis.tables.sheets.vocabulary import read_kind

_PAIRS = next(table.pairs for table in form_tables() if "school" in table.pairs)
_NAME_IN_CELL = re.compile(r"(?:学校|学校（机构）|学校\(机构\)|单位)(?:名称|全称)\s*[:：]\s*(\S.*)")
_COUNTED = re.compile(r"[\d\s()（）]*")


@dataclass(frozen=True)
class Block:
    """One form: its cells, what table it is, the words of its sheet's name, and the school it states itself."""

    grid: Grid
    table: FormTable | None
    words: str
    name: str = ""
    code: str = ""

    @property
    def named(self) -> str:
        """What of these words may be a school's name: no kind of school, no count."""
        pieces = (piece for piece in self.words.split("_") if not _COUNTED.fullmatch(piece))
        return "_".join(piece for piece in pieces if not read_kind("school_type", piece))


@dataclass
class FormSchool:
    """The forms of one school; its name where only the sheets' names say it."""

    blocks: list[Block] = field(default_factory=list)
    name: str = ""


def schools_in(book: Book, problems: Problems) -> list[FormSchool]:
    """The schools of a workbook with their forms; a form that may be several schools' is an error."""
    blocks = [block for grid in book.grids if not grid.is_hidden for block in _blocks(grid)]
    known = _Known(blocks)
    if known.is_of_one:
        return [FormSchool(blocks)]
    schools: dict[object, FormSchool] = defaultdict(FormSchool)
    last: dict[str, object] = {}
    for block in blocks:
        school = known.stated(block)
        if school is None:
            school = last.get(block.grid.sheet) or known.by_name(block, last.get(""))
        if school is None:
            if block.table is not None:
                problems.say("form_of_no_school", block.grid.place)
            continue
        last[block.grid.sheet] = last[""] = school
        schools[school].blocks.append(block)
        schools[school].name = known.names.get(school, "")
    return list(schools.values())


class _Known:
    """The schools that some forms of a workbook state, and those that only names of sheets tell apart."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.names: dict[object, str] = {}
        self._of: dict[tuple[str, str], object] = {}
        self._by_words: dict[str, set[object]] = defaultdict(set)
        for block in blocks:
            if block.name or block.code:
                school = self._enter(block)
                self._by_words[block.words].add(school)
        repeated = Counter(block.table.title for block in blocks if block.table)
        self._is_repeated = any(count > 1 for count in repeated.values())
        self.is_of_one = len(set(self._of.values())) < 2 and not (self._is_repeated and self._tells_apart(blocks))

    def _enter(self, block: Block) -> object:
        keys = [("code", block.code)] * bool(block.code) + [("name", plain(block.name))] * bool(block.name)
        school = next((self._of[key] for key in keys[:1] if key in self._of), None) or keys[0]
        for key in keys:
            self._of.setdefault(key, school)
        return school

    @staticmethod
    def _tells_apart(blocks: Sequence[Block]) -> bool:
        return len({block.named for block in blocks}) > 1

    def stated(self, block: Block) -> object | None:
        """The school a form names itself."""
        return self._enter(block) if block.name or block.code else None

    def by_name(self, block: Block, before: object | None) -> object | None:
        """The school of a sheet by the words of its name: those of a sheet that states it, or the school's name."""
        same = self._by_words.get(block.words, set())
        if len(same) == 1:
            return next(iter(same))
        if same:
            return before
        for kind in ("name", "code"):
            if (found := self._of.get((kind, plain(block.named)))) is not None:
                return found
        if block.named and self._is_repeated and block.table:
            self.names["named", block.named] = block.named
            return "named", block.named
        return None


def _blocks(grid: Grid) -> Iterator[Block]:
    """The forms of one sheet, top to bottom: each begins where a title, or a line that names a school, stands alone."""
    filled = (grid.cells != "").sum(axis=1) if grid.cells.size else np.zeros(0, dtype=int)
    starts = [int(row) for row in np.flatnonzero(filled) if _begins(grid, row, filled)]
    titled = [row for row in starts if _title(grid, row) is not None]
    if len(titled) < 2:
        table = form_of(grid)
        if table is not None:
            yield _block(grid, table)
        return
    ends = [*starts[1:], len(grid.cells)]
    for start, end in zip([0, *starts[1:]], ends, strict=True):
        part = _rows_of(grid, start, end)
        yield _block(part, next((found for row in range(start, end) if (found := _title(grid, row))), None))


def _block(grid: Grid, table: FormTable | None) -> Block:
    sheet = FormSheet(grid, NEUTRAL)
    every = {label for labels in _PAIRS.values() for label in labels}
    found = {key: sheet.right_of(_PAIRS[key], every) for key in ("school", "school_id")}
    name, code = (read_text(one.value) if one else "" for one in found.values())
    if not name:
        texts = (cell for cell in grid.cells[:4].ravel() if isinstance(cell, str))
        name = next((said[1].strip() for text in texts if (said := _NAME_IN_CELL.match(text.strip()))), "")
    return Block(grid, table, _words(grid.sheet, table), name, code)


def _words(sheet: str, table: FormTable | None) -> str:
    """What a sheet's name says beside the form's number and title."""
    pieces = re.split(r"[_\-—\s]+", NUMBER.sub("", sheet))
    titles = {plain(title) for title in (*(table.titles if table else ()), *((table.label,) if table else ()))}
    return "_".join(piece for piece in pieces if piece and plain(piece) not in titles)


def _begins(grid: Grid, row: int, filled: np.ndarray) -> bool:
    """Whether a form begins here: a title with its number, or after a gap a title or the name of a school."""
    follows_gap = not filled[:row].any() if row < 2 else not filled[row - 1]
    if filled[row] > 1:
        return follows_gap and _names_school(grid, row)
    is_numbered = any(isinstance(cell, str) and NUMBER.search(cell) for cell in grid.cells[row])
    return (is_numbered or follows_gap) and (_title(grid, row) is not None or _names_school(grid, row))


def _title(grid: Grid, row: int) -> FormTable | None:
    """The form that a text alone in its row is the title of."""
    texts = [cell for cell in grid.cells[row] if cell != ""]
    return table_of_text(texts[0].strip()) if len(texts) == 1 and isinstance(texts[0], str) else None


def _names_school(grid: Grid, row: int) -> bool:
    texts = [cell for cell in grid.cells[row] if isinstance(cell, str) and cell]
    return any(_NAME_IN_CELL.match(text.strip()) or plain(text).rstrip(":") in _LABELS for text in texts)


_LABELS = frozenset(_PAIRS["school"])


def _rows_of(grid: Grid, start: int, end: int) -> Grid:
    """Some rows of a sheet, which keep their addresses."""
    merged = [
        ((top - start, left), (min(bottom, end - 1) - start, right))
        for (top, left), (bottom, right) in grid.merged
        if start <= top < end
    ]
    return replace(grid, cells=grid.cells[start:end], merged=merged, first_row=start)
