"""The school table: one row per school section and year, with every number's source cell beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.language import Words
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.checks.problems import problem
from analysis.tables.locators import Locators
from analysis.tables.terms import Terms

STAGES = ("primary", "junior", "senior", "all")  # "all": a source that does not tell stages apart
KEYS = ["county", "year", "school_id", "stage"]

#: Columns every school table has, in this order; numeric fields of the terms follow where the source has them.
#: school_en: its English name, "" where none is given; documents in English call it so (names.py).
#: area: urban | town | rural | "" (not stated); ownership: public | private | ""; is_shared: this row's physical
#: resources are the whole school's, to be split between its sections (rules/sections does that); exception_evidence: what
#: shows that a rule's exception holds for the school.
#: A source's mapping may add text columns to group by ([group.*]) and kinds of area ([area.*]).
IDENTITY = [
    "county", "county_name", "year", "school_id", "school", "school_en", "stage", "school_type", "ownership", "area",
    "counts_as_school", "parent", "exception_evidence", "is_shared",
]  # fmt: skip

#: How `school_type` is spelled after loading.
SCHOOL_TYPES = {
    "primary": Words("小学", "primary school"),
    "junior": Words("初级中学", "junior middle school"),
    "nine_year": Words("九年一贯制学校", "nine-year school"),
    "complete_middle": Words("完全中学", "complete secondary school"),
    "twelve_year": Words("十二年一贯制学校", "twelve-year school"),
    "teaching_point": Words("小学教学点", "teaching point"),
    "special": Words("特殊教育学校", "special school"),
    "vocational": Words("职业学校", "vocational school"),
    "other": Words("其他", "other"),
}
AREAS = {"urban": Words("城区", "urban"), "town": Words("镇区", "town"), "rural": Words("乡村", "rural")}
OWNERSHIPS = {"public": Words("公办", "public"), "private": Words("民办", "private")}
STAGE_WORDS = {
    "primary": Words("小学", "primary"),
    "junior": Words("初中", "junior"),
    "senior": Words("高中", "senior"),
    "all": Words("不分学段", "all stages"),
}


def section_words(stage: str) -> Words:
    """A section before its school's name: the primary section of …; nothing where the stage is not known."""
    said = STAGE_WORDS.get(stage)
    return Words(f"{said.zh}学段", f"the {said.en} section of ") if said else Words("", "")


@dataclass(frozen=True)
class SchoolTable:
    """One row per school section and year.

    rows       : columns IDENTITY and numeric fields (float, nan = missing); unique in KEYS; index 0..k−1 as loaded.
    locators   : source cells by row and field.
    provenance : producer, kind, files, what happened to rows.
    terms      : what the columns and indicators mean (the common terms and the source's own).
    printed    : how many decimals a figure per student was printed with, where a field was worked out from one; index
                 among that of rows, columns names of fields; nan where the field was counted.
    stated     : the table's own answers; index among that of rows, columns names of indicators ("yes", "no", "") and
                 "met_count" (number, nan = not stated).
    accounts   : counts that several of the files' tables state: county, year, field, school_id, stage, school, file,
                 sheet, value.
    classes, grades : what lists of classes and tables of grades say, see sheets/below_school; None where there is none.
    coefficients : of a table with masked figures (insight/masking), the coefficients of variation of the full one, by county,
                 year, stage and indicator.
    standard   : the standards its source or its mapping names; empty for none, None where nobody names any.
    """

    rows: pd.DataFrame
    locators: Locators
    provenance: Provenance
    terms: Terms
    printed: pd.DataFrame = field(default_factory=pd.DataFrame)
    stated: pd.DataFrame = field(default_factory=pd.DataFrame)
    standard: tuple[str, ...] | None = None
    accounts: pd.DataFrame = field(default_factory=pd.DataFrame)
    classes: pd.DataFrame | None = None
    grades: pd.DataFrame | None = None
    coefficients: Mapping[tuple[str, int, str, str], float] = field(default_factory=dict)

    @cached_property
    def counties(self) -> list[str]:
        return sorted(self._positions)

    @cached_property
    def years(self) -> list[int]:
        return sorted(int(year) for year in self.rows["year"].unique())

    @cached_property
    def _positions(self) -> Mapping[str, np.ndarray]:
        """The rows of each county; found once, so that a county costs the same beside few others and many."""
        return self.rows.groupby("county", sort=False).indices

    @cached_property
    def files_of_several(self) -> frozenset[str]:
        """The files that hold rows of more than one county."""
        lines = self.locators.lines[["row", "file"]]
        pairs = lines.join(self.rows["county"], on="row", how="inner")[["file", "county"]].drop_duplicates()
        return frozenset(pairs.loc[pairs["file"].duplicated(), "file"])

    @cached_property
    def _county_names(self) -> Mapping[str, str]:
        """What each county is called in its first row."""
        first = self.rows.drop_duplicates("county")
        return dict(zip(first["county"], map(str, first["county_name"]), strict=True))

    @property
    def numbers(self) -> list[str]:
        """The numeric fields this table has."""
        others = self.rows.drop(columns=IDENTITY, errors="ignore")
        return list(others.select_dtypes("number").columns)

    def select(self, *, county: str | None = None, year: int | None = None) -> SchoolTable:
        """The rows of one county and/or year; UsageError naming what there is when there are none."""
        rows = self.rows
        if county is not None:
            _must_be_known(county, self.counties, "--county")
            rows = rows.iloc[self._positions[county]]
        if year is not None:
            _must_be_known(year, sorted(int(known) for known in rows["year"].unique()), "--year")
            rows = rows[rows["year"] == year]
        return self.with_rows(rows)

    def with_rows(self, rows: pd.DataFrame) -> SchoolTable:
        """The same table with some of its rows; the banner then speaks of their years."""
        printed, stated = (beside[beside.index.isin(rows.index)] for beside in (self.printed, self.stated))
        provenance = self.provenance.of_years(rows["year"].unique())
        return replace(self, rows=rows, provenance=provenance, printed=printed, stated=stated)

    def area_words(self, area: str) -> Words:
        """A kind of place in words: 城区, 镇区, 乡村, or what the source's mapping declares."""
        return AREAS.get(area) or self.terms.areas.get(area) or Words(area, area)

    def county_name(self, county: str) -> str:
        return self._county_names.get(county) or county


def _must_be_known(asked: object, known: Sequence[object], option: str) -> None:
    if asked not in known:
        listed = ", ".join(map(str, known[:20])) + (" …" if len(known) > 20 else "")
        raise UsageError(problem("not_in_table", option, asked=asked, known=listed))
