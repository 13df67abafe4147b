"""The Michigan districts are read as received: nothing dropped, nothing filled in, spending reproduced."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

import numpy as np
import pytest
from case_files import as_printed

from analysis.formulas import student_weighted_cv
from analysis.paths import RAW
from analysis.tables.catalogue.datasets import find_dataset, load_dataset

FOLDER = RAW / "michigan"


@pytest.fixture(scope="module")
def districts():
    return load_dataset("michigan")


@pytest.fixture(scope="module")
def received():
    with (FOLDER / "mathpnl.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_districts_are_there_in_all_seven_years(districts):
    rows = districts.rows
    assert districts.years == list(range(1992, 1999))
    assert len(rows) == 550 * 7
    assert rows.groupby("year")["school_id"].nunique().unique().tolist() == [550]
    assert len(districts.counties) == 57
    assert rows.groupby("school_id")["county"].nunique().max() == 1


@pytest.mark.parametrize(("year", "printed"), [(1992, "0.208"), (1998, "0.150")])
def test_the_spread_of_spending_over_all_districts_is_the_known_one(districts, year, printed):
    rows = districts.rows[districts.rows["year"] == year]
    cv = student_weighted_cv(rows["spending_dollars"] / rows["students"], rows["students"])
    assert as_printed(cv, like=printed) == printed


def test_spending_per_student_is_the_received_figure_again(districts, received):
    per_student = districts.rows["spending_dollars"] / districts.rows["students"]
    np.testing.assert_allclose(per_student, [float(row["expp"]) for row in received], rtol=1e-12)
    assert str(districts.locators.of(3, "spending_dollars")[0]) == "mathpnl.csv › F5"


def test_missing_teachers_stay_missing(districts, received):
    rows = districts.rows
    unknown = rows["teachers_implied"].isna()
    assert rows.loc[unknown & (rows["year"] >= 1995), ["school_id", "year"]].to_numpy().tolist() == [["34360", 1995]]
    assert unknown[rows["year"] < 1995].all()
    assert not (rows["teachers_implied"] == 0).any()
    (zero,) = [row for row in received if row["ptr"] == "0.0"]
    assert (zero["distid"], zero["year"], zero["teachers_implied"]) == ("34360", "1995", "")


def test_implied_teachers_are_enrolment_over_pupils_per_teacher(received):
    stated = [row for row in received if row["ptr"] not in ("", "0.0")]
    assert len(stated) == 550 * 4 - 1
    for row in stated:
        implied = Decimal(row["enrol"]) / Decimal(row["ptr"])
        assert row["teachers_implied"] == str(implied.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def test_districts_whose_number_ends_in_000_jump_between_two_sizes_and_are_kept(districts):
    students = districts.rows.pivot(index="school_id", columns="year", values="students")
    step = students.to_numpy()[:, 1:] / students.to_numpy()[:, :-1]
    jumps = students.index[((step > 2) | (step < 0.5)).any(axis=1)]
    odd = [district for district in students.index if district.endswith("000")]
    assert len(odd) == 20
    assert set(odd) < set(jumps)
    assert len(jumps) == 23


def test_no_chinese_standard_is_claimed_for_american_districts():
    dataset = find_dataset("michigan")
    assert dataset.standard == ()
    assert (dataset.kind, dataset.licence.en) == ("real", "MIT, the text of which is kept with the data")
    assert "Haruyama" in (FOLDER / "LICENSE.txt").read_text(encoding="utf-8").title()


def test_stages_are_not_told_apart_and_rows_are_said_to_be_districts(districts):
    assert set(districts.rows["stage"]) == {"all"}
    assert "not a school" in districts.provenance.note.en and "学区" in districts.provenance.note.zh


def test_the_catalogue_states_the_digest_of_the_table_the_script_writes():
    (file,) = find_dataset("michigan").files
    assert sha256((FOLDER / "mathpnl.csv").read_bytes()).hexdigest() == file.sha256
