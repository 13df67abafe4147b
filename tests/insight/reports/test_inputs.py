"""Reports as they come: the same text out of TXT, HTML, DOCX and PDF, and what is said of files that hold none."""

import io
import re
from zipfile import ZipFile

import docx
import numpy as np
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from matplotlib.figure import Figure
from pypdf import PdfReader, PdfWriter
from report_shapes import as_docx, as_html, as_pdf, as_text
from report_texts import SEEDS, needs_texts

from analysis.errors import TableError
from analysis.insight.reports.reading.inputs.kinds import input_kinds
from analysis.insight.reports.reading.inputs.reader import READERS, read_document
from analysis.insight.reports.reading.inputs.table_lines import table_lines
from analysis.insight.reports.reading.numbers import read_numbers
from analysis.insight.reports.reading.texts import read_text

SENTENCE = "全县现有义务教育学校46所，其中小学31所、初中11所、九年一贯制学校4所；在校生27813人，专任教师1903人，其中小学1132人、初中771人，班级641个。"
SCHOOLS = [
    ["学段", "学校数（所）", "在校生（人）", "大班额占比（%）"],
    ["小学", "31", "17,930", "4.5"],
    ["初中", "11", "9883", "—"],
    ["合计", "46", "27813", "3.9%"],
]
REPORT = ["某县2023年义务教育情况报告", "一、基本情况", SENTENCE * 2, "表1　学校情况", SCHOOLS, "以上情况特此报告。"]
AS_LINES = [
    "小学学校数31所。小学在校生17,930人。小学大班额占比4.5%。",
    "初中学校数11所。初中在校生9883人。",
    "合计学校数46所。合计在校生27813人。合计大班额占比3.9%。",
]


def kept(tmp_path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def shapes(blocks, tmp_path) -> dict[str, bytes]:
    made = {"html": as_html(blocks), "docx": as_docx(blocks, tmp_path / "made.docx"), "pdf": as_pdf(blocks)}
    return made | {"txt": as_text(blocks)}


def without_space(text: str) -> list[str]:
    return [re.sub(r"\s", "", line) for line in text.splitlines() if line.strip()]


def test_one_report_reads_the_same_in_every_shape(tmp_path):
    expected = ["某县2023年义务教育情况报告", "一、基本情况", SENTENCE * 2, "表1学校情况", *AS_LINES, REPORT[-1]]
    for ending, content in shapes(REPORT, tmp_path).items():
        lines = without_space(read_text(kept(tmp_path, f"report.{ending}", content)))
        assert lines[ending == "pdf" :] == expected, ending  # the page's running head stays once


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_any_of_its_encodings(tmp_path, encoding):
    path = kept(tmp_path, "report.txt", (SENTENCE + "\r\n").encode(encoding))
    assert read_document(path).text == SENTENCE + "\n" and not read_document(path).remarks


def test_two_encodings_in_one_file_are_both_read_and_said(tmp_path):
    mixed = "学校46所。\n".encode("gb18030") + "在校生27813人。\n".encode() + "教师1903人。".encode("gb18030")
    found = read_document(kept(tmp_path, "report.txt", mixed))
    assert found.text == "学校46所。\n在校生27813人。\n教师1903人。\n"
    assert [remark.en for remark in found.remarks] == [
        "several encodings are mixed in the file; each line was read by its own"
    ]


def test_bytes_that_are_no_text_are_shown_and_counted(tmp_path):
    found = read_document(kept(tmp_path, "report.txt", "学校46所\n".encode("gb18030") + b"\xff\xff" + b"31\n"))
    assert "�" in found.text and "31" in found.text
    assert "2处字节不是文字" in found.remarks[-1].zh


def test_lines_broken_at_a_margin_are_put_together_and_paragraphs_stay_apart(tmp_path):
    words = SENTENCE * 3
    broken = "\n".join(broken_at(words, columns=60))
    text = read_text(kept(tmp_path, "report.txt", f"一、基本情况\n{broken}\n二、师资\n教师1903人。\n".encode()))
    assert text.splitlines() == ["一、基本情况", words, "二、师资", "教师1903人。"]


def broken_at(words: str, columns: int) -> list[str]:
    """Lines of a page so many columns wide, a Chinese sign taking two."""
    lines = [""]
    for sign in words:
        if len(lines[-1].encode("gb18030")) + len(sign.encode("gb18030")) > columns:
            lines.append("")
        lines[-1] += sign
    return lines


def test_page_numbers_and_running_heads_are_taken_out_and_nothing_else(tmp_path):
    paragraphs = [f"{place}、第{place}组学校共有{place}个班。{SENTENCE}" for place in range(1, 60)]
    pdf = as_pdf(paragraphs, head="某县教育局 督导报告")
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 3
    text = read_text(kept(tmp_path, "report.pdf", pdf))
    assert without_space(text) == ["某县教育局督导报告", *paragraphs]


def test_a_title_broken_over_lines_is_one_line(tmp_path):
    document = docx.Document()
    document.add_heading("甲县2023年义务教育\n优质均衡自查报告", 0)
    document.add_paragraph("学校46所。")
    document.save(tmp_path / "report.docx")
    assert read_text(tmp_path / "report.docx").splitlines()[0] == "甲县2023年义务教育优质均衡自查报告"
    title = "#align(center)[#par(first-line-indent: 0pt)[#text(22pt)[甲县2023年义务教育\\ 优质均衡自查报告]]]"
    read = read_text(kept(tmp_path, "report.pdf", as_pdf([SENTENCE] * 9, before=title)))
    assert without_space(read)[1:3] == ["甲县2023年义务教育优质均衡自查报告", SENTENCE]


def test_a_table_that_goes_on_over_a_page_keeps_its_heads(tmp_path):
    rows = [["学校", "班级数（个）"], *([f"第{place}小学", str(place)] for place in range(1, 90))]
    lines = read_text(kept(tmp_path, "report.pdf", as_pdf(["表1　各校班级数", rows]))).splitlines()
    assert [f"第{place}小学班级数{place}个。" for place in range(1, 90)] == lines[2:]


def test_merged_heads_are_read_for_each_of_their_columns(tmp_path):
    document = docx.Document()
    cells = [["学段", "学生数（人）", "", "备注"], ["", "2022年", "2023年", ""], ["小学", "100", "120", "含教学点"]]
    table = document.add_table(3, 4)
    for at, row in enumerate(cells):
        for place, text in enumerate(row):
            table.cell(at, place).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 3).merge(table.cell(1, 3))
    document.save(tmp_path / "report.docx")
    expected = ["2022年小学学生数100人。2023年小学学生数120人。小学备注：含教学点。"]
    assert read_text(tmp_path / "report.docx").splitlines() == expected
    page = (
        "<table><tr><th rowspan=2>学段</th><th colspan=2>学生数（人）</th><th rowspan=2>备注</th></tr><tr><th>2022年</th>"
        "<th>2023年</th></tr><tr><td>小学</td><td>100</td><td>120</td><td>含教学点</td></tr></table>"
    )
    assert read_text(kept(tmp_path, "report.html", page.encode())).splitlines() == expected


@pytest.mark.parametrize(
    ("rows", "above", "lines"),
    [
        ([["年度", "经费（万元）"], ["2021", "6296.6"]], "", ["2021年经费6296.6万元。"]),
        ([["指标", "2022年", "2023年"], ["教师", "1,132", "1146"]], "单位：人", ["2022年教师1,132人。2023年教师1146人。"]),
        ([["学校数（所）", "46"], ["班级数（个）", "641"]], "", ["学校数46所。", "班级数641个。"]),
        ([["学校数", "46所", "班级数", "641个"]], "", ["学校数46所。", "班级数641个。"]),
        ([["序号", "项目", "数量"], ["1", "图书", "28册"]], "", ["图书数量28册。"]),
        ([["项目", "结果"], ["组织领导", "健全"]], "", ["项目　结果", "组织领导　健全"]),
        ([["教师数", "单位：人、所"], ["小学", "19"]], "单位：人、所", ["小学单位：人、所19。"]),
        ([["表1", "表1"], ["学段", "人数"], ["小学", "19"], ["注：略", "注：略"]], "", ["表1", "小学人数19。", "注：略"]),
    ],
)  # fmt: skip
def test_a_number_of_a_table_stands_behind_its_heads(rows, above, lines):
    assert table_lines(rows, above=above) == lines


def test_a_web_page_is_read_without_its_scripts_and_navigation_and_opens_nothing(tmp_path):
    secret = kept(tmp_path, "secret.txt", b"4711")
    page = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><head><meta charset="gb2312"></head><body><nav>首页12'
        "</nav><script>var a = 13;</script><p>学校28所&x;</p><img src='http://127.0.0.1:9/a.png'><!-- 14 --></body></html>"
    )
    text = read_text(kept(tmp_path, "report.htm", page.encode("gb18030")))
    assert text == "学校28所&x;\n"


def test_what_is_never_closed_takes_no_text_with_it(tmp_path):
    page = b"<html>" + b"<nav>" * 20_000 + "<p>学校46所</p><nav>12</nav><script>13</script>".encode()
    assert read_text(kept(tmp_path, "report.html", page)) == "学校46所\n"


def test_inserted_words_of_a_document_are_read_and_deleted_ones_are_not(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("学校46所")
    for name, said in (("ins", "，学生27813人"), ("del", "，教师9人")):
        change, run = OxmlElement(f"w:{name}", attrs={qn("w:id"): "1", qn("w:author"): "A"}), OxmlElement("w:r")
        text = OxmlElement("w:t" if name == "ins" else "w:delText")
        text.text = said
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    document.save(tmp_path / "report.docx")
    assert read_text(tmp_path / "report.docx") == "学校46所，学生27813人\n"


def locked() -> bytes:
    writer, out = PdfWriter(clone_from=io.BytesIO(as_pdf(["学校46所。"]))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def scan() -> bytes:
    """A page that is a picture."""
    figure, out = Figure(), io.BytesIO()
    figure.figimage(np.eye(99), resize=True)
    figure.savefig(out, format="pdf")
    return out.getvalue()


def odt_of_nothing() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return out.getvalue()


BROKEN = {
    "empty.txt": (lambda: b"", "空文件", "an empty file"),
    "blank.docx": (lambda: b" \r\n", "空文件", "an empty file"),
    "scan.pdf": (scan, "扫描件，没有文字层", "a scan, without a text layer"),
    "locked.pdf": (locked, "加了密码的PDF", "a PDF with a password"),
    "cut_off.pdf": (lambda: as_pdf(["学校46所。"])[:300], "已损坏的PDF", "a damaged PDF"),
    "photo.jpg": (lambda: b"\xff\xd8\xff\xe0" + bytes(9), "图片，没有文字", "a picture, without text"),
    "photo.docx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(9), "图片，没有文字", "a picture, without text"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "旧格式的Word或WPS文档", "an old Word or WPS document"),
    "locked.docx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "加了密码的文档", "one with a password"),
    "old.wps": (lambda: b"\x01\x02\x03", "旧格式的Word或WPS文档", "an old Word or WPS document"),
    "old.rtf": (lambda: b"{\\rtf1 46}", "RTF文档", "an RTF document"),
    "damaged.odt": (odt_of_nothing, "文件已损坏", "the file is damaged"),
    "deep.html": (lambda: b"<div>" * 5000 + b"46", "嵌套过深", "nested too deeply"),
    "damaged.docx": (lambda: b"PK\x03\x04" + bytes(50), "压缩文件，或已损坏的文档", "a damaged document"),
    "table.xlsx": (lambda: b"PK\x03\x04", "压缩文件", "a compressed file"),
    "bytes.txt": (lambda: b"\x01\x00\x02\x00\x03\x03\x00" * 9, "不是文本文件", "not a text file"),
    "no_words.html": (lambda: b"<html><body><script>1</script></body></html>", "没有文字", "it holds no text"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_without_text_is_refused_with_what_it_is_and_what_to_do(tmp_path, name):
    made, zh, en = BROKEN[name]
    with pytest.raises(TableError) as refused:
        read_text(kept(tmp_path, name, made()))
    assert zh in refused.value.message("zh") and en in refused.value.message("en")
    assert name in refused.value.message("en") and refused.value.problems[0].remedy


def test_pages_that_are_pictures_are_named(tmp_path):
    writer, out = PdfWriter(), io.BytesIO()
    for part in (as_pdf(["学校46所。"]), scan()):
        writer.append(io.BytesIO(part))
    writer.write(out)
    found = read_document(kept(tmp_path, "report.pdf", out.getvalue()))
    assert "学校46所" in found.text and found.remarks[0].zh.startswith("第2页是图片")


def test_every_kind_of_file_has_a_reader_or_says_what_to_do():
    for kind in input_kinds().kind:
        assert kind.reader in READERS if kind.reader else all(kind.what) and all(kind.remedy)
        assert kind.format or kind.reader != "pandoc"


@needs_texts
@pytest.mark.slow
@pytest.mark.parametrize("seed", ["000_d2e4c706d15803b2", "002_5eea30265f184270", "004_4b14b90f11765b2e"])
def test_the_same_numbers_are_read_of_a_report_in_every_shape(tmp_path, seed):
    text = read_text(SEEDS / f"{seed}.txt")
    expected = [(one.printed, one.unit, one.year) for one in read_numbers(text)]
    for ending, content in shapes([line for line in text.splitlines() if line.strip()], tmp_path).items():
        found = read_numbers(read_text(kept(tmp_path, f"report.{ending}", content)))
        assert [(one.printed, one.unit, one.year) for one in found] == expected, ending
