"""A run of many jobs: one failure stops no other and leaves nothing behind; the same input gives the same bytes."""

import hashlib
import json
import os
import re
import threading
from dataclasses import replace
from urllib.parse import unquote

import nbformat
import pytest

from analysis import paths
from analysis.language import Words
from analysis.publish import batch, execute
from analysis.publish.batch import How, Outcome, Unit, record_of
from analysis.publish.folder import run_folder, write_pages
from analysis.publish.jobs import Job, chosen_jobs
from analysis.publish.recipes import Recipe, recipes
from analysis.publish.units import making
from analysis.publish.units.lines import judged_lines
from analysis.publish.units.task import Made
from analysis.rules.counting.count import count_sections
from analysis.rules.results import Answer, all_of
from analysis.rules.standards import standard
from analysis.rules.verdict import judge
from analysis.show.county.view import open_view
from analysis.show.page.style import DPI_VARIABLE
from analysis.tables.catalogue.datasets import load_dataset

PARAMETERS = 'dataset: str = "five-schools"\ncounty: str = ""\nyear: int = 0\nlang: str = "zh"'
FAILS_IN_ENGLISH = 'from IPython.display import HTML, display\nif lang == "en":\n    raise ValueError("<b>no school</b>")\nprint("well", lang)\ndisplay(HTML("<table><caption>x</caption><tr><td>1</td></tr></table>"))'


@pytest.fixture(autouse=True)
def low_resolution(monkeypatch):
    monkeypatch.setenv(DPI_VARIABLE, "50")


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    """The same small notebook in both languages; it fails in English."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [
        nbformat.v4.new_markdown_cell("# 标题", metadata={"tags": ["zh"]}),
        nbformat.v4.new_markdown_cell("# Title", metadata={"tags": ["en"]}),
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(FAILS_IN_ENGLISH),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "01_small.ipynb")
    monkeypatch.setattr(execute, "NOTEBOOKS", folder)
    monkeypatch.setattr(paths, "NOTEBOOKS", folder)
    recipe = Recipe("county", "county", Words("附件", "appendix"), ("01_small",), ("five-schools",))
    return [Job(recipe, "five-schools", "five-schools", 2012, lang) for lang in ("en", "zh")]


PAGES = [
    "explore.html",
    "failures.csv",
    "index.html",
    "key_figures.csv",
    "key_figures.parquet",
    "manifest.json",
    "run.json",
]
HERE = How(workers=1)  # in this process, so that what a test replaces is replaced


def names(folder):
    """The files of a folder that are documents."""
    return sorted(path.name for path in folder.iterdir() if path.is_file() and path.name not in PAGES)


def run_here(jobs, formats, out, tell=lambda _: None):
    return run_folder(jobs, formats, out, tell, HERE)


def outcome_of(job, files=(), lines=()):
    """An outcome without a run."""
    return Outcome(job, record_of(Unit(job, (), "", ""), Made(files=dict.fromkeys(files, b"made"), lines=lines)))


def page_of(outcomes, out):
    return write_pages(outcomes, out).read_text(encoding="utf-8")


def test_a_failing_job_leaves_no_file_and_stops_no_other(jobs, tmp_path):
    out, told = tmp_path / "out", []
    english, chinese = run_here(jobs, ["html", "docx"], out, told.append)
    assert (english.job.lang, chinese.job.lang) == ("en", "zh")  # in the order of the jobs, whichever ends first
    assert english.record["files"] == {}
    assert chinese.failure is None
    assert names(out) == ["five-schools-2012-zh.docx", "five-schools-2012-zh.html"]
    assert {id(outcome) for outcome in told} == {id(english), id(chinese)}
    for said in english.failure:
        assert "01_small.ipynb" in said
        assert "no school" in said


def test_the_index_links_what_was_made_and_says_what_was_not(jobs, tmp_path):
    out = tmp_path / "out"
    run_here(jobs, ["html", "docx"], out)
    page = (out / "index.html").read_text(encoding="utf-8")
    for name in ("five-schools-2012-zh.html", "five-schools-2012-zh.docx", "manifest.json"):
        assert f'href="{name}"' in page
    assert "five-schools-2012-en.html" not in page
    assert "&lt;b&gt;no school&lt;/b&gt;" in page
    assert "<b>no school" not in page
    assert "合成数据" in page
    assert "测算结果" in page
    assert "认定" in page.split("不是官方")[1][:4]


def test_a_county_whose_name_has_a_meaning_in_addresses_is_linked_all_the_same(jobs, tmp_path):
    job = Job(jobs[1].recipe, "five-schools", "a#b%/县", 2012, "zh")
    page = page_of([outcome_of(job, [f"{job.name}.html"])], tmp_path)
    (link,) = re.findall(r'href="([^"]+-zh\.html)"', page)
    assert unquote(link) == "a#b%_县-2012-zh.html"
    assert "#" not in link


def test_a_refused_job_fails_without_a_kernel_and_stands_for_every_language(jobs, tmp_path, monkeypatch):
    monkeypatch.setattr(making, "run_notebook", lambda *_, **__: pytest.fail("nothing can be made of it"))
    refused = Job(jobs[0].recipe, "five-schools", "西县", 0, "", refusal=Words("不是数字", "no number"))
    (outcome,) = run_here([refused], ["html"], tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert outcome.failure == ("不是数字", "no number")
    assert re.search(r'data-answer="not_made"><th scope="row" [^>]*>西县</th><td [^>]*class="empty">—</td>', page)
    assert "不是数字\nno number" in page
    (document,) = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["documents"]
    assert (document["year"], document["lang"], document["files"]) == (None, None, {})


def test_the_manifest_lists_the_digest_of_every_input_and_output(jobs, tmp_path):
    out = tmp_path / "out"
    run_here(jobs, ["html"], out)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["schema"] == 2
    failed, made = manifest["documents"]
    (written,) = (out / name for name in made["files"])
    assert made["files"][written.name] == hashlib.sha256(written.read_bytes()).hexdigest()
    assert (made["failure"], failed["files"]) == (None, {})
    assert "no school" in failed["failure"]["zh"]
    assert all(len(digest) == 64 for files in manifest["inputs"].values() for digest in files.values())
    assert str(tmp_path) not in json.dumps(manifest)


def test_a_workbook_alone_runs_no_notebook_and_is_listed_like_other_files(tmp_path, monkeypatch):
    monkeypatch.setattr(making, "run_notebook", lambda *_, **__: pytest.fail("a workbook is made of the school rows"))
    (job,) = chosen_jobs("five-schools", ["all"], 0, ["zh"])
    run_here([job], ["xlsx"], tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert names(tmp_path) == ["five-schools-2012-zh.xlsx"]
    assert re.search(r'<a href="five-schools-2012-zh.xlsx"[^>]*>XLSX</a>', page)
    (document,) = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["documents"]
    (digest,) = document["files"].values()
    assert digest == hashlib.sha256((tmp_path / "five-schools-2012-zh.xlsx").read_bytes()).hexdigest()
    assert document["verdicts"] != []


def test_a_county_of_which_nothing_is_reckoned_gets_no_workbook(tmp_path):
    (of_a_county,) = [recipe for recipe in recipes() if recipe.id == "county"]
    job = Job(of_a_county, "province", "990101", 2023, "en")  # numbers of classes, and nothing per student
    (outcome,) = run_here([job], ["xlsx"], tmp_path)
    assert "nothing in the school table can be computed" in outcome.failure.en
    assert outcome.record["files"] == {}


def test_index_and_manifest_say_what_each_document_judges(jobs, tmp_path):
    verdicts = open_view("demo-a").verdict.headlines
    page = page_of([outcome_of(jobs[1], lines=judged_lines(verdicts))], tmp_path)
    rules = {one.rule.id: all_of(other.answer for other in verdicts.where(rule=one.rule.id)) for one in verdicts}
    counts = [[*rules.values()].count(answer) for answer in (Answer.MET, Answer.NOT_MET, Answer.CANNOT_JUDGE)]
    assert ">✓ {} · × {} · ? {}</td>".format(*counts) in page and sum(counts) == len(rules) == 4
    (document,) = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["documents"]
    assert len(document["verdicts"]) == len(verdicts)
    large = next(one for one in document["verdicts"] if (one["rule"], one["stage"]) == ("school_size", "junior"))
    assert (large["answer"], large["value"], large["limit"], large["shortfall"]) == ("not_met", 1, 2000, 16)
    assert large["clause"] == "政府保障程度 4" and len(large["offenders"]) == 1
    assert {one["gap"] for one in document["verdicts"] if one["answer"] == "met"} == {0}


def test_what_is_open_has_no_number_in_the_manifest(jobs, tmp_path):
    sections = count_sections(load_dataset("demo-a"))
    verdicts = judge(sections, standard("cn-basic-balance-2012"), "DEMO-A", 2023).headlines
    write_pages([outcome_of(jobs[1], lines=judged_lines(verdicts))], tmp_path)
    (document,) = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["documents"]
    assert [(one["answer"], one["value"], one["gap"]) for one in document["verdicts"]] == [
        ("cannot_judge", None, None)
    ] * 2


def test_a_document_that_cannot_be_written_takes_its_other_formats_with_it(jobs, tmp_path, monkeypatch):
    def refuse(appendix, path):
        path.write_bytes(b"half")
        raise OSError("no space left")

    monkeypatch.setitem(making.WRITERS, "pdf", refuse)
    out = tmp_path / "out"
    (outcome,) = run_here(jobs[1:], ["html", "pdf"], out)
    assert "no space left" in outcome.failure.zh
    assert names(out) == []


def test_an_interrupted_run_starts_no_further_notebook_and_leaves_nothing_half_written(jobs, tmp_path, monkeypatch):
    started, free = [], threading.Event()

    def run(path, parameters, without, **_):
        started.append(parameters["county"])
        free.wait(10)
        raise ValueError

    def interrupted(*_, **__):
        threading.Timer(0.5, free.set).start()
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "run_notebook", run)
    monkeypatch.setattr(batch, "wait", interrupted)
    many = [replace(jobs[1], number=number) for number in range(20)]
    with pytest.raises(KeyboardInterrupt):
        run_here(many, ["html"], tmp_path / "out")
    assert len(started) <= 1
    assert json.loads((tmp_path / "out" / "run.json").read_bytes())["state"] == "interrupted"
    assert names(tmp_path / "out") == []


def digests(folder):
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name not in ("run.json", ".lock")]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def run_twice(jobs, formats, tmp_path):
    folders = [tmp_path / "first", tmp_path / "a longer name"]
    for folder in folders:
        outcomes = run_here(jobs, formats, folder)
        assert not [outcome.failure for outcome in outcomes if outcome.failure]
    return map(digests, folders)


def test_two_runs_into_two_folders_give_the_same_bytes(tmp_path):
    (job,) = chosen_jobs("five-schools", ["all"], 0, ["zh"])
    short = Recipe(job.recipe.id, "county", job.recipe.title, ("03_balance",), ())
    first, second = run_twice([Job(short, *_rest(job))], ["html", "docx", "pdf"], tmp_path)
    assert first == second
    assert len(first) == 3 + 6 + 2  # documents, pages and tables of all, a record and a trace


@pytest.mark.slow
def test_two_whole_runs_of_a_county_give_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv(DPI_VARIABLE, "200")
    first, second = run_twice(chosen_jobs("demo-a", ["all"], 0, ["zh", "en"]), ["html", "docx", "pdf"], tmp_path)
    assert first == second
    assert len(first) == 2 * 3 + 6 + 2 * 2


def _rest(job):
    return job.dataset, job.county, job.year, job.lang


def test_pictures_are_printed_finely_unless_asked_otherwise(jobs, tmp_path, monkeypatch):
    monkeypatch.delenv(DPI_VARIABLE)
    seen = []
    monkeypatch.setattr(making, "run_notebook", lambda *_, **__: seen.append(os.environ[DPI_VARIABLE]))
    run_here(jobs, ["html"], tmp_path)
    assert seen == ["200", "200"]
    monkeypatch.setenv(DPI_VARIABLE, "50")
    run_here(jobs, ["html"], tmp_path)
    assert seen[2:] == ["50", "50"]


def test_a_kernel_that_did_not_start_is_started_once_more_and_nothing_else_is(jobs, tmp_path, monkeypatch):
    said = ["Kernel died before replying to kernel_info", "no such column"]
    started = []

    def run(*_, **__):
        started.append(said[0])
        raise RuntimeError(said.pop(0))

    monkeypatch.setattr(making, "run_notebook", run)
    (outcome,) = run_here(jobs[1:], ["html"], tmp_path)
    assert len(started) == 2
    assert "no such column" in outcome.failure.en
