"""Relations nobody declared: sums, differences and ratios that print another number of the report, for a person to judge.

Beside each stands how many matches accident alone would give: a report with many counts prints almost anything.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, combinations, permutations
from math import inf

from analysis.insight.reports.claims import Claim
from analysis.insight.reports.findings import listed, title_of
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.report import Report
from analysis.language import Words
from analysis.schema import both
from analysis.tables.facts.printed import decimals

LONGEST_RUN = 12  # parts of a total that follow each other in the text
LATEST_START = 6  # numbers of other things that may stand between a total and its parts
WINDOW = Fraction(1, 10)  # accidental matches are counted among results this near to the printed number
SMALLEST = 10  # smaller counts match everything
WIDE_STAGES = ("all", "compulsory")


@dataclass(frozen=True)
class Proposal:
    """A relation to accept or reject (待确认的关系).

    expected : how many formulas of this kind would print the number by accident.
    """

    of: PrintedFact
    formula: str
    kind: str  # "sum", "run", "difference", "ratio"
    expected: float

    @property
    def parts(self) -> list[str]:
        """The facts of its formula."""
        return [word for word in self.formula.split() if word not in "+-/"]


def propose(report: Report, most_expected: float = inf) -> list[Proposal]:
    """Sums of two, runs of neighbours, differences and ratios that print another number of the same year and stage.

    Proposals that say no more than a declared claim are left out, and those that accident explains more than
    `most_expected` times; the likeliest to mean something come first.
    """
    facts = [fact for fact in report.facts.values() if fact.is_usable and fact.kind == "figure" and not fact.about]
    declared = {
        frozenset((claim.of, *formula.names))
        for claim in report.checks
        if isinstance(claim, Claim)
        for formula in claim.formulas
    }
    found = [*_sums(facts), *_runs(facts), *_differences(facts), *_ratios(facts)]
    likely = [p for p in found if p.expected <= most_expected]
    unique = {(p.of.id, p.formula): p for p in likely if frozenset((p.of.id, *p.parts)) not in declared}
    return sorted(unique.values(), key=lambda p: (p.expected, p.of.id, p.formula))


def in_words(report: Report, proposal: Proposal) -> Words:
    """The relation with the names of its numbers."""
    facts = report.facts
    return listed(
        (title_of(facts[word]) if word in facts else both(word) for word in proposal.formula.split()), " ", " "
    )


def _together(a: PrintedFact, b: PrintedFact) -> bool:
    """Of one year and one stage, or one of all stages."""
    return a.year == b.year and (a.stage == b.stage or not {a.stage, b.stage}.isdisjoint(WIDE_STAGES))


def _beside(a: PrintedFact, b: PrintedFact) -> bool:
    """Two parts of one total: together, or the primary and the junior part."""
    return _together(a, b) or (a.year == b.year and {a.stage, b.stage} == {"primary", "junior"})


def _is_part(fact: PrintedFact) -> bool:
    """Two digits or more: single digits match everything."""
    return int(fact.printed.replace(".", "").lstrip("-") or 0) >= SMALLEST


def _same_unit(a: PrintedFact, b: PrintedFact) -> bool:
    return a.read_unit.powers == b.read_unit.powers and bool(a.read_unit.powers)


def _matches(
    targets: Sequence[PrintedFact], made: list[tuple[Fraction, tuple[PrintedFact, ...]]], sign: str, kind: str
) -> Iterator[Proposal]:
    """Results that print a target, with the number expected from the density of results around it."""
    made.sort(key=lambda result: result[0])
    values = [value for value, _ in made]
    for target in targets:
        numbers = target.quantity.numbers
        for _, parts in made[bisect_left(values, numbers.lo) : bisect_right(values, numbers.hi)]:
            if target not in parts and all(_together(target, part) for part in parts):
                formula = f" {sign} ".join(part.id for part in parts)
                yield Proposal(target, formula, kind, expected_matches(values, target))


def expected_matches(values: Sequence[Fraction], target: PrintedFact) -> float:
    """How many of these sorted results would print a number like this by accident: their density × its width."""
    middle = target.quantity.numbers.middle
    reach = abs(middle) * WINDOW
    near = bisect_right(values, middle + reach) - bisect_left(values, middle - reach)
    width = target.read_unit.factor / 10 ** decimals(target.printed)
    return float(near * width / (2 * reach)) if reach else float(near)


def _sums(facts: Sequence[PrintedFact]) -> Iterator[Proposal]:
    for members in _by_unit(facts):
        made = [
            (a.quantity.numbers.middle + b.quantity.numbers.middle, (a, b))
            for a, b in combinations(members, 2)
            if _beside(a, b)
        ]
        yield from _matches(members, made, "+", "sum")


def _differences(facts: Sequence[PrintedFact]) -> Iterator[Proposal]:
    for members in _by_unit(facts):
        made = []
        for a, b in combinations(members, 2):
            first, second = sorted((a, b), key=lambda fact: -fact.quantity.numbers.middle)
            if _together(a, b):
                made.append((first.quantity.numbers.middle - second.quantity.numbers.middle, (first, second)))
        yield from _matches(members, made, "-", "difference")


def _by_unit(facts: Sequence[PrintedFact]) -> Iterator[list[PrintedFact]]:
    parts = [fact for fact in facts if _is_part(fact) and fact.read_unit.powers]
    for unit in dict.fromkeys(fact.read_unit.powers for fact in parts):
        yield [fact for fact in parts if fact.read_unit.powers == unit]


def _runs(facts: Sequence[PrintedFact]) -> Iterator[Proposal]:
    """Three parts or more that follow their total in the text, as "of which" lists do."""
    for at, total in enumerate(facts):
        like = [fact for fact in facts[at + 1 :] if _is_listed_under(total, fact)][: LONGEST_RUN + LATEST_START]
        wanted, width = total.quantity.numbers, total.read_unit.factor / 10 ** decimals(total.printed)
        for start in range(LATEST_START):
            levels = list(accumulate(fact.quantity.numbers.middle for fact in like[start : start + LONGEST_RUN]))
            for length, level in enumerate(levels, 1):
                if length > 2 and wanted.lo <= level <= wanted.hi:
                    run = like[start : start + length]
                    tried = LONGEST_RUN * LATEST_START
                    yield Proposal(total, " + ".join(fact.id for fact in run), "run", float(width * tried / level))


def _is_listed_under(total: PrintedFact, part: PrintedFact) -> bool:
    return _same_unit(total, part) and part.year == total.year and part.section == total.section


def _ratios(facts: Sequence[PrintedFact]) -> Iterator[Proposal]:
    """Shares of counts, and amounts per person, per class: whatever unit a printed ratio has."""
    parts = [fact for fact in facts if _is_part(fact) and len(fact.read_unit.powers) == 1]
    pairs = [(a, b) for a, b in permutations(parts, 2) if _together(a, b) and b.quantity.numbers.lo > 0]
    for unit in dict.fromkeys(fact.read_unit.powers for fact in facts):
        targets = [fact for fact in facts if fact.read_unit.powers == unit and _is_ratio(fact)]
        if targets:
            yield from _matches(targets, [_ratio(a, b) for a, b in pairs if _fits(a, b, unit)], "/", "ratio")


def _is_ratio(fact: PrintedFact) -> bool:
    return "/" in fact.unit or (fact.unit == "%" and fact.printed not in ("0", "100"))


def _fits(a: PrintedFact, b: PrintedFact, unit: tuple) -> bool:
    """Whether a / b has the unit; a share is of a larger count."""
    if unit:
        return (a.read_unit / b.read_unit).powers == unit
    return _same_unit(a, b) and a.is_exact and b.is_exact and a.quantity.numbers.middle < b.quantity.numbers.middle


def _ratio(a: PrintedFact, b: PrintedFact) -> tuple[Fraction, tuple[PrintedFact, ...]]:
    return a.quantity.numbers.middle / b.quantity.numbers.middle, (a, b)


def chance_of_accidental_ratio(report: Report, places: int = 2) -> float:
    """The share of all percentages with so many decimals that some pair of whole numbers prints (偶然相符的概率).

    All pairs of whole numbers in the report, whatever their year and unit, rounded or cut off: what a search without
    conditions would be up against.
    """
    whole = sorted(
        {int(f.printed) for f in report.facts.values() if f.is_usable and f.printed.isdigit() and int(f.printed)}
    )
    steps = 100 * 10**places
    cut_off = {steps * low // high for low, high in combinations(whole, 2)}
    rounded = {(2 * steps * low + high) // (2 * high) for low, high in combinations(whole, 2)}
    return len((cut_off | rounded) - {0, steps}) / (steps - 1)
