"""What a row of a sheet is below the school: a class, a grade; such rows are added up to their school and stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.below_school import rows_below
from analysis.tables.sheets.columns import Use, Uses
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.headers import Header
from analysis.tables.sheets.numbers import plain, read_text
from analysis.tables.sheets.vocabulary import ROW_KEYS, SPELLINGS, split_unit, stage_of_grade, stage_of_text
from analysis.tables.sheets.wide_rows import WideRows
from analysis.tables.sources.mapping import TableMapping
from analysis.tables.terms import Terms

_CLASS_SIZES = frozenset(SPELLINGS["header"]["class_size"])


def with_grain(grid: Grid, header: Header, uses: Uses, mapping: TableMapping) -> tuple[TableMapping, Uses]:
    """The mapping and uses of a sheet whose rows are classes or grades: a class's students are its size.

    Rows are taken for classes where a column names them and a school has several; a lone 班级 counts its classes.
    """
    keys = set(uses.keys)
    if mapping.grain != "school" or not keys & set(ROW_KEYS):
        return mapping, uses
    if not _schools_repeat(grid, header, uses):
        counted = [_as_count(use, keys) for use in uses if use.key != "grade"]
        return mapping, Uses(counted, uses.totals, uses.known, uses.grades)
    if "class_id" not in keys:
        return replace(mapping, grain="grade"), uses
    sizes = [k for k, path in enumerate(header.paths) if path and split_unit(path[-1])[0] in _CLASS_SIZES]
    if len(sizes) != 1:
        return replace(mapping, grain="grade"), uses
    return (
        replace(mapping, grain="class", class_size=header.label(sizes[0])),
        Uses([use for use in uses if sizes[0] not in use.columns], uses.totals, uses.known | {sizes[0]}, uses.grades),
    )


def _schools_repeat(grid: Grid, header: Header, uses: Uses) -> bool:
    column = next((use.columns[0] for key in ("school_id", "school") for use in uses if use.key == key), None)
    if column is None:
        return False
    names = [plain(read_text(cell)) for cell in grid.cells[header.first_row :, column]]
    some = [name for name in names if name]
    is_merged = len(some) < len(names) and any(first[1] == column for first, _ in grid.merged)
    return len(some) > len(set(some)) or is_merged


def _as_count(use: Use, keys: set[str]) -> Use:
    return replace(use, key="classes") if use.key == "class_id" and "classes" not in keys else use


def with_stages_of_grades(frame: pd.DataFrame) -> pd.DataFrame:
    """The stage of rows that name a grade (一年级, 初二) or a class within one, where nothing else gives it."""
    for key in ROW_KEYS:
        if key in frame:
            stated = frame["stage"] if "stage" in frame else pd.Series("", index=frame.index)
            stages = {text: stage_of_grade(plain(text)) or stage_of_text(text) or "" for text in frame[key].unique()}
            frame = frame.assign(stage=stated.where(stated != "", frame[key].map(stages)))
    return frame


def by_school(wide: WideRows, mapping: TableMapping) -> WideRows:
    """Rows of classes or grades added up to their school, and stage where rows name one."""
    terms = mapping.terms
    if mapping.grain not in ("class", "grade") or wide.frame.empty:
        return wide
    is_class = mapping.grain == "class"
    wide = replace(wide, below=rows_below(wide.frame, wide.lines, is_class))
    how = {key: "first" for key in wide.frame if _is_of_school(key, terms, is_class)}
    return add_up(wide, {**how, **mapping.add_up})


def _is_of_school(key: str, terms: Terms, is_class: bool) -> bool:
    """Whether each row of a school repeats the figure of the whole school (its place; of grades its rooms), not its own."""
    field = terms.fields.get(key.partition("@")[0])
    return field is not None and (field.is_place or (field.is_shared and not is_class))


def add_up(wide: WideRows, how: Mapping[str, str]) -> WideRows:
    """Add rows up to their school (and stage, where rows name one). A sum with an unknown part is unknown."""
    frame = wide.frame.drop(columns=[key for key in ROW_KEYS if key in wide.frame])
    county = "county" if "county" in frame else "county_name"
    school = "school_id" if "school_id" in frame else "school"
    keys = [key for key in (county, "year", school, "stage") if key in frame]
    number = frame.groupby(keys, sort=False, dropna=False).ngroup()
    grouped = frame.groupby(number, sort=False)
    columns = {}
    for key in frame.columns:
        is_sum = pd.api.types.is_numeric_dtype(frame[key]) and key not in (*keys, *IDENTITY)
        rule = how.get(key, "sum" if is_sum else "first")
        made = grouped[key].agg(rule)
        if rule in ("sum", "max"):
            made = made.where(grouped[key].count() == grouped[key].size(), np.nan)
        columns[key] = made
    lines = wide.lines.assign(row=wide.lines["row"].map(number)).sort_values("row", kind="stable", ignore_index=True)
    return replace(wide, frame=pd.DataFrame(columns), lines=lines)
