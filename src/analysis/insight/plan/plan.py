"""One plan for a county (达标方案): what to add where, at what cost, and what the ordinary rules say of it afterwards.

Only additions. A coefficient of variation also falls when good schools get worse; that is not offered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.insight.kept import kept
from analysis.insight.plan.additions import Cap, Costs, PlanError, common_additions
from analysis.insight.plan.ground import Ground, ground_of, needed
from analysis.insight.plan.relax import best_within, why_not
from analysis.insight.plan.solve import Solution, cheapest
from analysis.insight.plan.works import WORKED, Part, Work, Worked, as_table, with_added, worked_out
from analysis.language import Words
from analysis.rules.counting.count import count_sections
from analysis.rules.results import Verdict, Verdicts
from analysis.rules.verdict import CountyVerdict, judge

MARGIN = 0.01  # of a coefficient below its limit: what two printed decimals can hide
GAP = 0.004
SECONDS = 180.0  # a busy machine is slower; the gap stops most plans in a few seconds
FOR_THRESHOLDS, FOR_BALANCE = "thresholds", "balance"
REASONS = {
    "school_size": Words("学校规模", "school size"),
    "class_size": Words("班额", "class size"),
    "rooms": Words("专用教室", "music and art rooms"),
    FOR_THRESHOLDS: Words("本校达标", "the school's own thresholds"),
    FOR_BALANCE: Words("差异系数", "coefficients of variation"),
}
#: Rules a plan is made for, and may be asked to leave out.
RULES = {
    "school_size": Words("学校规模上限", "limit on a school's students"),
    "class_size": Words("班额上限", "limit on class size"),
    "rooms": Words("专用教室要求", "music and art rooms"),
    FOR_THRESHOLDS: Words("每校达标项数", "indicators each school has to meet"),
    FOR_BALANCE: Words("差异系数限值", "limits of the coefficients"),
}


@dataclass(frozen=True)
class Wishes:
    """What whoever plans asks for.

    margin  : how far every coefficient stays below its limit                 [1]
    budget  : the most all of it may cost                                     [yuan]
    without : rules that are not planned for: keys of RULES; for what one of them costs
    gap     : stop where no plan can be cheaper by more than this share       [1]
    seconds : or after so long
    """

    margin: float = MARGIN
    budget: float = float("inf")
    without: frozenset[str] = frozenset()
    gap: float = GAP
    seconds: float = SECONDS

    def __post_init__(self) -> None:
        if not 0 <= self.margin < 0.4:
            asked = f"{self.margin:g}"
            raise PlanError.at("margin", Words(asked, asked), Words("0至0.4之间", "0 to 0.4"))
        if not self.budget >= 0:
            asked = f"{self.budget:g}"
            raise PlanError.at("budget", Words(asked, asked), Words("不小于0", "0 or more"))


@dataclass(frozen=True)
class Plan:
    """What to add, what it costs, and how the ordinary rules judge the county before and with it.

    worked : judged with seats, classes and rooms only, before the rest is weighed

    works : one line a place, addition and reason: row, school_id, school, stage, addition, amount, least (nan where
            exact), cost, why (a key of REASONS)
    is_short : the budget does not reach for all of it
    """

    before: CountyVerdict
    worked: CountyVerdict
    after: CountyVerdict
    ground: Ground
    solution: Solution
    works: pd.DataFrame
    costs: Costs
    wishes: Wishes
    notes: tuple[Words, ...] = ()
    is_short: bool = False

    @property
    def cost(self) -> float:
        """All of it   [yuan]."""
        return float(self.works["cost"].sum())

    @property
    def gap(self) -> float:
        """By how much a plan for the same classes and rooms could be cheaper at most   [1]."""
        return max(0.0, (self.solution.cost - self.solution.bound) / self.cost) if self.cost > 0 else 0.0

    @cached_property
    def mended(self) -> Verdicts:
        """What the county does not meet now and meets with the plan."""
        return Verdicts(v for v in self.before.headlines if v.answer == "not_met" and self._then(v) == "met")

    @cached_property
    def left(self) -> Verdicts:
        """What stays not met or open with the plan."""
        return Verdicts(v for v in self.after.headlines if v.answer != "met")

    def with_instead(self, solution: Solution) -> CountyVerdict:
        """The ordinary rules over the table with other amounts."""
        return _with(self.worked, self.ground, solution)

    def _then(self, verdict: Verdict) -> str:
        same = self.after.headlines.where(rule=verdict.rule.id, stage=verdict.stage)
        return same[0].answer if same else ""


def make_plan(found: CountyVerdict, costs: Costs, wishes: Wishes | None = None) -> Plan:
    """The cheapest plan for one county and year under the standard it was judged by (达标方案).

    Raises
    ------
    PlanError : no standard, an addition without a price, or a county no additions bring to pass
    """
    wishes = wishes or Wishes()
    if found.standard is None:
        raise PlanError.at("--standard", Words("没有对照的标准", "no standard"), Words("一个标准", "a standard"))
    worked = _affordable_works(found, costs, wishes)
    base = judged_with(found, worked.rows)
    ground = _ground(base, _left_to_take(found, worked, costs), wishes)
    left = wishes.budget - _cost(worked.works, costs)
    solution = kept(cheapest, ground, wishes.gap, wishes.seconds)
    if solution.added is None and not np.isfinite(left):
        raise PlanError(why_not(ground))
    if solution.added is None or solution.cost > left:
        solution = kept(best_within, ground, left, wishes.seconds)
    if solution.added is None:
        raise PlanError(why_not(ground))
    after = _with(base, ground, solution)
    works = _lines(found, [*worked.works, *_weighed(ground, solution)], costs)
    is_short = worked.is_cut or bool(solution.unmet)
    return Plan(found, base, after, ground, solution, works, costs, wishes, tuple(worked.notes), is_short)


def _affordable_works(found: CountyVerdict, costs: Costs, wishes: Wishes) -> Worked:
    """Seats, classes and rooms; where they alone are beyond the budget, the dearest parts are left out."""
    worked = _possible_works(found, costs, wishes)
    if _cost(worked.works, costs) <= wishes.budget:
        return worked
    school_of = found.case.sections.source.rows["school_id"]
    parts: dict[Part, float] = {}
    for one in worked.works:
        part = school_of[one.row], one.why
        parts[part] = parts.get(part, 0.0) + one.amount * costs.of(one.addition)
    cheapest_first = sorted(parts, key=parts.__getitem__)
    running = np.cumsum([parts[part] for part in cheapest_first])
    dear = [part for part, cost in zip(cheapest_first, running, strict=True) if cost > wishes.budget]
    within = worked_out(found, costs.teachers_per_class, wishes.without, worked.spared | {*dear})
    notes = [*worked.notes, *(one for one in within.notes if one not in worked.notes)]
    return replace(within, notes=notes, is_cut=True)


def _possible_works(found: CountyVerdict, costs: Costs, wishes: Wishes) -> Worked:
    """Seats, classes and rooms; nothing of them at schools that cannot take all of theirs, which are named."""
    worked = worked_out(found, costs.teachers_per_class, wishes.without)
    full = {cap.school: cap for cap in _left_to_take(found, worked, costs).caps if cap.amount < 0}
    if not full:
        return worked
    rows = found.case.sections.source.rows
    named = rows.loc[rows["school_id"].isin(full) | rows["school"].isin(full), "school_id"]
    spared = {(school, rule) for school in named for rule in WORKED}
    worked = worked_out(found, costs.teachers_per_class, wishes.without, spared)
    for school, cap in full.items():
        label = common_additions()[cap.addition].label
        worked.notes.append(
            Words(
                f"{school}：所填的最大增加量（{label.zh}）容不下班额、规模和专用教室所需，该校这几项未列入本方案。",
                f"{school}: the most it is said to take ({label.en}) leaves no room for what class size, school size and "
                "special rooms ask for; nothing is planned for them there.",
            )
        )
    return worked


def _left_to_take(found: CountyVerdict, worked: Worked, costs: Costs) -> Costs:
    """The limits of schools, less what is planned there already; below 0 where that is more than they can take."""
    rows = found.case.sections.source.rows

    def taken(cap: Cap) -> float:
        mine = rows.index[(rows["school_id"] == cap.school) | (rows["school"] == cap.school)]
        return sum(one.amount for one in worked.works if one.addition == cap.addition and one.row in mine)

    return replace(costs, caps=tuple(replace(cap, amount=cap.amount - taken(cap)) for cap in costs.caps))


def _cost(works: Iterable[Work], costs: Costs) -> float:
    return sum(one.amount * costs.of(one.addition) for one in works)


def _ground(base: CountyVerdict, costs: Costs, wishes: Wishes) -> Ground:
    """What there is to reach, without the rules left out."""
    ground = ground_of(base, costs, wishes.margin)
    if FOR_BALANCE in wishes.without:
        ground = replace(ground, cv_limit={})
    if FOR_THRESHOLDS in wishes.without:
        nothing = np.full_like(ground.threshold, np.nan)
        ground = replace(ground, threshold=nothing, floor=nothing)
    return ground


def judged_with(found: CountyVerdict, rows: pd.DataFrame) -> CountyVerdict:
    """The ordinary rules over the table as it would be."""
    case = found.case
    table = as_table(case.sections.source, rows)
    sections = count_sections(table, case.conventions)
    return judge(sections, found.standard, case.county, case.year, day=found.day, record=case.record)


def _with(base: CountyVerdict, ground: Ground, solution: Solution) -> CountyVerdict:
    """The ordinary rules over the table with everything added."""
    rows, variables = base.case.sections.source.rows, ground.variables.assign(amount=solution.added)
    for one in variables[variables["amount"] > 0].itertuples():
        rows = with_added(rows, one.row, common_additions()[one.addition].adds, one.amount)
    return judged_with(base, rows)


def _weighed(ground: Ground, solution: Solution) -> list[Work]:
    """What the program adds, apart what the school's own thresholds ask for and what is for the coefficients."""
    own = _for_thresholds(ground, solution)
    works = []
    for number, one in enumerate(ground.variables.itertuples()):
        first = min(own[number], solution.added[number])
        rest = solution.added[number] - first
        works += [Work(one.row, one.addition, amount, why) for amount, why in ((first, FOR_THRESHOLDS), (rest, FOR_BALANCE)) if amount > 0]  # fmt: skip
    return works


def _for_thresholds(ground: Ground, solution: Solution) -> np.ndarray:
    """Of each amount, what a threshold met or a floor reached with the plan takes."""
    own, values = np.zeros(len(ground.cost)), ground.values_with(solution.added)
    for i, k in zip(*np.nonzero(ground.variable >= 0), strict=True):
        goals = [g for g in (ground.floor[i, k], ground.threshold[i, k]) if values[i, k] >= g * (1 - 1e-12)]
        if goals and not np.isnan(ground.value[i, k]):
            number = ground.variable[i, k]
            own[number] = max(own[number], needed(ground, i, k, max(goals)))
    for one in ground.within:  # teachers hired because a kind of them outgrows their number
        lacking = own[one.kind] - one.room - sum(own[number] for number in one.hired)
        for number in one.hired:
            hired = min(max(lacking, 0.0), max(solution.added[number] - own[number], 0.0))
            own[number], lacking = own[number] + hired, lacking - hired
    return own


def _lines(found: CountyVerdict, works: list[Work], costs: Costs) -> pd.DataFrame:
    rows = found.case.sections.source.rows
    names = ["school_id", "school", "stage"]
    lines = [
        {
            "row": one.row, **rows.loc[one.row, names], "addition": one.addition, "amount": one.amount, "least": one.least,
            "cost": one.amount * costs.of(one.addition), "why": one.why,
        }
        for one in works
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=["row", *names, "addition", "amount", "least", "cost", "why"])


def check_caps(schools: pd.DataFrame, costs: Costs) -> None:
    """PlanError for a limit of a school that is not among these; columns school_id and school."""
    known = {*schools["school_id"], *schools["school"]}
    for cap in costs.caps:
        if cap.school not in known:
            expected = Words("学校表中一所学校的名称或代码", "a name or code of a school in the table")
            raise PlanError.at("costs.toml › at_most", Words(f"“{cap.school}”", f"'{cap.school}'"), expected)
