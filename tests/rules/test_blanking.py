"""A figure left blank never helps: over every report and every standard, and over a county that states everything."""

from dataclasses import dataclass, field

import pytest

from analysis import paths
from analysis.insight.reports.as_record import as_record
from analysis.insight.reports.report_file import read_report
from analysis.language import Words
from analysis.rules.results import Answer
from analysis.rules.standards import load_standards
from analysis.rules.verdict import judge_record
from analysis.tables.county.items import common_items
from analysis.tables.county.record import Entry, Record

STANDARDS = {name: found for name, found in load_standards().items() if name != "cn-section-split"}
NATIONAL = [name for name, found in STANDARDS.items() if not found.overlays]
LAID_OVER = {"heng_2018": "cn-guangxi-basic-balance", "pingluo_2023": "cn-county-quality-plan"}
RECORDS = {path.stem: as_record(read_report(path)) for path in sorted((paths.RAW / "reports").glob("*.toml"))}
REPORTS = [name for name, found in RECORDS.items() if found.entries]


@dataclass(frozen=True)
class Watched(Record):
    """A record that notes which items were asked for: no other can matter."""

    asked: set = field(default_factory=set)

    def of(self, item):
        self.asked.add(item)
        return super().of(item)


def answers(record, rules):
    return {(one.rule.id, one.stage, one.school_id): one.answer for one in judge_record(record, rules).verdicts}


def helped_by_a_blank(record, rules):
    """The rules that are met only once a figure is gone, with that figure."""
    watched = Watched(**vars(record))
    before = answers(watched, rules)
    entries = [entry for entry in record.entries if entry.item in watched.asked]
    return {
        (entry.item, entry.stage, rule)
        for entry in entries
        for rule, answer in answers(record.without(entry), rules).items()
        if answer is Answer.MET and before[rule] is not Answer.MET
    }


def test_there_are_reports_with_figures_and_rules_that_ask_for_them():
    assert len(REPORTS) >= 12 and sum(len(RECORDS[name].entries) for name in REPORTS) > 300
    watched = Watched(**vars(RECORDS["pingluo_2023"]))
    judge_record(watched, STANDARDS["cn-quality-balance-2017"])
    assert len({entry.item for entry in watched.entries} & watched.asked) > 30


@pytest.mark.parametrize("name", REPORTS)
def test_blanking_a_figure_of_a_report_never_turns_a_verdict_to_met(name):
    for rules in [*NATIONAL, *(LAID_OVER[one] for one in LAID_OVER if one == name)]:
        assert helped_by_a_blank(RECORDS[name], STANDARDS[rules]) == set(), rules


def everything(share, number):
    """A county that states every item, this year and last; of what may be left unstated, one."""
    optional = {part.item for item in common_items().by_name.values() for part in item.parts if part.is_optional}
    entries = [
        Entry(name, share if item.is_share else 1.0 if name in optional else number + 2024 - year, stage, year)
        for name, item in common_items().by_name.items()
        for stage in ((item.stage,) if item.stage else ("primary", "junior"))
        for year in (2024, 2025)
    ]
    scored = (rule.id for rule in STANDARDS["cn-basic-balance-2012"].of_measure("score"))
    marks = [Entry("score", 4.0, "compulsory", 2025, part_of=name) for name in scored]
    return Record(Words("试验县", "a county"), 2025, (*entries, *marks))


@pytest.mark.parametrize(("share", "number"), [(0.5, 97.0), (1.0, 3.0)])
@pytest.mark.parametrize("name", NATIONAL)
def test_blanking_a_figure_of_a_county_that_states_everything_never_turns_a_verdict_to_met(name, share, number):
    assert helped_by_a_blank(everything(share, number), STANDARDS[name]) == set()
