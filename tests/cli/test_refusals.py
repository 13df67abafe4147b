"""Wrong words on the command line: one line in the reader's language names the place; exit 2, nothing written."""

import subprocess
import sys

import pytest
from case_files import REPOSITORY
from cli.command_line import line_of

LANGS = pytest.mark.parametrize("lang", ["zh", "en"])


@LANGS
@pytest.mark.parametrize(
    ("words", "place", "named"),
    [
        (["run", "--lnag", "zh"], "--lnag", "--lang"),
        (["run", "--year", "abc"], "--year", "0"),
        (["run", "--jobs", "-1"], "--jobs", "0"),
        (["run", "--year"], "--year", ""),
        (["run", "extra"], "extra", "junheng run --help"),
        (["nosuch"], "nosuch", "datasets"),
        (["chek", "x.xlsx"], "chek: ", "check, "),
        (["check"], "files", "junheng check --help"),
        (["run", "--dataset", "nosuch"], "dataset", "demo-a"),
        (["run", "--dataset", "demo-a", "--county", "nosuch"], "--county: ", "DEMO-A"),
        (["run", "--dataset", "demo-a", "--year", "1999"], "--year: ", "2022"),
        (["run", "--county", "DEMO-A"], "--county", "--dataset"),
        (["run", "--dataset", "published", "--year", "2022"], "--year", "--dataset"),
        (["run", "--format", "odt"], "--format", "html, docx, pdf"),
        (["run", "--data", "nosuch-folder"], "nosuch-folder", "JUNHENG_DATA"),
        (["run", "--data", "."], "", "XLSX"),
        (["standards", "--date", "2018-13-01"], "--date", "2023-09-01"),
        (["template", "table.csv"], "table.csv", ".xlsx"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_word_is_named_with_what_fits(junheng, tmp_path, monkeypatch, lang, words, place, named):
    monkeypatch.chdir(tmp_path)
    said = junheng("--lang", lang, *words)
    line = line_of(said, lang)
    assert said.code == 2
    assert place in line
    assert named in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["--lang", "fr", "datasets"], ["run", "--lang", "fr"]])
def test_an_unknown_language_is_refused(junheng, words):
    said = junheng(*words)
    assert said.code == 2
    assert "'fr'" in line_of(said, "en")
    assert "zh" in said.err
    assert "en" in said.err


@LANGS
@pytest.mark.parametrize(
    "words",
    [
        ["template", "nosuch/table.xlsx"],
        ["--log-file", "nosuch/log.txt", "datasets"],
        ["run", "--dataset", "five-schools", "--out", "a-file"],
        ["run", "--dataset", "five-schools", "--out", "a-file/inside"],
    ],
    ids=" ".join,
)
def test_a_path_that_cannot_be_written_is_named(junheng, tmp_path, monkeypatch, lang, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-file").write_text("kept", encoding="utf-8")
    said = junheng("--lang", lang, *words)
    assert said.code == 1
    assert ("nosuch" in line_of(said, lang)) or ("a-file" in line_of(said, lang))
    assert [path.name for path in tmp_path.iterdir()] == ["a-file"]
    assert (tmp_path / "a-file").read_text(encoding="utf-8") == "kept"


@LANGS
def test_a_table_somebody_filled_in_is_never_overwritten_by_the_template(junheng, tmp_path, lang):
    path = tmp_path / "template.xlsx"
    path.write_bytes(b"filled in")
    said = junheng("--lang", lang, "template", path)
    assert said.code == 2
    assert path.name in line_of(said, lang)
    assert path.read_bytes() == b"filled in"


def test_messages_follow_the_language_of_the_appendices_when_only_that_is_given(junheng):
    assert "应为以下之一" in line_of(junheng("run", "--dataset", "nosuch", "--lang", "zh"), "zh")


def test_messages_follow_the_locale_when_no_language_is_given(junheng, monkeypatch):
    monkeypatch.delenv("JUNHENG_LANG")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有数据集" in line_of(junheng("run", "--dataset", "nosuch"), "zh")


def test_without_a_verb_the_help_is_shown(junheng):
    said = junheng()
    assert said.code == 2
    for verb in ("run", "check", "template", "datasets", "standards"):
        assert verb in said.out


@pytest.mark.parametrize("verb", ["run", "check", "template", "datasets", "standards", "notebooks"])
def test_every_verb_explains_itself(junheng, verb):
    said = junheng(verb, "--help")
    assert (said.code, said.err) == (0, "")
    assert f"junheng {verb}" in said.out


def test_ctrl_c_ends_with_130(junheng, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.publish.jobs.jobs_for", interrupt)
    said = junheng("run", "--dataset", "five-schools")
    assert said.code == 130
    assert "Traceback" not in said.err


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_the_installed_command_and_the_module_say_the_same(lang):
    words = ["--lang", lang, "run", "--dataset", "nosuch"]
    script = "import sys; from analysis.cli import main; sys.argv[0] = 'junheng'; main()"
    calls = ([sys.executable, "-m", "analysis", *words], [sys.executable, "-c", script, *words])
    said = [subprocess.run(call, capture_output=True, encoding="utf-8", check=False, cwd=REPOSITORY) for call in calls]
    assert {one.returncode for one in said} == {2}
    assert said[0].stderr == said[1].stderr
    assert "nosuch" in said[0].stderr


def test_chinese_help_is_chinese():
    call = [sys.executable, "-m", "analysis", "--lang", "zh", "--help"]
    said = subprocess.run(call, capture_output=True, encoding="utf-8", check=True, cwd=REPOSITORY).stdout
    assert "测算县域义务教育学校资源配置是否均衡" in said
    assert "检查表格" in said
