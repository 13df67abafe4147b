"""A Chinese table with few columns: what nothing can be said about is said once, and no table or sheet is empty."""

import re

import pytest
from tables.grid_files import write_csv

from analysis.language import Words
from analysis.publish.appendix import notebooks_of, tags_left_out
from analysis.publish.jobs import jobs_for
from analysis.rules.choice import STANDARD_VARIABLE
from analysis.rules.results import Answer
from analysis.show.appendix.matter import matter
from analysis.show.balance.tables import cv_summary
from analysis.show.county.view import open_view
from analysis.show.distribution.tables import inequality
from analysis.tables.catalogue import datasets

HEADER = ["年度", "县区名称", "学校标识码", "学校名称", "办学类型", "在校生数"]
TITLE = Words("附件", "appendix")


@pytest.fixture
def few(tmp_path, monkeypatch):
    """Open a county of twelve made-up schools that has these columns only; `blank` leaves one empty at some schools."""
    monkeypatch.setattr(datasets, "_load_schools", datasets._load_schools.__wrapped__)
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    monkeypatch.setenv(STANDARD_VARIABLE, "cn-quality-balance-2017")

    def opened(columns, lang="zh", blank=()):
        kinds = ["小学", "小学", "初级中学"]
        rows = [
            [2023, "甲县", f"S{k:02d}", f"第{k}校", kinds[k % 3], 420 + 3 * k,
             *("" if k in blank else make(k) for make in columns.values())]
            for k in range(12)
        ]  # fmt: skip
        write_csv(tmp_path / "甲县.csv", [[*HEADER, *columns], *rows])
        return open_view("own", lang=lang)

    return opened


TEACHERS = {"专任教师": lambda k: 20 + k, "骨干教师": lambda k: 3 + k % 4}
CLASSES = {
    "班级数": lambda k: 10,
    **{f"{name}班数": lambda k, n=n: n for name, n in {"41-45人": 9, "46-50人": 1}.items()},
    **{f"{name}班数": lambda k: 0 for name in ("25人及以下", "26-30人", "31-35人", "36-40人", "51-55人", "56-60人")},
    **{f"{name}班数": lambda k: 0 for name in ("61-65人", "66人及以上")},
}


def words_of(view):
    return [re.sub(r"<[^>]+>", "|", block) for block in matter(view, TITLE).front]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_six_indicators_without_figures_stand_in_one_sentence_with_the_columns_they_need(few, lang):
    view = few(TEACHERS, lang)
    assert [one.name for one in view.indicators] == ["backbone_teachers_per_100"]
    blocks = words_of(view)
    names = [one.short.in_(lang) for one in view.without_data]
    assert len(names) == 6
    said = [block for block in blocks if any(name.lower() in block.lower() for name in names)]
    assert len(said) == 1
    assert ("7项指标中有6项没有数据" if lang == "zh" else "about 6 of 7 indicators") in said[0]
    for field in ("network", "PE and arts") if lang == "en" else ("网络多媒体教室数", "体育、艺术专任教师数"):
        assert field in said[0]


def test_no_table_has_an_indicator_nobody_has(few):
    view = few(TEACHERS)
    assert len(cv_summary(view).columns) == 3
    assert [row[0] for row in inequality(view, "primary").rows] == ["骨干教师"]
    sheets = [block for block in matter(view, TITLE).back if "一校一表：" in block]
    assert len(sheets) == 12
    assert all(block.count("<tr>") == 2 for block in sheets)


def test_a_part_that_cannot_be_judged_is_named_with_its_reason_and_not_dropped(few):
    view = few(TEACHERS)
    (answers,) = (block for block in words_of(view) if "测算结果|" in block and "规则" in block)
    assert "无法判断：班额（小学：8所学校缺分规模班数；初中：4所学校缺分规模班数）" in answers
    rows, note = answers.split("无法判断：班额")
    assert "班额|" not in rows.split("判断|", 1)[1]
    assert "7项中1项达标" in rows  # partly known: it stays in the table, open
    assert "班额，教督〔2017〕6号" in note


def test_only_class_sizes_are_judged_where_there_is_nothing_else(few):
    view = few(CLASSES)
    assert view.indicators == []
    assert view.verdict.headlines.where(measure="class_size").answer is Answer.NOT_MET
    blocks = words_of(view)
    assert not any(re.search("一校一表|各校达标情况|差异系数汇总|未达标指标与差距", block) for block in blocks)
    assert any("7项指标中有7项没有数据" in block for block in blocks)
    assert any("班额台账" in block and "全部8所" in block for block in blocks)


def test_notebooks_and_cells_about_indicators_are_left_out_where_none_has_a_value(few):
    few(CLASSES)
    (job,) = jobs_for("", [], 0, ["zh"])
    assert notebooks_of(job) == ["01_data", "02_conditions"]
    assert tags_left_out(job) == {"indicators", "urban-rural", "years"}
    few(TEACHERS)
    assert notebooks_of(job) == ["01_data", "02_conditions", "03_balance", "04_distribution"]


def test_a_school_without_any_value_is_named_and_has_no_sheet(few):
    view = few(TEACHERS, blank=(4,))
    blocks, at_the_end = words_of(view), matter(view, TITLE).back
    assert not any("一校一表：第4校" in block for block in at_the_end)
    assert "另有1所学校各项指标均无数据，不列表：第4校。" in at_the_end
    assert any("第4校" in block and "0/7" in block for block in blocks)  # it stays in the table of schools


def test_nothing_is_called_missed_of_what_nobody_knows(few):
    full = {"骨干教师": lambda k: 30}
    assert any("有数据的指标没有未达标的。" in block for block in words_of(few(full)))
