"""Numbers known within bounds, and estimates with their interval, as a reader sees them."""

from __future__ import annotations

import math

from analysis.formulas.trend import Bounds
from analysis.insight.class_size.model import Estimate
from analysis.language import Words
from analysis.show.page import words

#: The level of every interval here; the estimates themselves are made in room 4.
LEVEL = 0.95
SAID_LEVEL = f"{LEVEL:.0%}"


def number_between(bounds: Bounds, decimals: int = 1) -> str:
    """ "43.1", "43.1–44.9", or "≥ 43.1" where nothing holds it."""
    return _between(words.number(bounds.low, decimals), words.number(bounds.high, decimals), bounds.high)


def percent_between(bounds: Bounds, decimals: int = 1) -> str:
    """Shares of 0–1: "47.3–51.3%"."""
    low, high = (words.number(100 * end, decimals) for end in (bounds.low, bounds.high))
    shown = _between(low, high, bounds.high)
    return shown if shown == words.MISSING else f"{shown}%"


def _between(low: str, high: str, end: float) -> str:
    if math.isinf(end):
        return f"≥ {low}"
    return low if low == high else f"{low}–{high}"


def points_with_interval(low: float, value: float, high: float, lang: str) -> str:
    """ "−7.1（−10.6至−3.7）" in points."""
    ends = words.points(low), words.points(high)
    return words.points(value) + Words(f"（{ends[0]}至{ends[1]}）", f" ({ends[0]} to {ends[1]})").in_(lang)


def factor_with_interval(factor: Estimate, lang: str) -> str:
    """ "0.874（0.820至0.931）"."""
    value, low, high = (words.number(one, 3) for one in (factor.value, factor.low, factor.high))
    return value + Words(f"（{low}至{high}）", f" ({low} to {high})").in_(lang)
