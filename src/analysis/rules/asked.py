"""What a framework asks a county to state of itself (须填报的数据项): figures with their parts, findings, marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from analysis.language import Words, begun
from analysis.rules.measures import MEASURES
from analysis.rules.results import Answer, Quoted, Verdict
from analysis.rules.rule import PLAIN, Rule
from analysis.rules.standards import Standard, load_standards
from analysis.rules.verdict import judge_record
from analysis.tables.county.items import Item, common_items
from analysis.tables.county.record import Record
from analysis.tables.county.record_file import RuleNames
from analysis.tables.sheets.numbers import plain

USUAL = "cn-quality-balance-2017"
LAST_YEAR = -1


@dataclass(frozen=True)
class AskedFigure:
    """An item of a stage, so many years from the one that is judged.

    part_of : the label of the item it is a part of
    rule    : the first rule that asks for it
    """

    item: Item
    stage: str
    years: int
    rule: Rule
    part_of: Words | None = None

    @property
    def is_instead(self) -> bool:
        """Whether it stands in for a school table."""
        about = MEASURES[self.rule.measure]
        return bool(about.stated) and about.reads == "table"


@dataclass(frozen=True)
class Asked:
    """Everything a framework asks a county for; a rule is asked for a finding, or for marks."""

    figures: tuple[AskedFigure, ...]
    findings: tuple[Rule, ...]
    marks: tuple[Rule, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.figures or self.findings or self.marks)


def asked_by(standard: Standard, day: dt.date) -> Asked:
    """What the rules of a day ask a county for, in their order, each figure once; what stands in for a school table is last."""
    rules = [rule for rule in standard.rules_on(day) if MEASURES[rule.measure].about != "rules"]
    figures: dict[tuple[str, str, int], AskedFigure] = {}
    for rule in rules:
        for one in _figures(rule, day):
            figures.setdefault((one.item.name, one.stage, one.years), one)
    return Asked(
        tuple(sorted(figures.values(), key=lambda one: one.is_instead)),
        tuple(rule for rule in rules if _wants_finding(rule)),
        tuple(rule for rule in rules if _wants_marks(rule)),
    )


def _wants_finding(rule: Rule) -> bool:
    return MEASURES[rule.measure].shown == "judgement"


def _wants_marks(rule: Rule) -> bool:
    return any(
        name in common_items() and common_items()[name].of_each == "rule" for name in MEASURES[rule.measure].asks
    )


def _figures(rule: Rule, day: dt.date) -> Iterator[AskedFigure]:
    about, items = MEASURES[rule.measure], common_items()
    if about.about == "item":
        own = items[rule.subject]
        names = [own.failing] if about.reads == "either" and own.failing else [own.name]
        for whom in rule.limits(day) or (PLAIN,):
            for name in names:
                yield from _with_parts(items[name], whom, rule)
    for named in (*([about.stated] if about.stated else ()), *about.asks):
        name, _, stage = named.format(of=rule.subject).partition("@")
        if name not in items or items[name].of_each == "rule":
            continue
        stages = [stage] if stage or named != about.stated else [one for one in rule.limits(day) if one in _STAGES]
        for whom in stages:
            yield AskedFigure(items[name], whom or items[name].stage, 0, rule)


_STAGES = ("primary", "junior", "senior")


def _with_parts(item: Item, whom: str, rule: Rule, part_of: Words | None = None) -> Iterator[AskedFigure]:
    """An item and what it is made of; growth needs last year's too."""
    years = (LAST_YEAR, 0) if "{of}_growth" in MEASURES[rule.measure].asks else (0,)
    for year in years:
        yield AskedFigure(item, whom or item.stage, year - item.years_before, rule, part_of)
    for part in item.parts:
        yield from _with_parts(common_items()[part.item], whom, rule, item.label)


def rule_names(standards: Iterable[Standard] | None = None) -> RuleNames:
    """The rules of every standard there is that a county answers by a finding or by marks, by id and label."""
    rules = [rule for one in (standards or load_standards().values()) for rule in one.rules]
    return RuleNames(
        _headings(rule for rule in rules if _wants_finding(rule)),
        _headings(rule for rule in rules if _wants_marks(rule)),
    )


def _headings(rules: Iterable[Rule]) -> Mapping[str, str]:
    """A rule's id and its label in either language stand for the Chinese one; an id of several labels for itself."""
    found: dict[str, str] = {}
    for rule in rules:
        kept = rule.label.zh if rule.label else rule.id
        found[plain(rule.id)] = kept if found.get(plain(rule.id), kept) == kept else rule.id
        found |= {plain(text): kept for text in rule.label or ()}
    return found


def name_of(rule: Rule) -> Words:
    """What a rule is called: by its document's file, else by the item it is about, else by its measure."""
    about = MEASURES[rule.measure]
    if rule.label or about.about != "item":
        return rule.label or about.label
    label = common_items()[rule.subject].label
    if "{of}_growth" in about.asks:
        return Words(f"{label.zh}与上年之比", f"Growth of {label.en}")
    return Words(label.zh, begun(label.en))


def is_not_stated(verdict: Verdict) -> bool:
    """Whether a rule about what a county states is open because nothing of it was stated."""
    is_open = verdict.answer is Answer.CANNOT_JUDGE and not verdict.members
    return is_open and isinstance(verdict.result.inputs, Quoted | None) and not _cells(verdict) and _reads(verdict)


def _cells(verdict: Verdict) -> tuple:
    return tuple(verdict.result.inputs.cells()) if verdict.result.inputs else ()


def _reads(verdict: Verdict) -> bool:
    return MEASURES[verdict.measure].reads in ("record", "either")


def still_asked(record: Record, standard: Standard) -> list[tuple[Words, str]]:
    """The rules with a limit that nothing stated answers: name and stage."""
    open_ = [one for one in judge_record(record, standard).verdicts if one.limit and is_not_stated(one)]
    return [(name_of(one.rule), one.stage) for one in open_]
