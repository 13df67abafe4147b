"""The datasets there are, found by id and read once: school tables, printed facts, and what stands beside them.

The mapping of a file is the one named in SOURCES.toml, else mappings/<the file's stem>.toml, else mappings/default.toml;
without any the headers speak.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import Problem, TableError, UsageError
from analysis.language import Words
from analysis.paths import RAW, user_root
from analysis.tables.catalogue.corrections import read_corrections
from analysis.tables.catalogue.own_folder import Refused, read_sound_files
from analysis.tables.catalogue.provenance import Provenance, SourceFile
from analysis.tables.catalogue.slices import carried
from analysis.tables.catalogue.sources import SOURCES, Dataset, DatasetFile, is_registered, of_folder, of_sources
from analysis.tables.checks.problems import problem
from analysis.tables.facts.files import Facts, read_facts
from analysis.tables.schools import SchoolTable
from analysis.tables.sheets.companions import read_companion, read_record
from analysis.tables.sheets.file_kinds import kind_of_ending
from analysis.tables.sheets.reading import Reading, TableFile, accepted, read_files
from analysis.tables.sources.mapping import TableMapping, mapping_beside, read_mapping

CORRECTIONS = "corrections.toml"


def datasets(root: Path | None = None) -> list[Dataset]:
    """Every dataset: the reader's own first, then those that come with the project."""
    own = root or user_root()
    return [*(of_folder(own) if own else ()), *of_sources(RAW)]


def find_dataset(name: str) -> Dataset:
    """One dataset by its id; UsageError naming those there are."""
    if mine := carried(name):
        return mine.dataset
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
    """The school table of a dataset; each state of its files is read once in a process.

    Raises
    ------
    UsageError : no such dataset, or one of printed facts
    TableError : every fault of its files; of a reader's own folder only when no file is without
    """
    if mine := carried(name):
        return mine.table
    dataset = find_dataset(name)
    if dataset.shape != "schools":
        raise _of_other_shape(dataset, Words("学校数据集", "a dataset of schools"))
    return _load_schools(dataset.root, dataset.id, _state_of(dataset.root))[0]


def refused_files(name: str) -> Refused:
    """The files of a reader's own folder that are no part of its table, each with its faults."""
    dataset = find_dataset(name)
    return _load_schools(dataset.root, dataset.id, _state_of(dataset.root))[1] if dataset.shape == "schools" else {}


def load_facts(name: str) -> Facts:
    """The printed facts of a dataset, read once in a process; UsageError for a dataset of schools."""
    dataset = find_dataset(name)
    if dataset.shape != "facts":
        raise _of_other_shape(dataset, Words("公布数字的数据集", "a dataset of printed facts"))
    return _load_facts(dataset.root, dataset.id)


def sources_of_record(name: str, year: int) -> Provenance:
    """Where the figures come from that counties state of themselves, without a school table."""
    dataset = find_dataset(name)
    files = tuple(SourceFile(file.name, file.sha256, 0) for file in dataset.county_facts)
    return _described(dataset, files, dataset.date or dt.date(year or dt.MINYEAR, 12, 31))


def load_beside(name: str, what: str) -> pd.DataFrame | None:
    """A companion table of a dataset (see companions.TABLES), verified, read once; None where it has none."""
    return _load_beside(find_dataset(name).root, name, what)


def load_record(name: str, what: str) -> Mapping[str, Any] | None:
    """A record of a simulated dataset (companions.RECORDS), verified; None where there is none."""
    file = _verified_beside(find_dataset(name), what)
    return read_record(file.path) if file else None


def size_of(dataset: Dataset) -> tuple[int, list[int]]:
    """How many rows a dataset has, and its years."""
    if dataset.shape == "record":
        return 0, []
    if dataset.shape == "facts":
        rows = load_facts(dataset.id).rows
        return len(rows), sorted(int(year) for year in rows["year"].dropna().unique())
    table = load_dataset(dataset.id)
    return len(table.rows), table.years


def _of_other_shape(dataset: Dataset, expected: Words) -> UsageError:
    return UsageError(Problem("dataset", Words(f"“{dataset.id}”不是", f"'{dataset.id}' is another kind"), expected))


def _state_of(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes with every file of a reader's folder; a registered one states the sums of its files."""
    if is_registered(root):
        return ()
    folders = [folder for folder in (root, root / "mappings") if folder.is_dir()]  # not all below: it may be a home
    found = ((path, path.stat()) for folder in folders for path in sorted(folder.iterdir()) if path.is_file())
    return tuple((str(path), status.st_mtime_ns, status.st_size) for path, status in found)


@lru_cache(maxsize=16)
def _load_schools(root: Path, name: str, state: object) -> tuple[SchoolTable, Refused]:
    _read_mapping_once.cache_clear()
    dataset = _entry(root, name)
    corrections = read_corrections([dataset.root / CORRECTIONS], name)
    files, refused = _described_files(dataset, root)
    verify(dataset.files)
    if is_registered(root):
        reading = accepted(read_files(files, corrections))
    else:
        reading, faulty = read_sound_files(files, corrections)
        refused |= faulty
        reading.problems.notes += _unsupported_beside(root)
    reading.problems.notes += [not_read(name, problems) for name, problems in refused.items()]
    files = [file for file in files if file.name not in refused]
    provenance = _provenance(dataset, reading, files)
    table = SchoolTable(
        reading.rows,
        reading.locators,
        provenance,
        reading.terms,
        printed=reading.printed,
        stated=reading.stated,
        accounts=reading.accounts,
        classes=_some(reading.below and reading.below.classes),
        grades=_some(reading.below and reading.below.grades),
        standard=_named_standard(dataset, files),
    )
    return table, refused


def _some(rows: pd.DataFrame | None) -> pd.DataFrame | None:
    return rows if rows is not None and len(rows) else None


def _described_files(dataset: Dataset, root: Path) -> tuple[list[TableFile], dict[str, tuple[Problem, ...]]]:
    """The files with their mappings, and those whose mapping is at fault."""
    files, refused = [], {}
    for file in dataset.files:
        try:
            files.append(TableFile(file.path, _mapping_of(file, root), file.name))
        except TableError as wrong:
            refused[file.name] = tuple(wrong.problems)
    if refused and (is_registered(root) or not files):
        raise TableError(dict.fromkeys(problem for problems in refused.values() for problem in problems))
    return files, refused


def _unsupported_beside(root: Path) -> list[Problem]:
    """Notes on the files of a folder that may hold a table and cannot be read."""
    kinds = ((path.name, kind_of_ending(path.name)) for path in sorted(root.iterdir()) if not path.name.startswith("."))
    return [
        problem("unsupported_beside", name, what=kind.what, remedy=kind.remedy)
        for name, kind in kinds
        if kind and kind.is_data
    ]


def not_read(name: str, problems: Sequence[Problem]) -> Problem:
    """The note on a file of a reader's folder that has faults."""
    return Problem(
        name,
        Words(f"有{len(problems)}处错误，没有读入", f"has {len(problems)} error(s) and was not read"),
        Words("没有错误的表格", "a table without errors"),
        Words("（见 junheng check）", "(see junheng check)"),
        severity="note",
    )


def _named_standard(dataset: Dataset, files: Sequence[TableFile]) -> tuple[str, ...] | None:
    """The standards that SOURCES.toml names, else the first of the mappings that names any."""
    named = (file.mapping.standard for file in files if file.mapping.standard is not None)
    return dataset.standard if dataset.standard is not None else next(named, None)


@cache
def _load_facts(root: Path, name: str) -> Facts:
    dataset = _entry(root, name)
    verify(dataset.files)
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
        verify([file])
    return file


def _entry(root: Path, name: str) -> Dataset:
    return next(dataset for dataset in (of_folder(root) if root != RAW else of_sources(RAW)) if dataset.id == name)


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
    beside = (SourceFile(file.name, file.sha256, 0) for file in (*dataset.beside.values(), *dataset.county_facts))
    described = replace(
        _described(dataset, (*reading.files, *beside), dataset.date or latest),
        reading=reading.left_out,
        note=note,
        notes=tuple(reading.problems.notes),
    )
    return described.of_years(reading.rows["year"].unique())


def _mapping_of(file: DatasetFile, root: Path) -> TableMapping:
    """The mapping a file is read by, read once for all files that share it."""
    path = file.mapping or mapping_beside(root / file.path.name)
    return _read_mapping_once(path) if path else _NO_MAPPING


_NO_MAPPING = TableMapping()


_read_mapping_once = cache(read_mapping)


def verify(files: Sequence[DatasetFile]) -> None:
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
