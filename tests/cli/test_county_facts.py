"""A county's own workbook of facts as a stranger meets it: template, check, and a run beside a school table."""

import pytest
from cli.command_line import fill_template
from openpyxl import load_workbook

from analysis.rules.county_files import county_records
from analysis.show.appendix.results import answers
from analysis.show.county.view import open_view
from analysis.tables.catalogue.datasets import find_dataset, load_dataset

PAY = {"义务教育教师年平均工资收入": 98_000, "公务员年平均工资收入": 97_000, "优质高中招生名额分配比例": "55.5%"}


@pytest.fixture
def folder(junheng, tmp_path):
    """A school table and, beside it, a workbook of facts with three figures and one finding."""
    folder = tmp_path / "mine"
    folder.mkdir()
    junheng("template", folder / "甲县.xlsx")
    fill_template(folder / "甲县.xlsx")
    path = folder / "甲县县级数据.xlsx"
    assert junheng("template", "--facts", "--year", 2023, path).code == 0
    book = load_workbook(path)
    sheet = book["县级数据"]
    for row in range(4, sheet.max_row + 1):
        if (name := sheet.cell(row, 1).value) in PAY:
            sheet.cell(row, 4).value = PAY[name]
    findings = book["认定事项"]
    row = next(row for row in range(4, findings.max_row + 1) if findings.cell(row, 1).value == "无过重课业负担")
    for column, text in enumerate(("不符合", "县督导室", "2023-05-06", "检查记录"), 3):
        findings.cell(row, column).value = text
    sheet["A2"] = "填报单位：甲县"
    book.save(path)
    return folder


@pytest.mark.parametrize(
    ("lang", "counted", "asked"),
    [
        ("zh", "甲县：县级数据3项（3个数，其中0个不明），认定1项。", "初中三年巩固率"),
        ("en", "甲县: 3 item(s) of the county (3 figures, 0 of them unknown), 1 finding(s).", "Three-year retention"),
    ],
)
def test_the_check_says_how_much_was_read_and_what_a_framework_still_asks_for(junheng, folder, lang, counted, asked):
    said = junheng("--lang", lang, "check", folder / "甲县县级数据.xlsx")
    assert (said.code, said.err) == (0, "")
    first, second = said.out.strip().splitlines()
    assert first == counted
    assert asked in second
    assert "工资" not in second
    assert "pay" not in second


@pytest.mark.parametrize("has_schools", [True, False])
def test_the_check_of_a_folder_reads_its_workbook_of_facts_too(junheng, folder, has_schools):
    if not has_schools:
        (folder / "甲县.xlsx").unlink()
    said = junheng("--lang", "en", "check", folder)
    assert (said.code, said.err) == (0, "")
    assert ("5 school section(s)" in said.out) is has_schools
    assert "甲县: 3 item(s) of the county" in said.out
    (folder / "甲县县级数据.xlsx").rename(folder / "damaged.xlsx")
    (folder / "乙县县级数据.csv").write_text("数据项,数值,单位\n持证上岗率,130,%\n", encoding="utf-8")
    assert "乙县县级数据.csv › B2" in junheng("--lang", "en", "check", folder).out


def test_an_empty_template_of_facts_states_nothing_and_says_so(junheng, tmp_path):
    path = tmp_path / "empty.xlsx"
    junheng("template", "--facts", path)
    said = junheng("--lang", "en", "check", path)
    assert said.code == 1
    assert said.out.startswith("error empty.xlsx: states nothing")


def test_the_countys_verdict_includes_what_its_workbook_states(folder, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(folder))
    assert [file.name for file in find_dataset("own").county_facts] == ["甲县县级数据.xlsx"]
    assert set(load_dataset("own").rows["school"]) == {"一小", "二小", "一中", "九年制学校"}
    for lang, shown, left in (
        ("zh", [("55.5%", "≥ 50%"), ("1.01", "≥ 1"), ("不符合", "认定符合")], "县级数据未填报、无法判断（"),
        ("en", [("55.5%", "≥ 50%"), ("1.01", "≥ 1"), ("not met", "to be established")], "Not stated by the county"),
    ):
        view = open_view("own", lang=lang)
        table = answers(view)
        found = [(str(row[2].in_(lang)), str(row[3].in_(lang))) for row in table.rows if hasattr(row[2], "in_")]
        text = table.html()
        assert all(part in text for pair in shown for part in pair), found
        assert left in text
    assert view.verdict.verdicts.where(rule="no_excess_burden").answer == "not_met"


def test_a_workbook_of_facts_with_a_fault_is_named_and_the_schools_are_still_judged(folder, monkeypatch):
    (folder / "乙.csv").write_text("数据项,数值,单位\n持证上岗率,130,%\n", encoding="utf-8")
    monkeypatch.setenv("JUNHENG_DATA", str(folder))
    assert set(county_records("own").refused) == {"乙.csv"}
    view = open_view("own")
    assert view.record.entries
    assert any(note.place == "乙.csv" for note in view.table.provenance.notes)


def test_facts_of_a_county_without_schools_are_named_and_not_used(folder, monkeypatch):
    (folder / "丙县县级数据.csv").write_text("县区,数据项,数值,单位\n丙县,持证上岗率,99,%\n", encoding="utf-8")
    monkeypatch.setenv("JUNHENG_DATA", str(folder))
    (note,) = [one for one in open_view("own").table.provenance.notes if one.kind == "county_not_in_tables"]
    assert "丙县" in note.line("zh")
    assert "甲县" in note.line("en")
