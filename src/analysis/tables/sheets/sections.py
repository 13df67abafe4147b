"""From wide rows to school sections: one row per school, year and stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators, place_of
from analysis.tables.schools import IDENTITY, STAGES
from analysis.tables.sheets.joining import UNLISTED
from analysis.tables.sheets.parts import with_letters_of_parts, with_parts_added
from analysis.tables.sheets.vocabulary import SECTIONS, Meaning
from analysis.tables.sheets.wide_rows import WideRows
from analysis.tables.terms import Terms

_TYPE_OF_SECTIONS = {sections: kind for kind, sections in SECTIONS.items() if kind != "teaching_point"}
WITHOUT_STAGE = Words("各表均无在校生数，学段也无法确定", "in no table of students, and of no known stage")
Letters = Mapping[tuple[str, str], Mapping[str, str]]  # file and sheet → key → its column letters
_ORDER = {stage: number for number, stage in enumerate(STAGES)}
_SAME_SCHOOL = ["county", "year", "school_id"]


def sections_of(
    parts: Sequence[WideRows], letters: Letters, terms: Terms, problems: Problems
) -> tuple[pd.DataFrame, Locators]:
    """Every section of every school, and where its numbers stood; letters are those of each sheet's keys."""
    frames, lines = [], []
    start = 0
    for same in _of_one_layout(parts):
        wide = pd.concat([part.frame for part in same], ignore_index=True)
        offsets = np.cumsum([0, *(len(part.frame) for part in same[:-1])])
        shifted = [part.lines.assign(row=part.lines["row"] + k) for part, k in zip(same, offsets, strict=True)]
        source = pd.concat(shifted, ignore_index=True)
        rows = _told_apart(wide, terms, problems, Locators(source))
        rows.index = range(start, start + len(rows))
        pairs = pd.DataFrame({"new": rows.index, "row": rows.pop("_wide"), "stage": rows["stage"]})
        lines.append(_of_stage(pairs.merge(source, on="row", suffixes=("", "_of_line"))))
        frames.append(rows)
        start += len(rows)
    letters = {sheet: with_letters_of_parts(known, terms) for sheet, known in letters.items()}
    locators = Locators(pd.concat(lines, ignore_index=True)[["row", "file", "sheet", "line", "stage"]], letters)
    rows = _finished(pd.concat(frames, ignore_index=True), terms)
    return rows, locators


def _of_stage(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines of each section: a line that speaks of one stage belongs to that section only.

    A section that none speaks of, but its school's type, stands where its school does.
    """
    if "stage_of_line" in lines:
        speaks = lines["stage_of_line"].isin(["", np.nan]) | (lines["stage_of_line"] == lines["stage"])
        lines = lines[speaks | ~lines["new"].isin(lines.loc[speaks, "new"])]
    return lines.drop(columns=["row", "stage_of_line"], errors="ignore").rename(columns={"new": "row"})


def _of_one_layout(parts: Sequence[WideRows]) -> list[list[WideRows]]:
    same: dict[frozenset[str], list[WideRows]] = {}
    for part in parts:
        same.setdefault(frozenset(part.frame.columns), []).append(part)
    return list(same.values())


def _told_apart(wide: pd.DataFrame, terms: Terms, problems: Problems, lines: Locators) -> pd.DataFrame:
    wide = _identified(wide)
    staged = [key for key in wide.columns if Meaning.parse(key).stage]
    rows = _split_by_stage(wide, staged, terms, problems, lines) if staged else _with_stage(wide, problems, lines)
    rows["school_type"] = _types(rows)
    rows = with_parts_added(rows, terms, problems, lines)
    is_point = rows["school_type"] == "teaching_point"
    rows["counts_as_school"] = (rows["counts_as_school"] == "yes") | ((rows["counts_as_school"] == "") & ~is_point)
    return rows


def _identified(wide: pd.DataFrame) -> pd.DataFrame:
    """Code and name stand for each other where only one is given."""
    wide = wide.assign(**{key: "" for key in IDENTITY if key not in wide and key not in ("year", "is_shared")})
    for code, name in (("county", "county_name"), ("school_id", "school")):
        for one, other in ((code, name), (name, code)):
            is_given = wide[one] != ""
            wide[one] = wide[one] if is_given.all() else wide[one].where(is_given, wide[other])
    return wide.assign(_wide=range(len(wide)))


def _with_stage(wide: pd.DataFrame, problems: Problems, lines: Locators) -> pd.DataFrame:
    """Rows that are sections already: by their stage, else by a type of school that has one section only."""
    single = {kind: stages[0] for kind, stages in SECTIONS.items() if len(stages) == 1}
    stage = wide["stage"].where(wide["stage"] != "", wide["school_type"].map(single).fillna(""))
    unknown = wide.index[stage == ""]
    if len(unknown) == len(wide):
        for sheet in lines.sheets:
            problems.say("no_stages", place_of(*sheet))
    else:
        for row in unknown:
            problems.say("no_stage", lines.line_place(row))
    return wide.assign(stage=stage, is_shared=False)


def _split_by_stage(
    wide: pd.DataFrame, staged: list[str], terms: Terms, problems: Problems, lines: Locators
) -> pd.DataFrame:
    fields = list(dict.fromkeys(Meaning.parse(key).field for key in staged))
    common = wide.drop(columns=staged)
    sections = []
    for stage in STAGES:
        own = pd.DataFrame(
            {field: wide.get(f"{field}@{stage}", pd.Series(np.nan, index=wide.index)) for field in fields}
        )
        exists = _exists(own, wide, stage)
        sections.append(pd.concat([common, own], axis=1)[exists].assign(stage=stage))
    rows = pd.concat(sections, ignore_index=True).sort_values("_wide", kind="stable", ignore_index=True)
    for row in wide.index.difference(rows["_wide"]):
        if wide.get(UNLISTED, pd.Series(False, index=wide.index))[row]:
            problems.say("without_stage", lines.line_place(row), school=wide.at[row, "school"])
            problems.leave_out(WITHOUT_STAGE, 1, county=wide.at[row, "county"])
        else:
            problems.say("no_section", lines.line_place(row), school=wide.at[row, "school"])
    whole = [key for key in common if key in terms.fields and key not in IDENTITY]
    shared = [key for key in whole if terms.fields[key].is_shared]
    is_through = rows["_wide"].duplicated(keep=False)
    rows["is_shared"] = is_through & bool(shared)
    counted = [key for key in whole if key not in shared and not terms.fields[key].is_place]
    _by_section_only(rows, is_through, counted, terms, problems, lines)
    is_senior = rows["stage"] == "senior"
    rows.loc[is_senior, [key for key in (*whole, *fields) if key != "students"]] = np.nan
    return rows


def _exists(own: pd.DataFrame, wide: pd.DataFrame, stage: str) -> pd.Series:
    """A section exists when it has students or anything else, or when the type of school says so and a 0 stands there.

    The sections of a school that no table of students names are those of its type.
    """
    school_type = wide["school_type"]
    others = own[[key for key in own if key != "students" and "~" not in key]]
    has_others = (others.notna() & (others != 0)).any(axis=1)
    if "students" not in own:
        return has_others
    students = own["students"]
    is_only = school_type.isin([kind for kind, stages in SECTIONS.items() if stages == (stage,)])
    is_named = school_type.isin([kind for kind, stages in SECTIONS.items() if stage in stages])
    unlisted = wide.get(UNLISTED, pd.Series(False, index=wide.index))
    claimed = (students == 0) & is_named | students.isna() & (is_only | unlisted & is_named)
    return (students.notna() & (students != 0)) | has_others | claimed


def _by_section_only(
    rows: pd.DataFrame, is_through: pd.Series, whole: list[str], terms: Terms, problems: Problems, lines: Locators
) -> None:
    """People and classes are counted by section: a whole school's figure is not known for its sections."""
    said: set[str] = set()
    for key in whole:
        unknown = is_through & rows[key].notna()
        if unknown.any():
            schools = rows.loc[unknown, "_wide"]
            rows.loc[unknown, key] = np.nan
            target = next((name for name, field in terms.fields.items() if key in field.part_names), key)
            if target not in said:
                place, label = lines.line_place(schools.iat[0]), terms.fields[target].label
                problems.say("not_by_section", place, label=label, count=schools.nunique())
            said.add(target)


def _types(rows: pd.DataFrame) -> pd.Series:
    """Types as stated; where none is, what the school's sections make it."""
    unstated = rows["school_type"] == ""
    if not unstated.any():
        return rows["school_type"]
    ordered = rows.sort_values("stage", key=lambda stages: stages.map(_ORDER), kind="stable")
    sections = ordered.groupby(_SAME_SCHOOL, dropna=False)["stage"].agg(tuple)
    made = sections.map(lambda stages: _TYPE_OF_SECTIONS.get(stages, "other")).to_dict()
    inferred = pd.MultiIndex.from_frame(rows[_SAME_SCHOOL]).map(made)
    return rows["school_type"].where(~unstated, pd.Series(inferred, index=rows.index))


def _finished(rows: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Columns in their order and kind: IDENTITY, numbers in the order of the terms, group texts."""
    rows = _with_outdoor_area(rows)
    numbers = [key for key in terms.fields if key in rows and key not in IDENTITY]
    beside = [key for key in rows if "~" in key or key == UNLISTED]
    rows = rows[[*IDENTITY, *numbers, *(key for key in terms.groups if key in rows), *beside]].copy()
    return rows.astype({**dict.fromkeys(numbers, float), "is_shared": bool})


def _with_outdoor_area(rows: pd.DataFrame) -> pd.DataFrame:
    """Where a source gives 体育运动场馆 in one figure, its outdoor part is that less the indoor rooms."""
    if "sport_venue_area_m2" not in rows:
        return rows
    unknown = pd.Series(np.nan, index=rows.index)
    outdoor = rows["sport_venue_area_m2"] - rows.get("indoor_sport_area_m2", unknown)
    given = rows.get("sport_area_m2", unknown)
    return rows.assign(sport_area_m2=given.where(given.notna(), outdoor))
