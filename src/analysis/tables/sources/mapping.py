"""A mapping: how one source's table becomes school sections, said in TOML, without Python.

Every key, all of them optional but `schema`:

    schema      = 1
    note        = { zh = …, en = … }          printed with the provenance
    sheet       = "教基*"                      a sheet's name, a pattern with * and ?, or a list; default: every sheet
    header_rows = [3, 4]                      counted from 1; default: found
    recognise   = true                        also take columns the common terms know; default: only what is written here
    grain       = "school"                    what a row is: school | section | class | district. Rows of "class" are added up
    required    = ["students"]                fields without which the table is refused
    missing     = ["*"]                       more signs for "not known"
    calendar    = "roc"                       years: 113 → 2024; or "school_year": "20232024" → 2023
    [columns]     "在校生数 > 小学" = "students@primary"      header = field, or field@stage; "" leaves a column out
    [sums]        students = ["*年级男生数", "*年级女生数"]    field = headers to add up
    [ratios]      above_norm_teachers = { column = "高于规定学历比例", of = "full_time_teachers", per = 1 }
    [per_student] books = "生均图书"                          value × students; { column = …, per = 100 } for per 100
    [constants]   year = 2023;  indoor_sport_area_m2 = { value = 0, because = { zh = …, en = … } }
    [blanks]      area = { value = "plain", because = {…} }   what an empty cell means; numbers are missing unless said here
    [units]       equipment_yuan = "万元"                     where the header does not say it (also "students@primary")
    [values.area] "偏遠" = "remote"                           a kind as the source writes it = a key (or year, county)
    [add_up]      largest_class = "max"                       how class rows are added: sum (default), max or first
    [class_size]  column = "人数"                             each row is one class: makes students, classes, size bands
    [[filters]]   keep | drop = "header", or keep_field | drop_field = "students"; one test: equals, in, blank, above,
                  below; and reason = { zh = …, en = … }
    [field.*] [indicator.*] [area.*] [group.*]               more vocabulary (see terms.toml); group: text columns

A header is named by its whole path ("在校生数 > 小学") or its last part, in full or without its unit; * and ? stand for
any text, "re:" begins a regular expression over the path. Identity constants need no `because`; numbers do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import Problem, TableError
from analysis.language import Words
from analysis.tables.schools import IDENTITY, STAGES
from analysis.tables.sheets.numbers import unit_of
from analysis.tables.sheets.vocabulary import VALUES, Meaning
from analysis.tables.terms import Terms, common_terms

GRAINS = ("school", "section", "class", "district")
CALENDARS = ("", "roc", "school_year")
ADDITIONS = ("sum", "max", "first")
TESTS = ("equals", "in", "blank", "above", "below")
_TERM_TABLES = ("field", "indicator", "area", "group")
_KEYS = {
    "schema": int, "note": dict, "sheet": (str, list), "header_rows": list, "recognise": bool, "grain": str,
    "required": list, "missing": list, "calendar": str, "columns": dict, "sums": dict, "ratios": dict,
    "per_student": dict, "constants": dict, "blanks": dict, "units": dict, "values": dict, "add_up": dict,
    "class_size": dict, "filters": list, **dict.fromkeys(_TERM_TABLES, dict),
}  # fmt: skip


@dataclass(frozen=True)
class Stated:
    """A value somebody states rather than reads, and why."""

    value: object
    because: Words | None = None


@dataclass(frozen=True)
class Ratio:
    """A field printed as a share of another: value = printed / per × of."""

    column: str
    of: str
    per: float = 1


@dataclass(frozen=True)
class Filter:
    """Rows to keep or to drop, by a column as written or by a field as read."""

    keeps: bool
    column: str
    field: str
    test: str
    wanted: object
    reason: Words


@dataclass(frozen=True)
class TableMapping:
    """A mapping as read; `place` names its file in messages. The default reads what the common terms know."""

    place: str = ""
    note: Words | None = None
    sheets: tuple[str, ...] = ()
    header_rows: tuple[int, ...] = ()
    recognise: bool = True
    grain: str = "school"
    required: tuple[str, ...] = ("students",)
    missing: tuple[str, ...] = ()
    calendar: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ratios: Mapping[str, Ratio] = field(default_factory=dict)
    constants: Mapping[str, Stated] = field(default_factory=dict)
    blanks: Mapping[str, Stated] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    add_up: Mapping[str, str] = field(default_factory=dict)
    class_size: str = ""
    filters: tuple[Filter, ...] = ()
    terms: Terms = field(default_factory=common_terms)


def read_mapping(path: Path) -> TableMapping:
    """Read a mapping file; TableError naming every key it gets wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        found = Words(f"不是可读的TOML（{reason}）", f"not readable TOML ({reason})")
        raise TableError(Problem(path.name, found, Words("列对照文件", "a mapping file"))) from reason
    return parse_mapping(data, path.name)


def parse_mapping(data: Mapping[str, Any], place: str) -> TableMapping:
    """A mapping from a TOML document; TableError naming every key it gets wrong."""
    check = _Check(place)
    check.document(data)
    check.stop()
    terms = common_terms().extended({name: data.get(name, {}) for name in _TERM_TABLES}, place)
    check.names(data, terms)
    filters = tuple(check.filter(entry, number) for number, entry in enumerate(data.get("filters", ()), 1))
    ratios = {name: check.ratio(name, entry, "of") for name, entry in data.get("ratios", {}).items()}
    ratios |= {name: check.ratio(name, entry, "") for name, entry in data.get("per_student", {}).items()}
    constants = {name: check.stated(name, entry, "constants") for name, entry in data.get("constants", {}).items()}
    blanks = {name: check.stated(name, entry, "blanks") for name, entry in data.get("blanks", {}).items()}
    note = check.words(data["note"], "note") if "note" in data else None
    check.stop()
    sheet = data.get("sheet", ())
    return TableMapping(
        place=place,
        note=note,
        sheets=(sheet,) if isinstance(sheet, str) else tuple(sheet),
        header_rows=tuple(data.get("header_rows", ())),
        recognise=data.get("recognise", False),
        grain=data.get("grain", "school"),
        required=tuple(data.get("required", ("students",))),
        missing=tuple(data.get("missing", ())),
        calendar=data.get("calendar", ""),
        columns=dict(data.get("columns", {})),
        sums={name: tuple(headers) for name, headers in data.get("sums", {}).items()},
        ratios=ratios,
        constants=constants,
        blanks=blanks,
        units=dict(data.get("units", {})),
        values={name: dict(table) for name, table in data.get("values", {}).items()},
        add_up=dict(data.get("add_up", {})),
        class_size=data.get("class_size", {}).get("column", ""),
        filters=filters,
        terms=terms,
    )


class _Check:
    """Collects what a mapping gets wrong, so that one message names it all."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.problems: list[Problem] = []

    def stop(self) -> None:
        if self.problems:
            raise TableError(self.problems)

    def wrong(self, key: str, found: object, expected: str) -> None:
        text = str(found)
        self.problems.append(
            Problem(f"{self.place} › {key}", Words(f"“{text}”", f"'{text}'"), Words(expected, expected))
        )

    def document(self, data: Mapping[str, Any]) -> None:
        if data.get("schema") != 1:
            self.wrong("schema", data.get("schema"), "schema = 1")
        for key, value in data.items():
            if key not in _KEYS:
                self.wrong(key, key, ", ".join(_KEYS))
            elif not isinstance(value, _KEYS[key]):
                self.wrong(key, value, getattr(_KEYS[key], "__name__", "text, list"))
        for key, known in (("grain", GRAINS), ("calendar", CALENDARS)):
            if data.get(key, known[0]) not in known:
                self.wrong(key, data[key], ", ".join(map(repr, known)))
        rows = data.get("header_rows", [])
        if isinstance(rows, list) and rows and rows != list(range(rows[0], rows[0] + len(rows))):
            self.wrong("header_rows", rows, "[3, 4]")

    def names(self, data: Mapping[str, Any], terms: Terms) -> None:
        """Fields, stages, kinds and units named anywhere exist."""
        named: list[tuple[str, str]] = [("columns", key) for key in data.get("columns", {}).values() if key != ""]
        for table in ("sums", "ratios", "per_student", "constants", "blanks", "units", "add_up"):
            named += [(table, key) for key in data.get(table, {})]
        named += [("required", key) for key in data.get("required", ())]
        for table, key in named:
            self.key(table, key, terms)
        for key, unit in data.get("units", {}).items():
            if unit_of(str(unit)) is None:
                self.wrong(f"units.{key}", unit, "元, 千元, 万元, 亿元, ㎡, 亩, 公顷, %, 人 …")
        for key, how in data.get("add_up", {}).items():
            if how not in ADDITIONS:
                self.wrong(f"add_up.{key}", how, ", ".join(ADDITIONS))
        if "class_size" in data and set(data["class_size"]) != {"column"}:
            self.wrong("class_size", ", ".join(data["class_size"]), "column")
        self.kinds(data.get("values", {}), terms)

    def key(self, table: str, key: object, terms: Terms) -> None:
        meaning = Meaning.parse(str(key))
        if meaning.field not in terms.fields and meaning.field not in terms.groups:
            self.wrong(table, key, ", ".join((*terms.fields, *terms.groups)))
        elif meaning.stage is not None and (meaning.stage not in STAGES or meaning.field in IDENTITY):
            self.wrong(table, key, ", ".join(f"{meaning.field}@{stage}" for stage in STAGES))

    def kinds(self, values: Mapping[str, Mapping[str, str]], terms: Terms) -> None:
        for name, table in values.items():
            if name not in IDENTITY and name not in terms.groups:
                self.wrong(f"values.{name}", name, ", ".join((*VALUES, "county", "year", *terms.groups)))
            known = set(VALUES.get(name, {}).values()) | (set(terms.areas) if name == "area" else set())
            for written, key in table.items():
                if known and key not in known:
                    self.wrong(f"values.{name}.{written}", key, ", ".join(sorted(known)))

    def words(self, value: object, key: str) -> Words:
        if not isinstance(value, Mapping) or set(value) != {"zh", "en"}:
            self.wrong(key, value, "{ zh = …, en = … }")
            return Words("", "")
        return Words(value["zh"], value["en"])

    def stated(self, name: str, entry: object, table: str) -> Stated:
        """A constant or the meaning of a blank; a number must say why."""
        key = f"{table}.{name}"
        if not isinstance(entry, Mapping):
            if Meaning.parse(name).field not in IDENTITY:
                self.wrong(key, entry, "{ value = …, because = { zh = …, en = … } }")
            return Stated(entry)
        if not {"value"} <= set(entry) <= {"value", "because"}:
            self.wrong(key, ", ".join(entry), "value, because")
            return Stated("")
        return Stated(entry["value"], self.words(entry.get("because"), f"{key}.because"))

    def ratio(self, name: str, entry: object, of: str) -> Ratio:
        table, known = ("ratios", {"column", "of", "per"}) if of else ("per_student", {"column", "per"})
        if isinstance(entry, str) and not of:
            entry = {"column": entry}
        required = {"column", "of"} if of else {"column"}
        if not isinstance(entry, Mapping) or not required <= set(entry) <= known:
            self.wrong(f"{table}.{name}", entry, ", ".join(sorted(known)))
            return Ratio("", "")
        stage = Meaning.parse(name).stage
        return Ratio(entry["column"], entry.get("of", Meaning("students", stage).key), float(entry.get("per", 1)))

    def filter(self, entry: Mapping[str, Any], number: int) -> Filter:
        key = f"filters[{number}]"
        actions = [name for name in ("keep", "drop", "keep_field", "drop_field") if name in entry]
        tests = [name for name in TESTS if name in entry]
        known = {*actions, *tests, "reason"}
        if len(actions) != 1 or len(tests) != 1 or set(entry) != known:
            self.wrong(key, ", ".join(entry), f"keep | drop | keep_field | drop_field; {' | '.join(TESTS)}; reason")
            return Filter(True, "", "", "blank", True, Words("", ""))
        action, test = actions[0], tests[0]
        is_field = action.endswith("_field")
        return Filter(
            keeps=action.startswith("keep"),
            column="" if is_field else entry[action],
            field=entry[action] if is_field else "",
            test=test,
            wanted=entry[test],
            reason=self.words(entry["reason"], f"{key}.reason"),
        )


def fields_named(keys: Iterable[str]) -> set[str]:
    """The fields of keys such as "students@primary"."""
    return {Meaning.parse(key).field for key in keys}
