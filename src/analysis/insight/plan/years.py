"""A plan over several years (分年实施): which works are paid in which year.

Schools that pass with little come first, so that as many as can pass early; what is for the county's coefficients alone
comes after what schools need for themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.insight.plan.additions import common_additions
from analysis.insight.plan.plan import FOR_BALANCE, Plan

EDGE = 1e-9


def over_years(plan: Plan, years: int, yearly: float | None = None) -> pd.DataFrame:
    """The works with the year each is paid in (分年清单).

    Parameters
    ----------
    years  : 1 or more
    yearly : what can be spent in a year   [yuan]; None spreads the cost evenly, the last year pays the rest

    Returns
    -------
    DataFrame : the columns of Plan.works and `due`, 1 to `years`; 0 for what no year pays. A line that no year can pay
        whole is divided in whole people, rooms, m² or yuan; what costs nothing is due with what it is planned with.
    """
    left = [plan.cost / years] * (years - 1) + [float("inf")] if yearly is None else [yearly] * years
    ordered = _in_order(plan.works)
    paid = [part for line in ordered[ordered["cost"] > 0].to_dict("records") for part in _paid(line, left)]
    last = {(part["school_id"], part["why"]): part["due"] for part in paid}
    free = ordered[ordered["cost"] == 0].to_dict("records")
    lines = [*paid, *({**line, "due": last.get((line["school_id"], line["why"]), 1)} for line in free)]
    return pd.DataFrame(lines, columns=[*plan.works.columns, "due"])


def _in_order(works: pd.DataFrame) -> pd.DataFrame:
    """What schools need for themselves, the cheapest school first; then what is for the coefficients."""
    is_beyond = works["why"] == FOR_BALANCE
    own = works[~is_beyond].groupby("school_id")["cost"].sum()
    keys = works.assign(is_beyond=is_beyond, dear=works["school_id"].map(own).fillna(0.0))
    return works.loc[keys.sort_values(["is_beyond", "dear", "school_id"], kind="stable").index]


def _paid(line: dict, left: list[float]) -> Iterator[dict]:
    """The line in the first year that can pay for it whole, else in parts; takes the money out of the years."""
    whole = [year for year, money in enumerate(left) if money >= line["cost"] - EDGE]
    if whole:
        left[whole[0]] -= line["cost"]
        yield {**line, "due": whole[0] + 1}
        return
    price, open_ = line["cost"] / line["amount"], line["amount"]
    step = max(common_additions()[line["addition"]].step, 1.0)
    for year, money in enumerate(left):
        part = min(np.floor(money / price / step + EDGE) * step, open_)
        if part > 0:
            left[year] -= part * price
            open_ = round(open_ - part, 6)
            yield {**line, "amount": part, "cost": part * price, "due": year + 1}
    if open_ > 0:
        yield {**line, "amount": open_, "cost": open_ * price, "due": _saved_for(open_ * price, left)}


def _saved_for(cost: float, left: list[float]) -> int:
    """The last year, where what the years have not spent pays for it together; else 0."""
    if sum(left) < cost - EDGE:
        return 0
    for year, money in enumerate(left):
        spent = min(money, cost)
        left[year], cost = money - spent, cost - spent
    return len(left)
