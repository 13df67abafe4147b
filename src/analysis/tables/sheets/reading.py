"""From files to a school table, step by step: grid → header → columns → wide rows → sections → checked rows.

Every file is read and every problem collected; then the table is accepted or refused as a whole.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from analysis.errors import TableError
from analysis.tables.catalogue.corrections import Corrections
from analysis.tables.catalogue.file_names import with_county_and_year
from analysis.tables.catalogue.provenance import SourceFile
from analysis.tables.checks.problems import Problems
from analysis.tables.checks.school_rows import check_rows
from analysis.tables.locators import Locators
from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.columns import say_missing, say_no_indoor_rooms, say_unused, uses_of
from analysis.tables.sheets.grids import Book, Grid, read_book
from analysis.tables.sheets.headers import Header, locate_header
from analysis.tables.sheets.sections import add_up, sections_of
from analysis.tables.sheets.vocabulary import Vocabulary
from analysis.tables.sheets.wide_rows import WideRows, read_rows
from analysis.tables.sources.mapping import TableMapping, fields_named
from analysis.tables.terms import Terms, common_terms

PROSE = ".txt"  # may just as well be somebody's notes beside the tables


@dataclass(frozen=True)
class TableFile:
    """A file to read, the name it goes by in messages, and its mapping."""

    path: Path
    mapping: TableMapping = field(default_factory=TableMapping)
    name: str = ""


@dataclass(frozen=True)
class Reading:
    """What files gave: the sections, their cells, the vocabulary, the files, and everything that came to light."""

    rows: pd.DataFrame
    locators: Locators
    terms: Terms
    files: tuple[SourceFile, ...]
    problems: Problems


def read_files(files: Sequence[TableFile], corrections: Corrections | None = None) -> Reading:
    """Read files that make one table together. Errors are among the problems; `accepted` raises them."""
    problems, corrections = Problems(), corrections or Corrections()
    parts: list[WideRows] = []
    sources: list[SourceFile] = []
    terms = common_terms()
    last: Header | None = None
    for file in files:
        terms = terms.joined(file.mapping.terms)
        try:
            book = read_book(file.path, file.name or None)
        except TableError as refused:
            problems.errors.extend(refused.problems)
            continue
        book = replace(book, grids=[corrections.mend_grid(grid, problems) for grid in book.grids])
        read, last = _read_sheets(book, file.mapping, problems, last)
        parts += read
        sources.append(SourceFile(book.name, book.sha256, sum(part.rows_read for part in read)))
        if file.mapping.grain == "district":
            problems.say("districts", book.name)
    parts = [part for part in parts if len(part.frame)]
    if parts:
        rows, locators = sections_of(parts, terms, problems)
        corrections.mend_rows(rows, problems)
        corrections.say_unused(problems)
        _check(rows, locators, terms, files, parts, problems)
    else:
        rows, locators = pd.DataFrame(columns=IDENTITY), Locators(pd.DataFrame())
        if not problems.errors:
            problems.say("no_school", "; ".join(source.name for source in sources))
    return Reading(rows, locators, terms, tuple(sources), problems)


def _read_sheets(
    book: Book, mapping: TableMapping, problems: Problems, last: Header | None
) -> tuple[list[WideRows], Header | None]:
    """The sheets of a file that hold schools, and the last header, which the next sheet probably has too."""
    vocabulary = Vocabulary.of(mapping.terms)
    parts = []
    wanted = [grid for grid in book.grids if _is_wanted(grid, mapping)]
    for grid in wanted:
        header = locate_header(grid, mapping, vocabulary, last)
        part = _read_sheet(grid, header, mapping, vocabulary, problems) if header else None
        if part is not None:
            parts.append(part)
            last = header
    if not parts and not any(problem.place.startswith(book.name) for problem in problems.errors):
        _say_no_table(book, wanted, problems)
    return parts, last


def _is_wanted(grid: Grid, mapping: TableMapping) -> bool:
    if mapping.sheets:
        return any(fnmatch.fnmatchcase(grid.sheet, pattern) for pattern in mapping.sheets)
    return not grid.is_hidden


def _read_sheet(
    grid: Grid, header: Header, mapping: TableMapping, vocabulary: Vocabulary, problems: Problems
) -> WideRows | None:
    """The rows of one sheet; None where it holds something else, or where its columns are at fault."""
    before = len(problems.errors)
    uses = uses_of(header, grid, mapping, vocabulary, problems)
    given = fields_named([use.key for use in uses]) | fields_named(mapping.constants)
    if mapping.class_size:
        given |= {"students", "classes"}
    is_of_schools = bool(given & {"school", "school_id"} or mapping.place)
    if is_of_schools and len(problems.errors) == before:
        say_missing(grid, given, mapping, problems)
    if not is_of_schools or len(problems.errors) > before:
        return None
    if mapping.recognise:
        say_unused(grid, header, uses, problems)
        say_no_indoor_rooms(grid, given, problems)
    wide = read_rows(grid, header, uses, mapping, problems)
    wide = replace(wide, frame=with_county_and_year(wide.frame, grid.file, grid.place, problems))
    return add_up(wide, mapping.add_up) if mapping.grain == "class" and len(wide.frame) else wide


def _say_no_table(book: Book, wanted: Sequence[Grid], problems: Problems) -> None:
    if wanted:
        problems.say("prose" if book.name.lower().endswith(PROSE) else "no_header", book.name)
    else:
        problems.say("no_such_sheet", book.name, sheets="、".join(grid.sheet for grid in book.grids if grid.sheet))


def _check(
    rows: pd.DataFrame,
    locators: Locators,
    terms: Terms,
    files: Sequence[TableFile],
    parts: Sequence[WideRows],
    problems: Problems,
) -> None:
    """Check the sections of all files together; years are whole numbers once nothing is wrong."""
    check_rows(
        rows,
        locators,
        terms,
        problems,
        required=dict.fromkeys(name for file in files for name in file.mapping.required),
        worked_out=fields_named(key for file in files for key in file.mapping.ratios),
        unsaid_units={part.sheet: part.unsaid for part in parts},
    )
    if not problems.errors:
        rows["year"] = rows["year"].astype(int)


def accepted(reading: Reading) -> Reading:
    """The reading when nothing is at fault; else TableError with every error."""
    if reading.problems.errors:
        raise TableError(reading.problems.errors)
    return reading
