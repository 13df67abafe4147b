"""A rule as its document states it (条款): what it measures, which values hold from which day, who says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from analysis.language import Words

Confidence = Literal["original", "secondary", "recalled"]
PLAIN = ""  # whom a value speaks of when it is one number for all
LIMITS = ("at_least", "at_most", "below")
Sense = Literal["at_least", "at_most", "below"]
SIGNS: dict[str, str] = {"at_least": "≥", "at_most": "≤", "below": "<"}


@dataclass(frozen=True)
class StandardValue:
    """One dated, cited value of a rule."""

    rule: str  # id of the rule
    standard: str  # id of the document's file
    document: str  # e.g. 教督〔2017〕6号
    clause: str
    in_force: dt.date
    confidence: Confidence
    value: float
    sense: Sense

    def is_met_by(self, value: float) -> bool:
        """Unrounded comparison; the limit itself meets the rule, unless it says "below".

        Only what binary arithmetic adds is taken off, beyond the twelfth digit: (550.3 − 100.3) / 100 meets 4.5.
        """
        settled = float(f"{value:.12g}")
        if self.sense == "below":
            return settled < self.value
        return settled >= self.value if self.sense == "at_least" else settled <= self.value


@dataclass(frozen=True)
class Dated:
    """One number of one rule from one day on; no number means that the rule was abolished that day."""

    in_force: dt.date
    number: float | None
    clause: str
    confidence: Confidence
    standard: str
    document: str


@dataclass(frozen=True)
class Condition:
    """What a school must state of itself for an exception to hold; one that does not state it has no exception.

    share_of : the field that the stated one is taken as a share of
    """

    field: str
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    equals: str | None = None
    share_of: str = ""

    def holds_for(self, school: Mapping[str, object]) -> bool:
        """Whether what a school states is what is asked for."""
        stated = school.get(self.field)
        if stated is None or stated != stated or stated == "":
            return False
        if self.equals is not None:
            return str(stated) == self.equals
        number = float(stated)
        if self.share_of:
            whole = float(school.get(self.share_of) or "nan")
            number = number / whole if whole > 0 else float("nan")
        low, high, over = self.at_least, self.at_most, self.above
        return (
            number == number
            and (low is None or number >= low)
            and (high is None or number <= high)
            and (over is None or number > over)
        )


@dataclass(frozen=True, eq=False)
class Exemption:
    """A limit of its own for the schools of which every condition holds (例外规定), dated and cited like the rule's.

    evidence : the field in which a school must say what shows it; one that leaves it blank has no exception
    """

    conditions: tuple[Condition, ...]
    evidence: str
    rule: Rule

    def holds_for(self, school: Mapping[str, object]) -> bool:
        """Whether a school states everything that is asked for, and what shows it."""
        shown = school.get(self.evidence)
        is_shown = shown is not None and shown == shown and shown != ""
        return is_shown and all(one.holds_for(school) for one in self.conditions)


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule and everything it has said.

    measure : name of a function of analysis.rules.measures
    of      : what the measure is about: an indicator, several indicators, or the rules whose verdicts it puts together
    per     : whose verdicts "all_met" puts together: those of each stage, or with "county" all of them
    part    : which part of its document it belongs to; roll-ups may name the part instead of its rules
    series  : by number and by whom it speaks of: ("at_most", "primary") → entries
    beside  : the rule under whose item it stands, where one item asks or shows several things
    points  : what the rule is worth where a document counts points
    proof   : what shows it (佐证材料)
    """

    id: str
    measure: str
    of: tuple[str, ...] = ()
    per: str = ""
    part: str = ""
    beside: str = ""
    label: Words | None = None
    points: float = 0.0
    proof: Words | None = None
    series: Mapping[tuple[str, str], tuple[Dated, ...]] = field(default_factory=dict)
    abolished: tuple[Dated, ...] = ()
    note: Words | None = None
    exemptions: tuple[Exemption, ...] = ()

    @property
    def subject(self) -> str:
        """What tells this rule from others of its measure: an indicator, item or own name; "" when it is the only one."""
        name = self.id.removeprefix(self.measure)
        return name.removeprefix(":") if name != self.id else self.id

    def on(self, day: dt.date, number: str, whom: str = PLAIN) -> Dated | None:
        """What holds on that day: the latest entry not after it. Nothing before the first one or after abolition."""
        said = [entry for entry in (*self.series.get((number, whom), ()), *self.abolished) if entry.in_force <= day]
        latest = max(said, key=lambda entry: entry.in_force, default=None)
        return latest if latest and latest.number is not None else None

    def limit(self, day: dt.date, whom: str = PLAIN) -> StandardValue | None:
        """The limit of that day for a stage or type of school."""
        both = [(held, sense) for sense in LIMITS if (held := self.on(day, sense, whom))]
        if not both:
            return None
        held, sense = max(both, key=lambda one: one[0].in_force)  # a later "at most" replaces an "at least"
        return StandardValue(
            self.id, held.standard, held.document, held.clause, held.in_force, held.confidence, held.number, sense
        )

    def limit_for(self, day: dt.date, whom: str, school: Mapping[str, object]) -> StandardValue | None:
        """The limit of that day for one school: that of the first exception that holds for it, else the rule's."""
        for one in self.exemptions:
            if one.holds_for(school) and (limit := one.rule.limit(day, whom)):
                return limit
        return self.limit(day, whom)

    def limits(self, day: dt.date) -> dict[str, StandardValue]:
        """The limits of that day by whom they speak of."""
        found = {whom: self.limit(day, whom) for number, whom in self.series if number in LIMITS}
        return {whom: limit for whom, limit in found.items() if limit}

    def number(self, day: dt.date, name: str) -> float | None:
        """A number beside the limit, such as the floor of a roll-up or the size of a large class."""
        held = self.on(day, name)
        return held.number if held else None

    def overlaid(self, other: Rule) -> Rule:
        """This rule with another's entries; on the same day the other's hold."""
        ended = {entry.in_force for entry in other.abolished}
        begun = {entry.in_force for entries in other.series.values() for entry in entries}
        left = {
            key: tuple(entry for entry in entries if entry.in_force not in ended)
            for key, entries in self.series.items()
        }
        keys = dict.fromkeys((*other.series, *left))
        # max() keeps the first of equal days: the other's come first.
        series = {key: (*other.series.get(key, ()), *left.get(key, ())) for key in keys}
        return replace(
            self,
            of=other.of or self.of,
            per=other.per or self.per,
            part=other.part or self.part,
            beside=other.beside or self.beside,
            proof=other.proof or self.proof,
            label=other.label or self.label,
            points=other.points or self.points,
            series=series,
            abolished=(*other.abolished, *(entry for entry in self.abolished if entry.in_force not in begun)),
            note=other.note or self.note,
            exemptions=(*other.exemptions, *self.exemptions),
        )
