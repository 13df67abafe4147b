"""What stands of why coefficients moved (均衡变化): of a county's indicators, and of the districts of a state."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.insight.balance_change.parts import split_cv_change
from analysis.language import Words
from analysis.publish.trace.labels import of_source
from analysis.publish.trace.measures.measure import Measure, Subject, counted
from analysis.publish.trace.measures.of_shown import Row, Shown, by, cells_of, in_captions, measures, together
from analysis.rules.results import Quoted
from analysis.show.balance_change import sentences, tables
from analysis.show.balance_change.view import BalanceChangeView, DistrictSpending
from analysis.show.page import words
from analysis.show.printed_points.sentences import kind
from analysis.tables.catalogue.datasets import load_dataset

DISTRICTS = Words("#个学区生均支出的差异系数，学生加权", "# districts, weighted by students")  # a figure's caption


def subject(view: BalanceChangeView, districts: DistrictSpending) -> Subject:
    return Subject(view.view.table.terms, _measured(view, districts), _names(view, districts))


def _names(view: BalanceChangeView, districts: DistrictSpending) -> Iterator[tuple[str, Words]]:
    yield from of_source(view.provenance, view.lang)
    yield from in_captions(view.first, view.last, view.lang)
    yield kind(districts).in_(view.lang), Words("数据来源说明中的文字", "words of the source's own description")


def _measured(view: BalanceChangeView, districts: DistrictSpending) -> Iterator[Measure]:
    yield from measures(_changes(view), view.lang)
    yield from measures(_districts(districts), view.lang)
    yield counted(districts.rows["school_id"].unique(), "", DISTRICTS)


def _changes(view: BalanceChangeView) -> Iterator[Shown]:
    indicators = {
        (words.stage(stage, view.lang), one.short.in_(view.lang)): (stage, one.name)
        for stage in view.view.stages
        for one, _ in view.changes(stage)
    }

    def both_years(row: Row) -> Quoted:
        wanted = [indicators[row[0], row[1]]] if row else indicators.values()
        ends = (view.view.values(name, stage, year) for stage, name in wanted for year in (view.first, view.last))
        return together(*(Quoted(tuple(one.result(0.0, "count").inputs.cells())) for one in ends))

    yield from (Shown(said, by(split_cv_change), both_years) for said in sentences.balance(view))
    yield Shown(tables.balance_changes(view), by(split_cv_change), both_years)


def _districts(districts: DistrictSpending) -> Iterator[Shown]:
    table = load_dataset(districts.provenance.dataset)
    rows = table.rows[table.rows["year"].isin([districts.years[0], districts.years[-1]])]
    cells = cells_of(table, rows, ("spending_dollars", "students"))
    for shown in (*sentences.district_spending(districts), tables.district_spending(districts)):
        yield Shown(shown, by(split_cv_change), lambda row: cells)
