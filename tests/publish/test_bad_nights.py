"""A night in which notebooks raise, hang, eat memory, die and leave programs behind: the others are whole, the morning page tells."""

import csv
import json

import nbformat
import pytest
from publish.kernels.running import has_gone
from publish.small_runs import write_county

from analysis import paths
from analysis.language import Words
from analysis.publish import execute
from analysis.publish.batch import How
from analysis.publish.folder import run_folder
from analysis.publish.jobs import Job
from analysis.publish.recipes import Recipe
from analysis.publish.units.task import Limits

PARAMETERS = 'dataset: str = "own"\ncounty: str = ""\nyear: int = 0\nlang: str = "zh"'
ACTS = """import os, subprocess
from IPython.display import HTML, display
if county == "虚抛县": raise ValueError("a made-up fault")
while county == "虚停县": pass
if county == "虚大县": big = bytearray(4 * 10**9)
if county == "虚亡县": os._exit(9)
if county == "虚遗县": open(os.environ["LEFT"], "w").write(str(subprocess.Popen(["sleep", "600"], start_new_session=True).pid))
display(HTML("<table><caption>x</caption><tr><td>1</td></tr></table>"))"""
SAID = {
    "虚抛县": "a made-up fault",
    "虚停县": "not done within 4 s",
    "虚大县": "out of memory",
    "虚亡县": "exit code 9",
}
WELL = ("虚好县", "虚遗县")


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    """A county for every fault, and two that are well; one notebook, which does to each what its name says."""
    tables, folder = tmp_path / "tables", tmp_path / "notebooks"
    tables.mkdir()
    folder.mkdir()
    for county in (*SAID, *WELL):
        write_county(tables, county)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [
        nbformat.v4.new_markdown_cell("# 标题", metadata={"tags": ["zh"]}),
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(ACTS),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "01_small.ipynb")
    monkeypatch.setattr(execute, "NOTEBOOKS", folder)
    monkeypatch.setattr(paths, "NOTEBOOKS", folder)
    monkeypatch.setenv("JUNHENG_DATA", str(tables))
    monkeypatch.setenv("LEFT", str(tmp_path / "left"))
    recipe = Recipe("county", "county", Words("附件", "appendix"), ("01_small",), ("own",))
    return [Job(recipe, "own", county, 2023, "zh") for county in (*SAID, *WELL)]


@pytest.mark.slow
def test_the_well_counties_are_made_and_the_morning_page_says_what_became_of_the_others(jobs, tmp_path):
    out, limits = tmp_path / "out", Limits(seconds=4, memory_mib=2000)
    run_folder(jobs, ["html"], out, lambda _: None, How(workers=1, limits=limits))
    told = list(csv.DictReader((out / "failures.csv").open(encoding="utf-8-sig")))
    assert {one["county"]: one["notebook"] for one in told} == dict.fromkeys(SAID, "01_small")
    page = (out / "index.html").read_text(encoding="utf-8")
    for one in told:
        assert SAID[one["county"]] in one["en"]
        assert one["zh"] != one["en"]
        assert SAID[one["county"]] in page
    assert {path.name for path in out.glob("*-zh.html")} == {f"{county}-2023-zh.html" for county in WELL}
    state = json.loads((out / "run.json").read_bytes())
    assert (state["state"], state["made"], state["failed"]) == ("done", len(WELL), len(SAID))
    assert has_gone(int((tmp_path / "left").read_text()))
