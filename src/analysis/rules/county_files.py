"""The workbooks of facts in a data set's folder, as each county's record (各县自报数据): read once, faults named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from analysis.errors import Problem, TableError, UsageError
from analysis.language import Words
from analysis.rules.asked import rule_names
from analysis.schema import one_of
from analysis.tables.catalogue.datasets import find_dataset, not_read, verify
from analysis.tables.catalogue.own_folder import Refused
from analysis.tables.catalogue.slices import carried
from analysis.tables.checks.problems import Problems
from analysis.tables.county.record import Record
from analysis.tables.county.record_file import RecordsRead, read_records
from analysis.tables.schools import SchoolTable


@dataclass(frozen=True)
class CountyRecords:
    """What the counties of a data set state of themselves, what was worth a look, and the files that were refused."""

    records: Mapping[str, Record] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    refused: Refused = field(default_factory=dict)

    def of(self, table: SchoolTable, county: str) -> Record | None:
        """One county's record, by its code or name; a record that names no county is that of the only one."""
        for named in (county, table.county_name(county)):
            if named in self.records:
                return self.records[named]
        return self.records.get("") if len(table.counties) == 1 else None

    def of_others(self, table: SchoolTable, county: str) -> set[str]:
        """The files that other counties' records were read from, and this one's was not."""
        mine = self.of(table, county)
        own = _files_of(mine) if mine else set()
        return {file for record in self.records.values() for file in _files_of(record)} - own

    def share(self, table: SchoolTable, county: str) -> CountyRecords:
        """One county's record, with the notes on it."""
        mine = self.of(table, county)
        return CountyRecords({county: mine} if mine else {}, self.notes_on(table))

    def notes_on(self, table: SchoolTable) -> tuple[Problem, ...]:
        """The notes, with one for each record whose county the school table does not have."""
        problems = Problems()
        known = {*table.counties, *map(table.county_name, table.counties)}
        for county, record in self.records.items():
            if county not in known and (county or len(table.counties) > 1):
                listed = ", ".join(map(table.county_name, table.counties[:20]))
                problems.say("county_not_in_tables", record.source.zh, county=county or "?", known=listed)
        return (*self.notes, *problems.notes)


def _files_of(record: Record) -> set[str]:
    return set(record.source.zh.split("、"))


def read_county_files(paths: Sequence[Path]) -> RecordsRead:
    """Some files read as one, their rows held against the items and the rules of every standard."""
    return read_records(paths, rule_names())


def county_records(dataset: str) -> CountyRecords:
    """The records of a data set: of a reader's own folder, those of the files without faults."""
    if mine := carried(dataset):
        return mine.records
    files = find_dataset(dataset).county_facts
    verify(files)
    return _read(tuple((file.path, file.sha256) for file in files)) if files else CountyRecords()


def record_of(dataset: str, county: str = "") -> Record:
    """One county's record of a data set without a school table; "" takes the only or first one.

    UsageError naming the counties there are; TableError where every file has faults.
    """
    read = county_records(dataset)
    if not read.records:
        raise TableError(problem for problems in read.refused.values() for problem in problems)
    if (county or next(iter(read.records))) not in read.records:
        raise UsageError.at("county", Words(f"没有“{county}”", f"there is no '{county}'"), one_of(read.records))
    record = read.records[county or next(iter(read.records))]
    title = find_dataset(dataset).title
    return record if record.place.zh else replace(record, place=title)


@cache
def _read(files: tuple[tuple[Path, str], ...]) -> CountyRecords:
    paths = [path for path, _ in files]
    refused = {path.name: tuple(errors) for path in paths if (errors := read_county_files([path]).problems.errors)}
    left = [path for path in paths if path.name not in refused]
    read = read_county_files(left)
    if read.problems.errors:  # sound files that contradict each other
        refused |= {path.name: tuple(read.problems.errors) for path in left}
        read = RecordsRead({}, Problems())
    notes = [*read.problems.notes, *(not_read(name, problems) for name, problems in refused.items())]
    return CountyRecords(read.records, tuple(notes), refused)
