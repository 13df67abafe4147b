"""From files to a school table, step by step: grid → header → columns → wide rows → sections → checked rows.

Every file is read and every problem collected; then the table is accepted or refused as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import TableError
from analysis.tables.catalogue.corrections import Corrections
from analysis.tables.catalogue.provenance import ReadingLine, SourceFile
from analysis.tables.checks.persons import Headed, check_persons
from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators, place_of
from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.below_school import Below
from analysis.tables.sheets.columns import say_unused, uses_of
from analysis.tables.sheets.context import Context, Taken, context_of, context_of_form, with_context
from analysis.tables.sheets.forms import MissingForms, is_form, read_forms
from analysis.tables.sheets.grains import by_school, with_grain, with_stages_of_grades
from analysis.tables.sheets.grids import Book, Grid, read_book
from analysis.tables.sheets.headers import Header, locate_header
from analysis.tables.sheets.numbers import is_bare
from analysis.tables.sheets.table import check_table, say_missing, table_of
from analysis.tables.sheets.vocabulary import Vocabulary
from analysis.tables.sheets.wide_rows import MOST_NAMED, WideRows, read_rows
from analysis.tables.sources.mapping import TableMapping, fields_named
from analysis.tables.terms import Terms, common_terms

FEWEST_ABOVE = 3  # figures in a row above a header that make it worth a note
FEWEST_FIGURES = 5  # in a sheet that is worth a note when its header is not known
PROSE = ".txt"  # may just as well be somebody's notes beside the tables
Sheet = tuple[WideRows, Context]  # a sheet as read, and what stands around it
_NAMES = {"county", "county_name", "year", "school", "school_en", "school_id"}
_TELLING = (set(common_terms().fields) | set(IDENTITY)) - _NAMES


@dataclass(frozen=True)
class TableFile:
    """A file to read, the name it goes by in messages, and its mapping."""

    path: Path
    mapping: TableMapping = field(default_factory=TableMapping)
    name: str = ""


@dataclass(frozen=True)
class Reading:
    """What files gave: the sections, their cells, the vocabulary, the files, and everything that came to light.

    printed, stated, accounts : see SchoolTable; index as in rows
    left_out : rows that went no further, by reason and county
    """

    rows: pd.DataFrame
    locators: Locators
    terms: Terms
    files: tuple[SourceFile, ...]
    problems: Problems
    printed: pd.DataFrame = field(default_factory=pd.DataFrame)
    stated: pd.DataFrame = field(default_factory=pd.DataFrame)
    accounts: pd.DataFrame = field(default_factory=pd.DataFrame)
    below: Below | None = None

    @property
    def left_out(self) -> tuple[ReadingLine, ...]:
        lines = self.locators.lines
        if lines.empty or self.rows.empty or not self.problems.left_out:
            return tuple(self.problems.left_out)
        of_rows = lines[["row", "file", "sheet"]].join(self.rows[["county", "county_name"]], on="row")
        counties: dict[tuple[str, str], dict[str, str]] = {}
        for file, sheet, code, name in of_rows.drop(columns="row").drop_duplicates().itertuples(index=False, name=None):
            counties.setdefault((file, sheet), {}).update({name: code, code: code})
        return tuple(self.problems.left_out_of(counties))


def read_files(files: Sequence[TableFile], corrections: Corrections | None = None) -> Reading:
    """Read files that make one table together. Errors are among the problems; `accepted` raises them."""
    problems, corrections, taken, missing = Problems(), corrections or Corrections(), Taken(), MissingForms()
    sheets: list[Sheet] = []
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
        if is_form(book, file.mapping):
            read = _read_forms(book, file, problems, taken, missing)
        else:
            read, last = _read_sheets(book, file, problems, taken, last)
        sheets += read
        sources.append(SourceFile(book.name, book.sha256, sum(part.rows_read for part, _ in read)))
        if file.mapping.grain == "district":
            problems.say("districts", book.name)
        del book  # its cells are most of the memory, and are not needed any more
    missing.say(problems)
    required = tuple(dict.fromkeys(name for file in files for name in file.mapping.required))
    table = table_of([sheet for sheet in sheets if len(sheet[0].frame)], terms, required, taken, problems)
    if len(table.rows):
        corrections.mend_rows(table.rows, table.locators, problems)
        corrections.say_unused(problems)
        are_schools = all(file.mapping.grain != "district" for file in files)
        check_table(table, terms, required, are_schools, problems)
        corrections.without_confirmed(problems)
    elif not problems.errors:
        problems.say("no_school", "; ".join(source.name for source in sources))
    beside = table.printed, table.stated, table.accounts, table.below
    return Reading(table.rows, table.locators, terms, tuple(sources), problems, *beside)


def _read_forms(book: Book, file: TableFile, problems: Problems, taken: Taken, missing: MissingForms) -> list[Sheet]:
    """The forms of one school or of several."""
    context = context_of_form(book.name, file.path.absolute().parent.name)
    parts = read_forms(book, file.mapping, missing, problems)
    return [(with_context(part, context, book.name, taken, problems), context) for part in parts]


def _read_sheets(
    book: Book, file: TableFile, problems: Problems, taken: Taken, last: Header | None
) -> tuple[list[Sheet], Header | None]:
    """The sheets of a file that hold schools, and the last header, which the next sheet probably has too."""
    sheets: list[Sheet] = []
    wanted = [grid for grid in book.grids if file.mapping.wants(grid.sheet, grid.is_hidden)]
    for grid in wanted:
        mapping = file.mapping.of_sheet(grid.sheet)
        vocabulary = Vocabulary.of(mapping.terms)
        header = locate_header(grid, mapping, vocabulary, last)
        read = _read_sheet(grid, header, mapping, vocabulary, problems) if header else None
        if header is None and len(wanted) > 1 and _holds_figures(grid):
            problems.say("sheet_not_read", grid.place)
        if read is not None:
            part, mapping = read
            context = context_of(grid, header, file.path.absolute().parent.name)
            part = replace(part, frame=with_stages_of_grades(part.frame))
            sheets.append((by_school(with_context(part, context, grid.place, taken, problems), mapping), context))
            last = header
    _say_hidden(
        [grid for grid in book.grids if grid.is_hidden and not file.mapping.wants(grid.sheet, grid.is_hidden)],
        file.mapping,
        last,
        problems,
    )
    if not sheets and not any(problem.place.startswith(book.name) for problem in problems.errors):
        _say_no_table(book, wanted, problems)
    return _of_schools(sheets, problems), last


def _say_hidden(grids: Sequence[Grid], mapping: TableMapping, last: Header | None, problems: Problems) -> None:
    """Hidden sheets that look like a school table: left out, and said."""
    for grid in grids:
        if _holds_figures(grid) and locate_header(grid, mapping, Vocabulary.of(mapping.terms), last):
            problems.say("hidden_sheet", grid.place)


def _holds_figures(grid: Grid) -> bool:
    """Whether a sheet looks like a table and not like an explanation."""
    is_number = np.vectorize(lambda cell: isinstance(cell, (int, float)), otypes=[bool])
    return bool(grid.cells.size) and int(is_number(grid.cells).sum()) >= FEWEST_FIGURES


def _of_schools(sheets: Sequence[Sheet], problems: Problems) -> list[Sheet]:
    """The sheets that say something about schools beyond their names; the others are named, unless there is none."""
    is_telling = [bool(_TELLING & fields_named(part.frame)) or part.frame.empty for part, _ in sheets]
    if not any(is_telling):
        return list(sheets)
    for (part, _), tells in zip(sheets, is_telling, strict=True):
        if not tells:
            problems.say("nothing_known", place_of(*part.sheet))
    return [sheet for sheet, tells in zip(sheets, is_telling, strict=True) if tells]


def _read_sheet(
    grid: Grid, header: Header, mapping: TableMapping, vocabulary: Vocabulary, problems: Problems
) -> tuple[WideRows, TableMapping] | None:
    """The rows of one sheet, and how they were read; None where it holds something else, or its columns are at fault."""
    before = len(problems.errors)
    uses = uses_of(header, grid, mapping, vocabulary, problems)
    given = fields_named(uses.keys) | fields_named(mapping.constants)
    if not given <= {*IDENTITY}:  # a sheet without figures, such as a list of addresses, is left unread and named
        check_persons(_columns(grid, header), problems)
    if not given & {"school", "school_id"}:
        if mapping.place and len(problems.errors) == before:
            say_missing(grid.place, ["school"], mapping.terms, problems)
        return None
    if len(problems.errors) > before:
        return None
    if not mapping.header_rows:
        _say_above(grid, header, problems)
    mapping, uses = with_grain(grid, header, uses, mapping)
    unused = say_unused(grid, header, uses, problems) if mapping.recognise else ()
    return replace(read_rows(grid, header, uses, mapping, problems), unused=unused), mapping


def _columns(grid: Grid, header: Header) -> Iterator[Headed]:
    """Every column with a head."""
    for number, (path, column) in enumerate(zip(header.paths, grid.below(header.first_row).columns, strict=True)):
        if path:
            yield grid.cell_place(header.top, number), header.label(number), column


def _say_above(grid: Grid, header: Header, problems: Problems) -> None:
    """Rows of figures above the header, which may be schools whose own header says less than one further down."""
    figures = np.vectorize(lambda cell: isinstance(cell, (int, float)) or is_bare(cell), otypes=[bool])
    above = grid.cells[: header.top]
    rows = np.flatnonzero(figures(above).sum(axis=1) >= FEWEST_ABOVE) if above.size else []
    if len(rows):
        listed = "、".join(str(row + 1) for row in rows[:MOST_NAMED]) + (" …" if len(rows) > MOST_NAMED else "")
        problems.say("figures_above_header", grid.cell_place(rows[0], 0), count=len(rows), listed=listed)


def _say_no_table(book: Book, wanted: Sequence[Grid], problems: Problems) -> None:
    if wanted:
        problems.say("prose" if book.name.lower().endswith(PROSE) else "no_header", book.name)
    else:
        problems.say("no_such_sheet", book.name, sheets="、".join(grid.sheet for grid in book.grids if grid.sheet))


def accepted(reading: Reading) -> Reading:
    """The reading when nothing is at fault; else TableError with every error."""
    if reading.problems.errors:
        raise TableError(reading.problems.errors)
    return reading
