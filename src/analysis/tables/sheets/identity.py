"""Which rows of several sheets are the same school: by its code, else by its name; never by a name that is only near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators
from analysis.tables.sheets.numbers import plain
from analysis.tables.sheets.vocabulary import SECTIONS, Meaning
from analysis.tables.sheets.wide_rows import WideRows

_SINGLE = {kind: stages[0] for kind, stages in SECTIONS.items() if len(stages) == 1}
_KEYS = ["county", "year"]


def stages_of(frame: pd.DataFrame) -> pd.Series:
    """The one stage each row speaks of; "" for rows of whole schools or with a column for each stage."""
    nothing = pd.Series("", index=frame.index)
    if any(Meaning.parse(key).stage for key in frame):
        return nothing
    return frame.get("stage", nothing)


def with_counties(parts: Sequence[WideRows]) -> list[WideRows]:
    """The parts with a code and a name of every county: one stands for the other, or is learned from a sheet with both."""
    code_of: dict[object, set[object]] = defaultdict(set)
    for part in parts:
        if {"county", "county_name"} <= set(part.frame):
            pairs = part.frame[["county", "county_name"]].drop_duplicates()
            for code, name in pairs.itertuples(index=False, name=None):
                if code and name:
                    code_of[name].add(code)
    known = {name: codes.pop() for name, codes in code_of.items() if len(codes) == 1}
    return [replace(part, frame=_with_county(part.frame, known)) for part in parts]


def _with_county(frame: pd.DataFrame, code_of: Mapping[object, object]) -> pd.DataFrame:
    code = frame["county"] if "county" in frame else pd.Series("", index=frame.index)
    name = frame["county_name"] if "county_name" in frame else pd.Series("", index=frame.index)
    name = name.where(name != "", code)
    code = code.where(code != "", name).map(lambda one: code_of.get(one, one))
    return frame.assign(county=code, county_name=name)


def with_schools(parts: Sequence[WideRows], problems: Problems) -> list[pd.Series]:
    """A number for the school of every row, the same for one school of a county and year in all parts."""
    rows = pd.concat([_identified(part, number) for number, part in enumerate(parts)], ignore_index=True)
    coded = rows[(rows["code"] != "") & (rows["plain"] != "")]
    codes = coded.groupby([*_KEYS, "plain"], dropna=False)["code"].unique()
    one_code = codes[codes.map(len) == 1].map(lambda found: found[0])
    lacking = (rows["code"] == "") & (rows["plain"] != "")
    named = pd.MultiIndex.from_frame(rows.loc[lacking, [*_KEYS, "plain"]])
    rows.loc[lacking, "code"] = one_code.reindex(named).fillna("").to_numpy()
    _say_ambiguous(rows[lacking], codes, parts, problems)
    _say_renamed(rows, parts, problems)
    identity = rows["code"].where(rows["code"] != "", "name:" + rows["plain"])
    rows["school"] = (
        rows[_KEYS].assign(identity=identity).groupby([*_KEYS, "identity"], dropna=False, sort=False).ngroup()
    )
    return [same.set_index("row")["school"] for _, same in rows.groupby("part")]


def _identified(part: WideRows, number: int) -> pd.DataFrame:
    frame, nothing = part.frame, pd.Series("", index=part.frame.index)
    name = frame.get("school", nothing).fillna("")
    return pd.DataFrame(
        {
            "part": number,
            "row": frame.index,
            "county": frame["county"],
            "year": frame["year"],
            "code": frame.get("school_id", nothing).fillna(""),
            "name": name,
            "plain": name.map(plain),
        }
    )


def _say_ambiguous(lacking: pd.DataFrame, codes: pd.Series, parts: Sequence[WideRows], problems: Problems) -> None:
    """A name that two schools share tells neither of them."""
    several = codes[codes.map(len) > 1]
    for row in lacking.itertuples():
        if (found := (row.county, row.year, row.plain)) in several.index:
            problems.say(
                "name_of_several", _place(row, parts), school=row.name, codes=", ".join(map(str, several[found]))
            )


def _say_renamed(rows: pd.DataFrame, parts: Sequence[WideRows], problems: Problems) -> None:
    """One code under two names in different sheets: joined by the code, and said."""
    coded = rows[(rows["code"] != "") & (rows["plain"] != "")].drop_duplicates(["part", *_KEYS, "code", "plain"])
    first = coded.drop_duplicates([*_KEYS, "code"])[[*_KEYS, "code", "part", "plain", "name"]]
    both = coded.merge(first, on=[*_KEYS, "code"], suffixes=("", "_first"))
    for row in both[(both["plain"] != both["plain_first"]) & (both["part"] != both["part_first"])].itertuples():
        problems.say("names_differ", _place(row, parts), code=row.code, one=row.name_first, other=row.name)


def _place(row: object, parts: Sequence[WideRows]) -> str:
    return Locators(parts[row.part].lines).line_place(row.row)
