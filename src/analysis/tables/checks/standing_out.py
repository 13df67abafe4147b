"""Which of some schools' figures stand out among the others', and by what factor: arrays in, positions out.

Figures are compared on the logarithmic scale, with size taken into account: small schools have more of everything for each
student. Of many schools the spread tells what is far; few have none, and each is held against the others of them.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

FEWEST = 5  # schools from which a spread can be told
MOST_COMPARED = 400  # schools whose pairs give the slope; of more, evenly chosen ones
LEAST_SPREAD = 0.2  # logarithmic: counties whose schools are all alike still differ by a fifth
SPREADS = 4.5  # robust standard deviations beyond which a figure is worth a look
LEAST_FACTOR = 6.5  # and at least so many times the others'
USUAL_SLOPE = 0.8  # of resources along size, where schools are too few to tell
LEAST_GAP = 1.8  # times: between the levels of two units lies more than between neighbours of one
LEAST_ON_A_LEVEL = 3
MOST_APART = 4.0  # times: the others of a few schools must agree by as much to speak against one

Found = list[tuple[int, float]]  # a school's position, and how many times the others' its figure is


def standing_out(figures: np.ndarray, students: np.ndarray) -> Found:
    """The schools whose figure stands out; a 0 is not compared, nor is one school alone."""
    known = np.flatnonzero((figures > 0) & (students > 0))
    if len(known) < 2:
        return []
    size, log = np.log(students[known]), np.log(figures[known])
    away = _from_others(log - USUAL_SLOPE * size) if len(known) < FEWEST else _from_many(size, log)
    return [(int(known[one]), math.exp(away[one])) for one in np.flatnonzero(away)]


def _from_many(size: np.ndarray, log: np.ndarray) -> np.ndarray:
    """How far each is from the middle of all where that is far, else 0; 0 for all where most would be."""
    rest = log - _slope(size, log) * size
    away = rest - np.median(rest)
    spread = max(1.4826 * float(np.median(np.abs(away))), LEAST_SPREAD)
    far = np.abs(away) > max(SPREADS * spread, math.log(LEAST_FACTOR))
    return np.where(far, away, 0) if 2 * far.sum() <= len(away) else np.zeros(len(away))


def _from_others(rest: np.ndarray) -> np.ndarray:
    """The same among few: how far each is from the others, where these agree. Of two only the larger is named."""
    away = np.zeros(len(rest))
    for one, value in enumerate(rest):
        others = np.delete(rest, one)
        far = value - np.median(others)
        if np.ptp(others) <= math.log(MOST_APART) and abs(far) > math.log(LEAST_FACTOR):
            away[one] = far
    return np.maximum(away, 0) if len(rest) == 2 else away


def two_levels(figures: np.ndarray, students: np.ndarray) -> tuple[np.ndarray, float] | None:
    """Whether figures stand on two levels far apart, as those of two units do: the schools of the smaller group, the factor.

    The widest gap that leaves a fifth of the schools on each side, and no fewer than three, parts them: two stand out by
    themselves.
    """
    known = np.flatnonzero((figures > 0) & (students > 0))
    least = max(LEAST_ON_A_LEVEL, math.ceil(len(known) / 5))
    if len(known) < 2 * least:
        return None
    rest = np.log(figures[known]) - USUAL_SLOPE * np.log(students[known])
    order = np.argsort(rest, kind="stable")
    gaps = np.diff(rest[order])
    cut = int(np.argmax(gaps[least - 1 : len(gaps) - least + 1])) + least
    low, high = order[:cut], order[cut:]
    apart = float(np.median(rest[high]) - np.median(rest[low]))
    if gaps[cut - 1] <= math.log(LEAST_GAP) or apart <= math.log(LEAST_FACTOR):
        return None
    is_high = len(high) <= len(low)
    return np.sort(known[high if is_high else low]), math.exp(apart if is_high else -apart)


def _slope(size: np.ndarray, log: np.ndarray) -> float:
    """The median of the slopes of all pairs (Theil–Sen), between 0 and 1: larger schools have more, small ones more each."""
    if len(size) > MOST_COMPARED:
        chosen = np.linspace(0, len(size) - 1, MOST_COMPARED).astype(int)
        size, log = size[chosen], log[chosen]
    first, second = _pairs(len(size))
    run = size[second] - size[first]
    apart = np.abs(run) > 1e-9
    return float(np.clip(np.median((log[second] - log[first])[apart] / run[apart]), 0, 1)) if apart.any() else 1.0


@lru_cache(maxsize=64)
def _pairs(count: int) -> tuple[np.ndarray, np.ndarray]:
    return np.triu_indices(count, 1)
