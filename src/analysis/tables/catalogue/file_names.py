"""What a file's name says where its columns do not: 单校县2023.xlsx is the county 单校县 in the year 2023."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.tables.checks.problems import Problems

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:\s*[-—–~至_]\s*(?:(?:19|20)?\d{2}))?(?:学年度?|年度?)?(?!\d)")
_SEPARATORS = " _-—–~·.,，、()（）[]【】"


def county_of_name(stem: str) -> str:
    """The name without its year and what sets the year off; the name itself where nothing else is in it."""
    parts = [part.strip(_SEPARATORS) for part in _YEAR.sub("\n", stem).split("\n")]
    return "-".join(filter(None, parts)) or stem


def year_of_name(stem: str) -> int | None:
    """The first four-digit year in the name; a school year by the year it begins in."""
    found = _YEAR.search(stem)
    return int(found[1]) if found else None


def with_county_and_year(frame: pd.DataFrame, file: str, place: str, problems: Problems) -> pd.DataFrame:
    """County and year from the file's name where neither column nor mapping gives them; said in a note."""
    stem = Path(file).stem
    if "county" not in frame and "county_name" not in frame:
        county = county_of_name(stem)
        frame = frame.assign(county=county)
        problems.say("county_of_name", place, county=county)
    if "year" not in frame:
        year = year_of_name(stem)
        frame = frame.assign(year=float(year) if year else np.nan)
        problems.say("year_of_name" if year else "no_year", place, year=year)
    return frame
