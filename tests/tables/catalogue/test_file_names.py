"""County and year out of a file's name."""

import pytest

from analysis.tables.catalogue.file_names import county_of_name, year_of_name


@pytest.mark.parametrize(
    ("stem", "county", "year"),
    [
        ("单校县2023", "单校县", 2023),
        ("甲县_2023", "甲县", 2023),
        ("2023年甲县", "甲县", 2023),
        ("甲县（2023—2024学年）", "甲县", 2023),
        ("甲县 2023学年度 小学", "甲县-小学", 2023),
        ("2023", "2023", 2023),
        ("990101", "990101", None),
        ("甲县", "甲县", None),
    ],
)
def test_a_name_gives_its_county_without_the_year_and_what_sets_it_off(stem, county, year):
    assert county_of_name(stem) == county
    assert year_of_name(stem) == year
