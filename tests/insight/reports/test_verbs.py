"""`junheng audit` and `junheng read` as a person runs them."""

import pytest
from report_texts import SEEDS, needs_texts, whole_audit
from typer.testing import CliRunner

from analysis.cli import reports as verbs
from analysis.cli.app import app
from analysis.insight.reports.audit import REPORTS

run = CliRunner().invoke


def test_the_verbs_are_registered():
    assert {command.name or command.callback.__name__ for command in app.registered_commands} >= {"audit", "read"}
    assert verbs.audit and verbs.read


@pytest.mark.parametrize(
    ("lang", "verdict"), [("zh", "不能由原文各部分复算"), ("en", "cannot be reproduced from the printed parts")]
)
def test_a_report_with_open_numbers_ends_with_one_and_lists_them(lang, verdict):
    result = run(app, ["--lang", lang, "audit", str(REPORTS / "pingluo_2023.toml")])
    assert result.exit_code == 1
    assert verdict in result.output and "13.2285" in result.output


def test_a_report_whose_numbers_close_ends_with_nought():
    assert run(app, ["--lang", "en", "audit", str(REPORTS / "five_schools_example.toml")]).exit_code == 0


def test_the_files_are_written_where_they_are_asked_for(tmp_path):
    run(app, ["--lang", "en", "audit", str(REPORTS / "x_county_2024.toml"), "--out", str(tmp_path / "o"), "--all"])
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == ["audit.csv", "audit.json"]


@needs_texts
def test_the_sentence_is_quoted_when_the_text_is_there():
    result = run(app, ["--lang", "zh", "audit", str(REPORTS / "pingluo_2023.toml"), "--texts", str(SEEDS)])
    assert "将664个指标分配到校" in result.output


def test_a_draft_is_shown_or_written(tmp_path):
    source = tmp_path / "report.txt"
    source.write_text("2023年学校28所，学生17930人。", encoding="gb18030")
    shown = run(app, ["--lang", "zh", "read", str(source)])
    written = run(app, ["--lang", "zh", "read", str(source), "--out", str(tmp_path / "draft.toml")])
    assert shown.exit_code == written.exit_code == 0
    assert (tmp_path / "draft.toml").read_text(encoding="utf-8") == shown.output


def test_undeclared_relations_are_proposed_on_request():
    result = run(app, ["--lang", "en", "audit", str(REPORTS / "heng_2018.toml"), "--propose"])
    assert "accidental matches expected" in result.output
    assert whole_audit().reports["heng_2018"].checks


def test_several_reports_of_one_file_are_written_one_each(tmp_path):
    source, body = tmp_path / "both.txt", "全县有学校46所，其中小学31所、初中15所。\n" + "各项工作有序推进。\n" * 40
    source.write_text(f"甲县教育自查报告\n{body}乙县教育自查报告\n{body}", encoding="gb18030")
    written = run(app, ["--lang", "en", "read", str(source), "--out", str(tmp_path / "drafts")])
    assert written.exit_code == 0
    assert sorted(file.name for file in (tmp_path / "drafts").iterdir()) == ["both-1.toml", "both-2.toml"]


def test_a_text_is_audited_without_being_entered(tmp_path):
    source = tmp_path / "report.txt"
    source.write_text("2023年全县有学校46所，其中小学31所、初中11所、九年一贯制学校5所。", encoding="utf-8")
    result = run(app, ["--lang", "en", "audit", str(source)])
    assert result.exit_code == 1 and "As the sentence was read" in result.output
