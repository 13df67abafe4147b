"""What a count and its printed percentage say about the base nobody printed (由人数和比例反推基数)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from analysis.insight.series.count_series import SeriesError
from analysis.language import Words
from analysis.tables.facts.printed import interval


@dataclass(frozen=True)
class ImpliedBase:
    """The whole numbers a base can be, given a count and a printed percentage: low ≤ base ≤ high."""

    low: int
    high: int


def implied_base(count: int, percent: str) -> ImpliedBase:
    """The base a printed ratio implies (由比例反推基数): every whole number that prints as this percentage.

    ⌈count / upper end⌉ … ⌊count / lower end⌋ of what the percentage may stand for: 559 at "10.05" is 5560–5564,
    655 at "10.1" is 6454–6517, and 6482–6488 if it stands for "10.10".

    Raises
    ------
    SeriesError : a percentage that may be 0 or is above 100%, or that no whole base gives
    """
    may_be = interval(percent)
    place = f"{count} · {percent}%"
    if may_be.lo <= 0 or count < 1:
        found = Words("比例或人数为0，推不出基数", "a ratio or count of 0 implies no base")
        raise SeriesError.at(place, found, Words("大于0", "above 0"))
    hundred = Decimal(100) * count
    low = int((hundred / may_be.hi).to_integral_value(ROUND_CEILING))
    high = int((hundred / may_be.lo).to_integral_value(ROUND_FLOOR))
    if may_be.lo > 100 or low > high:
        found = Words("超过100%，或没有整数基数与之相符", "above 100%, or no whole base gives it")
        raise SeriesError.at(place, found, Words("可能的比例", "a ratio that can be"))
    return ImpliedBase(max(low, count), high)
