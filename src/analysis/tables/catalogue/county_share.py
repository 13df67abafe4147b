"""One county's share of a school table (分县数据): its rows, cells, files and notes, and nothing that another county moves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

import pandas as pd

from analysis.errors import Problem
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.locators import Locators
from analysis.tables.schools import SchoolTable

_LINE = re.compile(r"[A-Z]+(\d+)")
SourceLine = tuple[str, str, str]  # file, sheet and number of a line


def lines_of_note(note: Problem) -> Iterator[SourceLine]:
    """File, sheet and number of every line a note points to."""
    for place in note.place.split("; "):
        file, *rest = place.split(" › ")
        if rest and (found := _LINE.findall(rest[-1])) and _LINE.match(rest[-1]):
            yield from ((file, rest[0] if len(rest) > 1 else "", line) for line in found)


def notes_about(table: SchoolTable, notes: Sequence[Problem]) -> tuple[Problem, ...]:
    """Those of some notes that are about a table's own rows, or about no row at all."""
    if not notes:
        return ()
    lines = table.locators.written
    mine = lines[lines["row"].isin(table.rows.index)]
    of_rows = set(zip(mine["file"], mine["sheet"], mine["line"].astype(str), strict=True))
    files = set(mine["file"])
    return tuple(one for one in notes if _is_about(one, of_rows, files))


def _is_about(note: Problem, of_rows: set[SourceLine], files: set[str]) -> bool:
    lines = list(lines_of_note(note))
    if lines:
        return any(line in of_rows for line in lines)
    named = {place.split(" › ")[0] for place in note.place.split("; ")}
    return bool(named & files) or not any("." in name for name in named)


def without_others(source: Provenance, mine: SchoolTable, whole: SchoolTable, others: Collection[str]) -> Provenance:
    """A provenance without the files that hold other counties' rows only, or are in `others`.

    Of a file of several counties the digest is that of the county's own rows.

    mine : all rows of the county, of every year
    """
    lines = mine.locators.lines
    own = set(lines.loc[lines["row"].isin(mine.rows.index), "file"])
    foreign = ({file for file, _ in whole.locators.sheets} | set(others)) - own
    files = (file for file in source.files if file.name not in foreign)
    several = whole.files_of_several
    files = (replace(file, of_several=True) if file.name in several else file for file in files)
    return with_own_digests(replace(source, files=tuple(files)), mine)


def with_own_digests(source: Provenance, mine: SchoolTable) -> Provenance:
    """A provenance that says of each file of several counties which rows of it a county's table has, and nothing of others'."""
    lines, told = mine.locators.lines, mine.rows
    if not (told["school_en"] != "").any():  # rows that name nothing more keep the digest they had
        told = told.drop(columns="school_en")
    files = []
    for file in source.files:
        if file.of_several:
            here = lines[(lines["file"] == file.name) & lines["row"].isin(mine.rows.index)]
            rows = here[["row", "sheet", "line"]].join(told, on="row").drop(columns="row")
            written = rows.to_csv(index=False, na_rep="\x00", lineterminator="\n").encode()
            file = replace(file, sha256=sha256(written).hexdigest(), rows_read=here["line"].nunique())
        files.append(file)
    return replace(source, files=tuple(files))


@dataclass(frozen=True)
class Shares:
    """A school table cut once into the shares of its counties; each is numbered anew, so that no other moves it."""

    table: SchoolTable

    def of(self, county: str) -> SchoolTable:
        """A county's share: what its table would be if no other county had been read."""
        table = self.table
        rows = self._rows[county]
        number = pd.Series(range(len(rows)), index=rows.index)
        lines = self._lines.get(county, table.locators.lines.iloc[:0])
        renumbered = lines.assign(row=lines["row"].map(number)).reset_index(drop=True)
        share = replace(
            table,
            rows=rows.reset_index(drop=True),
            locators=Locators(renumbered, self._columns_of(renumbered)),
            printed=_numbered(table.printed, number),
            stated=_numbered(table.stated, number),
            accounts=_of_county(table.accounts, county),
            classes=_of_county(table.classes, county),
            grades=_of_county(table.grades, county),
        )
        source = without_others(table.provenance, share, table, ())
        source = source.of_years(rows["year"].unique())
        reading = tuple(line for line in source.reading if line.county in ("", county))
        return replace(share, provenance=replace(source, notes=notes_about(share, source.notes), reading=reading))

    @cached_property
    def _rows(self) -> Mapping[str, pd.DataFrame]:
        return dict(iter(self.table.rows.groupby("county", sort=True)))

    @cached_property
    def _lines(self) -> Mapping[str, pd.DataFrame]:
        lines = self.table.locators.lines
        counties = self.table.rows["county"].reindex(lines["row"]).to_numpy()
        return dict(iter(lines.groupby(counties, sort=True)))

    @cached_property
    def _columns(self) -> Mapping[tuple[str, str], list[tuple]]:
        """The keys of the locators' columns, sheet by sheet."""
        found: dict[tuple[str, str], list[tuple]] = defaultdict(list)
        for key in self.table.locators.columns:
            found[key[:2]].append(key)
        return found

    def _columns_of(self, lines: pd.DataFrame) -> dict:
        columns = self.table.locators.columns
        sheets = dict.fromkeys(zip(lines["file"], lines["sheet"], strict=True))
        forms = set(zip(lines["file"], lines["sheet"], lines["line"], strict=True))
        keys = (key for sheet in sheets for key in self._columns.get(sheet, ()))
        return {key: columns[key] for key in keys if len(key) == 2 or key in forms}


def _numbered(beside: pd.DataFrame, number: pd.Series) -> pd.DataFrame:
    mine = beside[beside.index.isin(number.index)]
    return mine.set_axis(number.reindex(mine.index).to_numpy(), axis=0) if len(mine) else mine


def _of_county(beside: pd.DataFrame | None, county: str) -> pd.DataFrame | None:
    if beside is None or beside.empty:
        return beside
    mine = beside[beside["county"] == county].reset_index(drop=True)
    return mine if len(mine) else mine.iloc[:0]
