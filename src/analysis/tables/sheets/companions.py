"""Tables that stand beside a school table, of another grain: classes, births, staff, people exchanged; and records.

A reader's folder may hold classes.csv, births.csv, staff.csv and exchange_register.csv (or .xlsx) beside the school
tables; SOURCES.toml names them as [dataset.beside.classes] and so on. Headings are the Chinese ones below or the
English names. Records (TOML) say what a simulation did and how often an estimate was right on it; no real data have any.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import Problem, TableError
from analysis.language import Words


@dataclass(frozen=True)
class Column:
    """A column of a companion table: headings it may stand under, what it holds, whether it may be absent."""

    headings: tuple[str, ...]
    kind: str = "text"  # text | whole | count (whole, or empty where it is not known) | yes_no
    is_needed: bool = True


_YEAR = Column(("年份", "年度", "学年"), "whole")
_COUNTY = Column(("县区代码", "县区"))
_SCHOOL = Column(("学校标识码", "学校代码"))
TABLES: Mapping[str, Mapping[str, Column]] = {
    "classes": {
        "year": _YEAR,
        "school_id": _SCHOOL,
        "stage": Column(("学段",), is_needed=False),
        "grade": Column(("年级",), "whole"),  # 1 is the entry grade of the stage
        "class_id": Column(("班号", "班级")),
        "students": Column(("学生数", "班额", "人数"), "whole"),
    },
    "births": {
        "county": _COUNTY,
        "year": _YEAR,
        "month": Column(("月份", "月"), "whole"),
        "births": Column(("出生人数",), "whole"),
    },
    "staff": {
        "county": _COUNTY,
        "year": _YEAR,
        "teachers": Column(("教师总数",), "count", is_needed=False),
        "eligible": Column(("符合交流条件教师数",), "count", is_needed=False),
        "principals": Column(("校长总数",), "count", is_needed=False),
        "exchanged": Column(("交流教师数",), "count", is_needed=False),
        "backbone_exchanged": Column(("交流骨干教师数",), "count", is_needed=False),
        "exchanged_principals": Column(("交流校长数",), "count", is_needed=False),
    },
    "exchange_register": {
        "county": _COUNTY,
        "person": Column(("人员代码",)),  # a hash, never a name
        "year": _YEAR,
        "from_school": Column(("交流前学校",)),
        "to_school": Column(("交流后学校",)),
        "is_eligible": Column(("符合交流条件",), "yes_no"),
        "is_backbone": Column(("骨干教师",), "yes_no"),
        "is_principal": Column(("校长",), "yes_no"),
    },
}
RECORDS = ("truth", "coverage", "forecast")
COMPANIONS = (*TABLES, *RECORDS)
_YES_NO = {"true": True, "是": True, "1": True, "false": False, "否": False, "0": False}
_STAGES = {"小学": "primary", "初中": "junior", "高中": "senior"}


def read_record(path: Path) -> dict[str, Any]:
    """A record as it stands; TableError when it is no TOML of schema 1."""
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError) as reason:
        raise _refuse(path, str(reason), Words("可读的TOML文件", "a readable TOML file")) from reason
    if record.get("schema") != 1:
        raise _refuse(path, f"schema = {record.get('schema')}", Words("schema = 1", "schema = 1"))
    return record


def read_companion(path: Path, what: str) -> pd.DataFrame:
    """A companion table with the English column names of TABLES, in the file's order of rows.

    Raises
    ------
    TableError : a needed column that is not there, a cell that is no whole number (first one named, with how many)
    """
    given = _cells(path)
    headings = {str(name).strip(): name for name in given.columns}
    table, absent = pd.DataFrame(index=given.index), []
    for name, column in TABLES[what].items():
        found = next((headings[one] for one in (name, *column.headings) if one in headings), None)
        if found is not None:
            table[name] = _typed(given[found], column.kind, f"{path.name} › {found}")
        elif column.is_needed:
            absent.append(f"{column.headings[0]} ({name})")
    if absent:
        listed = ", ".join(absent)
        text = Words(f"缺少列：{listed}", f"columns not found: {listed}")
        raise TableError(Problem(path.name, text, Words("上述各列", "these columns")))
    if "stage" in table:
        table["stage"] = table["stage"].replace(_STAGES)
    return table


def _cells(path: Path) -> pd.DataFrame:
    """Every cell as text, "" where it is empty."""
    try:
        if path.suffix.lower() == ".csv":
            return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        return pd.read_excel(path, dtype=str, keep_default_na=False, engine="calamine")
    except (OSError, ValueError) as reason:
        raise _refuse(
            path, str(reason), Words("UTF-8编码的CSV表或工作簿", "a CSV table in UTF-8 or a workbook")
        ) from reason


def _typed(cells: pd.Series, kind: str, place: str) -> pd.Series:
    text = cells.str.strip()
    if kind == "text":
        return text
    if kind == "yes_no":
        values, expected = text.str.lower().map(_YES_NO), Words("是或否", "yes or no: 是, 否, true, false, 1, 0")
    else:
        values = pd.to_numeric(text, errors="coerce")
        values, expected = values.where(values % 1 == 0), Words("整数", "a whole number")
    wrong = text[values.isna() & ((text != "") | (kind != "count"))]
    if len(wrong):
        found = Words(
            f"“{wrong.iloc[0]}”（共{len(wrong)}格，首见第{wrong.index[0] + 2}行）",
            f"'{wrong.iloc[0]}' ({len(wrong)} cells, first in line {wrong.index[0] + 2})",
        )
        raise TableError(Problem(place, found, expected))
    return values.astype({"yes_no": bool, "whole": "int64", "count": float}[kind])


def _refuse(path: Path, found: str, expected: Words) -> TableError:
    return TableError(Problem(path.name, Words(f"“{found}”", f"'{found}'"), expected))
