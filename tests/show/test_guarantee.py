"""Notebook 07: every item of a framework with value, limit, answer and what it rests on, in both languages."""

from dataclasses import replace

import pytest

from analysis.rules.results import Answer
from analysis.show.guarantee import figures, open_guarantee, sentences, tables
from analysis.show.guarantee.view import label_of
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
            assert label_of(line.verdicts[0]).in_(view.lang) in text
            assert all(label_of(one).in_(view.lang) in text for one in line.verdicts.judged())


def test_tasks_hold_what_is_not_met_before_what_is_open_and_nothing_that_is_met(view):
    answers = [row[2] for row in tables.tasks(view).rows]
    marks = [answer[0] for answer in answers]
    assert marks == sorted(marks, key="×?".index)
    unmet = [line for line in view.judged_lines if line.answer is not Answer.MET]
    silent = [line for line in unmet if tables.best_evidence(line) is Evidence.NONE]
    assert len(marks) == len(unmet) - (len(silent) if len(silent) > tables.FEW else 0)


def test_a_task_that_is_not_met_says_what_is_short_and_an_open_one_what_to_show(view):
    for row in tables.tasks(view).rows:
        assert row[1]


@pytest.mark.parametrize(
    ("lang", "counted"), [("zh", "另有23项均未填报"), ("en", "23 more items are not stated at all")]
)
def test_what_was_never_stated_is_counted_in_one_note_and_named_in_the_tables_of_the_items(lang, counted):
    view = open_guarantee("pingluo_2023", lang=lang)
    note = tables.tasks(view).note
    assert counted in note
    unmet = [line for line in view.judged_lines if tables.best_evidence(line) is Evidence.NONE]
    assert len(unmet) == 23
    listed = "".join(table.text() for table in tables.item_tables(view))
    assert all(label_of(line.verdicts[0]).in_(lang) in listed for line in unmet)
    assert len(note) < 300


def test_the_15_and_the_9_items_are_counted_as_items_whatever_number_of_rules_they_have():
    view = open_guarantee("pingluo_2023")
    parts = {part: view.lines(part) for part in ("guarantee", "quality")}
    assert {part: [line.number for line in lines] for part, lines in parts.items()} == {
        "guarantee": [*range(1, 16)], "quality": [*range(1, 10)],
    }  # fmt: skip
    assert "政府保障程度15、教育质量9" in sentences.result(view).zh
    rules = [one.rule.id for one in parts["guarantee"][10].verdicts]
    assert rules == ["item:exchange_rate", "item:exchange_backbone_share"]


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "学历达标率不能代替持证上岗率"), ("en", "A certificate is not a degree")]
)
def test_certificates_stay_open_where_a_report_gives_degrees_and_it_is_said_why(lang, said):
    rows = [row for table in tables.item_tables(open_guarantee("pingluo_2023", lang=lang)) for row in table.rows]
    (row,) = [row for row in rows if row[0].startswith("12")]
    assert said in row[-1] and row[-2].startswith("?")


def test_an_item_is_met_only_when_all_that_it_asks_is():
    (line,) = [line for line in open_guarantee("pingluo_2023").judged_lines if line.number == 14]
    assert [one.answer for one in line.verdicts] == [Answer.MET, Answer.CANNOT_JUDGE]
    assert line.answer is Answer.CANNOT_JUDGE
    assert tables.best_evidence(line) is Evidence.BLANK


def test_what_a_report_prints_stands_beside_the_mark_it_does_not_print():
    view = open_guarantee("heng_2018")
    assert list(view.parts) == [
        "standard",
        "balance",
        "access",
        "support",
        "teachers",
        "quality",
        "work",
        "recognition",
        "veto",
    ]
    shown = tables.item_tables(view)
    rows = {row[0]: dict(zip(table.columns, row, strict=True)) for table in shown for row in table.rows}
    assert rows["三类残疾儿童少年入学率不低于80%"]["测算值"] == "未评分"
    enrolled = rows["残疾儿童少年入学率"]
    assert (enrolled["测算值"], enrolled["要求"], enrolled["判断"]) == ("93.24%", "≥ 80%", "✓ 达标")
    assert (rows["体质健康合格率"]["对象"], rows["体质健康合格率"]["测算值"]) == ("小学", "97.34%")


def test_a_column_that_says_nothing_in_a_part_is_left_out_of_its_table():
    by_part = {table.caption: table.columns for table in tables.item_tables(open_guarantee("heng_2018"))}
    assert "对象" not in by_part["入学机会"] and "对象" in by_part["质量与管理"]
    assert "要求" not in by_part["教师队伍"] and "要求" in by_part["入学机会"]


def test_a_document_without_limits_judges_nothing_and_says_so_once():
    view = open_guarantee("banan_2018", lang="en")
    assert "judged against" not in sentences.about(view).en
    assert all("Answer" not in table.columns for table in tables.item_tables(view))


def test_clauses_stand_beside_proofs_where_every_item_has_one():
    assert "条款" in tables.proofs(open_guarantee("pingluo_2023")).columns
    assert "条款" not in tables.proofs(open_guarantee("heng_2018")).columns


def test_a_score_is_drawn_only_where_deductions_are_stated(view, monkeypatch):
    shown = []
    monkeypatch.setattr("analysis.show.page.style.display", lambda what, **_: shown.append(what))
    figures.coverage(view)
    figures.score(view)
    assert len(shown) == 1 + any(view.verdict.verdicts.where(measure="deductions") and view.record.of("deduction"))


def test_english_sentences_and_tables_hold_chinese_only_in_names_and_clauses():
    view = open_guarantee("pingluo_2023", lang="en")
    said = [sentences.result(view), sentences.evidence(view)]
    assert not any("一" <= sign <= "鿿" for one in said for sign in one.en)


def test_the_result_of_pingluo_names_what_fails():
    said = sentences.result(open_guarantee("pingluo_2023"))
    assert "未达标3项：学校规模、班额、教师培训经费占公用经费的比例" in said.zh
    assert "Of 40 items, met: 11; not met: 3 (School size; Class size; Training, as a share of public funds)" in said.en


@pytest.mark.parametrize("report", ["jinyun_2020", "nanhu_2019", "heng_2018"])
def test_what_stands_beside_a_score_is_a_sentence_of_its_own(report):
    (said,) = sentences.scores(open_guarantee(report))
    assert said.zh.endswith("。") and said.en.endswith(".")
    first, second = said.en.split(" points. ", 1)
    assert first and not second[0].islower()


def test_items_begin_with_a_capital_wherever_their_notes_stand():
    rows = tables.rule_notes(open_guarantee("pingluo_2023", lang="en")).rows
    assert not [row for row in rows if str(row[0])[0].islower()]


def test_a_score_is_built_up_from_its_deductions():
    (said,) = sentences.scores(open_guarantee("jinyun_2020"))
    assert "100 − 1 − 1 − 2.2 = 95.8" in said.zh
    (partial,) = sentences.scores(open_guarantee("nanhu_2019"))
    assert "23" in partial.zh and "不可与评满者比较" in partial.zh


def test_a_document_without_limits_is_said_to_judge_nothing():
    view = open_guarantee("banan_2018")
    assert "不作达标判断" in sentences.result(view).zh
    assert [one.en for one in sentences.explained(view)] == ["There is no answer to explain."]
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


def test_in_english_a_clause_is_named_by_its_part_of_the_document():
    view = open_guarantee("pingluo_2023", lang="en")
    clauses = [row[0] for row in tables.proofs(view).rows]
    assert "Government guarantee 5" in clauses
    assert not any("一" <= sign <= "鿿" for clause in clauses for sign in clause)
    assert "教督〔2017〕6号, Government guarantee 5, requires" in sentences.explained(view)[0].en


def test_a_report_without_a_year_is_given_none():
    view = open_guarantee("pingluo_2023")
    undated = sentences.about(replace(view, record=replace(view.record, year=0)))
    assert "2023" in sentences.about(view).zh
    assert "0年" not in undated.zh and ", 0." not in undated.en


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_item_that_figures_answer_shows_them(lang):
    view = open_guarantee("banan_2018", lang=lang)
    (item,) = (one for one in view.items if label_of(one).en == "Inclusive preschool education")
    text = view.figures_said(item).in_(lang)
    assert len(view.figures_of(item)) == 4 and text.count("; " if lang == "en" else "；") == 3
    assert all(view.report.fact(name).as_printed.in_(lang) in text for name in view.figures_of(item))


def cell_of(view, label, column):
    """What a column says beside an item."""
    for table in tables.item_tables(view):
        for row in table.rows:
            if row[0].endswith(label):
                return row[table.columns.index(column)]
    raise LookupError(label)


def test_a_printed_share_has_the_digits_of_its_source_and_a_whole_one_no_sign():
    heng = open_guarantee("heng_2018", lang="en")
    assert cell_of(heng, "Principals exchanged, as a share of all principals", "Found") == "12.7%"
    assert cell_of(heng, "Enrolment of disabled children", "Found") == "93.24%"
    pingluo = open_guarantee("pingluo_2023", lang="en")
    assert cell_of(pingluo, "Share of teachers with 360 hours of training in five years", "Required") == "100%"
    assert cell_of(pingluo, "Teachers exchanged, as a share of those eligible", "Found") == "13.23%"  # computed


def test_a_school_of_a_report_has_one_name_in_each_language():
    english, chinese = (open_guarantee("pingluo_2023", lang=lang) for lang in ("en", "zh"))
    assert [row[0] for row in tables.schools(english).rows] == [
        "Chengguan No. 8 Primary School",
        "Chengguan No. 1 Primary School",
    ]
    assert tables.schools(english).note.count("section 4(2)") == 2
    assert {row[0] for row in tables.schools(chinese).rows} == {"城关八小", "城关一小"}
    (named,) = (
        one.note for one in english.items if one.measure == "school_size" and one.note and "至少" in one.note.zh
    )
    assert named == ("至少1所：平罗四中（2016人）", "at least 1: Pingluo No. 4 Middle School (2016 persons)")


def test_clauses_that_were_read_in_several_ways_name_their_items():
    view = open_guarantee("pingluo_2023", lang="en")
    (veto,) = (table for table in tables.item_tables(view) if table.caption == "Veto events")
    assert "(read at second hand: " in veto.note and "(recalled from memory: " in veto.note
    assert all(row[0] in veto.note for row in veto.rows)
