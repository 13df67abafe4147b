"""Whether a published coefficient gives masked counts back (反推检验).

A coefficient rounded to some decimals is one equation: CV² + 1 = N·Q / C², with C = Σcᵢ, Q = Σcᵢ²/nᵢ and N all students. A
masked count is safe where another table of whole counts, different in it, has the same rounded coefficient: then nobody can
tell which of the two is true.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.formulas import student_weighted_cv

STEPS = np.array([-3, -2, -1, 1, 2, 3])  # by how many people the other table differs in a count


def rounded_cv(counts: np.ndarray, students: np.ndarray, decimals: int) -> float:
    """The coefficient as it is published."""
    return round(student_weighted_cv(counts / students, students), decimals)


@dataclass(frozen=True)
class _Changes:
    """Every believable change of one masked count: whose it is, and by how much C and Q move."""

    place: np.ndarray
    people: np.ndarray
    squares: np.ndarray

    def of(self, chosen: np.ndarray) -> _Changes:
        return _Changes(self.place[chosen], self.people[chosen], self.squares[chosen])


def gives_back(counts: np.ndarray, students: np.ndarray, hidden: np.ndarray, least: int, decimals: int) -> list[int]:
    """The masked counts that a coefficient of so many decimals may give back: no other table was found.

    Tables that differ in up to three masked counts are tried; a reader is taken to know which counts are below `least`.
    """
    changes = _changes(counts, students, hidden, least)
    total, squares, everybody = counts.sum(), (counts**2 / students).sum(), students.sum()
    published = rounded_cv(counts, students, decimals)

    def is_same(people: np.ndarray, more: np.ndarray) -> np.ndarray:
        ratio = everybody * (squares + more) / (total + people) ** 2
        return np.round(np.sqrt(np.maximum(ratio - 1, 0)), decimals) == published

    def is_safe(place: int) -> bool:
        """Whether another table has the same coefficient: this count changed, and up to two others as well."""
        own, others = changes.of(changes.place == place), changes.of(changes.place != place)
        one, two = np.triu_indices(len(others.place), 1)
        apart = others.place[one] != others.place[two]
        one, two = one[apart], two[apart]
        beside = (
            (np.zeros(1), np.zeros(1)),
            (others.people, others.squares),
            (others.people[one] + others.people[two], others.squares[one] + others.squares[two]),
        )
        return any(
            is_same(np.add.outer(own.people, people), np.add.outer(own.squares, more)).any() for people, more in beside
        )

    return [place for place in np.flatnonzero(hidden) if not is_safe(place)]


def _changes(counts: np.ndarray, students: np.ndarray, hidden: np.ndarray, least: int) -> _Changes:
    """Changes that leave a count on its side of the threshold, and somebody counted."""
    places = np.repeat(np.flatnonzero(hidden), len(STEPS))
    people = np.tile(STEPS, int(hidden.sum()))
    before, after = counts[places], counts[places] + people
    fits = np.where(before < least, (after >= 1) & (after < least), after >= least)
    squares = (after**2 - before**2) / students[places]
    return _Changes(places[fits], people[fits], squares[fits])
