"""Which rows of several sheets are the same school: by its code, else by its name; never by a name that is only near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis.tables.alike import Alike
from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators
from analysis.tables.sheets.numbers import plain
from analysis.tables.sheets.vocabulary import SECTIONS, Meaning
from analysis.tables.sheets.wide_rows import WideRows

_SINGLE = {kind: stages[0] for kind, stages in SECTIONS.items() if len(stages) == 1}
_KEYS = ["county", "year"]
_COUNTY = ["county", "county_name"]
_MOST_NAMED = 6  # rows in one note


def stages_of(frame: pd.DataFrame) -> pd.Series:
    """The one stage each row speaks of; "" for rows of whole schools or with a column for each stage."""
    nothing = pd.Series("", index=frame.index)
    if any(Meaning.parse(key).stage for key in frame):
        return nothing
    return frame.get("stage", nothing)


def with_counties(parts: Sequence[WideRows]) -> list[WideRows]:
    """The parts with a code and a name of every county: one stands for the other, or is learned from a sheet with both."""
    code_of: dict[object, set[object]] = defaultdict(set)
    alike = [Alike(part.frame.assign(**{key: "" for key in _COUNTY if key not in part.frame})) for part in parts]
    for one in alike:
        for code, name in _counties(one).itertuples(index=False, name=None):
            if code and name:
                code_of[name].add(code)
    known = {name: codes.pop() for name, codes in code_of.items() if len(codes) == 1}
    return [replace(part, frame=_with_county(one, known)) for part, one in zip(parts, alike, strict=True)]


def _counties(alike: Alike) -> pd.DataFrame:
    """Every pair of a code and a name."""
    return alike.rows[_COUNTY].iloc[alike.first(_COUNTY)]


def _with_county(alike: Alike, code_of: Mapping[object, object]) -> pd.DataFrame:
    pairs, of_row = _counties(alike), alike.numbers(_COUNTY)
    name = pairs["county_name"].where(pairs["county_name"] != "", pairs["county"])
    code = pairs["county"].where(pairs["county"] != "", name).map(lambda one: code_of.get(one, one))
    return alike.rows.assign(county=code.array.take(of_row), county_name=name.array.take(of_row))


def with_own_codes(parts: Sequence[WideRows], problems: Problems) -> list[WideRows]:
    """The parts with a code of its own for each of several schools that one table gives one code: their names are added.

    Two names for two stages of one code may be the sections of one school.
    """
    shared: dict[tuple[object, ...], tuple[list[str], dict[str, None]]] = defaultdict(lambda: ([], {}))
    for part in parts:
        if {"school_id", "school"} <= set(part.frame):
            for key, same in _of_one_code(part.frame).groupby([*_KEYS, "school_id"], sort=False, dropna=False):
                shared[key][0].extend(Locators(part.lines).line_place(row) for row in same.index)
                shared[key][1].update(dict.fromkeys(map(str, same["school"])))
    for key, (places, names) in shared.items():
        listed = "; ".join(places[:_MOST_NAMED]) + (" …" if len(places) > _MOST_NAMED else "")
        problems.say("one_code_two_schools", listed, code=key[-1], names="、".join(names))
    return [replace(part, frame=_with_own_codes(part.frame, shared)) for part in parts] if shared else list(parts)


def _of_one_code(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of schools that have a code in common, one row a name."""
    frame = frame[frame["school_id"].duplicated(keep=False)]
    frame = frame[frame.duplicated([*_KEYS, "school_id"], keep=False)]
    stages = stages_of(frame)
    of_type = frame.get("school_type", pd.Series("", index=frame.index)).map(_SINGLE).fillna("")
    rows = frame[[*_KEYS, "school_id", "school"]].assign(
        plain=frame["school"].map(plain), stage=stages.where(stages != "", of_type)
    )
    named = rows[(rows["school_id"] != "") & (rows["plain"] != "")]
    one = [*_KEYS, "school_id", "stage"]
    named = named.drop_duplicates([*one, "plain"])
    return named[named.duplicated(one, keep=False)].drop_duplicates([*_KEYS, "school_id", "plain"])


def _with_own_codes(frame: pd.DataFrame, shared: Collection[tuple[object, ...]]) -> pd.DataFrame:
    if not {"school_id", "school"} <= set(frame):
        return frame
    is_shared = pd.MultiIndex.from_frame(frame[[*_KEYS, "school_id"]]).isin(shared) & (frame["school"] != "")
    own = frame["school_id"].astype(str) + " " + frame["school"].map(plain)
    return frame.assign(school_id=frame["school_id"].where(~is_shared, own))


def with_schools(parts: Sequence[WideRows], problems: Problems) -> list[pd.Series]:
    """A number for the school of every row, the same for one school of a county and year in all parts."""
    rows = pd.concat([_identified(part, number) for number, part in enumerate(parts)], ignore_index=True)
    named = [*_KEYS, "plain"]
    codes = rows.loc[(rows["code"] != "") & (rows["plain"] != ""), [*named, "code"]].drop_duplicates()
    is_of_several = codes.duplicated(named, keep=False)
    one_code = codes[~is_of_several].set_index(named)["code"]
    lacking = (rows["code"] == "") & (rows["plain"] != "")
    names = pd.MultiIndex.from_frame(rows.loc[lacking, named])
    rows.loc[lacking, "code"] = one_code.reindex(names).fillna("").to_numpy()
    _say_ambiguous(rows[lacking], codes[is_of_several], parts, problems)
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


def _say_ambiguous(lacking: pd.DataFrame, codes: pd.DataFrame, parts: Sequence[WideRows], problems: Problems) -> None:
    """A name that two schools share tells neither of them."""
    several = codes.groupby([*_KEYS, "plain"], dropna=False)["code"].unique()
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
