"""One county handed over in several shapes makes one appendix, but for the sources."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tables.form_books import write_forms
from tables.workbooks import Maker, schools_of, write

from analysis.tables.catalogue.datasets import load_dataset

SHAPES = {
    "one sheet": ("wide", "xlsx"),
    "three sheets": ("sheets", "xlsx"),
    "text files": ("sheets", "csv"),
    "forms": ("", ""),
    "an old workbook": ("sheets", "xls"),
    "an open document": ("wide", "ods"),
}
CONVERTED = ("xls", "ods")  # by LibreOffice, where it is installed
SOURCES = re.compile(r"\.(?:xlsx|xls|ods|csv)|^[0-9a-f]{16}( |$)")  # names and digests of files


@pytest.fixture(scope="module")
def schools():
    rows = load_dataset("demo-a").select(year=2023).rows
    made = schools_of(rows)
    known = rows.drop_duplicates("school_id").set_index("school_id")
    for school in made:
        school["counts_as_school"] = bool(known.at[school["school_id"], "counts_as_school"])
        school["parent"] = known.at[school["school_id"], "parent"]
    return made


def hand_over(schools: list, shape: str, kind: str, folder: Path) -> None:
    rng = np.random.default_rng(3)
    if not shape:
        write_forms(schools, folder, rng)
        return
    maker = Maker(rng, schools, shape)
    maker.has_codes, maker.year_in, maker.county_in = True, "column", "column"
    maker.has_totals, maker.in_files, maker.is_ordered = False, False, True
    paths = write(maker.make(), folder, "xlsx" if kind in CONVERTED else kind)
    for path in paths if kind in CONVERTED else ():
        call = ["soffice", "--headless", f"-env:UserInstallation={(folder.parent / 'office').as_uri()}"]
        subprocess.run([*call, "--convert-to", kind, "--outdir", str(folder), str(path)], check=True)
        path.unlink()


def said(page: Path) -> list[str]:
    """What a page says of the county, with a part of each picture, without markup and without the sources' names."""
    text = re.sub(r"<(style|script).*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    before, head, joint_table = text.rpartition("Row</th>")  # which lists each school's row in its file
    text = before + head + re.sub(r"<td[^>]*>\d+</td>\s*</tr>", "</tr>", joint_table)
    text = re.sub(r"</(?:td|th|p|li|h\d|div|span|tr)>", "\n", text)
    text = re.sub(r"<img[^>]*src=\"data:[^\"]{200}([^\"]{400})[^>]*>", r"\nPICTURE \1\n", text)
    # The list of files at the end differs in length and content.
    lines = [re.sub(r" Source: .*", "", line.strip()) for line in re.sub(r"<[^>]+>", "", text).splitlines()]
    told = [line for line in lines if line and not SOURCES.search(line)]
    return [line for line in told if line.lower() != "file"]


@pytest.mark.slow
def test_one_county_in_six_shapes_makes_one_appendix(tmp_path, schools):
    pages = {}
    for name, (shape, kind) in SHAPES.items():
        if kind in CONVERTED and not shutil.which("soffice"):
            continue
        folder = tmp_path / "county"
        folder.mkdir()
        hand_over(schools, shape, kind, folder)
        call = ["run", "--data", folder, "--out", tmp_path / name, "--format", "html", "--lang", "en"]
        subprocess.run(
            [sys.executable, "-m", "analysis", *map(str, call)], check=True, env={**os.environ, "LANG": "en"}
        )
        shutil.rmtree(folder)
        (page,) = (tmp_path / name).glob("*-en.html")
        pages[name] = said(page)
    first = pages.pop("one sheet")
    assert len(first) > 2000
    for name, page in pages.items():
        differing = [(one, other) for one, other in zip(first, page, strict=False) if one != other]
        assert (name, len(page), differing[:3]) == (name, len(first), [])
