"""Runs whose documents are made in a moment: fictitious counties in files of their own, pages that say what was read."""

import hashlib
import json
import os
from types import SimpleNamespace

import pytest

from analysis.publish.batch import How
from analysis.publish.folder import run_folder
from analysis.publish.jobs import jobs_for
from analysis.publish.units import making
from analysis.publish.units.task import Made
from analysis.show.page.matter import Matter
from analysis.tables.catalogue.datasets import _load_schools, load_dataset

HEADER = "年份,县区,学校名称,办学类型,城乡类型,在校生数（小学）,图书册数\n"
CLOCK = ("run.json", ".lock")  # files of a run that are not the same in an equal run


def write_county(folder, county, *, first=100, year=2023, schools=2):
    """One fictitious county's file."""
    rows = [
        f"{year},{county},{county}第{number}小学,小学,镇区,{first * number},{2000 + number}"
        for number in range(1, schools + 1)
    ]
    _load_schools.cache_clear()  # a process reads a folder once
    (folder / f"{county}.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def counties(tmp_path, monkeypatch):
    """A folder of three counties, named to every run."""
    folder = tmp_path / "tables"
    folder.mkdir()
    for number, county in enumerate(("虚东县", "虚南县", "虚西县"), 1):
        write_county(folder, county, first=100 * number)
    monkeypatch.setenv("JUNHENG_DATA", str(folder))
    monkeypatch.setenv("JUNHENG_FIGURE_DPI", "50")
    return folder


def write_page(page, path):
    path.write_text(f"<html>{page.title}</html>", encoding="utf-8")


@pytest.fixture
def made(monkeypatch):
    """The documents made, in their order; each is a page that says how many pupils its county has."""
    told = []

    def build(job, notebooks):
        told.append(job.name)
        table = load_dataset(job.dataset)
        said = f"{job.name} {table.rows['students'].sum():.0f} {table.counties}"
        about = dict.fromkeys(("title", "subtitle", "statement", "version_line"), said)
        return Matter(**about, banner=None, front=(), back=(), as_of=None)

    monkeypatch.setattr(making, "notebooks_of", lambda job: [])
    monkeypatch.setattr(making, "tags_left_out", lambda job: set())
    monkeypatch.setattr(making, "build_appendix", build)
    monkeypatch.setattr(making, "_view_of", lambda job: None)
    monkeypatch.setattr(making, "compose", lambda page: SimpleNamespace(json='{"blocks": []}'))
    monkeypatch.setitem(making.WRITERS, "html", write_page)
    return told


def run(out, *, langs=("zh",), **how):
    """One run of the folder as it is now; gives its outcomes."""
    jobs = jobs_for("", ["all"], 0, langs)
    return run_folder(jobs, ["html"], out, lambda _: None, How(**{"workers": 1, **how}))


def contents(folder):
    """Every file of a run's folder by its digest, but those that know the clock."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name not in CLOCK]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def manifest(out):
    return json.loads((out / "manifest.json").read_bytes())


def make_or_die(task):
    """A page that says which process made it; the process of one county goes away without a word."""
    if "虚南县" in task.job.name:
        os._exit(1)
    return [Made(files={f"{task.job.name}.html": str(os.getpid()).encode()})]
