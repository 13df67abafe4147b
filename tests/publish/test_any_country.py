"""A table of another country: its own indicators, no word of a Chinese rule, few pages; the choice of standard is said."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tables.grid_files import write_csv

from analysis.rules.choice import STANDARD_VARIABLE, chosen_standard
from analysis.show.county.view import USUAL, open_view
from analysis.tables.catalogue import datasets

MALAYSIA = """
schema = 1
grain = "school"
[columns]
Code = "school_id"
Name = "school"
District = "county"
Enrolment = "students"
Toilets = "toilets"
[constants]
year = 2022
stage = "all"
[field.toilets]
zh = "厕所"
en = "toilets"
unit = { zh = "间", en = "rooms" }
[indicator.toilets_per_100]
zh = "每百名学生厕所数"
en = "toilets per 100 students"
unit = { zh = "间/百生", en = "per 100 students" }
numerator = "toilets"
scale = 100
gap_unit = { zh = "间", en = "rooms" }
"""
CHINESE_RULES = re.compile(r"教督|国教督|hand-out|nine-year|teaching point|Chinese|2017|6 of 7|85 ?%")


@pytest.fixture
def malaysia(tmp_path):
    """Forty made-up schools with one indicator of their own."""
    folder = tmp_path / "mine"
    (folder / "mappings").mkdir(parents=True)
    rows = [[f"M{k:03d}", f"Sekolah {k}", "Daerah A", 120 + 17 * k, 4 + k % 9] for k in range(40)]
    write_csv(folder / "schools.csv", [["Code", "Name", "District", "Enrolment", "Toilets"], *rows])
    (folder / "mappings" / "schools.toml").write_text(MALAYSIA, encoding="utf-8")
    return folder


@pytest.fixture
def own(monkeypatch):
    """Open the first county of a folder."""
    monkeypatch.setattr(datasets, "_load_schools", datasets._load_schools.__wrapped__)
    monkeypatch.delenv(STANDARD_VARIABLE, raising=False)

    def opened(folder: Path, lang: str = "en"):
        monkeypatch.setenv("JUNHENG_DATA", str(folder))
        return open_view("own", lang=lang)

    return opened


def run(folder: Path, out: Path, *more: str) -> str:
    call = [sys.executable, "-m", "analysis", "run", "--data", folder, "--out", out, "--lang", "en", "--format", "html"]
    subprocess.run([*map(str, call), *more], check=True, env={**os.environ, "JUNHENG_FIGURE_DPI": "50"})
    (page,) = out.glob("*-en.html")
    text = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def test_a_table_of_another_country_is_not_judged_and_speaks_of_no_chinese_rule(malaysia, tmp_path):
    text = run(malaysia, tmp_path / "out")
    assert "No standard was named" in text
    assert "toilets per 100 students" in text
    assert "Gini" in text
    assert CHINESE_RULES.findall(text) == []
    assert not re.search(r"[\u4e00-\u9fff]", text)
    assert "cannot be judged" not in text


def test_its_own_indicator_is_computed_beside_a_standard_too(malaysia, own, monkeypatch):
    view = own(malaysia)
    monkeypatch.setenv(STANDARD_VARIABLE, "cn-quality-balance-2017")
    judged = own(malaysia)
    assert [one.name for one in view.indicators] == ["toilets_per_100"]
    assert judged.indicators[-1].name == "toilets_per_100"
    assert judged.verdict.cvs["all", "toilets_per_100"].result.value == view.balance("toilets_per_100", "all").value > 0


def test_a_standard_is_taken_by_itself_only_for_a_table_that_feeds_it(tmp_path, own):
    head = ["年度", "县区名称", "学校名称", "小学在校生数"]
    for name, more, is_judged in (("a", "骨干教师", True), ("b", "图书册数", False)):
        folder = tmp_path / name
        folder.mkdir()
        write_csv(folder / "x.csv", [[*head, more], *([2023, "甲县", f"{k}小", 300 + k, 9 + k] for k in range(9))])
        view = own(folder)
        assert bool(view.standard) == is_judged
        assert ("it is judged against" in view.choice.en) == is_judged


def test_a_mapping_or_an_option_names_the_standard(malaysia, own, monkeypatch):
    view = own(malaysia)
    assert chosen_standard(("cn-basic-balance-2012",), USUAL, view.table)[0].id == "cn-basic-balance-2012"
    assert chosen_standard((), USUAL, view.table) == (None, None)
    mapping = malaysia / "mappings" / "schools.toml"
    mapping.write_text('standard = "none"\n' + MALAYSIA, encoding="utf-8")
    datasets._read_mapping_once.cache_clear()
    assert own(malaysia).table.standard == ()
    monkeypatch.setenv(STANDARD_VARIABLE, "cn-quality-balance-2017")
    assert own(malaysia).standard.id == "cn-quality-balance-2017"
