"""Several reports in one file: told apart by their titles, drafted one each, nothing left out."""

import pytest
from report_shapes import as_docx
from report_texts import SEEDS, needs_texts

from analysis.errors import TableError, UsageError
from analysis.insight.reports.audit import REPORTS
from analysis.insight.reports.reading.drafts import drafts_of, targets
from analysis.insight.reports.reading.parts import SHORTEST, parts
from analysis.insight.reports.reading.texts import cut, digest, read_text
from analysis.insight.reports.report_file import read_report

BODY = (
    "一、基本情况\n全县有义务教育学校46所，其中小学31所、初中11所、九年一贯制学校4所。\n" + "各项工作有序推进。\n" * 40
)
ONE = "甲县2023年义务教育优质均衡发展自查报告"
OTHER = "乙县2023年教育经费情况的说明（征求意见稿）"


def titles(text: str) -> list[str]:
    return [part.title for part in parts(text)]


def test_two_reports_in_one_text_are_two_parts_and_together_the_whole():
    text = f"来源：网络\n{ONE}\n{BODY}{OTHER}\n{BODY}"
    found = parts(text)
    assert [part.title for part in found] == [ONE, OTHER]
    assert "".join(part.text for part in found) == text
    assert found[0].text.startswith("来源") and found[1].text.startswith(OTHER)
    assert (found[0].starts, found[0].ends, found[1].starts, found[1].ends) == ("", OTHER, OTHER, "")


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"{ONE}\n{BODY}",
        f"{ONE}\n{ONE}\n{BODY}",
        f"{ONE}\n{BODY}{ONE}\n{BODY}",  # a running title said again
        f"{ONE}\n{BODY}二、教育工作总结\n{BODY}",  # a numbered heading
        f"{ONE}\n{BODY}现将我县教育工作情况报告如下，请予审议，教育工作总结。\n{BODY}",  # a sentence
        f"{ONE}\n{BODY}附件：乙县2023年教育工作总结\n",
        f"目录\n{ONE}\n{OTHER}\n" + BODY,  # a table of contents
    ],
)
def test_one_report_stays_one(text):
    assert len(parts(text)) == 1


def test_a_title_without_a_report_after_it_belongs_to_the_report_before():
    assert titles(f"{ONE}\n{BODY}{OTHER}\n" + "略。" * (SHORTEST // 4)) == [ONE]


def test_each_report_of_a_file_is_drafted_by_itself_and_quotes_its_own_part(tmp_path):
    path = tmp_path / "both.docx"
    as_docx([ONE, *BODY.splitlines(), OTHER, *BODY.replace("46所", "48所").splitlines()], path)
    found = drafts_of(path)
    assert [draft.name for draft in found.drafts] == ["both-1", "both-2"]
    assert found.remarks[0].en == "2 reports in one file, told apart by their titles"
    for draft, title, schools in zip(found.drafts, (ONE, OTHER), ("46", "48"), strict=True):
        file = tmp_path / f"{draft.name}.toml"
        file.write_text(draft.toml(), encoding="utf-8")
        report = read_report(file)
        assert report.title.zh == title and report.text == "both.docx"
        assert next(iter(report.facts.values())).printed == schools
        assert digest(cut(read_text(path), report)) == report.sha256


def test_a_part_without_numbers_is_named_and_a_file_of_them_is_refused(tmp_path):
    path, empty = tmp_path / "both.txt", "各项工作有序推进。\n" * 60
    path.write_text(f"{ONE}\n{BODY}{OTHER}\n{empty}", encoding="utf-8")
    found = drafts_of(path)
    assert [draft.name for draft in found.drafts] == ["both-1"]
    assert found.remarks[-1].zh == f"其中未识别出数字的：{OTHER}"
    path.with_name("none.txt").write_text(f"{ONE}\n{empty}{OTHER}\n{empty}", encoding="utf-8")
    with pytest.raises(TableError, match=r"none\.txt.*no number with a unit"):
        drafts_of(path.with_name("none.txt"))


def test_drafts_are_written_into_a_folder_or_beside_the_name_given_and_over_nothing(tmp_path):
    path = tmp_path / "both.txt"
    path.write_text(f"{ONE}\n{BODY}{OTHER}\n{BODY}", encoding="utf-8")
    drafts = drafts_of(path).drafts
    assert targets(drafts, None) == [None, None]
    assert targets(drafts, tmp_path / "new") == [tmp_path / "new" / f"both-{k}.toml" for k in (1, 2)]
    assert targets(drafts, tmp_path / "r.toml") == [tmp_path / f"r-{k}.toml" for k in (1, 2)]
    assert targets(drafts[:1], tmp_path / "r.toml") == [tmp_path / "r.toml"]
    (tmp_path / "both-2.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"both-2\.toml"):
        targets(drafts, tmp_path)
    assert targets(drafts, tmp_path, may_exist=True)[1] == tmp_path / "both-2.toml"


@needs_texts
def test_a_collection_of_seventeen_texts_is_told_apart_as_it_was_entered_by_hand():
    (name,) = {report.text for path in REPORTS.glob("*.toml") if "篇" in (report := read_report(path)).starts}
    entered = {report.sha256 for path in REPORTS.glob("*.toml") if (report := read_report(path)).text == name}
    found = parts(read_text(SEEDS / name))
    assert len(found) == 17
    assert len(entered - {digest(part.text) for part in found}) <= 1  # the first begins before its title here
