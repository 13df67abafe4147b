"""What a printed number may stand for: rounding taken seriously, in exact decimals."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from typing import NamedTuple

from analysis.errors import TableError
from analysis.tables.checks.problems import problem

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Interval(NamedTuple):
    """The numbers a printed one may stand for (取值区间), both ends included: lo ≤ x ≤ hi."""

    lo: Decimal
    hi: Decimal

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both: two printed figures agree within the rounding of their parts."""
        return self.lo <= other.hi and other.lo <= self.hi

    def times(self, factor: Decimal | int) -> Interval:
        """The interval in another unit; `factor` ≥ 0."""
        return Interval(self.lo * factor, self.hi * factor)


def parse_number(printed: str) -> Decimal:
    """The number as its digits say it, nothing added; TableError for anything but digits, a point, a minus sign."""
    if not NUMBER.fullmatch(printed):
        raise TableError(problem("not_digits", f"“{printed}”"))
    return Decimal(printed)


def decimals(printed: str) -> int:
    """How many digits stand after the point: "14.75" has 2, "0.0" has 1."""
    return -int(parse_number(printed).as_tuple().exponent)


def interval(printed: str) -> Interval:
    """All numbers that print as this one when rounded to nearest (修约区间): half a unit of the last place each way.

    "0.52" → [0.515, 0.525]; "771" → [770.5, 771.5]. Both ends belong to it, for nobody prints how halves were rounded.
    A counted whole number is exact: its interval is `exactly`.
    """
    number = parse_number(printed)
    half = Decimal(5).scaleb(-decimals(printed) - 1)
    return Interval(number - half, number + half)


def exactly(printed: str) -> Interval:
    """A counted number stands for itself."""
    number = parse_number(printed)
    return Interval(number, number)


def as_printed(value: Decimal | float | int, like: str) -> str:
    """Rounded half up to as many decimals as `like` shows (按同样位数修约): 0.125 like "0.52" is "0.13"."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return str(exact.quantize(Decimal(1).scaleb(-decimals(like)), rounding=ROUND_HALF_UP))


def sum_of(parts: Sequence[Interval]) -> Interval:
    """Σ of printed parts (合计)."""
    return Interval(sum((p.lo for p in parts), Decimal(0)), sum((p.hi for p in parts), Decimal(0)))


def mean_of(parts: Sequence[Interval]) -> Interval:
    """The plain mean of printed parts (简单平均), as a composite coefficient is of its single ones."""
    total = sum_of(parts)
    return _outward(lambda: total.lo / len(parts), lambda: total.hi / len(parts))


def difference_of(minuend: Interval, subtrahend: Interval) -> Interval:
    """What a printed gap may be (差)."""
    return Interval(minuend.lo - subtrahend.hi, minuend.hi - subtrahend.lo)


def ratio_of(numerator: Interval, denominator: Interval) -> Interval:
    """What a ratio of printed totals may be (总量之比); ValueError unless the denominator is above 0 throughout."""
    if denominator.lo <= 0:
        raise ValueError(f"ratio_of: the denominator must be above 0 throughout; found {denominator}")
    return _outward(
        lambda: min(numerator.lo / denominator.lo, numerator.lo / denominator.hi),
        lambda: max(numerator.hi / denominator.lo, numerator.hi / denominator.hi),
    )


def _outward(low: Callable[[], Decimal], high: Callable[[], Decimal]) -> Interval:
    """A quotient may not end: round its ends away from each other, never into the interval."""
    with localcontext(rounding=ROUND_FLOOR):
        lo = low()
    with localcontext(rounding=ROUND_CEILING):
        hi = high()
    return Interval(lo, hi)
