"""Going through a reading: shown sentence by sentence, settled with one key or with one word in the file."""

import click
import pytest
from typer.testing import CliRunner

from analysis.cli import reports as _verbs  # noqa: F401 - registers the verbs
from analysis.cli import review as going
from analysis.cli.app import app
from analysis.errors import TableError
from analysis.insight.reports.audit import audit_files
from analysis.insight.reports.findings import Conclusion
from analysis.insight.reports.reading.report_draft import draft_of_text, drafted_of_text
from analysis.insight.reports.reading.review import reviews_in
from analysis.insight.reports.report_file import read_report
from analysis.show.reports import reading
from analysis.show.reports.view import ReportsView

TEXT = (
    "2024年全县学校46所，其中小学31所、初中11所、九年一贯制学校5所。"
    "培训教师500人，其中骨干300人、新任150人、校长40人。普惠率由85.0%提高到90.0%，提高5.0%。"
)

run = CliRunner().invoke


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def answered(draft: str, step: str, answer: str) -> str:
    """A draft with one word more: what a person says of its first relation that was read so."""
    line = f'\nread = "{step}"'
    assert line in draft
    return draft.replace(line, f'{line}\nreview = "{answer}"', 1)


def audited(path):
    return audit_files([path]).findings


def test_a_draft_is_at_once_auditable_and_says_that_nobody_confirmed_it(source, tmp_path):
    draft = tmp_path / "draft.toml"
    draft.write_text(draft_of_text(TEXT, source.name), encoding="utf-8")
    (wrong,) = [found for found in audited(draft) if found.conclusion is Conclusion.NOT_REPRODUCED]
    assert wrong.explanation.zh.startswith("按原句所读") and wrong.explanation.en.startswith("As the sentence was read")
    assert wrong.innocent[0].en.startswith("the sentence may have been misread")


def test_what_is_only_likely_waits_for_a_word_and_what_is_struck_is_not_checked(tmp_path):
    path = tmp_path / "draft.toml"
    draft = draft_of_text(TEXT, "report.txt")
    path.write_text(draft, encoding="utf-8")
    before = len(audited(path))
    path.write_text(answered(draft, "likely", "yes"), encoding="utf-8")
    taken = audited(path)
    assert len(taken) == before + 1
    path.write_text(answered(draft, "certain", "no"), encoding="utf-8")
    assert len(audited(path)) == before - 1


def test_a_relation_that_was_taken_is_a_person_s_and_no_longer_marked(tmp_path):
    path = tmp_path / "draft.toml"
    draft = answered(draft_of_text(TEXT, "report.txt"), "certain", "yes")
    path.write_text(draft, encoding="utf-8")
    (wrong,) = [found for found in audited(path) if found.conclusion is Conclusion.NOT_REPRODUCED]
    assert not wrong.explanation.zh.startswith("按原句所读")


def test_a_number_picks_one_of_the_other_formulas(tmp_path):
    path = tmp_path / "draft.toml"
    draft = draft_of_text(TEXT, "report.txt")
    head, tail = draft.split("others = ", 1)
    path.write_text(head + "others = " + answered(tail, "likely", "1"), encoding="utf-8")
    (found,) = [found for found in audited(path) if "growth" in found.facts[0]]
    assert "/" in found.formula and found.conclusion is Conclusion.NOT_REPRODUCED  # 5 points are 5.9%


@pytest.mark.parametrize(("lang", "words"), [("zh", "已核对0条"), ("en", "0 reviewed")])
def test_the_review_shows_sentences_numbers_relations_and_outcomes_and_writes_nothing_unasked(source, lang, words):
    result = run(app, ["--lang", lang, "read", str(source), "--review"])
    assert result.exit_code == 0 and words in result.output
    assert "2024年全县学校46所" in result.output and "≠" in result.output
    assert not source.with_suffix(".toml").exists()


def test_one_key_settles_a_relation_and_what_was_said_is_kept(source, monkeypatch):
    keys = iter(["y", "?", "n", "\r", "q"])
    monkeypatch.setattr(click, "getchar", lambda: next(keys))
    monkeypatch.setattr(going, "_is_terminal", lambda: True)
    assert run(app, ["read", str(source), "--review"]).exit_code == 0
    target = source.with_suffix(".toml")
    report = read_report(target)
    assert sorted(check.review for check in report.checks if check.review) == ["no", "yes"]
    drafted = drafted_of_text(TEXT, source.name)
    assert sorted(reviews_in(target, drafted).values()) == ["no", "yes"]
    monkeypatch.setattr(going, "_is_terminal", lambda: False)
    run(app, ["read", str(source), "--review", "--out", str(target)])
    assert sorted(reviews_in(target, drafted).values()) == ["no", "yes"]


STAFF = "学校46所，教职工1945人。专任教师1903人，其中骨干教师718人。"
# the relation 718 <= 1903 is shown first; its numbers are a and b, those near it c (schools), d (staff)


def with_keys(source, monkeypatch, keys, typed=""):
    given = iter(keys)
    monkeypatch.setattr(click, "getchar", lambda: next(given))
    monkeypatch.setattr(going, "_is_terminal", lambda: True)
    source.write_text(STAFF, encoding="utf-8")
    shown = run(app, ["--lang", "en", "read", str(source), "--review"], input=typed)
    assert shown.exit_code == 0, shown.output
    return shown.output, source.with_suffix(".toml")


def test_two_keys_put_another_number_in_the_place_of_one_that_was_read_and_the_file_keeps_both(source, monkeypatch):
    shown, target = with_keys(source, monkeypatch, ["m", "b", "d", "y", "q"])
    assert "backbone teachers ≤ full-time teachers" in shown and "backbone teachers ≤ staff" in shown
    (taken,) = [check for check in read_report(target).checks if check.review]
    assert (taken.low.text, taken.high.text) == ("backbone_teachers", "staff")
    assert 'high = "full_time_teachers"\n' in target.read_text(encoding="utf-8")  # what was read stays to be seen
    (found,) = audit_files([target]).findings
    assert found.computed.en == "1,945 persons" or found.computed.en == "1945 persons"


def test_what_was_mended_stands_when_the_text_is_read_again(source, monkeypatch):
    _, target = with_keys(source, monkeypatch, ["m", "b", "d", "y", "l", "a", "q"], typed="在编教师\n")
    before = target.read_text(encoding="utf-8")
    assert "在编教师" in before and "mend = " in before
    monkeypatch.setattr(going, "_is_terminal", lambda: False)
    assert run(app, ["read", str(source), "--review", "--out", str(target)]).exit_code == 0
    assert target.read_text(encoding="utf-8") == before


def test_a_number_of_another_unit_is_refused_and_asked_again(source, monkeypatch):
    shown, target = with_keys(source, monkeypatch, ["m", "b", "c", "m", "b", "?", "y", "q"])
    assert "persons and schools" in shown or "人 and 所" in shown
    assert "mend = [[" not in target.read_text(encoding="utf-8").split("[text]")[1]


def test_a_mend_by_hand_that_names_no_number_is_refused(source, monkeypatch):
    _, target = with_keys(source, monkeypatch, ["y", "q"])
    text = target.read_text(encoding="utf-8")
    target.write_text(text.replace('review = "yes"', 'mend = [["full_time_teachers", "staffs"]]'), encoding="utf-8")
    with pytest.raises(TableError, match="staffs"):
        read_report(target)


def test_reviews_of_another_text_are_not_taken_over(source, tmp_path):
    path = tmp_path / "draft.toml"
    draft = answered(draft_of_text(TEXT, source.name), "certain", "yes")
    path.write_text(draft, encoding="utf-8")
    assert reviews_in(path, drafted_of_text(TEXT, source.name)) == {0: "yes"}
    assert reviews_in(path, drafted_of_text(TEXT + "教师3人。", source.name)) == {}
    assert reviews_in(tmp_path / "absent.toml", drafted_of_text(TEXT, source.name)) == {}


@pytest.mark.parametrize(("lang", "word"), [("zh", "确定"), ("en", "certain")])
def test_the_notebook_shows_what_was_read_and_nothing_for_an_entered_report(tmp_path, lang, word):
    path = tmp_path / "draft.toml"
    path.write_text(draft_of_text(TEXT, "report.txt"), encoding="utf-8")
    audit = audit_files([path])
    table = reading.as_read(ReportsView(audit, audit.reports["draft"], lang))
    assert len(table.rows) == len(audit.reports["draft"].checks)
    assert word in " ".join(" ".join(map(str, row)) for row in table.rows)
    bare = tmp_path / "bare.toml"
    bare.write_text(path.read_text(encoding="utf-8").split("# 原句所说")[0], encoding="utf-8")
    audit = audit_files([bare])
    assert reading.as_read(ReportsView(audit, audit.reports["bare"], lang)) is None
