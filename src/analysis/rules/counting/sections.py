"""Who is counted (计入范围): from the rows of a school table to the school sections that the rules speak of.

Every row that came in leaves a line in the ledger: counted, added to its parent, or left out and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.tables.schools import SchoolTable
from analysis.tables.terms import Terms

#: What became of a row. "counted" rows are the sections; "merged" ones are inside another section.
TREATMENTS = {
    "counted": Words("独立学校，计入", "a school of one stage, counted"),
    "counted_through": Words("一贯制学校或完全中学的学段，计入", "a section of a school of several stages, counted"),
    "merged": Words("并入所属学校", "added to its parent school"),
    "senior": Words("高中学段，只用于资源拆分", "senior section, used only to share out resources"),
    "special": Words("特殊教育学校或职业学校，不计入", "special or vocational school, left out"),
    "private": Words("民办学校，按所选口径不计入", "private school, left out by choice"),
    "small_point": Words("规模过小的教学点，不计入", "small teaching point, left out"),
    "no_students": Words("没有在校生，无法计算生均", "no students: nothing per student to compute"),
}
COUNTED = ("counted", "counted_through")
WITH_CLASSES = (*COUNTED, "merged", "small_point")  # small points leave the resource indicators, not the class counts
THROUGH_SCHOOLS = ("nine_year", "complete_middle", "twelve_year")
#: Sizes at which rules switch, and what for; the first concerns teaching points only.
POINT_LINE, SMALL_SCHOOL_LINE = 50, 100
SCOPE_LINES = {
    POINT_LINE: Words("教学点", "teaching points"),
    SMALL_SCHOOL_LINE: Words("公用经费核定与乡村小规模学校规定", "funding and the rules for small rural schools"),
}
NEAR = 5  # students


@dataclass(frozen=True)
class Sections:
    """The sections that count.

    table : the counted rows, teaching points added in and shared resources split; a row keeps the index of its main
        source row, and its locators speak for the rows added to it too.
    source : the table as it came in.
    ledger : one line per input row: identity, own students, `treatment` (key of TREATMENTS), `into` (index of the
        section it is in, None when left out), `why` (Words), `share` (of its school's shared resources; 1 of its own).
    """

    table: SchoolTable
    source: SchoolTable
    ledger: pd.DataFrame
    conventions: Conventions

    @property
    def rows(self) -> pd.DataFrame:
        return self.table.rows

    @property
    def terms(self) -> Terms:
        return self.table.terms

    def select(self, county: str, year: int) -> Sections:
        """One county and year; UsageError naming what there is when there are none."""
        mine = (self.ledger["county"] == county) & (self.ledger["year"] == year)
        source = self.source.select(county=county, year=year)
        rows = self.rows[(self.rows["county"] == county) & (self.rows["year"] == year)]
        return replace(self, table=replace(self.table, rows=rows), source=source, ledger=self.ledger[mine])

    def of_stage(self, county: str, year: int, stage: str) -> pd.DataFrame:
        """The rows of one county, year and stage, found once: every indicator asks for them."""
        key = county, year, stage
        if key not in self._of_stage:
            rows = self.rows
            here = (rows["county"] == county) & (rows["year"] == year) & (rows["stage"] == stage)
            self._of_stage[key] = rows[here]
        return self._of_stage[key]

    @cached_property
    def _of_stage(self) -> dict[tuple[str, int, str], pd.DataFrame]:
        return {}

    def rows_as_received(self, stage: str, treatments: Sequence[str] = WITH_CLASSES) -> pd.DataFrame:
        """Source rows of one stage with these treatments; by default all with classes, small points too."""
        mine = (self.ledger["stage"] == stage) & self.ledger["treatment"].isin(treatments)
        return self.source.rows.loc[self.ledger.index[mine]]

    def who_is_in(self) -> pd.DataFrame:
        """Schools and students by stage: what became of all rows, and area and ownership of those counted.

        Columns stage, grouping (treatment | area | ownership), category, schools, students (of the rows that state
        them), without_count (rows that do not). Within a stage, "treatment" adds up to all rows; the students of
        "area" and of "ownership" each add up to those counted and merged.
        """
        counted = self.ledger[self.ledger["into"].notna()]
        area = counted.assign(**{name: counted["into"].map(self.rows[name]) for name in ("area", "ownership")})
        parts = [_tally(self.ledger, "treatment"), _tally(area, "area"), _tally(area, "ownership")]
        return pd.concat(parts, ignore_index=True)

    def near_scope_lines(self) -> pd.DataFrame:
        """Schools within 5 students of 100, and teaching points within 5 of 50 (接近规模界限的学校).

        Columns county, year, school_id, school, students (of all its compulsory stages), is_point, line.
        """
        found = self.ledger[~self.ledger["treatment"].isin(["senior", "special"])]
        found = found.assign(is_point=is_small_kind(self.source.rows.loc[found.index]))
        by_school = found.groupby(["county", "year", "school_id", "school"], sort=False)
        schools = by_school.agg(students=("students", lambda n: n.sum(skipna=False)), is_point=("is_point", "all"))
        schools = schools.reset_index()
        near = [schools[(schools["students"] - line).abs() <= NEAR].assign(line=line) for line in SCOPE_LINES]
        together = pd.concat(near)
        return together[together["is_point"] | (together["line"] != POINT_LINE)]


def is_point(rows: pd.DataFrame) -> pd.Series:
    """Rows that are not schools of their own (是否计校数 = 否); a row that does not say counts as a school."""
    return ~rows["counts_as_school"].astype("boolean").fillna(True).astype(bool)


def is_small_kind(rows: pd.DataFrame) -> pd.Series:
    """Rows the smallest size of a teaching point applies to."""
    return is_point(rows) | (rows["school_type"] == "teaching_point")


def _tally(ledger: pd.DataFrame, grouping: str) -> pd.DataFrame:
    """Schools and students by stage and category; a merged row brings students, not a school."""
    is_school = (ledger["treatment"] != "merged") if grouping != "treatment" else True
    counts = ledger.assign(schools=is_school, without_count=ledger["students"].isna(), category=ledger[grouping])
    tally = counts.groupby(["stage", "category"], sort=False)[["schools", "students", "without_count"]].sum()
    tally = tally.reset_index().assign(grouping=grouping)
    tally[["schools", "without_count"]] = tally[["schools", "without_count"]].astype(int)
    return tally[["stage", "grouping", "category", "schools", "students", "without_count"]]
