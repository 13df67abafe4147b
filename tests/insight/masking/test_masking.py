"""What a public version shows gives no figure of few people back: not by a sum, not by a coefficient, not by a name."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from analysis.insight.masking.cells import LEAST, masked_cells, person_fields
from analysis.insight.masking.public import made_public
from analysis.insight.masking.recovery import gives_back, rounded_cv
from analysis.rules.conventions import Conventions
from analysis.rules.counting.count import count_sections
from analysis.rules.values import county_cv, county_mean, section_values
from analysis.tables.catalogue.datasets import load_dataset
from analysis.tables.terms import common_terms


@pytest.fixture(scope="module")
def table():
    return load_dataset("demo-b").select(county="DEMO-B")


@pytest.fixture(scope="module")
def public(table):
    return made_public(table, LEAST)


def shown(table):
    return table.rows[person_fields(table.rows, table.terms)]


def test_no_figure_of_few_people_is_left_and_nobody_is_shown_as_nobody(table, public):
    counts = shown(public)
    assert not ((counts > 0) & (counts < LEAST)).to_numpy().any()
    assert ((shown(table) == 0) == (counts == 0)).to_numpy().all()
    few = ((shown(table) > 0) & (shown(table) < LEAST)).to_numpy()
    assert few.any() and counts.isna().to_numpy()[few].all()


def test_figures_that_are_not_of_people_stay(table, public):
    others = [name for name in table.numbers if name not in shown(table)]
    pd.testing.assert_frame_equal(table.rows[others], public.rows[others])


def test_a_masked_figure_cannot_be_found_by_the_difference_of_a_sum():
    rows = pd.DataFrame(
        {
            "full_time_teachers": [20.0, 20.0, 9.0],
            "pe_art_teachers": [12.0, 9.0, 3.0],
            "teachers_pe": [3.0, 5.0, 1.0],
            "teachers_arts_all": [9.0, 4.0, 2.0],
        }
    )
    hidden = masked_cells(rows, common_terms(), LEAST)
    of_sum = hidden[["pe_art_teachers", "teachers_pe", "teachers_arts_all"]].sum(axis=1)
    assert (of_sum[of_sum > 0] >= 2).all() and (of_sum > 0).all()


def recovered(counts, students, hidden, published, decimals):
    """Every value each masked count can have, by going through all tables a reader would believe."""
    places = np.flatnonzero(hidden)
    ranges = [range(1, LEAST) if counts[place] < LEAST else range(LEAST, 31) for place in places]
    possible = {place: set() for place in places}
    for guess in product(*ranges):
        other = counts.copy()
        other[places] = guess
        if rounded_cv(other, students, decimals) == published:
            for place, value in zip(places, guess, strict=True):
                possible[place].add(value)
    return possible


def test_a_single_masked_count_is_given_back_by_a_coefficient_and_that_is_noticed():
    counts, students = np.array([3.0, 12, 15, 9]), np.array([180.0, 800, 900, 700])
    hidden = counts < LEAST
    possible = recovered(counts, students, hidden, rounded_cv(counts, students, 3), 3)
    assert possible[0] == {3} and gives_back(counts, students, hidden, LEAST, 3) == [0]


@pytest.mark.parametrize("seed", range(4))
def test_counts_held_to_be_safe_cannot_be_found_by_going_through_all_tables(seed):
    random = np.random.default_rng(seed)
    students = random.integers(60, 900, 8).astype(float)
    counts = np.maximum(1, (students * random.uniform(0.004, 0.02, 8)).round())
    hidden = (counts < LEAST) | (np.arange(8) == counts.argmax())
    hidden &= hidden.cumsum() <= 5  # as many as can be gone through
    for decimals in (3, 2):
        unsafe = set(gives_back(counts, students, hidden, LEAST, decimals))
        possible = recovered(counts, students, hidden, rounded_cv(counts, students, decimals), decimals)
        assert all(len(values) > 1 for place, values in possible.items() if place not in unsafe)


def test_a_carried_coefficient_is_the_full_table_s_on_the_same_side_of_its_limit(table, public):
    limits = {"primary": 0.5, "junior": 0.45}
    assert len(public.coefficients) > 4
    for (county, year, stage, name), carried in public.coefficients.items():
        sections = count_sections(table, Conventions()).select(county, year)
        full = county_cv(section_values(sections, name, county, year, stage)).value
        assert carried in (round(full, 3), round(full, 2))
        assert (carried <= limits[stage]) == (full <= limits[stage])
        masked = count_sections(public, Conventions()).select(county, year)
        assert county_cv(section_values(masked, name, county, year, stage)).value == carried
        assert np.isnan(county_mean(section_values(masked, name, county, year, stage)).value)


def test_tables_that_differ_in_masked_figures_alone_are_published_alike(table, public):
    counts = shown(table)
    few = (counts > 0) & (counts < LEAST)
    rows = table.rows.copy()
    for name in few:
        rows[name] = rows[name].mask(few[name], 1.0)
    other = made_public(replace(table, rows=rows), LEAST)
    both = shown(public).notna() & shown(other).notna()
    pd.testing.assert_frame_equal(shown(public)[both], shown(other)[both])


def test_nothing_beside_the_rows_tells_what_they_do_not(public):
    assert not any(public.locators.of(row, "pe_art_teachers") for row in public.rows.index)
    assert public.provenance.notes == () and public.accounts.empty and public.stated.empty
    assert (public.classes, public.grades) == (None, None)
    for said, wanted in zip(public.provenance.masked, ("不足5人", "fewer than 5 people"), strict=True):
        assert wanted in said


def test_schools_by_code_leave_no_name_and_no_code_of_the_source(table):
    coded = made_public(table, LEAST, by_code=True).rows
    text = coded.to_csv()
    assert coded["school"].str.fullmatch(r"S\d{3}").all()
    assert not any(name in text for name in table.rows["school"]) and not any(
        name in text for name in table.rows["school_id"]
    )
    assert coded["school"].nunique() == table.rows["school_id"].nunique()
    assert set(coded["parent"]) - {""} <= set(coded["school"])


def test_a_table_without_figures_of_few_people_keeps_every_figure(table):
    many = table.rows.copy()
    for name in shown(table):
        many[name] = many[name].where(many[name] == 0, many[name] + LEAST)
    public = made_public(replace(table, rows=many), LEAST)
    pd.testing.assert_frame_equal(shown(public), many[list(shown(table))])
    assert public.coefficients == {}
