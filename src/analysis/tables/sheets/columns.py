"""Which columns of a sheet make which fields: what the mapping says, then what the headers say by themselves."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.tables.checks.problems import Problems
from analysis.tables.locators import column_runs, letters
from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.given import STATED, given_of, whose_answers
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.headers import Header, HeaderPath
from analysis.tables.sheets.numbers import Unit, plain, unit_of
from analysis.tables.sheets.vocabulary import ROW_KEYS, Meaning, Vocabulary, is_idle, split_unit
from analysis.tables.sources.mapping import TableMapping
from analysis.tables.sources.mapping_form import Made
from analysis.tables.terms import Terms

_UNITS_LISTED = re.compile(r"单\s*位\s*[:：]\s*([^()（）]+)")
HALF = 0.5  # of the rows: a column without a header that has more is data
_MOST_NAMED = 20  # unused columns named in one note
FEWEST_GRADES = {"primary": 5, "junior": 3, "senior": 3}  # primary schools have five or six, junior ones three or four


@dataclass(frozen=True)
class Use:
    """One field of a sheet ("students", "students@primary") and the columns it is read from.

    unit, own : that of the columns, and that of the field
    made : how the mapping makes the field of its columns, where they are not just added up
    over : the column it is divided by
    is_given : the column holds an indicator's value as printed, from which the field is worked out
    """

    key: str
    columns: tuple[int, ...]
    unit: Unit | None = None
    own: Unit | None = None
    made: Made | None = None
    over: int | None = None
    is_given: bool = False

    @property
    def is_worked_out(self) -> bool:
        """Whether it comes from a value or a share, not from a count."""
        return self.made is not None and self.made.is_worked_out

    @property
    def all_columns(self) -> tuple[int, ...]:
        return self.columns if self.over is None else (*self.columns, self.over)

    @property
    def meaning(self) -> Meaning:
        return Meaning.parse(self.key)


class Uses(list[Use]):
    """The fields a sheet gives; totals beside the parts they should equal, every known column, those of single grades."""

    def __init__(
        self,
        uses: Iterable[Use],
        totals: Iterable[tuple[Use, tuple[Use, ...]]] = (),
        known: Iterable[int] = (),
        grades: Iterable[tuple[str, Use]] = (),
    ) -> None:
        super().__init__(uses)
        self.grades = tuple(grades)
        self.totals = tuple(totals)
        self.known = frozenset(known)

    @property
    def keys(self) -> list[str]:
        return [use.key for use in self]


def uses_of(header: Header, grid: Grid, mapping: TableMapping, vocabulary: Vocabulary, problems: Problems) -> Uses:
    """Every field this sheet gives. Two columns for one field, an unknown header or a wrong unit are errors."""
    reader = _Reader(header, grid, mapping, problems)
    for pattern, key in mapping.columns.items():
        for column in reader.named(pattern, f"columns.{pattern}", one=not _is_pattern(pattern)):
            reader.take(key, (column,))
    for key, made in mapping.made.items():
        reader.take_made(key, made)
    if mapping.recognise:
        reader.recognise(vocabulary)
    uses, totals = _without_totals(reader.uses)
    for use in uses:
        if use.meaning.field in mapping.constants:
            reader.say("column_and_constant", use.columns[0])
    with_units = [reader.with_unit(use) for use in uses if use.key]
    known = reader.taken | {use.over for use in uses if use.over is not None}
    return Uses(with_units, [*totals, *reader.totals], known, reader.grades)


def is_text(key: str, terms: Terms) -> bool:
    """Whether the cells of a key are words, not numbers."""
    return Meaning.parse(key).field in (*IDENTITY, *ROW_KEYS, *terms.groups)


def _is_pattern(header: str) -> bool:
    return header.startswith("re:") or "*" in header or "?" in header


def _without_totals(uses: Sequence[Use]) -> tuple[list[Use], list[tuple[Use, tuple[Use, ...]]]]:
    """A column over all stages (在校生数 > 合计) says nothing more where the stages have their own: it is compared."""
    staged: dict[str, list[Use]] = {}
    for use in uses:
        if use.meaning.stage:
            staged.setdefault(use.meaning.field, []).append(use)
    totals = [use for use in uses if not use.meaning.stage and use.meaning.field in staged]
    compared = [(use, tuple(staged[use.meaning.field])) for use in totals if not use.is_given]
    return [use for use in uses if use not in totals], compared


class _Reader:
    """The uses found so far and the columns they take."""

    def __init__(self, header: Header, grid: Grid, mapping: TableMapping, problems: Problems) -> None:
        self.header, self.grid, self.mapping, self.problems = header, grid, mapping, problems
        self.units_above = units_above(header, grid)
        self.uses: list[Use] = []
        self.totals: list[tuple[Use, tuple[Use, ...]]] = []
        self.taken: set[int] = set()
        self.grades: list[tuple[str, Use]] = []

    def say(self, name: str, column: int, **values: object) -> None:
        self.problems.say(name, self.grid.cell_place(self.header.first_row - 1, column), **values)

    def named(self, pattern: str, key: str, *, one: bool) -> list[int]:
        """Columns a mapping's header names; an error when there are none, or several where one is meant."""
        columns = self.header.matching(pattern)
        if columns and not (one and len(columns) > 1):
            return columns
        name = "header_of_several_columns" if columns else "header_of_no_column"
        near = "; ".join(f"“{self.header.label(column)}”" for column in columns or _closest(pattern, self.header))
        place = place_in_mapping(self.grid, self.mapping, key)
        self.problems.say(name, place, columns=column_runs(columns), header=pattern, listed=near)
        return []

    def take_made(self, key: str, made: Made) -> None:
        """A field the mapping makes of columns: of single ones where it reckons or joins, of all that fit where it adds."""
        is_name = is_text(key, self.mapping.terms)
        found = [
            self.named(pattern, f"made.{key}", one=(is_name or made.is_worked_out) and not _is_pattern(pattern))
            for pattern in made.columns
        ]
        over = self.named(made.over, f"made.{key}", one=True) if isinstance(made.over, str) else []
        if all(found) and (over or not isinstance(made.over, str)):
            columns = dict.fromkeys(column for several in found for column in several)
            is_plain = not (is_name or made.arithmetic)
            order = tuple(columns) if is_name else tuple(sorted(columns))
            self.take(key, order, None if is_plain else made, over[0] if over else None)

    def take(self, key: str, columns: tuple[int, ...], made: Made | None = None, over: int | None = None) -> None:
        self.taken.update(columns)
        rival = next((use for use in self.uses if use.key == key and key), None)
        if rival is None:
            self.uses.append(Use(key, columns, made=made, over=over))
            return
        both = f"{column_runs(rival.columns)}, {column_runs(columns)}"
        self.say("two_columns_for_one_field", columns[0], columns=both, key=key)

    def recognise(self, vocabulary: Vocabulary) -> None:
        """Columns no mapping speaks of, by their headers; those of single grades are added up."""
        stated = {use.key for use in self.uses}
        by_grade: dict[str, dict[str, list[int]]] = {}
        for column, path in enumerate(self.header.paths):
            meaning = vocabulary.meaning(path) if path and column not in self.taken else None
            if meaning and meaning.grade:
                by_grade.setdefault(meaning.key, {}).setdefault(meaning.grade, []).append(column)
            elif meaning and meaning.key not in stated:
                self.take(meaning.key, (column,))
        for key, grades in by_grade.items():
            self._add_grades(key, grades)
        self._take_given(vocabulary)

    def _add_grades(self, key: str, grades: Mapping[str, Sequence[int]]) -> None:
        """The grades of a stage, when they are all there; beside a total of their own they are compared with it."""
        columns = tuple(column for found in grades.values() for column in found)
        if len(grades) < FEWEST_GRADES[Meaning.parse(key).stage]:
            return
        self.grades += [(grade, Use(key, tuple(found))) for grade, found in grades.items()]
        total = next((use for use in self.uses if use.key == key), None)
        if len(columns) > len(grades):
            self.say("two_columns_for_one_field", columns[0], columns=column_runs(columns), key=key)
        elif total is None:
            self.take(key, columns)
        else:
            self.taken.update(columns)
            self.totals.append((total, (Use(key, columns),)))

    def _take_given(self, vocabulary: Vocabulary) -> None:
        """Indicators given as such: their values, where the field itself is not counted, and what is said of them."""
        given = {k: found for k, path in enumerate(self.header.paths) if path and (found := given_of(path, vocabulary))}
        for column, found in whose_answers(given).items():
            key = found.key(vocabulary.terms)
            if column in self.taken or (found.role == "value" and not key):
                continue
            self.taken.add(column)
            if key and key not in {use.key for use in self.uses}:
                made = found.made(vocabulary.terms, self.header.label(column))
                self.uses.append(Use(key, (column,), made=made, is_given=True))

    def with_unit(self, use: Use) -> Use:
        meaning = use.meaning
        if is_text(use.key, self.mapping.terms) or meaning.field.endswith(STATED):
            return use
        field = self.mapping.terms.fields[meaning.field]
        is_per = use.over is not None or (use.made is not None and use.made.times is not None)
        own = None if is_per else unit_of(field.unit.zh)
        stated = self.mapping.units.get(use.key) or self.mapping.units.get(meaning.field)
        above = self.units_above.get(own.base if own else None)
        units = [unit_of(stated) if stated else header_unit(self.header.paths[k]) or above for k in use.columns]
        for column, unit in zip(use.columns, units, strict=True):
            if unit and not unit.agrees(own):
                header = self.header.label(column)
                self.say("unit_of_another_kind", column, header=header, label=field.label, unit=field.unit)
                return use
        if len(set(units)) > 1:
            self.say("units_to_add", use.columns[0])
        return replace(use, unit=units[0], own=own)


def place_in_mapping(grid: Grid, mapping: TableMapping, key: str) -> str:
    """A sheet, and the key of the mapping that does not fit it."""
    return f"{grid.place} ({mapping.place} › {key})"


def header_unit(path: HeaderPath) -> Unit | None:
    return next((unit for part in reversed(path) if (unit := split_unit(part)[1])), None)


def units_above(header: Header, grid: Grid) -> Mapping[str | None, Unit]:
    """Units stated over the table ("单位：人、㎡、万元"), by what they measure; nothing where two measure the same."""
    found: dict[str | None, set[Unit]] = {}
    for value in grid.cells[: header.top].ravel():
        for listed in _UNITS_LISTED.findall(value) if isinstance(value, str) else ():
            for unit in filter(None, map(unit_of, re.split(r"[、,，;；\s]+", listed))):
                found.setdefault(unit.base, set()).add(unit)
    return {base: units.pop() for base, units in found.items() if len(units) == 1}


def _closest(pattern: str, header: Header) -> list[int]:
    """Columns whose header looks most like a text."""
    labels = {plain(path[-1]): column for column, path in enumerate(header.paths) if path}
    near = difflib.get_close_matches(plain(pattern.split(">")[-1]), labels, n=3, cutoff=0.4)
    return [labels[name] for name in near] or list(labels.values())[:5]


def say_unused(grid: Grid, header: Header, uses: Uses, problems: Problems) -> tuple[str, ...]:
    """The headers that were not understood: a note, lest a renamed one goes unnoticed."""
    below = grid.below(header.first_row).is_filled
    below = below[below.any(axis=1)]
    filled = below.mean(axis=0) if len(below) else []
    open_ = [k for k in range(len(filled)) if k not in uses.known and filled[k]]
    nameless = [k for k in open_ if not header.paths[k] and filled[k] >= HALF]
    if nameless:
        problems.say("columns_without_header", grid.place, listed=column_runs(nameless))
    unused = [k for k in open_ if header.paths[k] and not is_idle(header.paths[k])]
    if unused:
        more = " …" if len(unused) > _MOST_NAMED else ""
        listed = "、".join(f"{letters(k)}“{header.label(k)}”" for k in unused[:_MOST_NAMED])
        problems.say("unused_columns", grid.place, listed=listed + more)
    return tuple(header.label(k) for k in unused)
