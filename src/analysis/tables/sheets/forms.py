"""The yearly forms of one school (教基NNNN): a workbook a school, values found by the words of their heads.

What the forms hold and which words meet in each figure is data: forms.toml.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.tables.checks.problems import Problems
from analysis.tables.locators import place_of
from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.form_blocks import FormSchool, schools_in
from analysis.tables.sheets.form_cells import FormSheet, Head
from analysis.tables.sheets.form_tables import NEUTRAL, FormTable, Words, form_of, form_tables, table_of_text
from analysis.tables.sheets.grids import Book, Grid
from analysis.tables.sheets.numbers import (
    is_missing,
    plain,
    read_month,
    read_number,
    read_text,
    read_year,
    unit_of,
)
from analysis.tables.sheets.vocabulary import SECTIONS, VALUES, Meaning, read_kind, stage_of_text
from analysis.tables.sheets.wide_rows import AS_OF, WideRows
from analysis.tables.sources.mapping import TableMapping
from analysis.tables.terms import Terms

Place = tuple[str, str, int]  # file, sheet and the first line of a form
MOST_NAMED = 10
FEWEST_TITLES = 3  # of forms in one sheet of a workbook that bears no form's number
_SINGLE = {kind: stages[0] for kind, stages in SECTIONS.items() if len(stages) == 1}
_STAGE_WORDS = frozenset(plain(word) for words in VALUES["stage"].items() for word in words[:1])


@dataclass
class MissingForms:
    """The forms that schools lack, said once for each form."""

    schools: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    places: dict[str, str] = field(default_factory=dict)

    def add(self, table: FormTable, school: str, place: str) -> None:
        name = f"{table.title}（教基{table.numbers[0]}）"
        self.schools[name].append(school)
        self.places.setdefault(name, place)

    def say(self, problems: Problems) -> None:
        for name, schools in self.schools.items():
            listed = "、".join(schools[:MOST_NAMED]) + (" …" if len(schools) > MOST_NAMED else "")
            problems.say("form_missing", self.places[name], form=name, count=len(schools), listed=listed)


def is_form(book: Book, mapping: TableMapping) -> bool:
    """Whether a workbook holds forms: a mapping says so, a sheet bears a form's number, or a sheet holds several."""
    return mapping.grain == "form" or any(form_of(grid) or _holds_several(grid) for grid in book.grids)


def _holds_several(grid: Grid) -> bool:
    """Whether the titles of several forms stand in one sheet."""
    is_filled = grid.cells != "" if grid.cells.size else np.zeros((0, 0), dtype=bool)
    lone = grid.cells[is_filled & (is_filled.sum(axis=1) == 1)[:, None]]
    found = {table.title for text in lone if isinstance(text, str) and (table := table_of_text(text))}
    return len(found) >= FEWEST_TITLES


def read_forms(book: Book, mapping: TableMapping, missing: MissingForms, problems: Problems) -> list[WideRows]:
    """One row a school; none where no sheet names it. A figure that is not there stays missing."""
    read = (_read_school(book, school, mapping, missing, problems) for school in schools_in(book, problems))
    return [part for part in read if part is not None]


def _read_school(
    book: Book, school: FormSchool, mapping: TableMapping, missing: MissingForms, problems: Problems
) -> WideRows | None:
    found = _Form(mapping.terms, problems)
    for block in school.blocks:
        if block.table is not None:
            found.read(block.grid, block.table)
    for key, value in _stated(school).items():
        if value:
            found.values.setdefault(key, value)
    if not {"school", "school_id"} & set(found.values):
        problems.say("form_without_school", book.name)
        return None
    found.settle()
    for table in found.lacking({block.table.title for block in school.blocks if block.table}):
        missing.add(table, str(found.values.get("school") or found.values["school_id"]), book.name)
    return found.row()


def _stated(school: FormSchool) -> dict[str, str]:
    """The name and the code that some form of the school states."""
    names, codes = ([getattr(block, key) for block in school.blocks] for key in ("name", "code"))
    return {"school": next(filter(None, names), school.name), "school_id": next(filter(None, codes), "")}


class _Form:
    """What the sheets of one school have given so far."""

    def __init__(self, terms: Terms, problems: Problems) -> None:
        self.terms, self.problems = terms, problems
        self.values: dict[str, object] = {}
        self.cells: dict[str, tuple[Place, str]] = {}  # key → the form and the cell
        self.sheets: list[Place] = []

    def read(self, grid: Grid, table: FormTable) -> None:
        sheet = FormSheet(grid, NEUTRAL)
        self.sheets.append(_place(grid))
        for cell, value in sheet.beside_examples():
            self.problems.say("example_column", f"{grid.place} › {cell}", cell=read_text(value))
        every = {label for labels in table.pairs.values() for label in labels}
        for name, labels in table.pairs.items():
            if found := sheet.right_of(labels, every):
                self._take(name, self._identity(name, found, grid), found, grid)
        stage = table.stage or (stage_of_text(sheet.title) or "")
        for name, words in table.cells.items():
            meaning = Meaning.parse(name)
            for head in _chosen(sheet, words, () if meaning.stage else _STAGE_WORDS):
                of_head = stage_of_text("".join(sorted(head.words))) if not meaning.stage else None
                key = Meaning(meaning.field, meaning.stage or of_head or stage or None).key
                self._take(self._key(key), self._number(meaning.field, head, grid), head, grid)

    def _key(self, key: str) -> str:
        """Rooms are the whole school's, whatever stage a sheet speaks of."""
        field = Meaning.parse(key).field
        return field if self.terms.fields[field].is_shared else key

    def _take(self, key: str, value: object, head: Head, grid: Grid) -> None:
        if value is None:
            return
        if key in self.values:
            if isinstance(value, float) and value != self.values[key] and self.cells[key][0] != _place(grid):
                self._say_twice(key, value, head, grid)
            return
        self.values[key] = value
        self.cells[key] = (_place(grid), head.cell)

    def _say_twice(self, key: str, value: float, head: Head, grid: Grid) -> None:
        (file, sheet, _), cell = self.cells[key]
        field = Meaning.parse(key).field
        values = {"one": f"{self.values[key]:.10g}", "other": f"{value:.10g}", "label": self.terms.fields[field].label}
        school = self.values.get("school", self.values.get("school_id", ""))
        place = f"{place_of(file, sheet, cell)}; {grid.place} › {head.cell}"
        self.problems.say("given_twice", place, school=school, **values)

    def _identity(self, field: str, head: Head, grid: Grid) -> object:
        if field in VALUES:
            kind = read_kind(field, head.value)
            if kind is None:
                self._say_unknown(field, head, grid)
            return kind or None
        if field == "year":
            year = read_year(head.value)
            if month := read_month(head.value):
                self.values[AS_OF] = month
            if year is None:
                self.problems.say("not_a_year", f"{grid.place} › {head.cell}", cell=read_text(head.value))
            return None if year is None else float(year)
        return read_text(head.value) or None

    def _say_unknown(self, field: str, head: Head, grid: Grid) -> None:
        known = "、".join(dict.fromkeys(VALUES[field].values()))
        values = {
            "label": self.terms.fields[field].label,
            "cell": read_text(head.value),
            "known": known,
            "field": field,
        }
        self.problems.say("unknown_kind", f"{grid.place} › {head.cell}", **values)

    def _number(self, field: str, head: Head, grid: Grid) -> float | None:
        if is_missing(head.value):
            return None
        own = unit_of(self.terms.fields[field].unit.zh)
        unit = head.unit if head.unit and head.unit.agrees(own) else None
        number = read_number(head.value, unit, own)
        if number is None:
            place = f"{grid.place} › {head.cell}"
            self.problems.say("not_a_number", place, header=" > ".join(head.path), cell=read_text(head.value))
        return number

    def settle(self) -> None:
        """Figures of no stated stage belong to the only section of a school that has one."""
        for key in [key for key in self.values if any(other.startswith(f"{key}@") for other in self.values)]:
            del self.values[key], self.cells[key]
        single = _SINGLE.get(str(self.values.get("school_type", "")))
        for key in [key for key in self.values if self._is_of_people(key)]:
            if single and f"{key}@{single}" not in self.values:
                self.values[f"{key}@{single}"] = self.values.pop(key)
                self.cells[f"{key}@{single}"] = self.cells.pop(key)

    def _is_of_people(self, key: str) -> bool:
        return key not in (*IDENTITY, AS_OF) and "@" not in key and not self.terms.fields[key].is_shared

    def lacking(self, titles: Collection[str]) -> list[FormTable]:
        """The forms of its stages that a school has not handed in, but for those whose figures stand elsewhere."""
        kind = str(self.values.get("school_type", ""))
        stages = SECTIONS.get(kind) or {Meaning.parse(key).stage for key in self.values}
        known = {Meaning.parse(key).field for key in self.values}
        wanted = (table for table in form_tables() if not table.stage or table.stage in stages)
        fields = ((table, {Meaning.parse(name).field for name in table.cells}) for table in wanted if table.numbers)
        return [table for table, gives in fields if gives and table.title not in titles and not gives <= known]

    def row(self) -> WideRows:
        """One row, a line for each form, and the cell of each figure in place of column letters."""
        lines = pd.DataFrame(
            [{"row": 0, "file": file, "sheet": sheet, "line": line} for file, sheet, line in self.sheets]
        )
        cells = {
            place: {key: cell for key, (where, cell) in self.cells.items() if where == place} for place in self.sheets
        }
        letters = {key: cell for key, (_, cell) in self.cells.items()}
        return WideRows(pd.DataFrame([self.values]), lines, letters, 1, several=cells)


def _place(grid: Grid) -> Place:
    return grid.file, grid.sheet, grid.first_row + 1


def _chosen(sheet: FormSheet, words: Words, ignored: Collection[str]) -> list[Head]:
    """The cells in which words meet and nothing else does; one for each stage that heads name."""
    by_stage: dict[str | None, Head] = {}
    for head in sheet.heads:
        if head.fits(words, plain(sheet.title), ignored):
            by_stage.setdefault(stage_of_text("".join(sorted(head.words))), head)
    return list(by_stage.values())
