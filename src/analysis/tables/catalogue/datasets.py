"""The datasets there are: those of data/raw/SOURCES.toml and those of the reader's own folder.

    schema = 1
    [[dataset]]
    id       = "demo-a"
    kind     = "reconstructed"                     real | reconstructed | synthetic | own
    shape    = "schools"                           schools | facts
    title    = { zh = …, en = … }
    producer = { zh = …, en = … }
    url      = "…"                                 may be left out
    date     = 2023-09-01                          the day the numbers describe
    obtained = 2024-02-05                          the day they were received; may be left out
    licence  = "MIT"                                   or { zh = …, en = … }
    note     = { zh = …, en = … }                  may be left out
    standard = ["cn-quality-balance-2017"]         what it may be judged by; [] for none
    kind_of_year = { 2021 = "synthetic" }          years of another kind; may be left out
    [[dataset.files]]
    path     = "demo/demo-a-2023.xlsx"             beside SOURCES.toml
    sha256   = "…"                                 of the file as received; verified before reading
    mapping  = "michigan/mapping.toml"             may be left out
    [dataset.beside.classes]                       tables of another grain, see companions.py; may be left out
    path, sha256                                   as above

A reader's folder without SOURCES.toml is one dataset, "own", of all table files in it that have no fault (the others
are `refused_files`); files named like a companion (classes.csv) stand beside it. The mapping of a file is the one
named here, else mappings/<the file's stem>.toml, else mappings/default.toml; without any the headers speak.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from analysis.errors import Problem, TableError, UsageError
from analysis.language import Words
from analysis.paths import RAW, user_root
from analysis.tables.catalogue.corrections import read_corrections
from analysis.tables.catalogue.own_folder import Refused, read_sound_files
from analysis.tables.catalogue.provenance import Kind, Provenance, SourceFile
from analysis.tables.facts.files import Facts, read_facts
from analysis.tables.schools import SchoolTable
from analysis.tables.sheets.companions import COMPANIONS, TABLES, read_companion, read_record
from analysis.tables.sheets.grids import TEXTS, WORKBOOKS
from analysis.tables.sheets.school_tables import Reading, TableFile, accepted, read_files
from analysis.tables.sources.mapping import TableMapping, read_mapping

Shape = Literal["schools", "facts"]
SOURCES, CORRECTIONS, MAPPINGS = "SOURCES.toml", "corrections.toml", "mappings"
OWN = "own"


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
    standard: tuple[str, ...] = ()
    date: dt.date | None = None
    obtained: dt.date | None = None
    url: str = ""
    note: Words | None = None
    kind_of_year: Mapping[int, Kind] = field(default_factory=dict)
    beside: Mapping[str, DatasetFile] = field(default_factory=dict)


def datasets(root: Path | None = None) -> list[Dataset]:
    """Every dataset: the reader's own first, then those that come with the project."""
    own = root or user_root()
    return [*(_of_folder(own) if own else ()), *_of_sources(RAW)]


def find_dataset(name: str) -> Dataset:
    """One dataset by its id; UsageError naming those there are."""
    known = datasets()
    for dataset in known:
        if dataset.id == name:
            return dataset
    listed = ", ".join(dataset.id for dataset in known)
    raise UsageError(
        Problem(
            "dataset",
            Words(f"没有数据集“{name}”", f"there is no dataset '{name}'"),
            Words(f"以下之一：{listed}", f"one of: {listed}"),
        )
    )


def load_dataset(name: str) -> SchoolTable:
    """The school table of a dataset, read once in a process.

    Raises
    ------
    UsageError : no such dataset, or one of printed facts
    TableError : every fault of its files; of a reader's own folder only when no file is without
    """
    dataset = find_dataset(name)
    if dataset.shape != "schools":
        raise _of_other_shape(dataset, Words("学校数据集", "a dataset of schools"))
    return _load_schools(dataset.root, dataset.id)[0]


def refused_files(name: str) -> Refused:
    """The files of a reader's own folder that are no part of its table, each with its faults."""
    dataset = find_dataset(name)
    return _load_schools(dataset.root, dataset.id)[1] if dataset.shape == "schools" else {}


def load_facts(name: str) -> Facts:
    """The printed facts of a dataset, read once in a process; UsageError for a dataset of schools."""
    dataset = find_dataset(name)
    if dataset.shape != "facts":
        raise _of_other_shape(dataset, Words("公布数字的数据集", "a dataset of printed facts"))
    return _load_facts(dataset.root, dataset.id)


def load_beside(name: str, what: str) -> pd.DataFrame | None:
    """A companion table of a dataset (see companions.TABLES), verified, read once; None where it has none."""
    return _load_beside(find_dataset(name).root, name, what)


def load_record(name: str, what: str) -> Mapping[str, Any] | None:
    """A record of a simulated dataset (companions.RECORDS), verified; None where there is none."""
    file = _verified_beside(find_dataset(name), what)
    return read_record(file.path) if file else None


def size_of(dataset: Dataset) -> tuple[int, list[int]]:
    """How many rows a dataset has, and its years."""
    if dataset.shape == "facts":
        rows = load_facts(dataset.id).rows
        return len(rows), sorted(int(year) for year in rows["year"].dropna().unique())
    table = load_dataset(dataset.id)
    return len(table.rows), table.years


def _of_other_shape(dataset: Dataset, expected: Words) -> UsageError:
    return UsageError(Problem("dataset", Words(f"“{dataset.id}”不是", f"'{dataset.id}' is another kind"), expected))


@cache
def _load_schools(root: Path, name: str) -> tuple[SchoolTable, Refused]:
    dataset = _entry(root, name)
    corrections = read_corrections([dataset.root / CORRECTIONS], name)
    files, refused = _described_files(dataset, root)
    _verify(dataset.files)
    if _is_registered(root):
        reading = accepted(read_files(files, corrections))
    else:
        reading, faulty = read_sound_files(files, corrections)
        refused |= faulty
    reading.findings.doubts += [_not_read(name, problems) for name, problems in refused.items()]
    files = [file for file in files if file.name not in refused]
    table = SchoolTable(reading.rows, reading.locators, _provenance(dataset, reading, files), reading.terms)
    return table, refused


def _is_registered(root: Path) -> bool:
    """Whether somebody answers for the files of a folder, so that each of them has to be there and right."""
    return (root / SOURCES).is_file()


def _described_files(dataset: Dataset, root: Path) -> tuple[list[TableFile], dict[str, tuple[Problem, ...]]]:
    """The files with their mappings, and those whose mapping is at fault."""
    files, refused = [], {}
    for file in dataset.files:
        try:
            files.append(TableFile(file.path, _mapping_of(file, root), file.name))
        except TableError as wrong:
            refused[file.name] = tuple(wrong.problems)
    if refused and (_is_registered(root) or not files):
        raise TableError(dict.fromkeys(problem for problems in refused.values() for problem in problems))
    return files, refused


def _not_read(name: str, problems: Sequence[Problem]) -> Problem:
    return Problem(
        name,
        Words(f"有{len(problems)}处错误，没有读入", f"has {len(problems)} error(s) and was not read"),
        Words("没有错误的表格", "a table without errors"),
        Words("（见 junheng check）", "(see junheng check)"),
        severity="note",
    )


@cache
def _load_facts(root: Path, name: str) -> Facts:
    dataset = _entry(root, name)
    _verify(dataset.files)
    headers = [file.path for file in dataset.files if file.path.suffix == ".toml"]
    files = tuple(SourceFile(file.name, file.sha256, 0) for file in dataset.files)
    return read_facts(headers, _described(dataset, files, dataset.date))


@cache
def _load_beside(root: Path, name: str, what: str) -> pd.DataFrame | None:
    file = _verified_beside(_entry(root, name), what)
    return read_companion(file.path, what) if file else None


def _verified_beside(dataset: Dataset, what: str) -> DatasetFile | None:
    file = dataset.beside.get(what)
    if file:
        _verify([file])
    return file


def _entry(root: Path, name: str) -> Dataset:
    return next(dataset for dataset in (_of_folder(root) if root != RAW else _of_sources(RAW)) if dataset.id == name)


def _described(dataset: Dataset, files: tuple[SourceFile, ...], date: dt.date | None) -> Provenance:
    return Provenance(
        dataset=dataset.id,
        kind=dataset.kind,
        title=dataset.title,
        producer=dataset.producer,
        licence=dataset.licence,
        as_of=date or dt.date.min,
        files=files,
        note=dataset.note,
        kind_of_year=dataset.kind_of_year,
    )


def _provenance(dataset: Dataset, reading: Reading, files: Sequence[TableFile]) -> Provenance:
    latest = dt.date(int(reading.rows["year"].max()), 9, 1)  # school statistics describe the start of the school year
    notes = dict.fromkeys([dataset.note, *(file.mapping.note for file in files)])
    said = [note for note in notes if note]
    because = dict.fromkeys(
        stated.because for file in files for stated in file.mapping.constants.values() if stated.because
    )
    said += because
    note = (
        Words("".join(note.zh.strip() for note in said), " ".join(note.en.strip() for note in said)) if said else None
    )
    beside = (SourceFile(file.name, file.sha256, 0) for file in dataset.beside.values())
    described = replace(
        _described(dataset, (*reading.files, *beside), dataset.date or latest),
        reading=tuple(reading.findings.reading),
        note=note,
        doubts=tuple(reading.findings.doubts),
    )
    return described.of_years(reading.rows["year"].unique())


def _mapping_of(file: DatasetFile, root: Path) -> TableMapping:
    """The mapping a file is read by, read once for all files that share it."""
    for path in (file.mapping, root / MAPPINGS / f"{file.path.stem}.toml", root / MAPPINGS / "default.toml"):
        if path and (path is file.mapping or path.is_file()):
            return _read_mapping_once(path)
    return _NO_MAPPING


_NO_MAPPING = TableMapping()
_read_mapping_once = cache(read_mapping)


def _verify(files: Sequence[DatasetFile]) -> None:
    """TableError for every file that is not there or not the one received."""
    problems = []
    for file in files:
        if not file.path.is_file():
            found = Words("没有这个文件", "there is no such file")
        elif file.sha256 and (digest := sha256(file.path.read_bytes()).hexdigest()) != file.sha256:
            found = Words(f"文件已变（sha256 {digest[:12]}…）", f"the file has changed (sha256 {digest[:12]}…)")
        else:
            continue
        expected = Words(f"sha256为{file.sha256[:12]}…的文件", f"the file received, sha256 {file.sha256[:12]}…")
        remedy = Words(f"（登记于{SOURCES}）", f"(as {SOURCES} states)")
        problems.append(Problem(file.name, found, expected, remedy))
    if problems:
        raise TableError(problems)


def _of_folder(root: Path) -> list[Dataset]:
    """The datasets of a reader's folder."""
    if _is_registered(root):
        return _of_sources(root)
    tables = sorted(
        path
        for path in root.iterdir()
        if path.suffix.lower() in (*WORKBOOKS, *TEXTS) and not path.name.startswith((".", "~$"))
    )
    beside = {path.stem: DatasetFile(path, path.name, "") for path in tables if path.stem in TABLES}
    files = tuple(DatasetFile(path, path.name, "") for path in tables if path.stem not in TABLES)
    title = Words(f"自有数据（{root.name}）", f"own data ({root.name})")
    producer = Words("用户自备", "the reader")
    standard = ("cn-quality-balance-2017", "cn-basic-balance-2012")
    own = Dataset(OWN, "own", "schools", title, producer, Words("", ""), files, root, standard, beside=beside)
    return [own] if files else []


@cache
def _of_sources(root: Path) -> list[Dataset]:
    path = root / SOURCES
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        raise _wrong(SOURCES, str(reason), "TOML") from reason
    if data.get("schema") != 1 or set(data) - {"schema", "dataset"}:
        raise _wrong(SOURCES, ", ".join(data), "schema = 1, [[dataset]]")
    found = [_dataset(entry, root, f"{SOURCES} › dataset[{k}]") for k, entry in enumerate(data.get("dataset", ()), 1)]
    names = [dataset.id for dataset in found]
    for name in names:
        if names.count(name) > 1:
            raise _wrong(SOURCES, name, "one id for one dataset")
    return found


_NEEDED = {"id", "kind", "shape", "title", "producer", "date", "licence", "standard", "files"}
_ALLOWED = _NEEDED | {"url", "obtained", "note", "kind_of_year", "beside"}


def _dataset(entry: Mapping[str, Any], root: Path, place: str) -> Dataset:
    if _NEEDED - set(entry) or set(entry) - _ALLOWED:
        raise _wrong(place, ", ".join(entry), ", ".join(sorted(_ALLOWED)))
    kinds = {"kind": entry["kind"], **{f"kind_of_year.{y}": kind for y, kind in entry.get("kind_of_year", {}).items()}}
    for key, kind in kinds.items():
        _one_of(kind, get_args(Kind), f"{place} › {key}")
    _one_of(entry["shape"], get_args(Shape), f"{place} › shape")
    for what in entry.get("beside", {}):
        _one_of(what, COMPANIONS, f"{place} › beside")
    return Dataset(
        id=entry["id"],
        kind=entry["kind"],
        shape=entry["shape"],
        title=_words(entry["title"], f"{place} › title"),
        producer=_words(entry["producer"], f"{place} › producer"),
        licence=_licence(entry["licence"], f"{place} › licence"),
        files=tuple(_file(file, root, f"{place} › files") for file in entry["files"]),
        root=root,
        standard=tuple(entry["standard"]),
        date=entry["date"],
        obtained=entry.get("obtained"),
        url=entry.get("url", ""),
        note=_words(entry["note"], f"{place} › note") if "note" in entry else None,
        kind_of_year={int(year): kind for year, kind in entry.get("kind_of_year", {}).items()},
        beside={what: _file(file, root, f"{place} › beside") for what, file in entry.get("beside", {}).items()},
    )


def _file(entry: Mapping[str, Any], root: Path, place: str) -> DatasetFile:
    if {"path", "sha256"} - set(entry) or set(entry) - {"path", "sha256", "mapping"}:
        raise _wrong(place, ", ".join(entry), "path, sha256, mapping")
    mapping = root / entry["mapping"] if "mapping" in entry else None
    return DatasetFile(root / entry["path"], Path(entry["path"]).name, entry["sha256"], mapping)


def _licence(value: str | Mapping[str, str], place: str) -> Words:
    """A name such as MIT is the same in both languages."""
    return Words(value, value) if isinstance(value, str) else _words(value, place)


def _words(value: Mapping[str, str], place: str) -> Words:
    if not isinstance(value, Mapping) or set(value) != {"zh", "en"}:
        raise _wrong(place, str(value), "{ zh = …, en = … }")
    return Words(value["zh"], value["en"])


def _one_of(value: str, known: Sequence[str], place: str) -> None:
    if value not in known:
        raise _wrong(place, value, ", ".join(known))


def _wrong(place: str, found: str, expected: str) -> TableError:
    return TableError(Problem(place, Words(f"“{found}”", f"'{found}'"), Words(expected, expected)))
