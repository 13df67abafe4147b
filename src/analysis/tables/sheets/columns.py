"""Which columns of a sheet make which fields: what the mapping says, then what the headers say by themselves."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.tables.checks.problems import Problems
from analysis.tables.locators import column_runs, letters
from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.headers import Header, HeaderPath
from analysis.tables.sheets.numbers import Unit, base_of_field, plain, unit_of
from analysis.tables.sheets.vocabulary import Meaning, Vocabulary, is_ignored, split_unit
from analysis.tables.sources.mapping import Ratio, TableMapping

_UNITS_LISTED = re.compile(r"单\s*位\s*[:：]\s*([^()（）]+)")
_MOST_NAMED = 20  # unused columns named in one note


@dataclass(frozen=True)
class Use:
    """One field of a sheet ("students", "students@primary") and the columns it is read from."""

    key: str
    columns: tuple[int, ...]
    unit: Unit | None = None
    ratio: Ratio | None = None

    @property
    def meaning(self) -> Meaning:
        return Meaning.parse(self.key)


def uses_of(header: Header, grid: Grid, mapping: TableMapping, vocabulary: Vocabulary, problems: Problems) -> list[Use]:
    """Every field this sheet gives. Two columns for one field, an unknown header or a wrong unit are errors."""
    reader = _Reader(header, grid, mapping, problems)
    for pattern, key in mapping.columns.items():
        for column in reader.named(pattern, f"columns.{pattern}", one=not _is_pattern(pattern)):
            reader.take(key, (column,))
    for key, patterns in mapping.sums.items():
        found = [reader.named(pattern, f"sums.{key}", one=False) for pattern in patterns]
        if all(found):
            reader.take(key, tuple(sorted({column for columns in found for column in columns})))
    for key, ratio in mapping.ratios.items():
        for column in reader.named(ratio.column, f"ratios.{key}", one=True):
            reader.take(key, (column,), ratio)
    if mapping.recognise:
        reader.recognise(vocabulary)
    uses = _without_totals(reader.uses)
    for use in uses:
        if use.meaning.field in mapping.constants:
            reader.say("column_and_constant", use.columns[0])
    return [reader.with_unit(use) for use in uses if use.key]


def _is_pattern(header: str) -> bool:
    return header.startswith("re:") or "*" in header or "?" in header


def _without_totals(uses: Sequence[Use]) -> list[Use]:
    """A column over all stages (在校生数 > 合计) says nothing more where the stages have their own."""
    staged = {use.meaning.field for use in uses if use.meaning.stage}
    return [use for use in uses if use.meaning.stage or use.meaning.field not in staged]


class _Reader:
    """The uses found so far and the columns they take."""

    def __init__(self, header: Header, grid: Grid, mapping: TableMapping, problems: Problems) -> None:
        self.header, self.grid, self.mapping, self.problems = header, grid, mapping, problems
        self.units_above = _units_above(header, grid)
        self.uses: list[Use] = []
        self.taken: set[int] = set()

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

    def take(self, key: str, columns: tuple[int, ...], ratio: Ratio | None = None) -> None:
        self.taken.update(columns)
        rival = next((use for use in self.uses if use.key == key and key), None)
        if rival is None:
            self.uses.append(Use(key, columns, ratio=ratio))
            return
        both = f"{column_runs(rival.columns)}, {column_runs(columns)}"
        self.say("two_columns_for_one_field", columns[0], columns=both, key=key)

    def recognise(self, vocabulary: Vocabulary) -> None:
        """Columns no mapping speaks of, by their headers."""
        stated = {use.key for use in self.uses}
        for column, path in enumerate(self.header.paths):
            meaning = vocabulary.meaning(path) if path and column not in self.taken else None
            if meaning and meaning.key not in stated:
                self.take(meaning.key, (column,))

    def with_unit(self, use: Use) -> Use:
        meaning = use.meaning
        if meaning.field in IDENTITY or meaning.field in self.mapping.terms.groups:
            return use
        field = self.mapping.terms.fields[meaning.field]
        base = None if use.ratio else base_of_field(field.unit.zh)
        stated = self.mapping.units.get(use.key) or self.mapping.units.get(meaning.field)
        above = self.units_above.get(base)
        units = [unit_of(stated) if stated else _header_unit(self.header.paths[k]) or above for k in use.columns]
        for column, unit in zip(use.columns, units, strict=True):
            if unit and base and unit.base != base:
                header = self.header.label(column)
                self.say("unit_of_another_kind", column, header=header, label=field.label, unit=field.unit)
                return use
        if len(set(units)) > 1:
            self.say("units_to_add", use.columns[0])
        return replace(use, unit=units[0])


def place_in_mapping(grid: Grid, mapping: TableMapping, key: str) -> str:
    """A sheet, and the key of the mapping that does not fit it."""
    return f"{grid.place} ({mapping.place} › {key})"


def _header_unit(path: HeaderPath) -> Unit | None:
    return next((unit for part in reversed(path) if (unit := split_unit(part)[1])), None)


def _units_above(header: Header, grid: Grid) -> Mapping[str | None, Unit]:
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


def say_missing(grid: Grid, given: Iterable[str], mapping: TableMapping, problems: Problems) -> None:
    """Columns without which rows cannot be school sections."""
    needed = [name for name in mapping.required if name not in given]
    if not {"school", "school_id"} & set(given):
        needed.insert(0, "school")
    for name in needed:
        label = mapping.terms.fields[name].label
        problems.say("no_column", grid.place, label=label, chinese=label.zh)


def say_unused(grid: Grid, header: Header, uses: Sequence[Use], problems: Problems) -> None:
    """Columns that were not understood: a note, lest a renamed header goes unnoticed."""
    taken = {column for use in uses for column in use.columns}
    unused = [
        f"{letters(k)}“{header.label(k)}”"
        for k, path in enumerate(header.paths)
        if path and k not in taken and not is_ignored(path) and (grid.cells[header.first_row :, k] != "").any()
    ]
    if unused:
        more = " …" if len(unused) > _MOST_NAMED else ""
        problems.say("unused_columns", grid.place, listed="、".join(unused[:_MOST_NAMED]) + more)


def say_no_indoor_rooms(grid: Grid, given: set[str], problems: Problems) -> None:
    """The indoor sports rooms move from one area to the other; without them neither indicator can be worked out."""
    if "indoor_sport_area_m2" not in given and given & {"teaching_area_m2", "sport_area_m2"}:
        problems.say("no_indoor_rooms", grid.place)
