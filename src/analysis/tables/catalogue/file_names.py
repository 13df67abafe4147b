"""What a file's name says where its columns do not: 单校县2023.xlsx is the county 单校县 in the year 2023."""

from __future__ import annotations

import re

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
