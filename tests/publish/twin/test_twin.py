"""The workbook as a file: every figure a formula, every text a text, and only what counts open to change."""

import datetime as dt
import re
import zipfile
from collections import Counter
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from publish.twin.counties import HOSTILE, changed, stated, without_some

from analysis.errors import UsageError
from analysis.publish.twin import write_twin
from analysis.rules.conventions import Conventions
from analysis.rules.standards import standard
from analysis.show.county.view import open_view

SHEETS = {
    "zh": ["结果", "限值", "学校", "计入", "指标", "达标", "差异", "班额", "学校规模"],
    "en": [
        *(
            "Result",
            "Limits",
            "Schools",
            "Counted",
            "Indicators",
            "Thresholds",
            "Balance",
            "Class sizes",
            "School sizes",
        ),
    ],
}
#: Functions of Excel 2007, which WPS and LibreOffice have too.
EVERYBODY_HAS = {
    *("AND", "AVERAGE", "COUNT", "COUNTIF", "IF", "INT", "ISNUMBER", "LEN", "MAX", "OR", "ROUND", "ROUNDUP", "ROWS"),
    *("SQRT", "SUM", "SUMIF", "SUMPRODUCT"),
}
INPUTS = {"zh": {"限值", "学校"}, "en": {"Limits", "Schools"}}
TEXT = re.compile(r'"(?:[^"]|"")*"')
NAME = re.compile(r"'[^']+'!\$?[A-Z]+\$?\d+|\b[A-Z]{1,2}\d+\b")


@pytest.fixture(scope="module")
def views():
    return {lang: open_view("demo-b", lang=lang) for lang in ("zh", "en")}


@pytest.fixture(scope="module")
def files(views, tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    made = {**views, "missing": changed(views["zh"], without_some)}
    for name, view in made.items():
        write_twin(view, folder / f"{name}.xlsx")
    return {name: folder / f"{name}.xlsx" for name in made}


@pytest.fixture(scope="module")
def books(files):
    return {name: load_workbook(path) for name, path in files.items()}


@pytest.fixture(scope="module")
def shown(files):
    """What stands in the cells before anybody reckons."""
    return {name: load_workbook(path, data_only=True) for name, path in files.items()}


def cells(book):
    return [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheets_are_named_and_ordered_in_the_readers_language(books, lang):
    assert books[lang].sheetnames == SHEETS[lang]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_that_is_no_input_is_a_formula(books, lang):
    numbers = [cell for cell in cells(books[lang]) if cell.data_type == "n"]
    assert {cell.parent.title for cell in numbers} == INPUTS[lang]
    assert sum(cell.data_type == "f" for cell in cells(books[lang])) > 3500


def test_formulas_use_only_functions_that_every_program_has(books):
    for name, book in books.items():
        texts = [TEXT.sub("", cell.value) for cell in cells(book) if cell.data_type == "f"]
        used = {function for text in texts for function in re.findall(r"([A-Z][A-Z0-9.]*)\(", text)}
        assert used <= EVERYBODY_HAS, name
        assert not [text for text in texts if "{" in text or "#" in text or "[" in text]


def test_nothing_in_the_file_runs(files):
    for path in files.values():
        with zipfile.ZipFile(path) as book:
            assert not [name for name in book.namelist() if "vba" in name.lower() or "external" in name.lower()]
            assert b't="array"' not in b"".join(book.read(name) for name in book.namelist())


@pytest.mark.parametrize("name", ["zh", "en", "missing"])
def test_the_coloured_cells_are_those_that_may_be_changed_and_that_a_formula_reads(books, name):
    book = books[name]
    read = set()
    for cell in cells(book):
        if cell.data_type == "f":
            for reference in re.findall(
                r"(?:'([^']+)'!)?([A-Z]{1,2}\d+)(?::([A-Z]{1,2}\d+))?", TEXT.sub("", cell.value)
            ):
                sheet, first, last = reference
                page = book[sheet or cell.parent.title]
                area = page[f"{first}:{last or first}"]
                read |= {(page.title, one.coordinate) for row in area for one in row}
    everything = [cell for page in book for row in page.iter_rows() for cell in row]
    open_ = {(cell.parent.title, cell.coordinate) for cell in everything if not cell.protection.locked}
    tinted = {(c.parent.title, c.coordinate) for c in everything if c.fill.fgColor.rgb == "FFFFF3C4"}
    assert open_ == tinted
    assert open_ <= read
    assert all(page.protection.sheet and not page.protection.password for page in book)
    assert {sheet for sheet, _ in open_} == ({"限值", "学校"} if name != "en" else {"Limits", "Schools"})


def test_names_that_begin_like_a_formula_are_text_on_every_sheet(books):
    found = Counter(cell.value for cell in cells(books["missing"]) if cell.data_type == "s")
    assert all(found[name] >= 10 for name in HOSTILE)
    assert not [cell for cell in cells(books["missing"]) if cell.data_type == "f" and cell.value in HOSTILE]
    assert all(cell.quotePrefix for cell in cells(books["missing"]) if cell.value in HOSTILE)


def test_what_is_missing_is_an_empty_input_and_never_0(books, views):
    page = books["missing"]["学校"]
    heads = {cell.value: cell.column for row in page.iter_rows(max_row=5) for cell in row if cell.value}
    school = next(row for row in page.iter_rows() if row[1].value == "乙竹村示例小学")
    blank = school[heads["县级及以上骨干教师数"] - 1]
    assert blank.value is None
    assert not blank.protection.locked


def test_beside_every_formula_stands_what_the_engine_found(views, shown):
    view, page = views["zh"], shown["zh"]["差异"]
    heads = [cell.value for cell in page[4]]
    rows = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in page.iter_rows(min_row=5)]
    assert len(rows) == 14
    for row in rows:
        stage = {"小学": "primary", "初中": "junior"}[row["学段"]]
        (indicator,) = (one.name for one in view.indicators if one.short.zh == row["指标"])
        assert row["差异系数"] == view.balance(indicator, stage).value
        assert row["加权均值"] == view.mean(indicator, stage).value


def test_the_results_say_computed_from_what_and_by_which_rules(shown):
    for lang, said in (
        ("zh", ("测算结果，不是官方认定", "重构数据")),
        ("en", ("not an official finding", "reconstructed")),
    ):
        page = shown[lang].worksheets[0]
        texts = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
        for part in (*said, "教督〔2017〕6号", "demo-b-2022.xlsx", "junheng"):
            assert any(part in text for text in texts), part


def test_every_limit_stands_with_its_clause_on_one_sheet(views, books):
    page = books["zh"]["限值"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=6) if row[0].value]
    assert all(row[4] and row[5] for row in rows)
    listed = Counter(row[3] for row in rows)
    for verdict in views["zh"].verdict.rules_applied:
        assert listed[verdict.value] > 0
    assert listed[0.85] == 1
    assert listed[1.32] == 1  # the weights of the split


def test_the_same_county_gives_the_same_bytes_and_the_day_of_its_data(views, files, tmp_path):
    write_twin(views["en"], tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == files["en"].read_bytes()
    day = views["en"].table.provenance.as_of
    assert load_workbook(files["en"]).properties.created == dt.datetime.combine(day, dt.time())


def test_pages_are_printed_across_with_their_heads_repeated(books):
    for page in books["zh"]:
        assert page.page_setup.orientation == "landscape"
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert page.title == "结果" or page.print_title_rows
        assert page.title == "结果" or page.freeze_panes


def test_a_standard_with_a_composite_has_it_reckoned_from_its_single_coefficients(views, tmp_path):
    view = replace(views["zh"], standard=standard("cn-basic-balance-2012"))
    write_twin(view, tmp_path / "basic.xlsx")
    texts = [cell.value for cell in cells(load_workbook(tmp_path / "basic.xlsx")) if cell.data_type == "f"]
    assert sum("AVERAGE(" in text for text in texts) == 2


def test_an_answer_carried_over_may_be_changed_and_moves_the_whole(views, tmp_path):
    write_twin(stated(views["en"]), tmp_path / "stated.xlsx")
    page = load_workbook(tmp_path / "stated.xlsx")["Result"]
    carried = [row for row in page.iter_rows() if "(carried over)" in str(row[0].value)]
    assert len(carried) > 30
    assert [row[4].value for row in carried].count("met") == 2
    assert not any(row[4].protection.locked for row in carried)
    (whole,) = [row for row in page.iter_rows() if row[0].value == "All parts computed here"]
    first, last = re.search(r"COUNTIF\(E(\d+):E(\d+)", whole[4].value).groups()
    assert all(int(first) <= row[4].row <= int(last) for row in carried)


@pytest.mark.parametrize("choice", [{"compare": "as_printed"}, {"school_rule_unit": "school"}])
def test_conventions_that_no_formula_follows_are_refused(choice, tmp_path):
    view = open_view("demo-a", lang="zh", conventions=Conventions(**choice))
    with pytest.raises(UsageError) as refused:
        write_twin(view, tmp_path / "book.xlsx")
    assert next(iter(choice)) in refused.value.message("en")
    assert not (tmp_path / "book.xlsx").exists()
