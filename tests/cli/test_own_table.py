"""A reader's own table: template, check, run; what is wrong is named by its cell, and then nothing is made."""

import json
import re
from types import SimpleNamespace

import pytest
from case_files import REPOSITORY
from cli.command_line import SCHOOLS, fill_template, line_of
from openpyxl import Workbook, load_workbook

from analysis.publish.units import making

LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
BROKEN = REPOSITORY / "tests" / "broken" / "tables"
SECTIONS = 5  # the four schools' sections; the nine-year school has two
FIRST = 6  # the row of the first school: titles and headers stand above it, and the example row


@pytest.fixture
def filled(junheng, tmp_path):
    """The template, filled in, alone in a folder."""
    path = tmp_path / "tables" / "甲县.xlsx"
    path.parent.mkdir()
    assert junheng("template", path).code == 0
    fill_template(path)
    return path


def change(path, school, column, value):
    """Type one value into the cell of a school, and give the cell's name."""
    book = load_workbook(path)
    sheet = book["学校情况"]
    names = {sheet.cell(row, 4).value: row for row in range(FIRST, sheet.max_row + 1)}
    cell = sheet[f"{column}{names[school]}"]
    cell.value = value
    book.save(path)
    return cell.coordinate


@LANGS
def test_the_template_says_where_it_was_written(junheng, tmp_path, lang):
    path = tmp_path / "empty.xlsx"
    said = junheng("--lang", lang, "template", path)
    assert (said.code, said.err) == (0, "")
    assert str(path) in said.out
    assert {"学校情况", "填表说明"} == set(load_workbook(path).sheetnames)


@LANGS
def test_an_empty_template_is_no_table_yet_and_says_so(junheng, tmp_path, lang):
    path = tmp_path / "empty.xlsx"
    junheng("template", path)
    said = junheng("--lang", lang, "check", path)
    assert said.code == 1
    assert said.out.startswith(("错误 " if lang == "zh" else "error ") + "empty.xlsx: ")
    assert ("表中没有学校" if lang == "zh" else "not a single school") in said.out


@LANGS
def test_a_table_without_faults_passes_the_check(junheng, filled, lang):
    said = junheng("--lang", lang, "check", filled)
    assert (said.code, said.err) == (0, "")
    assert re.search(rf"\b1.*{SECTIONS}.*0.*0", said.out)


#: Bad values typed into the filled template: school, column, value, and what must be said of it in both languages.
BAD_VALUES = {
    "text": ("一小", "K", "四百二十", "四百二十", "expected a number"),
    "negative_students": ("二小", "K", -180, "-180", "-180"),
    "zero_students": ("一中", "L", 0, "大于0", "more than 0"),
    "count_above_its_whole": ("一中", "AM", 99, "多于", "exceed"),
    "unknown_type": ("一小", "F", "小学校园", "小学校园", "小学校园"),
    "rooms_within_rooms": ("二小", "AS", 9999, "9999", "9999"),
}


@LANGS
@pytest.mark.parametrize("fault", BAD_VALUES)
def test_a_bad_value_is_named_by_its_cell_and_nothing_is_made(junheng, filled, tmp_path, lang, fault):
    school, column, value, zh, en = BAD_VALUES[fault]
    cell, out = change(filled, school, column, value), tmp_path / "out"
    checked = junheng("--lang", lang, "check", filled)
    ran = junheng("--lang", lang, "run", "--data", filled.parent, "--format", "html", "--out", out)
    assert (checked.code, ran.code) == (1, 1)
    for text in (checked.out, ran.err):
        assert re.search(rf"甲县\.xlsx › 学校情况 › [A-Z0-9,:; ]*\b{cell}\b", text), text
        assert (zh if lang == "zh" else en) in text
        assert "Traceback" not in text
    assert not out.exists()


@LANGS
def test_two_rows_of_one_section_are_both_named(junheng, filled, lang):
    change(filled, "二小", "E", f"S{FIRST}")
    change(filled, "二小", "D", "一小")
    said = junheng("--lang", lang, "check", filled)
    assert said.code == 1
    assert re.search(rf"› (?P<column>[A-Z]+){FIRST}; .*› (?P=column){FIRST + 1}: ", said.out), said.out
    assert "一小" in said.out


@LANGS
def test_a_missing_column_of_students_is_named(junheng, filled, lang):
    book = load_workbook(filled)
    for cell in ("K3", "K4", "L4", "M4"):
        book["学校情况"][cell].value = None
    book.save(filled)
    said = junheng("--lang", lang, "check", filled)
    assert said.code == 1
    assert ("没有“在校生数”列" if lang == "zh" else "no column for students") in said.out


def test_merged_cells_left_where_the_last_columns_were_taken_out_do_no_harm(junheng, filled):
    book = load_workbook(filled)
    book["学校情况"].delete_cols(44, 5)  # openpyxl, like some statistical software, leaves their merged cells behind
    book.save(filled)
    assert junheng("check", filled).code == 0


@LANGS
def test_all_faults_of_all_files_come_in_one_report(junheng, lang):
    said = junheng(
        "--lang", lang, "check", BROKEN / "several_faults.csv", BROKEN / "damaged.xlsx", BROKEN / "nosuch.csv"
    )
    lines = said.out.strip().splitlines()
    assert said.code == 1
    files = [line.split(" ", 1)[1].split(" › ")[0].split(":")[0] for line in lines[:-1]]
    assert list(dict.fromkeys(files)) == ["several_faults.csv", "damaged.xlsx", "nosuch.csv"]
    assert files == sorted(files, key=list(dict.fromkeys(files)).index)  # each file's problems stand together
    kinds = [line.split(" ")[0] for line in lines[:-1]]
    errors = int(re.search(r"(\d+)(?:处错误| error)", lines[-1])[1])
    assert errors == kinds.count("错误" if lang == "zh" else "error") >= 5


@LANGS
@pytest.mark.parametrize("name", ["not_a_workbook.xlsx", "damaged.xlsx", "web_page.xls", "no_column_of_students.csv"])
def test_a_file_that_is_no_table_is_named_and_nothing_is_made(junheng, tmp_path, lang, name):
    folder, out = tmp_path / "tables", tmp_path / "out"
    folder.mkdir()
    (folder / name).write_bytes((BROKEN / name).read_bytes())
    said = junheng("--lang", lang, "run", "--data", folder, "--out", out)
    assert said.code == 1
    assert said.err.startswith(name)
    assert "Traceback" not in said.err
    assert not out.exists()


@LANGS
def test_a_mapping_that_is_not_there_is_named(junheng, filled, lang):
    said = junheng("--lang", lang, "check", filled, "--mapping", "nosuch.toml")
    assert said.code == 1
    assert said.out.startswith(("错误 " if lang == "zh" else "error ") + "nosuch.toml: ")


def test_a_drafted_mapping_asks_about_headers_it_does_not_know(junheng, tmp_path):
    book = Workbook()
    book.active.append(["年份", "学校名称", "学校类别", "在校学生数", "神秘指标"])
    book.active.append([2023, "一小", "小学", 100, 7])
    book.save(tmp_path / "own.xlsx")
    said = junheng("check", "--draft-mapping", tmp_path / "own.xlsx")
    assert said.code == 0
    assert "schema = 1" in said.out
    assert re.search(r"#.*神秘指标", said.out)


def visible(html):
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)


def test_a_table_of_ones_own_becomes_an_appendix(junheng, filled, tmp_path):
    out = tmp_path / "out"
    words = ["--lang", "zh", "run", "--data", filled.parent, "--county", "990101", "--lang", "zh", "--format", "html"]
    said = junheng(*words, "--out", out)
    assert said.code == 0, said
    assert f"目录页：{out / 'index.html'}" in said.out
    assert documents(out) == ["990101-2023-zh.html"]
    page = visible((out / "990101-2023-zh.html").read_text(encoding="utf-8"))
    at_the_end = page.split("附：一校一表")[-1]
    for name, *_ in SCHOOLS:
        assert name in at_the_end
    assert "甲县" in page
    assert "重构数据" not in page
    assert "来源：甲县.xlsx\u00a0› 学校情况" in at_the_end
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["inputs"]["own"]["甲县.xlsx"]) == 64


@pytest.mark.slow
@LANGS
def test_one_school_in_a_stage_has_coefficient_0_with_its_note(junheng, filled, tmp_path, lang):
    book = load_workbook(filled)
    book["学校情况"].delete_rows(FIRST + 1, 3)  # all but the first school
    book.save(filled)
    out = tmp_path / "out"
    said = junheng("--lang", lang, "run", "--data", filled.parent, "--lang", lang, "--format", "html", "--out", out)
    assert said.code == 0, said
    page = visible((out / f"990101-2023-{lang}.html").read_text(encoding="utf-8"))
    assert "0.000" in page
    assert ("只有一所学校" if lang == "zh" else "one school") in page


@LANGS
def test_a_failing_notebook_is_told_with_exit_code_1_and_no_traceback(junheng, tmp_path, monkeypatch, lang):
    def stop(*_, **__):
        raise ValueError("没有数据")

    monkeypatch.setattr("analysis.publish.units.making.run_notebook", stop)
    words = ["run", "--dataset", "five-schools", "--lang", lang, "--format", "html", "--out", tmp_path]
    said = junheng("--lang", lang, *words)
    assert said.code == 1
    assert "没有数据" in said.out
    assert f"five-schools-2012-{lang}" in said.out
    assert "Traceback" not in said.out + said.err
    assert documents(tmp_path) == []
    assert "没有数据" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_the_log_file_keeps_what_the_screen_does_not_show(junheng, tmp_path, monkeypatch):
    def stop(*_, **__):
        raise ValueError("broken on purpose")

    monkeypatch.setattr("analysis.publish.units.making.run_notebook", stop)
    log, out = tmp_path / "log.txt", tmp_path / "out"
    said = junheng("--quiet", "--log-file", log, "run", "--dataset", "five-schools", "--lang", "en", "--out", out)
    assert said.code == 1
    assert said.err == ""
    assert "broken on purpose" in said.out
    assert "Index:" not in said.out
    assert "Traceback" in log.read_text(encoding="utf-8")


def documents(folder):
    """What lies in a run's folder beside the pages and tables of all documents."""
    beside = {
        "index.html",
        "explore.html",
        "manifest.json",
        "failures.csv",
        "key_figures.csv",
        "key_figures.parquet",
        "run.json",
    }
    return sorted(path.name for path in folder.iterdir() if path.is_file() and path.name not in beside)


COLUMNS = "年份,县区,学校名称,办学类型,在校生数（小学）,图书册数\n"


def write_county(folder, name, *, year=2023, first="100", second="300", ending="csv"):
    """Two primary schools of one county in a file of its own."""
    rows = f"{year},{name},一小,小学,{first},2000\n{year},{name},二小,小学,{second},3000\n"
    (folder / f"{name}.{ending}").write_text(COLUMNS + rows, encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """Two good counties, one with faults, one of another year, and files that are no tables."""
    folder = tmp_path / "counties"
    folder.mkdir()
    for county in ("东县", "南县"):
        write_county(folder, county)
    write_county(folder, "西县", first="四百", second="-3")
    write_county(folder, "北县", year=2022)
    (folder / "notes.txt").write_text("收表说明\n请于月底前报送\n", encoding="utf-8")
    book = Workbook()
    book.active.append(["说明"])
    book.save(folder / "readme.xlsx")
    return folder


@LANGS
def test_one_county_with_faults_stops_no_other(junheng, folder, tmp_path, monkeypatch, lang):
    monkeypatch.setattr(making, "run_notebook", lambda *_, **__: None)
    monkeypatch.setattr(making, "check_whole", lambda *_: None)
    monkeypatch.setattr(making, "compose", lambda _: SimpleNamespace(json='{"blocks": []}'))
    monkeypatch.setattr(making, "build_appendix", lambda job, notebooks: SimpleNamespace(name=job.name, verdicts=()))
    monkeypatch.setitem(
        making.WRITERS, "html", lambda made, path: path.write_text(f"{made.name}</html>", encoding="utf-8")
    )
    out = tmp_path / "out"
    words = ["--data", folder, "--lang", "zh,en", "--year", "2023", "--format", "html", "--out", out]
    said = junheng("--lang", lang, "run", *words)
    assert said.code == 1
    assert documents(out) == sorted(f"{county}-2023-{one}.html" for county in ("东县", "南县") for one in ("zh", "en"))
    page = (out / "index.html").read_text(encoding="utf-8")
    for text in (said.out, page):
        assert text.count("西县.csv › E2") == (1 if text is said.out else 2)  # on the page in both languages
        assert "西县.csv › E3" in text
        assert "readme.xlsx" in text
        assert "notes.txt" not in text
        assert "2022" in text
    assert "✗ 北县-2023: --year: " in said.out
    failed = [
        one for one in json.loads((out / "manifest.json").read_text(encoding="utf-8"))["documents"] if one["failure"]
    ]
    assert sorted(one["county"] for one in failed) == sorted(["北县", "西县", "readme"])


def test_a_folder_with_one_faulty_file_is_listed_with_what_is_sound(junheng, folder):
    said = junheng("--data", folder, "datasets")
    assert said.code == 0
    assert re.search(r"own .*\b6 +2022–2023", said.out), said.out


@LANGS
def test_a_year_that_no_county_has_is_refused_before_anything_is_made(junheng, folder, tmp_path, lang):
    said = junheng("--lang", lang, "run", "--data", folder, "--year", "1999", "--out", tmp_path / "out")
    assert said.code == 2
    assert "2022, 2023" in line_of(said, lang)
    assert not (tmp_path / "out").exists()


def test_the_county_in_a_files_name_loses_its_year(junheng, tmp_path):
    (tmp_path / "单校县（2023）.csv").write_text("学校名称,办学类型,在校生数\n一小,小学,100\n", encoding="utf-8")
    said = junheng("--lang", "zh", "check", tmp_path / "单校县（2023）.csv")
    assert "县区取自文件名：单校县，" in said.out
    assert "年份取自文件名：2023，" in said.out
    assert {line.split(" ")[0] for line in said.out.splitlines()[:-1]} == {"提示"}


def test_check_reads_a_file_by_the_mapping_that_a_run_would_use(junheng, tmp_path):
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "x.toml").write_text(
        'schema = 1\n[columns]\n"n" = "school"\n"k" = "students"\n[constants]\nyear = 2023\nstage = "primary"\n',
        encoding="utf-8",
    )
    (tmp_path / "x.csv").write_text("n,k\nA,300\n", encoding="utf-8")
    assert junheng("check", tmp_path / "x.csv").code == 0


def test_a_school_table_under_the_name_of_another_table_is_read(junheng, tmp_path, monkeypatch):
    (tmp_path / "classes.csv").write_text(
        "统计年度,县区名称,学校名称,办学类型,在校生数（小学）\n2023,甲县,一小,小学,300\n", encoding="utf-8"
    )
    said = junheng("--data", tmp_path, "datasets")
    assert said.code == 0
    assert "own" in said.out


def test_a_folder_without_a_school_table_says_what_its_files_are(junheng, tmp_path):
    (tmp_path / "classes.csv").write_text("年份,学校代码,年级,班号,学生数\n2023,1,1,1,40\n", encoding="utf-8")
    (tmp_path / "x.rda").write_bytes(b"RDX3\n\x00")
    said = junheng("run", "--data", tmp_path, "--out", tmp_path / "out")
    assert said.code != 0
    assert "classes.csv: is a table that stands beside a school table" in said.err + said.out
    assert "x.rda: is an R data file" in said.err + said.out


def test_the_tables_of_a_folder_are_checked_together(junheng, tmp_path):
    head = "统计年度,学校代码,学校名称,"
    (tmp_path / "青溪县_学生.csv").write_text(
        f"{head}学校类别,在校学生数\n2023,1,一小,小学,300\n2023,2,二小,小学,90\n", "utf-8"
    )
    (tmp_path / "青溪县_教师.csv").write_text(f"{head}骨干教师\n2023,1,一小,4\n2023,2,二小,2\n", "utf-8")
    assert junheng("check", tmp_path / "青溪县_教师.csv").code == 1  # alone it has no students
    said = junheng("--lang", "en", "check", tmp_path)
    assert said.code == 0
    assert "2 file(s), 2 school section(s): 0 error(s)" in said.out
