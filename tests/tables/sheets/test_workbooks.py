"""County workbooks of every usual kind give exactly the table they were made from."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tables.workbooks import PEOPLE, ROOMS, SHAPES, Maker, expected, random_schools, schools_of, write

from analysis.tables.catalogue.datasets import load_dataset
from analysis.tables.sheets.reading import TableFile, read_files
from analysis.tables.sheets.vocabulary import BAND_LIMITS

FIELDS = ("students", "classes", *BAND_LIMITS, *PEOPLE, *ROOMS)
FEW, MANY = range(2), range(2, 27)  # random workbooks of each shape in each form: in every run, and in long ones


def check(folder: Path, schools: list, shape: str, seed: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    maker = Maker(rng, schools, shape)
    paths = write(maker.make(), folder, kind)
    reading = read_files([TableFile(path) for path in paths])
    assert [problem.line("en") for problem in reading.problems.errors] == []
    fields = [key for key in FIELDS if not (shape == "grades" and key in BAND_LIMITS)]
    wanted = expected(schools, fields, has_senior=shape in ("wide", "sheets"))
    key = ["school", "stage"]
    found = reading.rows.sort_values(key, ignore_index=True)
    wanted = wanted.sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(found[list(wanted)], wanted, check_dtype=False, rtol=1e-12)
    assert set(found["year"]) == {wanted_year(schools)}
    assert set(found["county_name"]) == {schools[0]["county_name"]} if maker.county_in == "column" else True
    assert not any("total" in problem.found.en for problem in reading.problems.notes)


def wanted_year(schools: list) -> int:
    return int(schools[0]["year"])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", FEW)
def test_a_workbook_gives_the_table_it_was_made_from(tmp_path, shape, kind, seed):
    schools = random_schools(np.random.default_rng(1000 + seed), 25)
    check(tmp_path, schools, shape, seed, kind)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", MANY)
def test_many_workbooks_give_the_tables_they_were_made_from(tmp_path, shape, kind, seed):
    rng = np.random.default_rng(2000 + seed)
    check(tmp_path, random_schools(rng, int(rng.integers(20, 201))), shape, seed, kind)


@pytest.mark.parametrize("shape", ["wide", "sheets", "stages", "long"])
@pytest.mark.parametrize(("name", "year"), [("demo-a", 2023), ("demo-b", 2022)])
def test_a_demonstration_county_comes_back_in_every_shape(tmp_path, name, year, shape):
    table = load_dataset(name).select(year=year)
    schools = schools_of(table.rows)
    for school in schools:
        school["county_name"] = "云山县"
        school["year"] = 2023
    check(tmp_path, schools, shape, 7, "xlsx")
