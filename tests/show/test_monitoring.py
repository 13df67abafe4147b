"""This year against last year as a reader sees it: values, changes, answers, and which data they are."""

import re
from dataclasses import replace

import pytest
from rules.county_builder import county
from show.views import LANGS

from analysis.errors import UsageError
from analysis.rules.conventions import Conventions
from analysis.rules.standards import load_standards, standard
from analysis.show.county.view import View, open_view
from analysis.show.monitoring import figures, monitoring_of, open_monitoring, sentences, sources_of, tables

MADE_UP = {
    "zh": "2022年：合成数据（非真实）；2023年：重构数据（虚构县、虚构学校）",
    "en": "2022: synthetic data (not real); 2023: reconstructed data (fictitious county and schools)",
}


@pytest.fixture(scope="module")
def watched():
    return {lang: open_monitoring("demo-a", lang=lang) for lang in LANGS}


def test_the_eight_and_the_seven_stand_by_stage_with_values_change_and_answers(watched):
    table = tables.indicators(watched["zh"])
    unknown = 3  # computers, books and titles: demo-a has none, which the note says
    assert len(table.rows) == 2 + 2 * (8 + 1 - unknown) + 2 * 7
    assert "计算机" in table.note
    backbone = next(row for row in table.rows if row[1] == "骨干教师")
    assert backbone[2:] == ("2.40", "2.57", "0.391", "0.451", "+0.059", "✓", "✓", "0→0")
    arts = next(row for row in table.rows if row[1] == "体艺专任教师")
    assert arts[-1] == "3→0"
    strong = [row[1] for number, row in enumerate(table.rows) if number in table.strong]
    assert strong == ["教督〔2012〕3号", "综合差异系数", "综合差异系数", "教督〔2017〕6号"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_says_which_year_is_synthetic(lang, watched, captions):
    watch = watched[lang]
    figures.against_last_year(watch)
    said = [tables.indicators(watch).note, tables.moves(watch).note, sentences.overview(watch)[0].in_(lang), *captions]
    assert len(said) == 4
    for text in (*said, sources_of(watch).text()):
        assert MADE_UP[lang] in text


def test_each_school_that_moved_stands_with_both_values_and_the_threshold(watched):
    rows = tables.moves(watched["zh"]).rows
    assert ("示例甲县城关示例二小", "小学", "体艺专任教师", "0.86", "0.91", "0.90", "转为达标") in rows
    assert len(rows) == 3
    assert "由达标转为未达标0项次，由未达标转为达标3项次" in sentences.schools(watched["zh"])[0].zh


def test_a_school_that_closed_is_named_apart_and_has_not_moved():
    watch = open_monitoring("demo-a", year=2022)
    said = " ".join(one.zh for one in sentences.schools(watch))
    (closed,) = {one.school for one in watch.found[0].closed}
    assert f"2022年不再计入：{closed}" in said and "不计为变动" in said
    assert closed not in {row[0] for row in tables.moves(watch).rows}


@pytest.mark.parametrize("lang", LANGS)
def test_a_missing_year_is_one_sentence_and_nothing_else(lang, captions):
    watch = open_monitoring("demo-b", lang=lang)
    (said,) = sentences.overview(watch)
    assert said == (
        "示例乙市没有2021年的数据，2022年不作年度对照。",
        "示例乙市 has no data of 2021, so 2022 is not compared with it.",
    )
    figures.against_last_year(watch)
    assert (tables.indicators(watch), tables.moves(watch), sentences.schools(watch), captions) == (None, None, [], [])


def test_an_earlier_year_may_be_named_and_must_be_there():
    assert open_monitoring("demo-a", since=2021).years == (2021, 2023)
    with pytest.raises(UsageError, match="2021"):
        open_monitoring("demo-a", since=1999)


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_standard_values_and_changes_stand_alone(lang, captions):
    watch = open_monitoring("michigan", lang=lang)
    table = tables.indicators(watch)
    assert len(table.columns) == 7 and tables.moves(watch) is None
    assert not re.search(r"[✓×?]|nan", table.text())
    assert len(sentences.overview(watch)) == 1
    figures.against_last_year(watch)
    assert len(captions) == 1


def test_what_is_laid_over_a_framework_takes_its_place_and_another_document_stands_alone(tmp_path):
    text = (
        'schema = 2\nid = "xx-province"\ntitle = { zh = "省", en = "province" }\ndocument = "省〔2020〕1号"\n'
        'overlays = "cn-quality-balance-2017"\n[[rule]]\nmeasure = "cv"\nof = "backbone_teachers_per_100"\n'
        '[[rule.value]]\nfrom = 2020-01-01\ncite = "一"\nconfidence = "recalled"\nat_most = { primary = 0.4 }\n'
    )
    (tmp_path / "xx-province.toml").write_text(text, encoding="utf-8")
    known = load_standards(tmp_path)
    view = open_view("demo-a")
    for chosen, documents in (
        ("xx-province", ["教督〔2012〕3号", "省〔2020〕1号"]),
        ("cn-chongqing-entrance-2024", ["重庆市优质均衡指标体系解读（九龙坡区）", "教督〔2017〕6号"]),
        ("cn-class-size", ["国发〔2016〕40号及消除大班额专项规划"]),
    ):
        watch = monitoring_of(replace(view, standard=known[chosen]))
        assert [found.standard.document for found in watch.found] == documents
    watch = monitoring_of(replace(view, standard=known["xx-province"]))
    assert "小学骨干教师由达标（0.391）变为未达标（0.451）" in sentences.overview(watch)[1].zh
    assert "各项差异系数：小学≤0.40／0.50、初中≤0.45。" in tables.indicators(watch).note


def built(lang="en", **later):
    """Two primary schools in 2022 and 2023; the second school's PE and arts teachers change."""
    rows = [
        {"school_id": code, "year": year, "students": 1000, "pe_art_teachers": 10} | changes
        for year, changed in ((2022, {}), (2023, later))
        for code, changes in (("a", {}), ("b", changed))
    ]
    view = View("test", "C", 2023, lang, county(*rows), standard("cn-quality-balance-2017"), Conventions())
    return monitoring_of(view)


def test_an_answer_that_turned_is_told_with_both_values():
    said = sentences.overview(built(pe_art_teachers=40))[1]
    assert said.en == "Answers that turned: PE and arts teachers (primary) from met (0.000) to not met (0.600)."
    assert said.zh == "判断有变化的：小学体艺专任教师由达标（0.000）变为未达标（0.600）。"


def test_a_threshold_that_cannot_be_judged_in_one_year_is_counted_apart():
    watch = built(pe_art_teachers=None)
    assert "0 newly met; 1 cannot be judged in one year" in sentences.schools(watch)[0].en
    (row,) = tables.moves(watch).rows
    assert row == ("b", "primary", "PE and arts teachers", "1.00", "—", "0.90", "one year cannot be judged")


@pytest.mark.parametrize("lang", LANGS)
def test_a_table_that_feeds_no_indicator_is_said_to(lang, captions):
    watch = open_monitoring("province", "990101", lang=lang)
    (said,) = sentences.overview(watch)
    assert said.en == "The table of 合成一县 feeds no indicator: the years are not compared."
    figures.against_last_year(watch)
    assert (tables.indicators(watch), captions) == (None, [])
