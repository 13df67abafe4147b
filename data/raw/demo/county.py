"""Solver parts for reconstructed counties: spread a published total over schools so that its CV comes out.

A published county table gives a total, a mean (the ratio of totals) and a CV (校际差异系数) but no school.
Many sets of schools have those three numbers; these functions find one that also looks like a county:
above a floor, richer where the profile says so, whole teachers and rooms, areas to 0.01 m².

The CV is written out here and not taken from the toolkit, so that the toolkit can be tested on the result.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq

BANDS = (
    ("25人及以下", 1, 25),
    ("26—30人", 26, 30),
    ("31—35人", 31, 35),
    ("36—40人", 36, 40),
    ("41—45人", 41, 45),
    ("46—50人", 46, 50),
    ("51—55人", 51, 55),
    ("56—60人", 56, 60),
    ("61—65人", 61, 65),
    ("66人及以上", 66, None),
)
JUNIOR_WEIGHT, SENIOR_WEIGHT = 1.1, 1.32


def spread(resource: np.ndarray, students: np.ndarray) -> float:
    """Student-weighted population CV about the ratio of totals (校际差异系数)."""
    mean = resource.sum() / students.sum()
    return float(np.sqrt(students @ (resource / students - mean) ** 2 / students.sum()) / mean)


def stretch(
    profile: np.ndarray,
    students: np.ndarray,
    floor: np.ndarray | float,
    total: float,
    cv: float,
    others: tuple[np.ndarray, np.ndarray] | None = None,
) -> np.ndarray:
    """Resources Rᵢ with Σ Rᵢ = total and the wanted CV, every school above its floor.

    Rᵢ = nᵢ (floorᵢ + c·profileᵢ^γ);  c is fixed by the total, γ by the CV.  `others` are the
    (resources, students) of sections already settled, which count in the CV but do not move.
    """
    n = np.asarray(students, float)
    other_resource, other_students = others if others is not None else (np.zeros(0), np.zeros(0))
    excess = total - (n * floor).sum()
    if excess <= 0:
        raise ValueError(f"floors alone need {(n * floor).sum():.2f}, the total is {total:.2f}")

    def resources(gamma: float) -> np.ndarray:
        shape = profile**gamma
        return n * (floor + excess * shape / (n @ shape))

    def miss(gamma: float) -> float:
        every = np.concatenate([resources(gamma), other_resource])
        return spread(every, np.concatenate([n, other_students])) - cv

    reachable = miss(0.01) + cv, miss(9.0) + cv
    if not reachable[0] <= cv <= reachable[1]:
        raise ValueError(f"CV {cv:.4f} is outside what this profile can reach: {reachable[0]:.4f}–{reachable[1]:.4f}")
    return resources(brentq(miss, 0.01, 9.0, xtol=1e-13))


def to_whole(resources: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers with the given sum, by largest remainder."""
    whole = np.floor(resources).astype(int)
    missing = total - int(whole.sum())
    order = np.argsort(whole - resources, kind="stable")
    whole[order[:missing]] += 1
    return whole


def settle(
    whole: np.ndarray,
    students: np.ndarray,
    floor: np.ndarray,
    cap: np.ndarray,
    cv: float,
    others: tuple[np.ndarray, np.ndarray] | None = None,
    *,
    within: float,
) -> np.ndarray:
    """Move one unit at a time between schools until the CV of whole numbers is as near as it gets.

    The sum stays; floorᵢ ≤ Rᵢ ≤ capᵢ.  Deterministic: the best of all single moves, until none helps.
    Raises when what is left of the CV's gap is more than `within`.
    """
    best = np.clip(whole, floor, cap)
    best = _restore_sum(best, int(whole.sum()), floor, cap)
    other_resource, other_students = others if others is not None else (np.zeros(0), np.zeros(0))
    n = np.concatenate([np.asarray(students, float), other_students])

    def miss(candidate: np.ndarray) -> float:
        return abs(spread(np.concatenate([candidate, other_resource]), n) - cv)

    gap = miss(best)
    while True:
        moves = [best + step for step in _single_moves(best, floor, cap)]
        gaps = [miss(move) for move in moves]
        if not gaps or min(gaps) >= gap:
            break
        gap, best = min(gaps), moves[int(np.argmin(gaps))]
    if gap > within:
        raise ValueError(f"whole numbers stay {gap:.5f} from the CV {cv:.5f} (sum {best.sum()}, {best.tolist()})")
    return best


def _restore_sum(values: np.ndarray, total: int, floor: np.ndarray, cap: np.ndarray) -> np.ndarray:
    """Undo what clipping did to the sum, where there is most room."""
    values = values.copy()
    while (gap := total - int(values.sum())) != 0:
        room = cap - values if gap > 0 else values - floor
        if room.max() <= 0:
            raise ValueError(f"no whole numbers between floor and cap have the sum {total}")
        values[int(np.argmax(room))] += np.sign(gap)
    return values


def _single_moves(values: np.ndarray, floor: np.ndarray, cap: np.ndarray) -> list[np.ndarray]:
    units = np.eye(len(values), dtype=int)
    givers, takers = np.flatnonzero(values > floor), np.flatnonzero(values < cap)
    return [units[taker] - units[giver] for giver in givers for taker in takers if giver != taker]


def class_sizes(rng: np.random.Generator, students: int, groups: Sequence[tuple[int, int, int]]) -> list[int]:
    """Sizes of single classes summing to `students`; each group is (how many, smallest, largest)."""
    bounds = [(low, high) for count, low, high in groups for _ in range(count)]
    lowest, highest = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    if not lowest <= students <= highest:
        raise ValueError(f"{students} students do not fit {len(bounds)} classes holding {lowest}–{highest}")
    sizes = [int(rng.integers(low, high + 1)) for low, high in bounds]
    while (gap := students - sum(sizes)) != 0:
        step = 1 if gap > 0 else -1
        i = int(rng.integers(len(sizes)))
        if bounds[i][0] <= sizes[i] + step <= bounds[i][1]:
            sizes[i] += step
    return sizes


def band_counts(sizes: Sequence[int]) -> dict[str, int]:
    """How many classes fall in each band of the statistical report (班额)."""
    return {label: sum(low <= size <= (high or size) for size in sizes) for label, low, high in BANDS}
