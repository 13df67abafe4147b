"""Confirms the certificate of a count of thresholds (达标项数凭证核验) in exact fractions; trusts nothing but Python itself.

    python check_count.py < CERTIFICATE.json

A school is met by at least so many thresholds if none of the others is below a share, the floor, of its threshold. It turns
where one falls below its floor, or where so many fall below their thresholds that too few are left.
"""

import json
import math
import sys
from fractions import Fraction as F

KEYS = ("students", "units", "step", "rest", "scale", "limit")


def faults(certificate: dict) -> list[str]:
    """What is wrong with the claim that the count is met, that k units turn it, and that no fewer do."""
    about = {key: F(repr(certificate[key])) for key in ("at_least", "floor")}
    rows = [{key: F(repr(row[key])) for key in KEYS} for row in certificate["rows"]]
    after, k = [dict(row) for row in rows], certificate["k"]
    for change in certificate["changes"]:
        after[change["row"]]["units"] += change["units"]
    is_wrong = {
        "not met before": not is_met(about, rows),
        "still met after": is_met(about, after),
        "fewer than none": any(row["units"] < 0 for row in after),
        "k is another": k != sum(abs(new["units"] - old["units"]) for new, old in zip(after, rows, strict=True)),
        "fewer are enough": fewest(about, rows) < k,
    }
    return [fault for fault, is_so in is_wrong.items() if is_so]


def share(row: dict) -> F:
    return row["scale"] * (row["units"] * row["step"] + row["rest"]) / row["students"] / row["limit"]


def is_met(about: dict, rows: list[dict]) -> bool:
    shares = [share(row) for row in rows]
    return sum(one >= 1 for one in shares) >= about["at_least"] and min(shares) >= about["floor"]


def fewest(about: dict, rows: list[dict]) -> float:
    """The fewest units with which the count turns."""
    below_floor = min(units_below(row, about["floor"]) for row in rows)
    misses = sorted(units_below(row, F(1)) for row in rows if share(row) >= 1)
    too_many = len(misses) - int(about["at_least"]) + 1
    return min(below_floor, sum(misses[:too_many]))


def units_below(row: dict, part: F) -> float:
    """How many units fewer bring a row below a part of its threshold; infinitely many where none do."""
    tried = (n for n in range(int(row["units"]) + 1) if share({**row, "units": row["units"] - n}) < part)
    return next(tried, math.inf)


if __name__ == "__main__":
    wrong = faults(json.load(sys.stdin))
    sys.exit("; ".join(wrong) if wrong else print("confirmed"))
