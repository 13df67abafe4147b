"""Fewest teachers moved (调动人数最少): where no place is known every move counts 1, and the best plan needs no solver."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.insight.rotation.staffing import Moves, Staffing


class ByCount:
    """The plans of a county whose schools' places are unknown.

    T · CV² is a sum of convex functions of single schools, so the M moves that lower it most are the M most effective
    teachers leaving and the M most effective arriving, whatever the pairs. The least M that reaches a limit is exact.
    """

    def __init__(self, staffing: Staffing) -> None:
        self.staffing = staffing
        steps = staffing.steps
        leaving, arriving = (self._most_effective(steps.leaves == leaves) for leaves in (True, False))
        self._most = min(len(leaving), len(arriving))
        self._leaving, self._arriving = leaving[: self._most], arriving[: self._most]

    def _most_effective(self, of: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Steps of one direction, the one that lowers the spread most first."""
        found = np.flatnonzero(of)
        return found[np.argsort(self.staffing.steps.change[found], kind="stable")]

    @cached_property
    def _spreads(self) -> NDArray[np.float64]:
        """T · CV² after 0, 1, 2 … moves."""
        change = self.staffing.steps.change
        each = change[self._leaving] + change[self._arriving]
        return self.staffing.spread(self.staffing.staff) + np.concatenate([[0.0], np.cumsum(each)])

    def first(self, count: int) -> Moves:
        """The most effective moves; who goes to which school is open, and schools are paired in the order of the table."""
        school = self.staffing.steps.school
        pairs = zip(np.sort(school[self._leaving[:count]]), np.sort(school[self._arriving[:count]]), strict=True)
        found, counts = np.unique(np.array(list(pairs), np.int64).reshape(-1, 2), axis=0, return_counts=True)
        return Moves(found[:, 0], found[:, 1], counts.astype(np.int64))

    def least_uneven(self) -> Moves:
        """The fewest moves after which nothing lowers the coefficient any more."""
        return self.first(int(np.argmin(self._spreads)))

    def cheapest(self, cv: float) -> tuple[Moves, float]:
        """The fewest moves that reach a coefficient that can be reached, and how few there can be at all: as many."""
        near = self.staffing.spread_at(cv) + 1e-6  # what follows is exact
        for count in np.flatnonzero(self._spreads <= near):
            moves = self.first(int(count))
            if self.staffing.cv(moves.after(self.staffing.staff)) <= cv:
                return moves, float(count)
        return self.least_uneven(), float(np.argmin(self._spreads))

    def frontier(self) -> list[Moves]:
        """Every number of moves, from none to the least coefficient."""
        return [self.first(count) for count in range(int(np.argmin(self._spreads)) + 1)]
