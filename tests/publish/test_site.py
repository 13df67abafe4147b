"""The pages a run leaves to be opened first: every county and year with what the run recorded of it."""

import json
import re
from types import SimpleNamespace

import pytest

from analysis.language import Words
from analysis.publish.batch import Outcome, Unit, record_of
from analysis.publish.jobs import Job, default_jobs
from analysis.publish.recipes import Recipe
from analysis.publish.site import write_explorer, write_index
from analysis.publish.site.entries import entries
from analysis.publish.trace.record import trace_name, trace_of
from analysis.publish.units.lines import judged_lines
from analysis.publish.units.records import FOLDER
from analysis.publish.units.task import Failure, Made
from analysis.rules.verdict import OVERALL
from analysis.show.county.view import open_view
from analysis.show.guarantee.matter import matter
from analysis.show.guarantee.view import open_guarantee

RECIPE = Recipe("county", "county", Words("附件", "appendix"), ("01_data",), ("demo-a",))


def line(rule, answer, stage="primary"):
    return {"rule": rule, "stage": stage, "answer": answer, "standard": "cn-quality-balance-2017"}


def outcome(county, lang="zh", year=2023, lines=(), key_figures=(), failure=None):
    job = Job(RECIPE, "demo-a", county, year, lang)
    files = {} if failure else {f"{job.name}.html": b"made"}
    made = Made(files=files, lines=lines, key_figures=key_figures, failure=failure and Failure(Words(*failure)))
    return Outcome(job, record_of(Unit(job, (), "", ""), made))


def test_the_languages_of_a_county_and_year_share_a_row_with_a_link_to_each(tmp_path):
    outcomes = [outcome("甲县", "zh"), outcome("甲县", "en"), outcome("甲县", "zh", 2022), outcome("乙县", "zh")]
    page = write_index(outcomes, tmp_path).read_text(encoding="utf-8")
    rows = re.findall(r"<tr [^>]*data-answer.*?</tr>", page)
    assert len(rows) == 3
    assert rows[0].count('href="') == 2 and "甲县-2023-en.html".replace("甲县", "%E7%94%B2%E5%8E%BF") in rows[0]


def test_the_result_is_the_recorded_one_and_not_put_together_again(tmp_path):
    lines = [line("every_school", "met"), line("class_size", "not_met")]
    recorded = outcome("甲县", lines=lines, key_figures=[*lines, line(OVERALL, "met", None)])
    without = outcome("乙县", lines=lines, key_figures=lines)
    assert [one.answer for one in entries([recorded, without])] == ["met", "not_met"]
    page = write_index([recorded, without], tmp_path).read_text(encoding="utf-8")
    assert re.findall(r'data-answer="(\w+)"', page) == ["met", "not_met"]
    assert "✓ <span" in page and "× <span" in page  # read without colour


@pytest.mark.parametrize("report", ["", "pingluo_2023", "heng_2018"])
def test_the_counts_of_a_framework_are_those_its_document_prints(report):
    view = open_guarantee(report, dataset="" if report else "demo-a")
    about = matter(view, Words("逐项对照", "item by item"), "" if report else "demo-a")
    (entry,) = entries([outcome("甲县", lines=judged_lines(about.verdicts))])
    printed = re.search(r"项中达标(\d+)项；(?:未达标(\d+)项|无未达标项目).*?；(\d+)项无法判断", about.statement).groups(
        "0"
    )
    assert [entry.counts[one] for one in ("met", "not_met", "cannot_judge")] == [*map(int, printed)]


def test_what_was_not_made_stands_in_its_row_with_its_reason(tmp_path):
    page = write_index([outcome("甲县", failure=("缺少<b>学校", "no <b>school"))], tmp_path).read_text(encoding="utf-8")
    (row,) = re.findall(r"<tr [^>]*data-answer.*?</tr>", page, re.DOTALL)
    assert "缺少&lt;b&gt;学校\nno &lt;b&gt;school" in row and 'data-answer="not_made"' in row
    assert 'href="failures.csv"' in page and 'href="manifest.json"' in page
    whole = write_index([outcome("甲县")], tmp_path).read_text(encoding="utf-8")
    assert "failures.csv" not in whole and 'href="manifest.json"' in whole


def test_the_index_dates_reports_as_their_documents_are_dated():
    jobs = default_jobs(["zh"], ["reports", "frameworks", "collection"])
    found = entries([Outcome(job, record_of(Unit(job, (), "", ""), Made())) for job in jobs])
    assert {(one.place.en, str(one.as_of)) for one in found} >= {
        ("Heng County, Guangxi", "2018-12-31"), ("Jinyun County, Zhejiang", "2020-12-31"), ("", "2024-12-31"),
    }  # fmt: skip


def test_several_counties_are_counted_item_by_item(tmp_path):
    answers = ("met", "met", "not_met", "cannot_judge")
    outcomes = [outcome(f"{k}县", lines=[line("class_size", answer)]) for k, answer in enumerate(answers)]
    page = write_index(outcomes, tmp_path).read_text(encoding="utf-8")
    (row,) = re.findall(r"<tr><th[^>]*>(?:(?!</tr>).)*<svg.*?</tr>", page)
    assert "✓ 2 × 1 ? 1" in row and "班额" in row
    assert 'class="tally"' not in write_index(outcomes[:2], tmp_path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def explored(tmp_path_factory):
    """The page made from the trace of demo-a, and the county it is about."""
    out = tmp_path_factory.mktemp("site")
    (out / FOLDER).mkdir()
    view = open_view("demo-a")
    job = Job(RECIPE, "demo-a", view.county, view.year, "zh")
    name = trace_name(job.name)
    (out / name).write_bytes(trace_of(view, "zh", []))
    made = Made(lines=judged_lines(view.verdict.headlines), beside={name: b""})
    path = write_explorer([Outcome(job, record_of(Unit(job, (), "", ""), made))], out)
    page = path.read_text(encoding="utf-8")
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])
    return SimpleNamespace(view=view, page=page, data=data)


def test_the_page_to_explore_holds_what_was_judged_of_every_school(explored):
    (county,) = explored.data["counties"]
    for stage in explored.view.stages:
        for indicator in explored.view.indicators:
            group = county["groups"][f"{indicator.name}|{stage}"]
            judged = explored.view.verdict.verdicts.where(measure="resource", stage=stage, subject=indicator.name)
            assert [value for _, value, _ in group["schools"]] == [one.result.value for one in judged]
            assert group["cv"] == explored.view.verdict.cvs[stage, indicator.name].result.value
            assert group["mean"] == explored.view.mean(indicator.name, stage).value


def test_the_pages_of_the_site_say_everything_in_both_languages(explored):
    texts = re.findall(r'<span lang="(zh|en)">', explored.page)
    assert texts.count("zh") == texts.count("en") > 5


def test_an_indicator_is_chosen_by_its_short_name_and_shown_by_its_full_one(explored):
    short, full = explored.data["short"], explored.data["indicators"]
    assert short.keys() == full.keys() and all(len(short[name][1]) < 30 for name in short)


def test_there_is_no_page_to_explore_where_no_school_was_judged(tmp_path):
    (tmp_path / "explore.html").write_text("of an earlier run")
    assert write_explorer([outcome("甲县")], tmp_path) is None
    assert not (tmp_path / "explore.html").exists()
