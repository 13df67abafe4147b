"""One appendix in three formats: the same words, numbers and order, whole or not written at all."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest
from docx.enum.section import WD_ORIENT
from docx.shared import Pt
from fontTools.ttLib import TTFont
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.errors import DocumentError
from analysis.publish.documents import Appendix, write_docx, write_html, write_pdf
from analysis.publish.documents.compose import compose

WRITERS = {"html": write_html, "docx": write_docx, "pdf": write_pdf}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # one pixel
SENTENCE = {
    "zh": "全县差异系数为 0.533，高于限值，超出部分由三所学校造成。",
    "en": "The county's coefficient is 0.533, above its limit because of three schools.",
}
BANNER = {"zh": "重构数据（非真实学校）", "en": "Reconstructed data (not real schools)"}


def tagged(cell, *tags):
    cell.metadata["tags"] = list(tags)
    return cell


def shown(**data):
    bundle = {kind.replace("_", "/"): text for kind, text in data.items()}
    return new_code_cell("draw()", outputs=[new_output("display_data", data=bundle)])


def merged_table(lang):
    verdict, caption = ("× 未达标", "综合评估结果") if lang == "zh" else ("× not met", "Composite result")
    return (
        f"<table><caption>{caption}</caption><thead><tr><th>学段</th><th>指标</th>"
        '<th style="text-align: right">CV</th><th>结论</th></tr></thead><tbody><tr><td rowspan="2">小学</td>'
        "<td>体艺教师</td>"
        '<td style="text-align: right">0.412</td><td class="met">✓</td></tr><tr><td>设备值</td>'
        f'<td style="text-align: right">0.533</td><td class="not-met">{verdict}</td></tr><tr><td>初中</td>'
        '<td colspan="2">—</td><td class="unjudged">—</td></tr></tbody></table>'
    )


def long_table(rows=120):
    body = "".join(f'<tr><td>第{i}中心小学</td><td style="text-align: right">{i}</td></tr>' for i in range(1, rows + 1))
    return (
        '<table><caption>各校人数</caption><colgroup><col style="width: 70%"><col style="width: 30%"></colgroup>'
        f"<thead><tr><th>学校名称</th><th>在校生</th></tr></thead><tbody>{body}</tbody></table>"
        '<p class="note">注：学年初数据。</p>'
    )


def wide_table(pairs=8):
    spanners = "".join(f'<th colspan="2">指标{i}</th>' for i in range(pairs))
    stages = "<th>小学</th><th>初中</th>" * pairs
    cells = '<td style="text-align: right">0.412</td>' * 2 * pairs
    return (
        f'<table><caption>各县汇总</caption><thead><tr><th rowspan="2">县</th>{spanners}</tr><tr>{stages}</tr></thead>'
        f"<tbody><tr><td>某县</td>{cells}</tr></tbody></table>"
    )


def notebook(lang, *extra):
    noise = new_code_cell("noisy()", outputs=[new_output("stream", name="stderr", text="UnwantedWarning")])
    return new_notebook(
        cells=[
            tagged(
                new_markdown_cell("# 学校之间有多均衡？\n\n供县教育局自查，依据$CV = S/\\bar{x}$判断，\n不含空格。"),
                "zh",
            ),
            tagged(new_markdown_cell("# How even are the schools?\n\nFor the bureau, by $CV = S/\\bar{x}$."), "en"),
            tagged(shown(text_markdown="PARAMETERS"), "parameters"),
            shown(text_markdown=SENTENCE[lang], text_plain="PLAINTEXT"),
            noise,
            tagged(new_markdown_cell("## 公式\n\n$$S=\\sqrt{\\sum_i w_i (x_i-\\bar{x})^2}$$"), "zh"),
            tagged(new_markdown_cell("## Formula\n\n$$S=\\sqrt{\\sum_i w_i (x_i-\\bar{x})^2}$$"), "en"),
            shown(image_png=PIXEL, text_plain="三所学校拉大差距" if lang == "zh" else "Three schools drive the gap"),
            shown(text_html=merged_table(lang), text_markdown="MARKDOWNTWIN"),
            shown(text_html=long_table()),
            tagged(new_markdown_cell("## 各县"), "zh"),
            tagged(new_markdown_cell("## Counties"), "en"),
            shown(text_html=wide_table()),
            tagged(shown(text_markdown="KEYFIGURES"), "key-figures"),
            *extra,
        ]
    )


def appendix(lang="zh", *extra, **changes):
    made = Appendix(
        title="某县优质均衡测算附录" if lang == "zh" else "County X, quality balance",
        subtitle="2021",
        statement="本附件为测算结果。" if lang == "zh" else "These are computed results.",
        lang=lang,
        banner=BANNER[lang],
        front=["<table><tr><th>项目</th><td>甲</td></tr></table>"],
        notebooks=[notebook(lang, *extra), notebook(lang)],
        back=[
            "# 方法\n\n| 指标 | 限值 |\n|:--|--:|\n| 设备值 | 0.50 |\n\n: 限值一览"
            if lang == "zh"
            else "# Method\n\nWeighted."
        ],
        as_of=dt.date(2021, 12, 31),
        version_line="junheng 0.1.0; cn-quality-balance-2017",
    )
    return replace(made, **changes)


def write_all(made, folder: Path):
    for suffix, write in WRITERS.items():
        write(made, folder / f"appendix.{suffix}")
    return folder


@pytest.fixture(scope="module", params=["zh", "en"])
def written(request, tmp_path_factory):
    made = appendix(request.param)
    return made, write_all(made, tmp_path_factory.mktemp(request.param))


def text_of(folder: Path, suffix: str) -> str:
    path = folder / f"appendix.{suffix}"
    if suffix == "html":
        return re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8").split("</head>")[1])
    if suffix == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    document = docx.Document(path)
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def without_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


def captions(folder: Path, suffix: str) -> list[str]:
    """Numbered captions in the order they stand in a file."""
    text = (folder / "appendix.html").read_text(encoding="utf-8")
    if suffix == "docx":
        paragraphs = docx.Document(folder / "appendix.docx").paragraphs
        return [without_space(p.text) for p in paragraphs if p.style.name in ("Table Caption", "Image Caption")]
    found = re.findall(r"<(?:caption|figcaption)[^>]*>(.*?)</(?:caption|figcaption)>", text, re.DOTALL)
    return [without_space(re.sub(r"<[^>]+>", "", caption)) for caption in found]


def test_the_same_appendix_gives_the_same_bytes_in_every_format(written, tmp_path):
    made, folder = written
    again = write_all(appendix(made.lang), tmp_path)
    for suffix in WRITERS:
        assert (folder / f"appendix.{suffix}").read_bytes() == (again / f"appendix.{suffix}").read_bytes()


def test_every_table_and_figure_arrives_in_word_and_html(written):
    made, folder = written
    page = (folder / "appendix.html").read_text(encoding="utf-8")
    document = docx.Document(folder / "appendix.docx")
    expected = 1 + 2 * 3 + (1 if made.lang == "zh" else 0)
    assert len(document.tables) == page.count("<table") == compose(made).tables == expected
    assert len(document.inline_shapes) == page.count("<img") == compose(made).figures == 2


def test_tables_and_figures_carry_the_same_numbers_in_every_format(written):
    made, folder = written
    expected = captions(folder, "docx")
    assert captions(folder, "html") == expected
    table, figure = ("表", "图") if made.lang == "zh" else ("Table", "Figure")
    assert [c for c in expected if c.startswith(f"{table}2")] and [c for c in expected if c.startswith(f"{figure}2")]
    printed = without_space(text_of(folder, "pdf"))
    positions = [printed.index(caption) for caption in expected]
    assert positions == sorted(positions)


def test_a_sentence_can_be_read_back_from_every_format(written):
    made, folder = written
    wanted = without_space(SENTENCE[made.lang]).replace("'", "’")
    for suffix in WRITERS:
        assert wanted in without_space(text_of(folder, suffix)), suffix


def test_the_other_language_and_dropped_cells_appear_nowhere(written):
    made, folder = written
    other = "How even" if made.lang == "zh" else "供县教育局"
    for suffix in WRITERS:
        text = text_of(folder, suffix)
        for absent in (other, "KEYFIGURES", "PARAMETERS", "UnwantedWarning", "PLAINTEXT", "MARKDOWNTWIN", "draw()"):
            assert absent not in text, (suffix, absent)


def test_sections_are_word_headings_pdf_bookmarks_and_html_contents(written):
    made, folder = written
    if made.lang == "zh":
        part = [("学校之间有多均衡？", 1), ("公式", 2), ("各县", 2)]
        numbers, last = ["一、", "（一）", "（二）", "二、", "（一）", "（二）"], ("方法", 1)
    else:
        part = [("How even are the schools?", 1), ("Formula", 2), ("Counties", 2)]
        numbers, last = ["1", "1.1", "1.2", "2", "2.1", "2.2"], ("Method", 1)
    expected = [(number + title, level) for number, (title, level) in zip(numbers, part * 2, strict=True)] + [last]
    expected = [(without_space(title), level) for title, level in expected]

    paragraphs = docx.Document(folder / "appendix.docx").paragraphs
    headings = [p for p in paragraphs if p.style.name.lower().startswith("heading")]
    assert [(without_space(p.text), int(p.style.name[-1])) for p in headings] == expected

    page = (folder / "appendix.html").read_text(encoding="utf-8")
    listed = re.findall(r'<a href="#([^"]+)" id="toc[^>]*>(.*?)</a>', page, re.DOTALL)
    assert [without_space(re.sub(r"<[^>]+>", "", title)) for _, title in listed] == [title for title, _ in expected]
    assert all(f'id="{target}"' in page for target, _ in listed)

    def flat(outline, level=1):
        for item in outline:
            yield from flat(item, level + 1) if isinstance(item, list) else [(without_space(item.title), level)]

    assert list(flat(pypdf.PdfReader(folder / "appendix.pdf").outline)) == expected


def test_html_loads_nothing_from_outside(written):
    made, folder = written
    page = (folder / "appendix.html").read_text(encoding="utf-8")
    assert not re.search(r"<(link|iframe|object)\b|@import|javascript:|url\((?!data:font/woff;)", page)
    assert all(source.startswith("data:image/png;base64,") for source in re.findall(r'\ssrc="([^"]*)"', page))
    assert f'<html lang="{"zh-CN" if made.lang == "zh" else "en-GB"}">' in page
    assert re.findall(r'<img[^>]*alt="([^"]+)"', page) == [made.notebooks[0].cells[7].outputs[0].data["text/plain"]] * 2
    assert page.count("<math") == 4 and 'scope="colgroup"' in page and f'role="note">{BANNER[made.lang]}<' in page


def in_base64(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_html_allows_its_own_styles_and_script_by_digest_and_nothing_else(written):
    _, folder = written
    page = (folder / "appendix.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    blocks = re.findall(r"<(style|script)>(.*?)</\1>", page, re.DOTALL)
    for kind in ("style", "script"):
        digests = [f"'sha256-{in_base64(text)}'" for of, text in blocks if of == kind]
        assert digests and policy.split(f"{kind}-src ")[1].split(";")[0].split() == digests
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page.split("</head>")[1])


def test_html_carries_a_glyph_for_every_chinese_sign_it_shows(written):
    _, folder = written
    page = (folder / "appendix.html").read_text(encoding="utf-8")
    data = re.search(r"data:font/woff;base64,([^)]+)\)", page)[1]
    glyphs = TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()
    shown = {sign for sign in text_of(folder, "html") if "\u4e00" <= sign <= "\u9fff"}
    assert shown and {ord(sign) for sign in shown} <= glyphs.keys() and len(glyphs) < 1000


def test_html_can_be_gone_through_by_keyboard_and_screen_reader(written):
    made, folder = written
    page = (folder / "appendix.html").read_text(encoding="utf-8")
    assert re.search(r'<body[^>]*>\s*<a class="skip" href="#content">', page) and '<main id="content"' in page
    assert page.count('class="table-scroll') == page.count('tabindex="0" aria-label="') == compose(made).tables
    assert page.count('<math display="block" tabindex="0"') == 2
    assert len(re.findall(r'<th[^>]*scope="row"[^>]*>第\d+中心小学</th>', page)) == 2 * 120


def test_word_formulas_merges_and_header_rows_are_word_s_own(written):
    _, folder = written
    with zipfile.ZipFile(folder / "appendix.docx") as archive:
        xml = archive.read("word/document.xml").decode()
    assert xml.count("<m:oMath>") == 4 and xml.count("<m:oMathPara>") == 2
    tables = docx.Document(folder / "appendix.docx").tables
    merged = next(table for table in tables if len(table.columns) == 4)
    assert merged.cell(1, 0)._tc is merged.cell(2, 0)._tc and merged.cell(3, 1)._tc is merged.cell(3, 2)._tc
    wide = next(table for table in tables if len(table.columns) == 17)
    repeated = [row._tr.xpath("./w:trPr/w:tblHeader") for row in wide.rows]
    assert [bool(head) for head in repeated] == [True, True, False]


def test_word_turns_the_page_for_wide_tables_and_fills_its_text_width(written):
    made, folder = written
    document = docx.Document(folder / "appendix.docx")
    upright, turned = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
    assert [section.orientation for section in document.sections] == [upright, turned, upright, turned, upright]
    for section in document.sections:
        assert section.header.paragraphs[0].text == BANNER[made.lang]
    first = document.sections[0]
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(margin.mm) for margin in margins] == ([37, 35, 28, 26] if made.lang == "zh" else [27, 25, 25, 25])
    for table in document.tables:
        section = document.sections[1] if len(table.columns) == 17 else first
        room = section.page_width - section.left_margin - section.right_margin
        for row in table.rows:
            assert abs(sum(cell.width for cell in row._tr.tc_lst) - room) < Pt(1)


def test_word_properties_hold_the_title_and_nothing_of_the_workshop(written):
    made, folder = written
    properties = docx.Document(folder / "appendix.docx").core_properties
    assert (properties.title, properties.created.date(), properties.language[:2]) == (made.title, made.as_of, made.lang)
    with zipfile.ZipFile(folder / "appendix.docx") as archive:
        assert re.findall(r' name="([^"]+)"', archive.read("docProps/custom.xml").decode()) == ["subtitle"]


def test_the_pdf_turns_wide_tables_repeats_headings_and_is_dated_by_its_data(written):
    made, folder = written
    reader = pypdf.PdfReader(folder / "appendix.pdf")
    turned = [page.extract_text() for page in reader.pages if page.mediabox.width > page.mediabox.height]
    assert len(turned) == 2 and all("各县汇总" in text for text in turned)
    assert all(without_space(BANNER[made.lang]) in without_space(page.extract_text()) for page in reader.pages)
    long = [text for page in reader.pages if "中心小学" in (text := page.extract_text())]
    assert len(long) > 2 and all("学校名称" in text for text in long)
    assert reader.metadata["/CreationDate"].startswith("D:20211231")


def test_the_pdf_sets_tables_of_many_columns_in_smaller_type(written):
    sizes = {}
    for number, page in enumerate(pypdf.PdfReader(written[1] / "appendix.pdf").pages):
        page.extract_text(
            visitor_text=lambda text, _matrix, _line, _font, size, number=number: sizes.setdefault(
                (number, text.strip()), round(size, 1)
            )
        )
    assert {size for (_, text), size in sizes.items() if text == "某县"} == {8.0}
    assert {size for (_, text), size in sizes.items() if text.endswith("中心")} == {9.0}


def test_a_table_without_a_caption_takes_no_number(written):
    made, folder = written
    table = "表" if made.lang == "zh" else "Table"
    numbered = [caption for caption in captions(folder, "docx") if caption.startswith(table)]
    assert [re.search(r"\d+", caption).group() for caption in numbered] == [str(i + 1) for i in range(len(numbered))]
    assert len(numbered) == compose(made).tables - 1


def test_a_line_break_in_a_chinese_paragraph_is_not_a_space(written):
    made, folder = written
    if made.lang == "zh":
        assert "判断，不含空格。" in text_of(folder, "html")


FAILED = new_code_cell("1/0", outputs=[new_output("error", ename="ZeroDivisionError", evalue="division", traceback=[])])
REFUSED = {
    "a failed cell": (FAILED, r"notebook 1, cell 15.*ZeroDivisionError"),
    "a failed cell that would be dropped": (tagged(FAILED.copy(), "hide-output"), "ZeroDivisionError"),
    "a figure without a caption": (shown(image_png=PIXEL, text_plain="<Figure size 1x1>"), "caption"),
    "a linked picture": (new_markdown_cell("![logo](http://example.org/logo.png)"), r"cell 15.*example\.org"),
    "a frame in prose": (new_markdown_cell("<iframe src='http://example.org'></iframe>"), "cell 15.*iframe"),
    "a script in a table": (shown(text_html="<script>run()</script><table><tr><td>1</td></tr></table>"), "script"),
}


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_published_is_refused_and_no_file_appears(case, suffix, tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_LANG", "en")
    cell, message = REFUSED[case]
    with pytest.raises(DocumentError, match=message):
        WRITERS[suffix](appendix("zh", cell), tmp_path / f"appendix.{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_that_was_not_executed_or_has_no_title_is_refused(monkeypatch):
    monkeypatch.setenv("JUNHENG_LANG", "en")
    bare = new_notebook(cells=[new_markdown_cell("# 标题"), new_code_cell("x = 1")])
    with pytest.raises(DocumentError, match="no output"):
        compose(appendix(notebooks=[bare]))
    untitled = new_notebook(cells=[tagged(new_markdown_cell("# Title"), "en"), tagged(new_markdown_cell("文字"), "zh")])
    with pytest.raises(DocumentError, match="title of level 1"):
        compose(appendix(notebooks=[untitled]))


def test_a_character_no_font_has_stands_in_the_pdf_by_its_number(tmp_path):
    write_pdf(appendix("zh", new_markdown_cell("学校\U0001f3eb")), tmp_path / "appendix.pdf")
    assert "学校(U+1F3EB)" in without_space(text_of(tmp_path, "pdf"))


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_failing_disk_leaves_the_old_file_and_no_trace(suffix, tmp_path, monkeypatch):
    path = tmp_path / f"appendix.{suffix}"
    path.write_bytes(b"old")

    def full(self, target):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        WRITERS[suffix](appendix("zh"), path)
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_text_that_looks_like_markup_stays_text(tmp_path):
    write_all(appendix("zh", title="某县 #1 <b> $x$", banner='重构 "数据" <非真实> & {校}'), tmp_path)
    for suffix in ("docx", "pdf"):
        text = text_of(tmp_path, suffix)
        assert "#1<b>$x$" in without_space(text)
    header = docx.Document(tmp_path / "appendix.docx").sections[0].header.paragraphs[0].text
    assert header == '重构 "数据" <非真实> & {校}'
    assert "</style>" in (tmp_path / "appendix.html").read_text(encoding="utf-8")
