"""Schools that may be one, or none of this county or year: names, codes, counties and years that do not go together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.tables.alike import Alike
from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators
from analysis.tables.schools import SCHOOL_TYPES
from analysis.tables.sheets.numbers import plain_each

FEWEST_OF_COUNTY = 10  # sections of a county beside which one or two of another are odd
MOST_ODD = 2
MOST_NAMED = 10
SCHOOL = ["county", "year", "school_id"]


def say_identities(alike: Alike, locators: Locators, problems: Problems) -> None:
    """Notes: one name under two codes, one code under two names, one school of two types, a school of
    another county or year among many of one."""
    named = _named(alike)
    _say_shared(named, "plain", "school_id", "one_name_two_codes", locators, problems)
    _say_shared(named, "school_id", "plain", "one_code_two_names", locators, problems)
    _say_types(alike, locators, problems)
    _say_county_names(alike, locators, problems)
    _say_odd_counties(alike, locators, problems)
    _say_odd_years(alike, locators, problems)


def has_several_codes(rows: pd.DataFrame) -> np.ndarray:
    """Whether the name of each row's school stands under several codes in its county and year."""
    return _named(Alike(rows)).differ(["county", "year", "plain"], "school_id")


def _named(alike: Alike) -> Alike:
    """The rows with the names of their schools as they are compared."""
    return alike.beside("plain", plain_each(list(map(str, alike.rows["school"].tolist()))))


def _say_shared(named: Alike, key: str, other: str, message: str, locators: Locators, problems: Problems) -> None:
    keys = ["county", "year", key]
    rows = named.rows[named.differ(keys, other)].dropna(subset=keys)
    several = rows[rows[key] != ""].drop_duplicates(["county", "year", "school_id", "school"])
    for _, same in list(several.groupby(keys, sort=False))[:MOST_NAMED]:
        place = "; ".join(locators.line_place(row) for row in same.index[:3])
        names, codes = (", ".join(map(str, dict.fromkeys(same[one]))) for one in ("school", "school_id"))
        problems.say(message, place, names=names, codes=codes)


def _say_types(alike: Alike, locators: Locators, problems: Problems) -> None:
    """Rows of one school that call it a primary school here and a junior middle school there: they may be two."""
    several = alike.rows[alike.differ(SCHOOL, "school_type")].dropna(subset=SCHOOL)
    for _, same in list(several.groupby(SCHOOL, sort=False))[:MOST_NAMED]:
        types = [SCHOOL_TYPES[one] for one in dict.fromkeys(same["school_type"]) if one in SCHOOL_TYPES]
        values = {
            "school": same["school"].iat[0],
            "code": same["school_id"].iat[0],
            "types": Words("、".join(one.zh for one in types), ", ".join(one.en for one in types)),
        }
        problems.say("one_school_two_types", "; ".join(map(locators.line_place, same.index[:3])), **values)


def _say_county_names(alike: Alike, locators: Locators, problems: Problems) -> None:
    """One code of a county under two names of a year."""
    rows = alike.rows[alike.differ(["county", "year"], "county_name")]
    named = rows[rows["county_name"] != ""].drop_duplicates(["county", "year", "county_name"])
    several = named[named.duplicated(["county", "year"], keep=False)]
    for (code, _), same in several.groupby(["county", "year"], sort=False):
        place = "; ".join(locators.line_place(row) for row in same.index[:3])
        problems.say("one_county_two_names", place, code=code, names=", ".join(map(str, same["county_name"])))


def _say_odd_counties(alike: Alike, locators: Locators, problems: Problems) -> None:
    """One or two sections of a county in a sheet of many, or among workbooks of a school each, most of them of another."""
    sheet = _sheets_with_few(alike, locators)
    rows = alike.rows.loc[sheet.index]
    sizes = rows.groupby([sheet, rows["county"]]).size()
    for name, here in sizes.groupby(level=0):
        counties = here.droplevel(0)
        if counties.max() < max(FEWEST_OF_COUNTY, counties.sum() / 2):
            continue
        for county in counties.index[counties <= MOST_ODD]:
            odd, usual = (
                rows.index[(sheet == name) & (rows["county"] == one)][0] for one in (county, counties.idxmax())
            )
            values = {
                "school": rows.at[odd, "school"],
                "county": county,
                "most": counties.idxmax(),
                "count": counties.max(),
            }
            problems.say("odd_county", "; ".join(map(locators.line_place, (odd, usual))), **values)


def _sheets_with_few(alike: Alike, locators: Locators) -> pd.Series:
    """The sheet of each row, "" for workbooks of a school each; only of sheets in which a county has few sections."""
    lines = locators.lines.drop_duplicates("row").set_index("row")[["file", "sheet"]].reindex(alike.rows.index)
    number = {"county": alike.numbers(["county"]), "school": alike.numbers(["school_id"])}
    of_lines, table = Alike(lines.assign(**number)), ["file", "sheet"]
    is_of_several = of_lines.differ(table, "school")
    sheet = np.where(is_of_several, of_lines.numbers(table), -1)
    counties = Alike(pd.DataFrame({"sheet": sheet, "county": number["county"]}))
    pair = ["sheet", "county"]
    here = np.isin(sheet, sheet[(counties.sizes(pair) <= MOST_ODD)[counties.numbers(pair)]])
    return lines[here]["file"].str.cat(lines[here]["sheet"], sep="›").where(is_of_several[here], "")


def _say_odd_years(alike: Alike, locators: Locators, problems: Problems) -> None:
    """A county's year with fewer than half the sections of its fullest: each year is judged for itself."""
    rows, keys = alike.rows, ["county", "year"]
    sizes = rows.iloc[alike.first(keys)][keys].assign(sections=alike.sizes(keys)).dropna()
    fullest = sizes.groupby("county")["sections"].transform("max")
    is_odd = (fullest >= FEWEST_OF_COUNTY) & (2 * sizes["sections"] < fullest)
    of_odd = sizes[sizes["county"].isin(sizes.loc[is_odd, "county"])]
    for county, years in of_odd.groupby("county", sort=False):
        by_year = years.set_index("year")["sections"].sort_index()
        for year in by_year.index[2 * by_year < by_year.max()][:MOST_NAMED]:
            few = rows[(rows["county"] == county) & (rows["year"] == year)]
            values = {
                "county": few["county_name"].iat[0] or county,
                "year": int(year),
                "few": len(few),
                "school": few["school"].iat[0],
                "most": int(by_year.idxmax()),
                "count": by_year.max(),
            }
            problems.say("odd_year", locators.line_place(few.index[0]), **values)
