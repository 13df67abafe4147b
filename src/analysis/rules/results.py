"""What every number shown is: a result that knows its formula, its inputs and the rule it was held against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.tables.locators import Locator, Locators

Confidence = Literal["original", "secondary", "recalled"]


@dataclass(frozen=True)
class StandardValue:
    """One dated, cited value of a rule."""

    standard: str  # id of the document's file
    document: str  # e.g. 教督〔2017〕6号
    clause: str
    in_force: dt.date
    confidence: Confidence
    value: float
    sense: Literal["at_least", "at_most"]

    def is_met_by(self, value: float) -> bool:
        """Unrounded comparison; the limit itself meets the rule.

        Only what binary arithmetic adds is taken off, beyond the twelfth digit: (550.3 − 100.3) / 100 meets 4.5.
        """
        settled = float(f"{value:.12g}")
        return settled >= self.value if self.sense == "at_least" else settled <= self.value


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
class Result:
    """A number and how it came about.

    formula : name of a function of analysis.formulas, or "ratio_of_totals", "count", "share".
    subject : indicator or field it is about; place, year, stage say of whom.
    """

    value: float
    formula: str
    subject: str
    place: str
    year: int
    stage: str
    inputs: Inputs | None
    conventions: Conventions
    limit: StandardValue | None = None
    note: Words | None = None

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


@dataclass(frozen=True)
class Verdict:
    """The answer of one rule for one school section or one county and stage.

    gap       : how far the value is from the limit, in the rule's unit; 0 when met, nan when it cannot be judged.
    shortfall : the same in whole people, rooms, or in m², yuan; nan where that means nothing (a county's CV).
    offenders : what makes it fail: school ids for a county, indicators for a school.
    """

    answer: Answer
    result: Result
    gap: float
    shortfall: float
    shortfall_unit: Words
    offenders: tuple[str, ...] = ()
    note: Words | None = None

    @property
    def limit(self) -> StandardValue | None:
        return self.result.limit
