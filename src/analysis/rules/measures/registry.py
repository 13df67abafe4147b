"""What a rule can measure (测算方法): each measure is one registered function from what was counted to verdicts.

A new measure is one function under `@measure(...)` and a line in `measures/__init__.py` when it stands in a new file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Literal

from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.counting.sections import Sections
from analysis.rules.results import Inputs, Quoted, Result, Verdict, Verdicts
from analysis.rules.rule import PLAIN, Rule, StandardValue
from analysis.rules.values import SectionValues, section_values
from analysis.tables.county.items import Items, common_items
from analysis.tables.county.record import Record

ONE = frozenset({PLAIN})
COMPULSORY = frozenset({"primary", "junior"})
COUNTY_OR_STAGE = (
    ONE | COMPULSORY | {"preschool", "senior", "compulsory", "all"}
)  # a limit for the whole county, or one for each stage
NO_UNIT = Words("", "")


@dataclass(frozen=True)
class Case:
    """One county and year, the day and rules that apply, and the verdicts found so far.

    sections : its schools as counted; None where there is no school table
    record   : what the county stated of itself; None where it stated nothing
    """

    sections: Sections | None
    county: str
    year: int
    day: dt.date
    stages: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    verdicts: Verdicts = field(default_factory=Verdicts)
    record: Record | None = None
    conventions: Conventions = field(default_factory=Conventions)
    _values: dict[tuple[str, str], SectionValues] = field(default_factory=dict, repr=False)

    @property
    def place(self) -> str:
        return self.sections.source.county_name(self.county) if self.sections else self.record.place.zh

    @property
    def items(self) -> Items:
        """What a county can state, as the conventions compute it."""
        return self.conventions.items(common_items())

    def feeds(self, about: Measure) -> bool:
        """Whether a measure finds here what it reads."""
        has = {"table": self.sections, "record": self.record, "either": self.sections or self.record, "": True}
        return bool(has[about.reads])

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
        inputs: Inputs | Quoted | None = None,
        note: Words | None = None,
    ) -> Result:
        """A number about this county and year."""
        return Result(float(value), formula, subject, self.place, self.year, stage, inputs, self.conventions, note=note)


Find = Callable[[Case, Rule], Iterable[Verdict]]
About = Literal["", "indicator", "indicators", "item", "facts", "rules"]
Judged = Literal["section", "school", "class", "county"]
Shown = Literal["value", "coefficient", "share", "count", "item", "judgement"]
Reads = Literal["table", "record", "either", ""]


@dataclass(frozen=True)
class Number:
    """A number that the values of a rule may give: what it is called, of whom it speaks, whether it is a share of 0 to 1."""

    words: Words
    whom: frozenset[str] = ONE
    is_share: bool = False


@dataclass(frozen=True)
class Measure:
    """A registered function and what the pages and the schema must know of it.

    about   : what `of` names: one "indicator" or "item" of a county (a list makes one rule each), several "indicators"
              together, "facts" by their names, the "rules" a roll-up puts together, or nothing
    reads   : a school "table", the county's own "record", "either"; "" for rules over verdicts
    stated  : the item a county may state instead of the table that a measure needs; {of} is what the rule is about
    asks    : the items it reads of a county's record beside the one it is about; "@primary" names a stage, {of} is what
              the rule is about
    is_open : a rule may go without a limit: it is then measured and not judged
    judged  : the unit of judgement
    numbers : the numbers its values may give
    shown   : how its value and limit are written: as the indicator is, with the decimals of a coefficient, as a share,
              as a count of those beyond the limit
    found   : what stands behind a count of those beyond the limit, "[s]" where they are several; bound: what stands behind
              the limit, or with {limit} in it the whole of what is asked
    """

    name: str
    label: Words
    find: Find
    about: About
    judged: Judged
    numbers: Mapping[str, Number]
    shown: Shown
    found: Words = NO_UNIT
    bound: Words = NO_UNIT
    reads: Reads = "table"
    stated: str = ""
    asks: tuple[str, ...] = ()
    is_open: bool = False

    def counted(self, count: float) -> Words:
        """What stands behind so many: " class over", " classes over"."""
        return Words(self.found.zh, re.sub(r"\[(\w+)\]", "" if count == 1 else r"\1", self.found.en))


MEASURES: dict[str, Measure] = {}


def measure(
    label: Words,
    *,
    judged: Judged,
    numbers: Mapping[str, Number],
    about: About = "",
    shown: Shown = "value",
    found: Words = NO_UNIT,
    bound: Words = NO_UNIT,
    reads: Reads | None = None,
    stated: str = "",
    asks: tuple[str, ...] = (),
    is_open: bool = False,
) -> Callable[[Find], Find]:
    """Register a function under its own name as a measure that rules can be about."""

    def register(find: Find) -> Find:
        name = find.__name__
        what = reads if reads is not None else ("" if about == "rules" else "table")
        MEASURES[name] = Measure(
            name, label, find, about, judged, numbers, shown, found, bound, what, stated, asks, is_open
        )  # fmt: skip
        return find

    return register


def put_together(rule: Rule, rules: Iterable[Rule]) -> list[Rule]:
    """The rules whose verdicts a roll-up puts together, by their id, measure or part; none for other rules."""
    named = {*rule.of} if MEASURES[rule.measure].about == "rules" else set()
    return [one for one in rules if named & {one.id, one.measure, one.part} - {""}]


def in_order(rules: Sequence[Rule]) -> list[Rule]:
    """The rules, each after those it puts together; CycleError where they go in a circle."""
    by_id = {rule.id: rule for rule in rules}
    before = {rule.id: [one.id for one in put_together(rule, rules)] for rule in rules}
    return [by_id[name] for name in TopologicalSorter(before).static_order()]
