"""Numbers, units and years as people write them."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.tables.sheets.numbers import read_number, read_text, read_year, unit_of
from analysis.tables.sheets.vocabulary import Vocabulary, split_unit
from analysis.tables.terms import common_terms

YUAN = unit_of("元")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("７６", 76), ("１，２３４", 1234), ("12,345,678.5", 12345678.5), ("－1.5", -1.5), ("−3", -3), (" 45 人 ", 45),
        ("83.9万元", 839000), ("0.57万元", 5700), ("1.2亿元", 120000000), ("2千元", 2000), ("5.5㎡", 5.5), ("3 m²", 3),
        ("3平方米", 3), ("1.5公顷", 15000), ("５３．０％", 0.53), (7, 7), (2.5, 2.5),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_meant(written, meant):
    assert read_number(written, None, None) == meant


@pytest.mark.parametrize("written", ["", "—", "-", "/", "无数据", "……", "N/A", None, float("nan"), " "])
def test_signs_for_not_known_are_missing_and_never_zero(written):
    assert math.isnan(read_number(written, None, None))


@pytest.mark.parametrize("written", ["三百", "12-15", "1,2", "约300", "300人左右", True, float("inf"), "5贯"])
def test_anything_else_cannot_be_read(written):
    assert read_number(written, None, None) is None


def test_the_unit_of_the_cell_goes_before_that_of_the_header():
    ten_thousand = unit_of("万元")
    assert read_number(2.5, ten_thousand, YUAN) == 25000
    assert read_number("300元", ten_thousand, YUAN) == 300


def test_a_unit_of_another_kind_cannot_be_read():
    assert read_number("300元", None, unit_of("㎡")) is None
    assert read_number(300, unit_of("万元"), unit_of("人")) is None


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_scaling_gives_the_decimal_number_that_was_written(digits, places):
    written = f"{digits / 10**places:.{places}f}"
    exact = int(written.replace(".", "")) * 10 ** (4 - places)
    assert read_number(f"{written}万元", None, YUAN) == exact


@pytest.mark.parametrize(
    ("written", "calendar", "year"),
    [
        (2023, "", 2023), (2023.0, "", 2023), ("2023年", "", 2023), ("2023—2024学年", "", 2023), ("2023-24学年度", "", 2023),
        (113, "roc", 2024), ("民國113學年度", "roc", 2024), ("20232024", "school_year", 2023), ("2023", "school_year", 2023),
        (dt.date(2023, 9, 1), "", 2023), ("2023年9月", "", 2023),
    ],
)  # fmt: skip
def test_a_year_is_read_in_its_calendar(written, calendar, year):
    assert read_year(written, calendar) == year


@pytest.mark.parametrize(
    ("written", "calendar"), [(113, ""), ("2023-2025", ""), ("20232025", "school_year"), ("去年", "")]
)
def test_a_year_of_another_calendar_is_not_guessed(written, calendar):
    assert read_year(written, calendar) is None


def test_codes_keep_their_digits():
    assert read_text(3134000123.0) == "3134000123"
    assert read_text("011301") == "011301"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("教学仪器设备资产值（万元）", "教学仪器设备资产值"), ("其中：室内体育用房面积\n(㎡)", "室内体育用房面积"), ("46—50人", "46-50人"),
        ("每班46~50人班级个数", "46-50人"), ("学校（机构）标识码", "学校(机构)标识码"), ("图书/册", "图书"),
    ],
)  # fmt: skip
def test_a_header_is_compared_without_its_unit(header, name):
    assert split_unit(header)[0] == name


def test_a_name_keeps_its_signs_but_none_that_no_page_can_show_or_that_turn_it_round():
    assert read_text("a\tb") == "a b"
    assert read_text("\u202e$x$ *a*\u2066") == "$x$ *a*"
    assert read_text("第一\n小学") == "第一小学"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("专任教师", "其中：县级及以上骨干教师"), "backbone_teachers"),
        (("专任教师", "其中：高于规定学历"), "above_norm_teachers"),
        (("专任教师", "其中：体育、音乐、美术"), "pe_art_teachers"),
        (("校舍建筑面积（㎡）", "其中：教学及辅助用房", "小计"), "teaching_area_m2"),
        (("校舍建筑面积（㎡）", "其中：教学及辅助用房", "其中：室内体育用房"), "indoor_sport_area_m2"),
        (("在校生数", "其中：女"), None),
        (("在校生数", "其中：学校名称"), None),
    ],
)
def test_a_part_marked_so_is_known_by_its_own_name(path, field):
    meaning = Vocabulary.of(common_terms()).meaning(path)
    assert (meaning.field if meaning else None) == field
