"""PDF files with a text layer: lines put together to paragraphs, running heads and page numbers taken out, ruled tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from analysis.errors import Problem, TableError
from analysis.insight.reports.reading.inputs.document import Block, Document, Table, document_of
from analysis.insight.reports.reading.inputs.page_lines import Line, lines, with_columns
from analysis.insight.reports.reading.inputs.ruled import Box, Sign, ruled_tables
from analysis.insight.reports.reading.inputs.setting import Setting
from analysis.language import Words

PAGE_NUMBER = re.compile(
    r"[\s\-—–·.]*(?:第?\s*\d{1,4}\s*页?)(?:\s*[/,，]?\s*共?\s*\d{1,4}\s*页?)?[\s\-—–·.]*|[ivxIVX]{1,6}"
)
OF_A_PAGE = re.compile(r"第?\s*\d+\s*页|^\d+\s+|\s+\d+$")  # what differs in a running head from page to page
SENTENCE = re.compile("[。；，！？]")  # stands in no running head
FURTHEST = 3  # lines from the top and the foot of a page in which running heads are looked for
OFTEN = 3  # pages a running head stands on at least
_NO_TEXT = Words("扫描件，没有文字层", "a scan, without a text layer")
_OCR = Words(
    "（请先识别文字，核对后存为TXT或DOCX）", "(recognise its text by OCR, check it and save it as TXT or DOCX)"
)
_PASSWORD = Words("（请去掉密码后另存）", "(save it without its password)")
_PAGES_LOST = Words(
    "第{pages}页是图片，没有文字，未读入", "page(s) {pages} are pictures without text and were not read"
)


@dataclass(frozen=True)
class Page:
    """What stands on a page, from top to foot."""

    items: tuple[Line | Table, ...]
    width: float
    is_picture: bool = False


def read(content: bytes, _: str = "") -> Document:
    """A PDF, page by page; TableError for one that cannot be opened or holds no text."""
    pages = list(_pages(content))
    lost = [number for number, page in enumerate(pages, 1) if page.is_picture and not page.items]
    if not any(page.items for page in pages):
        raise _refused(_NO_TEXT, _OCR)
    shown = Words("、".join(map(str, lost)), ", ".join(map(str, lost)))
    remarks = [Words(_PAGES_LOST.zh.format(pages=shown.zh), _PAGES_LOST.en.format(pages=shown.en))] if lost else []
    return document_of(list(_joined(_without_running_heads(pages))), remarks)


def _refused(found: Words, remedy: Words) -> TableError:
    return TableError(Problem("", found, Words("", ""), remedy))


def _pages(content: bytes) -> Iterator[Page]:
    """Every page, closed as soon as it is read: a long file takes no more memory than its text."""
    try:
        with pdfium.PdfDocument(content) as document:
            for number in range(len(document)):
                page = document[number]
                try:
                    yield _page(page)
                finally:
                    page.close()
    except pdfium.PdfiumError as error:  # the file cannot be opened, or one of its pages
        if "assword" in str(error) or "Security" in str(error):
            raise _refused(Words("加了密码的PDF", "a PDF with a password"), _PASSWORD) from error
        remedy = Words("（请在PDF阅读器中打开后另存）", "(open it in a PDF reader and save it again)")
        raise _refused(Words("已损坏的PDF", "a damaged PDF"), remedy) from error


def _page(page: pdfium.PdfPage) -> Page:
    textpage = page.get_textpage()
    try:
        signs = list(_signs(textpage))
    finally:
        textpage.close()
    tables = ruled_tables(page, signs)  # from the top down
    items: list[Line | Table] = list(lines(signs, [box for box, _ in tables]))
    for box, table in tables:
        items.insert(_place(items, box), table)
    return Page(tuple(with_columns(items)), page.get_width(), is_picture=not signs and _has_picture(page))


def _place(items: Sequence[Line | Table], box: Box) -> int:
    """A table comes after the last line above it, in whatever order the page was written."""
    above = [at for at, item in enumerate(items) if isinstance(item, Table) or item.top >= box.top]
    return above[-1] + 1 if above else 0


def _has_picture(page: pdfium.PdfPage) -> bool:
    return any(page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _signs(textpage: pdfium.PdfTextPage) -> Iterator[Sign]:
    """Every sign with its place; the line ends PDFium finds are signs too."""
    for at in range(textpage.count_chars()):
        sign = chr(pdfium.raw.FPDFText_GetUnicode(textpage, at))
        if sign not in "\x00\x02\r\ufffe\uffff":
            yield Sign(sign, *(textpage.get_charbox(at, loose=True) if sign != "\n" else (0.0, 0.0, 0.0, 0.0)))


def _without_running_heads(pages: Sequence[Page]) -> Iterator[Page]:
    """Page numbers out; of heads and feet that stand on many pages the first stays."""
    seen = Counter(name for page in pages for name in {_running(line) for line in _edges(page)})
    shown: set[str] = set()
    for page in pages:
        out = set()
        for line in _edges(page):
            name = _running(line)
            if PAGE_NUMBER.fullmatch(line.text) or (name in shown and seen[name] >= OFTEN):
                out.add(id(line))
            elif name:
                shown.add(name)
        yield replace(page, items=tuple(item for item in page.items if id(item) not in out))


def _edges(page: Page) -> list[Line]:
    """The lines at the top and the foot of a page, as far as no table stands between."""
    edges = {id(item): item for item in (*page.items[:FURTHEST], *page.items[-FURTHEST:])}
    return [item for item in edges.values() if isinstance(item, Line)]


def _running(line: Line) -> str:
    """What a running head is known by on every page, with its height; "" for a line of the text."""
    return "" if SENTENCE.search(line.text) else f"{OF_A_PAGE.sub('#', line.text)} @{line.top:.0f}"


def _joined(pages: Iterator[Page]) -> Iterator[Block]:
    """Lines put together to paragraphs, and tables that go on over a page."""
    pages = list(pages)
    items = [item for page in pages for item in page.items]
    lines = [item for item in items if isinstance(item, Line)]
    setting = Setting.of(lines, max(page.width for page in pages))
    last, block = None, None
    for item in items:
        more = _together(block, last, item, setting)
        if more is None and block is not None:
            yield block
        block = more if more is not None else item.text if isinstance(item, Line) else item
        last = item
    if block is not None:
        yield block


def _together(block: Block | None, last: Line | Table | None, item: Line | Table, setting: Setting) -> Block | None:
    """A block with the line or the rows that go on in it; None where something new begins."""
    if isinstance(last, Line) and isinstance(item, Line) and setting.are_one(last, item):
        return block + _linked(last.text, item.text)
    if isinstance(last, Table) and isinstance(item, Table) and len(last.rows[0]) == len(item.rows[0]):
        return replace(block, rows=[*block.rows, *_without_heads(item, block)])
    return None


def _linked(one: str, other: str) -> str:
    """A space between Latin words, and between numbers: no typesetter breaks one."""
    return f" {other}" if one[-1:].isascii() and other[:1].isascii() and other[:1].isalnum() else other


def _without_heads(table: Table, before: Table) -> list[Sequence[str]]:
    """The rows of a table that goes on, without the heads it repeats."""
    rows = list(table.rows)
    for head in before.rows:
        if rows and list(rows[0]) == list(head):
            rows = rows[1:]
        else:
            break
    return rows
