"""Every recount there is of a small county, in exact fractions where it is close: what the searches are held against."""

from fractions import Fraction
from functools import cache

import numpy as np


@cache
def every_recount(schools: int, units: int) -> np.ndarray:
    """All whole changes whose sizes add up to at most so many units, a row each."""
    found = [()]
    for _ in range(schools):
        left = [units - sum(map(abs, one)) for one in found]
        found = [(*one, more) for one, rest in zip(found, left, strict=True) for more in range(-rest, rest + 1)]
    return np.array(found)


def is_over(counts, students, limit, step=None) -> bool:
    """Whether a coefficient exceeds its limit, in fractions; a county with nothing has none."""
    totals = [Fraction(int(c)) * s for c, s in zip(counts, step or [Fraction(1)] * len(counts), strict=True)]
    squares = sum(total**2 / Fraction(int(n)) for total, n in zip(totals, students, strict=True))
    return sum(totals) > 0 and int(sum(students)) * squares > (1 + limit**2) * sum(totals) ** 2


def fewest_by_trying_all(counts, students, limit, units, *, step=None, over=True) -> int | None:
    """The fewest units with which a coefficient comes to be over a limit, or within it; None where so many do not do."""
    changes = every_recount(len(counts), units)
    changed = counts + changes
    fits = (changed >= 0).all(axis=1) & (changed.sum(axis=1) > 0)
    changes, changed = changes[fits], changed[fits]
    totals = changed * np.array([float(one) for one in step or [1] * len(counts)])
    ratio = sum(students) * (totals**2 / students).sum(axis=1) / totals.sum(axis=1) ** 2 / float(1 + limit**2)
    answer = ratio > 1
    for near in np.flatnonzero(abs(ratio - 1) < 1e-9):
        answer[near] = is_over(changed[near], students, limit, step)
    sizes = np.abs(changes).sum(axis=1)[answer == over]
    return int(sizes.min()) if sizes.size else None
