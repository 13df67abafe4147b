"""One sheet's rows as a wide frame: a column per field and stage, texts and kinds spelled one way, numbers in base units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.tables.checks.problems import Problems
from analysis.tables.locators import cell_reference, column_runs, letters, place_of
from analysis.tables.schools import AREAS, IDENTITY, OWNERSHIPS, SCHOOL_TYPES, STAGE_WORDS
from analysis.tables.sheets.below_school import columns_below
from analysis.tables.sheets.body import Body, Column
from analysis.tables.sheets.columns import Use, Uses, is_text, place_in_mapping
from analysis.tables.sheets.examples import is_example
from analysis.tables.sheets.filters import count_left_out, filter_fields, stays
from analysis.tables.sheets.given import MET_COUNT, STATED, decimals_printed, printed_key, read_answer
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.headers import Header
from analysis.tables.sheets.made import in_order, joined_names, made_numbers, taken_of
from analysis.tables.sheets.money import say_money
from analysis.tables.sheets.numbers import (
    MISSING,
    is_missing,
    plain,
    plain_each,
    read_month,
    read_numbers,
    read_text,
    read_texts,
    read_year,
    unit_of,
)
from analysis.tables.sheets.row_kinds import row_kinds
from analysis.tables.sheets.totals import say_column_totals, say_row_totals
from analysis.tables.sheets.vocabulary import BAND_LIMITS, VALUES, Meaning, read_kind
from analysis.tables.sources.mapping import TableMapping
from analysis.tables.sources.mapping_form import Filter

MOST_NAMED = 10  # rows, columns or cells in one note
AS_OF = "year~as_of"  # the month a row speaks of, where its year's cell or the title says one
_DROPPED = {
    "total": Words("合计、均值等汇总行", "rows of totals and means"),
    "remark": Words("备注、说明行", "remarks"),
    "header": Words("重复的表头、栏号行", "repeated headers and column numbers"),
}
EXAMPLES = Words("模板的示例行", "example rows of the template")
_KIND_WORDS = {
    "school_type": SCHOOL_TYPES,
    "area": AREAS,
    "ownership": OWNERSHIPS,
    "stage": STAGE_WORDS,
    "counts_as_school": {"yes": Words("是", "yes"), "no": Words("否", "no")},
}


@dataclass(frozen=True)
class WideRows:
    """Rows of one sheet before sections are told apart.

    frame   : one row per school (or section, or class); columns are keys such as "school", "students@primary";
        "X~stated@primary" is what the table says of an indicator, "F~printed@primary" the decimals of one given as such.
    lines   : source lines of each row (columns row, file, sheet, line; stage where a line speaks of one stage only).
    letters : column letters of each key.
    unsaid : fields read from a column whose unit stands nowhere.
    worked_out : fields made from shares or values, which need not be whole numbers.
    unused : headers that were not understood.
    several : (file, sheet, first line) → cells, where one row comes from several forms.
    below : rows of classes and grades below the schools, see below_school.
    rows_read : rows below the header that say anything, whatever became of them.
    """

    frame: pd.DataFrame
    lines: pd.DataFrame
    letters: Mapping[str, str]
    rows_read: int
    unsaid: frozenset[str] = frozenset()
    worked_out: frozenset[str] = frozenset()
    unused: tuple[str, ...] = ()
    several: Mapping[tuple[str, str, int], Mapping[str, str]] = field(default_factory=dict)
    below: pd.DataFrame = field(default_factory=pd.DataFrame)

    def without(self, key: str) -> WideRows:
        """The same rows without one key."""
        return replace(self, frame=self.frame.drop(columns=key, errors="ignore"))

    @property
    def by_sheet(self) -> Mapping[tuple, Mapping[str, str]]:
        """The column letters of each sheet the rows come from, or the cells of each form."""
        return self.several or {self.sheet: self.letters}

    @property
    def sheet(self) -> tuple[str, str]:
        """The file and the sheet; only of rows that are there."""
        return self.lines["file"].iat[0], self.lines["sheet"].iat[0]


def read_rows(grid: Grid, header: Header, uses: Uses, mapping: TableMapping, problems: Problems) -> WideRows:
    """Every school row of a sheet. Rows that are none are counted as left out; unreadable cells are errors."""
    sheet = _Sheet(grid, header, mapping, problems)
    rows, totals = sheet.school_rows(uses)
    _say_unseen(grid, header, rows, {column for use in uses for column in use.all_columns}, problems)
    columns: dict[str, object] = {}
    for key, stated in mapping.constants.items():
        columns[key] = _constant(key, stated.value)
    uses = _with_students(grid, header, uses, columns, problems)
    for use in in_order(uses):
        columns[use.key] = sheet.column(use, rows, columns)
        if use.is_given and use.is_worked_out:
            columns[printed_key(use.key)] = sheet.decimals(use, rows)
        if use.key == "year" and (months := sheet.months(use, rows)):
            columns[AS_OF] = months
    say_row_totals(grid, header, uses, {use.key: columns[use.key] for use in uses}, rows, totals, problems)
    say_column_totals(grid, uses, rows, problems)
    cells = {use.key: column_runs(use.all_columns) for use in uses}
    frame = pd.DataFrame(columns, index=range(len(rows)))
    grades = [(*use.key.split("@"), grade, sheet.figures(use, rows)) for grade, use in uses.grades]
    if mapping.class_size:
        cells |= _add_classes(frame, sheet, rows)
    lines = pd.DataFrame({"row": frame.index, "file": grid.file, "sheet": grid.sheet, "line": rows + 1})
    kept, whole = sheet.fields_kept(frame, rows, uses), lines
    if not kept.all():
        frame, lines = frame[kept].reset_index(drop=True), lines[kept].assign(row=range(int(kept.sum())))
    said = int(grid.below(header.first_row).is_filled.any(axis=1).sum())
    unsaid = frozenset(use.meaning.field for use in uses if use.unit is None and not use.is_given)
    worked_out = frozenset(use.meaning.field for use in uses if use.is_worked_out)
    below = columns_below(grades, whole)
    return WideRows(frame, lines.reset_index(drop=True), cells, said, unsaid, worked_out, below=below)


def _say_unseen(grid: Grid, header: Header, rows: np.ndarray, columns: Collection[int], problems: Problems) -> None:
    """What a reader of the workbook does not see: hidden rows and columns of schools, formulas that were never worked out."""
    if hidden := sorted(grid.hidden_rows.intersection(rows.tolist())):
        listed = "、".join(str(row + 1) for row in hidden[:MOST_NAMED]) + (" …" if len(hidden) > MOST_NAMED else "")
        problems.say("hidden_rows", grid.cell_place(hidden[0], 0), count=len(hidden), listed=listed)
    if hidden := sorted(grid.hidden_columns.intersection(columns)):
        listed = "、".join(f"{letters(column)} {header.label(column)}" for column in hidden[:MOST_NAMED])
        problems.say("hidden_columns", grid.place, count=len(hidden), listed=listed)
    of_schools = set(rows.tolist())
    if cells := sorted((row, column) for row, column in grid.without_value if row in of_schools and column in columns):
        listed = "、".join(f"{letters(column)}{row + 1}" for row, column in cells[:MOST_NAMED])
        more = " …" if len(cells) > MOST_NAMED else ""
        problems.say("formulas_without_value", grid.cell_place(*cells[0]), count=len(cells), listed=listed + more)


def _with_students(grid: Grid, header: Header, uses: Uses, constants: Mapping[str, object], problems: Problems) -> Uses:
    """The columns without values for each student (生均…) that no figure can be made of; one question asks for all."""
    given = [*constants, *(use.key for use in uses)]
    lost = [use for use in uses if use.is_given and use.made and use.made.times and not taken_of(use, given)]
    if lost:
        labels = [header.label(use.columns[0]) for use in lost]
        listed = "、".join(labels[:MOST_NAMED]) + (" …" if len(labels) > MOST_NAMED else "")
        problems.say("values_without_students", grid.place, count=len(lost), listed=listed)
    return Uses([use for use in uses if use not in lost], uses.totals, uses.known, uses.grades)


class _Sheet:
    """The cells below one header, read column by column."""

    def __init__(self, grid: Grid, header: Header, mapping: TableMapping, problems: Problems) -> None:
        self.grid, self.header, self.mapping, self.problems = grid, header, mapping, problems
        self.signs = MISSING | {plain(sign) for sign in mapping.missing}
        self._typed = grid.below(header.first_row)
        self._shown = Body(_unmerged(grid, header)[header.first_row :]) if grid.merged else self._typed

    def typed(self, column: int, rows: np.ndarray) -> Column:
        """The cells of a column in some rows of the sheet."""
        return self._typed.column(column, rows - self.header.first_row)

    def shown(self, column: int, rows: np.ndarray) -> Column:
        """The same as a reader sees them: with texts that are merged over several rows in each of these."""
        return self._shown.column(column, rows - self.header.first_row)

    def school_rows(self, uses: Uses) -> tuple[np.ndarray, np.ndarray]:
        """Indices of the rows that stand for schools and pass the mapping's filters on columns; those of totals."""
        kinds = row_kinds(self._typed, self.header)
        kinds[kinds == "example"] = self._examples(np.flatnonzero(kinds == "example") + self.header.first_row, uses)
        rows = np.flatnonzero(kinds == "school") + self.header.first_row
        self._leave_out_others(kinds, rows, uses)
        for rule in self.mapping.filters:
            if rule.column and len(rows):
                rows = self._filtered(rows, rule, uses)
        is_filtered = bool(self.mapping.filters)
        totals = [] if is_filtered else np.flatnonzero(kinds == "total") + self.header.first_row
        return rows, np.asarray(totals, dtype=int)

    def _leave_out_others(self, kinds: np.ndarray, rows: np.ndarray, uses: Uses) -> None:
        """Rows that are no schools, each counted for the county it names, where it names one of the schools'."""
        dropped = {kind: np.flatnonzero(kinds == kind) + self.header.first_row for kind in _DROPPED}
        known = set(self._counties(rows, uses)) if any(map(len, dropped.values())) else set()
        for kind, others in dropped.items():
            named = Counter(one if one in known else "" for one in self._counties(others, uses))
            for county, count in named.items():
                self.problems.leave_out(_DROPPED[kind], count, sheet=self.name, county=county)

    @property
    def name(self) -> tuple[str, str]:
        return self.grid.file, self.grid.sheet

    def _counties(self, rows: np.ndarray, uses: Uses) -> list[str]:
        """What each row says of its county; "" where no column does."""
        columns = [use.columns[0] for key in ("county", "county_name") for use in uses if use.key == key]
        return read_texts(self.shown(columns[0], rows)) if columns else [""] * len(rows)

    def _examples(self, rows: np.ndarray, uses: Uses) -> list[str]:
        """Example rows go; one that was overwritten in part is an error, and marks in columns of no use are nothing."""
        columns, kinds = sorted({column for use in uses for column in use.columns}), []
        for row, cells in zip(rows, self._shown.cells[rows - self.header.first_row], strict=True):
            filled = [column for column in columns if cells[column] != ""]
            left = [column for column in filled if is_example(cells[column])]
            kinds.append("example" if left else "school")
            if left and len(left) < len(filled):
                listed = [f"{cell_reference(column_runs([k]), row + 1)} {cells[k]}" for k in left]
                more = " …" if len(left) > MOST_NAMED else ""
                self.say("example_in_part", row, left[0], listed="; ".join(listed[:MOST_NAMED]) + more)
        self.problems.leave_out(EXAMPLES, kinds.count("example"), sheet=self.name)
        return kinds

    def only_column(self, header: str, key: str, message: str) -> int | None:
        """The one column a mapping's header names; an error when there is none or another."""
        columns = self.header.matching(header)
        if len(columns) == 1:
            return columns[0]
        self.problems.say(message, place_in_mapping(self.grid, self.mapping, key), header=header, count=len(columns))
        return None

    def _filtered(self, rows: np.ndarray, rule: Filter, uses: Uses) -> np.ndarray:
        column = self.only_column(rule.column, "filters", "not_one_column_to_filter")
        if column is None:
            return rows

        def say(message: str, position: int, **values: object) -> None:
            self.say(message, rows[position], column, header=self.header.label(column), **values)

        kept = stays(self.shown(column, rows), rule, say, self.signs, self.mapping.decimal)
        gone = rows[~kept]
        count_left_out(self.problems, rule, self._counties(gone, uses), self._students(gone, uses), self.name)
        return rows[kept]

    def fields_kept(self, frame: pd.DataFrame, rows: np.ndarray, uses: Uses) -> np.ndarray:
        """Which rows pass the mapping's filters on fields as read."""
        for rule in self.mapping.filters:
            if rule.field and rule.field not in frame:
                place = place_in_mapping(self.grid, self.mapping, "filters")
                self.problems.say("no_field_to_filter", place, field=rule.field)

        def say(message: str, row: int, field: str, **values: object) -> None:
            column = next((use.columns[0] for use in uses if use.key == field), 0)
            self.say(message, rows[row], column, header=field, **values)

        return filter_fields(frame, self.mapping.filters, self.name, say, self.problems)

    def _students(self, rows: np.ndarray, uses: Uses) -> np.ndarray:
        """The students of rows that are left out, as far as their cells say; a sign for missing, or less than 0, is none."""
        columns = [k for use in uses if use.meaning.field == "students" and not use.is_worked_out for k in use.columns]
        numbers = [read_numbers(self.typed(k, rows), None, None, self.signs, self.mapping.decimal)[0] for k in columns]
        if not numbers:
            return np.full(len(rows), np.nan)
        return pd.DataFrame(numbers).where(lambda known: known >= 0).sum(min_count=1).to_numpy()

    def column(self, use: Use, rows: np.ndarray, columns: Mapping[str, object]) -> object:
        field = use.meaning.field
        if field in VALUES:
            return self._kinds(field, use.columns[0], rows)
        if field == "year":
            years = self._each(use.columns[0], rows, lambda text: read_year(text, self.mapping.calendar), "not_a_year")
            return np.array(years, dtype=float)
        if field.endswith(STATED):
            return self._stated(field, use.columns[0], rows)
        if is_text(use.key, self.mapping.terms):
            return self._texts(use, rows)
        if not say_money(self, use, rows):
            return np.full(len(rows), np.nan)
        return made_numbers(self, use, rows, columns)

    def decimals(self, use: Use, rows: np.ndarray) -> np.ndarray:
        """With how many decimals an indicator's values are printed; nan where there is none."""
        values = self.shown(use.columns[0], rows)
        scaled = use.unit is not None and use.unit.factor != 1
        shown = float("nan") if scaled else decimals_printed(values)
        return np.array([float("nan") if is_missing(value, self.signs) else shown for value in values])

    def figures(self, use: Use, rows: np.ndarray) -> np.ndarray:
        """The numbers of columns that are read elsewhere too, where their faults are said."""
        return np.sum([read_numbers(self.typed(k, rows), use.unit, None, self.signs)[0] for k in use.columns], axis=0)

    def months(self, use: Use, rows: np.ndarray) -> list[str]:
        """The month each row's date names, "" for a year alone; nothing where none names one."""
        values = self.shown(use.columns[0], rows)
        known = {value: read_month(value) for value in values.distinct}
        return [known[value] for value in values] if any(known.values()) else []

    def _stated(self, field: str, column: int, rows: np.ndarray) -> object:
        """What a table itself says of an indicator, or how many it says are met; nothing is made of other words."""
        values = self.shown(column, rows)
        if field == MET_COUNT + STATED:
            return read_numbers(values, None, None, self.signs)[0]
        return [read_answer(value) for value in values]

    def numbers(self, use: Use, column: int, rows: np.ndarray) -> np.ndarray:
        values = self.typed(column, rows)  # a figure typed as text over merged rows is the first row's
        numbers, unreadable = read_numbers(values, use.unit, use.own, self.signs, self.mapping.decimal)
        for position in unreadable:
            self.say("not_a_number", rows[position], column, header=self.header.label(column), cell=values[position])
        stated = self.mapping.blanks.get(use.key) or self.mapping.blanks.get(use.meaning.field)
        if stated is not None:
            blank = np.array([is_missing(value, self.signs) for value in values], dtype=bool)
            numbers[blank] = float(stated.value)
        return numbers

    def _texts(self, use: Use, rows: np.ndarray) -> list[str]:
        field = use.meaning.field
        renamed, blank = self._own_values(field), self._blank(field)
        texts = joined_names(self, use, rows) if len(use.columns) > 1 else read_texts(self.shown(use.columns[0], rows))
        if not renamed and not blank:
            return texts
        known = map(renamed.get, plain_each(texts), texts) if renamed else texts
        return [one if text else blank for one, text in zip(known, texts, strict=True)]

    def _kinds(self, field: str, column: int, rows: np.ndarray) -> list[str]:
        own, blank, header = self._own_values(field), self._blank(field), self.header.label(column)
        words = {**_KIND_WORDS[field], **(self.mapping.terms.areas if field == "area" else {})}.values()
        known = Words("、".join(word.zh for word in words), ", ".join(word.en for word in words))

        def kind(value: object) -> str | None:
            return own.get(plain(read_text(value))) or read_kind(field, value, header)

        label = self.mapping.terms.fields[field].label
        kinds = self._each(column, rows, kind, "unknown_kind", field=field, label=label, known=known)
        return [blank if kind == "" else kind or "" for kind in kinds]

    def _own_values(self, field: str) -> dict[str, str]:
        """What the mapping says of a field's values, by their text as compared."""
        return {plain(written): key for written, key in self.mapping.values.get(field, {}).items()}

    def _blank(self, field: str) -> str:
        """What an empty cell of a column of texts means."""
        return str(self.mapping.blanks[field].value) if field in self.mapping.blanks else ""

    def _each(
        self, column: int, rows: np.ndarray, read: Callable[[object], object], message: str, **values: object
    ) -> list[object]:
        """Every cell of a column read once for each text that stands there; None, and an error, where it cannot be."""
        cells = self.shown(column, rows)
        known = {value: read(value) for value in cells.distinct}
        if None in known.values():
            for row, value in zip(rows, cells, strict=True):
                if known[value] is None:
                    self.say(message, row, column, cell=read_text(value), **values)
        return [known[value] for value in cells]

    def say_of_column(self, message: str, column: int, **values: object) -> None:
        """A message about a whole column, whatever counties its rows are of."""
        place = place_of(self.grid.file, self.grid.sheet, letters(column))
        self.problems.say(message, place, header=self.header.label(column), **values)

    def say(self, message: str, row: int, column: int, **values: object) -> None:
        self.problems.say(message, self.grid.cell_place(row, column), **values)


def _unmerged(grid: Grid, header: Header) -> np.ndarray:
    """The cells with texts merged down several school rows (a county, a school) written on each of them."""
    cells = grid.cells.copy() if grid.merged else grid.cells
    for (first, column), (last, last_column) in grid.merged:
        is_tall = header.first_row <= first < last and column == last_column
        if is_tall and isinstance(cells[first, column], str):
            cells[first : last + 1, column] = cells[first, column]
    return cells


def _constant(key: str, value: object) -> object:
    field = Meaning.parse(key).field
    if field == "year":
        return float(read_year(value))
    if field in VALUES:
        return read_kind(field, value) or str(value)
    return str(value) if field in IDENTITY else value


def _add_classes(frame: pd.DataFrame, sheet: _Sheet, rows: np.ndarray) -> dict[str, str]:
    """Rows of single classes: one class each, its students, and the band its size falls in; their column's letters."""
    column = sheet.only_column(sheet.mapping.class_size, "class_size", "not_one_column")
    if column is None:
        return {}
    sizes = sheet.numbers(Use("students", (column,), own=unit_of("人")), column, rows)
    made = {"students": sizes, "classes": np.where(np.isnan(sizes), np.nan, 1.0)}
    for band, (low, high) in BAND_LIMITS.items():
        made[band] = np.where(np.isnan(sizes), np.nan, ((sizes >= low) & (sizes <= high)).astype(float))
    for key, values in made.items():
        frame[key] = values
    return dict.fromkeys(made, column_runs([column]))
