"""How firm a school's count of thresholds is (达标项数的稳健性): the fewest units miscounted with which it would turn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.insight.firmness.coefficients import ROUNDED, counted, plain, step_of
from analysis.rules.judging import share_of
from analysis.rules.results import Answer, Verdict
from analysis.rules.verdict import CountyVerdict


@dataclass(frozen=True)
class CountRecount:
    """The least recount with which one section's count of thresholds would turn.

    changes : units fewer by indicator; every other count stays
    rows : what each threshold stands on, as check_count.py reads it
    """

    verdict: Verdict
    at_least: float
    floor: float
    changes: Mapping[str, int]
    rows: tuple[dict[str, object], ...]

    @property
    def units(self) -> int:
        return sum(self.changes.values())

    def certificate(self) -> dict[str, object]:
        """All it takes to confirm it (凭证), for check_count.py."""
        places = {row["name"]: place for place, row in enumerate(self.rows)}
        return {
            "kind": "count",
            "school": self.verdict.result.place,
            "at_least": plain(self.at_least),
            "floor": self.floor,
            "rows": list(self.rows),
            "changes": [{"row": places[name], "units": -units} for name, units in self.changes.items()],
            "k": self.units,
        }


def count_recounts(judged: CountyVerdict) -> list[CountRecount]:
    """Every section that is met and would turn if people or rooms were miscounted, the least firm first.

    A section turns where one threshold falls below its floor, or where so many are missed that too few are left. Only
    what is counted in whole people or rooms can be miscounted by units; areas and money stay as they are.
    """
    found = (recount for section in judged.sections if (recount := _recount(judged, section.rule)))
    return sorted(found, key=lambda one: one.units)


def _recount(judged: CountyVerdict, verdict: Verdict) -> CountRecount | None:
    if verdict.answer is not Answer.MET or judged.case.conventions.compare != "unrounded":
        return None
    floor = verdict.rule.number(judged.day, "floor_share") or 0.0
    thresholds = [one for one in verdict.members.judged() if one.limit.sense == "at_least"]
    below = {one.subject: _units_below(judged, one, floor) for one in thresholds} if floor else {}
    misses = {one.subject: _units_below(judged, one, 1.0) for one in thresholds if one.answer is Answer.MET}
    too_many = len(misses) - int(verdict.limit.value) + 1
    cheapest = sorted(misses, key=misses.get)[:too_many]
    ways = [{name: units} for name, units in below.items()] + [{name: misses[name] for name in cheapest}]
    best = min(ways, key=lambda way: sum(way.values()))
    if math.isinf(sum(best.values())):
        return None
    rows = tuple(_row(judged, one) for one in thresholds)
    return CountRecount(verdict, verdict.limit.value, floor, {k: int(units) for k, units in best.items()}, rows)


def _units_below(judged: CountyVerdict, threshold: Verdict, part: float) -> float:
    """How many units fewer bring a section's total below a part of its threshold; infinitely many where none do."""
    row = _row(judged, threshold)
    if not row["step"]:
        return math.inf
    wanted = share_of(threshold.limit, part).value * row["students"] / row["scale"]
    spare = round((row["units"] * row["step"] + row["rest"] - wanted) / row["step"], ROUNDED)
    units = max(math.floor(spare) + 1, 0)
    return units if units <= row["units"] else math.inf


def _row(judged: CountyVerdict, threshold: Verdict) -> dict[str, object]:
    """What a threshold stands on: where only bounds are known, the least. Without a step where it is not counted in units."""
    values = judged.values(threshold.stage, threshold.subject)
    line, step = values.by_section[threshold.row], step_of(values, judged.case.sections, threshold.row)
    known = line["low"] * line["students"] / values.indicator.scale if math.isnan(line["total"]) else line["total"]
    is_counted = values.indicator.is_whole and math.isnan(line["decimals"])
    amount = counted(known, step) if is_counted else {"units": 0, "step": 0, "rest": plain(known)}
    return {
        "name": threshold.subject,
        "students": plain(line["students"]),
        "scale": plain(values.indicator.scale),
        "limit": threshold.limit.value,
        **amount,
    }
