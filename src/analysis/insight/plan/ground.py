"""What a plan stands on (测算基础): every section's values, what it must reach, and what one more of an addition does.

Each indicator of a section rises with one addition at one place. A place is a row of the school table; what a
through-school's sections share is added once and counts in each of them by its share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.insight.plan.additions import Addition, Costs, PlanError, addition_for, common_additions
from analysis.language import Words
from analysis.rules.counting.count import shares_of_rows
from analysis.rules.results import Verdict
from analysis.rules.verdict import CountyVerdict
from analysis.tables.checks.school_rows import PARTS
from analysis.tables.terms import Indicator

Array = NDArray[np.float64]
Coefficient = tuple[str, int]  # stage, number of the indicator
HIRED = "teacher"
SETTLED = 12  # digits compared, as verdicts compare


@dataclass(frozen=True)
class Containment:
    """Nobody is counted among a kind of teachers who is not a teacher: kind + Σ added ≤ teachers + Σ hired.

    room : teachers not of that kind yet   [persons]
    """

    kind: int
    hired: tuple[int, ...]
    room: float


@dataclass(frozen=True)
class Ground:
    """Sections × indicators, and the variables that raise them.

    sections  : index rows of the school table; columns school_id, school, stage, students
    value     : present values, nan where unknown; threshold: nan where none; floor: the least a missed one may be
                [each in its indicator's unit, shape (sections, indicators)]
    slope     : what one unit of the variable adds to the value; variable: its number, −1 where nothing raises it
    cv_limit  : by stage and indicator, of those whose every section is known
    asked     : how many thresholds a section must meet
    together  : variables of several sections of one school, and the most the school can take of them
    variables : row (of the school table, whose school takes it), school_id, stage, addition, cost, step, is_whole, most
    """

    sections: pd.DataFrame
    indicators: tuple[Indicator, ...]
    value: Array
    threshold: Array
    floor: Array
    slope: Array
    variable: NDArray[np.int64]
    cv_limit: dict[Coefficient, float]
    asked: float
    variables: pd.DataFrame
    within: tuple[Containment, ...]
    together: tuple[tuple[list[int], float], ...] = ()

    @cached_property
    def students(self) -> Array:
        return self.sections["students"].to_numpy(dtype=float)

    @cached_property
    def stage(self) -> NDArray[np.object_]:
        return self.sections["stage"].to_numpy()

    @cached_property
    def cost(self) -> Array:
        return self.variables["cost"].to_numpy(dtype=float)

    @cached_property
    def step(self) -> Array:
        return self.variables["step"].to_numpy(dtype=float)

    @cached_property
    def is_whole(self) -> NDArray[np.bool_]:
        return self.variables["is_whole"].to_numpy(dtype=bool)

    @cached_property
    def most(self) -> Array:
        return self.variables["most"].to_numpy(dtype=float)

    def weights(self, stage: str) -> Array:
        """Students of each section as shares of its stage; 0 elsewhere   [1]."""
        own = np.where(self.stage == stage, self.students, 0.0)
        return own / own.sum()

    def values_with(self, added: Array) -> Array:
        """Every section's values after additions."""
        return self.value + np.where(self.variable >= 0, self.slope * added[self.variable], 0.0)

    def cv(self, values: Array, stage: str, indicator: int) -> float:
        """Coefficient of variation of one stage and indicator   [1]."""
        w, x = self.weights(stage), values[:, indicator]
        mean = w @ np.nan_to_num(x)
        return float(np.sqrt(w @ np.nan_to_num(x - mean) ** 2) / mean)


def needed(ground: Ground, i: int, k: int, goal: float) -> float:
    """What must be added so that a section's indicator reaches a goal, in whole steps   [the addition's unit]."""
    lacking = goal - settled(ground.value[i, k])
    if lacking <= 0:
        return 0.0
    if ground.variable[i, k] < 0:
        return 1.0  # nothing raises it: one of something that does not exist
    step = ground.step[ground.variable[i, k]]
    return float(np.ceil(round(lacking / ground.slope[i, k] / step, 6)) * step)


def settled(value: float) -> float:
    """A value as verdicts compare it."""
    return float(f"{value:.{SETTLED}g}")


def ground_of(found: CountyVerdict, costs: Costs, margin: float) -> Ground:
    """What a county's verdict leaves to be raised.

    Parameters
    ----------
    margin : how far below its limit every coefficient is to stay   [1]
    """
    case, standard = found.case, found.standard
    names = standard.indicators(found.day)
    indicators = tuple(case.sections.terms.indicators[name] for name in names)
    sections = case.sections.rows[["school_id", "school", "stage", "students"]]
    thresholds = {(v.row, v.subject): v for v in found.verdicts.where(measure="resource").judged()}
    share = standard.number("met_count", "floor_share", found.day) or 1.0
    value, threshold = (np.full((len(sections), len(indicators)), np.nan) for _ in range(2))
    for k, about in enumerate(indicators):
        for stage in dict.fromkeys(sections["stage"]):
            mine = sections["stage"] == stage
            value[mine, k] = case.values(stage, about.name).frame["value"].reindex(sections.index[mine])
        for i, row in enumerate(sections.index):
            threshold[i, k] = _limit(thresholds.get((row, about.name)))
    variables, variable, slope = _variables(found, sections, indicators, costs)
    asked = max((v.limit.value for v in found.verdicts.where(measure="met_count").judged()), default=np.inf)
    limits = _cv_limits(found, [about.name for about in indicators], margin)
    within = tuple(_containments(found, variables))
    together = tuple(_together(variables))
    return Ground(
        sections, indicators, value, threshold, threshold * share, slope, variable, limits, asked, variables, within, together
    )  # fmt: skip


def _together(variables: pd.DataFrame) -> Iterator[tuple[list[int], float]]:
    """What the sections of one school can take between them."""
    for _, mine in variables[np.isfinite(variables["most"])].groupby(["school_id", "addition"]):
        if len(mine) > 1:
            yield mine["number"].tolist(), float(mine["most"].min())


def _limit(verdict: Verdict | None) -> float:
    """A threshold from below; nan for none, for an upper limit, and where an unknown value was decided by its bounds."""
    if verdict is None or verdict.limit.sense != "at_least":
        return np.nan
    return verdict.limit.value


def _cv_limits(found: CountyVerdict, names: Sequence[str], margin: float) -> dict[Coefficient, float]:
    """Every coefficient's own limit; where only their mean has one, that limit for each: enough, not the cheapest."""
    own = {(v.stage, v.subject): v.limit.value for v in found.verdicts.where(measure="cv").judged()}
    mean = {v.stage: v.limit.value for v in found.verdicts.where(measure="composite").judged()}
    known = [(v.stage, v.subject) for v in found.verdicts.where(measure="cv") if v.result.value == v.result.value]
    held = {key: own.get(key, mean.get(key[0])) for key in known}
    limits = {(stage, names.index(name)): limit - margin for (stage, name), limit in held.items() if limit is not None}
    if any(limit <= 0 for limit in limits.values()):
        lowest = min(limits.values()) + margin
        expected = Words(f"小于最小的限值{lowest:g}", f"less than the lowest limit, {lowest:g}")
        raise PlanError.at("margin", Words(f"{margin:g}", f"{margin:g}"), expected)
    return limits


def _variables(
    found: CountyVerdict, sections: pd.DataFrame, indicators: Sequence[Indicator], costs: Costs
) -> tuple[pd.DataFrame, NDArray[np.int64], Array]:
    """One variable a place and addition; which raises each section's indicator, and by how much a unit does."""
    shares, terms = shares_of_rows(found.case.sections), found.case.sections.terms
    is_shared = found.case.sections.source.rows["is_shared"].astype(bool)
    number = np.full((len(sections), len(indicators)), -1)
    slope = np.zeros((len(sections), len(indicators)))
    lines: dict[tuple[object, str], dict] = {}
    additions = [addition_for(about) for about in indicators]
    for i, (row, about) in enumerate(sections.iterrows()):
        for k, (indicator, addition) in enumerate(zip(indicators, additions, strict=True)):
            if addition is None:
                continue
            main = next(iter(addition.adds))
            spread = is_shared[row] and terms.fields[main].is_shared
            place = _first_row(sections, about["school_id"]) if spread else row
            number[i, k] = _number(lines, place, sections, addition, costs)
            part = shares[row] if spread else 1.0
            slope[i, k] = indicator.scale * addition.adds[main] * part / about["students"]
        if any(one and next(iter(one.adds)) in PARTS for one in additions):
            _number(lines, row, sections, common_additions()[HIRED], costs)
    return pd.DataFrame(list(lines.values())), number, slope


def _first_row(sections: pd.DataFrame, school_id: str) -> object:
    return sections.index[sections["school_id"] == school_id][0]


def _number(lines: dict, place: object, sections: pd.DataFrame, addition: Addition, costs: Costs) -> int:
    """The number of a place's variable, made when first asked for."""
    key = place, addition.name
    if key not in lines:
        about = sections.loc[place]
        caps = [
            cap.amount
            for cap in costs.caps
            if cap.addition == addition.name and cap.school in (about["school_id"], about["school"])
        ]
        lines[key] = {
            "row": place, "school_id": about["school_id"], "school": about["school"], "stage": about["stage"],
            "addition": addition.name, "cost": costs.of(addition.name), "step": addition.step, "is_whole": addition.is_whole,
            "most": min(caps, default=np.inf), "number": len(lines),
        }  # fmt: skip
    return lines[key]["number"]


def _containments(found: CountyVerdict, variables: pd.DataFrame) -> list[Containment]:
    """For every section and kind of teachers that may grow: how many of its teachers are not of that kind."""
    rows = found.case.sections.rows
    numbers = variables.set_index(["row", "addition"])["number"].to_dict()
    found_ones = []
    for (row, name), number in numbers.items():
        field = next(iter(common_additions()[name].adds))
        if PARTS.get(field) != "full_time_teachers" or not {field, "full_time_teachers"} <= {*rows.columns}:
            continue
        room = rows.at[row, "full_time_teachers"] - rows.at[row, field]
        hired = [numbers[row, other] for other in (HIRED, "pe_art_teacher") if (row, other) in numbers]
        if room == room and number not in hired:
            found_ones.append(Containment(number, tuple(hired), float(room)))
    return found_ones
