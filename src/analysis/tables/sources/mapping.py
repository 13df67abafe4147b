"""A mapping: how one source's table becomes school sections, said in TOML, without Python.

Every key, all of them optional but `schema`:

    schema      = 1
    note        = { zh = …, en = … }          printed with the provenance
    sheet       = "教基*"                      a sheet's name, a pattern with * and ?, or a list; default: every sheet
    header_rows = [3, 4]                      counted from 1; default: found
    recognise   = true                        also take columns the common terms know; default: only what is written here
    grain       = "school"                    what a row is: school | section | class | district. Rows of "class" are added up
    standard    = "none"                      the standard the table is judged by, or none; default: by what it holds
    required    = ["students"]                fields without which the table is refused
    missing     = ["*", "-999"]               more signs and numbers for "not known"
    calendar    = "roc"                       years: 113 → 2024; or "school_year": "20232024" → 2023
    decimal     = ","                         the sign before decimals, where 1.234,5 is written; default: "."
    [columns]     "在校生数 > 小学" = "students@primary"      header = field, or field@stage; "" leaves a column out
    [made]        teachers = { columns = ["Pupils"], over = "Pupils per teacher", round = 1 }
                  how columns make a field: they are added up, × `times` (a field), ÷ `over` (a number or a header), `round`
                  to so many digits, in this order; what is divided by 0 is missing, and said. Names and codes are joined:
                  school_id = { columns = ["District", "School"], between = "-" }
    [sums]        students = ["*年级男生数", "*年级女生数"]    short for [made] { columns = [...] }
    [ratios]      above_norm_teachers = { column = "高于规定学历比例", of = "full_time_teachers", per = 1 }
                                                              short for { columns = [column], times = of, over = per }
    [per_student] books = "生均图书"                          the same of students; { column = …, per = 100 } for per 100
    [constants]   year = 2023;  indoor_sport_area_m2 = { value = 0, because = { zh = …, en = … } }
    [blanks]      area = { value = "plain", because = {…} }   what an empty cell means; numbers are missing unless said here
    [units]       equipment_yuan = "万元"                     where the header does not say it (also "students@primary")
    [values.area] "偏遠" = "remote"                           a kind as the source writes it = a key (or year, county)
    [add_up]      largest_class = "max"                       how class rows are added: sum (default), max or first
    [class_size]  column = "人数"                             each row is one class: makes students, classes, size bands
    [[filters]]   keep | drop = "header", or keep_field | drop_field = "students"; one test: equals, in, blank, above,
                  below; and reason = { zh = …, en = … }. Beside above or below, blank = true says that blank cells are
                  meant too, blank = false that they are not; where there are any, one of the two has to be said
    [[sheet]]     name = "小学*" (or a list), and any table above but `sheet` for these sheets only: what it says is added
                  to the whole or takes its place
    [field.*] [indicator.*] [area.*] [group.*]               more vocabulary (see terms.toml); group: text columns

A header is named by its whole path ("在校生数 > 小学") or its last part, in full or without its unit; * and ? stand for
any text, "re:" begins a regular expression over the path. Identity constants need no `because`; numbers do.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.errors import Problem, TableError
from analysis.language import Words
from analysis.schema import both, one_of, read_toml, shown, validated
from analysis.tables.schools import IDENTITY, STAGES
from analysis.tables.sheets.vocabulary import ROW_KEYS, VALUES, Meaning, read_kind
from analysis.tables.sources.mapping_form import PARTS, Filter, Made, MappingForm, SheetForm, Stated, stated_numbers
from analysis.tables.terms import Terms, common_terms


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
    standard: tuple[str, ...] | None = None
    missing: tuple[str, ...] = ()
    calendar: str = ""
    decimal: str = "."
    columns: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[str, Made] = field(default_factory=dict)
    constants: Mapping[str, Stated] = field(default_factory=dict)
    blanks: Mapping[str, Stated] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    add_up: Mapping[str, str] = field(default_factory=dict)
    class_size: str = ""
    filters: tuple[Filter, ...] = ()
    terms: Terms = field(default_factory=common_terms)
    parts: tuple[tuple[tuple[str, ...], TableMapping], ...] = ()  # patterns of sheet names, and what is said of these

    def of_sheet(self, name: str) -> TableMapping:
        """What it says of one sheet: the first part whose pattern fits its name, else the whole."""
        for patterns, part in self.parts:
            if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
                return part
        return self

    def wants(self, name: str, is_hidden: bool) -> bool:
        """Whether a sheet is to be read: one that is named, else every one that can be seen."""
        named = (*self.sheets, *(pattern for patterns, _ in self.parts for pattern in patterns))
        return any(fnmatch.fnmatchcase(name, one) for one in named) if named else not is_hidden


MAPPINGS = "mappings"  # the folder of mappings beside a reader's tables


def mapping_beside(path: Path) -> Path | None:
    """The mapping of a file in a reader's folder: mappings/<its stem>.toml, else mappings/default.toml."""
    folder = path.parent / MAPPINGS
    return next((found for found in (folder / f"{path.stem}.toml", folder / "default.toml") if found.is_file()), None)


def read_mapping(path: Path) -> TableMapping:
    """Read a mapping file; TableError naming every key it gets wrong."""
    return parse_mapping(read_toml(path, TableError), path.name)


def parse_mapping(data: Mapping[str, Any], place: str) -> TableMapping:
    """A mapping from a TOML document; TableError naming every key it gets wrong."""
    if isinstance(data.get("sheet"), list) and all(isinstance(part, dict) for part in data["sheet"]):
        data = {PARTS if key == "sheet" else key: value for key, value in data.items()}
    form = validated(MappingForm, data, place, TableError, name=lambda entry: str(entry.get("name", "")))
    terms = common_terms().joined(form.terms)
    forms = [(form, place), *((part, f"{place} › {PARTS} {', '.join(part.name)}") for part in form.parts)]
    if problems := [
        problem
        for one, where in forms
        for check in (_unknown_names, _unknown_kinds, _unknown_constants, _unfit_keys)
        for problem in check(one, terms, where)
    ]:
        raise TableError(problems)
    whole = replace(
        _as_mapping(form, TableMapping(place=place, terms=terms)),
        note=form.note,
        sheets=tuple(form.sheet),
        recognise=form.recognise,
        required=tuple(form.required),
        standard=None if form.standard is None else tuple(one for one in form.standard if one != "none"),
    )
    return replace(whole, parts=tuple((tuple(part.name), _as_mapping(part, whole)) for part in form.parts))


def _as_mapping(form: SheetForm, whole: TableMapping) -> TableMapping:
    """What a mapping says with what one of its sheets adds to it or says otherwise."""
    return replace(
        whole,
        header_rows=tuple(form.header_rows) or whole.header_rows,
        grain=form.grain if "grain" in form.model_fields_set else whole.grain,
        missing=(*whole.missing, *form.missing),
        calendar=form.calendar or whole.calendar,
        decimal=form.decimal if "decimal" in form.model_fields_set else whole.decimal,
        columns={**whole.columns, **form.columns},
        made={**whole.made, **{name: made for _, name, made in form.all_made()}},
        constants={**whole.constants, **form.constants},
        blanks={**whole.blanks, **form.blanks},
        units={**whole.units, **form.units},
        values={**whole.values, **form.values},
        add_up={**whole.add_up, **form.add_up},
        class_size=form.class_size.column if form.class_size else whole.class_size,
        filters=(*whole.filters, *form.filters),
    )


def _unknown_names(form: SheetForm, terms: Terms, place: str) -> Iterator[Problem]:
    """Fields and stages that are named and are not there."""
    tables = ("made", "sums", "ratios", "per_student", "constants", "blanks", "units", "add_up")
    named = [("columns", key) for key in form.columns.values() if key]
    named += [(table, key) for table in tables for key in getattr(form, table)]
    named += [(f"{table} › {name}", made.times) for table, name, made in form.all_made() if made.times is not None]
    named += [("filters", rule.field) for rule in form.filters if rule.field]
    named += [("required", key) for key in getattr(form, "required", ())]
    for table, key in named:
        meaning = Meaning.parse(key)
        if meaning.field not in terms.fields and meaning.field not in terms.groups:
            yield Problem(f"{place} › {table}", shown(key), both(", ".join((*terms.fields, *terms.groups))))
        elif meaning.stage is not None and (meaning.stage not in STAGES or meaning.field in IDENTITY):
            stages = ", ".join(f"{meaning.field}@{stage}" for stage in STAGES)
            yield Problem(f"{place} › {table}", shown(key), both(stages))


def _unknown_kinds(form: SheetForm, terms: Terms, place: str) -> Iterator[Problem]:
    """Kinds that a source's words are said to mean, and that are not there."""
    for name, table in form.values.items():
        if name not in IDENTITY and name not in terms.groups:
            known = ", ".join((*VALUES, "county", "year", *terms.groups))
            yield Problem(f"{place} › values › {name}", shown(name), both(known))
        kinds = set(VALUES.get(name, {}).values()) | (set(terms.areas) if name == "area" else set())
        for written, key in table.items():
            if kinds and key not in kinds:
                yield Problem(f"{place} › values › {name} › {written}", shown(key), one_of(kinds))


def _unknown_constants(form: SheetForm, terms: Terms, place: str) -> Iterator[Problem]:
    """Constants and blanks of kinds that are none."""
    for table in ("constants", "blanks"):
        for name, stated in getattr(form, table).items():
            kinds = set(VALUES.get(name, {}).values()) | (set(terms.areas) if name == "area" else set())
            if kinds and stated.value not in tuple(kinds) and not read_kind(name, stated.value):
                yield Problem(f"{place} › {table} › {name}", shown(stated.value), one_of(kinds))


def _unfit_keys(form: SheetForm, terms: Terms, place: str) -> Iterator[Problem]:
    """A field that is made twice, words between the parts of a number, a number that is none."""
    seen: set[str] = set()
    texts = (*IDENTITY, *ROW_KEYS, *terms.groups)
    for table, name, made in form.all_made():
        where = f"{place} › {table} › {name}"
        if name in seen:
            yield Problem(where, shown(name), Words("每个字段只写一次", "each field once"))
        elif made.between is not None and Meaning.parse(name).field not in texts:
            yield Problem(where, shown("between"), Words("只用于名称和代码", "between for names and codes only"))
        elif made.arithmetic and name in terms.groups:
            yield Problem(
                where, shown(", ".join(made.arithmetic)), Words("分组列不能计算", "no arithmetic with groups")
            )
        seen.add(name)
    for table, name, value in stated_numbers(form, terms.groups):
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            yield Problem(f"{place} › {table} › {name}", shown(value), Words("数", "a number"))


def fields_named(keys: Iterable[str]) -> set[str]:
    """The fields of keys such as "students@primary"."""
    return {Meaning.parse(key).field for key in keys}
