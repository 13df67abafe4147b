"""The header of a facts file (TOML): the document, the words it needs, and what each column of its tables is."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from analysis.errors import Problem, TableError
from analysis.language import Words
from analysis.tables.facts.fact import Measure, Place, Publication

#: What a column, a constant or a value entry may say about a fact.
ATTRIBUTES = (
    "place", "year", "stage", "measure", "statistic", "printed", "unit", "basis", "certainty", "standard", "section",
    "note_zh", "note_en",
)  # fmt: skip

Made = TypeVar("Made")


@dataclass(frozen=True)
class ValueColumn:
    """A column of figures: where it is, and what all of them have in common."""

    column: str
    common: Mapping[str, str]  # attribute → what it is for every figure of the column


@dataclass(frozen=True)
class TableLayout:
    """How a CSV table is read: one fact per row ("printed" among `columns`) or one per filled cell of `values`."""

    file: str
    columns: Mapping[str, str]  # attribute → column heading
    constant: Mapping[str, str]  # attribute → what it is for the whole table
    values: tuple[ValueColumn, ...]


@dataclass(frozen=True)
class Header:
    """A facts file before its tables are read."""

    path: Path
    publication: Publication
    measures: Mapping[str, Measure]
    places: Mapping[str, Place]
    tables: tuple[TableLayout, ...]


def read_header(path: Path) -> Header:
    """Read NAME.toml, `schema = 1`; TableError on an unknown, missing or ill-typed key."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        expected = Words("可读的TOML表头文件", "a readable TOML header")
        raise TableError(Problem(str(path), Words(str(error), str(error)), expected)) from error
    entry = _Entry(data, path.name)
    if entry.take("schema", int) != 1:
        raise _refuse(f"{path.name} › schema", repr(data["schema"]), "1")
    header = Header(
        path=path,
        publication=_publication(entry, path.stem),
        measures={name: _measure(name, e) for name, e in entry.children("measure")},
        places={name: _place(name, e) for name, e in entry.children("place")},
        tables=tuple(_layout(e) for e in entry.entries("table")),
    )
    return entry.finish(header)


def _publication(entry: _Entry, name: str) -> Publication:
    return Publication(
        name=name,
        title=entry.words("title"),
        producer=entry.words("producer"),
        urls=tuple(entry.take("url", list, [])),
        standard=entry.take("standard", str, ""),
        date=entry.take("date", dt.date, None),
        note=entry.words("note"),
    )


def _measure(name: str, entry: _Entry) -> Measure:
    measure = Measure(name, Words(entry.take("zh", str), entry.take("en", str)), entry.words("unit"))
    return entry.finish(measure)


def _place(name: str, entry: _Entry) -> Place:
    label = Words(entry.take("zh", str), entry.take("en", str))
    return entry.finish(Place(name, label, entry.take("within", str, "")))


def _layout(entry: _Entry) -> TableLayout:
    layout = TableLayout(
        file=entry.take("file", str),
        columns=_attributes(entry, "columns"),
        constant=_attributes(entry, "constant"),
        values=tuple(_value_column(e) for e in entry.entries("value")),
    )
    if ("printed" in layout.columns) == bool(layout.values):
        place = f"{entry.place} › {layout.file}"
        found = "columns.printed + [[table.value]]" if layout.values else "–"
        raise _refuse(place, found, "columns.printed / [[table.value]]")
    return entry.finish(layout)


def _value_column(entry: _Entry) -> ValueColumn:
    return entry.finish(ValueColumn(entry.take("column", str), entry.texts(ATTRIBUTES)))


def _attributes(entry: _Entry, key: str) -> dict[str, str]:
    found = _Entry(entry.take(key, dict, {}), f"{entry.place} › {key}")
    return found.finish(found.texts(ATTRIBUTES))


class _Entry:
    """A TOML table that knows what nobody has asked for yet, so that a misspelt key cannot be passed over."""

    def __init__(self, data: Mapping[str, Any], place: str) -> None:
        self.left, self.place, self.known = dict(data), place, []

    def take(self, key: str, kind: type | tuple[type, ...], *default: Any) -> Any:
        self.known.append(key)
        if key not in self.left and default:
            return default[0]
        if not isinstance(self.left.get(key), kind):
            names = " | ".join(k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,)))
            raise _refuse(f"{self.place} › {key}", repr(self.left.get(key, "–")), names)
        return self.left.pop(key)

    def words(self, key: str) -> Words:
        given = self.take(key, dict)
        if set(given) != {"zh", "en"}:
            raise _refuse(f"{self.place} › {key}", ", ".join(given), "{ zh = …, en = … }")
        return Words(given["zh"], given["en"])

    def texts(self, keys: Iterable[str]) -> dict[str, str]:
        """Those of the keys that are there, as text; a year may be written as a number."""
        return {key: str(given) for key in keys if (given := self.take(key, (str, int), None)) is not None}

    def children(self, key: str) -> list[tuple[str, _Entry]]:
        return [(name, _Entry(e, f"{self.place} › {key}.{name}")) for name, e in self.take(key, dict, {}).items()]

    def entries(self, key: str) -> list[_Entry]:
        return [_Entry(e, f"{self.place} › {key}[{number}]") for number, e in enumerate(self.take(key, list, []), 1)]

    def finish(self, made: Made) -> Made:
        """Hand on what was made of this table, once nothing of it is left."""
        if self.left:
            raise _refuse(self.place, ", ".join(self.left), ", ".join(self.known))
        return made


def _refuse(place: str, found: str, expected: str) -> TableError:
    return TableError(Problem(place, Words(f"“{found}”", f"'{found}'"), Words(expected, expected)))
