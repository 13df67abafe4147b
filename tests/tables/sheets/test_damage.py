"""Whatever is done to a workbook: the clean table comes out, or the place is named. Nothing passes in silence."""

import pandas as pd
import pytest
from tables.damage import DAMAGES, Damage, clean, written

from analysis.tables.sheets.reading import Reading, TableFile, read_files

FIGURES = [
    "students",
    "classes",
    "full_time_teachers",
    "teaching_area_m2",
    "indoor_sport_area_m2",
    "equipment_yuan",
    "multimedia_rooms",
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Reading:
    path = tmp_path_factory.mktemp("clean") / "云山县.xlsx"
    clean().save(path)
    return read_files([TableFile(path)])


def said(reading: Reading) -> set[str]:
    return {f"{problem.kind}: {problem.line('en')}" for problem in reading.problems.all}


def figures(reading: Reading) -> pd.DataFrame:
    known = reading.rows.reindex(columns=["school", "stage", "year", *FIGURES])
    return known.sort_values(["school", "stage"], ignore_index=True).astype(dict.fromkeys(["year", *FIGURES], float))


def test_there_are_a_hundred_kinds_of_damage():
    names = [damage.name for damage in DAMAGES]
    assert len(set(names)) == len(names) >= 100


def test_the_clean_workbook_draws_nothing_but_what_it_takes_from_its_title(sound):
    assert {problem.kind for problem in sound.problems.all} == {"county_taken", "year_taken", "stage_taken"} - {
        "stage_taken"
    }
    assert len(sound.rows) == 24


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_damage_is_named_or_does_no_harm(damage: Damage, sound: Reading, tmp_path):
    path = tmp_path / "云山县.xlsx"
    path.write_bytes(written(damage))
    reading = read_files([TableFile(path)])
    new = said(reading) - said(sound)
    if not new:
        pd.testing.assert_frame_equal(figures(reading), figures(sound))
    assert all("Traceback" not in one and "云山县.xlsx" in one for one in new)
