"""A framework held against what a county states of itself, and its school table where there is one: the front door of 07."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.insight.reports.as_record import as_record
from analysis.insight.reports.audit import report_named
from analysis.insight.reports.report import Report
from analysis.language import Words
from analysis.rules.asked import name_of
from analysis.rules.measures import MEASURES
from analysis.rules.results import Answer, Verdict, Verdicts
from analysis.rules.standards import Standard, standard
from analysis.rules.verdict import CountyVerdict, judge_record
from analysis.show.county.view import check_language
from analysis.show.page.speaking import Speaker
from analysis.tables.county.items import common_items
from analysis.tables.county.record import Record

USUAL = "cn-quality-balance-2017"  # the framework of a report that names none
LAST = 10_000
NO_PART = Words("各项", "Items")


@dataclass(frozen=True)
class Line:
    """One item of a framework: a rule and its verdicts over stages."""

    rule_id: str
    label: Words
    verdicts: Verdicts

    @property
    def answer(self) -> Answer:
        return self.verdicts.judged().answer

    @property
    def is_judged(self) -> bool:
        """Whether the document asks anything of it; an item without a limit is only shown."""
        return bool(self.verdicts.judged())


@dataclass(frozen=True)
class GuaranteeView(Speaker):
    """One county, one framework, one language.

    report : the entered report the record was taken from; None for a county's own figures
    """

    record: Record
    standard: Standard
    lang: str
    report: Report | None = None

    @cached_property
    def verdict(self) -> CountyVerdict:
        """Every rule of the framework, held against what is stated."""
        return judge_record(self.record, self.standard)

    @cached_property
    def items(self) -> Verdicts:
        """The verdicts that answer an item, in the document's order; a roll-up only where it belongs to a part itself."""
        return Verdicts(
            one
            for one in self.verdict.verdicts
            if (MEASURES[one.measure].about != "rules" or one.rule.part)
            and one.unit == "county"
            and MEASURES[one.measure].judged != "section"
        )

    def lines(self, part: str) -> list[Line]:
        """The items of one part; "" for those of no part."""
        found: dict[str, list[Verdict]] = {}
        for one in self.items:
            if one.rule.part == part:
                found.setdefault(one.rule.id, []).append(one)
        lines = [Line(name, label_of(verdicts[0]), Verdicts(verdicts)) for name, verdicts in found.items()]
        return sorted(lines, key=_place)

    @cached_property
    def judged_lines(self) -> list[Line]:
        """The items of all parts that the document asks something of."""
        return [line for part in self.parts for line in self.lines(part) if line.is_judged]

    @cached_property
    def parts(self) -> dict[str, Words]:
        """The parts that have items, in the document's order."""
        named = {one.rule.part for one in self.items}
        found = {name: label for name, label in self.standard.parts.items() if name in named}
        return found | ({"": NO_PART} if "" in named else {})

    @property
    def floor(self) -> float | None:
        """The share of its threshold no indicator of a school may fall below."""
        return self.standard.number("met_count", "floor_share", self.verdict.day)

    @cached_property
    def schools(self) -> Verdicts:
        """The single schools that are named."""
        return self.verdict.verdicts.where(unit="school")


def _place(line: Line) -> int:
    """The number of an item's clause; what has none stands last, in the order of the file."""
    found = re.search(r"(\d+)$", next((one.limit.clause for one in line.verdicts if one.limit), ""))
    return int(found.group()) if found else LAST


def label_of(verdict: Verdict) -> Words:
    """What a verdict is about: an indicator, its coefficient, or what its rule is called."""
    names = {"cv": f"cv_{verdict.subject}", "resource": verdict.subject}
    name = names.get(verdict.measure, "")
    return common_items()[name].label if name in common_items() else name_of(verdict.rule)


def open_guarantee(
    report: str, standard_id: str = "", lang: str = "zh", chosen: Mapping[str, str] | None = None
) -> GuaranteeView:
    """An entered report's facts, untouched, against a framework: the one it names itself unless another is asked for.

    chosen : numbers somebody decided on for damaged ones, by the fact's name; the record says which they are

    UsageError naming the reports or frameworks there are, or the damaged facts.
    """
    check_language(lang)
    found = report_named(report)
    return GuaranteeView(as_record(found, chosen), standard(standard_id or found.standard or USUAL), lang, found)
