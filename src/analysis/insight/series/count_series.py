"""A series that can carry a trend (可用于趋势测算的序列), and the named reasons for which one cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.errors import JunhengError, Problem
from analysis.language import Words


class SeriesError(JunhengError):
    """A series that cannot carry what was asked: the model is not run, rather than run wrongly."""


@dataclass(frozen=True)
class CountSeries:
    """Counts out of a base, one a year, years without a gap; checked when made by `count_series`.

    counts : what is counted, e.g. large classes   [any unit], shape (years,)
    bases  : what it is counted out of              [same unit], shape (years,), > 0
    breaks : first years of a new definition or programme: no line is drawn across them
    """

    place: str
    years: tuple[int, ...]
    counts: NDArray[np.float64]
    bases: NDArray[np.float64]
    breaks: tuple[int, ...] = ()

    @property
    def shares(self) -> NDArray[np.float64]:
        return self.counts / self.bases

    def segments(self) -> tuple[CountSeries, ...]:
        """The pieces between breaks; a break year starts a piece."""
        edges = [self.years[0], *self.breaks, self.years[-1] + 1]
        return tuple(self._between(a, b) for a, b in pairwise(edges))

    def _between(self, first: int, end: int) -> CountSeries:
        keep = [first <= year < end for year in self.years]
        years = tuple(year for year, kept in zip(self.years, keep, strict=True) if kept)
        return CountSeries(self.place, years, self.counts[keep], self.bases[keep])


#: A base that moves by more than this from one year to the next is no longer the same base.
BASE_JUMP = 0.15


def count_series(
    place: str,
    years: Sequence[int],
    counts: Sequence[float],
    bases: Sequence[float],
    breaks: Sequence[int] = (),
    *,
    base_jump: float = BASE_JUMP,
) -> CountSeries:
    """Check a series of counts and bases (序列检查).

    Raises
    ------
    SeriesError : with every reason at once: a year twice, a gap, one point only, counts without a base, a share above
        100%, a base that jumps where no break is declared, a break outside the years
    """
    years = [int(year) for year in years]
    k, n = np.asarray(counts, dtype=float), np.asarray(bases, dtype=float)
    if not len(years) == k.size == n.size:
        found = Words(
            f"年份{len(years)}个、计数{k.size}个、基数{n.size}个",
            f"{len(years)} years, {k.size} counts, {n.size} bases",
        )
        raise SeriesError.at(place, found, Words("一年一行，三者齐全", "one of each a year"))
    problems = [*_year_problems(place, years, breaks), *_count_problems(place, years, k, n)]
    if not problems:
        order = np.argsort(years)
        years, k, n = [years[i] for i in order], k[order], n[order]
        problems = _jumps(place, years, n, breaks, base_jump)
    if problems:
        raise SeriesError(problems)
    return CountSeries(place, tuple(years), k, n, tuple(sorted(breaks)))


def _year_problems(place: str, years: Sequence[int], breaks: Sequence[int]) -> list[Problem]:
    problems = []
    twice = sorted({year for year in years if years.count(year) > 1})
    if twice:
        found = Words(f"{_zh(twice)}年出现两次以上", f"{_en(twice)} appears more than once")
        problems.append(Problem(place, found, Words("每年一个数", "one figure a year"), _KEEP_ONE))
    gaps = sorted(set(range(min(years), max(years) + 1)) - set(years)) if years else []
    if gaps:
        found = Words(f"缺{_zh(gaps)}年", f"{_en(gaps)} missing")
        problems.append(Problem(place, found, Words("连续年份", "years without a gap"), _FILL_OR_BREAK))
    if len(set(years)) < 2:
        found = Words("只有一个年份" if years else "没有数据", "one point only" if years else "no point at all")
        problems.append(
            Problem(place, found, Words("至少两年，才谈得上变化", "two years at least, to speak of change"))
        )
    outside = [year for year in breaks if not years or not min(years) < year <= max(years)]
    if outside:
        found = Words(f"断点{_zh(outside)}年不在序列之内", f"the break {_en(outside)} is outside the series")
        problems.append(Problem(place, found, Words("序列中间的年份", "a year within it, not the first")))
    return problems


def _count_problems(place: str, years: Sequence[int], k: NDArray, n: NDArray) -> list[Problem]:
    problems = []
    for year, count, base in zip(years, k, n, strict=True):
        where = f"{place} · {year}"
        if not base > 0 or np.isinf(base):
            found = Words(f"计数{count:g}没有基数（{base:g}）", f"a count of {count:g} without a base ({base:g})")
            problems.append(Problem(where, found, Words("大于0的基数", "a base above 0")))
        elif not count >= 0:
            found = Words(f"计数为“{count:g}”", f"a count of '{count:g}'")
            problems.append(Problem(where, found, Words("0或以上的数", "a number of 0 or more")))
        elif count > base:
            found = Words(f"{count:g}占{base:g}，超过100%", f"{count:g} of {base:g} is above 100%")
            problems.append(Problem(where, found, Words("不超过基数", "no more than the base")))
    return problems


def _jumps(place: str, years: Sequence[int], n: NDArray, breaks: Sequence[int], most: float) -> list[Problem]:
    problems = []
    for before, after, year in zip(n, n[1:], years[1:], strict=False):
        if year not in breaks and abs(after / before - 1) > most:
            found = Words(
                f"基数由{before:g}变为{after:g}（{after / before - 1:+.1%}）",
                f"the base goes from {before:g} to {after:g} ({after / before - 1:+.1%})",
            )
            expected = Words(f"同一口径，年际变化不超过{most:.0%}", f"one definition, within {most:.0%} a year")
            problems.append(Problem(f"{place} · {year}", found, expected, _DECLARE))
    return problems


def _zh(years: Sequence[int]) -> str:
    return "、".join(map(str, years))


def _en(years: Sequence[int]) -> str:
    return ", ".join(map(str, years))


_KEEP_ONE = Words("（请核实后保留一个）", "(keep the right one)")
_FILL_OR_BREAK = Words("（请补齐，或分段测算）", "(fill it in, or take the pieces apart)")
_DECLARE = Words("（口径如确有变化，请把该年申报为断点）", "(declare the year as a break if the definition did change)")
