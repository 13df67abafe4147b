"""Names that are formulas, paths, markup or far too long: texts in every file a run writes, and no file anywhere else."""

import csv
import html
import io
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from analysis.language import Words
from analysis.publish.batch import Outcome, Unit, record_of
from analysis.publish.failures import write_failures
from analysis.publish.jobs import Job
from analysis.publish.key_figures import as_csv, write_key_figures
from analysis.publish.recipes import recipes
from analysis.publish.site import write_index
from analysis.publish.units.task import Failure, Made

FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1")
PATHS = (
    "../../x",
    "..\\..\\x",
    "/etc/passwd",
    "C:\\x",
    "CON",
    "nul",
    ".",
    "..",
    "~",
    "%2e%2e%2f",
    "a/b",
    "x" * 300,
    "县" * 200,
)
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}}",
    "#import x",
    "\\input{x}",
)
SIGNS = ("\u202eabc", "🏫县", "مدرسة", "a\x00b", "a\nb", "é" * 150, "\ufeff县")
NAMES = (*FORMULAS, *PATHS, *MARKUP, *SIGNS)
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
COUNTY = next(recipe for recipe in recipes() if recipe.id == "county")


def jobs(names=NAMES):
    return [Job(COUNTY, "demo-a", name, 2023, lang) for name in names for lang in ("zh", "en")]


def outcomes(names=NAMES):
    line = {
        "year": 2023, "stage": "primary", "rule": "x", "subject": "x", "answer": "met", "value": 1.0, "limit": -2.0, "gap": -1.5,
        "shortfall": None, "formula": "x", "standard": "x", "clause": "x",
    }  # fmt: skip
    made = []
    for job in jobs(names):
        lines = [{**line, "offenders": [job.county], "source": [job.county]}]
        made.append(
            Outcome(job, record_of(Unit(job, (), "", ""), Made(files={f"{job.name}.html": b"x"}, key_figures=lines)))
        )
    return made


def test_a_documents_name_is_a_name_of_every_system_and_of_no_other_folder():
    for job in jobs():
        assert len(f".making-{job.name}-2.manifest.json".encode()) <= 143
        assert PurePosixPath(job.name).name == job.name
        assert not set(job.name) & set('/\\:*?"<>|\0\n\r\t')
        assert job.name not in (".", "..") and not job.name.startswith(".")
        assert job.name.partition(".")[0].lower() not in RESERVED


class Page(HTMLParser):
    """The elements of a page, how many scripts it has, its links, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.scripts, self.links, self.handlers, self.text = set(), 0, [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.scripts += tag == "script"
        self.links += [value for name, value in attrs if name in ("href", "src")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data):
        self.text.append(data)


def test_the_index_holds_names_as_text_and_links_only_to_its_own_folder(tmp_path):
    found, harmless = (Page(write_index(of, tmp_path).read_text("utf-8")) for of in (outcomes(), outcomes(["甲县"])))
    assert (found.tags, found.scripts, found.handlers) == (harmless.tags, harmless.scripts, [])
    said = "".join(found.text)
    assert [name for name in NAMES if "".join(name.split()) not in "".join(said.split()) and "\0" not in name] == []
    for link in found.links:
        assert "/" not in unquote(link) and ":" not in unquote(link), link


def test_no_cell_of_a_csv_is_a_formula_and_numbers_stay_numbers(tmp_path):
    table, parquet = write_key_figures(outcomes(), tmp_path)
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
    for row in rows:
        assert not [
            cell for name, cell in row.items() if cell[:1] in tuple("=+-@\t\r") and name not in ("limit", "gap")
        ]
        assert (row["limit"], row["gap"]) == ("-2.0", "-1.5")
    assert {f"'{name}" for name in FORMULAS} <= {row["county"] for row in rows}
    import duckdb

    held = {row[0] for row in duckdb.read_parquet(str(parquet)).select("county").fetchall()}
    assert set(FORMULAS) <= held  # the table for programs has the names as they are


def test_no_cell_of_the_list_of_failures_is_a_formula(tmp_path):
    failed = [
        Outcome(
            job,
            record_of(Unit(job, (), "", ""), Made(failure=Failure(Words(job.county, job.county), message=job.county))),
        )
        for job in jobs()
    ]
    text = write_failures(failed, tmp_path).read_text("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not [cell for cell in row if cell[:1] in tuple("=+-@\t\r")]


def test_a_csv_says_what_it_was_given():
    assert as_csv(["a", "b"], [["=1", -1.5], ["县", None]]).decode("utf-8-sig") == "a,b\n'=1,-1.5\n县,\n"


def write_table(folder, names):
    lines = ["年份,县区,学校名称,办学类型,城乡类型,在校生数（小学）,骨干教师数"]
    for name in names:
        quoted = '"' + name.replace('"', '""') + '"'
        lines += [f"2023,{quoted},{quoted}{k},小学,镇区,{100 * k},{k}" for k in (1, 2)]
    (folder / "t.csv").write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.slow
def test_a_run_of_hostile_counties_leaves_texts_only_and_only_in_its_folder(tmp_path):
    names = [name for name in NAMES if not set(name) & set("\0\n\t") and name not in (".", "..", "~")]
    (tmp_path / "in").mkdir()
    write_table(tmp_path / "in", names)
    out = tmp_path / "deep" / "er" / "out"
    call = ["run", "--data", tmp_path / "in", "--format", "xlsx", "--lang", "zh", "--out", out]
    ran = subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, call)], capture_output=True, text=True, encoding="utf-8"
    )
    assert ran.returncode == 0, ran.stderr
    documents = json.loads((out / "manifest.json").read_text("utf-8"))["documents"]
    assert len(documents) == len({one["county"] for one in documents}) >= len(names) - 3
    assert {path.name for path in tmp_path.rglob("*") if path.is_file() and out not in path.parents} == {"t.csv"}
    texts = set()
    for path in out.glob("*.xlsx"):
        for page in load_workbook(path):
            for row in page.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str):
                        texts.add(cell.value)
                        assert cell.data_type != "f" or cell.value[1:4] != "cmd"
    assert [name for name in FORMULAS[:4] if f"{name}1" not in texts] == []
    page = html.unescape((out / "index.html").read_text("utf-8"))
    assert "<script>alert(1)</script>" in page
    assert Page((out / "index.html").read_text("utf-8")).handlers == []
