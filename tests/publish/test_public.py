"""The public version of a run: nothing it leaves holds a masked figure, a cell's address or, by code, a school's name."""

import csv
import gzip
import json

import openpyxl
import pytest

from analysis.errors import UsageError
from analysis.insight.masking.cells import LEAST
from analysis.language import Words
from analysis.publish.batch import How
from analysis.publish.folder import run_folder
from analysis.publish.jobs import Job, chosen_jobs, default_jobs
from analysis.publish.public import FROM_VARIABLE, SCHOOLS_VARIABLE, as_published, choose_public, publishable
from analysis.publish.recipes import recipes
from analysis.tables.catalogue.datasets import load_dataset


@pytest.fixture
def chosen(monkeypatch):
    """A public version with schools by code, forgotten afterwards."""
    for name in (FROM_VARIABLE, SCHOOLS_VARIABLE):
        monkeypatch.setenv(name, "")
    choose_public(LEAST, "code")


def test_only_documents_of_one_county_s_rows_have_a_public_version():
    jobs = default_jobs(["zh"], ["all"])
    assert {job.recipe.id for job in publishable(jobs)} == {"county"}
    with pytest.raises(UsageError):
        publishable([job for job in jobs if job.recipe.id != "county"])


def test_what_stands_in_the_cells_of_a_file_with_faults_is_not_told():
    (job,) = publishable([Job(recipes()[0], "own", "西县", 0, "", refusal=Words("西县.csv › F2：3人", "F2: 3"))])
    assert "F2" not in job.refusal.zh + job.refusal.en


def test_the_internal_version_is_given_its_slice_as_it_is(monkeypatch):
    monkeypatch.setenv(FROM_VARIABLE, "")
    whole = object()
    assert as_published(whole) is whole


def test_schools_can_be_named_or_coded_and_nothing_else():
    with pytest.raises(UsageError):
        choose_public(LEAST, "initials")


@pytest.mark.slow
def test_a_public_version_has_no_sheets_of_single_schools():
    with pytest.raises(UsageError, match="no sheets of single schools"):
        choose_public(LEAST, "code", per_school=True)


def test_nothing_a_public_run_leaves_holds_what_was_masked(chosen, tmp_path):
    outcomes = run_folder(chosen_jobs("demo-b", ["all"], 0, ["zh"]), ["xlsx"], tmp_path, lambda _: None, How(workers=1))
    assert [one.failure for one in outcomes] == [None]
    rows = load_dataset("demo-b").rows
    name = outcomes[0].job.name
    texts = {
        path.name: path.read_text("utf-8") for path in tmp_path.glob("*.*") if path.suffix in (".html", ".json", ".csv")
    }
    trace = json.loads(gzip.decompress((tmp_path / "records" / f"{name}.trace.json.gz").read_bytes()))
    texts |= {
        "record": (tmp_path / "records" / f"{name}.json").read_text("utf-8"),
        "trace": json.dumps(trace, ensure_ascii=False),
    }
    for where, text in texts.items():
        assert not [school for school in rows["school"] if school in text], where
        assert not [code for code in rows["school_id"] if code in text], where
    assert {line["source"] for line in csv.DictReader(texts["key_figures.csv"].lstrip("\ufeff").splitlines())} == {""}
    assert not any(result["source"] for result in trace["results"])
    of_people = [one for one in trace["results"] if one["subject"].endswith("_teachers") and one["rule"] is None]
    assert of_people == []  # as read from a cell
    judged = [one for one in trace["results"] if (one["rule"] or "").startswith("resource:pe_art")]
    assert any(one["value"] is None for one in judged) and any(one["value"] for one in judged)
    sheet = openpyxl.load_workbook(tmp_path / f"{name}.xlsx", data_only=True)["学校"]
    heads = [
        " ".join(str(row[k]) for row in sheet.iter_rows(max_row=6, values_only=True) if row[k])
        for k in range(sheet.max_column)
    ]
    columns = [k for k, head in enumerate(heads) if "教师" in head]
    cells = [row[k] for row in sheet.iter_rows(min_row=5, values_only=True) for k in columns]
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    assert numbers and not [number for number in numbers if 0 < number < LEAST]
    assert "公开版" in texts["index.html"]
