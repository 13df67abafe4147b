"""`junheng run` again, `verify` and `trace` as a stranger meets them."""

import csv
import json

import duckdb
import pytest
from cli.command_line import line_of
from publish.small_runs import write_county

from analysis.publish.trace import lookup
from analysis.publish.units import making
from analysis.publish.units.task import Limits

LANGS = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    for number, county in enumerate(("虚东县", "虚南县"), 1):
        write_county(folder, county, first=100 * number)
    return folder


@pytest.fixture
def run(junheng, folder, tmp_path, monkeypatch):
    """One call, without notebooks: a workbook needs none, and `made` stands in for the pages of HTML."""

    monkeypatch.setenv("JUNHENG_STANDARD", "")  # as it was, afterwards

    def call(*words, ending="html"):
        usual = ["--data", folder, "--lang", "zh", "--format", ending, "--out", tmp_path / "out"]
        return junheng("--lang", "en", "run", *usual, *words)

    return call


def test_an_option_of_several_values_may_be_repeated_or_separated_by_commas(junheng, folder):
    asked = ["run", "--data", folder, "--dry-run"]
    once = junheng("--lang", "en", *asked, "--format", "html,xlsx", "--lang", "zh,en")
    twice = junheng("--lang", "en", *asked, "--format", "html", "--format", "xlsx", "--lang", "zh", "--lang", "en")
    assert once.code == twice.code == 0 and once.out == twice.out and len(once.out.splitlines()) == 5


def test_a_run_can_be_foretold_made_kept_verified_and_traced(run, junheng, folder, tmp_path, monkeypatch):
    out, asked = tmp_path / "out", ["--standard", "cn-quality-balance-2017"]
    foretold = run("--dry-run", *asked, ending="xlsx")
    assert (foretold.code, out.exists()) == (0, False)
    assert foretold.out.splitlines() == [
        "虚东县-2023-zh: not made yet", "虚南县-2023-zh: not made yet", "2 of 2 document(s) would be made",
    ]  # fmt: skip
    assert run(*asked, ending="xlsx").code == 0
    check_key_figures(out)
    with monkeypatch.context() as second:
        second.setattr(making, "open_view", lambda *_: pytest.fail("nothing has changed"))
        kept = run(*asked, ending="xlsx")
    assert (kept.code, kept.err) == (0, "")
    assert "Nothing has changed: 2 document(s) stand as they are" in kept.out

    assert junheng("--lang", "en", "verify", out, "--data", folder).out == "Everything is as the manifest says\n"
    write_county(folder, "虚南县", first=201)
    (out / "虚东县-2023-zh.xlsx").write_bytes(b"typed over")
    (out / "failures.csv").unlink()
    (out / "mine.txt").write_text("a note", encoding="utf-8")
    found = junheng("--lang", "en", "verify", out, "--data", folder)
    assert found.code == 1
    assert found.out.splitlines() == [
        "outputs › failures.csv: missing", "outputs › mine.txt: not in the manifest",
        "outputs › 虚东县-2023-zh.xlsx: changed", "data of own › 虚南县.csv: changed",
        "4 difference(s) from the manifest",
    ]  # fmt: skip

    traced = junheng("--lang", "zh", "trace", out, "students", "--document", "虚东县-2023-zh")
    assert traced.code == 0
    assert "虚东县.csv › F2" in traced.out
    assert "照原表读入" in traced.out


@pytest.mark.parametrize(("lang", "open_"), [("zh", "没有已记录的来源"), ("en", "no recorded source")])
def test_a_part_of_a_sentence_is_traced(junheng, monkeypatch, tmp_path, lang, open_):
    result = {"kind": "cells", "rule": None, "subject": "rows", "called": "班级数", "stage": "primary", "school": None}
    result |= {"value": 428.0, "formula": "算式: 合计", "source": ["甲.xlsx › 表 › K5:K26"]}
    text = {"headings": ["二、各校", "（三）班额"], "text": "小学428个班，超过45人的班178个。", "of": [[0, "value", 0]]}
    monkeypatch.setattr(lookup, "chosen_document", lambda *_: "甲县-2023-zh")
    monkeypatch.setattr(lookup, "read_trace", lambda *_: {"results": [result], "tables": [], "texts": [text]})
    traced = junheng("--lang", lang, "trace", tmp_path, "428 个班")
    assert traced.code == 0
    assert traced.out.splitlines()[:3] == ["甲县-2023-zh", "二、各校 › （三）班额", text["text"]]
    assert traced.out.splitlines()[-1] == "  甲.xlsx › 表 › K5:K26"
    assert open_ in junheng("--lang", lang, "trace", tmp_path, "班178个").out


@LANGS
def test_verify_finds_the_folder_a_run_read_and_asks_for_it_where_it_was_moved(
    run, junheng, folder, tmp_path, made, monkeypatch, lang
):
    out = tmp_path / "out"
    run()

    def verified():
        monkeypatch.setenv("JUNHENG_DATA", "")
        return junheng("--lang", lang, "verify", out)

    told = {"zh": ["数据文件夹：", "与清单完全一致"], "en": ["Data: ", "Everything is as the manifest says"]}[lang]
    assert verified().out.splitlines() == [f"{told[0]}{folder}", told[1]]
    path = folder / "虚南县.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2002", "2003"), encoding="utf-8")
    found = verified()
    changed = {"zh": "own的数据 › 虚南县.csv: 有变", "en": "data of own › 虚南县.csv: changed"}[lang]
    assert (found.code, found.out.splitlines()[1:-1]) == (1, [changed])
    folder.rename(tmp_path / "moved")
    found = verified()
    assert (found.code, found.out) == (2, "")
    line = line_of(found, lang)
    assert "--data" in line
    assert "虚东县.csv" in line


def check_key_figures(out):
    """Every line of every county stands in one table with its cells, each coefficient among them."""
    rows = list(csv.DictReader((out / "key_figures.csv").open(encoding="utf-8-sig")))
    judged = {line["rule"] for one in documents(out) for line in one["verdicts"]}
    coefficients = {row["rule"] for row in rows if row["rule"].startswith("cv:")}
    assert judged < {row["rule"] for row in rows}
    assert len(coefficients) == 7
    assert {row["county"] for row in rows} == {"虚东县", "虚南县"}
    assert any("虚南县.csv › " in row["source"] for row in rows)
    same = duckdb.read_parquet(str(out / "key_figures.parquet")).fetchall()
    assert [(row[1], row[5]) for row in same] == [(row["county"], row["rule"]) for row in rows]


def documents(out):
    return json.loads((out / "manifest.json").read_bytes())["documents"]


def test_an_unknown_county_and_a_broken_workbook_are_told_and_stop_no_other(run, folder, tmp_path, made):
    (folder / "虚坏县.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    said = run()
    assert said.code == 1
    assert "✗ 虚坏县" in said.out
    told = {one["county"]: not one["failure"] for one in documents(tmp_path / "out")}
    assert told == {"虚东县": True, "虚南县": True, "虚坏县": False}
    failed = list(csv.DictReader((tmp_path / "out" / "failures.csv").open(encoding="utf-8-sig")))
    assert [(one["county"], one["notebook"]) for one in failed] == [("虚坏县", "")]
    asked = run("--county", "虚东县", "--county", "虚无县")
    assert (asked.code, "✗ 虚无县: --county" in asked.out) == (1, True)
    run()
    again = run()  # a refused file is told again, and nothing is made for it
    assert (again.code, "Nothing has changed" in again.out, "✗ 虚坏县" in again.out) == (1, True, True)


def test_a_caller_says_how_long_a_cell_and_how_large_a_notebook_may_be(run, made, monkeypatch):
    told = set()
    monkeypatch.setattr(making, "notebooks_of", lambda job: ["01_data"])
    monkeypatch.setattr(making, "run_notebook", lambda *_, limits: told.add(limits))
    monkeypatch.setattr(making, "check_whole", lambda *_: None)
    run("--timeout", 7, "--memory", 512)
    assert told == {Limits(seconds=7, memory_mib=512)}
    told.clear()
    run("--fresh")
    assert told == {Limits(seconds=600, memory_mib=None)}
    wrong = run("--timeout", 0)
    assert (wrong.code, "--timeout" in line_of(wrong, "en")) == (2, True)


@LANGS
def test_what_verify_and_trace_cannot_read_is_refused_in_one_line(run, junheng, tmp_path, made, lang):
    for verb in (["verify", tmp_path], ["trace", tmp_path, "table 1, row 1"]):
        said = junheng("--lang", lang, *verb)
        assert said.code == 2
        assert "manifest.json" in line_of(said, lang)
    run()
    for asked in ("table 900, row 1", "no such rule", "共8765432人"):
        said = junheng("--lang", lang, "trace", tmp_path / "out", asked, "--document", "虚东县-2023-zh")
        assert said.code == 2
        line_of(said, lang)
    said = junheng("--lang", lang, "trace", tmp_path / "out", "表1第1行", "--document", "别县")
    assert "虚东县-2023-zh" in line_of(said, lang)
