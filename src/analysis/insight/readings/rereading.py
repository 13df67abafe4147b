"""One county by every reading (口径比对): judged once for each, and compared verdict by verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.insight.readings.reading import Reading, readings
from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.counting.sections import WITH_CLASSES
from analysis.rules.results import Verdict, Verdicts
from analysis.rules.rule import Rule
from analysis.rules.verdict import CountyVerdict
from analysis.tables.county.record import Record

NO_TABLE = Words("没有学校数据表", "there is no school table")
NO_RULE = Words("标准没有涉及此项的规则", "the standard has no rule about it")
_UNITS = ("county", "school", "section")  # the order in which turned verdicts are told


@dataclass(frozen=True)
class Turn:
    """An answer that differs between two readings.

    before, after : what each says of one rule, stage and school: one verdict, or one for each stage where the other reading
        does not tell stages apart
    """

    before: Verdicts
    after: Verdicts

    @property
    def rule(self) -> Rule:
        return self.after[0].rule

    @property
    def unit(self) -> str:
        return self.after[0].unit

    @property
    def stage(self) -> str:
        return self.after[0].stage

    @property
    def school_id(self) -> str:
        return self.after[0].school_id


@dataclass(frozen=True)
class Rereading:
    """What one reading does to a county's verdicts.

    rows     : the source rows it concerns, as their index; all of them where it asks nothing of a row
    obstacle : why it cannot apply here; None where it can
    turns    : the verdicts it turns, those of the county first
    """

    reading: Reading
    rows: tuple[object, ...]
    obstacle: Words | None
    turns: tuple[Turn, ...] = ()


def reread(
    judged: Callable[[Conventions], CountyVerdict], usual: Conventions, known: tuple[Reading, ...] | None = None
) -> tuple[Rereading, ...]:
    """A county judged once by every reading.

    Parameters
    ----------
    judged : the county's verdicts under the conventions given
    usual : the conventions that the readings depart from
    known : the readings; by default all there are
    """
    before = judged(usual)
    return tuple(_reread(reading, before, judged, usual) for reading in known or readings())


def _reread(
    reading: Reading, before: CountyVerdict, judged: Callable[[Conventions], CountyVerdict], usual: Conventions
) -> Rereading:
    rows = _rows(reading, before)
    if obstacle := _obstacle(reading, rows, before):
        return Rereading(reading, rows, obstacle)
    found = turned(before.verdicts.judged(), judged(reading.of(usual)).verdicts.judged())
    return Rereading(reading, rows, None, tuple(sorted(found, key=lambda turn: _UNITS.index(turn.unit))))


def _obstacle(reading: Reading, rows: tuple[object, ...], before: CountyVerdict) -> Words | None:
    """Why a reading cannot apply: nothing is stated that it is about, no rule is, no row is."""
    if before.standard and reading.stated and not _states(before.case.record, reading.stated):
        return reading.absent
    if not _touches(reading, before):
        return NO_RULE
    if reading.when and not rows:
        return reading.absent if before.case.sections else NO_TABLE
    return None


def _states(record: Record | None, items: tuple[str, ...]) -> bool:
    return record is not None and any(True for name in items for _ in record.of(name))


def _touches(reading: Reading, verdict: CountyVerdict) -> bool:
    """Whether one of the rules that the county is judged by is about what the reading is about."""
    rules = {one.rule.id: one.rule for one in verdict.verdicts.judged()}.values()
    names = {name for rule in rules for name in (rule.id, rule.measure, *rule.of)}
    return bool(names) and (not reading.about or bool(names & {*reading.about}))


def _rows(reading: Reading, verdict: CountyVerdict) -> tuple[object, ...]:
    """The source rows with classes that a reading concerns; none where there is no school table."""
    sections = verdict.case.sections
    if sections is None:
        return ()
    here = sections.ledger["treatment"].isin(WITH_CLASSES)
    rows = sections.source.rows.loc[sections.ledger.index[here]]
    rows = rows.assign(treatment=sections.ledger["treatment"], sections=_sections_of(rows, sections.rows))
    schools = zip(rows.index, rows.to_dict("records"), strict=True)
    return tuple(row for row, school in schools if reading.when is None or reading.when.holds_for(school))


def _sections_of(rows: pd.DataFrame, counted: pd.DataFrame) -> pd.Series:
    """How many sections of each row's school count."""
    return rows["school_id"].map(counted.groupby("school_id").size()).fillna(0)


def turned(before: Verdicts, after: Verdicts) -> Iterator[Turn]:
    """The verdicts whose answer differs (结论改变的判断), by rule, stage and school.

    A section that only one reading counts has no verdict to turn.
    """
    earlier = {_key(one): one for one in before}
    for one in after:
        same = Verdicts([earlier[_key(one)]]) if _key(one) in earlier else _over_stages(one, before)
        if same and same.answer is not one.answer:
            yield Turn(same, Verdicts([one]))


def _key(verdict: Verdict) -> tuple[str, str, str]:
    return verdict.rule.id, verdict.stage, verdict.school_id


def _over_stages(one: Verdict, others: Verdicts) -> Verdicts:
    """What others say, stage by stage, of a rule and school that `one` speaks of as a whole."""
    if one.stage:
        return Verdicts()
    same = others.where(rule=one.rule.id, unit="county")
    if not one.school_id:
        return same
    return Verdicts(part for verdict in same for part in verdict.members if part.school_id == one.school_id)
