"""What a folder holds (数据集登记): the data sets of a SOURCES.toml, or a reader's own tables as one.

    schema = 1
    [[dataset]]
    id       = "demo-a"
    kind     = "reconstructed"                     real | reconstructed | synthetic | own
    shape    = "schools"                           schools | facts | record (only what counties state of themselves)
    title    = { zh = …, en = … }
    producer = { zh = …, en = … }
    url      = "…"                                 may be left out
    date     = 2023-09-01                          the day the numbers describe
    obtained = 2024-02-05                          the day they were received; may be left out
    licence  = "MIT"                                   or { zh = …, en = … }
    note     = { zh = …, en = … }                  may be left out
    standard = ["cn-quality-balance-2017"]         what it is judged by; [] for none
    kind_of_year = { 2021 = "synthetic" }          years of another kind; may be left out
    [[dataset.files]]
    path     = "demo/demo-a-2023.xlsx"             beside SOURCES.toml
    sha256   = "…"                                 of the file as received; verified before reading
    mapping  = "michigan/mapping.toml"             may be left out
    [dataset.beside.classes]                       tables of another grain, see companions.py; may be left out
    path, sha256                                   as above
    [[dataset.county_facts]]                       workbooks of what counties state of themselves; may be left out
    path, sha256                                   as above

A reader's folder without SOURCES.toml is one dataset, "own", of all table files in it that have no fault; a TXT file of
sentences is a report and no table. Files named
like a companion (classes.csv) and workbooks of county facts (county/record_file.py) stand beside it, and alone make one of
shape "record".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from analysis.errors import TableError
from analysis.language import Words
from analysis.schema import Bilingual, Day, Form, Named, Text, read_toml, refusal, shown, validated
from analysis.tables.catalogue.provenance import Kind
from analysis.tables.county.record_file import is_record_file
from analysis.tables.sheets.companions import COMPANIONS, TABLES, is_companion
from analysis.tables.sheets.file_kinds import TEXTS, WORKBOOKS
from analysis.tables.sheets.prose import is_prose

Shape = Literal["schools", "facts", "record"]
SOURCES = "SOURCES.toml"
OWN = "own"
YEAR_DIGITS = 4


@dataclass(frozen=True)
class DatasetFile:
    """A file of a dataset; sha256 is "" where nobody has stated it (a reader's own file)."""

    path: Path
    name: str
    sha256: str
    mapping: Path | None = None


@dataclass(frozen=True)
class Dataset:
    """An entry of the catalogue."""

    id: str
    kind: Kind
    shape: Shape
    title: Words
    producer: Words
    licence: Words
    files: tuple[DatasetFile, ...]
    root: Path
    standard: tuple[str, ...] | None = ()  # None: nobody has named one
    date: dt.date | None = None
    obtained: dt.date | None = None
    url: str = ""
    note: Words | None = None
    kind_of_year: Mapping[int, Kind] = field(default_factory=dict)
    beside: Mapping[str, DatasetFile] = field(default_factory=dict)
    county_facts: tuple[DatasetFile, ...] = ()

    @property
    def all_files(self) -> tuple[DatasetFile, ...]:
        """Everything it is made from."""
        return (*self.files, *self.beside.values(), *self.county_facts)


def is_registered(root: Path) -> bool:
    """Whether somebody answers for the files of a folder, so that each of them has to be there and right."""
    return (root / SOURCES).is_file()


def of_folder(root: Path) -> list[Dataset]:
    """The datasets of a reader's folder."""
    if is_registered(root):
        return of_sources(root)
    tables = sorted(
        path
        for path in root.iterdir()
        if path.suffix.lower() in (*WORKBOOKS, *TEXTS)
        and not path.name.startswith((".", "~$"))
        and not _is_report(path)
    )
    beside = {
        path.stem: DatasetFile(path, path.name, "")
        for path in tables
        if path.stem in TABLES and is_companion(path, path.stem)
    }
    others = [path for path in tables if path.stem not in beside]
    facts = [path for path in others if is_record_file(path)]
    files = tuple(DatasetFile(path, path.name, "") for path in others if path not in facts)
    title = Words(f"自有数据（{root.name}）", f"Own data ({root.name})")
    producer = Words("用户自备", "The reader")
    shape: Shape = "schools" if files else "record"
    own = Dataset(OWN, "own", shape, title, producer, Words("", ""), files, root, None, beside=beside)
    own = replace(own, county_facts=tuple(DatasetFile(path, path.name, _digest(path)) for path in facts))
    return [own] if files or facts else []


def _is_report(path: Path) -> bool:
    return path.suffix.lower() == ".txt" and is_prose(path)


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@cache
def of_sources(root: Path) -> list[Dataset]:
    data = read_toml(root / SOURCES, TableError)
    form = validated(SourcesForm, data, SOURCES, TableError, name=lambda entry: str(entry.get("id", "")))
    return [_dataset(entry, root) for entry in form.dataset]


def _year(key: str) -> int:
    if len(key) != YEAR_DIGITS or not (key.isascii() and key.isdecimal()):
        raise refusal(shown(key), Words("四位数字的年份", "a year of four digits"))
    return int(key)


Year = Annotated[int, BeforeValidator(_year)]  # as a key


class FileForm(Form):
    """{ path, sha256, mapping }, both paths from the folder of SOURCES.toml."""

    path: Text
    sha256: Text
    mapping: Text | None = None


class DatasetForm(Form):
    """[[dataset]]."""

    id: Text
    kind: Kind
    shape: Shape
    title: Bilingual
    producer: Bilingual
    licence: Named
    date: Day
    standard: list[Text]
    files: list[FileForm]
    obtained: Day | None = None
    url: str = ""
    note: Bilingual | None = None
    kind_of_year: dict[Year, Kind] = {}
    beside: dict[Literal[COMPANIONS], FileForm] = {}  # type: ignore[valid-type]
    county_facts: list[FileForm] = []


class SourcesForm(Form):
    """SOURCES.toml."""

    schema_: Literal[1] = Field(alias="schema")
    dataset: list[DatasetForm] = []

    @model_validator(mode="after")
    def _names_each_once(self) -> SourcesForm:
        names = [one.id for one in self.dataset]
        for place, name in enumerate(names):
            if name in names[:place]:
                raise refusal(
                    shown(name), Words("每个数据集一个id", "one id for one dataset"), at=("dataset", place, "id")
                )
        return self


def _dataset(entry: DatasetForm, root: Path) -> Dataset:
    def file(one: FileForm) -> DatasetFile:
        return DatasetFile(
            root / one.path, Path(one.path).name, one.sha256, root / one.mapping if one.mapping else None
        )

    return Dataset(
        id=entry.id,
        kind=entry.kind,
        shape=entry.shape,
        title=entry.title,
        producer=entry.producer,
        licence=entry.licence,
        files=tuple(map(file, entry.files)),
        root=root,
        standard=tuple(entry.standard),
        date=entry.date,
        obtained=entry.obtained,
        url=entry.url,
        note=entry.note,
        kind_of_year=entry.kind_of_year,
        beside={what: file(one) for what, one in entry.beside.items()},
        county_facts=tuple(map(file, entry.county_facts)),
    )
