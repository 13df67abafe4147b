"""A mapping proposed for a table nobody has described yet: what is certain written out, what is not asked."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from analysis.errors import Problem, TableError
from analysis.language import Words
from analysis.tables.locators import column_runs, letters
from analysis.tables.sheets.grids import Grid, read_book
from analysis.tables.sheets.headers import Header, header_paths, locate_header
from analysis.tables.sheets.numbers import read_text
from analysis.tables.sheets.row_kinds import row_kind
from analysis.tables.sheets.vocabulary import VALUES, Meaning, Vocabulary, is_ignored, read_kind, split_unit
from analysis.tables.sources.mapping import TableMapping
from analysis.tables.terms import Terms, common_terms


def draft_mapping_for(path: Path | str) -> str:
    """A mapping for a file, as TOML with questions in its comments; TableError when the file is no table."""
    book = read_book(Path(path))
    terms = common_terms()
    vocabulary = Vocabulary.of(terms)
    for grid in book.grids:
        header = locate_header(grid, TableMapping(), vocabulary, None) or _likely_header(grid)
        if header is not None:
            return tomlkit.dumps(_document(grid, header, vocabulary, terms))
    found, expected = Words("没有任何表头", "there is no header"), Words("有表头的表", "a table with headers")
    raise TableError(Problem(book.name, found, expected))


def _likely_header(grid: Grid) -> Header | None:
    """The first row with most texts."""
    texts = [sum(_is_words(value) for value in row) for row in grid.cells[:20]]
    if not texts or max(texts) < 2:
        return None
    top = texts.index(max(texts))
    return Header(top, 1, header_paths(grid, top, 1))


def _is_words(value: object) -> bool:
    return isinstance(value, str) and any(letter.isalpha() for letter in value)


def _document(grid: Grid, header: Header, vocabulary: Vocabulary, terms: Terms) -> tomlkit.TOMLDocument:
    meanings = _meanings(header, vocabulary)
    document = tomlkit.document()
    for line in (
        f"列对照草稿 / draft mapping: {grid.place}",
        "请回答带“?”的行：去掉行首的#，在引号中填字段名；不用的列不必写。",
        'Answer the lines with "?": take away the # and put a field between the quotes; leave out columns you do not need.',
        "填好后：junheng check FILE --mapping THIS.toml",
    ):
        document.add(tomlkit.comment(line))
    document.add("schema", tomlkit.item(1))
    if grid.sheet:
        document.add("sheet", tomlkit.item(grid.sheet))
    rows = tomlkit.item(list(range(header.top + 1, header.first_row + 1)))
    document.add("header_rows", rows)
    document.add(tomlkit.nl())
    document.add("columns", _columns(grid, header, meanings, vocabulary, terms))
    for field, unknown in _unknown_kinds(grid, header, meanings):
        _ask_values(document, field, unknown)
    _ask_constants(document, {meaning.field for meaning in meanings.values()})
    return document


def _meanings(header: Header, vocabulary: Vocabulary) -> dict[int, Meaning]:
    """Columns whose meaning is certain and not claimed by two."""
    found = {k: meaning for k, path in enumerate(header.paths) if path and (meaning := vocabulary.meaning(path))}
    claimed = list(found.values())
    return {column: meaning for column, meaning in found.items() if claimed.count(meaning) == 1}


def _columns(grid: Grid, header: Header, meanings: dict[int, Meaning], vocabulary: Vocabulary, terms: Terms) -> Table:
    table = tomlkit.table()
    labels = [header.label(column) for column in range(len(header.paths))]
    for column, path in enumerate(header.paths):
        if not path or is_ignored(path):
            continue
        label = labels[column]
        if labels.count(label) > 1:  # no mapping can tell them apart
            same = column_runs([k for k, other in enumerate(labels) if other == label])
            said = f"{same}列表头相同，请先改名 / columns {same} have one header; rename them first"
            table.add(tomlkit.comment(f"{_example(grid, header, column)}  “{label}”  {said}"))
            continue
        if column in meanings:
            table.add(label, meanings[column].key)
            table[label].comment(_example(grid, header, column))
            continue
        near = _near(path, vocabulary, terms)
        guess = f"?  {near}" if near else "?"
        key = tomlkit.key(label).as_string()
        table.add(tomlkit.comment(f'{key} = ""  # {_example(grid, header, column)} {guess}'))
    return table


def _example(grid: Grid, header: Header, column: int) -> str:
    """Column letters and the first values under a header."""
    values = (read_text(value) for value in grid.cells[header.first_row :, column])
    some = [value for _, value in zip(range(3), (value for value in values if value), strict=False)]
    return f"{letters(column)}: {', '.join(some).replace(chr(10), ' ')}" if some else f"{letters(column)}: –"


def _near(path: Iterable[str], vocabulary: Vocabulary, terms: Terms) -> str:
    """Fields whose headers look like this one."""
    name = split_unit(list(path)[-1])[0]
    words = difflib.get_close_matches(name, sorted(vocabulary.fields), n=3, cutoff=0.6)
    fields = dict.fromkeys(vocabulary.fields[word] for word in words)
    return ", ".join(f"{field} ({terms.fields[field].label.zh})" for field in fields)


def _unknown_kinds(grid: Grid, header: Header, meanings: dict[int, Meaning]) -> Iterable[tuple[str, list[str]]]:
    """Values of columns of kinds that cannot be read as they stand."""
    rows = [row for row in range(header.first_row, len(grid.cells)) if row_kind(grid, row, header) == "school"]
    for column, meaning in meanings.items():
        if meaning.field in VALUES:
            texts = dict.fromkeys(read_text(value) for value in grid.cells[rows, column])
            unknown = [text for text in texts if read_kind(meaning.field, text, header.label(column)) is None]
            if unknown:
                yield meaning.field, unknown


def _ask_values(document: tomlkit.TOMLDocument, field: str, unknown: Iterable[str]) -> None:
    document.add(tomlkit.nl())
    document.add(tomlkit.comment(f"[values.{field}]  # ? {', '.join(dict.fromkeys(VALUES[field].values()))}"))
    for text in unknown:
        document.add(tomlkit.comment(f'"{text}" = ""'))


def _ask_constants(document: tomlkit.TOMLDocument, given: set[str]) -> None:
    """Facts every school section needs that no column gives."""
    wanted = []
    if not given & {"county", "county_name"}:
        wanted.append('county = ""      # ? 县区名称或代码 / county; otherwise the file\'s name')
    if "year" not in given:
        wanted.append("year = 2023      # ? 年度 / year")
    if not given & {"stage", "school_type"}:
        wanted.append('stage = "primary" # ? primary, junior, all（如各列未分学段 / unless columns tell stages apart）')
    if wanted:
        document.add(tomlkit.nl())
        document.add(tomlkit.comment("[constants]"))
        for line in wanted:
            document.add(tomlkit.comment(line))
