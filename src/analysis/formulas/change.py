"""Why a number moved (变化分解): a change split over its factors, whatever the order they are changed in.

How much of a change belongs to which factor depends on the order in which the factors are let go. Shapley's rule takes
the mean over all orders; it is the only split that adds up exactly, treats factors alike and gives nothing to a factor
that does nothing (Shapley 1953; for inequality Shorrocks 2013, Journal of Economic Inequality 11).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHAPLEY = "shapley"
Valuation = Callable[[tuple[Any, ...]], float]
MOST_FACTORS = 10


def shapley_split(value: Valuation, before: Sequence[Any], after: Sequence[Any]) -> NDArray[np.float64]:
    """Split value(after) − value(before) over the factors, the mean over all orders (沙普利分解).

    φᵢ = Σ_{S ∌ i} |S|! (k − |S| − 1)! / k! · [v(S ∪ i) − v(S)],  v(S) = value with S at its later state.

    Parameters
    ----------
    value : takes one tuple with a state of every factor and returns a number; called 2ᵏ times
    before, after : the earlier and the later state of each factor, any objects, k of them, k ≤ 10

    Returns
    -------
    array, shape (k,) [unit of value] : sums to value(after) − value(before); nan where value is nan somewhere
    """
    k = _paired(before, after)
    worth = [value(tuple(after[i] if subset >> i & 1 else before[i] for i in range(k))) for subset in range(1 << k)]
    parts = np.zeros(k)
    for subset in range(1 << k):
        size = subset.bit_count()
        for i in (i for i in range(k) if not subset >> i & 1):
            weight = factorial(size) * factorial(k - size - 1) / factorial(k)
            parts[i] += weight * (worth[subset | 1 << i] - worth[subset])
    return parts


def split_in_order(
    value: Valuation, before: Sequence[Any], after: Sequence[Any], order: Sequence[int]
) -> NDArray[np.float64]:
    """Split value(after) − value(before) by letting the factors go one after the other (按给定次序分解).

    Returns
    -------
    array, shape (k,) [unit of value] : what each factor adds at its turn, in the factors' places; sums to the change
    """
    k = _paired(before, after)
    if sorted(order) != list(range(k)):
        raise ValueError(f"order: each of the factors 0 … {k - 1} once; found {list(order)}")
    state, parts = list(before), np.zeros(k)
    reached = value(tuple(state))
    for i in order:
        state[i] = after[i]
        parts[i], reached = value(tuple(state)) - reached, value(tuple(state))
    return parts


def splits_by_order(
    value: Valuation, before: Sequence[Any], after: Sequence[Any]
) -> dict[tuple[int, ...], NDArray[np.float64]]:
    """Every order and its split (各种次序下的分解); k! of them: for two or three factors. Their mean is Shapley's."""
    return {order: split_in_order(value, before, after, order) for order in permutations(range(_paired(before, after)))}


@dataclass(frozen=True)
class ShareChange:
    """A share's move split into its numerator and its denominator (占比变化的分子、分母分解).

    Each pair is (due to the numerator, due to the denominator) and sums to `change`; all 0–1, not points.
    """

    before: float
    after: float
    numerator_first: tuple[float, float]
    denominator_first: tuple[float, float]
    shapley: tuple[float, float]
    rule: str = SHAPLEY

    @property
    def change(self) -> float:
        return self.after - self.before


def split_share_change(
    numerator_before: float, denominator_before: float, numerator_after: float, denominator_after: float
) -> ShareChange:
    """How much of a share's move is due to what is counted, how much to what it is counted in (占比变化分解).

    p = a / b.  Numerator first: (a₁ − a₀)/b₀ and a₁/b₁ − a₁/b₀; denominator first: (a₁ − a₀)/b₁ and a₀/b₁ − a₀/b₀;
    Shapley: the mean of the two. For large classes: classes removed, and classes added or closed around them.

    Parameters
    ----------
    numerator_*, denominator_* : counts, ≥ 0 and > 0, in one unit; bases implied by printed shares may be fractions

    Raises
    ------
    ValueError : when a number is missing, a base is not above 0, or a numerator is negative
    """
    before, after = (numerator_before, denominator_before), (numerator_after, denominator_after)
    for name, (count, base) in {"before": before, "after": after}.items():
        if not (np.isfinite(count) and np.isfinite(base) and count >= 0 and base > 0):
            raise ValueError(f"{name}: expected a count of 0 or more and a base above 0; found {count} of {base}")

    def share(state: tuple[float, float]) -> float:
        return state[0] / state[1]

    orders = splits_by_order(share, before, after)
    return ShareChange(
        before=share(before),
        after=share(after),
        numerator_first=_pair(orders[0, 1]),
        denominator_first=_pair(orders[1, 0]),
        shapley=_pair(shapley_split(share, before, after)),
    )


def _pair(parts: NDArray[np.float64]) -> tuple[float, float]:
    return float(parts[0]), float(parts[1])


def _paired(before: Sequence[Any], after: Sequence[Any]) -> int:
    if len(before) != len(after) or not 1 <= len(before) <= MOST_FACTORS:
        raise ValueError(
            f"before and after: the same 1 to {MOST_FACTORS} factors in both; found {len(before)} and {len(after)}"
        )
    return len(before)
