"""How coefficients moved between two years (升降), told as closely as they are printed: three decimals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from analysis.language import Words

LEAST = 0.0005  # a change of less is none to three decimals


class Moves(NamedTuple):
    """How many rose, fell and did not change; unknown changes are in none."""

    rose: int
    fell: int
    unchanged: int


def direction(move: float) -> int:
    """1 where a coefficient rose, −1 where it fell, 0 where three decimals show no change or it is unknown."""
    return int(move >= LEAST) - int(move <= -LEAST)


def moves(changes: Iterable[float]) -> Moves:
    """Changes by direction."""
    directions = [direction(change) for change in changes if change == change]
    return Moves(*(directions.count(one) for one in (1, -1, 0)))


def signed(move: float) -> str:
    """A move with its sign, three decimals; none where they show nothing."""
    shown = f"{move:+.3f}".replace("-", "−")
    return shown if direction(move) else "0.000"


def unchanged(count: int, zh: str = "、") -> Words:
    """What follows the counts of those that rose and fell; nothing where there is none.

    zh : what stands between the counts in Chinese
    """
    return (
        Words(f"{zh}{count}个不变（按三位小数）", f", {count} unchanged to three decimals") if count else Words("", "")
    )
