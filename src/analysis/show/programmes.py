"""Which counties had a programme: as the reader declares it, or as a simulation states it together with the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.tables.catalogue import load_record


@dataclass(frozen=True)
class Programme:
    """Counties with a programme, and the year they were chosen in; on simulated data also what it truly did.

    truth    : the mean effect, a share 0–1; None where nobody can know it
    coverage : estimator → what `benchmarks/coverage.py` measured of it
    """

    treated: tuple[str, ...]
    chosen_in: int
    truth: float | None = None
    coverage: Mapping[str, Mapping[str, Any]] | None = None


def programme_of(dataset: str, treated: str, chosen_in: int, which: str) -> Programme | None:
    """The programme declared (codes separated by commas), else that of the simulation, else None.

    which : class_size | exchange
    """
    names = tuple(code.strip() for code in treated.split(",") if code.strip())
    if names and chosen_in:
        return Programme(names, chosen_in)
    truth, coverage = load_record(dataset, "truth"), load_record(dataset, "coverage")
    if truth is None:
        return None
    mine = truth[which]
    return Programme(
        tuple(mine["by_county"]), truth["chosen_in"], mine["effect"], coverage[which] if coverage else None
    )
