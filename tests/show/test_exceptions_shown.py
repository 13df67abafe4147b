"""A relaxation is shown with and without: which school has one, and what would hold if none had."""

import pytest
from tables.grid_files import write_csv

from analysis.rules.results import Answer
from analysis.show.conditions import tables
from analysis.show.county.view import open_view
from analysis.tables.catalogue import datasets

HEADER = ["统计年度", "县区名称", "学校名称", "办学类型", "在校生数", "建成年份", "例外依据", "骨干教师数"]


@pytest.fixture
def view_of(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    monkeypatch.setattr(datasets, "_load_schools", datasets._load_schools.__wrapped__)

    def view(*rows, lang="zh"):
        write_csv(tmp_path / "a.csv", [HEADER, *([2023, "甲县", *row] for row in rows)])
        return open_view("own", lang=lang)

    return view


def size(view, of="verdict"):
    (found,) = getattr(view, of).verdicts.where(measure="school_size", stage="primary")
    return found.answer


OLD = ("一小", "小学", 2300, 2008, "建校批复〔2008〕1号", 30)
NEW = ("二小", "小学", 800, 2019, "", 9)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_relaxed_school_is_met_with_and_not_met_without_and_both_are_said(view_of, lang):
    view = view_of(OLD, NEW, lang=lang)
    assert (size(view), size(view, "unexcepted")) == (Answer.MET, Answer.NOT_MET)
    note = tables.school_sizes(view).note
    wanted = {
        "zh": "小学：不适用例外时有1所超过限额，× 未达标",
        "en": "primary: without exceptions 1 would be over the limit",
    }
    assert wanted[lang] in note


def test_without_what_shows_it_there_is_no_relaxation_and_nothing_to_compare(view_of):
    view = view_of((*OLD[:4], "", OLD[5]), NEW)
    assert size(view) is Answer.NOT_MET
    assert "不适用例外时" not in tables.school_sizes(view).note
