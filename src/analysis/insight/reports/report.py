"""A published report as data: the numbers as printed, and what it says they have to do with each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from analysis.insight.reports.arithmetic.formulas import Formula, Quantity
from analysis.insight.reports.arithmetic.ranges import Range, exact_range, rounded_range
from analysis.insight.reports.arithmetic.units import Unit, english_amount, read_unit
from analysis.language import Words
from analysis.tables.facts.fact import FACT_STAGES
from analysis.tables.facts.printed import parse_number

STAGES = {**FACT_STAGES, "preschool": Words("学前", "preschool"), "all": Words("各级各类", "all stages")}
SCOPES = ("audited", "out_of_scope", "same_text")
CERTAINTIES = ("printed", "inferred_year", "damaged", "missing")
KINDS = ("figure", "limit", "target")

#: Words beside a number that make it a bound or a rough one.
ABOUT = ("or_more", "over", "nearly", "about")


@dataclass(frozen=True)
class PrintedFact:
    """One number of a report (报告中的一个数), with the digits and the unit it was printed in.

    certainty : "damaged" when digits are lost, "missing" when all are; neither is ever computed with.
    about     : "or_more", "over", "nearly", "about", or "" for a number that means itself.
    kind      : a "limit" or a "target" is exact, whatever its unit.
    nth       : which occurrence of these digits in the text, from 1; 0 when they do not stand there as printed.
    """

    id: str
    section: str
    label: Words
    printed: str
    unit: str
    year: str  # "2018", "2015-2018", or ""
    stage: str
    kind: str = "figure"
    certainty: str = "printed"
    about: str = ""
    nth: int = 0
    note: Words | None = None

    @cached_property
    def read_unit(self) -> Unit:
        return read_unit(self.unit)

    @property
    def is_usable(self) -> bool:
        """Whether a formula may use it: all digits there, and meant as this number."""
        return self.certainty not in ("damaged", "missing")

    @property
    def is_exact(self) -> bool:
        """Counted in ones, or a limit."""
        return not self.about and (self.kind != "figure" or (self.read_unit.is_counted and "." not in self.printed))

    @cached_property
    def as_printed_range(self) -> Range:
        """What the digits may stand for, in the printed unit."""
        if self.about in ("over", "nearly", "about"):
            return self._rough
        return exact_range(self.printed) if self.is_exact else rounded_range(self.printed)

    @property
    def _rough(self) -> Range:
        """余 and 多 reach up by one of the last digit that is not 0, 近 down, 约 both ways."""
        number = Fraction(parse_number(self.printed))
        digits = self.printed.rstrip("0") if "." not in self.printed else self.printed
        step = Fraction(1, 10 ** len(self.printed.split(".")[1])) if "." in self.printed else Fraction(1)
        step *= 10 ** (len(self.printed) - len(digits))
        down, up = {"over": (0, 1), "nearly": (1, 0), "about": (1, 1)}[self.about]
        return Range(number - down * step, number + up * step)

    @cached_property
    def quantity(self) -> Quantity:
        """The same in basic units, for formulas."""
        return Quantity(self.as_printed_range.scaled(self.read_unit.factor), self.read_unit)

    @property
    def as_printed(self) -> Words:
        """The digits with their unit, as people read them."""
        plain, unit = self.with_unit(self.printed), _unit_in_words(self.unit)
        match self.about:
            case "or_more":
                return Words(f"{plain.zh}以上", f"{plain.en} or more")
            case "over":
                return Words(f"{self.printed}余{unit}", f"over {plain.en}")
            case "nearly":
                return Words(f"近{plain.zh}", f"nearly {plain.en}")
            case "about":
                return Words(f"约{plain.zh}", f"about {plain.en}")
        return plain

    def with_unit(self, digits: str) -> Words:
        """Other digits in the unit of this fact."""
        unit = _unit_in_words(self.unit)
        return Words(f"{digits}{unit}", english_amount(digits, unit))


def _unit_in_words(unit: str) -> str:
    return "" if unit == "1" else unit


class Kind(StrEnum):
    """What a declaration of a report file asks the audit to do."""

    CLAIM = "claim"  # a printed number follows from others
    TWICE = "twice"  # one quantity in two places
    ORDER = "order"  # a part is not larger than its whole
    PREVIOUS = "previous"  # a growth implies the year before
    BASE = "base"  # a part and its share imply a base
    WHOLE = "whole"  # a share of a whole number of things
    BASE_OF = "base_of"  # a base is the sum of some of these categories
    SPREAD = "spread"  # a composite is some mean of these
    CV = "cv"  # a coefficient, with its schools
    LIMIT = "limit"  # a number against a standard
    ANSWERS = "answers"  # one thing judged in several places
    PLAUSIBLE = "plausible"  # a ratio within what is possible
    REPAIR = "repair"  # digits lost, relations that must hold


@dataclass(frozen=True)
class Declaration:
    """One thing a report file says about its facts; which fields are filled depends on the kind."""

    kind: Kind
    place: str  # file and number, for messages
    of: str = ""
    formulas: tuple[tuple[str, Formula], ...] = ()  # ("" or the fact a relation gives, formula)
    ways: tuple[Words, ...] = ()  # what each of several formulas for one number is called
    facts: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()  # (part, share) of one base
    options: Mapping[str, object] = field(default_factory=dict)
    subject: Words | None = None
    reason: Words | None = None  # an innocent reason the report itself suggests

    @property
    def used(self) -> tuple[str, ...]:
        """Every fact it speaks of."""
        of_formulas = [name for _, formula in self.formulas for name in formula.names]
        of_pairs = [name for pair in self.pairs for name in pair]
        return tuple(dict.fromkeys(name for name in (self.of, *self.facts, *of_formulas, *of_pairs) if name))


@dataclass(frozen=True)
class Report:
    """A report entered for the audit (录入的报告).

    text    : name of the file its text is kept under, where a reader has it; `starts` and `ends` cut out its part.
    sha256  : of that part without white space, so that positions are only trusted in the text they were taken from.
    scope   : "out_of_scope" reports hold nothing about schools' resources and are listed only; "same_text" repeat another.
    """

    id: str
    title: Words
    place: Words
    year: str
    standard: str
    text: str
    starts: str
    ends: str
    sha256: str
    scope: str
    same_text_as: str
    note: Words
    facts: Mapping[str, PrintedFact]
    declarations: tuple[Declaration, ...]

    def fact(self, name: str) -> PrintedFact:
        return self.facts[name]

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """Every fact a formula may use."""
        return {name: fact.quantity for name, fact in self.facts.items() if fact.is_usable}
