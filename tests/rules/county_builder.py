"""Small counties for tests, written as one line a school section."""

import datetime as dt

import pandas as pd

from analysis.language import Words
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.locators import Locators
from analysis.tables.schools import IDENTITY, SchoolTable
from analysis.tables.terms import common_terms

USUAL = {
    "county": "C", "county_name": "试验县", "year": 2023, "stage": "primary", "ownership": "public", "area": "town",
    "counts_as_school": True, "parent": "", "exception_evidence": "", "is_shared": False, "school_en": "",
}  # fmt: skip


def county(*schools: dict) -> SchoolTable:
    """A school table; a school without a code is S1, S2 …; its type is its stage's unless stated."""
    rows = []
    for place, school in enumerate(schools, start=1):
        row = USUAL | {"school_id": f"S{place}"} | school
        rows.append({"school": row["school_id"], "school_type": row["stage"]} | row)
    frame = pd.DataFrame(rows)
    numbers = [name for name in frame.columns if name not in IDENTITY]
    frame[numbers] = frame[numbers].astype(float)
    lines = pd.DataFrame({"row": frame.index, "file": "county.csv", "sheet": "", "line": frame.index + 2})
    letters = {name: chr(ord("A") + place) for place, name in enumerate(numbers)}
    provenance = Provenance(
        "test", "synthetic", Words("试验", "test"), Words("试验", "test"), Words("CC0", "CC0"), dt.date(2023, 9, 1), ()
    )
    locators = Locators(lines, {("county.csv", ""): letters})
    return SchoolTable(frame[[*IDENTITY, *numbers]], locators, provenance, common_terms())
