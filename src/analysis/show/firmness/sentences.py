"""Firmness in sentences: the verdict that hangs on least, the readings that turn one, what missing values leave open."""

from __future__ import annotations

import math

from analysis.insight.firmness.coefficients import Bounds, Firmness
from analysis.language import Words
from analysis.rules.rule import StandardValue
from analysis.show.firmness.view import FirmnessView
from analysis.show.page import words
from analysis.show.readings import sentences as of_readings


def least_firm(view: FirmnessView) -> Words | None:
    """The coefficient within its limit that the fewest units would turn; None where none is counted in units."""
    counted = [one for one in view.coefficients if one.recount]
    if not counted:
        return None
    one = min(counted, key=lambda found: found.recount.units)
    about, stage = one.values.indicator, one.verdict.stage
    zh, en = (words.lacking(one.recount.units, about, lang) for lang in ("zh", "en"))
    label = about.short_in_sentence
    return Words(
        f"达标的差异系数中，对计数准确性要求最高的是{words.stage(stage, 'zh')}{label.zh}：误计少于{zh}，结论就不会改变。"
        "此数只说明计数须准确到何种程度，不作为调整数据的依据。",
        f"Of the coefficients within their limits, the one whose count matters most is that of {label.en} ({words.stage(stage, 'en')}): "
        f"with fewer than {en} miscounted the verdict stands. This says how careful the count must be; it is no reason to change figures.",
    )


def readings(view: FirmnessView) -> list[Words]:
    """Which readings of the documents turn a verdict of this county; what readings are for stands where one does."""
    if view.view.standard is None:
        return []
    said = of_readings.turning(view.readings)
    return said if any(one.turns for one in view.readings.found) else said[:1]


def missing(view: FirmnessView) -> list[Words]:
    """What each coefficient can be where values are missing."""
    return [_missing(one) for one in view.coefficients if one.whatever_is_missing]


def _missing(one: Firmness) -> Words:
    about, stage, limit = one.values.indicator.short, one.verdict.stage, one.verdict.limit
    least, most = one.whatever_is_missing
    count = len(one.values.missing)
    upper = Words("", "") if math.isinf(most) else Words(f"，至多{words.cv(most)}", f" and at most {words.cv(most)}")
    zh = f"{words.stage(stage, 'zh')}{about.zh}有{count}所缺数据：不论所缺数值为多少，差异系数至少{words.cv(least)}{upper.zh}"
    en = f"{about.en}, {words.stage(stage, 'en')}: {words.counted(count, 'value')} missing. Whatever they are, the coefficient is at least {words.cv(least)}{upper.en}"
    settled = _settled((least, most), limit)
    alike = _alike(one)
    return Words(f"{zh}，{settled.zh}。{alike.zh}", f"{en}: {settled.en}. {alike.en}".rstrip())


def _settled(bounds: Bounds, limit: StandardValue) -> Words:
    """Whether both ends are on one side of the limit."""
    ends = {limit.is_met_by(end) for end in bounds}
    shown = f"{limit.value:.2f}"
    if len(ends) > 1:
        return Words(
            f"能否不超过限值{shown}，取决于所缺数据", f"whether it is within the limit of {shown} depends on them"
        )
    if ends.pop():
        return Words(f"不超过限值{shown}", f"within the limit of {shown}")
    return Words(f"超过限值{shown}", f"over the limit of {shown}")


def _alike(one: Firmness) -> Words:
    """The same on the assumption that what is missing lies within what is known."""
    if one.if_like_the_others is None:
        return Words("", "")
    low, high = map(words.cv, one.if_like_the_others)
    return Words(
        f"若所缺数值不超出其他学校的范围（仅为假设），则在{low}至{high}之间。",
        f"If they lie within the range of the other schools, which is an assumption, it is between {low} and {high}.",
    )
