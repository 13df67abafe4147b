"""Documents of other kinds than a county's: every number of plans, moves, counties side by side, items and two years is explained."""

import re

import pytest
from publish.traced import document, left_out, page, still_explained

from analysis.insight.plan.additions import costs_of_folder
from analysis.insight.plan.plan import FOR_BALANCE, FOR_THRESHOLDS, Wishes
from analysis.language import Words
from analysis.publish.trace.measures import (
    of_counties,
    of_guarantee,
    of_monitoring,
    of_plan,
    of_rotation,
)
from analysis.rules.choice import STANDARD_VARIABLE
from analysis.show import (
    guarantee,
    monitoring,
    plan,
    rotation,
)
from analysis.show.counties import open_counties
from analysis.show.county.view import open_view
from analysis.show.guarantee import open_guarantee
from analysis.show.monitoring import open_monitoring
from analysis.show.plan.view import PlanView


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
