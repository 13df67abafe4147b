"""The empty workbook of every framework, filled in, gives exactly the record it was filled from."""

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from analysis.errors import UsageError
from analysis.rules.asked import asked_by, name_of, still_asked
from analysis.rules.county_files import read_county_files
from analysis.rules.facts_sheets import EACH, FIGURES, FINDINGS, MARKS, facts_sheets
from analysis.rules.standards import load_standards, standard
from analysis.tables.county.record import Entry, Judgement
from analysis.tables.county.record_file import is_record_file
from analysis.tables.sources.facts_template import HEAD, write_facts_template

YEAR = 2023
DAY = dt.date(YEAR, 12, 31)
ASKING = [name for name, one in load_standards().items() if not asked_by(one, DAY).is_nothing]
ALL_STAGES = "全县"


def figure(number, item):
    """A number that its item can have."""
    if item.is_share:
        return 20 + number % 70 + 0.25
    if item.unit.zh in ("", "分"):
        return 3.5
    return 50 if item.within else 100 + number


def as_filled(path: Path, name: str):
    """The workbook with every cell that is asked for filled in, and what was filled in."""
    rules = standard(name)
    asked = asked_by(rules, DAY)
    write_facts_template(path, facts_sheets(rules, YEAR))
    book = load_workbook(path)
    wanted = []
    for row, one in enumerate((one for one in asked.figures if not one.item.of_each), HEAD + 1):
        value = figure(row, one.item)
        book[FIGURES].cell(row, 4).value = value
        shown = value / 100 if one.item.is_share else value
        wanted.append((one.item.name, pytest.approx(shown, rel=1e-12), one.stage, YEAR + one.years, ""))
    for kind, (sheet, _, _) in EACH.items():
        items = dict.fromkeys(one.item for one in asked.figures if one.item.of_each == kind)
        for row in range(HEAD + 1, HEAD + 4) if items else ():
            label = book[sheet].cell(row, 1).value or f"{row}"
            book[sheet].cell(row, 1).value = label
            for column, item in enumerate(items, 3):
                value = row if kind == "point" else 100 * row - column  # deductions stay within the full marks
                book[sheet].cell(row, column).value = value
                wanted.append((item.name, value, item.stage, YEAR, label))
    for row, rule in enumerate(asked.findings, HEAD + 1):
        for column, text in enumerate(
            ("符合" if row % 2 else "不符合", "督导室", dt.date(YEAR, 5, row), f"档案{row}"), 3
        ):
            book[FINDINGS].cell(row, column).value = text
        wanted.append(
            (name_of(rule).zh, "met" if row % 2 else "not_met", "督导室", dt.date(YEAR, 5, row), f"档案{row}")
        )
    for row, rule in enumerate(asked.marks, HEAD + 1):
        book[MARKS].cell(row, 2).value = 1
        wanted.append(("score", 1, "compulsory", None, name_of(rule).zh))
    book.save(path)
    return wanted


def plain(what: Entry | Judgement) -> tuple:
    if isinstance(what, Judgement):
        return what.rule, what.answer, what.by, what.on, what.evidence
    return what.item, what.value, what.stage, what.year, what.part_of


@pytest.mark.parametrize("name", ASKING)
def test_a_filled_template_passes_without_a_question_and_gives_what_was_filled_in(name, tmp_path):
    path = tmp_path / "filled.xlsx"
    wanted = as_filled(path, name)
    assert is_record_file(path)
    read = read_county_files([path])
    assert not read.problems.all
    (record,) = read.records.values()
    found = [plain(one) for one in (*record.entries, *record.judgements)]
    assert sorted(found, key=repr) == sorted(wanted, key=lambda one: repr(tuple(_bare(x) for x in one)))
    assert not still_asked(record, standard(name))


def _bare(value):
    return value.expected if hasattr(value, "expected") else value


def test_the_quality_framework_asks_for_all_its_parts():
    asked = asked_by(standard("cn-quality-balance-2017"), DAY)
    years = {(one.item.name, one.years) for one in asked.figures}
    assert {("cohort_entry", -3), ("cohort_graduates", 0), ("disabled_children_deferred", 0)} <= years
    assert len(asked.findings) == 17


def test_a_standard_that_asks_a_county_for_nothing_has_no_template():
    with pytest.raises(UsageError, match=r"不需要县级数据|asks a county to state nothing"):
        facts_sheets(standard("cn-section-split"), YEAR)
