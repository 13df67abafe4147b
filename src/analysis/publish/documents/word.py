"""The appendix as a Word document with real headings, tables and formulas (Word 版附件)."""

from __future__ import annotations

import copy
import io
import math
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from analysis.publish.documents.appendix import Appendix
from analysis.publish.documents.compose import compose
from analysis.publish.documents.pandoc import run_pandoc, workspace, write_whole
from analysis.publish.documents.typefaces import asked_for
from analysis.publish.documents.word_reference import Page, page_of, reference_docx
from analysis.publish.documents.word_styles import ACCENT, ER_HAO, NAMESPACES, WORD, paragraph_styles
from analysis.show.page.table import display_width

DOCUMENT_PART = "word/document.xml"
HEAD_TINT = "EAF0F5"
KEPT_WHOLE_TO = 14  # lines of a table, its head among them
BELOW_TABLE = 200  # twentieths of a point between a table and what stands below it, where its style asks for no more
TEXT, SHOWN = ("BodyText", "FirstParagraph"), ("TableCaption", "CaptionedFigure")  # styles
SIGN = 100  # twentieths of a point that half a Chinese sign of a table takes


def write_docx(appendix: Appendix, path: Path) -> None:
    """Write the appendix as a Word document; DocumentError when it is not whole."""
    write_whole(path, render_docx(appendix))


def render_docx(appendix: Appendix) -> bytes:
    composed = compose(appendix)
    with workspace(composed.pictures) as folder, as_file(files(__package__) / "word.lua") as finish:
        reference = folder / "reference.docx"
        reference.write_bytes(reference_docx(appendix.banner, appendix.lang))
        options = ["--from=json", "--to=docx", "--output=-", f"--reference-doc={reference}", f"--lua-filter={finish}"]
        options.append(f"--metadata=typefaces:{asked_for(appendix.lang, appendix.has_contents)}")
        return _finished(run_pandoc(options, composed.json, folder=folder, day=appendix.as_of), appendix)


def _finished(docx: bytes, appendix: Appendix) -> bytes:
    """The same package with its document part finished; every other part byte for byte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part)
            target.writestr(part, _finish_document(data, appendix) if part.filename == DOCUMENT_PART else data)
    return buffer.getvalue()


def _finish_document(xml: bytes, appendix: Appendix) -> bytes:
    for _, (prefix, address) in ET.iterparse(io.BytesIO(xml), events=["start-ns"]):
        ET.register_namespace(prefix, address)
    root = ET.fromstring(xml)
    body, page = root.find(_w("body")), page_of(appendix.lang)
    _set_sections(body, page)
    for table, turned in _tables_with_page(body):
        _set_widths(table, page.turned_width if turned else page.text_width)
        _set_rows(table)
        _keep_whole(table)
    _part_tables(body)
    _set_below_tables(body, appendix.lang)
    _keep_openings(body)
    if appendix.has_contents and appendix.first:
        _begin_page_after_contents(body)
    _break_title(body, page)
    if appendix.mark:
        body.insert(0, _paragraph("AnnexMark", appendix.mark))
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)


def _w(name: str) -> str:
    return f"{{{WORD}}}{name}"


def _element(xml: str) -> ET.Element:
    return ET.fromstring(f"<w:root {NAMESPACES}>{xml}</w:root>")[0]


def _paragraph(style: str, text: str) -> ET.Element:
    return _element(f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>')


def _set_sections(body: ET.Element, page: Page) -> None:
    """Give every section the last one's running lines and its own page geometry."""
    last = body.find(_w("sectPr"))
    for old in [child for child in last if child.tag in (_w("pgSz"), _w("pgMar"))]:
        last.remove(old)
    for section in body.iterfind(f"{_w('p')}/{_w('pPr')}/{_w('sectPr')}"):
        turned = section.find(_w("pgSz")).get(_w("orient")) == "landscape"
        section[:] = [copy.deepcopy(child) for child in last if child.tag.endswith("Reference")]
        section.extend(_geometry(page, turned))
    running_lines = sum(child.tag.endswith("Reference") for child in last)
    last[running_lines:running_lines] = _geometry(page, turned=False)


def _geometry(page: Page, turned: bool) -> list[ET.Element]:
    return list(ET.fromstring(f"<w:root {NAMESPACES}>{page.geometry(turned)}</w:root>"))


def _tables_with_page(body: ET.Element) -> Iterator[tuple[ET.Element, bool]]:
    """Every table and whether the section it stands in, which ends after it, is turned."""
    waiting: list[ET.Element] = []
    for block in body:
        size = block.find(f"{_w('pPr')}/{_w('sectPr')}/{_w('pgSz')}")
        if size is not None:
            yield from ((table, size.get(_w("orient")) == "landscape") for table in waiting)
            waiting = []
        elif block.tag == _w("tbl"):
            waiting.append(block)
    yield from ((table, False) for table in waiting)


def _set_widths(table: ET.Element, total: int) -> None:
    """Columns in twentieths of a point: Word and WPS lay out by them, not by percentages."""
    columns = table.findall(f"{_w('tblGrid')}/{_w('gridCol')}")
    old = [int(column.get(_w("w"))) for column in columns]
    widths = [round(width * total / sum(old)) for width in old]
    for column, width in zip(columns, widths, strict=True):
        column.set(_w("w"), str(width))
    for row in table.iterfind(_w("tr")):
        at = 0
        for cell in row.iterfind(_w("tc")):
            span = cell.find(f"{_w('tcPr')}/{_w('gridSpan')}")
            columns_covered = int(span.get(_w("val"))) if span is not None else 1
            covered = sum(widths[at : at + columns_covered])
            cell.find(_w("tcPr")).insert(0, _element(f'<w:tcW w:w="{covered}" w:type="dxa"/>'))
            at += columns_covered


def _lines(row: ET.Element) -> int:
    """About how many lines of type a row takes."""
    most = 1
    for cell in row.iterfind(_w("tc")):
        text = "".join(cell.itertext()).strip()
        signs = int(cell.find(f"{_w('tcPr')}/{_w('tcW')}").get(_w("w"))) / SIGN
        most = max(most, math.ceil(display_width(text) / max(signs, 1)))
    return most


def _keep_whole(table: ET.Element) -> None:
    """A short table stays on one page; a long one takes its head and two rows to where it begins, and two to where it ends."""
    rows = table.findall(_w("tr"))
    together, begin = rows[:-1], len(_heads(rows)) + 1
    if sum(map(_lines, rows)) > KEPT_WHOLE_TO:
        together = together[:begin] + together[begin:][-1:]
    for properties in (found for row in together for found in row.iter(_w("pPr"))):
        properties.insert(1, _element("<w:keepNext/>"))


def _heads(rows: list[ET.Element]) -> list[ET.Element]:
    return [row for row in rows if row.find(f"{_w('trPr')}/{_w('tblHeader')}") is not None]


def _blocks(body: ET.Element) -> list[ET.Element]:
    return [block for block in body if block.tag in (_w("tbl"), _w("p"))]


def _part_tables(body: ET.Element) -> None:
    """The empty line that pandoc sets between two tables goes where the caption of the second parts them."""
    for table, empty, below in zip(blocks := _blocks(body), blocks[1:], blocks[2:], strict=False):
        if table.tag == _w("tbl") and len(empty) == 0 and below.tag == _w("p"):
            body.remove(empty)


def _set_below_tables(body: ET.Element, lang: str) -> None:
    """Keep the last row of a table on the page of the note below it; set other text apart from it."""
    spaced = {style.id for style in paragraph_styles(lang, 0) if style.before >= BELOW_TABLE}
    for table, below in pairwise(_blocks(body)):
        style = _style_of(below)
        if table.tag != _w("tbl") or style is None:
            continue
        if style == "TableNote":
            for properties in table.findall(_w("tr"))[-1].iter(_w("pPr")):
                properties.insert(1, _element("<w:keepNext/>"))
        elif style not in spaced:
            _set_apart(below.find(_w("pPr")))


def _keep_openings(body: ET.Element) -> None:
    """A heading's one paragraph goes with the table or the figure it speaks of, so that the two do not end a page."""
    for heading, text, shown in zip(blocks := _blocks(body), blocks[1:], blocks[2:], strict=False):
        styles = [_style_of(block) or "" for block in (heading, text, shown)]
        if styles[0].startswith("Heading") and styles[1] in TEXT and styles[2] in SHOWN:
            text.find(_w("pPr")).insert(1, _element("<w:keepNext/>"))


def _begin_page_after_contents(body: ET.Element) -> None:
    """Contents that have a page of their own share it with nothing: tables would be squeezed in below them."""
    contents = [place for place, block in enumerate(body) if (_style_of(block) or "").startswith("TOC")]
    heading = next((one for one in body[contents[-1] :] if _style_of(one) == "Heading1"), None) if contents else None
    if heading is not None:
        heading.find(_w("pPr")).insert(1, _element("<w:pageBreakBefore/>"))


def _style_of(paragraph: ET.Element) -> str | None:
    style = paragraph.find(f"{_w('pPr')}/{_w('pStyle')}")
    return None if style is None else style.get(_w("val"))


def _set_apart(properties: ET.Element) -> None:
    """Space above a paragraph, where the order of its properties has it."""
    before = [child.tag in (_w("pStyle"), _w("keepNext"), _w("numPr")) for child in properties].count(True)
    properties.insert(before, _element(f'<w:spacing w:before="{BELOW_TABLE}"/>'))


def _break_title(body: ET.Element, page: Page) -> None:
    """A Chinese title too long for a line breaks where it names its place, not inside a word."""
    for paragraph in (one for one in body.iterfind(_w("p")) if _style_of(one) == "Title"):
        text = paragraph.find(f"{_w('r')}/{_w('t')}")
        place, mark, rest = text.text.partition("：")
        if rest and display_width(text.text) * ER_HAO * 10 > page.text_width:
            run = paragraph.find(_w("r"))
            text.text = place + mark
            run.extend([_element("<w:br/>"), _element(f"<w:t>{escape(rest)}</w:t>")])


def _set_rows(table: ET.Element) -> None:
    """Rows that do not break over pages; header rows tinted, closed by a rule (三线表)."""
    rows = table.findall(_w("tr"))
    heads = _heads(rows)
    for row in rows:
        properties = row.find(_w("trPr"))
        if properties is None:
            properties = _element("<w:trPr/>")
            row.insert(0, properties)
        properties.insert(0, _element("<w:cantSplit/>"))
        for cell in row.iterfind(f"{_w('tc')}/{_w('tcPr')}"):
            if row in heads[-1:]:
                rule = f'<w:bottom w:val="single" w:sz="6" w:space="0" w:color="{ACCENT}"/>'
                cell.append(_element(f"<w:tcBorders>{rule}</w:tcBorders>"))
            if row in heads:
                cell.append(_element(f'<w:shd w:val="clear" w:color="auto" w:fill="{HEAD_TINT}"/>'))
            for old in cell.findall(_w("vAlign")):
                cell.remove(old)
            cell.append(_element('<w:vAlign w:val="center"/>'))
