"""The Word document as a county office attaches it: GB/T 9704-2012 in Chinese, an ordinary report in English."""

from __future__ import annotations

import base64
import datetime as dt
import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Mm, Pt
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.publish.documents import Appendix
from analysis.publish.documents.typefaces import TYPEFACES
from analysis.publish.documents.word import render_docx
from analysis.show.page.matter import Picture
from analysis.show.page.table import Table, display_width

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CAPTION = "各校差异系数"
SEE = {"zh": "缺额见表1，第9张表不存在：见表9。", "en": "What is lacking: see table 1, and not see table 9."}


def made(lang: str, **changes) -> Appendix:
    numbers = [(f"第{k}小学", value) for k, value in enumerate(("0.5", "12", "1,234.25", "—"), start=1)]
    table = Table("各校数值", ["学校", "数值"], numbers, "lr", note="单位：平方米。")
    given = {
        "title": "某县测算附件",
        "subtitle": "2021年",
        "statement": "测算结果。",
        "banner": None,
        "front": ["# 甲", table.html()],
        "back": [],
        "as_of": dt.date(2021, 12, 31),
        "version_line": "junheng",
        "first": [SEE[lang], Picture(PIXEL, CAPTION)],
        "mark": "附件3",
    }
    return Appendix(lang=lang, **{"notebooks": (), **given, **changes})


@pytest.fixture(scope="module", params=["zh", "en"])
def written(request):
    data = render_docx(made(request.param))
    return request.param, data, docx.Document(io.BytesIO(data))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_the_chinese_text_block_is_156_by_225_millimetres():
    section = docx.Document(io.BytesIO(render_docx(made("zh")))).sections[-1]
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    assert abs(width - Mm(156)) < Mm(0.1) and abs(height - Mm(225)) < Mm(0.1)


def test_chinese_styles_are_those_of_an_official_document():
    styles = docx.Document(io.BytesIO(render_docx(made("zh")))).styles
    wanted = {
        "Title": ("方正小标宋简体", 22),
        "Body Text": ("仿宋", 16),
        "Heading 1": ("黑体", 16),
        "Heading 2": ("楷体", 16),
        "Heading 3": ("仿宋", 16),
        "Heading 4": ("仿宋", 16),
        "Table Text": ("宋体", 10.5),
    }
    for name, (typeface, size) in wanted.items():
        assert styles[name].element.xpath("./w:rPr/w:rFonts/@w:eastAsia") == [typeface], name
        assert styles[name].font.size.pt == size, name
    lines = styles["Body Text"].paragraph_format
    assert lines.line_spacing.pt == 28 and lines.line_spacing_rule == WD_LINE_SPACING.AT_LEAST
    assert lines.first_line_indent.pt == 32  # two characters


def test_every_typeface_has_a_stand_in_and_the_colophon_names_those_asked_for(written):
    lang, data, document = written
    table = part(data, "word/fontTable.xml")
    for one in TYPEFACES:
        assert f'w:name="{one.name}"><w:altName w:val="{one.instead[0]}"/>' in table
    told = "".join(one.text for one in document.paragraphs if one.style.name == "Colophon")
    for name in [one.name for one in TYPEFACES] if lang == "zh" else ["Times New Roman", "黑体"]:
        assert name in told


def test_the_colophon_follows_the_contents_and_has_no_page_of_its_own(written):
    _, _, document = written
    styles = [one.style.name for one in document.paragraphs]
    last_of_contents = max(place for place, name in enumerate(styles) if name.casefold().startswith("toc "))
    assert styles[last_of_contents + 1] == "Colophon"
    assert styles[-1] != "Colophon"


def test_page_numbers_stand_outside_in_chinese_and_in_the_middle_in_english(written):
    lang, _, document = written
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    feet = [one.paragraphs[0] for one in (section.footer, section.even_page_footer)]
    sides = [foot.alignment.name for foot in feet]
    if lang == "en":
        assert sides == ["CENTER", "CENTER"]
        return
    assert sides == ["RIGHT", "LEFT"]
    assert all(foot.text == "— 1 —" and foot.runs[0].font.size.pt == 14 for foot in feet)
    assert feet[0].paragraph_format.right_indent.pt == feet[1].paragraph_format.left_indent.pt == 14


def test_the_number_of_the_annex_stands_above_the_title(written):
    _, _, document = written
    assert [p.text for p in document.paragraphs[:2]] == ["附件3", "某县测算附件"]
    assert document.paragraphs[0].style.name == "Annex Mark"


def test_a_table_repeats_its_head_splits_no_row_and_keeps_its_note(written):
    _, _, document = written
    (table,) = document.tables
    heads = [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows]
    assert heads == [True, False, False, False, False]
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
    assert all(row._tr.xpath(".//w:keepNext") for row in table.rows)  # short: whole, and with the note below it
    assert document.paragraphs[[p.style.name for p in document.paragraphs].index("Table Note")].text == "单位：平方米。"


def test_text_below_a_table_without_a_note_is_set_apart_from_it():
    table = Table("各校数值", ["学校", "数值"], [("一小", "1")], "lr").html()
    document = docx.Document(io.BytesIO(render_docx(made("zh", front=[table, "下文。", "再下文。"]))))
    first, second = (one for one in document.paragraphs if one.text.endswith("下文。"))
    assert first.paragraph_format.space_before == Pt(10)
    assert second.paragraph_format.space_before is None


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("某某回族自治区某某市某县：公开报告复核附件", ["某某回族自治区某某市某县：", "公开报告复核附件"]),
        ("某县：复核附件", ["某县：复核附件"]),
    ],
)
def test_a_title_too_long_for_a_line_breaks_where_it_names_its_place(title, lines):
    document = docx.Document(io.BytesIO(render_docx(made("zh", title=title))))
    (found,) = (one for one in document.paragraphs if one.style.name == "Title")
    assert found.text.split("\n") == lines
    assert document.core_properties.title == title


def test_a_list_of_numbers_breaks_between_them_only():
    table = Table("各校数值", ["学校", "数值"], [("一小", "601473、601778")], "lr").html()
    (found,) = docx.Document(io.BytesIO(render_docx(made("zh", front=[table])))).tables
    assert found.rows[1].cells[1].text == "601473、\u200b601778"


def test_a_long_table_begins_and_ends_with_two_rows():
    long = Table("各校数值", ["学校"], [(f"第{k}小学",) for k in range(20)], "l")
    (table,) = docx.Document(io.BytesIO(render_docx(made("zh", front=[long.html()])))).tables
    kept = [k for k, row in enumerate(table.rows) if row._tr.xpath(".//w:keepNext")]
    assert kept == [0, 1, 19]  # each with the row below it


def test_no_empty_line_parts_a_table_from_the_caption_of_the_next():
    table = Table("各校数值", ["学校", "数值"], [("一小", "1")], "lr").html()
    document = docx.Document(io.BytesIO(render_docx(made("zh", front=[table, table], first=()))))
    styles = [one.style.name for one in document.paragraphs if one.style.name == "Table Caption" or not one.text]
    assert styles == ["Table Caption", "Table Caption"]


def test_a_heading_and_its_one_sentence_go_with_the_table_below_them():
    table = Table("各校数值", ["学校", "数值"], [("一小", "1")], "lr").html()
    cell = new_markdown_cell("# 甲\n\n一句。", metadata={"tags": ["zh"]})
    shown = new_code_cell("", outputs=[new_output("display_data", data={"text/html": table})])
    after = new_markdown_cell("另一句。\n\n又一句。", metadata={"tags": ["zh"]})
    notebook = new_notebook(cells=[cell, shown, after, shown])
    document = docx.Document(io.BytesIO(render_docx(made("zh", notebooks=[notebook]))))
    kept = {one.text: one.paragraph_format.keep_with_next for one in document.paragraphs}
    assert kept["一句。"] and not kept["另一句。"] and not kept["又一句。"]


def test_what_follows_contents_on_their_own_page_begins_a_page(written):
    _, _, document = written
    breaks = [one.text for one in document.paragraphs if one.paragraph_format.page_break_before]
    assert breaks == ["甲"]
    alone = docx.Document(io.BytesIO(render_docx(made("en", first=()))))
    assert not [one for one in alone.paragraphs if one.paragraph_format.page_break_before]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公布于2022-12-06。", "公布于2022-12-06。"),
        ("占85%（3/4）", "占85%\u200b（3/4）"),
        ("rooms, 418.2 m²", "rooms, 418.2\u00a0m²"),
    ],
)
def test_no_line_of_word_breaks_a_date_or_a_unit_but_before_the_count_of_a_share(text, expected):
    data = render_docx(made("zh", front=[text]))
    assert expected in [one.text for one in docx.Document(io.BytesIO(data)).paragraphs]
    assert ("noBreakHyphen" in part(data, "word/document.xml")) == ("-" in text)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("0.9", "10", "× 0.677"), ("0.9" + 4 * "\u00a0", "10" + 7 * "\u00a0", "× 0.677")),
        (("0.34", "× 1.055", "0.501787"), ("0.34" + 8 * "\u00a0", "× 1.055" + 6 * "\u00a0", "0.501787")),
        (("0.9", "3686", "7,253,100"), ("0.9", "3686", "7,253,100")),
    ],
)
def test_numbers_of_unlike_units_stand_at_the_edge_of_their_column(values, expected):
    table = Table("各校数值", ["指标", "数值"], [(f"甲{k}", value) for k, value in enumerate(values)], "lr")
    (found,) = docx.Document(io.BytesIO(render_docx(made("zh", front=[table.html()])))).tables
    assert tuple(row.cells[1].text for row in found.rows[1:]) == expected


def test_no_verdict_number_or_short_cell_breaks_for_the_sake_of_a_long_text():
    row = ("城区", "小学", "每百名学生拥有县级及以上骨干教师数，" * 3, "2830.1㎡", "× 未达标")
    squeezed = Table("各校数值", ["城乡", "学段", "指标", "折合缺口", "判断"], [row], "lllrl", widths=(1, 1, 40, 1, 1))
    (table,) = docx.Document(io.BytesIO(render_docx(made("zh", front=[squeezed.html()])))).tables
    half_sign = Pt(9) / 2  # broad tables are set in 小五
    for column in (0, 1, 3, 4):
        assert table.rows[1].cells[column].width > display_width(row[column]) * half_sign


def test_numbers_of_a_column_are_aligned_on_their_point(written):
    _, _, document = written
    cells = [row.cells[1].text for row in document.tables[0].rows][1:]
    assert cells == ["0.5" + 2 * "\u00a0", "12" + 5 * "\u00a0", "1,234.25", "—"]


def test_a_figure_is_described_and_a_named_table_is_a_link(written):
    _, data, _ = written
    xml = part(data, "word/document.xml")
    assert f'descr="{CAPTION}"' in xml
    assert 'w:anchor="table-1"' in xml and 'w:name="table-1"' in xml
    assert 'w:anchor="table-9"' not in xml


def test_the_contents_name_pages_by_fields_that_no_dialogue_asks_to_update(written):
    _, data, document = written
    entries = [p for p in document.paragraphs if p.style.name == "toc 1"]
    assert [p.text for p in entries] == ["甲\t"]  # no number is written that nobody has counted
    xml = part(data, "word/document.xml")
    assert " PAGEREF part_1 " in xml and 'w:anchor="part_1"' in xml
    heading = xml[xml.index('w:name="part_1"') :]
    assert heading.index("bookmarkEnd") < heading.index("</w:p>")  # the heading's own page, not its section's
    assert "w:dirty" not in xml and "updateFields" not in part(data, "word/settings.xml")
    page = document.sections[-1]
    edge = page.page_width - page.left_margin - page.right_margin
    (stop,) = document.styles["toc 1"].paragraph_format.tab_stops
    assert abs(stop.position - edge) < Mm(0.1)


def test_a_limit_stands_on_one_line_with_its_sign():
    document = docx.Document(io.BytesIO(render_docx(made("zh", front=["不超过≤ 0.65，仿佛 3 个。"]))))
    assert any("≤\u00a00.65，仿佛 3" in p.text for p in document.paragraphs)


def test_a_document_of_a_set_may_stand_without_contents():
    document = docx.Document(io.BytesIO(render_docx(made("zh", first=(), has_contents=False))))
    assert not [p for p in document.paragraphs if p.style.name.startswith(("Contents", "toc"))]


def test_four_levels_of_headings_are_numbered_as_officials_do():
    headings = ["# 甲", "## 乙", "### 丙", "#### 丁"]
    cells = [new_markdown_cell(text, metadata={"tags": ["zh"]}) for text in headings]
    document = docx.Document(io.BytesIO(render_docx(made("zh", notebooks=[new_notebook(cells=cells)]))))
    told = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert told[-4:] == ["一、甲", "（一）乙", "1. 丙", "（1）丁"]
