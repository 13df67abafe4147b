"""How careful the count must be (计数容差): the least recount with which a coefficient would pass its limit.

CV² + 1 = N Σ cᵢ²/nᵢ / (Σcᵢ)², with cᵢ the whole count of school i, nᵢ its students, N all of them: a norm of c over a sum of
c, and so quasi-convex. Its greatest value over all recounts of at most k units, |d₁| + … + |dₛ| ≤ k and cᵢ + dᵢ ≥ 0, is
therefore at a corner of that body. At a corner some schools are counted down to nothing and whatever is left of k lies at
one school, up or down. All corners are whole numbers, so that the search over them is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.formulas import paired

Floats = NDArray[np.float64]
NOISE = 1e-12  # of CV² + 1: as for verdicts, what lies beyond the twelfth digit is arithmetic
MOST = 1 << 40  # units; no count is as large
ROUNDED = 9  # decimals to which a share of a school's rooms gives back their whole number


@dataclass(frozen=True)
class Recount:
    """Units counted more (+) or fewer (−) by school, the places of the schools being those of the arrays."""

    changes: Mapping[int, int]

    @property
    def units(self) -> int:
        return sum(map(abs, self.changes.values()))


def least_recount(totals: ArrayLike, students: ArrayLike, limit: float, step: ArrayLike = 1.0) -> Recount | None:
    """The fewest units that would have to be miscounted for a coefficient within its limit to lie above it (最少误数).

    Parameters
    ----------
    totals : what each school has, ≥ 0                                [people, rooms, books], shape (k,)
    students : enrolled students at each school, > 0                  [persons], shape (k,)
    limit : the coefficient that must not be exceeded                 [1]
    step : by how much one unit changes a school's total: 1, or a section's share of its school's rooms

    Returns
    -------
    Recount : one with the fewest units; None where no recount does, as in a county of one school or without any

    Raises
    ------
    ValueError : as `paired`; when the coefficient is above its limit already
    """
    county = _county(totals, students, limit, step)
    if county.resource <= 0 or county.students.sum() / county.students.min() <= county.ratio:
        return None
    if county.is_over(county.resource, county.squares):
        raise ValueError(f"a coefficient within the limit of {limit:g} expected")
    found = _at_one_school(county)
    if not _may_be_over(county, found.units - 1):
        return found
    for school, drained in _drained_besides(county, found.units - 1):
        closer = _moves(county, school, drained, found.units - 1)
        found = min([found, *closer], key=lambda one: one.units)
    return found


@dataclass(frozen=True)
class _County:
    """The counts, and when they are uneven. `units` is how many each school can be counted down by."""

    totals: Floats
    students: Floats
    step: Floats
    units: NDArray[np.int64]
    ratio: float  # 1 + limit²

    @property
    def resource(self) -> float:
        return self.totals.sum()

    @property
    def squares(self) -> float:
        return (self.totals**2 / self.students).sum()

    def is_over(self, resource: ArrayLike, squares: ArrayLike) -> NDArray[np.bool_]:
        """Whether N Σc²/n / (Σc)² exceeds 1 + limit²; a county with nothing has no coefficient."""
        resource = np.asarray(resource)
        return (resource > NOISE) & (self.students.sum() * squares > (self.ratio + NOISE) * resource**2)

    def moved(self, school: ArrayLike, units: ArrayLike) -> tuple[Floats, Floats]:
        """What units more or fewer at a school add to Σc and to Σc²/n."""
        added = self.step[school] * units
        return added, (2 * self.totals[school] + added) * added / self.students[school]


def _county(totals: ArrayLike, students: ArrayLike, limit: float, step: ArrayLike) -> _County:
    totals, students = paired(totals, students)
    step = np.broadcast_to(np.asarray(step, dtype=float), totals.shape)
    units = np.floor(np.round(totals / step, ROUNDED)).astype(np.int64)
    return _County(totals, students, step, units, 1 + limit**2)


def _at_one_school(county: _County) -> Recount:
    """The fewest units at one school, the others being as they are."""
    nothing = _Drained(0, 0.0, 0.0, None)
    most = 1
    while most < MOST and not _is_over_at(county, most).any():
        most *= 2
    schools = range(len(county.totals))
    return min(
        (move for school in schools for move in _moves(county, school, [nothing], most)), key=lambda one: one.units
    )


def _is_over_at(county: _County, units: int) -> NDArray[np.bool_]:
    """Whether so many units more at each school, or fewer where there are as many, are too many."""
    schools = np.arange(len(county.totals))
    up, down = (county.moved(schools, sign * units) for sign in (1, -1))
    is_over = [county.is_over(county.resource + c, county.squares + q) for c, q in (up, down)]
    return is_over[0] | (is_over[1] & (units <= county.units))


def _may_be_over(county: _County, units: int) -> bool:
    """Whether schools drained in part and one school moved, for which more is allowed than can be, would be enough.

    For every z of the units, the z that take least of Σc²/n are taken away, wherever they are, and the rest is spent at
    each school as if it had lost none. Where even that stays within the limit, no corner is over it.
    """
    cost = county.step * county.totals / county.students
    order = np.argsort(cost, kind="stable")
    held = np.concatenate([[0], np.cumsum(county.units[order])])
    lost = np.concatenate([[0.0], np.cumsum((county.units * cost)[order])])
    drained = np.arange(min(units, held[-1]) + 1)
    rest = units - drained
    resource = county.resource - county.step.max() * drained
    squares = county.squares - np.interp(drained, held, lost)
    for school, room in enumerate(county.units):
        for sign, can in ((1, True), (-1, rest <= room)):
            c, q = county.moved(school, sign * rest)
            is_open = (resource + c <= NOISE) | county.is_over(resource + c, squares + q)
            if (is_open & can).any():
                return True
    return False


class _Drained(NamedTuple):
    """Schools counted down to nothing: the units that takes, what is gone of Σc and of Σc²/n, and which they are."""

    units: int
    resource: float
    squares: float
    schools: tuple | None  # the last one, and those before it

    def named(self) -> Iterator[int]:
        rest = self.schools
        while rest:
            yield rest[0]
            rest = rest[1]


def _drained_besides(county: _County, most: int) -> Iterator[tuple[int, list[_Drained]]]:
    """Each school, and all ways in which others are drained with at most so many units; what cannot be best left out."""
    small = [school for school, units in enumerate(county.units) if 0 < units <= most]
    if not small:
        return
    nothing = [_Drained(0, 0.0, 0.0, None)]
    everything = _drain(county, nothing, small, most)
    yield from ((school, everything) for school in range(len(county.totals)) if school not in set(small))
    yield from _halved(county, nothing, small, most)


def _halved(
    county: _County, drained: list[_Drained], schools: Sequence[int], most: int
) -> Iterator[tuple[int, list[_Drained]]]:
    """Each of some schools with all others of them drained: one half is drained while the other is taken apart."""
    if len(schools) == 1:
        yield schools[0], drained
        return
    middle = len(schools) // 2
    for kept, others in ((schools[:middle], schools[middle:]), (schools[middle:], schools[:middle])):
        yield from _halved(county, _drain(county, drained, others, most), kept, most)


def _drain(county: _County, drained: list[_Drained], schools: Sequence[int], most: int) -> list[_Drained]:
    for school in schools:
        units = int(county.units[school])
        resource, squares = county.moved(school, -units)
        more = [
            _Drained(one.units + units, one.resource + resource, one.squares + squares, (school, one.schools))
            for one in drained
            if one.units + units <= most
        ]
        drained = list(_best([*drained, *more]))
    return drained


def _best(drained: list[_Drained]) -> Iterator[_Drained]:
    """Of those with as many units, the ones that no other beats: more gone of Σc, less of Σc²/n."""
    ordered = sorted(drained, key=lambda one: (one.units, one.resource, -one.squares))
    for _, group in groupby(ordered, key=lambda one: one.units):
        kept = -np.inf
        for one in group:
            if one.squares > kept:
                kept = one.squares
                yield one


def _moves(county: _County, school: int, drained: list[_Drained], most: int) -> Iterator[Recount]:
    """The least recount up and the least down at a school beside what is drained, where at most so many units do."""
    fitting = [one for one in drained if one.units <= most]
    units, resource, squares = (np.array([one[k] for one in fitting]) for k in range(3))
    for sign, room in ((1, MOST), (-1, int(county.units[school]))):
        found = _least(county, school, sign, np.minimum(most - units, room), resource, squares)
        enough = np.where(found < MOST, found + units, MOST)
        if enough.size and enough.min() < MOST:
            best = int(np.argmin(enough))
            changes = {other: -int(county.units[other]) for other in fitting[best].named()}
            yield Recount(changes | ({school: sign * int(found[best])} if found[best] else {}))


def _least(
    county: _County, school: int, sign: int, most: NDArray[np.int64], resource: Floats, squares: Floats
) -> NDArray[np.int64]:
    """The fewest units at a school that suffice, MOST where none do; once enough, more are too, by quasi-convexity."""

    def is_over(units: NDArray[np.int64]) -> NDArray[np.bool_]:
        c, q = county.moved(school, sign * units)
        return county.is_over(county.resource + resource + c, county.squares + squares + q)

    short, enough = np.full(most.shape, -1), most
    is_already = is_over(np.zeros_like(most))
    can = is_over(most) | is_already
    while (enough - short > 1).any():
        middle = (short + enough) // 2
        passes = is_over(middle)
        short, enough = np.where(passes, short, middle), np.where(passes, middle, enough)
    return np.where(is_already, 0, np.where(can, enough, MOST))
