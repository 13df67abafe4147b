"""Values of sections and of a county, on tables somebody else computed."""

import math

import pytest
from case_files import as_printed, load_case
from rules.county_builder import county

from analysis.errors import TableError, UsageError
from analysis.rules.counting.count import count_sections
from analysis.rules.values import (
    COUNTY_MEASURES,
    county_composite,
    county_cv,
    county_mean,
    county_measure,
    section_values,
)


def values_of(table, indicator="books_per_student", stage="primary"):
    return section_values(count_sections(table), indicator, "C", 2023, stage)


@pytest.fixture
def five_schools():
    case = load_case("cv_books_five_schools")
    rows = zip(case["schools"], case["students"], case["books"], strict=True)
    return case, county(*({"school": name, "students": n, "books": books} for name, n, books in rows))


def test_the_school_table_gives_the_official_worked_example(five_schools):
    case, table = five_schools
    values, printed = values_of(table), case["published"]
    shown = [as_printed(value, like="0.01") for value in values.frame["value"]]
    assert shown == printed["books_per_student"]
    assert as_printed(county_mean(values).value, like="0.01") == printed["county_books_per_student"]
    assert as_printed(county_cv(values).value, like="0.01") == printed["cv"]


def test_a_result_names_its_cells(five_schools):
    cv = county_cv(values_of(five_schools[1]))
    assert [cell.cell for cell in cv.inputs.cells()] == [
        *(f"B{line}" for line in range(2, 7)),
        *(f"A{line}" for line in range(2, 7)),
    ]
    assert (cv.formula, cv.subject, cv.place, cv.year, cv.stage) == (
        "student_weighted_cv", "books_per_student", "试验县", 2023, "primary",
    )  # fmt: skip


def test_indoor_sports_rooms_move_from_the_teaching_rooms_to_the_sports_area():
    table = county({"students": 100, "teaching_area_m2": 550.3, "indoor_sport_area_m2": 100.3, "sport_area_m2": 700})
    assert values_of(table, "teaching_area_m2_per_student").frame["value"].tolist() == pytest.approx([4.5], rel=1e-14)
    assert values_of(table, "sport_area_m2_per_student").frame["value"].tolist() == pytest.approx([8.003], rel=1e-14)
    assert values_of(table, "gross_teaching_area_m2_per_student").frame["value"].tolist() == pytest.approx(
        [5.503], rel=1e-14
    )


@pytest.mark.parametrize("formula", COUNTY_MEASURES)
def test_one_missing_value_leaves_the_county_open_and_is_counted(formula):
    values = values_of(county({"students": 100, "books": 900}, {"students": 50, "books": None}))
    found = county_measure(values, formula)
    assert math.isnan(found.value)
    assert found.note.zh == "2所中有1所缺图书册数，无法计算"
    assert list(values.missing["school_id"]) == ["S2"]


def test_a_field_the_source_does_not_have_is_missing_everywhere():
    values = values_of(county({"students": 100}))
    assert values.frame["value"].isna().all()
    assert values.of_section(0).note.en == "no books"


@pytest.mark.parametrize("formula", ["student_weighted_cv", "gini", "theil_t"])
def test_one_school_has_nothing_to_compare(formula):
    found = county_measure(values_of(county({"students": 100, "books": 900})), formula)
    assert found.value == 0 and found.note.zh == "只有一所学校，无可比较"


def test_a_county_with_nothing_has_a_mean_and_no_differences():
    values = values_of(county({"students": 100, "books": 0}, {"students": 50, "books": 0}))
    assert county_mean(values).value == 0
    cv = county_cv(values)
    assert math.isnan(cv.value) and cv.note.en == "the county's total is 0: differences are undefined"


def test_a_stage_without_schools_says_so():
    found = county_cv(values_of(county({"students": 100, "books": 5}), stage="junior"))
    assert math.isnan(found.value) and found.note.zh == "本学段没有计入的学校"


def test_more_indoor_sports_area_than_teaching_rooms_is_refused_with_its_cells(monkeypatch):
    monkeypatch.setenv("JUNHENG_LANG", "en")
    table = county({"school": "育才小学", "students": 100, "teaching_area_m2": 50, "indoor_sport_area_m2": 80})
    with pytest.raises(
        TableError, match=r"育才小学 › teaching_area_m2_per_student; county.csv › B2; .*C2: -30; expected 0"
    ):
        values_of(table, "teaching_area_m2_per_student")


def test_equal_areas_of_merged_parts_are_zero_and_not_binary_dust():
    parts = [
        {"teaching_area_m2": 0.1, "indoor_sport_area_m2": 0.3},
        {"teaching_area_m2": 0.2, "indoor_sport_area_m2": 0},
    ]
    table = county({"students": 100} | parts[0], {"students": 60, "counts_as_school": False, "parent": "S1"} | parts[1])
    assert values_of(table, "teaching_area_m2_per_student").frame["total"].tolist() == [0.0]


def test_an_unknown_indicator_is_answered_with_those_there_are():
    with pytest.raises(UsageError, match=r"happiness.*books_per_student"):
        values_of(county({"students": 100}), "happiness")


def test_the_composite_is_open_when_one_part_is():
    table = county({"students": 100, "books": 900, "computers": 9}, {"students": 50, "books": 100, "computers": None})
    parts = [county_cv(values_of(table, name)) for name in ("books_per_student", "computers_per_100")]
    assert county_composite(parts[:1]).value == parts[0].value
    both = county_composite(parts)
    assert math.isnan(both.value) and both.note.en == "1 of 2 coefficients are unknown"


def test_other_years_and_a_school_of_one_student_are_kept_apart():
    sections = count_sections(county(
        {"students": 1, "books": 30}, {"students": 10, "books": 100, "year": 2024}, {"students": 10, "books": 50, "year": 2022},
    ))  # fmt: skip
    values = section_values(sections, "books_per_student", "C", 2023, "primary")
    assert values.frame["value"].tolist() == [30.0]


def test_half_a_square_metre_too_much_is_refused_too():
    with pytest.raises(TableError, match=r"-0\.5"):
        values_of(
            county({"students": 100, "teaching_area_m2": 50, "indoor_sport_area_m2": 50.5}),
            "teaching_area_m2_per_student",
        )
