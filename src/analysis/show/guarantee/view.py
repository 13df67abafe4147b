"""A framework held against what a county states of itself, and its school table where there is one: the front door of 07."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.insight.reports.as_record import as_record
from analysis.insight.reports.audit import report_named
from analysis.insight.reports.findings import listed, title_of
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.report import Report
from analysis.language import Words, begun
from analysis.rules.asked import is_not_stated, name_of
from analysis.rules.choice import standard_of_record
from analysis.rules.conventions import Conventions
from analysis.rules.county_files import record_of
from analysis.rules.measures import MEASURES
from analysis.rules.results import Answer, Verdict, Verdicts
from analysis.rules.rule import Rule
from analysis.rules.standards import Standard, standard
from analysis.rules.verdict import CountyVerdict, judge, judge_record
from analysis.show.county.view import View, check_language, open_view
from analysis.show.page.speaking import Speaker
from analysis.tables.catalogue.datasets import find_dataset
from analysis.tables.county.items import common_items
from analysis.tables.county.record import Record

USUAL = "cn-quality-balance-2017"  # the framework of a report that names none
NO_PART = Words("各项", "Items")


@dataclass(frozen=True)
class Line:
    """One item of a framework: its rule and those that stand beside it, each with its verdicts over stages."""

    verdicts: Verdicts

    @property
    def label(self) -> Words:
        """What the item is called: all that it asks, where that is several things; without a limit, its own name."""
        return _listed(self.verdicts.judged() or self.verdicts[:1])

    @property
    def number(self) -> int | None:
        """Its place in the document, where its own clause ends in one."""
        own = (one.limit.clause for one in self.verdicts if one.limit and not one.rule.beside)
        found = re.search(r"(\d+)$", next(own, ""))
        return int(found.group()) if found else None

    @property
    def rules(self) -> list[Verdicts]:
        """The verdicts rule by rule, without those that only stand beside it and of which nothing is stated."""
        told = (one for one in self.verdicts if one.limit or not one.rule.beside or not is_not_stated(one))
        names = dict.fromkeys(one.rule.id for one in told)
        return [self.verdicts.where(rule=name) for name in names]

    @property
    def failing(self) -> Words:
        """What of it is not met."""
        return _listed(one for one in self.verdicts if one.answer is Answer.NOT_MET)

    @property
    def open(self) -> Words:
        """What of it cannot be judged."""
        return _listed(one for one in self.verdicts.judged() if one.answer is Answer.CANNOT_JUDGE)

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
    county : the county's view of its school table; None where there is none
    """

    record: Record
    standard: Standard
    lang: str
    report: Report | None = None
    county: View | None = None

    @property
    def conventions(self) -> Conventions:
        return self.county.conventions if self.county else Conventions()

    @cached_property
    def verdict(self) -> CountyVerdict:
        """Every rule of the framework, held against the school table and what is stated."""
        if self.county is None:
            return judge_record(self.record, self.standard, conventions=self.conventions)
        here = self.county
        return judge(here.sections, self.standard, here.county, here.year, day=here.day, record=self.record)

    def school(self, school_id: str) -> str:
        """A school's name by its code, or as a report calls it; what a county names stands for itself."""
        if self.county is None:
            named = (one.part_called for one in self.record.entries if one.part_of == school_id)
            return next(named, Words(school_id, school_id)).in_(self.lang)
        rows = self.county.sections.source.rows
        return next(iter(rows.loc[rows["school_id"] == school_id, "school"]), school_id)

    def figures_of(self, verdict: Verdict) -> list[str]:
        """The names of the numbers that answer an item of an outline; nothing of an item with a value."""
        if verdict.measure != "evidence":
            return []
        mine = (one for one in self.record.mentions if any(one.is_about(pattern) for pattern in verdict.rule.of))
        return [one.name for one in mine if one.is_usable]

    def figures_said(self, verdict: Verdict) -> Words | None:
        """These numbers of a report as printed; None where there are none."""
        names = self.figures_of(verdict) if self.report else []
        return listed((printed_figure(self.report.fact(name)) for name in names), "；", "; ") if names else None

    @cached_property
    def items(self) -> Verdicts:
        """The verdicts that answer an item, in the document's order; a roll-up only where it belongs to a part itself."""
        return Verdicts(
            one
            for one in self.verdict.verdicts
            if (MEASURES[one.measure].about != "rules" or one.rule.part or one.rule.beside)
            and one.unit == "county"
            and MEASURES[one.measure].judged != "section"
        )

    def lines(self, part: str) -> list[Line]:
        """The items of one part; "" for those of no part. What stands beside a rule is of its item."""
        found: dict[str, list[Verdict]] = {}
        for one in self.items:
            leading = self._leading(one.rule)
            if leading.part == part:
                found.setdefault(leading.id, []).append(one)
        lines = [Line(Verdicts(verdicts)) for verdicts in found.values()]
        return sorted(lines, key=lambda line: line.number) if all(line.number for line in lines) else lines

    def _leading(self, rule: Rule) -> Rule:
        """The rule whose item it belongs to: itself, or the one it stands beside."""
        return next((one for one in self.standard.rules if one.id == rule.beside), rule)

    @cached_property
    def judged_lines(self) -> list[Line]:
        """The items of all parts that the document asks something of."""
        return [line for part in self.parts for line in self.lines(part) if line.is_judged]

    @property
    def judged_items(self) -> Verdicts:
        """What answers those items: what a run records and counts of the document."""
        return Verdicts(one for line in self.judged_lines for one in line.verdicts.judged())

    @property
    def awards_points(self) -> bool:
        """Whether the document counts marks, or deductions from full ones."""
        return any(one.measure in ("deductions", "points") for one in self.verdict.verdicts)

    @property
    def lists_proofs(self) -> bool:
        """Whether its file says of any item what shows it."""
        return any(line.verdicts[0].rule.proof for part in self.parts for line in self.lines(part))

    @cached_property
    def parts(self) -> dict[str, Words]:
        """The parts that have items, in the document's order."""
        named = {self._leading(one.rule).part for one in self.items}
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


def _listed(verdicts: Iterable[Verdict]) -> Words:
    """What verdicts are about, each thing once."""
    labels = dict.fromkeys(map(label_of, verdicts))
    return Words("；".join(one.zh for one in labels), "; ".join(one.en for one in labels))


def printed_figure(fact: PrintedFact) -> Words:
    """A number of a report with what it is called."""
    title, printed = title_of(fact), fact.as_printed
    return Words(f"{title.zh}：{printed.zh}", f"{title.en}: {printed.en}")


def label_of(verdict: Verdict) -> Words:
    """What a verdict is about: an indicator, its coefficient, or what its rule is called."""
    names = {"cv": f"cv_{verdict.subject}", "resource": verdict.subject}
    name = names.get(verdict.measure, "")
    label = common_items()[name].label if name in common_items() else name_of(verdict.rule)
    return Words(label.zh, begun(label.en))


def open_guarantee(
    report: str,
    standard_id: str = "",
    lang: str = "zh",
    chosen: Mapping[str, str] | None = None,
    *,
    dataset: str = "",
    county: str = "",
    year: int = 0,
) -> GuaranteeView:
    """An entered report's facts, untouched, against a framework: the one it names itself unless another is asked for.

    Without a report, a county of a data set: its school table, where there is one, and what it states of itself.

    chosen : numbers somebody decided on for damaged ones, by the fact's name; the record says which they are

    UsageError naming the reports, data sets, counties or frameworks there are, or the damaged facts.
    """
    check_language(lang)
    if not report:
        return _of_county(dataset, county, year, standard_id, lang)
    found = report_named(report)
    return GuaranteeView(as_record(found, chosen), standard(standard_id or found.standard or USUAL), lang, found)


def _of_county(dataset: str, county: str, year: int, standard_id: str, lang: str) -> GuaranteeView:
    """A county's own figures: of a year where a school table says which, else as its workbook dates them."""
    if find_dataset(dataset).shape == "record":
        record = record_of(dataset, county)
        return GuaranteeView(replace(record, year=year or record.year), standard_of_record(standard_id), lang)
    view = open_view(dataset, county, year, lang)
    named = standard_id or (view.standard.id if view.standard else "")
    place = Words(view.place, view.place)
    record = replace(view.record or Record(place, view.year), place=place, year=view.year)
    return GuaranteeView(record, standard_of_record(named), lang, county=view)
