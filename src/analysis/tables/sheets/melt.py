"""From wide rows to school sections: one row per school, year and stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.tables.checks.notes import Findings
from analysis.tables.locators import Locators
from analysis.tables.schools import IDENTITY, STAGES
from analysis.tables.sheets.vocabulary import SECTIONS, Meaning
from analysis.tables.sheets.wide_rows import WideRows
from analysis.tables.terms import Terms

_TYPE_OF_SECTIONS = {sections: kind for kind, sections in SECTIONS.items() if kind != "teaching_point"}
_SAME_SCHOOL = ["county", "year", "school_id"]
_WAY = ["file", "sheet", "line"]


def add_up(wide: WideRows, how: Mapping[str, str]) -> WideRows:
    """Add rows of classes up to their school (and stage, where rows name one). A sum with an unknown part is unknown."""
    frame = wide.frame
    county = "county" if "county" in frame else "county_name"
    school = "school_id" if "school_id" in frame else "school"
    keys = [key for key in (county, "year", school, "stage") if key in frame]
    number = frame.groupby(keys, sort=False, dropna=False).ngroup()
    grouped = frame.groupby(number, sort=False)
    columns = {}
    for key in frame.columns:
        rule = how.get(key, "sum" if pd.api.types.is_numeric_dtype(frame[key]) and key not in keys else "first")
        made = grouped[key].agg(rule)
        if rule in ("sum", "max"):
            made = made.where(grouped[key].count() == grouped[key].size())
        columns[key] = made
    lines = wide.lines.assign(row=wide.lines["row"].map(number)).sort_values("row", kind="stable", ignore_index=True)
    return replace(wide, frame=pd.DataFrame(columns), lines=lines)


def sections_of(parts: Sequence[WideRows], terms: Terms, findings: Findings) -> tuple[pd.DataFrame, Locators]:
    """Every section of every school, and where its numbers stood."""
    frames, lines = [], []
    start = 0
    for same in _of_one_layout(parts):
        wide = pd.concat([part.frame for part in same], ignore_index=True)
        offsets = np.cumsum([0, *(len(part.frame) for part in same[:-1])])
        source = pd.concat(
            [part.lines.assign(row=part.lines["row"] + offset) for part, offset in zip(same, offsets, strict=True)],
            ignore_index=True,
        )
        rows = _melted(wide, terms, findings, source)
        rows.index = range(start, start + len(rows))
        pairs = pd.DataFrame({"new": rows.index, "row": rows.pop("_wide"), "stage": rows["stage"]})
        if not any(Meaning.parse(key).stage for key in wide.columns):
            pairs["stage"] = ""
        lines.append(pairs.merge(source, on="row").drop(columns="row").rename(columns={"new": "row"}))
        frames.append(rows)
        start += len(rows)
    rows = pd.concat(frames, ignore_index=True)
    letters = {
        (part.lines["file"].iat[0], part.lines["sheet"].iat[0]): part.letters for part in parts if len(part.lines)
    }
    locators = Locators(pd.concat(lines, ignore_index=True)[["row", *_WAY, "stage"]], letters)
    rows = _finished(rows, terms)
    _say_unsplit_venues(rows, locators, findings)
    return rows, locators


def _of_one_layout(parts: Sequence[WideRows]) -> list[list[WideRows]]:
    same: dict[frozenset[str], list[WideRows]] = {}
    for part in parts:
        same.setdefault(frozenset(part.frame.columns), []).append(part)
    return list(same.values())


def _melted(wide: pd.DataFrame, terms: Terms, findings: Findings, source: pd.DataFrame) -> pd.DataFrame:
    wide = _identified(wide)
    staged = [key for key in wide.columns if Meaning.parse(key).stage]
    rows = _split_by_stage(wide, staged, terms, findings, source) if staged else _with_stage(wide, findings, source)
    rows["school_type"] = _types(rows)
    is_point = rows["school_type"] == "teaching_point"
    rows["counts_as_school"] = (rows["counts_as_school"] == "yes") | ((rows["counts_as_school"] == "") & ~is_point)
    return rows


def _identified(wide: pd.DataFrame) -> pd.DataFrame:
    """Code and name stand for each other where only one is given."""
    wide = wide.assign(**{key: "" for key in IDENTITY if key not in wide and key not in ("year", "is_shared")})
    wide["county"] = wide["county"].where(wide["county"] != "", wide["county_name"])
    wide["county_name"] = wide["county_name"].where(wide["county_name"] != "", wide["county"])
    wide["school_id"] = wide["school_id"].where(wide["school_id"] != "", wide["school"])
    wide["school"] = wide["school"].where(wide["school"] != "", wide["school_id"])
    return wide.assign(_wide=range(len(wide)))


def _with_stage(wide: pd.DataFrame, findings: Findings, source: pd.DataFrame) -> pd.DataFrame:
    """Rows that are sections already: by their stage, else by a type of school that has one section only."""
    single = {kind: stages[0] for kind, stages in SECTIONS.items() if len(stages) == 1}
    stage = wide["stage"].where(wide["stage"] != "", wide["school_type"].map(single).fillna(""))
    unknown = wide.index[stage == ""]
    if len(unknown) == len(wide):
        places = source[["file", "sheet"]].drop_duplicates().itertuples(index=False)
        found = Words("看不出各行是哪个学段", "the stages of the rows cannot be told")
        _no_stage([" › ".join(filter(None, place)) for place in places], found, findings)
    else:
        found = Words("看不出是哪个学段", "the stage of this row cannot be told")
        _no_stage([_line_place(source, row) for row in unknown], found, findings)
    return wide.assign(stage=stage, is_shared=False)


def _no_stage(places: Sequence[str], found: Words, findings: Findings) -> None:
    for place in places:
        findings.fault(
            place,
            found,
            Words("“学段”列，或分学段的列", "a column 学段 (stage), or columns by stage"),
            Words(
                '也可在列对照中写 [constants] stage = "primary"。',
                'Or say [constants] stage = "primary" in the mapping.',
            ),
        )


def _split_by_stage(
    wide: pd.DataFrame, staged: list[str], terms: Terms, findings: Findings, source: pd.DataFrame
) -> pd.DataFrame:
    fields = list(dict.fromkeys(Meaning.parse(key).field for key in staged))
    common = wide.drop(columns=staged)
    sections = []
    for stage in STAGES:
        own = pd.DataFrame(
            {field: wide.get(f"{field}@{stage}", pd.Series(np.nan, index=wide.index)) for field in fields}
        )
        exists = _exists(own, wide["school_type"], stage)
        sections.append(pd.concat([common, own], axis=1)[exists].assign(stage=stage))
    rows = pd.concat(sections, ignore_index=True).sort_values("_wide", kind="stable", ignore_index=True)
    _empty_rows(wide, rows, findings, source)
    whole = [key for key in common if key in terms.fields and key not in IDENTITY]
    shared = [key for key in whole if terms.fields[key].is_shared]
    is_through = rows["_wide"].duplicated(keep=False)
    rows["is_shared"] = is_through & bool(shared)
    _by_section_only(rows, is_through, [key for key in whole if key not in shared], terms, findings, source)
    is_senior = rows["stage"] == "senior"
    rows.loc[is_senior, [key for key in (*whole, *fields) if key != "students"]] = np.nan
    return rows


def _exists(own: pd.DataFrame, school_type: pd.Series, stage: str) -> pd.Series:
    """A section exists when it has students or anything else, or when the type of school says so and a 0 stands there."""
    others = own.drop(columns="students", errors="ignore")
    has_others = (others.notna() & (others != 0)).any(axis=1)
    if "students" not in own:
        return has_others
    students = own["students"]
    is_only = school_type.map(lambda kind: SECTIONS.get(kind) == (stage,))
    is_named = school_type.map(lambda kind: stage in SECTIONS.get(kind, ()))
    claimed = (students == 0) & is_named | students.isna() & is_only
    return (students.notna() & (students != 0)) | has_others | claimed


def _empty_rows(wide: pd.DataFrame, rows: pd.DataFrame, findings: Findings, source: pd.DataFrame) -> None:
    """Schools in whose row no section is to be found."""
    for row in wide.index.difference(rows["_wide"]):
        findings.fault(
            _line_place(source, row),
            Words(f"“{wide.at[row, 'school']}”各学段都没有在校生数", f"'{wide.at[row, 'school']}' has students in no stage"),
            Words("至少一个学段的在校生数", "students of at least one stage"),
            Words("如为公式，请在表格软件中打开保存一次。", "If the cells hold formulas, open and save the file once."),
        )  # fmt: skip


def _by_section_only(
    rows: pd.DataFrame, is_through: pd.Series, whole: list[str], terms: Terms, findings: Findings, source: pd.DataFrame
) -> None:
    """People and classes are counted by section: a whole school's figure is not known for its sections."""
    for key in whole:
        unknown = is_through & rows[key].notna()
        if not unknown.any():
            continue
        label = terms.fields[key].label
        findings.doubt(
            _line_place(source, rows.loc[unknown, "_wide"].iat[0]),
            Words(f"一贯制学校的{label.zh}没有分学段（共{rows.loc[unknown, '_wide'].nunique()}所），按缺失处理",
                  f"{label.en} of {rows.loc[unknown, '_wide'].nunique()} through-school(s) are not given by section; "
                  "taken as missing"),
            Words("分学段的数字", "a figure for each section"),
        )  # fmt: skip
        rows.loc[unknown, key] = np.nan


def _types(rows: pd.DataFrame) -> pd.Series:
    """Types as stated; where none is, what the school's sections make it."""
    unstated = rows["school_type"] == ""
    if not unstated.any():
        return rows["school_type"]
    ordered = rows.assign(_order=rows["stage"].map({stage: order for order, stage in enumerate(STAGES)})).sort_values(
        "_order"
    )
    made = (
        ordered.groupby(_SAME_SCHOOL, dropna=False)["stage"]
        .agg(tuple)
        .map(lambda stages: _TYPE_OF_SECTIONS.get(stages, "other"))
    )
    inferred = pd.MultiIndex.from_frame(rows[_SAME_SCHOOL]).map(made.to_dict())
    return rows["school_type"].where(~unstated, pd.Series(inferred, index=rows.index))


def _line_place(source: pd.DataFrame, row: object) -> str:
    """The first cell of the line a wide row stood in."""
    found = source.loc[source["row"] == row].iloc[0]
    return " › ".join(part for part in (found["file"], found["sheet"], f"A{found['line']}") if part)


def _finished(rows: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Columns in their order and kind: IDENTITY, numbers in the order of the terms, group texts."""
    numbers = [key for key in terms.fields if key in rows and key not in IDENTITY]
    groups = [key for key in terms.groups if key in rows]
    rows = _outdoor_sport_area(rows)
    if "sport_area_m2" in rows and "sport_area_m2" not in numbers:
        numbers = [key for key in terms.fields if key in (*numbers, "sport_area_m2")]
    rows = rows[[*IDENTITY, *numbers, *groups]].copy()
    rows[numbers] = rows[numbers].astype(float)
    rows["is_shared"] = rows["is_shared"].astype(bool)
    return rows


def _say_unsplit_venues(rows: pd.DataFrame, locators: Locators, findings: Findings) -> None:
    """Venue areas whose outdoor part cannot be told, because the indoor rooms are not given."""
    if "sport_venue_area_m2" not in rows:
        return
    unknown = rows.index[rows["sport_venue_area_m2"].notna() & rows["sport_area_m2"].isna()]
    if len(unknown):
        findings.doubt(
            _line_place(locators.lines, unknown[0]),
            Words(
                f"体育运动场馆面积中的室内部分不详（共{len(unknown)}行），室外面积按缺失处理",
                f"the indoor part of the sports area is not given ({len(unknown)} rows); the outdoor part is missing",
            ),
            Words("“室内体育用房面积”列", "a column 室内体育用房面积 (indoor sports rooms)"),
            Words(
                "两项面积如已不重复计算，请在列对照中写 [constants] indoor_sport_area_m2 = { value = 0, because = {…} }。",
                "If the areas do not overlap, say [constants] indoor_sport_area_m2 = { value = 0, because = {…} }.",
            ),
        )


def _outdoor_sport_area(rows: pd.DataFrame) -> pd.DataFrame:
    """Where a source gives 体育运动场馆 in one figure, its outdoor part is that less the indoor rooms."""
    if "sport_venue_area_m2" not in rows:
        return rows
    indoor = rows.get("indoor_sport_area_m2", pd.Series(np.nan, index=rows.index))
    outdoor = rows["sport_venue_area_m2"] - indoor
    given = rows.get("sport_area_m2", pd.Series(np.nan, index=rows.index))
    return rows.assign(sport_area_m2=given.where(given.notna(), outdoor))
