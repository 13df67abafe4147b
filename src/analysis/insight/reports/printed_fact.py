"""One number of a published report, with the digits and the unit it was printed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from analysis.insight.reports.arithmetic.formulas import Quantity
from analysis.insight.reports.arithmetic.ranges import Range, exact_range, rounded_range
from analysis.insight.reports.arithmetic.units import Unit, english_amount, read_unit
from analysis.language import Words
from analysis.tables.facts.fact import FACT_STAGES
from analysis.tables.facts.printed import decimals, parse_number

STAGES = {**FACT_STAGES, "preschool": Words("学前", "preschool"), "all": Words("各级各类", "all stages")}
CERTAINTIES = ("printed", "inferred_year", "damaged", "missing")
KINDS = ("figure", "limit", "target")
NOTHING = Words("", "")

#: Words beside a number that make it a bound or a rough one.
_AS_PRINTED = {
    "": Words("{plain}", "{plain}"),
    "or_more": Words("{plain}以上", "{plain} or more"),
    "over": Words("{digits}余{unit}", "over {plain}"),
    "nearly": Words("近{plain}", "nearly {plain}"),
    "about": Words("约{plain}", "about {plain}"),
}
ABOUT = tuple(_AS_PRINTED)


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
        step = Fraction(10 ** (len(self.printed) - len(digits)), 10 ** decimals(self.printed))
        down, up = {"over": (0, 1), "nearly": (1, 0), "about": (1, 1)}[self.about]
        return Range(number - down * step, number + up * step)

    @cached_property
    def quantity(self) -> Quantity:
        """The same in basic units, for formulas."""
        return Quantity(self.as_printed_range.scaled(self.read_unit.factor), self.read_unit)

    @property
    def as_printed(self) -> Words:
        """The digits with their unit, as people read them."""
        said = _AS_PRINTED[self.about]
        return said.format(plain=self.with_unit(self.printed), digits=self.printed, unit=_unit_in_words(self.unit))

    def with_unit(self, digits: str) -> Words:
        """Other digits in the unit of this fact."""
        unit = _unit_in_words(self.unit)
        return Words(f"{digits}{unit}", english_amount(digits, unit))


_NUMERALS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)}


def section_words(section: str) -> Words:
    """A section by its number, in English with digits: 二(一)4 is 2(1)4; one that has a name, or a long number, keeps it."""
    is_numbered = re.fullmatch(r"(?:[一二三四五六七八九十](?![一二三四五六七八九十])|[()（）\d])+", section)
    return Words(section, "".join(_NUMERALS.get(one, one) for one in section) if is_numbered else section)


def _unit_in_words(unit: str) -> str:
    return "" if unit == "1" else unit
