"""For researchers only: how far from a limit a published failing coefficient is, counted in whole units.

Nothing here is shown in a notebook, an appendix or a twin, and nothing there imports it: what a county that does not meet
a limit is shown is its real shortage.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.formulas import paired
from analysis.insight.firmness.recount import NOISE, Recount

MOST = 5000  # units looked for


def least_recount_within(totals: ArrayLike, students: ArrayLike, limit: float, most: int = MOST) -> Recount | None:
    """The fewest whole units between a table whose coefficient is above a limit and one within it (研究用，不得公开).

    A diagnostic of how much a published verdict hangs on its count, of whole counts that belong to one school each. It is no
    way to pass, and is for internal output only.

    Of u units more and v fewer, the total is settled, and Σc²/n is least when each unit is taken where the sum gains least
    or loses most: the schools' costs are convex and separate, so that taking unit by unit is exact. A school counted up and
    down at once only costs units, and is met before with fewer.

    Returns
    -------
    Recount : one with the fewest units; None where not even `most` are enough

    Raises
    ------
    ValueError : as `paired`; when a total is no whole number
    """
    counts, n = paired(totals, students)
    if (counts != np.round(counts)).any():
        raise ValueError("totals: whole counts expected")
    ups = _cheapest((2 * counts[:, None] + 1 + 2 * np.arange(most)) / n[:, None], most)
    fewer = np.arange(most)
    downs = (1 - 2 * (counts[:, None] - fewer)) / n[:, None]
    downs = _cheapest(np.where(fewer < counts[:, None], downs, np.inf), most)
    gains, losses = (np.concatenate([[0.0], np.cumsum(costs)]) for costs, _ in (ups, downs))
    squares, resource, bound = (counts**2 / n).sum(), counts.sum(), (1 + limit**2 + NOISE) / n.sum()
    for units in range(most + 1):
        up = np.arange(units + 1)
        total = resource + 2 * up - units
        within = (total > 0) & (squares + gains[up] + losses[units - up] <= bound * total**2)
        if within.any():
            more = int(np.argmax(within))
            return _recount(ups[1][:more], downs[1][: units - more])
    return None


def _cheapest(costs: NDArray[np.float64], most: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The first units by what each adds, and at which school each is."""
    order = np.argsort(costs, axis=None, kind="stable")[:most]
    return costs.ravel()[order], order // costs.shape[1]


def _recount(more: NDArray[np.int64], fewer: NDArray[np.int64]) -> Recount:
    changes = {int(school): int((more == school).sum() - (fewer == school).sum()) for school in {*more, *fewer}}
    return Recount({school: units for school, units in changes.items() if units})
