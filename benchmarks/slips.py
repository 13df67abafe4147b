"""How many slips of a decimal point are noticed, and how many notes clean tables draw.

    python benchmarks/slips.py [slips a table]

One random figure of a clean table is multiplied by a factor and the table checked again: the slip is noticed when an
error or a note appears that was not there before. The same is asked of two to four schools drawn from a stage. Tables of ../shared/data are measured where that folder is present.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.tables.catalogue.datasets import load_dataset
from analysis.tables.checks.problems import Problems
from analysis.tables.checks.school_rows import check_rows
from analysis.tables.locators import Locators
from analysis.tables.schools import IDENTITY, SchoolTable
from analysis.tables.sheets.reading import TableFile, read_files
from analysis.tables.sources.mapping import read_mapping
from analysis.tables.terms import Terms

FACTORS = (10, 0.1, 100)
FEW = (2, 3, 4)
ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
DEMOS = {"demo-a": 2023, "demo-b": 2022, "province": 2023}
FOREIGN = {
    "tw_moe_primary_113": "113-107.csv",
    "ca_caschools": "AER_CASchools.csv",
}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rng = np.random.default_rng(0)
    for name, rows, locators, terms, are_schools in tables():
        clean = said(rows, locators, terms, are_schools)
        print(f"\n{name}: {len(rows)} sections, {len(clean)} error(s) and note(s) on the clean table")
        for factor in FACTORS:
            noticed, tried = measure(rows, locators, terms, are_schools, factor, count, rng, clean)
            share = sum(noticed.values()) / sum(tried.values())
            by_field = ", ".join(f"{field} {noticed[field]}/{tried[field]}" for field in sorted(tried))
            print(f"  × {factor:g}: {share:.1%} of {sum(tried.values())} noticed ({by_field})", flush=True)
        for few in FEW if are_schools else ():
            share, false = measure_few(rows, locators, terms, are_schools, few, count, rng)
            print(f"  × 10 among {few} schools of a stage: {share:.1%} noticed; {false} note(s) on {count} clean ones")


def measure_few(
    rows: pd.DataFrame,
    locators: Locators,
    terms: Terms,
    are_schools: bool,
    few: int,
    count: int,
    rng: np.random.Generator,
) -> tuple[float, int]:
    """The share of slips of ten that is noticed where a stage of a county has few schools, and notes on the clean ones."""
    noticed = tried = false = 0
    groups = [same.index for _, same in rows[rows["stage"] != "senior"].groupby(["county", "year", "stage"])]
    for group in (groups[rng.integers(len(groups))] for _ in range(count)):
        same = rows.loc[rng.choice(group, min(few, len(group)), replace=False)]
        clean = said(same, locators, terms, are_schools)
        false += len(clean)
        hit, asked = measure(same, locators, terms, are_schools, 10, 1, rng, clean)
        noticed, tried = noticed + sum(hit.values()), tried + sum(asked.values())
    return noticed / tried, false


def tables():
    """Each table by its name: rows, cells, terms, and whether its rows are schools."""
    for name, year in DEMOS.items():
        table: SchoolTable = load_dataset(name).select(year=year)
        yield name, table.rows, table.locators, table.terms, True
    for name, file in FOREIGN.items():
        path = SHARED / name / file
        if not path.is_file():
            print(f"\n{name}: skipped, there is no {path.name} beside the project")
            continue
        mapping = read_mapping(ROOT / "tests" / "mappings" / f"{name}.toml")
        reading = read_files([TableFile(path, mapping)])
        yield name, reading.rows, reading.locators, reading.terms, mapping.grain != "district"


def said(rows: pd.DataFrame, locators: Locators, terms: Terms, are_schools: bool) -> set[str]:
    """Every error and note, as a line."""
    problems = Problems()
    check_rows(rows, locators, terms, problems, required=["students"], are_schools=are_schools)
    return {problem.line("en") for problem in problems.all}


def measure(
    rows: pd.DataFrame,
    locators: Locators,
    terms: Terms,
    are_schools: bool,
    factor: float,
    count: int,
    rng: np.random.Generator,
    clean: set[str],
) -> tuple[Counter, Counter]:
    """How many of some slips are noticed and tried, by field."""
    fields = [key for key in rows if key in terms.fields and key not in IDENTITY and not key.startswith("classes_")]
    noticed: Counter = Counter()
    tried: Counter = Counter()
    judged = rows.index[rows["stage"] != "senior"]
    while sum(tried.values()) < count:
        row, field = rng.choice(judged), str(rng.choice(fields))
        if not rows.at[row, field] > 0:
            continue
        slipped = rows.copy()
        value = rows.at[row, field] * factor
        slipped.loc[row, field] = round(value) if terms.fields[field].is_whole else value
        tried[field] += 1
        noticed[field] += bool(said(slipped, locators, terms, are_schools) - clean)
    return noticed, tried


if __name__ == "__main__":
    main()
