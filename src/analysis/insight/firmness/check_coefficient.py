"""Confirms the certificate of a coefficient (差异系数凭证核验) in exact fractions; trusts nothing but Python itself.

    python check_coefficient.py < CERTIFICATE.json

CV² + 1 = N Σ c²/n / (Σc)² is quasi-convex in the counts c, so that among all recounts of k units it is greatest where some
schools lose all they have and one school has what is left of k, more or fewer. Those are tried, every one.
"""

import json
import sys
from fractions import Fraction as F


def faults(certificate: dict) -> list[str]:
    """What is wrong with the claim that a coefficient is met, that k units turn it, and that no fewer do."""
    bound, k = 1 + F(repr(certificate["limit"])) ** 2, certificate["k"]
    rows = [{key: F(repr(row[key])) for key in ("students", "units", "step", "rest")} for row in certificate["rows"]]
    after = [dict(row) for row in rows]
    for change in certificate["changes"]:
        after[change["row"]]["units"] += change["units"]
    is_wrong = {
        "not met before": is_over(rows, bound),
        "still met after": not is_over(after, bound),
        "fewer than none": any(row["units"] < 0 for row in after),
        "k is another": k != sum(abs(new["units"] - old["units"]) for new, old in zip(after, rows, strict=True)),
        "fewer are enough": any(is_over(tried, bound) for tried in recounts(rows, k - 1)),
    }
    return [fault for fault, is_so in is_wrong.items() if is_so]


def total(row: dict) -> F:
    return row["units"] * row["step"] + row["rest"]


def is_over(rows: list[dict], bound: F) -> bool:
    squares, resource = sum(total(row) ** 2 / row["students"] for row in rows), sum(map(total, rows))
    return resource > 0 and sum(row["students"] for row in rows) * squares > bound * resource**2


def recounts(rows: list[dict], k: int):
    """Those corners; of all ways to empty schools by as many units and as much of Σc, the one that keeps most of Σc²/n."""
    for place, row in enumerate(rows):
        emptied = {(0, F(0)): (F(0), frozenset())}
        for other, one in enumerate(rows):
            gone = (total(one) ** 2 - one["rest"] ** 2) / one["students"]
            for (units, lost), (least, which) in list(emptied.items()):
                at, more = (units + one["units"], lost + one["units"] * one["step"]), (least + gone, which | {other})
                if other != place and at[0] <= k and more[0] < emptied.get(at, (float("inf"),))[0]:
                    emptied[at] = more
        for (units, _), (_, which) in emptied.items():
            for moved in (k - units, max(units - k, -row["units"])):
                changed = {**row, "units": row["units"] + moved}
                empty = [{**one, "units": F(0)} if at in which else one for at, one in enumerate(rows)]
                yield [*empty[:place], changed, *empty[place + 1 :]]


if __name__ == "__main__":
    wrong = faults(json.load(sys.stdin))
    sys.exit("; ".join(wrong) if wrong else print("confirmed"))
