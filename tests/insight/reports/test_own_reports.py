"""A reader's own folder of reports: entered or drafted, each by itself, the faulty ones named."""

import shutil

import pytest
from report_shapes import as_docx, as_html, as_pdf

from analysis.cli.own_reports import check_reports
from analysis.errors import UsageError
from analysis.insight.reports.audit import audit_files, audit_own
from analysis.insight.reports.findings import Conclusion
from analysis.insight.reports.own_reports import own_report, own_report_files, own_reports
from analysis.insight.reports.reading.drafts import drafts_of
from analysis.publish.batch import run_jobs
from analysis.publish.inputs import digests_of, title_and_kind
from analysis.publish.jobs import jobs_for
from analysis.publish.site import write_index
from analysis.show.collection import sentences, tables
from analysis.show.collection import view as collection
from analysis.show.reports import sentences as of_one
from analysis.show.reports import view as reports
from analysis.show.reports.matter import matter
from analysis.tables.catalogue.sources import of_folder
from analysis.tables.checks.files import told_apart
from analysis.tables.sheets.prose import is_prose

RIGHT = "2023年，全县有义务教育学校46所，其中小学31所、初中11所、九年一贯制学校4所。专任教师1903人，其中小学1132人、初中771人。"
SLIP = RIGHT.replace("贯制学校4所", "贯制学校5所")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Four reports in four shapes, one with a slip; a file that gives none; tables and settings beside them."""
    own = tmp_path / "own"
    (own / "reports").mkdir(parents=True)
    (own / "甲县.txt").write_text(RIGHT, encoding="gb18030")
    (own / "乙县.html").write_bytes(as_html([SLIP]))
    as_docx([RIGHT], own / "reports" / "丙县.docx")
    (own / "丁县.pdf").write_bytes(as_pdf([RIGHT]))
    (own / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (own / "costs.toml").write_text("schema = 1\n", encoding="utf-8")
    (own / "schools.csv").write_text("学校,学段,学生数\n一小,小学,100\n", encoding="utf-8")
    monkeypatch.setenv("JUNHENG_DATA", str(own))
    for cached in (collection._audited, reports._audited_alone):
        cached.cache_clear()
    return own


def test_every_report_is_read_whatever_its_shape_and_a_faulty_file_is_named(folder):
    found = own_reports(folder)
    assert set(found.reports) == {"甲县", "乙县", "丙县", "丁县"} and set(found.refused) == {"旧.doc"}
    printed = [[fact.printed for fact in one.report.facts.values()] for one in found.reports.values()]
    assert sorted(printed)[0][:4] == ["46", "31", "11", "4"] and all(one.is_drafted for one in found.reports.values())
    assert str(folder) not in found.refused["旧.doc"].message("zh")


def test_the_slip_is_found_and_said_as_the_sentence_was_read(folder):
    audit, refused = audit_own(folder)
    (found,) = [one for one in audit.findings if one.conclusion is Conclusion.NOT_REPRODUCED]
    assert found.report == "乙县" and found.explanation.en.startswith("As the sentence was read")
    assert set(refused) == {"旧.doc"} and set(audit.texts) == set(audit.reports)


def test_one_report_is_read_without_the_others(folder, monkeypatch):
    monkeypatch.setattr("analysis.insight.reports.own_reports.own_reports", None)
    assert own_report(folder, "丙县").file.name == "丙县.docx"
    assert own_report(folder, "pingluo_2023") is None
    assert [found.report for found in audit_own(folder, "乙县")[0].findings if found.innocent] == ["乙县"]


def test_a_file_entered_stands_for_its_text_and_a_part_of_it_for_that_part(tmp_path):
    body = f"{RIGHT}\n" + "各项工作有序推进。\n" * 40
    both = tmp_path / "both.txt"
    both.write_text(f"甲县教育自查报告\n{body}乙县教育自查报告\n{body}", encoding="utf-8")
    first, second = drafts_of(both).drafts
    (tmp_path / "entered.toml").write_text(second.toml(), encoding="utf-8")
    found = own_reports(tmp_path).reports
    assert {name: one.is_drafted for name, one in found.items()} == {"entered": False, "both-1": True}
    other = tmp_path / "other"
    other.mkdir()
    (other / "both.toml").write_text(first.toml(), encoding="utf-8")
    shutil.copy(both, other)
    assert [path.name for path in own_report_files(other)] == ["both.toml"]


def test_a_slip_in_a_file_entered_is_named_and_its_text_is_not_drafted_instead(tmp_path):
    (tmp_path / "甲县.txt").write_text(RIGHT, encoding="utf-8")
    toml = drafts_of(tmp_path / "甲县.txt").drafts[0].toml()
    (tmp_path / "甲县.toml").write_text(toml.replace("schema = 1", "schema = "), encoding="utf-8")
    found = own_reports(tmp_path)
    assert not found.reports and set(found.refused) == {"甲县.toml"}


def test_two_texts_of_one_name_are_two_reports(tmp_path):
    (tmp_path / "甲县.txt").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "甲县.html").write_bytes(as_html([SLIP]))
    assert set(own_reports(tmp_path).reports) == {"甲县.txt", "甲县.html"}
    assert own_report(tmp_path, "甲县.txt").file.name == "甲县.txt"


def test_school_tables_and_reports_of_one_folder_are_told_apart(folder):
    assert [path.name for path in told_apart([folder])[0]] == ["schools.csv"]
    assert [file.name for dataset in of_folder(folder) for file in dataset.files] == ["schools.csv"]
    (folder / "schools.txt").write_text("学校\t学段\t学生数\n一小\t小学\t100\n", encoding="utf-8")
    assert not is_prose(folder / "schools.txt") and is_prose(folder / "甲县.txt")
    (folder / "两种编码.txt").write_bytes(
        "县自查报告\n学校46所。\n".encode() + "在校生27660人，其中小学17310人。\n".encode("gb18030")
    )
    assert is_prose(folder / "两种编码.txt")


def test_a_text_is_audited_as_it_is_read(folder):
    audit = audit_files([folder / "乙县.html"])
    assert [one.conclusion for one in audit.findings if one.innocent] == [Conclusion.NOT_REPRODUCED]
    assert audit.texts["乙县"]


def test_a_folder_makes_a_document_for_each_report_and_one_about_all(folder):
    made = jobs_for("", [], 0, ["zh"], ["reports"])
    assert {job.name for job in made} == {"reports-zh", "甲县-zh", "乙县-zh", "丁县-zh", "丙县-zh", "旧.doc"}
    (refused,) = [job for job in made if job.refusal]
    assert "DOCX" in refused.refusal.en and refused.lang == ""


def test_one_report_needs_no_overview_and_none_is_refused(tmp_path, monkeypatch):
    empty, single = tmp_path / "empty", tmp_path / "single"
    for own in (empty, single):
        own.mkdir()
    monkeypatch.setenv("JUNHENG_DATA", str(empty))
    with pytest.raises(UsageError, match="there is no report in this folder"):
        jobs_for("", [], 0, ["zh"], ["reports"])
    (single / "甲县.txt").write_text(RIGHT, encoding="utf-8")
    monkeypatch.setenv("JUNHENG_DATA", str(single))
    assert [job.name for job in jobs_for("", [], 0, ["zh"], ["reports"])] == ["甲县-zh"]
    with pytest.raises(UsageError, match="--appendix reports"):
        jobs_for("", [], 0, ["zh"])


def test_the_overview_counts_relations_by_kind_and_names_what_was_not_read(folder):
    view = collection.open_collection("en")
    text = tables.by_kind(view).text()
    assert "sum" in text and "Differ" in text
    assert "旧.doc" in tables.not_read(view).text()
    assert tables.not_reproduced(view).text().count("46 schools") == 1
    assert (
        "4 reports" in sentences.all_reports(view).en and "1 file(s) gave no report" in sentences.all_reports(view).en
    )
    assert "4 of them were not entered" in sentences.as_read(view).en


def test_both_tables_of_the_overview_count_every_check_once(folder):
    view = collection.open_collection("en")
    made = sum(one.is_checked for one in view.relations)
    for table, first in ((tables.by_kind(view), 1), (tables.by_report(view), 3)):
        assert "Checked" not in table.columns  # every relation read was: the column would repeat another
        rows = [[0, *(int(cell.replace(",", "")) for cell in row[first:])] for row in table.rows]
        assert all(checked == sum(answers) for _, checked, *answers in rows), table.caption
        assert sum(checked for _, checked, *_ in rows) == made


@pytest.mark.slow
def test_without_a_folder_the_overview_is_of_the_entered_reports(monkeypatch):
    monkeypatch.delenv("JUNHENG_DATA", raising=False)
    collection._audited.cache_clear()
    view = collection.open_collection()
    assert "pingluo_2023" in view.audit.reports and sentences.as_read(view) is None
    assert "每份文件" not in tables.not_read(view).text() and not view.refused


def test_the_page_of_a_drafted_report_says_that_nobody_entered_it(folder):
    view = reports.open_reports("乙县", "en")
    assert "This report was not entered by hand" in matter(view, view.report.title).statement
    assert "乙县.html" in of_one.all_reports(view).en and "as a program read" in of_one.all_reports(view).en
    assert "numbers read" in of_one.one_report(view).en


def test_the_check_of_a_folder_says_what_was_read_of_each_report(folder):
    notes, said = check_reports([folder])
    assert [note.severity for note in notes] == ["note"] and notes[0].place == "旧.doc"
    (line,) = [one for one in said if "乙县.html" in one.zh]
    assert "8个数，2条关系" in line.zh or "7个数，2条关系" in line.zh


def test_all_appendices_of_a_folder_of_reports_are_those_of_its_reports(tmp_path, monkeypatch):
    (tmp_path / "甲县.txt").write_text(RIGHT, encoding="utf-8")
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    made = jobs_for("", [], 0, ["zh"], ["all"])
    assert [job.dataset for job in made if job.recipe.is_of_own] == ["甲县"]


def test_a_report_is_called_the_readers_own_and_its_file_is_digested(folder):
    for job in jobs_for("", [], 0, ["zh"], ["reports"]):
        title, kind = title_and_kind(job)
        assert kind.en == "the reader's own data" and title.zh
        files = set(digests_of(job.dataset, job.recipe.scope))
        assert files == {job.dataset} if job.refusal else files
    (overview,) = [job for job in jobs_for("", [], 0, ["zh"], ["reports"]) if job.recipe.scope == "collection"]
    assert set(digests_of(overview.dataset, overview.recipe.scope)) == {
        "甲县.txt",
        "乙县.html",
        "丙县.docx",
        "丁县.pdf",
        "旧.doc",
    }


@pytest.mark.slow
def test_a_folder_of_reports_becomes_documents(folder, tmp_path):
    outcomes = run_jobs(jobs_for("", [], 0, ["zh"], ["reports"]), ["html"], tmp_path / "out", lambda _: None)
    write_index(outcomes, tmp_path / "out")
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.html")}
    assert set(pages) == {"index", "reports-zh", "甲县-zh", "乙县-zh", "丙县-zh", "丁县-zh"}
    assert "旧.doc" in pages["index"] and "旧.doc" in pages["reports-zh"] and str(folder) not in pages["reports-zh"]
    assert "未经人工确认" in pages["乙县-zh"] and "47所" in pages["乙县-zh"]
