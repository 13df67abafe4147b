"""What stands of counties side by side (多县比较): the coefficients of each as in its own document or as printed, their limits.

A row is told by its county, year and stage. A coefficient computed here is the one of the county's own document, with its cells;
a published one is known by the cell of the file it was entered in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analysis.language import Words
from analysis.publish.trace.labels import definitions, of_source
from analysis.publish.trace.measures.measure import LIMIT, Measure, Subject, cell, counted, of_rule, stated, told
from analysis.publish.trace.measures.of_method import chosen
from analysis.publish.trace.measures.of_page_one import read
from analysis.rules.conventions import Conventions
from analysis.rules.results import Answer, Quoted, Result
from analysis.show.counties.tables import answers_by_row
from analysis.show.counties.view import Counties, CountyRow
from analysis.tables.facts.fact import YEAR_UNKNOWN
from analysis.tables.schools import STAGE_WORDS
from analysis.tables.terms import common_terms

SIDE_BY_SIDE = Words("各县区校际差异系数", "Coefficients of variation by county")
HIDDEN = Words("综合达标而单项高于同一限值", "What a composite hides")
AGAIN = Words("综合差异系数复算", "Composite coefficients recomputed")
ROUNDED = Words("修约会改变结论或接近限值的单项", "Where rounding decides, or the limit is near")
COMPOSITE, IN_SHORT = Words("综合差异系数", "Composite"), Words("综合", "Composite")
PRINTED, MEAN = Words("原文综合", "As printed"), Words("各单项算术平均值", "Mean of the single ones")
ABOVE = Words("高于该限值的单项", "Single coefficients above that limit")
MET, VALUE, NOTE = Words("单项达标数", "Single ones met"), Words("数值", "Value"), Words("说明", "Note")
#: Which rows the first sentence counts, and how it says so.
COUNTS = {
    "all": Words("共#行（县区", "# rows (county"),
    "composite": Words("按综合差异系数评估的#行", "Judged by their composite: #,"),
    "hiding": Words("行中，#行综合达标而有", "of which # pass with a single"),
    "judged": Words("逐项评估的#行", "Judged one by one: #,"),
    "failing": Words("行中，#行有单项超过", "of which # with at least one"),
}
THRESHOLD = Words("每所学校的标准#和", "the threshold # that")
CV_LIMIT = Words("差异系数限值#，", "every school and its limit #;")


def subject(view: Counties, indicator: str) -> Subject:
    """indicator : the one that level and balance are drawn of"""
    return Subject(common_terms(), _measured(view, indicator), _names(view))


def _names(view: Counties) -> Iterator[tuple[str, Words]]:
    yield from of_source(replace(view.provenance, as_of=view.as_of), view.lang)
    yield from definitions(view.lang)
    for year in {row.year for row in view.rows if row.year}:
        yield str(year), Words("年份", "a year")
    for one in filter(None, view.standards):
        yield one.id, Words("文件名称或文号", "a document's name or number")


def _measured(view: Counties, indicator: str) -> Iterator[Measure]:
    for row in view.rows:
        yield from _of_row(view, row)
    yield from _counts(view)
    yield from _limits(view, indicator)
    yield from read(view.limits)
    yield from chosen(Conventions(), view.as_of)


def _of_row(view: Counties, row: CountyRow) -> Iterator[Measure]:
    place = row.place.in_(view.lang)
    year = cell(Words(str(row.year), str(row.year)) if row.year else YEAR_UNKNOWN)
    for measure in (*_singles(view, row), *_composite(row)):
        result = replace(measure.result, stage=row.stage)
        yield measure._replace(result=result, beside=(year, *measure.beside), school=place)


def _singles(view: Counties, row: CountyRow) -> Iterator[Measure]:
    """Every single coefficient, wherever a table shows it; how many are met, of how many."""
    verdicts = row.cv_verdicts()
    for name, figure in row.cvs.items():
        short, limit = view.indicators[name].short, verdicts[name].limit
        yield Measure(figure.result, short, (SIDE_BY_SIDE,))
        if name in row.hidden:
            yield Measure(figure.result, ABOVE, (HIDDEN,), within=(Words(f"{short.zh} #", f"{short.en} #"),))
        if limit:
            yield Measure(of_rule(limit), LIMIT, (ROUNDED, cell(short)))
            for head in (VALUE, NOTE):
                yield Measure(figure.result, head, (ROUNDED, cell(short)))
            yield Measure(of_rule(limit), NOTE, (ROUNDED, cell(short)))
            yield Measure(_near(), NOTE, (ROUNDED, cell(short)))
    judged = {name: one for name, one in verdicts.items() if one.limit}
    met = [name for name, one in judged.items() if one.answer is Answer.MET]
    for names, within in ((met, Words("#/*", "#/*")), (judged, Words("*/#", "*/#"))):
        shorts = [view.indicators[name].short.in_(view.lang) for name in names]
        yield counted(shorts, "", beside=(SIDE_BY_SIDE,), head=MET)._replace(within=(within,))


def _near() -> Result:
    return stated(Conventions().rounding_note_within, "choice", "rounding_note_within")


def _composite(row: CountyRow) -> Iterator[Measure]:
    """The composite, its limit, and the plain mean of the single ones beside it."""
    if row.composite is None:
        return
    for head, caption in ((COMPOSITE, SIDE_BY_SIDE), (IN_SHORT, HIDDEN), (PRINTED, AGAIN)):
        yield Measure(row.composite.result, head, (caption,))
    if row.composite_limit:
        yield Measure(of_rule(row.composite_limit), LIMIT, (HIDDEN,))
    parts = [figure.result.inputs for figure in row.cvs.values()]
    cells = Quoted(tuple(place for one in parts if one for place in one.cells()))
    yield Measure(stated(row.mean_of_printed, "composite_cv", "composite", inputs=cells), MEAN, (AGAIN,))


def _counts(view: Counties) -> Iterator[Measure]:
    judged = [(row, failed) for row, met, failed in answers_by_row(view) if met + failed]
    rows = {
        "all": view.rows,
        "composite": [row for row in view.rows if row.composite_limit and row.composite],
        "hiding": [row for row in view.rows if row.hidden],
        "judged": [row for row, _ in judged],
        "failing": [row for row, failed in judged if failed],
    }
    for name, said in COUNTS.items():
        yield counted((_called(view, row) for row in rows[name]), "", said)


def _called(view: Counties, row: CountyRow) -> str:
    return " ".join(
        filter(None, (row.place.in_(view.lang), str(row.year or ""), STAGE_WORDS[row.stage].in_(view.lang)))
    )


def _limits(view: Counties, indicator: str) -> Iterator[Measure]:
    """The limits that a note or the caption of a figure names."""
    for row in view.rows:
        if row.composite_limit:
            document = Words(row.standard.document, row.standard.document)
            yield told(of_rule(row.composite_limit, row.stage), Words("≤ #", "≤ #"), beside=(document,))
    for one in filter(None, view.standards):
        day = max((row.day for row in view.rows if row.year), default=one.issued)
        for stage in STAGE_WORDS:
            for measure, said in (("resource", THRESHOLD), ("cv", CV_LIMIT)):
                if limit := one.limits(measure, day, stage).get(indicator):
                    document = Words(one.document, one.document)
                    yield told(of_rule(limit), said, beside=(document,))
