"""What a rule can measure (测算方法): each measure is one registered function from what was counted to verdicts.

A new measure is one function under `@measure(...)` and a line in `measures/__init__.py` when it stands in a new file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Literal

from analysis.language import Words
from analysis.rules.counting.sections import Sections
from analysis.rules.results import Inputs, Result, Verdict, Verdicts
from analysis.rules.rule import PLAIN, Rule, StandardValue
from analysis.rules.values import SectionValues, section_values

ONE = frozenset({PLAIN})
COMPULSORY = frozenset({"primary", "junior"})
NO_UNIT = Words("", "")


@dataclass(frozen=True)
class Case:
    """One county and year as counted, the day and rules that apply, and the verdicts found so far."""

    sections: Sections
    county: str
    year: int
    day: dt.date
    stages: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    verdicts: Verdicts = field(default_factory=Verdicts)
    _values: dict[tuple[str, str], SectionValues] = field(default_factory=dict, repr=False)

    @property
    def place(self) -> str:
        return self.sections.source.county_name(self.county)

    def values(self, stage: str, indicator: str) -> SectionValues:
        """One indicator at every counted section of a stage, computed once."""
        key = stage, indicator
        if key not in self._values:
            self._values[key] = section_values(self.sections, indicator, self.county, self.year, stage)
        return self._values[key]

    def limit(self, rule: Rule, whom: str, row: object) -> StandardValue | None:
        """The limit for one school, by what its own row states; parts merged into it say nothing about it."""
        if not rule.exemptions:
            return rule.limit(self.day, whom)
        return rule.limit_for(self.day, whom, self.sections.source.rows.loc[row])

    def of(self, rule: Rule) -> Verdicts:
        """The verdicts a roll-up puts together: those of the rules or measures it names that have a limit."""
        named = {one.id for one in put_together(rule, self.rules)}
        return Verdicts(v for v in self.verdicts if v.limit and v.rule.id in named and v.unit != "school")

    def result(
        self,
        value: float,
        formula: str,
        subject: str,
        stage: str = "",
        inputs: Inputs | None = None,
        note: Words | None = None,
    ) -> Result:
        """A number about this county and year."""
        return Result(
            float(value), formula, subject, self.place, self.year, stage, inputs, self.sections.conventions, note=note
        )


Find = Callable[[Case, Rule], Iterable[Verdict]]


@dataclass(frozen=True)
class Number:
    """A number that the values of a rule may give: what it is called, and of whom it speaks."""

    words: Words
    whom: frozenset[str] = ONE


@dataclass(frozen=True)
class Measure:
    """A registered function and what the pages and the schema must know of it.

    about   : what `of` names: one "indicator" (a list makes one rule each), several "indicators" together, the "rules"
              a roll-up puts together, or nothing
    judged  : the unit of judgement
    numbers : the numbers its values may give
    shown   : how its value and limit are written: as the indicator is, with the decimals of a coefficient, as a share,
              as a count of those beyond the limit
    found   : what stands behind a count of those beyond the limit; bound: what stands behind the limit
    """

    name: str
    label: Words
    find: Find
    about: Literal["", "indicator", "indicators", "rules"]
    judged: Literal["section", "school", "class", "county"]
    numbers: Mapping[str, Number]
    shown: Literal["value", "coefficient", "share", "count"]
    found: Words = NO_UNIT
    bound: Words = NO_UNIT


MEASURES: dict[str, Measure] = {}


def measure(
    label: Words,
    *,
    judged: Literal["section", "school", "class", "county"],
    numbers: Mapping[str, Number],
    about: Literal["", "indicator", "indicators", "rules"] = "",
    shown: Literal["value", "coefficient", "share", "count"] = "value",
    found: Words = NO_UNIT,
    bound: Words = NO_UNIT,
) -> Callable[[Find], Find]:
    """Register a function under its own name as a measure that rules can be about."""

    def register(find: Find) -> Find:
        name = find.__name__
        MEASURES[name] = Measure(name, label, find, about, judged, numbers, shown, found, bound)
        return find

    return register


def put_together(rule: Rule, rules: Iterable[Rule]) -> list[Rule]:
    """The rules whose verdicts a roll-up puts together, by their id or by their measure; none for other rules."""
    named = {*rule.of} if MEASURES[rule.measure].about == "rules" else set()
    return [one for one in rules if named & {one.id, one.measure}]


def in_order(rules: Sequence[Rule]) -> list[Rule]:
    """The rules, each after those it puts together; CycleError where they go in a circle."""
    by_id = {rule.id: rule for rule in rules}
    before = {rule.id: [one.id for one in put_together(rule, rules)] for rule in rules}
    return [by_id[name] for name in TopologicalSorter(before).static_order()]
