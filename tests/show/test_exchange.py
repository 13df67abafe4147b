"""Teacher exchange on two bases, printed ratios and their bases, and why coefficients moved."""

import pandas as pd
import pytest
from case_files import REPOSITORY, as_printed

from analysis.formulas import student_weighted_cv
from analysis.insight.programmes.effect import ProgrammeEffect
from analysis.insight.series.count_series import SeriesError
from analysis.language import Words
from analysis.show import balance_change, exchange, printed_points, programmes
from analysis.show.balance_change import open_balance_changes, open_district_spending
from analysis.show.exchange import open_exchange
from analysis.show.printed_points import open_printed_points
from analysis.tables.catalogue.datasets import load_beside, load_record

PROVINCE = REPOSITORY / "data" / "raw" / "demo" / "province"


def joined(found, lang="zh"):
    told = found if isinstance(found, list) else [found]
    return "".join(words.in_(lang) for words in told if words)


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    rows = pd.read_csv(PROVINCE / "school_rows.csv", dtype=str)
    rows[rows["县区代码"] == "990101"].to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path


def counts(**columns):
    return pd.DataFrame({"county": ["990101"] * 2, "year": [2022, 2023], **columns})


# ---- counts and registers ---------------------------------------------------------------------------------------


def test_each_base_has_a_column_of_its_own_and_all_counts_are_those_of_the_register():
    table = exchange.tables.exchange_by_year(open_exchange("province", lang="en"))
    heads = [column[0] for column in table.columns[1:]]
    assert len(set(heads)) == 4
    assert {"Share of eligible teachers exchanged", "Share of all teachers exchanged"} <= set(heads)
    register, staff = load_beside("province", "exchange_register"), load_beside("province", "staff")
    teachers = register[~register["is_principal"] & (register["year"] == 2023)]
    base = staff[staff["year"] == 2023][["eligible", "teachers"]].sum()
    *_, last = table.rows
    assert last[1].replace(",", "") == f"{len(teachers)}/{base['eligible']:.0f}"
    assert last[3].replace(",", "") == f"{len(teachers)}/{base['teachers']:.0f}"


def test_a_year_in_which_no_principal_was_exchanged_counts_as_none_and_keeps_its_base():
    view = open_exchange("province")
    principals = view.by_year("principals_of_all")
    assert set(principals["base"]) == {12 * 16}


def test_flows_close_on_the_register_and_the_country_gains_the_difference():
    view = open_exchange("province", "990103")
    register = load_beside("province", "exchange_register")
    mine = register[(register["county"] == "990103") & ~register["is_principal"]]
    ways = ["town_to_country", "country_to_town", "within_town", "within_country", "unknown"]
    assert view.flows[ways].sum().sum() == len(mine)
    assert (view.flows["to_country_net"] == view.flows["town_to_country"] - view.flows["country_to_town"]).all()


def test_counts_without_a_register_give_ratios_but_no_flows(own):
    counts(exchanged=[10, 12], eligible=[100, 100], teachers=[300, 310]).to_csv(own / "staff.csv", index=False)
    view = open_exchange("own", lang="en")
    assert view.by_year("exchanged_of_eligible")["ratio"].tolist() == [0.10, 0.12]
    assert view.by_year("exchanged_of_all")["ratio"].tolist() == [10 / 300, 12 / 310]
    assert view.by_year("backbone_of_exchanged").empty
    assert view.flows is None
    assert exchange.tables.flows_by_year(view) is None
    assert "unknown" in joined(exchange.sentences.flows(view), "en")


def test_more_exchanged_than_eligible_is_refused(own):
    counts(exchanged=[10, 120], eligible=[100, 100]).to_csv(own / "staff.csv", index=False)
    with pytest.raises(SeriesError, match="120 exchanged teachers, 100 eligible teachers"):
        exchange.tables.exchange_by_year(open_exchange("own"))


def test_names_in_a_register_are_refused_without_being_repeated(own):
    register = pd.read_csv(PROVINCE / "exchange_register.csv", dtype=str).head(3).assign(person="某教师")
    register.to_csv(own / "exchange_register.csv", index=False)
    with pytest.raises(SeriesError) as caught:
        open_exchange("own")
    assert "某教师" not in caught.value.message("zh")


def test_a_data_set_without_exchange_says_so_and_shows_no_table():
    view = open_exchange("demo-a")
    assert exchange.sentences.ratios(view) == [exchange.sentences.NO_COUNTS]
    for table in (
        exchange.tables.exchange_by_year,
        exchange.tables.exchange_by_county,
        exchange.tables.flows_by_year,
        programmes.tables.coverage,
    ):
        assert table(view) is None


def test_the_effect_on_exchange_holds_the_truth_and_the_year_of_choice_is_in_neither_side():
    view = open_exchange("province")
    assert isinstance(view.effect, ProgrammeEffect)
    assert view.effect.low <= load_record("province", "truth")["exchange"]["effect"] <= view.effect.high
    before, after = view.effect_years
    assert (max(before), min(after)) == (2017, 2019)
    assert isinstance(open_exchange("province", "990103").effect, Words)
    assert isinstance(open_exchange("province", year=2018).effect, Words)


# ---- printed ratios ---------------------------------------------------------------------------------------------


def test_the_bases_of_heng_are_shown_in_both_readings_and_the_jump_is_marked():
    rows = [row for row in printed_points.tables.printed_exchange(open_printed_points("en")).rows if "Heng" in row[0]]
    teachers = [row for row in rows if "teachers" in row[0]]
    assert [row[4] for row in teachers] == ["5560–5564", "6454–6517", "6305–6904"]
    assert teachers[1][5] == "6482–6488"
    assert [row[6] for row in teachers] == ["not printed", "jumps", "not printed"]


@pytest.mark.parametrize(("lang", "verdict"), [("zh", "口径造成"), ("en", "artefact")])
def test_the_trend_of_heng_is_called_an_artefact_and_only_the_number_is_left(lang, verdict):
    told = joined(printed_points.sentences.exchange(open_printed_points(lang)), lang)
    assert verdict in told
    assert "+166" in told


def test_a_ratio_that_rises_while_the_number_falls_is_pointed_out():
    told = joined(printed_points.sentences.exchange(open_printed_points("en")), "en")
    assert "from 72 to 70 and the ratio from 12.1% to 12.7%" in told


def test_pingluo_is_recomputed_and_its_misprint_told():
    told = joined(printed_points.sentences.one_exchange_year(open_printed_points("en")), "en")
    assert "143/1081 = 13.23%" in told
    assert "13.24% cannot be reproduced" in told
    assert "52/143 = 36.36%, as printed" in told


def test_eligible_and_all_teachers_are_never_one_printed_line():
    points = open_printed_points()
    assert {place for place, measure in points.exchange if measure == "exchanged_of_eligible"} == {"pingluo"}
    assert {place for place, measure in points.exchange if measure == "exchanged_of_all"} == {"heng"}
    assert ("pingluo", "exchanged_of_eligible") not in points.exchange_trends()


# ---- balance over time ------------------------------------------------------------------------------------------


def test_every_change_of_county_a_is_the_sum_of_its_parts_and_the_cvs_are_those_of_the_view():
    view = open_balance_changes("demo-a")
    assert (view.first, view.last) == (2021, 2023)
    for stage in view.view.stages:
        changes = view.changes(stage)
        assert len(changes) == 7
        for indicator, found in changes:
            assert found.parts.sum() == pytest.approx(found.change, abs=1e-12)
            assert found.cv_after == pytest.approx(view.view.balance(indicator.name, stage).value, rel=1e-12)
            assert found.stays_with == "school"


def test_children_who_leave_are_named_as_the_main_cause_in_county_a():
    view = open_balance_changes("demo-a")
    assert balance_change.sentences.CHILDREN_LEFT in balance_change.sentences.balance(view)
    assert "14项差异系数中10项上升" in joined(balance_change.sentences.balance(view))


def test_one_year_has_no_change_to_split():
    assert "没有变化可供分解" in joined(balance_change.sentences.balance(open_balance_changes("demo-b")))


def test_the_fall_of_michigan_is_spending_and_stands_without_the_shared_numbers():
    view = open_district_spending("en")
    used, without_shared, other = balance_change.tables.district_spending(view).rows
    assert used[1:4] == ("0.208", "0.150", "−0.058")
    assert used[4:6] == ("0.000", "−0.058")
    assert without_shared[5].startswith("−0.06")
    assert other[1:4] == used[1:4]
    split = view.split()
    assert split.stays_with == "student"
    assert abs(split.parts["students"]) < 0.01 * abs(split.change)
    told = joined(balance_change.sentences.district_spending(view), "en")
    assert "20 districts" in told
    assert "0.208 in 1992 to 0.150 in 1998" in told


def test_the_line_of_michigan_is_the_coefficient_of_each_year():
    view = open_district_spending()
    rows = view.rows[view.rows["year"] == 1995]
    direct = student_weighted_cv(rows["resource"] / rows["students"], rows["students"])
    assert view.by_year[1995] == direct
    assert as_printed(view.by_year[1998], like="0.208") == "0.150"
