"""The PDF as an archive takes it: it says which standard it keeps, carries its fonts, and can be searched in Chinese."""

from __future__ import annotations

import datetime as dt
import re

import pypdf
import pypdfium2
import pytest

from analysis.publish.documents import Appendix, write_pdf
from analysis.show.page.table import Table

SENTENCE = "全县差异系数为0.533，高于限值，超出部分由三所学校造成。"


def made(folder, table):
    appendix = Appendix(
        title="某县测算附件", subtitle="2021年", statement="测算结果。", banner=None, lang="zh", notebooks=(), back=(),
        front=["# 主要测算结果", SENTENCE, table.html(), "# 方法与口径", "$\\sigma / \\mu$"],
        as_of=dt.date(2021, 12, 31), version_line="junheng",
    )  # fmt: skip
    write_pdf(appendix, folder / "appendix.pdf")
    return folder / "appendix.pdf"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    rows = [("第一小学", "0.5"), ("第二小学", "1,234.25"), ("第三小学", "37")]
    return made(tmp_path_factory.mktemp("pdf"), Table("各校数值", ["学校", "数值"], rows, "lr"))


def test_it_claims_the_archive_and_the_accessibility_standard(path):
    metadata = pypdf.PdfReader(path).xmp_metadata.stream.get_data().decode()
    assert re.search(r"pdfaid:part>2<", metadata) and re.search(r"pdfaid:conformance>A<", metadata)
    assert re.search(r"pdfuaid:part>1<", metadata)


def test_every_font_is_embedded(path):
    fonts = [
        font.get_object()
        for page in pypdf.PdfReader(path).pages
        for font in page["/Resources"].get("/Font", {}).values()
    ]
    inner = [font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font for font in fonts]
    assert inner
    for font in inner:
        described = font["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & described.keys(), font["/BaseFont"]


def test_a_chinese_sentence_is_found_by_another_reader(path):
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert SENTENCE in re.sub(r"\s+", "", text)


def test_its_bookmarks_are_its_headings(path):
    titles = [one.title for one in pypdf.PdfReader(path).outline]
    assert titles[-2:] == ["主要测算结果", "方法与口径"]


def test_numbers_of_a_column_stand_on_their_point(path):
    """Where the points are, read from the page."""
    page = pypdfium2.PdfDocument(path)[0].get_textpage()
    text = page.get_text_range()
    short, long = (page.get_charbox(text.rindex(number) + number.index("."))[0] for number in ("0.5", "1,234.25"))
    whole = page.get_charbox(text.rindex("37") + 1)[2]  # the right edge of the number without a point
    assert abs(short - long) < 0.5 and abs(short - whole) < 2


def test_a_row_stays_on_one_page(tmp_path):
    rows = [(f"校{k:02d}", f"始{k:02d}{'缺' * (60 + 7 * k)}末{k:02d}") for k in range(30)]
    pages = [
        re.sub(r"\s+", "", page.get_textpage().get_text_range())
        for page in pypdfium2.PdfDocument(made(tmp_path, Table("各校缺口", ["学校", "未达标的指标"], rows, "ll")))
    ]
    assert len(pages) > 2
    for k in range(30):
        assert [f"始{k:02d}" in page for page in pages] == [f"末{k:02d}" in page for page in pages]
