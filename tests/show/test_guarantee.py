"""Notebook 07: every item of a framework with value, limit, answer and what it rests on, in both languages."""

import pytest

from analysis.rules.results import Answer
from analysis.show.guarantee import figures, open_guarantee, sentences, tables
from analysis.show.page.stated import Evidence, evidence_of

REPORTS = [
    "pingluo_2023",
    "heng_2018",
    "jinyun_2020",
    "nanhu_2019",
    "seventh_division_hint_2017",
    "banan_2018",
    "ili_2020",
]


@pytest.fixture(scope="module", params=[(name, lang) for name in REPORTS for lang in ("zh", "en")], ids="-".join)
def view(request):
    name, lang = request.param
    return open_guarantee(name, lang=lang)


def test_every_item_stands_in_a_table_or_its_note(view):
    for part, label in view.parts.items():
        table = tables._items(view, part, label)
        text = table.text()
        for line in view.lines(part):
            assert line.label.in_(view.lang) in text


def test_tasks_hold_what_is_not_met_before_what_is_open_and_nothing_that_is_met(view):
    answers = [row[2] for row in tables.tasks(view).rows]
    marks = [answer[0] for answer in answers]
    assert marks == sorted(marks, key="×?".index)
    assert len(marks) == sum(line.answer is not Answer.MET for line in view.judged_lines)


def test_a_task_that_is_not_met_says_what_is_short_and_an_open_one_what_to_show(view):
    for row in tables.tasks(view).rows:
        assert row[1]


def test_figures_are_drawn_or_said_to_be_missing(view, monkeypatch):
    shown = []
    monkeypatch.setattr("analysis.show.page.style.display", lambda what, **_: shown.append(what))
    monkeypatch.setattr("analysis.show.page.speaking.display", lambda what, **_: shown.append(what))
    figures.coverage(view)
    figures.score(view)
    assert len(shown) == 2


def test_english_sentences_and_tables_hold_chinese_only_in_names_and_clauses():
    view = open_guarantee("pingluo_2023", lang="en")
    said = [sentences.result(view), sentences.evidence(view)]
    assert not any("一" <= sign <= "鿿" for one in said for sign in one.en)


def test_the_result_of_pingluo_names_what_fails():
    said = sentences.result(open_guarantee("pingluo_2023"))
    assert "未达标3项：学校规模、班额、教师培训经费占公用经费的比例" in said.zh


def test_a_score_is_built_up_from_its_deductions():
    (said,) = sentences.scores(open_guarantee("jinyun_2020"))
    assert "100 − 1 − 1 − 2.2 = 95.8" in said.zh
    (partial,) = sentences.scores(open_guarantee("nanhu_2019"))
    assert "23" in partial.zh and "不可与评满者比较" in partial.zh


def test_a_document_without_limits_is_said_to_judge_nothing():
    view = open_guarantee("banan_2018")
    assert "不作达标判断" in sentences.result(view).zh
    assert not view.judged_lines
    assert len(view.items) == 37


def test_an_item_with_some_of_its_parts_is_told_from_one_that_is_not_stated():
    view = open_guarantee("pingluo_2023")
    kinds = {one.rule.id: evidence_of(one) for one in view.items}
    assert kinds["item:certified_share"] is Evidence.BLANK
    assert kinds["item:pay_parity"] is Evidence.NONE
    assert kinds["item:exchange_rate"] is Evidence.COUNTED
    assert kinds["item:training_completion_rate"] is Evidence.PRINTED


def test_both_statements_of_a_report_stand_under_the_schools_it_names():
    note = tables.schools(open_guarantee("pingluo_2023")).note
    assert "二(一)4作“达标”，四(二)作“未达标”" in note
