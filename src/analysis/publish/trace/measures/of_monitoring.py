"""What stands of two years of one county (年度监测): means and coefficients of both, what moved, which schools' answers turned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analysis.insight.monitoring.two_years import Line, TwoYears, Years
from analysis.language import Words
from analysis.publish.trace.labels import of_source
from analysis.publish.trace.measures.measure import Measure, Subject, cell, counted, of_rule, told
from analysis.rules.results import ANSWER_WORDS
from analysis.show.monitoring.tables import COMPOSITE, MOVES
from analysis.show.monitoring.view import MonitoringView
from analysis.show.page import words
from analysis.show.page.moves import direction

MONITORED = Words("年度监测", "Annual monitoring")
MEAN, CV = Words("均值", "Mean"), Words("差异系数", "CV")
CHANGE = Words("差异系数 变化", "CV change")
BELOW = Words("未达标学校（学段）", "Sections below")
TURNED = Words("达标情况有变化的学校（学段）", "School sections whose result changed")
THRESHOLD = Words("标准", "Threshold")
BETWEEN = (Words("", ""), Words("，*个不变（按三位小数）", ", * unchanged to three decimals"))
ENDS = (Words("#→*", "#→*"), Words("*→#", "*→#"))
#: How sentences tell how many sections moved at a threshold, and how.
MOVED = {
    "missed": Words("转为未达标#项次", ", # thresholds are newly missed"),
    "met": Words("转为达标#项次", "and # newly met"),
    "unknown": Words("，#项次有一年无法判断", "; # cannot be judged in one year"),
}


def subject(watch: MonitoringView) -> Subject:
    return Subject(watch.view.table.terms, _measured(watch), _names(watch))


def _names(watch: MonitoringView) -> Iterator[tuple[str, Words]]:
    yield from of_source(watch.provenance, watch.lang)
    for year in watch.years:
        yield Words(f"{year}年", f"{year}").in_(watch.lang), Words("年份", "a year")
    first, last = watch.years
    yield Words(f"{first}—{last}年", f"{first}–{last}").in_(watch.lang), Words("年份", "years")
    for one in watch.found:
        if one.standard:
            yield one.standard.document, Words("文件名称或文号", "a document's name or number")


def _measured(watch: MonitoringView) -> Iterator[Measure]:
    for one in watch.found:
        yield from _lines(watch, one)
        yield from _moved(watch, one)
        yield from _limits(one)
    moves = [move for one in watch.found if any(line.below for line in one.lines) for move in one.moves]
    for kind, said in MOVED.items():
        mine = [move for move in moves if move.kind == kind]
        yield counted(
            (f"{one.school} {watch.indicator(one.indicator).short.in_(watch.lang)}" for one in mine), "", said
        )
    for move in moves:
        short, limit = watch.indicator(move.indicator).short, move.years.after.limit or move.years.before.limit
        beside = (TURNED, cell(short), cell(MOVES[move.kind]))
        for year, one in zip(watch.years, move.years, strict=True):
            result = replace(one.result, limit=None)
            yield Measure(result, Words(str(year), str(year)), beside, move.school)
        yield Measure(of_rule(limit, move.stage), THRESHOLD, beside, move.school)


def _lines(watch: MonitoringView, found: TwoYears) -> Iterator[Measure]:
    for line in found.lines:
        beside = (MONITORED, cell(watch.indicator(line.indicator).short))
        for year, mean in zip(watch.years, line.means, strict=True):
            yield Measure(mean, _of_year(MEAN, year), beside)
        yield from _coefficients(watch, line.cvs, beside)
        for below, one, within in zip(line.below or (), line.cvs, ENDS, strict=False):
            result = replace(one.result, value=float(below), formula="count")
            yield Measure(result, BELOW, beside, within=(within,))
    for years in found.composites:
        yield from _coefficients(watch, years, (MONITORED, cell(COMPOSITE)))


def _coefficients(watch: MonitoringView, years: Years, beside: tuple[Words, ...]) -> Iterator[Measure]:
    for year, one in zip(watch.years, years, strict=True):
        yield Measure(one.result, _of_year(CV, year), beside)
    if years.turns:
        yield from _turned(watch, years)
    change = replace(years.after.result, value=years.change, formula="difference")
    yield Measure(change, CHANGE, beside)


def _turned(watch: MonitoringView, years: Years) -> Iterator[Measure]:
    """Both values of a coefficient whose answer turned, as the sentence has them."""
    known = watch.view.table.terms.indicators.get(years.after.subject)
    label = known.short_in_sentence if known else Words(COMPOSITE.zh, COMPOSITE.en.lower())
    was, is_ = (ANSWER_WORDS[one.answer] for one in years)
    zh, en = (words.stage(years.after.stage, lang) for lang in ("zh", "en"))
    for one, first, last in zip(years, "#*", "*#", strict=True):
        told_zh = f"{zh}{label.zh}由{was.zh}（{first}）变为{is_.zh}（{last}）"
        yield told(one.result, Words(told_zh, f"{label.en} ({en}) from {was.en} ({first}) to {is_.en} ({last})"))


def _of_year(head: Words, year: int) -> Words:
    return Words(f"{head.zh} {year}", f"{head.en} {year}")


def _moved(watch: MonitoringView, found: TwoYears) -> Iterator[Measure]:
    """How many coefficients of a standard rose and fell, and lack a year."""
    named = [(_called(watch, one), one.cvs.change) for one in found.lines]
    zh, of = ("差异系数", "")
    if found.standard:
        zh, of = f"{found.standard.document}差异系数", f" of {found.standard.document}"
    known = [pair for pair in named if pair[1] == pair[1]]
    rose, fell, same = ([pair for pair in known if direction(pair[1]) == way] for way in (1, -1, 0))
    unknown = [pair for pair in named if pair not in known]
    groups = (
        (known, Words(f"{zh}#个", f"of # coefficients{of}")),
        (rose, Words(f"{zh}*个，#个上升", f"coefficients{of}, # rose")),
        (fell, Words(f"{zh}*个，*个上升，#个下降", f"coefficients{of}, * rose and # fell")),
        (same, Words(f"{zh}*个，*个上升，*个下降，#个不变", f"coefficients{of}, * rose and * fell, # unchanged")),
        *(
            (
                unknown,
                Words(
                    f"{zh}*个，*个上升，*个下降{between.zh}，另#个缺",
                    f"coefficients{of}, * rose and * fell{between.en}, # more",
                ),
            )
            for between in BETWEEN
        ),
    )
    for mine, said in groups:
        yield counted((name for name, _ in mine), "", said)


def _called(watch: MonitoringView, line: Line) -> str:
    return f"{words.stage(line.stage, watch.lang)} {watch.indicator(line.indicator).short.in_(watch.lang)}"


def _limits(found: TwoYears) -> Iterator[Measure]:
    """The limits by stage, as the note of the table has them."""
    judged = found.composites or [line.cvs for line in found.lines if line.cvs.after.limit]
    for limit, stage in dict.fromkeys((one.after.limit, one.after.stage) for one in judged if one.after.limit):
        document = Words(found.standard.document, found.standard.document)
        yield told(of_rule(limit, stage), Words("≤#", "≤ #"), beside=(document,))
