"""Readings as tables: what the documents leave open, and each verdict that a reading turns, with both values."""

from __future__ import annotations

from analysis.insight.readings.rereading import Rereading, Turn
from analysis.language import Words
from analysis.rules.asked import name_of
from analysis.rules.judging import CV_DECIMALS
from analysis.rules.measures import MEASURES
from analysis.rules.results import Verdict, Verdicts
from analysis.rules.rule import SIGNS
from analysis.show.appendix.results import bound, found
from analysis.show.page import words
from analysis.show.page.table import Row, Table, left
from analysis.show.readings.view import ReadingsView

TURNS = Words("改变判断，见下表", "turns verdicts, listed below")
TURNS_NONE = Words("不改变任何判断", "turns no verdict")


def readings(view: ReadingsView) -> Table:
    """Every choice that the documents leave open: as counted here, the other reading, where they are silent, what it does."""
    return view.tabulate(
        Words("文件未明确、可有不同理解的口径", "What the documents leave open"),
        [
            left("此处口径", "As counted here", 3),
            left("另一口径", "The other reading", 3),
            left("文件未明确之处", "Where the documents are silent", 4),
            left("涉及", "Concerns", 2.4),
            left("结果", "What it does", 2.2),
        ],
        [_reading(view, one) for one in view.found],
        empty=Words("未附标准，不作判断。", "No standard is attached: nothing is judged."),
    )


def _reading(view: ReadingsView, one: Rereading) -> Row:
    usual, reading = view.view.conventions, one.reading
    concerned = _concerned(view, one)
    here = (reading.said(usual), reading.said(reading.of(usual)), reading.silent)
    if one.obstacle:
        cannot = Words(f"不适用：{one.obstacle.zh}", f"cannot apply: {one.obstacle.en}")
        return (*here, words.MISSING, cannot)
    return (*here, concerned, TURNS if one.turns else TURNS_NONE)


def _concerned(view: ReadingsView, one: Rereading) -> Words | str:
    """The schools of its rows; of a reading about what the county states, the county; else all."""
    if one.reading.when:
        return words.listed(view.schools(one.rows), view.lang)
    return Words("县域", "the county") if one.reading.stated else Words("全部", "all")


def turned(view: ReadingsView) -> Table:
    """Each verdict that a reading turns: from what to what, with both values."""
    return view.tabulate(
        Words("因口径而改变的判断", "Verdicts that a reading turns"),
        [
            left("口径", "Reading", 2.6),
            left("判断", "Verdict", 3),
            left("对象", "Of", 3),
            left("限值", "Limit", 2.4),
            left("此处口径", "As counted here", 3),
            left("另一口径", "By the reading", 3),
        ],
        [_turn(view, one, turn) for one in view.found for turn in one.turns],
        empty=Words("各种口径均不改变判断。", "No reading turns a verdict."),
    )


def _turn(view: ReadingsView, one: Rereading, turn: Turn) -> Row:
    verdict = turn.after[0]
    return (
        one.reading.label,
        _called(view, verdict),
        _whom(view, verdict),
        _limit(view, verdict),
        _said(view, turn.before),
        _said(view, turn.after),
    )


def _called(view: ReadingsView, verdict: Verdict) -> Words:
    """A threshold by its indicator, another rule by its measure and, where it is about one indicator, by that too."""
    label, about = name_of(verdict.rule), view.view.table.terms.indicators.get(verdict.rule.subject)
    if about is None:
        return label
    if verdict.measure == "resource":
        return about.short
    return Words(f"{label.zh} · {about.short.zh}", f"{label.en} · {about.short.en}")


def _whom(view: ReadingsView, verdict: Verdict) -> str:
    """The county, or a school by its name; with the stage where the verdict has one."""
    stage = words.kind(verdict.stage, view.lang)
    place = view.text("县域", "the county") if verdict.unit == "county" else verdict.result.place
    return view.text(f"{place}（{stage}）", f"{place} ({stage})") if stage else place


def _limit(view: ReadingsView, verdict: Verdict) -> Words | str:
    about = view.view.table.terms.indicators.get(verdict.rule.subject)
    if about and verdict.measure == "resource":
        return f"{SIGNS[verdict.limit.sense]} {words.indicator_value(verdict.limit.value, about)}"
    return bound(verdict, view.view.floor)


def _said(view: ReadingsView, verdicts: Verdicts) -> str:
    """Value and answer; one for each stage where several are told."""
    apart = len(verdicts) > 1
    return view.text("；", "; ").join(
        (f"{words.kind(one.stage, view.lang)} " if apart else "")
        + f"{_value(view, one)} {words.answer(one.answer, view.lang)}"
        for one in verdicts
    )


def _value(view: ReadingsView, verdict: Verdict) -> str:
    """The value as it was held against the limit: where it was rounded first, with no more decimals than that."""
    value, about = verdict.result.value, view.view.table.terms.indicators.get(verdict.rule.subject)
    is_rounded = verdict.result.conventions.compare == "as_printed"
    if about and verdict.measure == "resource":
        return words.indicator_value(value, about) if is_rounded else words.value_of(verdict, about)
    if verdict.members and verdict.unit != "county":
        return f"{value:g}/{len({one.subject for one in verdict.members})}"
    if is_rounded and MEASURES[verdict.measure].shown == "coefficient":
        return words.number(value, CV_DECIMALS)
    return found(verdict).in_(view.lang)
