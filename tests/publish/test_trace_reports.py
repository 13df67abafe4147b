"""Documents about reports: every number leads to the lines of the report, a formula over them, or a clause."""

import pytest
from publish.traced import document, left_out, page, still_explained

from analysis.paths import USER_ROOT_VARIABLE
from analysis.publish.trace.measures import (
    of_collection,
    of_guarantee,
    of_reports,
)
from analysis.publish.trace.measures.of_findings import COMPUTED, PRINTED
from analysis.publish.trace.phrases import NUMBER, is_printed
from analysis.publish.trace.sentences import told
from analysis.show import (
    collection,
    guarantee,
    reports,
)
from analysis.show.guarantee import open_guarantee


def framework_page(report, lang):
    """What a report states, held against its framework, as the notebook shows it."""
    view, said, shown = open_guarantee(report, "", lang), guarantee.sentences, guarantee.tables
    texts = (said.about(view), said.result(view), said.evidence(view), *said.scores(view), *said.explained(view))
    tables = (shown.parts(view), *shown.item_tables(view), shown.schools(view), shown.tasks(view), shown.proofs(view))
    return page((*tables, shown.ledger(view), shown.rule_notes(view)), texts, [of_guarantee.subject(view)], lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("report", ["pingluo_2023", "heng_2018", "jinyun_2020", "banan_2018"])
def test_every_number_of_a_report_held_against_its_framework_is_explained(report, lang):
    items = framework_page(report, lang)
    assert [*left_out(items)] == []
    assert [*still_explained(items)] == []


def test_a_remark_on_two_figures_that_differ_leads_to_both():
    items = framework_page("pingluo_2023", "zh")
    (remark,) = (one for one in told(items.sentences, items.found, "zh") if "与所载的13.24%不符" in one["text"])
    sources = [items.found[place].kept["source"] for place, *_ in remark["of"]]
    assert sources[-2:] == [
        ["pingluo_2023.toml › 二(二)政府保障 › exchange_teachers,exchange_eligible_teachers"],
        ["pingluo_2023.toml › 二(二)政府保障 › exchange_rate_of_eligible"],
    ]


def reports_page(report, lang):
    """One audited report as its notebook shows it."""
    view, shown = reports.open_reports(report, lang), reports.tables
    tables = (shown.reports_overview(view), shown.open_findings(view), shown.would_need(view), shown.reproduced(view))
    texts = (reports.sentences.all_reports(view), reports.sentences.one_report(view))
    return page(tables, texts, [of_reports.subject(view)], lang)


def collection_page(lang):
    """All reports beside each other as their notebook shows them."""
    view, shown = collection.open_collection(lang), collection.tables
    tables = (shown.by_kind(view), shown.by_report(view), shown.not_reproduced(view))
    return page(tables, [collection.sentences.all_reports(view)], [of_collection.subject(view)], lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_of_an_audited_report_is_explained(lang):
    audited = reports_page("pingluo_2023", lang)
    assert len(audited.tables) == 4
    assert [*left_out(audited)] == []
    assert [*still_explained(audited)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_of_many_reports_beside_each_other_is_explained(lang):
    beside = collection_page(lang)
    assert len(beside.tables) == 3
    assert [*left_out(beside)] == []
    assert [*still_explained(beside)] == []


def test_a_number_of_a_report_leads_to_the_line_it_was_entered_in_or_to_the_formula_over_such_lines():
    about = of_reports.subject(reports.open_reports("pingluo_2023"))
    size = [one for one in about.measures if "初中平均班额（2023）" in str(one.beside)]
    printed, computed = (next(one.result for one in size if one.head == head) for head in (PRINTED, COMPUTED))
    (line,) = printed.inputs.cells()
    assert (printed.value, line) == (
        46.40,
        ("pingluo_2023.toml", "一总体情况", "average_class_size_junior"),
    )
    assert (computed.value, computed.formula) == (46.3991, "enrolment_junior / class_count_junior")
    assert [one.cell for one in computed.inputs.cells()] == ["enrolment_junior", "class_count_junior"]


def test_the_numbers_that_answer_a_point_of_an_outline_are_counted_by_name():
    items = framework_page("banan_2018", "zh")
    counts = [one.kept for one in items.found if one.column == "测算值"]
    assert sum(one["value"] for one in counts) > 50
    assert all(len(one["counted"]) == one["value"] for one in counts)


def test_a_drafted_report_leads_to_the_file_it_was_read_from(tmp_path, monkeypatch):
    (tmp_path / "x.txt").write_text("某县有小学12所，初中3所，共15所学校。\n", encoding="utf-8")
    monkeypatch.setenv(USER_ROOT_VARIABLE, str(tmp_path))
    about = of_reports.subject(reports.open_reports("x"))
    files = {place.file for one in about.measures if one.result.inputs for place in one.result.inputs.cells()}
    assert files == {"x.txt"}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 12.5])
def test_an_unknown_or_another_value_is_not_what_a_text_prints(value):
    assert not is_printed(NUMBER.search("12"), value)


def test_a_limit_a_report_was_held_against_leads_to_its_clause():
    about = of_reports.subject(reports.open_reports("pingluo_2023"))
    (limit,) = (one.result.limit for one in about.measures if one.head == COMPUTED and one.result.limit)
    assert (limit.value, limit.clause) == (2000, "政府保障程度 4")


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["reports", "collection", "frameworks"])
def test_every_number_of_a_document_about_reports_is_explained(recipe):
    whole = document(recipe)
    assert [*left_out(whole)] == []
    assert [*still_explained(whole)] == []
