"""What stands on which page of the PDF: pictures in place, formulas with the words that go on from them."""

from __future__ import annotations

import base64
import datetime as dt
import io
import struct
import zlib

import docx
import pypdf
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.publish.documents import Appendix
from analysis.publish.documents.fitting import SMALLEST, best_setting, fitted
from analysis.publish.documents.pdf import render_pdf
from analysis.publish.documents.word import render_docx
from analysis.show.page.table import Table

WIDTH = 460.0  # of the pictures below, in points


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x80" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def figure(height):
    picture = base64.b64encode(png(1000, height)).decode()
    bundle = {"image/png": picture, "text/plain": "The spread of one indicator"}
    return new_code_cell("draw()", outputs=[new_output("display_data", data=bundle)])


def appendix(lang, *cells):
    notebook = new_notebook(cells=[new_markdown_cell("# One"), new_code_cell(""), *cells])
    words = {"title": "T", "subtitle": "", "statement": "s", "banner": None, "version_line": "v"}
    dated = {"as_of": dt.date(2022, 9, 1), "has_contents": False}
    return Appendix(lang=lang, front=[], back=[], notebooks=[notebook], **words, **dated)


def pages_of(*cells):
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(appendix("en", *cells))))
    return [page.extract_text().replace("\u00a0", " ") for page in reader.pages]


def heads_in_word(*heads):
    """The heads of columns beside one of long texts."""
    head = "".join(f"<th>{head}</th>" for head in [*heads, "处理"])
    row = "<td>1</td>" * len(heads) + f"<td>{'一贯制学校的一个学段，' * 6}</td>"
    table = f"<table><caption>表</caption><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    shown = new_code_cell("", outputs=[new_output("display_data", data={"text/html": table})])
    (found,) = docx.Document(io.BytesIO(render_docx(appendix("zh", shown)))).tables
    return [cell.text for cell in found.rows[0].cells][:-1]


def lines(count):
    return new_markdown_cell("\n\n".join(f"Line {i}." for i in range(count)))


def mark(name, room, height=300.0):
    return {"name": name, "room": room, "width": WIDTH, "height": height, "beside": 40.0}


def test_a_picture_that_nearly_fits_is_set_smaller_and_stays_on_its_page():
    first, second = pages_of(lines(16), figure(800), new_markdown_cell("What follows. " * 20))
    assert "The spread of one indicator" in first
    assert "What follows." in second


def test_a_picture_far_too_high_goes_whole_to_the_next_page_and_nothing_before_it():
    first, second = pages_of(lines(28), figure(800), new_markdown_cell("What follows."))
    assert "What follows." not in first
    assert second.index("The spread of one indicator") < second.index("What follows.")


@pytest.mark.parametrize(
    ("room", "expected"), [(400.0, None), (340.0 - 300 * 0.1, 0.9), (340.0 - 300 * (1.01 - SMALLEST), None)]
)
def test_only_between_its_whole_and_its_smallest_width_is_a_picture_set_smaller(room, expected):
    widths = fitted(lambda widths: [mark("a", room)])
    assert (widths["a"] / WIDTH == pytest.approx(expected, abs=0.01)) if expected else widths == {}


def test_pictures_are_settled_from_the_first_to_the_last():
    """The second one fits whole once the first is smaller, though it did not before."""
    looks = []

    def marks_with(widths):
        looks.append(dict(widths))
        return [mark("a", 300.0), mark("b", 400.0 if "a" in widths else 300.0)]

    assert list(fitted(marks_with)) == ["a"]
    assert [list(look) for look in looks] == [[], ["a"]]


def test_the_last_lines_of_a_document_do_not_have_a_page_of_their_own(monkeypatch):
    assert len(pages_of(lines(35))) == 1
    monkeypatch.setattr("analysis.publish.documents.fitting.CLOSEST", 0)
    assert len(pages_of(lines(35))) == 2


@pytest.mark.parametrize(("fill", "saves_from", "closer"), [(0.1, 2, 2), (0.1, 9, 0), (0.5, 1, 0)])
def test_lines_stand_closer_only_as_far_as_that_saves_a_nearly_empty_page(fill, saves_from, closer):
    def marks(setting, name):
        is_saved = setting.closer >= saves_from
        return [{"page": 4 - is_saved, "fill": 1.0 if is_saved else fill}] if name == "end" else []

    assert best_setting(marks).closer == closer


def table(rows, note=""):
    """A table of so many rows, with a note where one is said."""
    html = Table("Schools", ["School", "Value"], [(f"School {k}", str(k)) for k in range(rows)], "lr", note=note).html()
    return new_code_cell("", outputs=[new_output("display_data", data={"text/html": html})])


@pytest.mark.parametrize("rows", range(33, 38))
def test_the_note_of_a_long_table_never_begins_a_page_without_a_row_of_it(rows):
    pages = pages_of(table(rows, note="What the note says. " * 12), lines(12))
    (page,) = [page for page in pages if "What the note says." in page]
    assert f"School {rows - 1}" in page


@pytest.mark.parametrize("count", (30, 31, 32, 33))
def test_a_long_table_does_not_begin_with_one_row_at_the_foot_of_a_page(count):
    pages = pages_of(lines(count), table(40))
    (page,) = [page for page in pages if "School 0 0\n" in page]
    assert "School 2 2\n" in page


@pytest.mark.parametrize("count", (30, 31, 32, 33))
def test_no_table_stands_above_the_text_of_its_page(count):
    heights = []
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(appendix("en", lines(count), table(40)))))
    for page in reader.pages:
        page.extract_text(visitor_text=lambda text, _, at, *__: heights.append((at[5], text)))
    (caption,) = {height for height, text in heights if "Schools" in text}
    assert caption < 842 - 72  # what a page holds begins 27 mm below its edge


@pytest.mark.parametrize("count", (20, 24, 28))
def test_a_heading_and_its_one_sentence_stand_on_the_page_of_the_table_they_speak_of(count):
    pages = pages_of(lines(count), new_markdown_cell("## Two\n\nOne sentence."), table(12))
    (page,) = [page for page in pages if "One sentence." in page]
    assert "Two" in page and "School 11 11\n" in page


@pytest.mark.parametrize("count", (32, 33))
def test_a_formula_stays_with_the_words_that_go_on_from_it(count):
    formula = new_markdown_cell("$$C = \\frac{S}{m}$$\n\nwhere S is the spread, a sentence")
    pages = pages_of(lines(count), formula)
    (page,) = [page for page in pages if "where S is" in page]
    assert "𝐶" in page


@pytest.mark.parametrize("length", range(20, 40))
@pytest.mark.parametrize("end", ["甲乙", "1234乙", " 5乙"])
def test_no_chinese_sign_stands_alone_on_the_last_line_of_a_cell(length, end):
    rows = f"<tr><td>{'甲' * length}{end}</td><td>{'丙' * 400}</td></tr>"
    head = "<thead><tr><th>一</th><th>二</th></tr></thead>"
    shown = new_output("display_data", data={"text/html": f"<table>{head}<tbody>{rows}</tbody></table>"})
    made = render_pdf(appendix("zh", new_code_cell("", outputs=[shown])))
    text = pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()
    (line,) = [line for line in text.splitlines() if "乙" in line]
    assert end.strip() in line.replace(" ", "")


def test_nor_on_that_of_a_paragraph():
    cells = [new_markdown_cell(f"{'甲' * length}，{'甲' * 9}（甲甲）{'甲' * 5}乙。") for length in range(20, 70)]
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(appendix("zh", *cells)))).pages
    ends = [line for page in pages for line in page.extract_text().splitlines() if "乙" in line]
    assert len(ends) == 50 and all("甲乙。" in line for line in ends)


def test_room_is_kept_for_what_stands_free_between_chinese_signs_and_figures():
    def share_of(text):
        rows = f"<tr><td>{text}</td><td>{'一' * 12}</td></tr>"
        head = "<thead><tr><th>甲</th><th>乙</th></tr></thead>"
        shown = new_output("display_data", data={"text/html": f"<table>{head}<tbody>{rows}</tbody></table>"})
        document = docx.Document(io.BytesIO(render_docx(appendix("zh", new_code_cell("", outputs=[shown])))))
        return document.tables[0].columns[0].width

    assert share_of("人1人2人3人4") > share_of("人人人人1234")


def test_a_chinese_head_of_four_signs_stays_whole_and_a_longer_one_breaks_in_halves_outside_brackets():
    assert heads_in_word("在校生数", "超限额班数", "费用（万元）", "学校（学段）数") == [
        "在校生数",
        "超限额\n班数",
        "费用\n（万元）",
        "学校\n（学段）数",
    ]


def test_quotation_marks_of_english_headings_are_no_wider_than_letters():
    """The sans is a Chinese one: its own mark is as wide as a sign."""
    data = render_pdf(appendix("en", new_markdown_cell("## The ‘county’s’ “list”")))
    fonts = pypdf.PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/Font"].values()
    (sans,) = (font.get_object() for font in fonts if "NotoSansSC" in font.get_object()["/BaseFont"])
    widths = sans["/DescendantFonts"][0].get_object()["/W"][2::3]  # of first sign, last sign, width
    assert widths.count(1000) == 2  # the sign for none, and the room behind the heading's number


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_range_or_a_verdict_in_a_sentence_is_printed_whole(lang):
    """The pieces are boxes of Typst, which no other format knows."""
    text = "0.5350–0.5450, 1000—1999人, 9.64 × not met, 达标情况 × 未达标。"
    printed = pypdf.PdfReader(io.BytesIO(render_pdf(appendix(lang, new_markdown_cell(text))))).pages[0].extract_text()
    for piece in ("0.5350–0.5450", "1000—1999", "9.64 × not met", "× 未达标"):
        assert piece in printed.replace("\u00a0", " ")


@pytest.mark.parametrize("piece", ["2022-12-06", "50人/班", "小学1∶初中", "≥标准的85%"])
def test_a_date_a_unit_or_a_ratio_stands_on_one_line(piece):
    cells = [new_markdown_cell(f"{'测' * indent}{piece}，{'算' * 20}。") for indent in range(25, 45)]
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(appendix("zh", *cells)))).pages
    kept = {"50人/班": "人/班", "小学1∶初中": "1∶初", "≥标准的85%": "≥标"}.get(piece, piece)
    assert "".join(page.extract_text() + "\n" for page in pages).count(kept) == len(cells)
