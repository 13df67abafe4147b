"""Which of some schools' figures stand out among the others', and by what factor: arrays in, positions out.

Figures are compared on the logarithmic scale, with size taken into account: small schools have more of everything for each
student. Of many schools the spread tells what is far; few have none, and each is held against the others of them.

A country has thousands of counties. Groups with the same number of known figures are laid under each other in one array and
judged together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
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
MOST_AT_ONCE = 1_000_000  # pairs of schools in one array: 8 MB
_FAR = math.log(LEAST_FACTOR)  # logarithmic
_MAY_BE_FAR = _FAR - 1e-9  # rounding may add as much

Groups = Sequence[np.ndarray]  # the positions of the schools that are compared with each other
Found = list[tuple[int, float]]  # a school's position, and how many times the others' its figure is
Levels = tuple[np.ndarray, float]  # the positions of the schools on the smaller level, and how far it is from the other


def standing_out(figures: np.ndarray, students: np.ndarray, groups: Groups) -> list[Found]:
    """The schools of each group whose figure stands out; a 0 is not compared, nor is one school alone."""
    found: list[Found] = [[] for _ in groups]
    for numbers, known in _of_one_size(figures, students, groups):
        size, log = np.log(students[known]), np.log(figures[known])
        few = known.shape[1] < FEWEST
        away = _from_others(log - USUAL_SLOPE * size) if few else _from_many(size, log)
        for group, one in zip(*np.nonzero(away), strict=True):
            found[numbers[group]].append((int(known[group, one]), math.exp(away[group, one])))
    return found


def two_levels(figures: np.ndarray, students: np.ndarray, groups: Groups) -> list[Levels | None]:
    """Whether figures of a group stand on two levels far apart, as those of two units do: the smaller level, the factor.

    The widest gap that leaves a fifth of the schools on each side, and no fewer than three, parts them: two stand out by
    themselves.
    """
    found: list[Levels | None] = [None] * len(groups)
    for numbers, known in _of_one_size(figures, students, groups):
        least = max(LEAST_ON_A_LEVEL, math.ceil(known.shape[1] / 5))
        if known.shape[1] < 2 * least:
            continue
        rest = np.log(figures[known]) - USUAL_SLOPE * np.log(students[known])
        wide = np.ptp(rest, axis=1) > _MAY_BE_FAR
        numbers, known, rest = numbers[wide], known[wide], rest[wide]
        order = np.argsort(rest, axis=1, kind="stable")
        rest = np.take_along_axis(rest, order, axis=1)
        gaps = np.diff(rest, axis=1)[:, least - 1 : known.shape[1] - least]
        cut = np.argmax(gaps, axis=1) + least
        gap = np.take_along_axis(gaps, cut[:, None] - least, axis=1)[:, 0]
        apart = _middle(rest, cut, np.full(len(cut), known.shape[1])) - _middle(rest, np.zeros_like(cut), cut)
        for one in np.flatnonzero((gap > math.log(LEAST_GAP)) & (apart > _FAR)):
            low, high = order[one, : cut[one]], order[one, cut[one] :]
            is_high = len(high) <= len(low)
            level = np.sort(known[one, high if is_high else low])
            found[numbers[one]] = level, math.exp(apart[one] if is_high else -apart[one])
    return found


def _of_one_size(figures: np.ndarray, students: np.ndarray, groups: Groups) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The groups by how many of their figures are known: their numbers, and the known positions, one group a line."""
    positions = np.concatenate([np.empty(0, dtype=int), *groups])
    number = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    is_known = ((figures > 0) & (students > 0))[positions]
    positions, number = positions[is_known], number[is_known]
    sizes = np.bincount(number, minlength=len(groups))
    for size in np.unique(sizes[sizes > 1]):
        numbers, known = np.flatnonzero(sizes == size), positions[sizes[number] == size].reshape(-1, size)
        pairs = max(min(size, MOST_COMPARED) ** 2 // 2, size)
        step = max(MOST_AT_ONCE // pairs, 1)
        for start in range(0, len(numbers), step):
            yield numbers[start : start + step], known[start : start + step]


def _from_many(size: np.ndarray, log: np.ndarray) -> np.ndarray:
    """How far each is from the middle of its group where that is far, else 0; 0 for a group where most would be."""
    found = np.zeros_like(log)
    wide = may_be_far(size, log)
    size, log = size[wide], log[wide]
    away = _from_middle(log - _slope(size, log)[:, None] * size)
    spread = np.maximum(1.4826 * np.median(np.abs(away), axis=1, keepdims=True), LEAST_SPREAD)
    far = np.abs(away) > np.maximum(SPREADS * spread, _FAR)
    few = 2 * far.sum(axis=1, keepdims=True) <= away.shape[1]
    found[wide] = np.where(far & few, away, 0)
    return found


def may_be_far(size: np.ndarray, log: np.ndarray) -> np.ndarray:
    """Whether any school of a group can be far from its middle, whatever the slope: the pairs of the others are not looked at.

    Let the schools be at most `flat` from their middle with slope 0, and `steep` with slope 1. With a slope s between, a
    school is at most (1 − s) flat + s steep from a point that the middle misses by the smaller of these two parts at most.
    That is largest at either end or where the parts are equal.
    """
    flat, steep = (np.abs(_from_middle(rest)).max(axis=1) for rest in (log, log - size))
    return (np.maximum(flat, steep) > _MAY_BE_FAR) | (3 * flat * steep > _MAY_BE_FAR * (flat + steep))


def _from_middle(rest: np.ndarray) -> np.ndarray:
    return rest - np.median(rest, axis=1, keepdims=True)


def _from_others(rest: np.ndarray) -> np.ndarray:
    """The same among few: how far each is from the others, where these agree. Of two only the larger is named."""
    away = np.zeros_like(rest)
    for one in range(rest.shape[1]):
        others = np.delete(rest, one, axis=1)
        far = rest[:, one] - np.median(others, axis=1)
        agree = np.ptp(others, axis=1) <= math.log(MOST_APART)
        away[:, one] = np.where(agree & (np.abs(far) > _FAR), far, 0)
    return np.maximum(away, 0) if rest.shape[1] == 2 else away


def _slope(size: np.ndarray, log: np.ndarray) -> np.ndarray:
    """The median of the slopes of a group's pairs (Theil–Sen), between 0 and 1; 1 where all are of one size.

    Larger schools have more, small ones more each.
    """
    if size.shape[1] > MOST_COMPARED:
        chosen = np.linspace(0, size.shape[1] - 1, MOST_COMPARED).astype(int)
        size, log = size[:, chosen], log[:, chosen]
    first, second = _pairs(size.shape[1])
    run = size[:, second] - size[:, first]
    apart = np.abs(run) > 1e-9
    slopes = np.divide(log[:, second] - log[:, first], run, out=np.full(run.shape, np.nan), where=apart)
    count = apart.sum(axis=1)
    middle = _middle(np.sort(slopes, axis=1), np.zeros_like(count), np.maximum(count, 1))
    return np.where(count > 0, np.clip(middle, 0, 1), 1.0)


def _middle(ordered: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The median of a part of each ordered line, from its start to before its end."""
    count = end - start
    low, high = start + (count - 1) // 2, start + count // 2
    pair = np.take_along_axis(ordered, np.stack([low, high], axis=1), axis=1)
    return pair.mean(axis=1)


@lru_cache(maxsize=64)
def _pairs(count: int) -> tuple[np.ndarray, np.ndarray]:
    return np.triu_indices(count, 1)
