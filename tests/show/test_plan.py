"""The plan on a page: what it says, what stands in its tables, and that its pictures have something to show."""

import pytest

from analysis.show.plan import figures, open_plan, sentences, tables


@pytest.fixture(scope="module", params=["zh", "en"])
def view(request):
    return open_plan("demo-a", lang=request.param, years=2)


def test_the_answer_names_what_is_mended_and_that_nothing_is_cut(view):
    said = " ".join(one.in_(view.lang) for one in sentences.result(view) if one)
    assert {"zh": "班额（小学）", "en": "Class size (primary)"}[view.lang] in said
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
    assert {row[0] for row in tables.rule_prices(view).rows} >= ({"班额"} if view.lang == "zh" else {"class size"})


def test_the_pictures_are_drawn_in_both_languages(view, captions):
    figures.coefficients(view)
    figures.cost_by_school(view)
    assert len(captions) == 2


def test_a_data_set_without_a_standard_is_told_why_it_has_no_plan():
    view = open_plan("michigan", lang="en")
    assert view.plan is None
    assert "standard" in sentences.result(view)[0].en
    assert tables.additions(view) is None
