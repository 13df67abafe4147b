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
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from analysis.errors import Problem, TableError
from analysis.language import Words
from analysis.schema import Bilingual, Form, Positive, Text, Texts, both, one_of, read_toml, refusal, shown, validated
from analysis.tables.schools import IDENTITY, STAGES
from analysis.tables.sheets.numbers import unit_of
from analysis.tables.sheets.vocabulary import VALUES, Meaning
from analysis.tables.terms import Terms, TermsForm, common_terms

TESTS = ("equals", "in", "blank", "above", "below")


class Stated(Form):
    """A value, and why it is so; a bare value stands for one without a reason."""

    value: Any
    because: Bilingual | None = None


class Ratio(Form):
    """A field printed as a share of another; a bare header stands for one per student."""

    column: Text
    of: Text | None = None
    per: Positive = 1


class ClassSizeForm(Form):
    """[class_size]: the column of every class's students."""

    column: Text


class Filter(Form):
    """[[filters]]: one column or field, one test, one reason."""

    keep: Text | None = None
    drop: Text | None = None
    keep_field: Text | None = None
    drop_field: Text | None = None
    equals: Any = None
    in_: list[Any] | None = Field(default=None, alias="in")
    blank: bool | None = None
    above: float | None = None
    below: float | None = None
    reason: Bilingual

    @property
    def chosen(self) -> list[str]:
        """What it says: one of the first four, one of the tests."""
        names = ("keep", "drop", "keep_field", "drop_field", "equals", "in_", "blank", "above", "below")
        return [name for name in names if getattr(self, name) is not None]

    @model_validator(mode="after")
    def _says_one_thing(self) -> Filter:
        actions = [name for name in self.chosen if name.split("_")[0] in ("keep", "drop")]
        if len(actions) != 1 or len(self.chosen) != 2:
            tests = " | ".join(TESTS)
            raise refusal(shown(", ".join(self.chosen)), f"keep | drop | keep_field | drop_field; {tests}; reason")
        return self

    @property
    def keeps(self) -> bool:
        """Whether the rows that pass the test stay, or those that do not."""
        return self.chosen[0].startswith("keep")

    @property
    def column(self) -> str:
        """The header whose cells are tested as written; "" where a field is."""
        return self.keep or self.drop or ""

    @property
    def field(self) -> str:
        """The field that is tested as read; "" where a column is."""
        return self.keep_field or self.drop_field or ""

    @property
    def test(self) -> str:
        return self.chosen[1].rstrip("_")

    @property
    def wanted(self) -> object:
        """What the test compares with."""
        return getattr(self, self.chosen[1])


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


def _as_table(key: str) -> BeforeValidator:
    """A bare value stands for a table with this one key."""
    return BeforeValidator(lambda value: value if isinstance(value, dict) else {key: value})


MAPPINGS = "mappings"  # the folder of mappings beside a reader's tables
PARTS = "[[sheet]]"
StatedTable = dict[str, Annotated[Stated, _as_table("value")]]


class SheetForm(Form):
    """What a mapping says of the columns and rows of a sheet."""

    header_rows: list[int] = []
    grain: Literal["school", "section", "class", "district", "form"] = "school"
    calendar: Literal["", "roc", "school_year"] = ""
    missing: list[str] = []
    columns: dict[str, str] = {}
    sums: dict[str, list[Text]] = {}
    ratios: dict[str, Ratio] = {}
    per_student: dict[str, Annotated[Ratio, _as_table("column")]] = {}
    constants: StatedTable = {}
    blanks: StatedTable = {}
    units: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    add_up: dict[str, Literal["sum", "max", "first"]] = {}
    class_size: ClassSizeForm | None = None
    filters: list[Filter] = []

    @model_validator(mode="after")
    def _hangs_together(self) -> SheetForm:
        rows = self.header_rows
        if rows and rows != list(range(rows[0], rows[0] + len(rows))):
            raise refusal(shown(rows), "[3, 4]", at=("header_rows",))
        for key, unit in self.units.items():
            if unit_of(unit) is None:
                raise refusal(shown(unit), "元, 千元, 万元, 亿元, ㎡, 亩, 公顷, %, 人 …", at=("units", key))
        for table in ("constants", "blanks"):
            for name, stated in getattr(self, table).items():
                if stated.because is None and Meaning.parse(name).field not in IDENTITY:
                    raise refusal(shown(stated.value), "{ value = …, because = { zh = …, en = … } }", at=(table, name))
        for name, ratio in self.ratios.items():
            if ratio.of is None:
                raise refusal(shown(name), "column, of, per", at=("ratios", name))
        return self


class PartForm(SheetForm):
    """[[sheet]]: what a mapping says of one sheet, or of those whose names fit a pattern."""

    name: Texts


class MappingForm(TermsForm, SheetForm):
    """A mapping as written."""

    note: Bilingual | None = None
    sheet: Texts = []
    recognise: bool = False
    standard: Texts | None = None
    required: list[Text] = ["students"]
    parts: list[PartForm] = Field(default=[], alias=PARTS)


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
        for check in (_unknown_names, _unknown_kinds)
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
    per_student = {
        name: one.model_copy(update={"of": Meaning("students", Meaning.parse(name).stage).key})
        for name, one in form.per_student.items()
    }
    return replace(
        whole,
        header_rows=tuple(form.header_rows) or whole.header_rows,
        grain=form.grain if "grain" in form.model_fields_set else whole.grain,
        missing=(*whole.missing, *form.missing),
        calendar=form.calendar or whole.calendar,
        columns={**whole.columns, **form.columns},
        sums={**whole.sums, **{name: tuple(headers) for name, headers in form.sums.items()}},
        ratios={**whole.ratios, **form.ratios, **per_student},
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
    tables = ("sums", "ratios", "per_student", "constants", "blanks", "units", "add_up")
    named = [("columns", key) for key in form.columns.values() if key]
    named += [(table, key) for table in tables for key in getattr(form, table)]
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


def fields_named(keys: Iterable[str]) -> set[str]:
    """The fields of keys such as "students@primary"."""
    return {Meaning.parse(key).field for key in keys}
