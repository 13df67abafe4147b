"""The plan on a page: what it says, what stands in its tables, and that its pictures have something to show."""

import pytest

from analysis.rules.choice import STANDARD_VARIABLE
from analysis.show.plan import figures, open_plan, sentences, tables


@pytest.fixture(scope="module", params=["zh", "en"])
def view(request):
    return open_plan("demo-a", lang=request.param, years=2)


def test_the_answer_names_what_is_mended_and_that_nothing_is_cut(view):
    said = " ".join(one.in_(view.lang) for one in sentences.result(view) if one)
    assert {"zh": "班额（小学、初中）", "en": "Class size (primary, junior)"}[view.lang] in said
    assert {"zh": "只增不减", "en": "only adds"}[view.lang] in sentences.NO_CUTS.in_(view.lang)
    assert {"zh": "示例", "en": "invented"}[view.lang] in sentences.costs(view)[0].in_(view.lang)


def test_the_county_and_the_schools_cost_the_same(view):
    total = tables.thousands(view, view.plan.cost)
    assert tables.additions(view).rows[-1][4] == total
    assert tables.county_list(view).rows[-1][2] == total
    assert len(list(tables.school_sheets(view))) == len(view.schools)


def test_with_the_plan_every_line_is_met(view):
    answers = [row[5] for row in tables.before_and_after(view).rows]
    assert all(answer.startswith("✓") for answer in answers)


def test_each_rule_served_has_its_price(view):
    assert {row[0] for row in tables.rule_prices(view).rows} >= (
        {"班额上限"} if view.lang == "zh" else {"limit on class size"}
    )


def test_the_pictures_are_drawn_in_both_languages(view, captions):
    figures.coefficients(view)
    figures.cost_by_school(view)
    assert len(captions) == 2


def test_a_data_set_without_a_standard_is_told_why_it_has_no_plan():
    view = open_plan("michigan", lang="en")
    assert view.plan is None
    assert "standard" in sentences.result(view)[0].en
    assert tables.additions(view) is None


def test_shortages_that_close_by_themselves_are_told_where_pupils_ahead_can_be(monkeypatch):
    monkeypatch.setenv(STANDARD_VARIABLE, "cn-quality-balance-2017")
    view = open_plan("province", "990101", lang="en")
    year, students = view.forecast
    assert year > view.view.year
    assert view.ahead.before.case.sections.rows["students"].sum() == pytest.approx(sum(students.values()))
    assert view.ahead.cost < view.plan.cost  # this made-up county loses children
    assert (view.closing["closes"] == view.closing["now"] - view.closing["ahead"]).all()
    assert str(year) in tables.closing(view).caption


def test_without_pupils_by_grade_nothing_ahead_is_reckoned(view):
    assert view.ahead is None
    assert tables.closing(view) is None
    assert {"zh": "不推算", "en": "future enrolment is not projected"}[view.lang] in sentences.ahead(view).in_(
        view.lang
    )
