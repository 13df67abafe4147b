"""A report in the shapes people hand over: paragraphs and tables as TXT, HTML, DOCX and PDF."""

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

import docx
import pylopdf_fonts_zh_cn
import typst

Blocks = Sequence[str | Sequence[Sequence[str]]]  # a string is a paragraph, rows of cells are a table

PAGE = """\
#set page(width: 210mm, height: 297mm, margin: 25mm, header: [{head}], numbering: "— 1 —")
#set text(font: "Noto Sans SC", size: 12pt, lang: "zh")
#set par(first-line-indent: (amount: 2em, all: true), justify: true)
"""


def as_text(blocks: Blocks) -> bytes:
    lines = (one if isinstance(one, str) else "\n".join("\t".join(row) for row in one) for one in blocks)
    return ("\n".join(lines) + "\n").encode()


def as_html(blocks: Blocks, encoding: str = "utf-8") -> bytes:
    def shown(one) -> str:
        if isinstance(one, str):
            return f"<p>{escape(one)}</p>"
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in one)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"

    page = (
        f'<!DOCTYPE html><html><head><meta charset="{encoding}"><script>var n = 4711;</script></head><body>'
        "<nav>首页 12 | 通知 34</nav>" + "\n".join(map(shown, blocks)) + "</body></html>"
    )
    return page.encode(encoding)


def as_docx(blocks: Blocks, path: Path) -> bytes:
    document = docx.Document()
    for one in blocks:
        if isinstance(one, str):
            document.add_paragraph(one)
            continue
        table = document.add_table(len(one), len(one[0]))
        for at, row in enumerate(one):
            for cell, text in zip(table.rows[at].cells, row, strict=True):
                cell.text = text
    document.save(path)
    return path.read_bytes()


def as_pdf(blocks: Blocks, head: str = "某县教育局 督导报告", before: str = "") -> bytes:
    """`before` is set as it is, in Typst's own words."""

    def shown(one) -> str:
        if isinstance(one, str):
            return f"#text({quoted(one)})"
        cells = ", ".join(f"text({quoted(cell)})" for row in one for cell in row)
        return f"#table(columns: {len(one[0])}, {cells})"

    source = PAGE.format(head=head) + before + "\n\n" + "\n\n".join(map(shown, blocks))
    return typst.compile(source.encode(), font_paths=_fonts(), ignore_system_fonts=True)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(Path(pylopdf_fonts_zh_cn.__file__).parent)])
