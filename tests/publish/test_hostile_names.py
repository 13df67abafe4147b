"""A school's name stays exactly that text in HTML, DOCX and PDF: in sentences, tables, captions and titles."""

import datetime as dt
import html
import io
import json
import re
import subprocess
import sys
import tomllib
import zipfile

import pypdf
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from publish.hostile_names import COUNTY, LONG, NAMES, RIGHT_TO_LEFT, WITHOUT_GLYPH

from analysis.publish.documents import Appendix, write_docx, write_html, write_pdf
from analysis.publish.web.sealed import own
from analysis.show.page.plain import as_text
from analysis.show.page.table import left, right, tabulate

HEADER = [
    "年度",
    "县区名称",
    "学校标识码",
    "学校名称",
    "办学类型",
    "城乡类型",
    "在校生数",
    "骨干教师",
    "网络多媒体教室",
]
ACTIVE = re.compile(r"<(?:script|b|i|math|img|code|sup|sub|del|em)\b|<a href=\"(?!#)")  # markup of no document of ours


def in_html(path):
    page = re.sub(r"<style.*?</style>|<img[^>]*>|<math.*?</math>", " ", path.read_text("utf-8"), flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def in_docx(path):
    xml = zipfile.ZipFile(path).read("word/document.xml").decode()
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", xml)))


def in_pdf(path):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages)


WRITERS = {"html": (write_html, in_html), "docx": (write_docx, in_docx), "pdf": (write_pdf, in_pdf)}


def flat(text):
    """A text without spaces and line breaks, which pages set where they need them."""
    return re.sub(r"\s+", "", text)


def lost(names, text):
    return [name for name in names if flat(name) not in flat(text)]


def appendix(lang, cells):
    title = new_markdown_cell("# T")
    title.metadata["tags"] = [lang]
    outputs = [new_output("display_data", data=data) for data in cells]
    return Appendix(
        title=COUNTY, subtitle=COUNTY, statement=COUNTY, lang=lang, banner=COUNTY, front=[], back=[],
        notebooks=[new_notebook(cells=[title, new_code_cell("x", outputs=outputs)])],
        as_of=dt.date(2024, 1, 1), version_line="v",
    )  # fmt: skip


def sentences(names):
    return [{"text/markdown": as_text(text)} for name in names for text in (name, f"{name} 第一。")]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("ending", WRITERS)
def test_a_name_stays_that_text_at_the_beginning_of_a_sentence_and_in_a_cell(tmp_path, lang, ending):
    write, text_of = WRITERS[ending]
    table = tabulate(lang, COUNTY, [left("学校", "School"), right("数", "N")], [(name, "1") for name in NAMES])
    for kind, cells in {"said": sentences(NAMES), "table": [{"text/html": table.html()}]}.items():
        path = tmp_path / f"{kind}.{ending}"
        write(appendix(lang, cells), path)
        assert lost([*NAMES, COUNTY], text_of(path)) == []
        if ending == "html":
            page = path.read_text("utf-8").replace(f"<script>\n{own('contents.js') + own('tables.js')}</script>", "", 1)
            assert ACTIVE.findall(page) == []


def test_a_sign_no_font_has_stands_by_its_number_in_print_and_as_it_is_elsewhere(tmp_path):
    names = [WITHOUT_GLYPH, RIGHT_TO_LEFT]
    for ending, (write, _) in WRITERS.items():
        write(appendix("zh", sentences(names)), tmp_path / f"x.{ending}")
    assert lost(names, in_html(tmp_path / "x.html")) == lost(names, in_docx(tmp_path / "x.docx")) == []
    printed = in_pdf(tmp_path / "x.pdf")
    assert "(U+1F3EB)学校" in printed
    assert set(RIGHT_TO_LEFT.split()) <= set(printed.split())


def test_a_table_without_rows_says_names_as_they_are(tmp_path):
    table = tabulate("zh", "班额", [left("学校", "School"), right("数", "N")], [("$x$ *a*", "—")])
    write_html(appendix("zh", [table._repr_mimebundle_()]), tmp_path / "x.html")
    assert "班额：没有数据：$x$ *a*。" in in_html(tmp_path / "x.html")


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A small county of made-up schools with these names, in a table of one's own."""
    folder = tmp_path_factory.mktemp("hostile")
    names = [*NAMES, RIGHT_TO_LEFT, WITHOUT_GLYPH, "第一\n小学"]
    rows = [
        [2023, COUNTY, f"S{k:03d}", name, "小学" if k % 4 else "初级中学", ("城区", "镇区", "乡村")[k % 3],
         200 + 17 * k, 1 + k % 7, 2 + k % 11]
        for k, name in enumerate(names)
    ]  # fmt: skip
    lines = [",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in [HEADER, *rows]]
    (folder / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def junheng(*words):
    call = [sys.executable, "-m", "analysis", *map(str, words)]
    return subprocess.run(call, capture_output=True, text=True, encoding="utf-8")


def test_a_drafted_mapping_is_a_mapping_whatever_the_names(county):
    drafted = junheng("check", "--draft-mapping", county / "t.csv").stdout
    assert tomllib.loads(drafted)["columns"]["学校名称"] == "school"


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_county_of_hostile_names_comes_whole_through_the_run(county, tmp_path, lang):
    ran = junheng("run", "--data", county, "--lang", lang, "--out", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "✗" not in ran.stderr
    for ending, (_, text_of) in WRITERS.items():
        (path,) = tmp_path.glob(f"*.{ending}") if ending != "html" else tmp_path.glob(f"*-{lang}.html")
        assert (
            lost([*(name for name in NAMES if name != LONG or ending != "pdf"), COUNTY, "第一小学"], text_of(path))
            == []
        )
    assert COUNTY in html.unescape((tmp_path / "index.html").read_text("utf-8"))
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["documents"][0]["failure"] is None
