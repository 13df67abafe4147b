"""The set a county attaches: one description, each annex as a document and a sheet, and a report that says its sources."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import docx
import pytest
from openpyxl import load_workbook

from analysis.errors import StandardError, UsageError
from analysis.language import Words
from analysis.publish.attachments import annex_files, report_of, school_files, set_for
from analysis.publish.attachments.cells import Figure, cell_of
from analysis.publish.attachments.workbook import render_workbook
from analysis.publish.documents.word import render_docx
from analysis.publish.jobs import default_jobs
from analysis.show.attachments import description
from analysis.show.attachments.description import documents, self_report
from analysis.show.attachments.desk import Desk
from analysis.show.attachments.matter import TO_WRITE, Piece
from analysis.show.county.view import open_view
from analysis.show.page.table import Table
from analysis.show.plan import open_plan, tables

HOSTILE = '=HYPERLINK("x")'


@pytest.fixture(scope="module", params=["zh", pytest.param("en", marks=pytest.mark.slow)])
def whole(request):
    (job,) = [one for one in default_jobs([request.param], ["attachments"]) if one.county == "DEMO-A"]
    return set_for(job)


@pytest.fixture(scope="module")
def pieces(whole):
    return list(whole.annexes())


def read_back(whole, pieces):
    return load_workbook(io.BytesIO(render_workbook(whole, "t", pieces)))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("1,234.50", Figure(1234.5, "#,##0.00")),
        ("−0.03", Figure(-0.03, "0.00")),
        ("+0.012", Figure(0.012, "+0.000;-0.000;0.000")),
        ("31.7%", Figure(0.317, "0.0%")),
        ("518.9㎡", Figure(518.9, '0.0"㎡"')),
        ("1 teacher", Figure(1, '0" teacher"')),
        ("—", None),
        ("", None),
        ("≥ 3.20", "≥ 3.20"),
        ("0042", "0042"),
        ("5→7", "5→7"),
    ],
)
def test_a_printed_number_is_a_number_in_the_workbook_and_nothing_else_is(text, held):
    assert cell_of(text, "r") == held


def test_what_stands_in_a_column_of_texts_stays_a_text():
    assert cell_of("2024", "l") == "2024"


def test_every_annex_has_a_document_and_a_sheet_with_its_number(whole, pieces):
    assert [piece.number for piece in pieces] == list(range(1, len(documents()) + 1))
    assert all(piece.blocks for piece in pieces)
    book = read_back(whole, pieces)
    assert book.sheetnames[1:] == [piece.sheet for piece in pieces]
    for piece in pieces:
        assert piece.title in book[piece.sheet]["A1"].value


def test_the_workbook_holds_numbers_as_numbers_and_says_what_an_empty_cell_is(whole, pieces):
    book = read_back(whole, pieces)
    numbers = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "n" and cell.value is not None
    ]
    assert len(numbers) > 300
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    assert not [text for text in texts if text == "—" or re.fullmatch(r"\d+\.\d+", text)]
    assert any(("空格" if whole.lang == "zh" else "Blank") in text for text in texts)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_text_that_looks_like_a_formula_is_none(whole):
    table = Table(HOSTILE, ["a", "b"], [(HOSTILE, "1")], "lr", note=HOSTILE)
    book = read_back(whole, [Piece(1, "1 x", "x", HOSTILE, [table, Words(HOSTILE, HOSTILE)])])
    cells = [cell for row in book["1 x"].iter_rows() for cell in row if cell.value]
    assert sum(cell.value == HOSTILE for cell in cells) == 4 and all(cell.data_type != "f" for cell in cells)


def test_the_same_set_gives_the_same_bytes(whole, pieces):
    assert render_workbook(whole, "t", pieces) == render_workbook(whole, "t", pieces)


def test_every_sentence_of_the_report_names_its_source_or_is_marked_as_to_be_written(whole):
    document = docx.Document(io.BytesIO(render_docx(report_of(whole))))
    start = next(k for k, p in enumerate(document.paragraphs) if p.style.name == "Heading 1")
    body = [p for p in document.paragraphs[start:] if p.style.name in ("Body Text", "First Paragraph")]
    ends = Words("附件：", "Annexes:").in_(whole.lang)
    told = [p.text for p in body if not p.text.startswith((ends, "　"))]
    source, mark = ("来源：" if whole.lang == "zh" else "Source:"), TO_WRITE.in_(whole.lang)
    assert len(told) > 15
    assert not [text for text in told if source not in text and not text.startswith(f"【{mark}")]
    written = {run.style.name for p in body for run in p.runs if run.text.startswith("【")}
    assert written == {"To Be Written"}


def test_the_report_never_says_that_anything_was_found_officially(whole):
    text = "\n".join(whole.report().front)
    said = ("不是官方认定", "不是认定结论") if whole.lang == "zh" else ("not an official finding",)
    assert all(one in text for one in said[:1]) and whole.usual.banner


def test_each_document_calls_itself_what_it_is(whole, pieces):
    school, report, annex = next(whole.school_sheets()), whole.report(), whole.matter_of(pieces[0])
    called = [report.front[0], annex.front[-1], whole.matter_of(school).front[-1]]
    if whole.lang == "zh":
        assert ["本附件" in text for text in called] == [False, True, False]
        assert "文中由程序填入的内容均为测算结果" in called[0] and "本表内容均为测算结果" in called[2]
    else:
        assert not [text for text in called if "this appendix" in text]
        assert "filled in here by the program is a computed result" in called[0]
        assert "in this annex is" in called[1] and "on this sheet is" in called[2]


def test_a_school_s_own_sheet_has_a_safe_name_and_only_that_school(whole):
    sheet = next(whole.school_sheets())
    hostile = replace(sheet, name="../a:b/c*")
    several = files_of_schools(whole, [sheet, hostile])
    assert all(name.count("/") == 1 and ".." not in name.split("/")[1][:2] for name in several)
    document = docx.Document(io.BytesIO(next(iter(several.values()))))
    assert len(document.tables) == 1 and sheet.title in document.paragraphs[0].text


def files_of_schools(whole, sheets):
    class Two(type(whole)):
        def school_sheets(self):
            return iter(sheets)

    return school_files(Two(whole.desk, whole.usual), "x")


def test_an_annex_document_bears_its_number(whole, pieces):
    class One(type(whole)):
        def annexes(self):
            return iter(pieces[5:6])

    ((name, data),) = annex_files(One(whole.desk, whole.usual), "x").items()
    mark = docx.Document(io.BytesIO(data)).paragraphs[0].text
    assert mark == ("附件6" if whole.lang == "zh" else "Annex 6") and name.startswith("x/")


def test_a_county_without_a_standard_has_nothing_to_attach():
    (job,) = [one for one in default_jobs(["zh"], ["attachments"]) if one.county == "DEMO-A"]
    with pytest.raises(UsageError, match="no standard is attached"):
        set_for(replace(job, dataset="michigan", county="", year=0))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("DOCUMENTS_FILE", 'tables = ["coefficients"]', 'tables = ["nonsense"]', "nonsense"),
        ("DOCUMENTS_FILE", 'en = "coefficients" }', f'en = "{"x" * 28}" }}', "at most 27 characters"),
        ("REPORT_FILE", '"sizes:class_size" = [', "nonsense = [", "nonsense"),
        ("REPORT_FILE", '["tasks"]', '["nonsense"]', "nonsense"),
    ],
)
def test_a_fault_in_the_description_is_named(file, old, new, said, tmp_path, monkeypatch):
    text = getattr(description, file).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "broken.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(description, file, path)
    description.documents.cache_clear()
    description.self_report.cache_clear()
    with pytest.raises(StandardError, match=said):
        description.documents() if file == "DOCUMENTS_FILE" else description.self_report()
    description.documents.cache_clear()
    description.self_report.cache_clear()


def test_rule_values_are_counted_by_what_a_document_shows():
    """Two of the items' limits are recalled from memory: whoever shows the items says so, lists of schools do not."""
    desk = Desk(open_view("demo-b"))
    schools, items = (desk.values_applied(with_framework) for with_framework in (False, True))
    assert {one.confidence for one in schools} == {"secondary"}
    assert sum(one.confidence == "recalled" for one in items) == 2


def test_annexes_that_show_items_are_told_apart(pieces):
    assert [piece.number for piece in pieces if piece.is_of_framework] == [7, 9, 10]


def test_the_tasks_of_the_report_are_the_open_items_of_all_its_parts():
    desk = Desk(open_view("demo-b"))
    told = [
        name.removeprefix("part:") for one in self_report().section for name in one.tell if name.startswith("part:")
    ]
    assert {*told, "resources"} == {*desk.framework.parts}


def test_a_plan_that_is_not_spread_over_years_names_none():
    views = (open_plan("demo-b", years=years) for years in (1, 3))
    assert [any("实施年度" in sheet.columns for sheet in tables.school_sheets(view)) for view in views] == [False, True]
