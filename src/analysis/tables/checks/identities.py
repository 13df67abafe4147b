"""Schools that may be one, or none of this county: names, codes and counties that do not go together."""

from __future__ import annotations

import pandas as pd

from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators
from analysis.tables.sheets.numbers import plain

FEWEST_OF_COUNTY = 10  # sections of a county beside which one or two of another are odd
MOST_ODD = 2
MOST_NAMED = 10


def say_identities(rows: pd.DataFrame, locators: Locators, problems: Problems) -> None:
    """Notes: one name under two codes, one code under two names, a school of another county among many of one."""
    schools = rows.drop_duplicates(["county", "year", "school_id", "school"])
    schools = schools.assign(plain=schools["school"].map(lambda name: plain(str(name))))
    _say_shared(schools, "plain", "school_id", "one_name_two_codes", locators, problems)
    _say_shared(schools, "school_id", "plain", "one_code_two_names", locators, problems)
    _say_odd_counties(rows, locators, problems)


def _say_shared(
    schools: pd.DataFrame, key: str, other: str, message: str, locators: Locators, problems: Problems
) -> None:
    keys = ["county", "year", key]
    several = schools[schools[key] != ""]
    several = several[several.groupby(keys)[other].transform("nunique") > 1]
    for _, same in list(several.groupby(keys, sort=False))[:MOST_NAMED]:
        place = "; ".join(locators.line_place(row) for row in same.index[:3])
        names, codes = (", ".join(map(str, dict.fromkeys(same[one]))) for one in ("school", "school_id"))
        problems.say(message, place, names=names, codes=codes)


def _say_odd_counties(rows: pd.DataFrame, locators: Locators, problems: Problems) -> None:
    """One or two sections of a county in a sheet of many, most of them of another."""
    lines = locators.lines.drop_duplicates("row").set_index("row")
    sheet = lines["file"].str.cat(lines["sheet"], sep="›").reindex(rows.index)
    sizes = rows.groupby([sheet, rows["county"]]).size()
    for name, here in sizes.groupby(level=0):
        counties = here.droplevel(0)
        if counties.max() < max(FEWEST_OF_COUNTY, counties.sum() / 2):
            continue
        for county in counties.index[counties <= MOST_ODD]:
            row = rows.index[(sheet == name) & (rows["county"] == county)][0]
            values = {
                "school": rows.at[row, "school"],
                "county": county,
                "most": counties.idxmax(),
                "count": counties.max(),
            }
            problems.say("odd_county", locators.line_place(row), **values)
