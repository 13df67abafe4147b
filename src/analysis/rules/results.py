"""What every number shown is: a result that knows its formula, its inputs and the rule it was held against."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.rule import Rule, StandardValue
from analysis.tables.locators import Locator, Locators


@dataclass(frozen=True)
class Inputs:
    """The table cells a result was made from, looked up only when somebody asks."""

    locators: Locators = field(repr=False)
    rows: tuple[object, ...]
    fields: tuple[str, ...]

    def cells(self) -> Iterator[Locator]:
        for name in self.fields:
            for row in self.rows:
                yield from self.locators.of(row, name)


@dataclass(frozen=True)
class Quoted:
    """The cells of figures that a county stated of itself."""

    of: tuple[Locator, ...]

    def cells(self) -> Iterator[Locator]:
        yield from self.of


@dataclass(frozen=True)
class Result:
    """A number and how it came about.

    formula : name of a function of analysis.formulas, or "ratio_of_totals", "count", "share", "points", "printed".
    subject : indicator, field or rule it is about; place, year, stage (or type of school) say of whom.
    bounds  : the least and the most it can be, where it is unknown or known only as printed
    """

    value: float
    formula: str
    subject: str
    place: str
    year: int
    stage: str
    inputs: Inputs | Quoted | None
    conventions: Conventions
    limit: StandardValue | None = None
    note: Words | None = None
    bounds: tuple[float, float] | None = None

    def nearest(self, limit: float) -> float:
        """The value; where only bounds are known, the one nearer to a limit."""
        if math.isnan(self.value) and self.bounds:
            return min(self.bounds, key=lambda end: abs(limit - end))
        return self.value

    def __float__(self) -> float:
        return float(self.value)

    def __format__(self, spec: str) -> str:
        return format(self.value, spec)


class Answer(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    CANNOT_JUDGE = "cannot_judge"


ANSWER_WORDS = {
    Answer.MET: Words("达标", "met"),
    Answer.NOT_MET: Words("未达标", "not met"),
    Answer.CANNOT_JUDGE: Words("无法判断", "cannot be judged"),
}


def all_of(answers: Iterable[Answer]) -> Answer:
    """Every one must be met: one failure decides, else one unknown leaves it open; nothing at all cannot be judged."""
    found = set(answers)
    for decisive in (Answer.NOT_MET, Answer.CANNOT_JUDGE):
        if decisive in found:
            return decisive
    return Answer.MET if found else Answer.CANNOT_JUDGE


@dataclass(frozen=True)
class Verdict:
    """The answer of one rule for one school section, one school, or one county and stage.

    gap          : how far the value is from the limit, in the rule's unit; 0 when met, nan when it cannot be judged;
                   the least it can be when only bounds are known.
    shortfall    : the same in whole people, rooms, or in m², yuan; nan where that means nothing (a county's CV).
    offenders    : what makes it fail: school ids for a county, indicators for a school.
    beyond_floor : those of the offenders that no pass rule excuses.
    row          : the section it speaks of; None for a school or a county
    members      : the verdicts a roll-up put together
    """

    answer: Answer
    result: Result
    gap: float
    shortfall: float
    shortfall_unit: Words
    offenders: tuple[str, ...] = ()
    note: Words | None = None
    beyond_floor: tuple[str, ...] = ()
    rule: Rule | None = field(default=None, repr=False)
    row: object = None
    school_id: str = ""
    members: Verdicts = field(default=(), repr=False)

    @property
    def limit(self) -> StandardValue | None:
        return self.result.limit

    @property
    def stage(self) -> str:
        """The stage or type of school it speaks of; "" for a whole school or county."""
        return self.result.stage

    @property
    def subject(self) -> str:
        return self.result.subject

    @property
    def is_bounded(self) -> bool:
        """Decided by the bounds of a value that is unknown."""
        return self.answer is not Answer.CANNOT_JUDGE and math.isnan(self.result.value)

    @property
    def is_silent(self) -> bool:
        """Whether nothing at all can be said: no value is known, and no part of it was decided."""
        if self.answer is not Answer.CANNOT_JUDGE:
            return False
        return all(one.is_silent for one in self.members) if self.members else math.isnan(self.result.value)

    @property
    def measure(self) -> str:
        return self.rule.measure if self.rule else ""

    @property
    def unit(self) -> Literal["section", "school", "county"]:
        """Of whom it speaks."""
        if self.row is not None:
            return "section"
        return "school" if self.school_id else "county"


class Verdicts(tuple[Verdict, ...]):
    """A list of verdicts that can be asked by rule, measure, stage, subject, unit, school or row."""

    __slots__ = ()

    def where(self, *, rule: str = "", **wanted: object) -> Verdicts:
        """Those that agree with every word given; `rule` is a rule's id, the others attributes of a verdict."""
        return Verdicts(
            verdict
            for verdict in self
            if (not rule or (verdict.rule is not None and verdict.rule.id == rule))
            and all(getattr(verdict, name) == value for name, value in wanted.items())
        )

    def judged(self) -> Verdicts:
        """Those that have a limit."""
        return Verdicts(verdict for verdict in self if verdict.limit is not None)

    @property
    def answer(self) -> Answer:
        """All of them together."""
        return all_of(verdict.answer for verdict in self)

    def how_many(self, answer: Answer) -> int:
        """How many have this answer."""
        return sum(verdict.answer is answer for verdict in self)
