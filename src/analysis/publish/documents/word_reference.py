"""The Word template of a document, written by code: page, running lines, numbers of pages.

Chinese after GB/T 9704-2012 (党政机关公文格式), English as an ordinary report.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from analysis.publish.documents.typefaces import HEI, SONG, Typeface, font_table
from analysis.publish.documents.word_styles import (
    ALARM,
    HEADER,
    INK,
    NAMESPACES,
    OFFICE,
    RULE,
    SI_HAO,
    XIAO_WU,
    run_properties,
    styles_xml,
)

MM = 1440 / 25.4  # twentieths of a point
PAGE_WIDTH, PAGE_HEIGHT = round(210 * MM), round(297 * MM)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml"
#: Parts of the file beside its text, with what relates it to them. Pages that face each other differ in their foot only.
PARTS = {
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    "header": "header",
    "headerEven": "header",
    "footer": "footer",
    "footerEven": "footer",
}


@dataclass(frozen=True)
class Page:
    """Margins of an upright A4 page (天头、地脚、订口、翻口) and the distance of its number from the edge, in millimetres."""

    top: float
    bottom: float
    left: float
    right: float
    number: float

    @property
    def text_width(self) -> int:
        return PAGE_WIDTH - round((self.left + self.right) * MM)

    @property
    def turned_width(self) -> int:
        return PAGE_HEIGHT - round((self.top + self.bottom) * MM)

    def geometry(self, turned: bool = False) -> str:
        """Paper and margins of a section; a turned page keeps its binding edge where the upright page's top is."""
        width, height = (PAGE_HEIGHT, PAGE_WIDTH) if turned else (PAGE_WIDTH, PAGE_HEIGHT)
        sides = (self.top, self.bottom, self.left, self.right)
        if turned:
            sides = (self.right, self.left, self.bottom, self.top)
        top, bottom, left, right = (round(side * MM) for side in sides)
        orient = ' w:orient="landscape"' if turned else ""
        foot = min(round(self.number * MM), bottom - round(8 * MM))
        return (
            f'<w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}"'
            f' w:left="{left}" w:header="{round(15 * MM)}" w:footer="{foot}" w:gutter="0"/>'
        )


#: A text block of 156 × 225 mm; the dash beside the number 7 mm below it.
OFFICIAL = Page(top=37, bottom=35, left=28, right=26, number=25)
REPORT = Page(top=27, bottom=25, left=25, right=25, number=12)


def page_of(lang: str) -> Page:
    return OFFICIAL if lang == "zh" else REPORT


def header_xml(banner: str | None) -> str:
    """The running head: the banner on every page, or an empty line where nothing must be said."""
    run = f"<w:r>{run_properties(HEI, XIAO_WU, color=ALARM)}<w:t>{escape(banner)}</w:t></w:r>" if banner else ""
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="{RULE}"/></w:pBdr>' if banner else ""
    return _running_line("hdr", run, "right", rule)


def footer_xml(lang: str, is_even: bool) -> str:
    """The number of the page: in Chinese between dashes, one character in from the outer edge; in English in the middle."""
    if lang == "en":
        return _running_line("ftr", _page_number(HEI, XIAO_WU), "center")
    side = "left" if is_even else "right"
    edge = f'<w:ind w:{side}="{SI_HAO * 20}"/>'
    return _running_line("ftr", _page_number(SONG, SI_HAO, dash="—"), side, indent=edge)


def _page_number(fonts: Typeface, size: float, dash: str = "") -> str:
    look = run_properties(fonts, size, color=INK)

    def run(inside: str) -> str:
        return f"<w:r>{look}{inside}</w:r>"

    before, after = (
        run(f'<w:t xml:space="preserve">{text}</w:t>') if dash else "" for text in (f"{dash} ", f" {dash}")
    )
    field = [
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ]
    return before + "".join(map(run, field)) + after


def _running_line(part: str, runs: str, align: str, border: str = "", indent: str = "") -> str:
    return (
        f'{HEADER}<w:{part} {NAMESPACES}><w:p><w:pPr>{border}<w:spacing w:line="240" w:lineRule="auto"/>{indent}'
        f'<w:jc w:val="{align}"/></w:pPr>{runs}</w:p></w:{part}>'
    )


def reference_docx(banner: str | None, lang: str) -> bytes:
    """A Word file without text, whose page, running lines and styles pandoc takes over."""
    kinds = {"header": "default", "headerEven": "even", "footer": "default", "footerEven": "even"}
    references = "".join(f'<w:{PARTS[name]}Reference w:type="{kind}" r:id="{name}"/>' for name, kind in kinds.items())
    body = f"<w:body><w:p/><w:sectPr>{references}{page_of(lang).geometry()}</w:sectPr></w:body>"
    return _zip(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relations({"document": ("officeDocument", "word/document.xml")}),
            "word/document.xml": f"{HEADER}<w:document {NAMESPACES}>{body}</w:document>",
            "word/_rels/document.xml.rels": _relations({part: (kind, f"{part}.xml") for part, kind in PARTS.items()}),
            "word/styles.xml": styles_xml(lang, page_of(lang).text_width),
            "word/settings.xml": _settings(),
            "word/fontTable.xml": HEADER + font_table(NAMESPACES),
            "word/header.xml": header_xml(banner),
            "word/headerEven.xml": header_xml(banner),
            "word/footer.xml": footer_xml(lang, is_even=False),
            "word/footerEven.xml": footer_xml(lang, is_even=True),
        }
    )


def _settings() -> str:
    """Pages that face each other; Chinese stops take half a character where two meet."""
    language = f'<w:themeFontLang w:val="en-GB" w:eastAsia={quoteattr("zh-CN")}/>'
    spacing = '<w:characterSpacingControl w:val="compressPunctuation"/>'
    return f"{HEADER}<w:settings {NAMESPACES}><w:evenAndOddHeaders/>{spacing}{language}</w:settings>"


def _content_types() -> str:
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{MEDIA}.{kind}+xml"/>' for part, kind in PARTS.items()
    )
    return (
        f'{HEADER}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MEDIA}.document.main+xml"/>{overrides}</Types>'
    )


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def _zip(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()
