"""The front door of teacher moves: a county's kinds of teachers whose coefficients are over their limit, stage by stage."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.errors import UsageError
from analysis.insight.rotation.plan import Rotation, plan_kinds, with_moves
from analysis.insight.rotation.schools import ALL, KINDS, Aim, MoveRules
from analysis.language import Words, begun
from analysis.rules.results import Answer, Result
from analysis.rules.values import county_cv
from analysis.rules.verdict import CountyVerdict, judge
from analysis.show.county.view import View
from analysis.show.page.speaking import Speaker, attempt
from analysis.tables.schools import STAGE_WORDS
from analysis.tables.terms import Indicator

AMOUNTS = ("margin", "furthest_km", "most_leaving", "per_class", "spares_under")  # parameters that are 0 or more


@dataclass(frozen=True)
class StageMoves:
    """The moves of one kind at one stage."""

    stage: str
    indicator: Indicator
    plan: Rotation

    @property
    def label(self) -> Words:
        """The kind of teachers."""
        return self.plan.aim.label

    @property
    def short(self) -> Words:
        """The kind of teachers where there is little room."""
        return self.label if self.plan.aim.kind == ALL else self.indicator.short

    @property
    def spoken(self) -> Words:
        """The kind in running text, where the long Chinese name would break a list and the short English one a sentence."""
        return Words(self.short.zh, self.label.en)

    @property
    def name(self) -> Words:
        """Stage and kind, as they stand in a sentence."""
        zh, en = STAGE_WORDS[self.stage]
        return Words(f"{zh}{self.spoken.zh}", f"{en}, {self.spoken.en}")

    @property
    def heading(self) -> Words:
        """Stage and kind, as they begin a sentence."""
        zh, en = self.name
        return Words(zh, begun(en))


@dataclass(frozen=True)
class RotationView(Speaker):
    """Optional moves of teachers in one county and year.

    county : the county as it is
    rules  : what moves keep to
    margin : taken off every limit
    kind, limit : a kind of teachers and its limit where the standard's are not meant; "" takes all that are over theirs
    """

    county: View
    rules: MoveRules
    margin: float
    kind: str = ""
    limit: float = math.nan

    @property
    def lang(self) -> str:
        return self.county.lang

    @cached_property
    def by_stage(self) -> dict[str, tuple[Rotation, ...] | Words]:
        """The moves of every stage in the order they are planned, or why they cannot be."""
        aims = {stage: [*self._aims(stage)] for stage in self.county.stages}
        return {stage: attempt(lambda s=stage: plan_kinds(*self._of(s, aims[s]))) for stage in aims if aims[stage]}

    def _of(self, stage: str, aims: list[Aim]) -> tuple:
        rows = self.county.rows_of(stage)
        here = frozenset(rows["school_id"]) & self.rules.gives_none
        return rows, aims, replace(self.rules, gives_none=here)

    def _aims(self, stage: str) -> Iterator[Aim]:
        for indicator in self._indicators(stage):
            (kind,) = indicator.numerator
            limit = self.limit if self.kind else self._limit_of(stage, indicator.name)
            value = self.county.balance(indicator.name, stage).value
            if limit is not None and not value <= limit - self.margin:
                yield Aim(kind, limit - self.margin, self._threshold(stage, indicator))

    def _indicators(self, stage: str) -> Iterator[Indicator]:
        """Teachers of one kind for each student, the standard's or the one asked for."""
        known = self.county.table.terms.indicators.values() if self.kind else self.county.indicators_of(stage)
        found: set[str] = set()
        for one in known:
            kind = next(iter(one.numerator))
            is_kind = kind == self.kind if self.kind else kind in KINDS
            if is_kind and len(one.numerator) == 1 and one.denominator == "students" and kind not in found:
                found.add(kind)
                yield one

    def _limit_of(self, stage: str, indicator: str) -> float | None:
        limit = self.county.limits("cv", stage).get(indicator)
        return limit.value if limit else None

    def _threshold(self, stage: str, indicator: Indicator) -> float:
        """What a school has to have for 100 students; 0 where no standard says."""
        stated = self.county.limits("resource", stage).get(indicator.name)
        return 100 * stated.value / indicator.scale if stated and stated.sense == "at_least" else 0.0

    @cached_property
    def moves(self) -> tuple[StageMoves, ...]:
        """Every plan there is, by stage and in the order they are made."""
        return tuple(
            StageMoves(stage, self._indicator(stage, plan.aim.kind), plan)
            for stage, plans in self.by_stage.items()
            if not isinstance(plans, Words)
            for plan in plans
        )

    def _indicator(self, stage: str, kind: str) -> Indicator:
        return next(one for one in self._indicators(stage) if kind in one.numerator)

    @property
    def refused(self) -> dict[str, Words]:
        """Stages nothing can be planned for, and why."""
        return {stage: found for stage, found in self.by_stage.items() if isinstance(found, Words)}

    @property
    def reached(self) -> tuple[StageMoves, ...]:
        """Those whose aim can be reached."""
        return tuple(one for one in self.moves if one.plan.is_reachable)

    @cached_property
    def moved(self) -> CountyVerdict:
        """What the ordinary engine says of the county once all have moved."""
        county, plans = self.county, [one.plan for one in self.moves]
        sections = with_moves(county.sections, plans)
        return judge(sections, county.standard, county.county, county.year, day=county.day, record=county.record)

    def before(self, moves: StageMoves) -> Result:
        """The coefficient of the county as it is; moves of another kind planned earlier may change it."""
        return self.county.balance(moves.indicator.name, moves.stage)

    def after(self, moves: StageMoves) -> Result:
        """The coefficient the ordinary engine finds once all have moved."""
        return county_cv(self.moved.values(moves.stage, moves.indicator.name))


def schools_met(verdict: CountyVerdict) -> int:
    """How many schools (sections) meet what the standard asks of each."""
    return sum(one.rule.answer is Answer.MET for one in verdict.sections)


def open_rotation(
    county: View,
    margin: float = 0.0,
    furthest_km: float = 0.0,
    most_leaving: int = 0,
    per_class: float = 0.0,
    spares_under: int = 0,
    gives_none: str = "",
    with_private: bool = False,
    kind: str = "",
    limit: float = 0.0,
) -> RotationView:
    """Optional moves of teachers in a county (教师校际调配测算).

    Parameters
    ----------
    county : what `open_view` gives
    margin : taken off every limit of a coefficient
    furthest_km : no move is longer; 0 for any length, and where places are not known
    most_leaving : most teachers who leave one school; 0 for any number
    per_class : full-time teachers every school keeps for each class; 0 for no such floor
    spares_under : nobody leaves a school of fewer students; 0 spares none for its size
    gives_none : codes of schools nobody leaves, separated by commas
    with_private : whether private schools, which employ their own teachers, give and take too
    kind, limit : one kind of teachers (a field, such as "full_time_teachers") and the limit of its coefficient, where the
        standard has none or another is meant

    Raises
    ------
    UsageError : a number below 0, an unknown kind, a kind without a limit, a school that is not there
    """
    amounts = (margin, furthest_km, most_leaving, per_class, spares_under)
    _check(dict(zip(AMOUNTS, amounts, strict=True)), kind, limit)
    none = frozenset(filter(None, (code.strip() for code in gives_none.split(","))))
    if unknown := sorted(none - set(county.sections.rows["school_id"])):
        found = Words(f"没有学校{'、'.join(unknown)}", f"there is no school {', '.join(unknown)}")
        raise UsageError.at("gives_none", found, Words("本县学校的标识码", "codes of the county's schools"))
    rules = MoveRules(furthest_km or math.inf, most_leaving or math.inf, per_class, none, spares_under, with_private)
    return RotationView(county, rules, margin, kind, limit if kind else math.nan)


def _check(amounts: Mapping[str, float], kind: str, limit: float) -> None:
    for name, number in amounts.items():
        if not number >= 0:
            raise UsageError.at(name, Words(f"{number:g}", f"{number:g}"), Words("0或以上", "0 or more"))
    if kind and kind not in KINDS:
        found, listed = Words(f"没有“{kind}”", f"there is no '{kind}'"), ", ".join(KINDS)
        raise UsageError.at("kind", found, Words(f"以下之一：{listed}", f"one of: {listed}"))
    if bool(kind) != (limit > 0):
        found = Words("只给了其中一个", "one without the other")
        raise UsageError.at(
            "kind, limit", found, Words("教师类别及其差异系数限值", "a kind of teachers and a limit above 0")
        )
