"""Ranges of numbers, computed exactly: what a rounded figure may have been before it was rounded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from analysis.tables.facts.printed import Interval, decimals, exactly, interval


@dataclass(frozen=True)
class Range:
    """All numbers from lo to hi, both included (取值范围); fractions, so that no step of a formula rounds."""

    lo: Fraction
    hi: Fraction

    @classmethod
    def at(cls, number: Fraction | int) -> Range:
        return cls(Fraction(number), Fraction(number))

    @classmethod
    def of(cls, printed: Interval) -> Range:
        return cls(Fraction(printed.lo), Fraction(printed.hi))

    @property
    def is_exact(self) -> bool:
        return self.lo == self.hi

    @property
    def middle(self) -> Fraction:
        return (self.lo + self.hi) / 2

    def meets(self, other: Range) -> bool:
        """Whether some number lies in both."""
        return self.lo <= other.hi and other.lo <= self.hi

    def common(self, other: Range) -> Range | None:
        """The numbers that lie in both."""
        lo, hi = max(self.lo, other.lo), min(self.hi, other.hi)
        return Range(lo, hi) if lo <= hi else None

    def distance(self, other: Range) -> Fraction:
        """The smallest change that makes them meet."""
        return max(self.lo - other.hi, other.lo - self.hi, Fraction(0))

    def __add__(self, other: Range) -> Range:
        return Range(self.lo + other.lo, self.hi + other.hi)

    def __sub__(self, other: Range) -> Range:
        return Range(self.lo - other.hi, self.hi - other.lo)

    def __mul__(self, other: Range) -> Range:
        return _hull(a * b for a in (self.lo, self.hi) for b in (other.lo, other.hi))

    def __truediv__(self, other: Range) -> Range:
        """ZeroDivisionError when the divisor may be 0."""
        if other.lo <= 0 <= other.hi:
            raise ZeroDivisionError(f"{self} / {other}")
        return _hull(a / b for a in (self.lo, self.hi) for b in (other.lo, other.hi))

    def __neg__(self) -> Range:
        return Range(-self.hi, -self.lo)

    def scaled(self, factor: Fraction) -> Range:
        return self * Range.at(factor)

    def whole_numbers(self) -> range:
        """The whole numbers in it."""
        return range(math.ceil(self.lo), math.floor(self.hi) + 1)


def _hull(numbers: Iterable[Fraction]) -> Range:
    found = list(numbers)
    return Range(min(found), max(found))


def rounded_range(printed: str) -> Range:
    """Everything that rounds to these digits (修约区间): "0.52" → [0.515, 0.525]."""
    return Range.of(interval(printed))


def exact_range(printed: str) -> Range:
    """A counted number, or a limit, stands for itself."""
    return Range.of(exactly(printed))


def truncated_to(printed: str, numbers: Range) -> bool:
    """Whether some number of the range gives these digits when the rest is cut off (截尾): 27.027 → "27.02"."""
    start = Fraction(exactly(printed).lo)
    unit = Fraction(1, 10 ** decimals(printed))
    if start < 0:
        return start - unit < numbers.hi and numbers.lo <= start
    return start <= numbers.hi and numbers.lo < start + unit


def with_zeros(printed: str, places: int) -> str:
    """The digits as they would stand had no trailing zero been dropped (补齐末位零): "10.1" → "10.10"."""
    missing = places - decimals(printed)
    if missing <= 0:
        return printed
    return printed + ("" if "." in printed else ".") + "0" * missing


def shown(number: Fraction, places: int) -> str:
    """Half up to so many decimals, for people to read."""
    unit = 10**places
    whole = math.floor(abs(number) * unit + Fraction(1, 2))
    sign = "-" if number < 0 and whole else ""
    text = str(whole).rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else f"{sign}{text}"


def shown_range(numbers: Range, places: int) -> str:
    """One number, or both ends with so many decimals."""
    lo, hi = shown(numbers.lo, places), shown(numbers.hi, places)
    return lo if lo == hi else f"{lo}–{hi}"
