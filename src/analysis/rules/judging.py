"""Met, not met, or cannot be judged (达标、未达标、无法判断): one value against one limit."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.results import ANSWER_WORDS, Answer, Quoted, Result, Verdict
from analysis.rules.rule import StandardValue

NAN = float("nan")
NO_UNIT = Words("", "")
CV_DECIMALS = 2  # as reports print coefficients of variation
NOT_STATED = Words("未填报", "not stated")
NO_LIMIT = Words("没有可对照的限值", "no limit to compare it with")
_PLACES = {0: "取整", 1: "保留一位小数", 2: "保留两位小数", 3: "保留三位小数"}


def judge_value(
    value: float,
    limit: StandardValue | None,
    *,
    subject: str = "",
    place: str = "",
    year: int = 0,
    stage: str = "",
    decimals: int = CV_DECIMALS,
    conventions: Conventions | None = None,
) -> Verdict:
    """A number that came printed, without a school table, against a limit (对已公布数值的判断)."""
    printed = Result(value, "printed", subject, place, year, stage, None, conventions or Conventions())
    return judge_result(printed, limit, decimals)


def judge_result(
    result: Result,
    limit: StandardValue | None,
    decimals: int = CV_DECIMALS,
    shortfall: float = NAN,
    shortfall_unit: Words = NO_UNIT,
    offenders: tuple[str, ...] = (),
    note: Words | None = None,
) -> Verdict:
    """A computed number against a limit; an unknown one is judged where its bounds agree.

    It is compared unrounded, or rounded to `decimals` where the conventions choose so. The verdict's note says what a reader must know beside the answer: why it cannot be judged, what its bounds are,
    that rounding to `decimals` would turn it, or that it lies within `rounding_note_within` of the limit.
    """
    judged = replace(result, limit=limit)
    compared = _compared(result, decimals)
    is_met = limit and _is_met(compared, limit)
    if is_met is None:
        why = result.note if limit else NO_LIMIT
        return Verdict(Answer.CANNOT_JUDGE, judged, NAN, NAN, shortfall_unit, note=join_notes(why, note))
    notes = join_notes(result.note, note, _beside(result, limit, decimals))
    if is_met:
        zero = 0.0 if shortfall_unit != NO_UNIT else NAN
        return Verdict(Answer.MET, judged, 0.0, zero, shortfall_unit, note=notes)
    gap = abs(limit.value - compared.nearest(limit.value))
    return Verdict(Answer.NOT_MET, judged, gap, shortfall, shortfall_unit, offenders, notes)


def judge_floor(verdict: Verdict, share: float, decimals: int = CV_DECIMALS) -> Answer:
    """Whether the value of a verdict reaches a share of its limit (余项下限)."""
    return judge_result(verdict.result, share_of(verdict.limit, share), decimals).answer


def share_of(limit: StandardValue, share: float) -> StandardValue:
    """A share of a limit in decimal arithmetic: 85% of 4.2 is 3.57 and nothing less."""
    return replace(limit, value=float(Decimal(repr(limit.value)) * Decimal(repr(share))))


def round_as_printed(value: float, decimals: int) -> Decimal:
    """Round half up, as printed tables do (四舍五入)."""
    return Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def join_notes(*notes: Words | None) -> Words | None:
    said = [note for note in notes if note]
    return Words("；".join(note.zh for note in said), "; ".join(note.en for note in said)) if said else None


def _compared(result: Result, decimals: int) -> Result:
    """What is held against the limit: the value as it is, or as it is printed."""
    if result.conventions.compare == "unrounded":
        return result
    value, *ends = (_rounded(one, decimals) for one in (result.value, *(result.bounds or ())))
    return replace(result, value=value, bounds=tuple(ends) or None)


def _rounded(value: float, decimals: int) -> float:
    return float(round_as_printed(value, decimals)) if math.isfinite(value) else value


def _is_met(result: Result, limit: StandardValue) -> bool | None:
    """None where an unknown value could be on either side."""
    if not math.isnan(result.value):
        return limit.is_met_by(result.value)
    ends = _ends_met(result, limit)
    return ends.pop() if len(ends) == 1 else None


def _ends_met(result: Result, limit: StandardValue) -> set[bool]:
    return {limit.is_met_by(end) for end in result.bounds or ()}


def _beside(result: Result, limit: StandardValue, decimals: int) -> Words | None:
    """What a reader must know beside an answer."""
    if math.isnan(result.value):
        end = result.nearest(limit.value)
        if end == result.bounds[1]:
            return Words(f"不论其大小，数值不超过{end:.6g}", f"whatever it is, the value is at most {end:.6g}")
        return Words(f"不论其大小，数值不低于{end:.6g}", f"whatever it is, the value is at least {end:.6g}")
    if len(_ends_met(result, limit)) > 1:
        return Words("未修约值可能在限值的另一侧", "the unrounded value may lie on the other side of the limit")
    if isinstance(result.inputs, Quoted) and result.value == limit.value and result.bounds == (result.value,) * 2:
        return None  # stated as exactly the limit
    return _near(result.value, limit, decimals, result.conventions)


def _near(value: float, limit: StandardValue, decimals: int, conventions: Conventions) -> Words | None:
    """That rounding would turn the answer; else that the value is near its limit."""
    rounded = round_as_printed(value, decimals)
    now, then = (Answer.MET if limit.is_met_by(number) else Answer.NOT_MET for number in (value, float(rounded)))
    if now is not then:
        places = _PLACES.get(decimals, f"保留{decimals}位小数")
        before, after = ANSWER_WORDS[now], ANSWER_WORDS[then]
        if conventions.compare == "as_printed":
            return Words(
                f"{places}（{rounded}）{after.zh}，未修约（{value:.6g}）则为{before.zh}",
                f"rounded to {decimals} decimals ({rounded}) {after.en}; unrounded ({value:.6g}) it would be {before.en}",
            )
        return Words(
            f"未修约（{value:.6g}）{before.zh}，{places}（{rounded}）则为{after.zh}",
            f"unrounded ({value:.6g}) {before.en}; rounded to {decimals} decimals ({rounded}) it would be {after.en}",
        )
    if round(abs(value - limit.value), 12) <= conventions.rounding_note_within:
        return Words(
            f"与限值{limit.value:g}相差不超过{conventions.rounding_note_within:g}",
            f"within {conventions.rounding_note_within:g} of the limit {limit.value:g}",
        )
    return None
