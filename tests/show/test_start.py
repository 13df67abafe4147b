"""From one workbook of a reader's own to a first verdict: what is asked, what is taken, what is shown."""

import openpyxl
import pytest

from analysis.paths import USER_ROOT_VARIABLE
from analysis.rules.choice import STANDARD_VARIABLE
from analysis.rules.results import Answer
from analysis.show.start import open_start, selector, sentences, tables
from analysis.show.start.view import questions

HEADS = ("學年度", "縣市名稱", "學校代碼", "學校名稱")
SCHOOLS = [
    ("011301", "甲國小", (2, 3), ((33, 37), (46, 50)), (9, 16)),
    ("011302", "乙國小", (1, 1), ((12, 8), (9, 11)), (3, 2)),
    ("011303", "丙國小", (1, 1), ((0, 0), (0, 0)), (1, 1)),
]


@pytest.fixture(autouse=True)
def no_folder_of_anybody(monkeypatch):
    for name in (USER_ROOT_VARIABLE, STANDARD_VARIABLE, selector.IN_A_SESSION):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


@pytest.fixture
def mine(tmp_path):
    """A table as a ministry elsewhere prints it: merged heads of three levels, other characters, another calendar."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["113學年度國民小學校別資料"])
    sheet.append([*HEADS, "班級數", None, "學生數", None, None, None, "專任教師", None])
    sheet.append([*[None] * 4, "1年級", "2年級", "1年級", None, "2年級", None, "男", "女"])
    sheet.append([*[None] * 6, "男", "女", "男", "女"])
    for code, name, classes, students, teachers in SCHOOLS:
        sheet.append([113, "某市", code, name, *classes, *(one for pair in students for one in pair), *teachers])
    merged = ("A1:L1", "E2:F2", "G2:J2", "K2:L2", "G3:H3", "I3:J3", "E3:E4", "F3:F4", "K3:K4", "L3:L4")
    for cells in (*merged, *(f"{letter}2:{letter}4" for letter in "ABCD")):
        sheet.merge_cells(cells)
    book.save(tmp_path / "國小.xlsx")
    return tmp_path


def said(words, lang="zh"):
    return "\n".join(one.in_(lang) for one in words if one)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_folder_without_a_table_shows_the_demo_and_says_so(tmp_path, lang):
    for folder in ("", str(tmp_path), str(tmp_path / "nowhere")):
        start = open_start(folder, lang=lang)
        assert start.is_demo
        assert {"zh": "重构数据", "en": "reconstructed"}[lang] in sentences.which(start).in_(lang)
        assert start.view.verdict.overall is Answer.NOT_MET
    assert tables.problems(start) is None
    assert len(tables.result(start).rows) > 5
    assert questions(start) == ""


def test_a_table_nobody_knows_is_asked_about_with_what_its_columns_may_mean(mine):
    start = open_start(str(mine))
    assert start.view is None
    assert start.errors
    asked = questions(start)
    assert '# "學校名稱" = "school"' in asked
    assert '# students = ["學生數 > ?年級 > 男", "學生數 > ?年級 > 女"]' in asked
    assert '# calendar = "roc"' in asked
    assert "accept" in said(sentences.reading(start))
    assert not (mine / "mappings").exists()
    assert tables.understood(start) is None


def test_accepted_proposals_are_written_where_a_run_looks_for_them_and_lead_to_a_verdict(mine):
    start = open_start(str(mine), accept=True, stage="primary", standard="cn-basic-balance-2012")
    assert [path.relative_to(mine).as_posix() for path in start.drafted] == ["mappings/國小.toml"]
    assert not start.errors
    assert start.view.year == 2024
    assert list(start.view.table.rows["students"]) == [166.0, 40.0]
    assert list(start.view.table.rows["full_time_teachers"]) == [25.0, 5.0]
    assert start.view.standard.id == "cn-basic-balance-2012"
    assert "无法判断" in tables.result(start).note
    assert any("师生比" in str(head) for head in tables.coefficients(start).columns)
    understood = tables.understood(start)
    students = next(row for row in understood.rows if row[0] == "在校生数")
    assert students[3:] == ("206", "國小.xlsx › Sheet › G5:J5")
    assert any("没有学生" in str(line) for line in start.view.table.provenance.reading)
    assert open_start(str(mine)).drafted == ()


def test_a_stage_that_is_given_after_the_draft_was_taken_is_still_written(mine):
    start = open_start(str(mine), accept=True)
    assert start.errors
    assert "stage" in said(sentences.reading(start))
    assert "accept" not in said(sentences.reading(start))
    assert '# stage = "primary"' in questions(start)
    mended = open_start(str(mine), accept=True, stage="primary")
    assert len(mended.drafted) == 1
    assert not mended.errors


def test_a_mapping_the_reader_has_mended_is_never_written_over(mine):
    start = open_start(str(mine), accept=True, stage="primary")
    (path,) = start.drafted
    path.write_text(path.read_text(encoding="utf-8").replace('"國小"', '"國小"') + "# mended\n", encoding="utf-8")
    assert open_start(str(mine), accept=True, stage="junior").drafted == ()
    assert path.read_text(encoding="utf-8").endswith("# mended\n")


def test_the_standard_that_is_named_is_named_for_this_call_only(monkeypatch):
    import os

    unjudged = open_start("", standard="none")
    assert unjudged.view.standard is None
    assert "standard" in said(sentences.verdict(unjudged))
    assert tables.coefficients(unjudged).rows
    assert STANDARD_VARIABLE not in os.environ
    monkeypatch.setenv(STANDARD_VARIABLE, "cn-basic-balance-2012")
    open_start("", standard="none")
    assert os.environ[STANDARD_VARIABLE] == "cn-basic-balance-2012"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nobody_is_asked_to_choose_in_an_executed_notebook(lang, monkeypatch):
    shown = []
    monkeypatch.setattr(selector, "display", shown.append)
    selector.choose(open_start("", lang=lang))
    assert shown == []


def test_a_standard_that_was_named_is_the_one_that_is_chosen_at_first_and_stands_in_the_command(monkeypatch):
    pytest.importorskip("ipywidgets", reason="ipywidgets comes with the extra 'lab'")
    shown = []
    monkeypatch.setenv(selector.IN_A_SESSION, "00_start_here.ipynb")
    monkeypatch.setattr(selector, "display", shown.append)
    start = open_start("", standard="cn-basic-balance-2012")
    selector.choose(start)
    assert shown[0].children[0].children[2].value == "cn-basic-balance-2012"
    assert "junheng run --standard cn-basic-balance-2012" in said(sentences.documents(start))


def test_in_jupyterlab_another_year_or_standard_gives_another_verdict(monkeypatch):
    widgets = pytest.importorskip("ipywidgets", reason="ipywidgets comes with the extra 'lab'")
    monkeypatch.setenv(selector.IN_A_SESSION, "00_start_here.ipynb")
    shown, told = [], []
    monkeypatch.setattr(selector, "display", shown.append)
    monkeypatch.setattr(selector.Start, "tell", lambda self, *words: told.append(self.view))
    selector.choose(open_start(""))
    (box,) = shown
    county, year, standard = box.children[0].children
    assert isinstance(county, widgets.Dropdown)
    assert told[-1].standard.id == "cn-quality-balance-2017"
    standard.value = "cn-basic-balance-2012"
    assert told[-1].standard.id == "cn-basic-balance-2012"
    standard.value = "none"
    assert told[-1].standard is None
    assert year.value == told[-1].year
