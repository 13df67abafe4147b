"""Two years of one county by one standard (年度监测): every indicator, its answer, and the sections that moved.

A section is the same in both years when school code and stage are. One that is in one year only has not moved: it is
named apart, with what became of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from analysis.language import Words
from analysis.rules.judging import judge_result
from analysis.rules.results import Answer, Result, Verdict
from analysis.rules.standards import Standard
from analysis.rules.values import county_cv
from analysis.rules.verdict import CountyVerdict, SectionVerdict
from analysis.tables.schools import STAGES

Kind = Literal["missed", "met", "unknown"]
_KINDS: dict[tuple[Answer, Answer], Kind] = {
    (Answer.MET, Answer.NOT_MET): "missed",
    (Answer.NOT_MET, Answer.MET): "met",
}


class Years(NamedTuple):
    """One rule's verdicts of two years."""

    before: Verdict
    after: Verdict

    @property
    def change(self) -> float:
        """From the earlier to the later value, unrounded; nan where one is unknown."""
        return self.after.result.value - self.before.result.value

    @property
    def turns(self) -> bool:
        """Whether the answer differs."""
        return self.before.answer is not self.after.answer


@dataclass(frozen=True)
class Move:
    """A section whose answer at a threshold differs: newly missed, newly met, or unknown in one of the years."""

    school: str
    stage: str
    indicator: str
    years: Years

    @property
    def kind(self) -> Kind:
        return _KINDS.get((self.years.before.answer, self.years.after.answer), "unknown")


@dataclass(frozen=True)
class Line:
    """One indicator of one stage: the county's mean, its coefficient, and its sections at the threshold.

    below : how many sections miss the threshold in each year; None where there is no threshold
    """

    stage: str
    indicator: str
    means: tuple[Result, Result]
    cvs: Years
    below: tuple[int, int] | None
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Elsewhere:
    """A section that counts in one of the years only, and what the other year's table says of it: nothing, or why not."""

    school: str
    stage: str
    why: Words | None


@dataclass(frozen=True)
class TwoYears:
    """What one standard says of a county in two years.

    composites : of each stage, where the standard has a composite coefficient
    opened, closed : sections that count in the later or in the earlier year only
    """

    standard: Standard | None
    lines: tuple[Line, ...]
    composites: tuple[Years, ...]
    opened: tuple[Elsewhere, ...]
    closed: tuple[Elsewhere, ...]

    @property
    def moves(self) -> tuple[Move, ...]:
        return tuple(move for line in self.lines for move in line.moves)


def compare_years(before: CountyVerdict, after: CountyVerdict) -> TwoYears:
    """Every indicator of the later year in both years, stage by stage in the order of the standard (年度对照).

    Parameters
    ----------
    before, after : one county judged by one standard, each year by the rules that hold on its day
    """
    found = {*before.case.stages, *after.case.stages}
    stages = [stage for stage in STAGES if stage in found]
    composites = (
        Years(earlier, later)
        for later in after.verdicts.where(measure="composite")
        for earlier in before.verdicts.where(measure="composite", stage=later.stage)
    )
    return TwoYears(
        after.standard,
        tuple(_line(before, after, stage, name) for stage in stages for name in after.indicators),
        tuple(composites),
        tuple(_elsewhere(after, before)),
        tuple(_elsewhere(before, after)),
    )


def _line(before: CountyVerdict, after: CountyVerdict, stage: str, name: str) -> Line:
    pair = (before, after)
    return Line(
        stage,
        name,
        tuple(year.mean(stage, name) for year in pair),
        Years(*(_cv(year, stage, name) for year in pair)),
        _below(pair, stage, name),
        tuple(_moves(before, after, stage, name)),
    )


def _cv(year: CountyVerdict, stage: str, name: str) -> Verdict:
    """The coefficient with its limit; of a stage that is not there in that year, an unknown one."""
    return year.cvs.get((stage, name)) or judge_result(county_cv(year.values(stage, name)), None)


def _below(pair: tuple[CountyVerdict, CountyVerdict], stage: str, name: str) -> tuple[int, int] | None:
    by_year = [year.verdicts.where(measure="resource", subject=name, stage=stage) for year in pair]
    if not any(found.judged() for found in by_year):
        return None
    return tuple(found.how_many(Answer.NOT_MET) for found in by_year)


def _moves(before: CountyVerdict, after: CountyVerdict, stage: str, name: str) -> Iterator[Move]:
    earlier, later = (_sections(year, stage) for year in (before, after))
    for school_id, section in later.items():
        if school_id in earlier and name in earlier[school_id].indicators:
            years = Years(earlier[school_id].indicators[name], section.indicators[name])
            if years.turns:
                yield Move(section.school, stage, name, years)


def _sections(year: CountyVerdict, stage: str) -> dict[str, SectionVerdict]:
    return {section.school_id: section for section in year.sections if section.stage == stage}


def _elsewhere(here: CountyVerdict, other: CountyVerdict) -> Iterator[Elsewhere]:
    """The sections counted here and not in the other year."""
    ledger = other.case.sections.ledger
    why = {(row.school_id, row.stage): row.why for row in ledger.itertuples()}
    counted = {(section.school_id, section.stage) for section in other.sections}
    for section in here.sections:
        key = (section.school_id, section.stage)
        if key not in counted:
            yield Elsewhere(section.school, section.stage, why.get(key))
