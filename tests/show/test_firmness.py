"""Why and how firm, as a reader sees it: every table of every county, nothing that reads as a way to adjust figures."""

import re
from functools import cache

import pytest
from rules.county_builder import county
from show.views import DATASETS, LANGS, view_of

from analysis.rules.conventions import Conventions
from analysis.rules.standards import standard
from analysis.show import firmness
from analysis.show.balance import parts
from analysis.show.county.view import View
from analysis.show.firmness import open_firmness

#: Words of somebody who is told what to do with a figure.
ADVICE = re.compile(r"只需|只要|即可|改为|调成|减少\d|增加\d|just |only needs? to|change it to|raise it by|lower it by")


@cache
def firm_of(dataset, lang="zh"):
    return open_firmness(view_of(dataset, lang))


def made_of(*schools, lang="zh"):
    return View("test", "C", 2023, lang, county(*schools), standard("cn-quality-balance-2017"), Conventions())


def everything(firm):
    """All tables and sentences on why a county's coefficients are what they are and how firm its verdicts are."""
    view = firm.view
    tables = [firmness.tables.coefficients(firm), firmness.tables.schools(firm), firmness.tables.turned(firm)]
    for stage in view.stages:
        tables += [*parts.schools(view, view.most_uneven(stage), stage), parts.splits(view, stage)]
    tables.append(parts.without_small(view))
    said = [firmness.sentences.least_firm(firm), *firmness.sentences.readings(firm), *firmness.sentences.missing(firm)]
    return [one for one in tables if one], [one for one in said if one]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "dataset", ["demo-b", *(pytest.param(one, marks=pytest.mark.slow) for one in DATASETS if one != "demo-b")]
)
def test_every_table_and_sentence_can_be_made_and_advises_nothing(dataset, lang):
    tables, said = everything(firm_of(dataset, lang))
    for text in (*(table.text() for table in tables), *(one.in_(lang) for one in said)):
        assert not re.search(r"\b(nan|None|inf)\b", text), text
        assert not ADVICE.search(text), text
    if lang == "en":
        heads = [str(head) for table in tables for head in (*table.columns, table.caption)]
        assert not [head for head in heads if re.search(r"[\u4e00-\u9fff]", head)]


@pytest.mark.parametrize(
    "schools",
    [
        [{"pe_art_teachers": 9, "students": 1000}],
        [{"pe_art_teachers": 9, "students": 1000}] * 3,
        [{"pe_art_teachers": 9, "students": 1000}, {"pe_art_teachers": float("nan"), "students": 700}],
        [{"pe_art_teachers": 0, "students": 1000}] * 2,
    ],
    ids=["one school", "all equal", "one missing", "nothing"],
)
@pytest.mark.parametrize("lang", LANGS)
def test_a_county_of_which_little_can_be_said_is_said_so(schools, lang):
    view = made_of(*schools, lang=lang)
    tables, _ = everything(open_firmness(view))
    for table in tables:
        assert not re.search(r"\b(nan|None|inf)\b", table.text()), table.text()
    assert parts.schools(view, "pe_art_teachers_per_100", "primary") == []


def test_a_coefficient_that_is_met_says_how_careful_its_count_must_be_and_others_what_is_lacking():
    rows = {
        (dataset, row[0], row[1]): row
        for dataset in ("demo-a", "demo-b")
        for row in firmness.tables.coefficients(firm_of(dataset)).rows
    }
    assert rows["demo-a", "小学", "骨干教师"][-1] == "一所学校误计少于6人，结论不变"
    assert rows["demo-b", "小学", "骨干教师"][-1] == "5个学校（学段）共缺21人"
    for row in rows.values():
        assert ("结论不变" in row[-1]) <= ("✓" in row[4])
        assert ("缺" in row[-1]) == ("×" in row[4])


def test_a_shortage_is_that_of_the_schools_below_their_threshold():
    view = view_of("demo-b")
    (row,) = (r for r in firmness.tables.coefficients(firm_of("demo-b")).rows if r[:2] == ("初中", "网络多媒体教室"))
    short = [v for v in view.verdict.verdicts.where(stage="junior", subject="multimedia_rooms_per_100", measure="resource") if v.shortfall > 0]  # fmt: skip
    assert row[-1] == f"{len(short)}个学校（学段）共缺{sum(v.shortfall for v in short):.0f}间"


def test_no_school_is_named_as_the_place_of_a_miscount_of_a_coefficient():
    view = view_of("demo-a")
    text = firmness.tables.coefficients(firm_of("demo-a")).text()
    assert not [name for name in view.sections.rows["school"] if name in text]


def test_the_schools_that_hang_on_least_stand_first_and_the_others_are_counted():
    firm = firm_of("demo-a")
    table = firmness.tables.schools(firm, most=4)
    assert [row[-1] for row in table.rows] == ["体艺专任教师1人"] * 3 + ["体艺专任教师2人"]
    assert table.note.startswith(f"其余{len(firm.counts) - 4}个达标学校（学段）均不少于2个单位。")


def test_readings_that_turn_a_verdict_stand_with_both_values_or_that_none_does():
    assert firmness.tables.turned(firm_of("demo-a")) is None
    assert [one.zh for one in firmness.sentences.readings(firm_of("demo-a"))] == ["各种口径均不改变判断。"]
    assert firmness.tables.turned(firm_of("demo-b")).rows
    assert firmness.sentences.readings(firm_of("michigan")) == []


def test_missing_values_are_bounded_in_words_and_the_assumption_is_called_one():
    arts = [{"pe_art_teachers": count, "students": 1000} for count in (9, float("nan"), 1)]
    (said,) = firmness.sentences.missing(open_firmness(made_of(*arts)))
    assert "不论所缺数值为多少，差异系数至少0.593" in said.zh and "超过限值0.50" in said.zh
    assert "仅为假设" in said.zh and "which is an assumption" in said.en


def test_schools_above_the_mean_have_a_table_of_their_own_that_does_not_recommend_cutting():
    view = view_of("demo-a")
    below, above = parts.schools(view, "backbone_teachers_per_100", "primary")
    assert below.caption.startswith("优先关注") and above.caption.startswith(
        "高于县域均值的学校：影响差异系数，不建议削减"
    )
    assert len(below.rows) + len(above.rows) == len(view.rows_of("primary"))
    assert [row[0] for row in below.rows][:2] == ["示例甲县城关示例八小", "示例甲县城关示例六小"]


def test_shares_between_groups_are_those_of_areas_sizes_and_kinds():
    table = parts.splits(view_of("demo-a"), "primary")
    assert table.columns[2:] == ["按城乡：组间", "按规模：组间", "按办学类型：组间"]
    assert {row[0]: row[2] for row in table.rows}["骨干教师"] == "67.3%"
    assert "镇区12所" in table.note and "1000—1999人8所" in table.note


def test_small_schools_are_left_out_as_a_diagnosis_only_where_there_are_any():
    table = parts.without_small(view_of("demo-b"))
    assert "仅供分析原因，不是解决办法" in table.note and "小学不足100人的1所" in table.note
    assert parts.without_small(view_of("demo-a")).rows == []
    assert "没有不足100人的学校" in parts.without_small(view_of("demo-a")).in_words()
