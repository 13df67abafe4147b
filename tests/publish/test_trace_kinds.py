"""Documents of other kinds than a county's: every number of plans, moves, counties side by side, items, two years,
audited reports and trends is explained."""

import re
from types import SimpleNamespace

import nbformat
import pytest

from analysis.insight.plan.additions import costs_of_folder
from analysis.insight.plan.plan import FOR_BALANCE, FOR_THRESHOLDS, Wishes
from analysis.language import Words
from analysis.paths import NOTEBOOKS
from analysis.publish.appendix import build_appendix, tags_left_out
from analysis.publish.documents.compose import compose
from analysis.publish.jobs import default_jobs
from analysis.publish.trace.doors import subjects_of
from analysis.publish.trace.labels import has_digits
from analysis.publish.trace.measures import (
    of_balance_change,
    of_class_sizes,
    of_collection,
    of_counties,
    of_exchange,
    of_guarantee,
    of_monitoring,
    of_plan,
    of_reports,
    of_rotation,
)
from analysis.publish.trace.measures.of_findings import COMPUTED, PRINTED
from analysis.publish.trace.origins import of_subject, origins
from analysis.publish.trace.phrases import NUMBER
from analysis.publish.trace.printed import Printed, matched, printed_tables
from analysis.publish.trace.sentences import Sentence, labels_in, printed_sentences, told
from analysis.rules.choice import STANDARD_VARIABLE
from analysis.show import (
    balance_change,
    class_size,
    collection,
    exchange,
    guarantee,
    monitoring,
    plan,
    printed_points,
    programmes,
    reports,
    rotation,
)
from analysis.show.counties import open_counties
from analysis.show.county.view import open_view
from analysis.show.guarantee import open_guarantee
from analysis.show.monitoring import open_monitoring
from analysis.show.plan.view import PlanView
from analysis.tables.catalogue.datasets import load_beside


def document(recipe, view=None):
    """What is traced of a Chinese document made of its committed notebooks."""
    job = next(one for one in default_jobs(["zh"], [recipe]) if one.recipe.id == recipe)
    notebooks = [nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4) for name in job.recipe.notebooks]
    for one in notebooks:
        one.cells = [cell for cell in one.cells if not {*tags_left_out(job)} & {*cell.metadata.get("tags", ())}]
    composed = compose(build_appendix(job, notebooks)).json
    subjects = subjects_of(job, job.recipe.notebooks)
    return looked_up(printed_tables(composed), printed_sentences(composed), subjects, "zh", view)


def page(tables, texts, subjects, lang):
    """The same of some tables and sentences as a notebook shows them."""
    shown = [one for one in tables if one and one.rows]
    printed = [Printed(n, one.caption, [*map(headed, one.columns)], one.rows) for n, one in enumerate(shown, 1)]
    sentences = [Sentence(one.in_(lang), (), "") for one in texts if one]
    sentences += [Sentence(one.note, (), one.caption) for one in shown]
    return looked_up(printed, [one for one in sentences if has_digits(one.text)], subjects, lang)


def headed(column):
    """The head of a column, its levels one after the other."""
    return column if isinstance(column, str) else " ".join(dict.fromkeys(column))


def looked_up(tables, sentences, subjects, lang, view=None):
    found = [origin for one in subjects for origin in of_subject(one, lang)]
    if view:
        found += origins(view, [*(one.caption for one in tables), *(one.text for one in sentences)])
    found += labels_in(sentences, lang)
    return SimpleNamespace(tables=tables, sentences=sentences, found=found, lang=lang)


def left_out(page):
    """The numbers that are not explained, with what stands around them."""
    for table in matched(page.tables, page.found, page.lang):
        for row in table["rows"]:
            explained = {(column, nth) for column, _, _, nth in row["of"]}
            for column, cell in enumerate(row["cells"]):
                numbers = [*enumerate(NUMBER.findall(cell))]
                yield from (f"{table['heads'][column]}: {cell}" for nth, _ in numbers if (column, nth) not in explained)
    for one in told(page.sentences, page.found, page.lang):
        explained = {nth for *_, nth in one["of"]}
        yield from (
            f"[{number[0]}]{one['text'][number.end() :][:14]}"
            for nth, number in enumerate(NUMBER.finditer(one["text"]))
            if nth not in explained
        )


def still_explained(page):
    """The numbers of tables and sentences that are explained although their last digit was changed."""
    for table, kept in zip(page.tables, matched(page.tables, page.found, page.lang), strict=True):
        changed = [
            (column, nth, [one_more(cell, nth) if at == column else cell for at, cell in enumerate(row["cells"])])
            for row in kept["rows"]
            for column, place, _, nth in row["of"]
            if not page.found[place].is_label
        ]
        again = Printed(table.number, table.caption, table.heads, [row for *_, row in changed])
        (after,) = matched([again], page.found, page.lang)
        for (column, nth, row), found in zip(changed, after["rows"], strict=True):
            if (column, nth) in {(at, which) for at, _, _, which in found["of"]}:
                yield f"{table.heads[column]}: {row[column]}"
    changed = [
        (sentence._replace(text=one_more(sentence.text, nth)), nth)
        for sentence, one in zip(page.sentences, told(page.sentences, page.found, page.lang), strict=True)
        for place, _, nth in one["of"]
        if not page.found[place].is_label
    ]
    again = told([sentence for sentence, _ in changed], page.found, page.lang)
    yield from (one["text"] for one, (_, nth) in zip(again, changed, strict=True) if nth in {h[-1] for h in one["of"]})


def one_more(text, nth):
    """A text with the last digit of one of its numbers changed."""
    last = [*NUMBER.finditer(text)][nth].end()
    return f"{text[: last - 1]}{(int(text[last - 1]) + 1) % 10}{text[last:]}"


def plan_page(view):
    """What a plan says and shows, as the notebook of plans does, without what stands on every county's pages."""
    said = (*plan.sentences.result(view), plan.sentences.classes(view), *plan.sentences.costs(view))
    texts = (*said, plan.sentences.filling(view), plan.sentences.ahead(view))
    tables = (plan.tables.additions(view), plan.tables.rule_prices(view), plan.tables.county_list(view))
    shown = (*tables, *plan.tables.school_sheets(view), plan.tables.closing(view))
    subject = of_plan.subject(view)
    year = Words(f"{view.view.year}年", f"{view.view.year}").in_(view.lang)  # else a name of the county's own
    return page(shown, texts, [subject._replace(names=[*subject.names, (year, Words("年份", "a year"))])], view.lang)


@pytest.fixture(scope="module")
def planned():
    """The plan of demo-b where coefficients are not planned for and the prices of rules are given: soon solved."""
    view = PlanView(open_view("demo-b"), costs_of_folder(), Wishes(without=frozenset({FOR_BALANCE})), years=3)
    view.__dict__["prices"] = {FOR_THRESHOLDS: 1234567.8}
    return plan_page(view)


def test_every_number_of_counties_side_by_side_is_explained():
    whole = document("counties")
    assert [*left_out(whole)] == []
    assert [*still_explained(whole)] == []


def test_a_coefficient_of_counties_side_by_side_is_the_one_of_the_countys_own_document():
    view = open_counties("demo-a", "zh")
    own = open_view("demo-a")
    about = of_counties.subject(view, "sport_area_m2_per_student")
    side_by_side = [one for one in about.measures if one.head and one.beside[-1] == of_counties.SIDE_BY_SIDE]
    for stage in own.stages:
        for indicator in own.indicators:
            here = [one for one in side_by_side if one.head == indicator.short and one.result.stage == stage]
            cv = own.verdict.cvs[stage, indicator.name].result
            assert [(one.result.value, *one.result.inputs.cells()) for one in here] == [(cv.value, *cv.inputs.cells())]
            assert [one.school for one in here] == [own.place]


def test_every_number_of_a_plan_is_explained(planned):
    assert len(planned.tables) > 15
    assert [*left_out(planned)] == []
    assert [*still_explained(planned)] == []


def test_what_a_plan_chose_says_so_with_its_cells_its_clause_and_its_unit_cost(planned):
    lines = [one.kept for one in planned.found if one.school and one.column == "数量"]
    chosen = [one for one in lines if one["kind"] == "planned"]
    worked = [one for one in lines if one["kind"] == "cells"]
    assert chosen and worked
    assert all("求解器的变量" in one["formula"] and one["clause"] for one in chosen)
    assert all("不经求解器" in one["formula"] and one["clause"] for one in worked)
    for one in lines:
        assert re.match(r"demo-b-2022\.xlsx › 学校情况 › [A-Z]+\d+", one["source"][0])
        assert re.fullmatch(r"additions\.toml › \w+ › example", one["source"][-1])


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_every_number_of_moves_of_teachers_is_explained(lang):
    view = rotation.open_rotation(open_view("demo-b", lang=lang), 0.01)
    shown = (rotation.tables.reached(view), rotation.tables.by_school(view))
    about = page(shown, rotation.sentences.told(view), [of_rotation.subject(view)], lang)
    assert len(about.tables) == 2 and len(about.sentences) >= 7
    assert [*left_out(about)] == []
    assert [*still_explained(about)] == []


def items_page(lang):
    """A framework item by item and two years, as their notebook shows them, of demo-a, which states nothing of itself."""
    view, watch = open_guarantee("", "", lang, dataset="demo-a"), open_monitoring("demo-a", lang=lang)
    about = (guarantee.sentences.about(view), guarantee.sentences.result(view), guarantee.sentences.evidence(view))
    texts = (*about, *guarantee.sentences.explained(view), *monitoring.sentences.overview(watch))
    shown = guarantee.tables
    tables = (shown.parts(view), *shown.item_tables(view), shown.tasks(view), shown.proofs(view))
    years = (monitoring.tables.indicators(watch), monitoring.tables.moves(watch), monitoring.sources_of(watch))
    subjects = [of_guarantee.subject(view, view.county.table.provenance), of_monitoring.subject(watch)]
    texts = (*texts, *monitoring.sentences.schools(watch))
    return page((*tables, *years, shown.ledger(view), shown.rule_notes(view)), texts, subjects, lang)


def test_every_number_of_items_and_of_two_years_is_explained():
    items = items_page("zh")
    assert len(items.tables) > 9
    assert [*left_out(items)] == []


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_number_of_items_and_of_two_years_that_is_changed_is_explained_no_longer(lang):
    items = items_page(lang)
    assert [*left_out(items)] == []
    assert [*still_explained(items)] == []


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


@pytest.mark.slow
def test_every_number_of_a_plan_in_english_and_of_one_for_the_enrolment_ahead_is_explained(monkeypatch):
    assert [*left_out(plan_page(plan.open_plan("demo-a", lang="en", years=3)))] == []
    monkeypatch.setenv(STANDARD_VARIABLE, "cn-quality-balance-2017")
    for lang in ("zh", "en"):
        ahead = plan_page(plan.open_plan("province", "990101", lang=lang))
        assert sum("自行消除" in one.caption or "close by themselves" in one.caption for one in ahead.tables) == 1
        assert [*left_out(ahead)] == []


@pytest.mark.slow
def test_every_number_of_a_plans_document_is_explained():
    whole = document("plan", open_view("demo-b"))
    assert [*left_out(whole)] == []
    assert [*still_explained(whole)] == []


def sizes_page(dataset, lang):
    """Class sizes of a data set, and those that were printed, as their notebook shows them."""
    view, points = class_size.open_class_sizes(dataset, lang=lang), printed_points.open_printed_points(lang)
    said, shown, one = class_size.sentences, class_size.tables, view.focus
    texts = [said.definitions(view), said.told(view), said.levels(view), said.near_limits(view)]
    for some in (said.moved, said.causes, said.speed, said.target, said.ledger, said.needs):
        texts += some(view)
    tables = [shown.means_by_area(view), shown.class_sizes_by_year(view), shown.enrolment_and_classes(one)]
    tables += [table(scope) for scope in view.scopes for table in (shown.removed_and_added, shown.shortages)]
    tables += [shown.speed(view), shown.ledger_by_school(one), shown.forecast_errors(view), shown.needs_ahead(view)]
    texts += [*printed_points.sentences.mean_hides(points), *printed_points.sentences.falls(points)]
    texts += [printed_points.sentences.fewest_years(points)]
    tables += [shown.near_limits(one), printed_points.tables.printed_large_classes(points)]
    tables += [printed_points.tables.printed_falls(points)]
    return page(tables, texts, [of_class_sizes.subject(view, points)], lang)


def exchange_page(lang):
    """Exchange, printed exchange and why coefficients moved, as their notebook shows them."""
    view, points = exchange.open_exchange("province", lang=lang), printed_points.open_printed_points(lang)
    changes, districts = balance_change.open_balance_changes(lang=lang), balance_change.open_district_spending(lang)
    said, shown, printed, moved = exchange.sentences, exchange.tables, printed_points, balance_change
    texts = (*said.ratios(view), said.between_counties(view), said.flows(view), *programmes.sentences.effect(view))
    texts += (*printed.sentences.exchange(points), *printed.sentences.one_exchange_year(points))
    texts += (*moved.sentences.balance(changes), *moved.sentences.district_spending(districts))
    tables = (shown.exchange_by_year(view), shown.exchange_by_county(view), shown.flows_by_year(view))
    tables += (programmes.tables.effect_by_county(view), programmes.tables.coverage(view))
    tables += (printed.tables.printed_exchange(points), moved.tables.balance_changes(changes))
    subjects = [of_exchange.subject(view, points), of_balance_change.subject(changes, districts)]
    return page((*tables, moved.tables.district_spending(districts)), texts, subjects, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("dataset", ["demo-a", "published", pytest.param("province", marks=pytest.mark.slow)])
def test_every_number_of_class_sizes_over_the_years_is_explained(dataset, lang):
    sizes = sizes_page(dataset, lang)
    assert [*left_out(sizes)] == []
    assert [*still_explained(sizes)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_of_exchange_over_the_years_is_explained(lang):
    exchanged = exchange_page(lang)
    assert [*left_out(exchanged)] == []
    assert [*still_explained(exchanged)] == []


def test_a_number_of_a_year_leads_to_the_lines_of_that_year():
    view, points = exchange.open_exchange("province"), printed_points.open_printed_points()
    about = of_exchange.subject(view, points)
    (cell,) = (one for one in about.measures if one.within and one.within[0].zh == "#/7266")
    assert (cell.result.value, cell.head.zh) == (447, "交流教师占教师总数的比例 人数/基数")
    staff = load_beside("province", "staff")
    lines = {place.cell for place in cell.result.inputs.cells() if place.file == "staff.csv"}
    assert lines == {f"{column}{line + 2}" for line in staff.index[staff["year"] == 2014] for column in "CDE"}


def test_a_printed_number_leads_to_its_cell_and_one_implied_by_it_to_all_of_its_row():
    points = printed_points.open_printed_points()
    about = of_exchange.subject(exchange.open_exchange("published"), points)
    row = [one for one in about.measures if one.head and "宁夏回族自治区石嘴山市平罗县 · 骨干" in str(one.beside)]
    persons, base = (next(one.result for one in row if one.head.zh == head) for head in ("人数", "隐含基数"))
    assert (persons.value, persons.formula, len([*persons.inputs.cells()])) == (52, "printed", 1)
    assert base.value == 143 and base.formula.startswith("implied_base — ")
    assert {*persons.inputs.cells()} < {*base.inputs.cells()}


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


def test_a_limit_a_report_was_held_against_leads_to_its_clause():
    about = of_reports.subject(reports.open_reports("pingluo_2023"))
    (limit,) = (one.result.limit for one in about.measures if one.head == COMPUTED and one.result.limit)
    assert (limit.value, limit.clause) == (2000, "政府保障程度 4")


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["reports", "collection", "frameworks", "trends"])
def test_every_number_of_a_document_about_reports_and_trends_is_explained(recipe):
    whole = document(recipe)
    assert [*left_out(whole)] == []
    assert [*still_explained(whole)] == []
