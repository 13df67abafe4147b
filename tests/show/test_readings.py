"""Readings as a reader sees them: every choice left open, each verdict that one turns, and nothing counted up."""

import re
from dataclasses import replace

import pytest
from rules.county_builder import county
from show.views import LANGS, view_of

from analysis.insight.readings.reading import readings
from analysis.rules.conventions import Conventions
from analysis.rules.standards import standard
from analysis.show.county.view import View
from analysis.show.readings import open_readings, sentences, tables


@pytest.mark.parametrize("lang", LANGS)
def test_every_reading_stands_in_the_table_with_what_the_documents_do_not_say(lang):
    table = tables.readings(open_readings(view_of("demo-b", lang)))
    assert [row[2] for row in table.rows] == [reading.silent.in_(lang) for reading in readings()]
    concerned = {reading.name: row[3] for reading, row in zip(readings(), table.rows, strict=True)}
    assert concerned["teaching_points"] == "乙石乡示例中心小学乙崖教学点"
    assert concerned["gym_area"] == "—"


def test_a_turned_verdict_stands_with_limit_and_both_values():
    rows = tables.turned(open_readings(view_of("demo-b"))).rows
    assert (
        "资源按学生数拆分", "体育运动场馆", "乙泉镇示例九年制学校（初中）", "≥ 10.20", "10.24 ✓ 达标", "9.64 × 未达标",
    ) in rows  # fmt: skip
    (whole,) = (row for row in rows if row[0] == "达标项数按整校计")
    assert whole[2:] == ("乙桥镇示例九年制学校", "≥ 6", "小学 6/7 ✓ 达标；初中 6/7 ✓ 达标", "5/7 × 未达标")


def test_a_value_that_is_rounded_first_stands_as_it_is_compared():
    arts = {"pe_art_teachers": 9, "students": 1001}
    schools = county(arts, {"pe_art_teachers": 27.32, "students": 1001})
    view = View("test", "C", 2023, "en", schools, standard("cn-quality-balance-2017"), Conventions())
    rows = {row[1]: row[2:] for row in tables.turned(open_readings(view)).rows if row[0] == "Rounded before comparison"}
    assert rows["PE and arts teachers"] == ("S1 (primary)", "≥ 0.90", "0.899 × not met", "0.90 ✓ met")
    assert rows["Coefficients of variation · PE and arts teachers"] == (
        "the county (primary)", "≤ 0.50", "0.504 × not met", "0.50 ✓ met",
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_readings_that_turn_a_verdict_are_named_and_never_counted(lang):
    said = " ".join(one.in_(lang) for one in sentences.turning(open_readings(view_of("demo-b", lang))))
    named = {"zh": ("“达标项数按整校计”", "“资源按学生数拆分”"), "en": ("counted by school", "by head count")}
    assert all(name in said for name in named[lang])
    assert not re.search(r"\d", said)


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_said_when_no_reading_turns_a_verdict(lang):
    view = open_readings(view_of("demo-a", lang))
    assert sentences.turning(view)[0].en == "No reading turns a verdict."
    assert not tables.turned(view).rows
    private = next(row for row in tables.readings(view).rows if "民办" in row[0] or "Private" in row[0])
    assert private[3:] in [
        ("—", "不适用：没有注明为民办的学校"),
        ("—", "cannot apply: no school is stated to be private"),
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_standard_there_is_nothing_to_turn(lang):
    view = open_readings(view_of("michigan", lang))
    assert view.found == () and not tables.readings(view).rows
    assert "不作判断" in sentences.turning(view)[0].zh


def test_a_county_under_another_reading_is_labelled_by_it():
    view, gross = view_of("demo-a"), "gross_teaching_area_m2_per_student"
    without = view.under(replace(view.conventions, include_gym=False))
    labels = [one.table.terms.indicators[gross].label.zh for one in (view, without)]
    assert labels == ["生均教学及辅助用房面积（含室内体育用房）", "生均教学及辅助用房面积"]
