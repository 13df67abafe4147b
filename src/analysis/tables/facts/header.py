"""The header of a facts file (TOML): the document, the words it needs, and what each column of its tables is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, create_model, model_validator

from analysis.errors import TableError
from analysis.language import Words
from analysis.schema import Bilingual, Day, Form, Text, read_toml, refusal, validated
from analysis.tables.facts.fact import Measure, Place, Publication

#: What a column, a constant or a value entry may say about a fact.
ATTRIBUTES = (
    "place", "year", "stage", "measure", "statistic", "printed", "unit", "basis", "certainty", "standard", "section",
    "note_zh", "note_en",
)  # fmt: skip
#: A year may be written as a number.
Said = Annotated[str, BeforeValidator(lambda value: str(value) if type(value) is int else value)]


class MeasureForm(Form):
    """[measure.NAME]: something that neither a field nor an indicator of the terms is."""

    zh: Text
    en: Text
    unit: Bilingual


class PlaceForm(Form):
    """[place.NAME]: a county, a school, a country."""

    zh: Text
    en: Text
    within: str = ""


AttributesForm = create_model("AttributesForm", __base__=Form, **dict.fromkeys(ATTRIBUTES, (Said | None, None)))


def _given(said: Form) -> dict[str, str]:
    """The attributes that are stated, in their own order."""
    return {name: given for name in ATTRIBUTES if (given := getattr(said, name)) is not None}


class ValueColumn(AttributesForm):
    """[[table.value]]: a column of figures, and what all of them have in common."""

    column: Text

    @property
    def common(self) -> Mapping[str, str]:
        """Attribute → what it is for every figure of the column."""
        return _given(self)


class TableForm(Form):
    """[[table]]: how a CSV table is read: one fact per row ("printed" among `columns`) or one per filled cell of `values`."""

    file: Text
    described: AttributesForm = Field(default=AttributesForm(), alias="columns")
    constant_: AttributesForm = Field(default=AttributesForm(), alias="constant")
    values: list[ValueColumn] = Field(default=[], alias="value")

    @property
    def columns(self) -> Mapping[str, str]:
        """Attribute → column heading."""
        return _given(self.described)

    @property
    def constant(self) -> Mapping[str, str]:
        """Attribute → what it is for the whole table."""
        return _given(self.constant_)

    @model_validator(mode="after")
    def _has_one_kind_of_figures(self) -> TableForm:
        if ("printed" in self.columns) == bool(self.values):
            found = "columns.printed + [[table.value]]" if self.values else Words("都没有", "neither")
            raise refusal(found, "columns.printed / [[table.value]]")
        return self


class HeaderForm(Form):
    """NAME.toml."""

    schema_: Literal[1] = Field(alias="schema")
    title: Bilingual
    producer: Bilingual
    url: list[str] = []
    standard: str = ""
    date: Day | None = None
    note: Bilingual
    measure: dict[str, MeasureForm] = {}
    place: dict[str, PlaceForm] = {}
    table: list[TableForm] = []


@dataclass(frozen=True)
class Header:
    """A facts file before its tables are read."""

    path: Path
    publication: Publication
    measures: Mapping[str, Measure]
    places: Mapping[str, Place]
    tables: tuple[TableForm, ...]


def read_header(path: Path) -> Header:
    """Read NAME.toml; TableError with every unknown, missing or ill-typed key."""
    data = read_toml(path, TableError)
    form = validated(HeaderForm, data, path.name, TableError, name=lambda entry: str(entry.get("file", "")))
    return Header(
        path=path,
        publication=Publication(
            path.stem, form.title, form.producer, tuple(form.url), form.standard, form.date, form.note
        ),
        measures={name: Measure(name, Words(one.zh, one.en), one.unit) for name, one in form.measure.items()},
        places={name: Place(name, Words(one.zh, one.en), one.within) for name, one in form.place.items()},
        tables=tuple(form.table),
    )
