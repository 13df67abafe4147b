"""The Word template of an appendix, written by code: page, header, footer and styles after GB/T 9704 (公文格式)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MM = 1440 / 25.4  # twentieths of a point
PAGE_WIDTH, PAGE_HEIGHT = round(210 * MM), round(297 * MM)
TOP, BOTTOM, LEFT, RIGHT = (round(mm * MM) for mm in (37, 35, 28, 26))  # 天头、地脚、订口、翻口
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
TURNED_WIDTH = PAGE_HEIGHT - TOP - BOTTOM
ACCENT, QUIET, ALARM, RULE = "1F4E79", "56616B", "9A2B16", "BFC8D0"

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = f'xmlns:w="{WORD}" xmlns:r="{OFFICE}"'
PARTS = ("styles", "settings", "header", "footer")

# East Asian typefaces by the names Word knows them under, each with its Western twin.
FANGSONG = ("仿宋", "Times New Roman")
SONG = ("宋体", "Times New Roman")
HEI = ("黑体", "Arial")
BUILT_IN = {"Body Text", "Title", "Subtitle", "heading 1", "heading 2", "heading 3", "heading 4"}


@dataclass(frozen=True)
class Style:
    """One paragraph style; sizes in points, spacing in twentieths of a point, indent in characters."""

    name: str
    fonts: tuple[str, str]
    size: float
    based_on: str = "Normal"
    bold: bool = False
    color: str = "000000"
    before: int = 0
    after: int = 0
    line: int = 240
    align: str = "left"
    indent_characters: int = 0
    keep_next: bool = False
    new_page: bool = False
    outline: int | None = None

    @property
    def id(self) -> str:
        return self.name.replace(" ", "").replace("heading", "Heading")

    def xml(self) -> str:
        keep = "<w:keepNext/><w:keepLines/>" if self.keep_next else ""
        keep += "<w:pageBreakBefore/>" if self.new_page else ""
        outline = f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else ""
        based = "" if self.name == "Normal" else f'<w:basedOn w:val="{self.based_on}"/>'
        kind = ' w:default="1"' if self.name == "Normal" else "" if self.name in BUILT_IN else ' w:customStyle="1"'
        # Twips, not characters: a first line in characters would win over the hanging indent of a list.
        indent = f'<w:ind w:firstLine="{round(self.indent_characters * self.size * 20)}"/>'
        return (
            f'<w:style w:type="paragraph"{kind} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{based}'
            f'<w:qFormat/><w:pPr>{keep}<w:spacing w:before="{self.before}" w:after="{self.after}" w:line="{self.line}"'
            f' w:lineRule="auto"/>{indent if self.indent_characters else ""}<w:jc w:val="{self.align}"/>'
            f"{outline}</w:pPr>{run_properties(self.fonts, self.size, self.bold, self.color)}</w:style>"
        )


def run_properties(fonts: tuple[str, str], size: float, bold: bool = False, color: str = "000000") -> str:
    east, west = fonts
    weight = "<w:b/><w:bCs/>" if bold else ""
    return (
        f'<w:rPr><w:rFonts w:ascii="{west}" w:hAnsi="{west}" w:eastAsia="{east}" w:cs="{west}"/>{weight}'
        f'<w:color w:val="{color}"/><w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/></w:rPr>'
    )


def paragraph_styles(lang: str) -> list[Style]:
    """Body in 仿宋 with two characters of indent in Chinese; Times without indent in English."""
    chinese = lang == "zh"
    body = {"fonts": FANGSONG if chinese else SONG, "size": 12 if chinese else 11, "line": 360 if chinese else 300}
    indented = {**body, "align": "both", "indent_characters": 2 if chinese else 0, "after": 0 if chinese else 120}
    return [
        Style("Normal", **body),
        Style("Body Text", **indented),
        Style("First Paragraph", **indented),
        Style("Compact", **body, after=40),
        Style("Block Text", **{**indented, "indent_characters": 0}, color=QUIET),
        Style("Title", HEI, 20, color=ACCENT, before=240, after=120, align="center", keep_next=True),
        Style("Subtitle", HEI, 12, color=QUIET, after=360, align="center"),
        Style("First Page", **{**body, "size": 10.5, "line": 260}, after=40, align="both"),
        Style("First Page Note", SONG, 8, color=QUIET, before=80, align="both"),
        Style("heading 1", HEI, 16, color=ACCENT, before=480, after=200, keep_next=True, outline=0),
        Style("heading 2", HEI, 14, color=ACCENT, before=320, after=140, keep_next=True, outline=1),
        Style("heading 3", HEI, 12, before=240, after=100, keep_next=True, outline=2),
        Style("heading 4", HEI, 12, color=QUIET, before=200, after=80, keep_next=True, outline=3),
        Style("Contents Title", HEI, 12, color=QUIET, before=120, after=80, keep_next=True),
        Style("Contents Title On New Page", HEI, 12, color=QUIET, after=80, keep_next=True, new_page=True),
        Style("Contents 1", **{**body, "size": 11, "line": 300}),
        Style("Contents 2", **{**body, "size": 11, "line": 300}, indent_characters=2),
        Style("Table Caption", HEI, 10.5, before=240, after=80, keep_next=True),
        Style("Table Head", HEI, 9),
        Style("Table Text", SONG, 9),
        Style("Table Head Small", HEI, 7.5),
        Style("Table Text Small", SONG, 7.5),
        Style("Table Note", SONG, 9, color=QUIET, before=60, after=240),
        Style("Captioned Figure", SONG, 10.5, before=200, align="center", keep_next=True),
        Style("Image Caption", HEI, 10.5, before=60, after=240, align="center"),
        Style("Colophon", SONG, 9, color=QUIET, before=80),
    ]


def styles_xml(lang: str) -> str:
    verdicts = {"Verdict Met": "17653A", "Verdict Not Met": "A3211B", "Verdict Unjudged": "5C6670"}
    characters = "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:rPr><w:color w:val="{color}"/></w:rPr></w:style>'
        for name, color in {**verdicts, "Hyperlink": ACCENT}.items()
    )
    gaps = {"top": 30, "left": 70, "bottom": 30, "right": 70}
    margins = "".join(f'<w:{side} w:w="{gap}" w:type="dxa"/>' for side, gap in gaps.items())
    inside = f'<w:insideH w:val="single" w:sz="2" w:space="0" w:color="{RULE}"/>'
    outside = 'w:val="single" w:sz="12" w:space="0"'
    rules = f'<w:top {outside} w:color="{ACCENT}"/><w:bottom {outside} w:color="{ACCENT}"/>'
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{rules}{inside}</w:tblBorders>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
    )
    run = run_properties(SONG, 11).replace("</w:rPr>", '<w:lang w:val="en-GB" w:eastAsia="zh-CN"/></w:rPr>')
    defaults = f"<w:docDefaults><w:rPrDefault>{run}</w:rPrDefault></w:docDefaults>"
    paragraphs = "".join(style.xml() for style in paragraph_styles(lang))
    return f"{HEADER}<w:styles {NAMESPACES}>{defaults}{paragraphs}{characters}{table}</w:styles>"


def _running_line(text: str, part: str, align: str, color: str, border: str) -> str:
    rule = f'<w:pBdr><w:{border} w:val="single" w:sz="4" w:space="4" w:color="{RULE}"/></w:pBdr>' if border else ""
    return (
        f'{HEADER}<w:{part} {NAMESPACES}><w:p><w:pPr>{rule}<w:spacing w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="{align}"/></w:pPr>{text.format(style=run_properties(HEI, 9, color=color))}</w:p></w:{part}>'
    )


def header_xml(banner: str | None) -> str:
    """The running head: the banner on every page, or an empty line where nothing must be said."""
    words = escape(banner).replace("{", "{{").replace("}", "}}") if banner else ""
    return _running_line(f"<w:r>{{style}}<w:t>{words}</w:t></w:r>", "hdr", "right", ALARM, "bottom" if banner else "")


def footer_xml() -> str:
    """The page number between dashes, as official documents print it (— 1 —)."""
    number = (
        '<w:r>{style}<w:t xml:space="preserve">— </w:t></w:r><w:r>{style}<w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r>{style}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r>{style}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{style}<w:t>1</w:t></w:r>'
        '<w:r>{style}<w:fldChar w:fldCharType="end"/></w:r><w:r>{style}<w:t xml:space="preserve"> —</w:t></w:r>'
    )
    return _running_line(number, "ftr", "center", QUIET, "")


def page_geometry(turned: bool = False) -> str:
    """Paper and margins of a section; a turned page keeps its binding edge where the upright page's top is."""
    width, height = (PAGE_HEIGHT, PAGE_WIDTH) if turned else (PAGE_WIDTH, PAGE_HEIGHT)
    sides = (RIGHT, LEFT, BOTTOM, TOP) if turned else (TOP, BOTTOM, LEFT, RIGHT)
    top, bottom, left, right = sides
    orient = ' w:orient="landscape"' if turned else ""
    return (
        f'<w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}"'
        f' w:left="{left}" w:header="{round(15 * MM)}" w:footer="{round(15 * MM)}" w:gutter="0"/>'
    )


def reference_docx(banner: str | None, lang: str) -> bytes:
    """A Word file without text, whose page, running lines and styles pandoc takes over."""
    kinds = {"header": "default", "footer": "default"}
    references = "".join(f'<w:{name}Reference w:type="{kind}" r:id="{name}"/>' for name, kind in kinds.items())
    body = f"<w:body><w:p/><w:sectPr>{references}{page_geometry()}</w:sectPr></w:body>"
    language = f'<w:themeFontLang w:val="en-GB"{" w:eastAsia=" + quoteattr("zh-CN")}/>'
    spacing = '<w:characterSpacingControl w:val="compressPunctuation"/>'
    return _zip(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relations({"document": ("officeDocument", "word/document.xml")}),
            "word/document.xml": f"{HEADER}<w:document {NAMESPACES}>{body}</w:document>",
            "word/_rels/document.xml.rels": _relations({part: (part, f"{part}.xml") for part in PARTS}),
            "word/styles.xml": styles_xml(lang),
            "word/settings.xml": f"{HEADER}<w:settings {NAMESPACES}>{spacing}{language}</w:settings>",
            "word/header.xml": header_xml(banner),
            "word/footer.xml": footer_xml(),
        }
    )


def _content_types() -> str:
    overrides = "".join(f'<Override PartName="/word/{part}.xml" ContentType="{MEDIA}.{part}+xml"/>' for part in PARTS)
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
