"""Teacher exchange: two bases that never meet in one line, backbone shares, flows, and what printed ratios imply."""

import pandas as pd
import pytest
from case_files import SHARED, as_printed, needs_shared
from hypothesis import given
from hypothesis import strategies as st

from analysis.insight.exchange.ratios import (
    MEASURES,
    counts_from_register,
    exchange_ratios,
    flows,
    trend_of_printed,
)
from analysis.insight.series.count_series import SeriesError
from analysis.insight.series.implied_base import implied_base

PINGLUO = {"county": "平罗", "year": 2023, "exchanged": 143, "eligible": 1081, "backbone_exchanged": 52}


def test_published_counts_give_the_published_ratios():
    table = exchange_ratios(pd.DataFrame([PINGLUO])).set_index("measure")["ratio"]
    assert as_printed(100 * table["exchanged_of_eligible"]) == "13.23"
    assert as_printed(100 * table["backbone_of_exchanged"]) == "36.36"
    assert set(table.index) == {"exchanged_of_eligible", "backbone_of_exchanged"}


def test_two_bases_are_two_measures_and_no_difference_crosses_them():
    counts = pd.DataFrame(
        [
            {"county": "A", "year": 2018, "exchanged": 100, "teachers": 1000},
            {"county": "A", "year": 2019, "exchanged": 110, "teachers": 1000, "eligible": 500},
            {"county": "A", "year": 2020, "exchanged": 60, "eligible": 500},
        ]
    )
    found = exchange_ratios(counts).set_index(["measure", "year"])["difference"]
    assert found["exchanged_of_all", 2019] == pytest.approx(0.01)
    assert found["exchanged_of_eligible", 2020] == pytest.approx(-0.1)
    assert found[["exchanged_of_all", "exchanged_of_eligible"]].isna().sum() == 2
    assert ("exchanged_of_all", 2020) not in found.index


def test_a_difference_never_spans_a_gap_and_counties_stand_beside_their_median():
    rows = [{"county": c, "year": y, "exchanged": e, "eligible": 100} for c, y, e in
            [("A", 2018, 10), ("A", 2020, 12), ("B", 2020, 16), ("C", 2020, 11)]]  # fmt: skip
    found = exchange_ratios(pd.DataFrame(rows)).set_index(["county", "year"])
    assert found["difference"].isna().all()
    assert found.loc[("B", 2020), "from_median"] == pytest.approx(0.04)
    assert pd.isna(found.loc[("A", 2018), "from_median"])


@pytest.mark.parametrize(
    ("change", "english", "chinese"),
    [
        (
            {"exchanged": 1200},
            "1200 exchanged teachers, 1081 eligible teachers",
            "交流教师1200人多于符合交流条件教师1081人",
        ),
        ({"teachers": 900}, "1081 eligible teachers, 900 all teachers", "多于教师总数900人"),
        ({"backbone_exchanged": 150}, "150 exchanged backbone teachers, 143 exchanged teachers", "交流的骨干教师150人"),
        ({"exchanged_principals": 9, "principals": 8}, "9 exchanged principals, 8 all principals", "交流校长9人"),
        ({"exchanged": -1}, "-1 exchanged teachers", "交流教师为-1"),
        ({"eligible": None}, "143 exchanged without a base", "交流143人而无基数"),
    ],
)
def test_counts_that_cannot_be_are_refused_by_name(change, english, chinese):
    with pytest.raises(SeriesError) as caught:
        exchange_ratios(pd.DataFrame([PINGLUO | change]))
    assert english in caught.value.message("en")
    assert chinese in caught.value.message("zh")
    assert "平罗 · 2023" in caught.value.message("zh")


def test_a_countys_year_twice_is_refused():
    with pytest.raises(SeriesError, match="more than once"):
        exchange_ratios(pd.DataFrame([PINGLUO, PINGLUO]))


def register(*rows):
    columns = ["county", "person", "year", "from_school", "to_school", "is_eligible", "is_backbone", "is_principal"]
    return pd.DataFrame(rows, columns=columns)


REGISTER = register(
    ("A", "p1", 2020, "t1", "r1", True, True, False),
    ("A", "p2", 2020, "t1", "r2", True, False, False),
    ("A", "p3", 2020, "r1", "t1", True, False, False),
    ("A", "p4", 2020, "t1", "t2", True, False, False),
    ("A", "p5", 2020, "t1", "x9", True, False, False),
    ("A", "h1", 2020, "t2", "r1", False, False, True),
    ("A", "p1", 2021, "r1", "t1", True, True, False),
)
AREA = pd.Series({"t1": "urban", "t2": "town", "r1": "rural", "r2": "rural"})


def test_a_register_gives_counts_with_principals_apart():
    found = counts_from_register(REGISTER).set_index("year")
    assert found["exchanged"].to_dict() == {2020: 5, 2021: 1}
    assert found["backbone_exchanged"].to_dict() == {2020: 1, 2021: 1}
    assert found.loc[2020, "exchanged_principals"] == 1
    assert pd.isna(found.loc[2021, "exchanged_principals"])


def test_flows_between_town_and_country_are_counted_and_unknown_schools_stay_visible():
    found = flows(REGISTER, AREA).set_index("year").drop(columns="county")
    assert found.loc[2020].to_dict() == {
        "town_to_country": 2, "country_to_town": 1, "within_town": 1, "within_country": 0, "unknown": 1,
        "to_country_net": 1,
    }  # fmt: skip
    assert found.loc[2021, "to_country_net"] == -1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("A", "p1", 2020, "r1", "r2", True, True, False), "one person twice in a year"),
        (("A", "p9", 2020, "r1", "r1", True, True, False), "from and to are the same school"),
        (("A", "p9", 2020, "r1", "r2", False, True, False), "exchanged without being eligible"),
    ],
)
def test_a_register_that_cannot_be_is_refused(row, message):
    with pytest.raises(SeriesError, match=message):
        counts_from_register(pd.concat([REGISTER, register(row)], ignore_index=True))


def test_a_register_with_names_is_refused_and_the_name_is_not_repeated():
    named = register(("A", "张三", 2020, "r1", "r2", True, True, False))
    with pytest.raises(SeriesError) as caught:
        counts_from_register(named)
    for lang in ("zh", "en"):
        assert "张三" not in caught.value.message(lang)
    assert "未作脱敏" in caught.value.message("zh")
    assert "names where hashes should be" in caught.value.message("en")


@pytest.mark.parametrize(
    ("count", "percent", "low", "high"),
    [(559, "10.05", 5560, 5564), (655, "10.1", 6454, 6517), (655, "10.10", 6482, 6488)],
)
def test_printed_ratios_imply_the_range_of_their_base(count, percent, low, high):
    base = implied_base(count, percent)
    assert (base.low, base.high) == (low, high)


@given(st.integers(1, 3000), st.integers(0, 30000))
def test_the_implied_range_is_exactly_the_bases_that_print_alike(count, more):
    base = count + more
    percent = as_printed(100 * count / base, like="0.01")
    if float(percent) == 0:
        return
    found = implied_base(count, percent)
    assert found.low <= base <= found.high
    lowest, highest = float(percent) - 0.005, float(percent) + 0.005
    assert 100 * count / found.high >= lowest - 1e-12
    assert 100 * count / (found.high + 1) < lowest + 1e-12
    assert found.low == count or 100 * count / (found.low - 1) > highest - 1e-12


@pytest.mark.parametrize(("count", "percent"), [(0, "10.1"), (5, "0.0"), (5, "120"), (1, "66.67")])
def test_a_ratio_no_base_gives_is_refused(count, percent):
    with pytest.raises(SeriesError):
        implied_base(count, percent)


def test_hengs_exchange_ratio_is_an_artefact_of_its_base():
    trend = trend_of_printed("exchanged_of_all", [(2018, 725, "11"), (2016, 559, "10.05"), (2017, 655, "10.1")])
    assert trend.jumps == (2017,)
    assert trend.is_artefact
    assert "5560–5564 in 2016, 6454–6517 in 2017" in trend.words.en
    assert "不能作为趋势" in trend.words.zh


def test_hengs_principals_keep_their_base():
    trend = trend_of_printed("principals_of_all", [(2016, 61, "10.8"), (2017, 72, "12.1"), (2018, 70, "12.7")])
    assert not trend.is_artefact
    assert [(year.base.low, year.base.high) for year in trend.years] == [(563, 567), (593, 597), (550, 553)]


def test_an_unknown_measure_or_a_year_twice_is_refused():
    with pytest.raises(SeriesError, match="no measure of exchange"):
        trend_of_printed("exchange", [(2016, 559, "10.05")])
    with pytest.raises(SeriesError, match="a year appears twice"):
        trend_of_printed(next(iter(MEASURES)), [(2016, 559, "10.05"), (2016, 560, "10.05")])


@needs_shared
def test_kentuckys_district_percentages_come_out_of_district_counts_and_not_of_schools():
    rows = pd.read_csv(
        SHARED / "data" / "ky_teacher_turnover_2024" / "KYRC24_OVW_Teacher_Turnover.csv",
        thousands=",", dtype={"District Number": str, "School Number": str}, encoding="utf-8-sig",
    )  # fmt: skip
    is_state, is_district = rows["District Number"] == "999", rows["School Number"].isna()
    districts = rows[is_district & ~is_state]
    ratio = 100 * districts["Teacher Turnover Count"] / districts["Teacher Count"]
    assert len(districts) == 177
    assert (ratio - districts["Turnover Percent"]).abs().max() <= 0.05 + 1e-9
    columns = ["Teacher Count", "Teacher Turnover Count"]
    assert districts[columns].sum().tolist() == rows.loc[is_state, columns].iloc[0].tolist() == [49691, 11204]
    assert rows.loc[~is_district, columns].sum().tolist() == [48674, 10809]
    expected = pd.read_csv(SHARED / "data" / "ky_teacher_turnover_2024" / "reference_by_county.csv", index_col=0)
    counties = (
        rows[~is_district].groupby("County Name")[columns].sum().loc[expected.index]
    )  # a table of schools, it says
    assert counties["Teacher Count"].tolist() == expected["teachers"].tolist()
    assert counties["Teacher Turnover Count"].tolist() == expected["turnover"].tolist()
