"""Rows of one school in several sheets or files put together (多表合并): by code, else by name.

Sheets belong together where they speak of the same school section of the same year. Their rows complete each other: one
wide row a school, with each figure from the sheet that gives it. Sheets of different schools stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators, place_of
from analysis.tables.schools import IDENTITY, section_words
from analysis.tables.sheets.identity import stages_of, with_schools
from analysis.tables.sheets.vocabulary import ROW_KEYS, SECTIONS, Meaning
from analysis.tables.sheets.wide_rows import WideRows
from analysis.tables.terms import Terms

_TEXTS = (*IDENTITY, *ROW_KEYS)
_SCHOOL = "_school"  # the number of a row's school among all the parts
UNLISTED = "_unlisted"  # whether no sheet that counts students names the school
_SINGLE = {kind: stages[0] for kind, stages in SECTIONS.items() if len(stages) == 1}
_LIKE = 1e-9  # relative difference of one figure written twice


def joined(parts: Sequence[WideRows], terms: Terms, problems: Problems) -> list[WideRows]:
    """The parts, those that belong together as one part with one row a school."""
    if len(parts) < 2:
        return list(parts)
    schools = with_schools(parts, problems)
    made = []
    for group in _belonging(parts, schools):
        together = [replace(parts[k], frame=parts[k].frame.assign(**{_SCHOOL: schools[k]})) for k in group]
        made.append(_Join(together, terms, problems).part if len(group) > 1 else parts[group[0]])
    return made


def _belonging(parts: Sequence[WideRows], schools: Sequence[pd.Series]) -> list[list[int]]:
    """The numbers of parts that belong together, in the order of the first of each group."""
    frames = [
        pd.DataFrame({_SCHOOL: school, "stage": stages_of(part.frame), "part": number}).drop_duplicates()
        for number, (part, school) in enumerate(zip(parts, schools, strict=True))
    ]
    rows = pd.concat(frames, ignore_index=True)
    shared = rows[rows.groupby(_SCHOOL)["part"].transform("nunique") > 1]
    leader = list(range(len(parts)))

    def first(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    pairs = shared.merge(shared, on=_SCHOOL, suffixes=("", "_other")).drop(columns=_SCHOOL).drop_duplicates()
    for stage, part, other_stage, other in pairs.itertuples(index=False, name=None):
        if part < other and (stage == other_stage or "" in (stage, other_stage)):
            low, high = sorted((first(part), first(other)))
            leader[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(parts)):
        groups[first(number)].append(number)
    return list(groups.values())


class _Join:
    """Some parts put together into one; figures given twice and differing are errors that name both cells."""

    def __init__(self, parts: Sequence[WideRows], terms: Terms, problems: Problems) -> None:
        self.terms, self.problems = terms, problems
        self.cells = [Locators(part.lines, part.by_sheet) for part in parts]
        order = sorted(range(len(parts)), key=lambda k: not _has_students(parts[k]))
        schools = pd.unique(np.concatenate([parts[k].frame[_SCHOOL].to_numpy() for k in order]))
        self.index = pd.Index(schools)
        #: key → the cells that give it: values by school, the part and the row they stand in
        self.values: dict[str, pd.Series] = {}
        self.origin: dict[str, pd.DataFrame] = {}
        self.differing: list[tuple[str, object, float, str]] = []  # key, school, difference of students, both cells
        for number in order:
            for key, values, rows in self._columns(number, parts[number].frame):
                self._add(key, values, number, rows)
        self._say_points_within()
        _say_alike(parts, problems)
        self.part = self._made(parts)

    def _columns(self, number: int, frame: pd.DataFrame) -> Iterable[tuple[str, pd.Series, pd.Series]]:
        """Each column of a part by school; figures of rows that are one stage's are that stage's."""
        stages = stages_of(frame)
        for stage, rows in frame.groupby(stages, sort=False):
            self._say_twice(number, rows, str(stage))
            rows = rows[~rows[_SCHOOL].duplicated()]
            where = pd.Series(rows.index, index=rows[_SCHOOL])
            for key in rows.columns.drop([_SCHOOL, "stage"], errors="ignore"):
                is_text = key in _TEXTS or key in self.terms.groups
                of_stage = stage and not is_text and not Meaning.parse(key).stage
                name = f"{key}@{stage}" if of_stage else key
                yield name, pd.Series(rows[key].to_numpy(), index=rows[_SCHOOL]), where

    def _say_twice(self, number: int, rows: pd.DataFrame, stage: str) -> None:
        twice = rows[rows[_SCHOOL].duplicated(keep=False)]
        for _, same in twice.groupby(_SCHOOL, sort=False):
            place = "; ".join(self.cells[number].line_place(row) for row in same.index)
            school = _name(same.iloc[0])
            section = section_words(stage)
            self.problems.say("two_rows_for_one_section", place, school=school, section=section, count=len(same))

    def _add(self, key: str, values: pd.Series, number: int, rows: pd.Series) -> None:
        """One column more of a key: fills what is unknown, is compared where it is known."""
        new = values.reindex(self.index)
        said = _is_said(new)
        origin = pd.DataFrame({"part": number, "row": rows.reindex(self.index)}, index=self.index).where(said)
        if key not in self.values:
            self.values[key], self.origin[key] = new, origin
            return
        known = self.values[key]
        differs = said & _is_said(known) & ~_is_same(known, new)
        for school in self.index[differs] if not _is_free(key) else ():
            self._say_differs(key, school, known[school], new[school], origin.loc[school])
        self.values[key] = known.where(_is_said(known), new)
        self.origin[key] = self.origin[key].where(self.origin[key]["part"].notna(), origin)
        if key == "school_type":  # each sheet of a stage may call a through-school by its own section
            self.values[key] = self.values[key].mask(differs, "")

    def _say_differs(self, key: str, school: object, one: object, other: object, origin: pd.Series) -> None:
        field = Meaning.parse(key).field
        first = self.origin[key].loc[school]
        place = "; ".join(self.cells[int(at["part"])].place(at["row"], (key, field)) for at in (first, origin))
        label = self.terms.fields[field].label if field in self.terms.fields else field
        if field == "students":
            self.differing.append((key, school, abs(one - other), place))
        self.problems.say(
            "given_twice", place, label=label, one=_shown(one), other=_shown(other), school=self._name(school)
        )

    def _say_points_within(self) -> None:
        """Two counts of a parent's students that differ by just a point's: one table may hold the point."""
        parents = self.values.get("parent", pd.Series(dtype=object)).dropna()
        for key, school, difference, place in self.differing:
            known = {self.values[name][school] for name in ("school", "school_id") if name in self.values} - {""}
            for point in parents.index[parents.isin(known)]:
                if (students := self.values[key][point]) == difference:
                    values = {"school": self._name(school), "point": self._name(point), "students": students}
                    self.problems.say("point_in_one_table", place, field="students", **values)

    def _name(self, school: object) -> str:
        return next(
            (str(name) for key in ("school", "school_id") if key in self.values and (name := self.values[key][school])),
            "",
        )

    def _made(self, parts: Sequence[WideRows]) -> WideRows:
        frame = pd.DataFrame(self.values, index=self.index)
        for key in frame:
            if frame[key].dtype == object:
                frame[key] = frame[key].fillna("")
        students = [part.frame[_SCHOOL] for part in parts if _has_students(part)]
        frame[UNLISTED] = ~frame.index.isin(pd.concat(students) if students else [])
        frame = self._settled(frame).reset_index(drop=True)
        row_of = pd.Series(range(len(self.index)), index=self.index)
        lines = [
            part.lines.assign(
                row=part.lines["row"].map(part.frame[_SCHOOL]).map(row_of),
                stage=part.lines["row"].map(stages_of(part.frame)),
            )
            for part in parts
        ]
        ordered = pd.concat(lines, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)
        return WideRows(frame, ordered, {}, sum(part.rows_read for part in parts))

    def _settled(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A figure of the whole school beside those of its stages: compared, or taken for its only stage."""
        for key in [key for key in frame if key not in (*_TEXTS, UNLISTED) and "@" not in key]:
            staged = [one for one in frame if one.startswith(f"{key}@")]
            if not staged or not pd.api.types.is_numeric_dtype(frame[key]):
                continue
            known = frame[staged].notna().any(axis=1)
            single = frame.get("school_type", pd.Series("", index=frame.index)).map(_SINGLE)
            for stage in single.dropna().unique():
                if f"{key}@{stage}" in staged:
                    rows = ~known & (single == stage)
                    frame.loc[rows, f"{key}@{stage}"] = frame.loc[rows, key]
            differs = known & frame[key].notna() & ~_is_same(frame[key], frame[staged].sum(axis=1))
            for school in frame.index[differs]:
                self._say_differs_from_parts(key, staged, school, frame.loc[school])
            frame = frame.drop(columns=key)
        return frame

    def _say_differs_from_parts(
        self, key: str, staged: Sequence[str], school: object, row: Mapping[str, object]
    ) -> None:
        at = self.origin[key].loc[school]
        place = self.cells[int(at["part"])].place(at["row"], (key,))
        label = self.terms.fields[key].label if key in self.terms.fields else key
        found = sum(row[one] for one in staged if not np.isnan(row[one]))
        values = {"label": label, "school": self._name(school), "stated": row[key], "found": found}
        self.problems.say("whole_differs_from_stages", place, **values)


def _say_alike(parts: Sequence[WideRows], problems: Problems) -> None:
    """Schools that stand in two sheets of one kind: counted once, and said."""
    for number, part in enumerate(parts):
        for other in parts[:number]:
            both = set(part.frame[_SCHOOL]) & set(other.frame[_SCHOOL])
            if both and set(part.letters) == set(other.letters) and _same_stages(part.frame, other.frame):
                place = "; ".join(place_of(*one.sheet) for one in (other, part))
                problems.say("in_two_sheets", place, count=len(both))


def _same_stages(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return bool(set(stages_of(one)) & set(stages_of(other)))


def _has_students(part: WideRows) -> bool:
    return any(Meaning.parse(key).field == "students" for key in part.frame)


def _is_free(key: str) -> bool:
    """Keys that may differ between sheets: names (the code joins them), and how a value was printed."""
    return key in ("school", "school_type", "county_name", *ROW_KEYS) or "~" in key


def _is_said(values: pd.Series) -> pd.Series:
    return values.notna() & (values != "")


def _is_same(one: pd.Series, other: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(one) and pd.api.types.is_numeric_dtype(other):
        return (one - other).abs() <= _LIKE * np.maximum(one.abs(), 1)
    return one == other


def _shown(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _name(row: pd.Series) -> str:
    return str(row.get("school") or row.get("school_id", ""))
