"""Which columns of a sheet make which fields: what the mapping says, then what the headers say by themselves."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.language import Words
from analysis.tables.checks.notes import Findings
from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.grids import Grid, column_runs
from analysis.tables.sheets.headers import Header, HeaderPath, find_header, header_paths
from analysis.tables.sheets.numbers import Unit, base_of_field, plain, unit_of
from analysis.tables.sheets.vocabulary import Meaning, Vocabulary, split_unit
from analysis.tables.sources.mapping import Ratio, TableMapping

_UNITS_LISTED = re.compile(r"单\s*位\s*[:：]\s*([^()（）]+)")


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
            reached += len({meaning for path in paths if path and (meaning := vocabulary.meaning(path))})
        return reached if reached > 1 or patterns else 0

    return find_header(grid, score)


def _patterns(mapping: TableMapping) -> Iterable[str]:
    yield from mapping.columns
    for headers in mapping.sums.values():
        yield from headers
    yield from (ratio.column for ratio in mapping.ratios.values())
    if mapping.class_size:
        yield mapping.class_size


def uses_of(header: Header, grid: Grid, mapping: TableMapping, vocabulary: Vocabulary, findings: Findings) -> list[Use]:
    """Every field this sheet gives. Two columns for one field, an unknown header or a wrong unit are faults."""
    reader = _Reader(header, grid, mapping, findings)
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
        _recognise(reader, vocabulary)
    uses = reader.without_totals()
    for use in uses:
        if use.meaning.field in mapping.constants:
            reader.fault_at(use.columns[0], Words("表中有此列，列对照又设了常数", "a column and a constant for one field"),
                            Words("二者取一", "one of the two"))  # fmt: skip
    return [reader.with_unit(use) for use in uses if use.key]


def _is_pattern(header: str) -> bool:
    return header.startswith("re:") or "*" in header or "?" in header


def _recognise(reader: _Reader, vocabulary: Vocabulary) -> None:
    """Columns no mapping speaks of, by their headers."""
    stated = {use.key for use in reader.uses}
    for column, path in enumerate(reader.header.paths):
        meaning = vocabulary.meaning(path) if path and column not in reader.taken else None
        if meaning and meaning.key not in stated:
            reader.take(meaning.key, (column,))


class _Reader:
    """The uses found so far and the columns they take."""

    def __init__(self, header: Header, grid: Grid, mapping: TableMapping, findings: Findings) -> None:
        self.header, self.grid, self.mapping, self.findings = header, grid, mapping, findings
        self.units_above = _units_above(header, grid)
        self.uses: list[Use] = []
        self.taken: set[int] = set()

    def fault_at(self, column: int, found: Words, expected: Words, remedy: Words | None = None) -> None:
        place = self.grid.cell_place(self.header.first_row - 1, column)
        self.findings.fault(place, found, expected, remedy)

    def named(self, pattern: str, key: str, *, one: bool) -> list[int]:
        """Columns a mapping's header names; a fault when there are none, or several where one is meant."""
        columns = self.header.matching(pattern)
        if columns and not (one and len(columns) > 1):
            return columns
        place = f"{self.grid.place} ({self.mapping.place} › {key})"
        if columns:
            where = column_runs(columns)
            found = Words(f"{where}列的表头都是“{pattern}”", f"columns {where} are all headed '{pattern}'")
            expected = Words("写全各级表头", "the whole path of headers")
            options: Sequence[int] = columns
        else:
            found = Words(f"没有表头“{pattern}”", f"no header '{pattern}'")
            expected = Words("表中已有的表头", "a header of this sheet")
            options = _closest(pattern, self.header)
        listed = "; ".join(f"“{self.header.label(column)}”" for column in options)
        self.findings.fault(place, found, expected, Words(f"如：{listed}", f"Such as {listed}") if listed else None)
        return []

    def take(self, key: str, columns: tuple[int, ...], ratio: Ratio | None = None) -> None:
        self.taken.update(columns)
        rival = next((use for use in self.uses if use.key == key and key), None)
        if rival is None:
            self.uses.append(Use(key, columns, ratio=ratio))
            return
        where = f"{column_runs(rival.columns)}, {column_runs(columns)}"
        self.fault_at(
            columns[0],
            Words(f"{where}列都读作“{key}”", f"columns {where} are both read as '{key}'"),
            Words("一列一个含义", "one column for one field"),
            Words("请在列对照的 [columns] 中指定。", "Say in the mapping's [columns] which one counts."),
        )

    def without_totals(self) -> list[Use]:
        """A column over all stages (在校生数 > 合计) says nothing more where the stages have their own."""
        staged = {use.meaning.field for use in self.uses if use.meaning.stage}
        return [use for use in self.uses if use.meaning.stage or use.meaning.field not in staged]

    def with_unit(self, use: Use) -> Use:
        meaning = use.meaning
        if meaning.field in IDENTITY or meaning.field in self.mapping.terms.groups:
            return use
        stated = self.mapping.units.get(use.key) or self.mapping.units.get(meaning.field)
        base = None if use.ratio else base_of_field(self.mapping.terms.fields[meaning.field].unit.zh)
        above = self.units_above.get(base)
        units = [unit_of(stated)] if stated else [_header_unit(self.header.paths[k]) or above for k in use.columns]
        for column, unit in zip(use.columns, units * (len(use.columns) if stated else 1), strict=True):
            if unit and base and unit.base != base:
                label = self.mapping.terms.fields[meaning.field]
                self.fault_at(
                    column,
                    Words(
                        f"“{self.header.label(column)}”的单位不能换算",
                        f"'{self.header.label(column)}' has another unit",
                    ),
                    Words(f"{label.label.zh}的单位：{label.unit.zh}", f"{label.label.en} in {label.unit.en}"),
                )
                return Use(use.key, use.columns, None, use.ratio)
        if len(set(units)) > 1:
            self.fault_at(
                use.columns[0],
                Words("相加各列单位不同", "columns to add have different units"),
                Words("同一单位", "one unit"),
            )
        return Use(use.key, use.columns, units[0], use.ratio)


def _header_unit(path: HeaderPath) -> Unit | None:
    return next((unit for part in reversed(path) if (unit := split_unit(part)[1])), None)


def _units_above(header: Header, grid: Grid) -> dict[str | None, Unit]:
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
