"""County and year out of a file's name."""

import pytest

from analysis.tables.catalogue.file_names import county_of_name, county_of_text, year_of_name, year_of_text
from analysis.tables.sheets.vocabulary import stage_of_text


@pytest.mark.parametrize(
    ("stem", "county", "year"),
    [
        ("单校县2023", "单校县", 2023),
        ("甲县_2023", "甲县", 2023),
        ("2023年甲县", "甲县", 2023),
        ("甲县（2023—2024学年）", "甲县", 2023),
        ("甲县 2023学年度 小学", "甲县", 2023),
        ("2023", "2023", 2023),
        ("990101", "990101", None),
        ("甲县", "甲县", None),
        ("云山县-办学条件", "云山县", None),
        ("2023年江南省海州市云山县义务教育学校办学条件（上报）", "云山县", 2023),
        ("云山-办学条件-2023", "云山", 2023),
        ("城区小学2023", "城区小学", 2023),
        ("alpha-2023", "alpha", 2023),
    ],
)
def test_a_name_gives_its_county_without_the_year_and_what_sets_it_off(stem, county, year):
    assert county_of_name(stem) == county
    assert year_of_name(stem) == year


@pytest.mark.parametrize(
    ("title", "county", "year", "stage"),
    [
        ("云山县2023年小学办学条件一览表", "云山县", 2023, "primary"),
        ("填报单位：云山县教育局", "云山县", None, None),
        ("2023—2024学年初级中学教师情况", "", 2023, "junior"),
        ("二〇二三年中小学校基本情况", "", 2023, None),
        ("按教督〔2017〕6号填报", "", None, None),
        ("统计时间：2023.9", "", 2023, None),
        ("小学、初中班级情况", "", None, None),
        ("全县学校情况", "", None, None),
    ],
)
def test_a_title_gives_what_it_says_and_no_more(title, county, year, stage):
    assert (county_of_text(title), year_of_text(title), stage_of_text(title)) == (county, year, stage)
