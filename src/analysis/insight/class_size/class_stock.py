"""How many classes a school runs (办班数): carried over from year to year, opened and split where a room is free.

What schools did in the past years is read off as a practice; a projection then lets them go on as before. It answers
"what if nothing new is done?", for a forecast, for the ledger of large classes, and as the yardstick of a programme.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from analysis.insight.class_size.cohorts import CohortHistory
from analysis.insight.series.count_series import SeriesError
from analysis.language import Words

Array = NDArray[np.float64]
#: A school is crowded when its mean class is above this; 45 and 50 are the limits, 56 is a large class.
CROWDED = 54.0


@dataclass(frozen=True)
class Practice:
    """How the schools of a history run their classes (办班惯例), in students.

    opens_at   : students an entry class is opened for where a room is left
    at_most    : the fullest mean entry class seen: a school finds a room before it goes beyond
    splits_over: mean class size above which a grade is split when a room is free; infinite when none was
    joins_at   : mean size up to which the remaining classes of a grade are filled when one is given up; 0 when none was
    rooms_a_year : rooms a crowded school gains in a year   [rooms]
    """

    opens_at: float
    at_most: float
    splits_over: float
    joins_at: float
    rooms_a_year: float


def learn_practice(history: CohortHistory) -> Practice:
    """Read the practice off a history that has classes and rooms (从历史数据归纳办班惯例).

    Raises
    ------
    SeriesError : classes or rooms are not known, or there is one year only
    """
    n, k, rooms = _housed(history)
    entering, opened = n[1:, :, 0], k[1:, :, 0]
    is_free = (rooms[1:] - k[1:].sum(axis=2) >= 1) & (entering > 0) & (opened > 0)
    was, now, pupils = k[:-1, :, :-1], k[1:, :, 1:], n[1:, :, 1:]
    is_run = (was > 0) & (now > 0)
    split, joined = is_run & (now > was), is_run & (now < was)
    mean = n[:-1].sum(axis=2) / np.maximum(k[:-1].sum(axis=2), 1)
    gained = np.maximum(np.diff(rooms, axis=0), 0)[mean > CROWDED]
    return Practice(
        opens_at=_opening_size(entering[is_free], opened[is_free], n[:, :, 0].sum() / k[:, :, 0].sum()),
        at_most=float((entering / np.maximum(opened, 1)).max()),
        splits_over=_quantile(pupils[split] / was[split], 0.05, np.inf),
        joins_at=_quantile(pupils[joined] / now[joined], 0.95, 0.0),
        rooms_a_year=float(gained.mean()) if gained.size else 0.0,
    )


def carry_on(history: CohortHistory, students: Array, practice: Practice) -> Array:
    """Classes ahead if schools go on as before with the rooms they have (按惯例推算办班数).

    Parameters
    ----------
    history : its last year's classes and rooms are where it starts
    students : students ahead, shape (years, schools, grades)

    Returns
    -------
    array, shape of students [classes] : expected numbers, not whole where a room is expected only in part
    """
    _, k, rooms = _housed(history)
    now, room, years = k[-1], rooms[-1].astype(float), []
    crowded = history.students[-1].sum(axis=1) > CROWDED * now.sum(axis=1)
    for n in students:
        room = room + practice.rooms_a_year * crowded
        now = _next_year(n, now, room, practice)
        crowded = n.sum(axis=1) > CROWDED * now.sum(axis=1)
        years.append(now)
    return np.stack(years)


def large_share(history: CohortHistory, students: Array, classes: Array, unevenness: float, least: int = 56) -> Array:
    """Expected share of classes of at least so many by year and county (预期大班额比例); shape (years, counties) [1].

    Parallel classes of a grade differ by `unevenness` (a standard deviation, persons), so a mean of 55 is large now and
    then: P(size ≥ L) = 1 − Φ((L − ½ − n/k) / unevenness).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (least - 0.5 - students / classes) / max(unevenness, 0.1)
    large = np.where(classes > 0, classes * norm.sf(z), 0.0)
    top, base = (history.by_county(x).sum(axis=-1) for x in (large, classes))
    return np.divide(top, base, out=np.full(top.shape, np.nan), where=base > 0)


def unevenness_of(sizes: Array) -> float:
    """How far parallel classes differ in size (平行班差异): pooled standard deviation within school and grade [persons].

    sizes : shape (…, slots), 0 where there is no class; 0 when no grade has two classes
    """
    is_class = sizes > 0
    k = is_class.sum(axis=-1)
    mean = sizes.sum(axis=-1) / np.maximum(k, 1)
    squares = (np.where(is_class, sizes - mean[..., None], 0.0) ** 2).sum()
    freedom = np.maximum(k - 1, 0).sum()
    return float(np.sqrt(squares / freedom)) if freedom else 0.0


def _next_year(n: Array, before: Array, room: Array, practice: Practice) -> Array:
    now = np.zeros_like(before)
    now[:, 1:] = before[:, :-1]
    now = np.where((n > 0) & (now == 0), 1.0, now)
    now = now - ((now > 1) & (n <= practice.joins_at * (now - 1)))
    now[:, 0] = 0.0
    free = room - now.sum(axis=1)
    entering = n[:, 0]
    wanted = np.ceil(entering / practice.opens_at)
    now[:, 0] = np.maximum(np.minimum(wanted, free), np.ceil(entering / practice.at_most))
    every = np.arange(len(n))
    for _ in range(2):  # as many splits as a school was seen to make in a year
        free = np.clip(room - now.sum(axis=1), 0.0, 1.0)
        mean = np.divide(n, now, out=np.zeros_like(n), where=now > 0)
        fullest = mean.argmax(axis=1)
        now[every, fullest] += free * (mean[every, fullest] > practice.splits_over)
    return now


def _opening_size(entering: Array, opened: Array, otherwise: float) -> float:
    """The size for which ⌈students / size⌉ comes nearest to the classes opened; the middle one where several do."""
    if not entering.size:
        return float(otherwise)
    candidates = np.arange(25, 71)
    missed = np.abs(np.ceil(entering[:, None] / candidates) - opened[:, None]).sum(axis=0)
    return float(np.median(candidates[missed == missed.min()]))


def _quantile(values: Array, q: float, otherwise: float) -> float:
    return float(np.quantile(values, q)) if values.size else otherwise


def _housed(history: CohortHistory) -> tuple[Array, Array, Array]:
    if history.classes is None or history.rooms is None or history.transitions < 1:
        lacking = Words("没有班级数、教室数，或只有一年", "no classes, no rooms, or one year only")
        expected = Words("至少两年的分年级班级数和教室数", "classes by grade and rooms of two years at least")
        raise SeriesError.at(history.stage, lacking, expected)
    return history.students, history.classes, history.rooms
