"""A mapping proposed for a table nobody has described yet: what is certain written out, what is not asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import tomlkit

from analysis.errors import Problem, TableError
from analysis.language import Words
from analysis.tables.sheets.context import context_of
from analysis.tables.sheets.grids import Book, Grid, read_book
from analysis.tables.sheets.headers import Header, HeaderPath, find_header, header_paths, locate_header
from analysis.tables.sheets.vocabulary import Vocabulary, split_unit
from analysis.tables.sources.draft_questions import MOST_LISTED, Drafted, likely_words
from analysis.tables.sources.mapping import TableMapping
from analysis.tables.terms import common_terms

LAST_HEADER = 20
_HOW = (
    "请回答带“?”的行：去掉行首的#，在引号中填字段名；不用的列不必写。",
    'Answer the lines with "?": take away the # and put a field between the quotes; leave out columns you do not need.',
    "填好后存为表格旁的 mappings/{name}.toml，再 junheng check / Save it as mappings/{name}.toml beside the table; check again.",
)
_STANDARD = (
    '# standard = "none"  # ? 对照的标准；不答则看表中有无其指标所需的列 / the standard to judge by (junheng standards); '
    "otherwise by the fields the table holds"
)

_OWN = "# [field.NAME]  # ? 自设字段，供无法识别的数字列使用 / a field of your own for columns of figures nobody knows: {listed}"


def draft_mapping_for(path: Path | str, is_accepted: bool = False, stage: str = "") -> str:
    """A mapping for a file, as TOML with questions in its comments; TableError when the file is no table.

    Every sheet that holds schools is described; several as [[sheet]] parts. Accepted, it has its proposals written out,
    and the stage where no column tells stages apart.
    """
    book = read_book(Path(path))
    drafted = [replace(one, is_accepted=is_accepted) for one in _sheets_of_schools(book, Path(path))]
    if not drafted:
        found, expected = Words("没有任何表头", "there is no header"), Words("有表头的表", "a table with headers")
        raise TableError(Problem(book.name, found, expected))
    of_stage = ["", "[constants]", f'stage = "{stage}"'] if stage else []
    return "\n".join([*_lines(book, drafted), *of_stage]) + "\n"


def _sheets_of_schools(book: Book, path: Path) -> Sequence[Drafted]:
    """The sheets whose columns name schools and count something; without any the first that has a header."""
    vocabulary = Vocabulary.of(common_terms())
    found = []
    for grid in (one for one in book.grids if not one.is_hidden):
        header = locate_header(grid, TableMapping(), vocabulary, None) or _likely_header(grid, vocabulary)
        if header is not None:
            context = context_of(grid, header, path.absolute().parent.name)
            found.append(Drafted(grid, header, context, vocabulary))
    return [sheet for sheet in found if sheet.holds_schools] or found[:1]


def _likely_header(grid: Grid, vocabulary: Vocabulary) -> Header | None:
    """The rows with most heads that may mean something; without any the first row with most texts."""
    words = likely_words(vocabulary)

    def score(paths: Sequence[HeaderPath]) -> int:
        return sum(any(split_unit(part)[0] in words for part in path) for path in paths)

    if (found := find_header(grid, score)) and score(found.paths) > 1:
        return found
    texts = [sum(_is_words(value) for value in row) for row in grid.cells[:LAST_HEADER]]
    if not texts or max(texts) < 2:
        return None
    top = texts.index(max(texts))
    return Header(top, 1, header_paths(grid, top, 1))


def _is_words(value: object) -> bool:
    return isinstance(value, str) and any(letter.isalpha() for letter in value)


def _lines(book: Book, sheets: Sequence[Drafted]) -> Iterator[str]:
    is_one = len(sheets) == 1
    yield f"# 列对照草稿 / draft mapping: {sheets[0].grid.place if is_one else book.name}"
    yield from (f"# {line.format(name=Path(book.name).stem)}" for line in _HOW)
    yield "schema = 1"
    yield _STANDARD
    for sheet in sheets:
        name = tomlkit.item(sheet.grid.sheet).as_string()
        if not is_one:
            yield from ("", "[[sheet]]", f"name = {name}")
        elif sheet.grid.sheet:
            yield f"sheet = {name}"
        yield from sheet.lines("" if is_one else "sheet.")
    if figures := [figure for sheet in sheets for figure in sheet.figures]:
        yield from (
            "",
            _OWN.format(listed="、".join(figures[:MOST_LISTED]) + (" …" if len(figures) > MOST_LISTED else "")),
        )
        yield from ('# zh = "…"', '# en = "…"', '# unit = { zh = "…", en = "…" }')
