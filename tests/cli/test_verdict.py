"""`junheng verdict`: a county's answers rule by rule, and what turns where the documents are silent."""

import re
import subprocess
import sys

import pytest
from cli.command_line import fill_template


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")  # a line of the table on one line of the terminal
    monkeypatch.setenv("JUNHENG_STANDARD", "")


@pytest.mark.parametrize(
    ("lang", "line", "together", "standing"),
    [
        ("zh", r"班额 +小学 +178个班超限额 +≤ 45人/班 +× 未达标 +教督〔2017〕6号政府保障程度 5（转引）", r"总体.* +× 未达标", "测算结果，不是官方认定"),
        ("en", r"Class size +primary +178 classes over +≤ 45 per class +× not met +教督〔2017〕6号, Government guarantee 5 \(read at second hand\)", r"all parts.* +× not met", "not official findings"),
    ],
)  # fmt: skip
def test_every_rule_stands_with_value_limit_answer_and_clause(junheng, lang, line, together, standing):
    said = junheng("--lang", lang, "verdict", "--county", "DEMO-A", "--dataset", "demo-a")
    assert said.code == 0 and not said.err
    assert re.search(line, said.out)
    assert re.search(together, said.out)
    assert standing in said.out
    assert "…" not in said.out and "nan" not in said.out


@pytest.mark.parametrize(
    ("lang", "turned", "silent"),
    [
        ("zh", r"资源按学生数拆分 +体育运动场馆 +乙泉镇示例九年制学校（初中） +≥ 10.20 +10.24 ✓ 达标 +9.64 × 未达标", "按学段还是按整校计，未查到原文"),
        ("en", r"Resources shared by head count +Sports area +乙泉镇示例九年制学校 \(junior\) +≥ 10.20 +10.24 ✓ met +9.64 × not met", "by section or by school was not found"),
    ],
)  # fmt: skip
def test_readings_are_listed_and_the_verdicts_they_turn(junheng, lang, turned, silent):
    said = junheng("verdict", "--dataset", "demo-b", "--readings", "--lang", lang)
    assert said.code == 0
    assert re.search(turned, said.out)
    assert silent in said.out


def test_no_reading_turns_a_verdict_of_demo_a(junheng):
    assert "No reading turns a verdict." in junheng("verdict", "--dataset", "demo-a", "--readings").out


def test_certificates_of_what_is_met_are_written_beside_the_programs_that_confirm_them(junheng, tmp_path):
    said = junheng("verdict", "--dataset", "demo-b", "--certificates", tmp_path / "certificates")
    written = sorted((tmp_path / "certificates").glob("*.json"))
    assert said.code == 0 and f"{len(written)} certificates written" in said.out
    assert len(written) > 20 and not [path for path in written if path.name.startswith("cv_")]  # none of those is met
    for path in (written[0], written[-1]):
        checker = path.with_name("check_count.py")
        ran = subprocess.run([sys.executable, "-I", checker], input=path.read_bytes(), capture_output=True, check=False)
        assert ran.stdout.decode().strip() == "confirmed"


@pytest.mark.parametrize("year", [2021, 2022])
def test_an_earlier_year_is_judged_and_its_kind_of_data_said(junheng, year):
    said = junheng("verdict", "--dataset", "demo-a", "--year", year)
    assert f"{year}: Quality balance" in said.out
    assert "synthetic data (not real)" in said.out


def test_another_standard_judges_and_none_judges_nothing(junheng):
    basic = junheng("verdict", "--dataset", "demo-a", "--standard", "cn-basic-balance-2012")
    assert "教督〔2012〕3号" in basic.out and "cannot be judged" in basic.out
    assert "nothing can be judged" in junheng("verdict", "--dataset", "demo-a", "--standard", "none").out


def test_a_folder_of_ones_own_is_judged(junheng, tmp_path):
    (tmp_path / "mine").mkdir()
    junheng("template", tmp_path / "mine" / "table.xlsx")
    fill_template(tmp_path / "mine" / "table.xlsx")
    said = junheng("--lang", "zh", "verdict", "--data", tmp_path / "mine", "--county", "990101", "--readings")
    assert said.code == 0, said.err
    assert "甲县，2023年" in said.out and "用户自有数据" in said.out


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        (("--lang", "en"), "this command says which columns are missing."),
        (("--lang", "zh"), "即列出还缺哪些列"),
        (("--lang", "en", "--standard", "cn-quality-balance-2017"), "(needs full-time|(needs teaching equipment"),
    ],
)
def test_a_list_of_classes_alone_is_told_which_columns_would_help(junheng, tmp_path, options, hint):
    (tmp_path / "mine").mkdir()
    rows = ["学校名称,学段,年级,班级,人数", *(f"第{k}小学,小学,一年级,{c}班,4{c}" for k in (1, 2) for c in (1, 2))]
    (tmp_path / "mine" / "云山县2023.csv").write_text("\n".join(rows), encoding="utf-8")
    said = junheng("verdict", "--data", tmp_path / "mine", *options)
    assert said.code == 0, said.err
    plain = " ".join(said.out.split())
    assert any(one in plain for one in hint.split("|"))
    assert "2023：" not in plain or "zh" in options


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [
        ((), "--dataset", "--data"),
        (("--dataset", "province"), "--county", "990101"),
        (("--dataset", "demo-a", "--county", "X"), "--county", "DEMO-A"),
        (("--dataset", "demo-a", "--year", "1999"), "--year", "2023"),
    ],
)
def test_a_county_that_cannot_be_found_is_refused_with_those_there_are(junheng, words, place, expected):
    said = junheng("verdict", *words)
    assert said.code == 2
    assert said.err.startswith(f"{place}: ") and expected in said.err


def test_a_report_is_judged_from_its_own_facts_and_a_damaged_form_only_by_what_somebody_chose(junheng):
    form = "seventh_division_hint_2017"
    damaged = junheng("--lang", "en", "verdict", "--report", form)
    assert damaged.code == 0 and "90.54%" not in damaged.out
    assert "missing or damaged" in damaged.out
    chosen = junheng("--lang", "en", "verdict", "--report", form, "--choose", "gov_duty_points_full=67")
    assert "90.54%" in chosen.out and "damaged numbers as somebody chose them" in chosen.out
    assert junheng("verdict", "--report", form, "--choose", "gov_duty_points_full").code == 2
    assert junheng("verdict", "--report", "pingluo_2023", "--choose", "exchange_teachers=9").code == 2


def test_readings_are_refused_where_there_is_no_school_table_and_never_passed_over(junheng, tmp_path):
    (tmp_path / "县级数据.csv").write_text("数据项,数值,单位\n持证上岗率,99,%\n", encoding="utf-8")
    for words in (("--report", "pingluo_2023"), ("--data", tmp_path)):
        said = junheng("--lang", "en", "verdict", *words, "--readings")
        assert said.code == 2 and said.err.startswith("--readings: there is no school table")
        assert junheng("verdict", *words).code == 0
