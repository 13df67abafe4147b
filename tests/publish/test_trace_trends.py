"""Documents about trends: every number leads to what it was counted from, or to the model it was computed by."""

import pytest
from publish.traced import document, left_out, page, still_explained

from analysis.publish.trace.measures import (
    of_balance_change,
    of_class_sizes,
    of_exchange,
)
from analysis.show import (
    balance_change,
    class_size,
    exchange,
    printed_points,
    programmes,
)
from analysis.tables.catalogue.datasets import load_beside


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


@pytest.mark.slow
def test_every_number_of_a_document_about_trends_is_explained():
    whole = document("trends")
    assert [*left_out(whole)] == []
    assert [*still_explained(whole)] == []
