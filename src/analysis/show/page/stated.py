"""What a county stated and what it is held against, as a page shows it: shares in %, findings in words, counts with their noun."""

from __future__ import annotations

import math
from enum import StrEnum
from itertools import islice

from analysis.language import Words
from analysis.rules.measures import MEASURES
from analysis.rules.measures.county_items import shown_item
from analysis.rules.results import Answer, Inputs, Quoted, Verdict
from analysis.rules.rule import SIGNS
from analysis.rules.stated import item_value
from analysis.show.page import words
from analysis.tables.county.items import common_items

FOUND_MET, FOUND_NOT_MET = Words("认定符合", "found met"), Words("认定不符合", "found not met")
MUST_BE_FOUND = Words("认定符合", "to be established")
WHOLE = Words("100%", "100%")  # no share is more
NO_LESS, NO_MORE = Words("不低于上年", "not below last year"), Words("不高于上年", "not above last year")


class Evidence(StrEnum):
    """What an answer rests on."""

    COUNTED = "counted"
    PRINTED = "printed"
    FOUND = "found"
    BLANK = "blank"
    NONE = "none"


EVIDENCE_WORDS = {
    Evidence.COUNTED: Words("有计数可核", "counts, or numbers made of counts"),
    Evidence.PRINTED: Words("只有所载比例或总数", "a printed rate or total only"),
    Evidence.FOUND: Words("有认定结论", "a stated finding"),
    Evidence.BLANK: Words("数据缺失、缺损或不全", "figures missing, damaged or incomplete"),
    Evidence.NONE: Words("未填报", "not stated"),
}


def evidence_of(verdict: Verdict) -> Evidence:
    """What one verdict rests on."""
    cells = sum(1 for _ in islice(verdict.result.inputs.cells(), 1)) if verdict.result.inputs else 0
    if verdict.measure == "evidence":
        return _of_numbers(verdict)
    if MEASURES[verdict.measure].shown == "judgement":
        return Evidence.NONE if math.isnan(verdict.result.value) else Evidence.FOUND
    if math.isnan(verdict.result.value) and verdict.answer is Answer.CANNOT_JUDGE:
        return Evidence.BLANK if cells else Evidence.NONE
    if isinstance(verdict.result.inputs, Inputs):
        return Evidence.COUNTED  # of a school table
    is_stated = isinstance(verdict.result.inputs, Quoted)
    if verdict.result.formula in ("count", "ratio_of_totals", "share", "points") and not (is_stated and cells == 0):
        return Evidence.COUNTED
    return Evidence.PRINTED


def _of_numbers(verdict: Verdict) -> Evidence:
    """Of a point without a limit: whether numbers answer it, or only "100%"."""
    is_counted = verdict.result.formula == "count"
    if verdict.result.value:
        return Evidence.COUNTED if is_counted else Evidence.PRINTED
    return Evidence.NONE if is_counted else Evidence.BLANK


def stated_value(verdict: Verdict) -> Words:
    """The value of a verdict on an item."""
    measure, value = MEASURES[verdict.measure], verdict.result.value
    if math.isnan(value):
        return _bounds(verdict)
    if measure.shown == "judgement":
        return FOUND_MET if value else FOUND_NOT_MET
    if measure.shown == "item":
        return _with_unit(shown_item(verdict), verdict)
    if measure.shown == "count":
        behind = measure.counted(value)
        return Words(f"{value:g}{behind.zh}", f"{value:g}{behind.en}")
    if measure.shown == "coefficient":
        limit = verdict.limit.value if verdict.limit else math.nan
        return _same(words.beside_limit(value, limit, 2))
    if measure.shown == "share":
        return _same(words.percent(value, 2))
    return _same(f"{value:g}")


def _bounds(verdict: Verdict) -> Words:
    """ "≥ 93.24%" where only a bound is known."""
    low, high = verdict.result.bounds or (-math.inf, math.inf)
    if verdict.subject not in common_items() or verdict.result.inputs is None:
        return _same(words.MISSING)
    about = common_items()[verdict.subject]
    if math.isfinite(low) and low > 0:
        return _same(f"≥ {item_value(low, about)}")
    says_nothing = math.isinf(high) or (about.is_share and high >= 1)
    return _same(words.MISSING if says_nothing else f"≤ {item_value(high, about)}")


def stated_limit(verdict: Verdict) -> Words:
    """The limit beside it; a dash where the document has none."""
    measure, limit = MEASURES[verdict.measure], verdict.limit
    if limit is None:
        return _same(words.MISSING)
    if measure.shown == "judgement":
        return MUST_BE_FOUND
    sign = SIGNS[limit.sense]
    if measure.shown == "item" and common_items()[verdict.subject].is_share and (sign, limit.value) == ("≥", 1):
        return WHOLE
    if measure.name == "growth":
        return NO_LESS if limit.sense == "at_least" else NO_MORE
    if measure.shown == "item" or measure.name == "each_school":
        return _with_unit(f"{sign} {_plain(item_value(limit.value, common_items()[verdict.subject]))}", verdict)
    if measure.shown == "share":
        return _same(f"{sign} {words.percent(limit.value, 0)}")
    if measure.shown == "coefficient":
        return _same(f"{sign} {limit.value:.2f}")
    if "{limit" in measure.bound.zh:
        return measure.bound.format(limit=limit.value)
    return Words(f"{sign} {limit.value:g}{measure.bound.zh}", f"{sign} {limit.value:g}{measure.bound.en}")


def _with_unit(text: str, verdict: Verdict) -> Words:
    """A figure with the unit of its item; shares carry theirs, pure numbers have none."""
    about = common_items()[verdict.subject]
    if about.is_share or not about.unit.zh or verdict.measure == "growth":
        return _same(text)
    return Words(f"{text}{about.unit.zh}", f"{text} {about.unit.en}")


def _plain(text: str) -> str:
    """ "10.00%" → "10%"."""
    return text.replace(".00%", "%")


def _same(text: str) -> Words:
    return Words(text, text)
