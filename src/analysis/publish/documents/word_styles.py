"""The styles of a Word document: after GB/T 9704-2012 (公文格式) in Chinese, an ordinary report in English."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.publish.documents.typefaces import FANGSONG, HEI, KAI, SONG, XIAOBIAOSONG, Typeface

ACCENT, QUIET, ALARM, RULE, INK = "1F4E79", "56616B", "9A2B16", "BFC8D0", "000000"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = f'xmlns:w="{WORD}" xmlns:r="{OFFICE}"'
#: Sizes of Chinese typesetting in points.
ER_HAO, SAN_HAO, SI_HAO, XIAO_SI, WU_HAO, XIAO_WU, LIU_HAO = 22, 16, 14, 12, 10.5, 9, 7.5
BUILT_IN = {"Body Text", "Title", "Subtitle", "heading 1", "heading 2", "heading 3", "heading 4", "toc 1", "toc 2"}


@dataclass(frozen=True)
class Style:
    """One paragraph style; sizes in points, spacing in twentieths of a point, indent in characters.

    line : 240 for each line of the type's own height
    pitch : points from line to line, more only where a formula needs it; 0 to take `line`
    number_at : where the number of a page stands that the contents name, from the left; 0 for none
    """

    name: str
    fonts: Typeface
    size: float
    based_on: str = "Normal"
    bold: bool = False
    color: str = INK
    before: int = 0
    after: int = 0
    line: int = 240
    pitch: float = 0
    align: str = "left"
    indent_characters: float = 0
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    outline: int | None = None
    number_at: int = 0

    @property
    def id(self) -> str:
        return self.name.replace(" ", "").replace("heading", "Heading").replace("toc", "TOC")

    def xml(self) -> str:
        keep = "<w:keepNext/>" * self.keep_next + "<w:keepLines/>" * (self.keep_next or self.keep_lines)
        keep += "<w:pageBreakBefore/>" if self.new_page else ""
        outline = f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else ""
        based = "" if self.name == "Normal" else f'<w:basedOn w:val="{self.based_on}"/>'
        kind = ' w:default="1"' if self.name == "Normal" else "" if self.name in BUILT_IN else ' w:customStyle="1"'
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{self.number_at}"/></w:tabs>' if self.number_at else ""
        # Twips, not characters: a first line in characters would win over the hanging indent of a list.
        indent = f'<w:ind w:firstLine="{round(self.indent_characters * self.size * 20)}"/>'
        # At least, not exactly: a formula or a picture higher than the line would be cut off.
        line, rule = (round(self.pitch * 20), "atLeast") if self.pitch else (self.line, "auto")
        return (
            f'<w:style w:type="paragraph"{kind} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{based}'
            f'<w:qFormat/><w:pPr>{keep}{tab}<w:spacing w:before="{self.before}" w:after="{self.after}" w:line="{line}"'
            f' w:lineRule="{rule}"/>{indent if self.indent_characters else ""}<w:jc w:val="{self.align}"/>'
            f"{outline}</w:pPr>{run_properties(self.fonts, self.size, self.bold, self.color)}</w:style>"
        )


def run_properties(fonts: Typeface, size: float, bold: bool = False, color: str = INK) -> str:
    weight = "<w:b/><w:bCs/>" if bold else ""
    west = fonts.western
    return (
        f'<w:rPr><w:rFonts w:ascii="{west}" w:hAnsi="{west}" w:eastAsia="{fonts.name}" w:cs="{west}"/>{weight}'
        f'<w:color w:val="{color}"/><w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/></w:rPr>'
    )


def paragraph_styles(lang: str, text_width: int) -> list[Style]:
    """All of a document's; the contents name their pages at the right edge of the text, as wide as said (twentieths)."""
    return [*(_official(text_width) if lang == "zh" else _report(text_width)), *_of_tables(lang)]


def _official(text_width: int) -> list[Style]:
    """仿宋 三号 on lines of 28 points, two characters of indent; headings 黑体, 楷体, 仿宋 of the same size.

    Page 1 and the contents alone are set in 五号: its answers belong on one page, and those of a county that fails in every part fill it.
    """
    body = {"fonts": FANGSONG, "size": SAN_HAO, "pitch": 28}
    indented = {**body, "align": "both", "indent_characters": 2}
    heading = {"size": SAN_HAO, "pitch": 28, "indent_characters": 2, "keep_next": True}
    contents = {"fonts": FANGSONG, "size": WU_HAO, "pitch": 15, "number_at": text_width}
    contents_title = {"fonts": HEI, "size": SAN_HAO, "pitch": 22, "align": "center", "after": 80, "keep_next": True}
    return [
        Style("Normal", **body),
        Style("Body Text", **indented),
        Style("First Paragraph", **indented),
        Style("Compact", **body),
        Style("Block Text", **{**indented, "indent_characters": 0}, color=QUIET),
        Style("Annex Mark", HEI, SAN_HAO, pitch=28),
        Style("Title", XIAOBIAOSONG, ER_HAO, pitch=33, after=40, align="center", keep_next=True),
        Style("Subtitle", KAI, SAN_HAO, pitch=28, after=80, align="center"),
        Style("First Page", FANGSONG, WU_HAO, pitch=16, after=20, align="both"),
        Style("First Page Note", SONG, LIU_HAO, color=QUIET, before=40, align="both"),
        Style("heading 1", HEI, before=280, outline=0, **heading),  # some have no number to be known by
        Style("heading 2", KAI, outline=1, **heading),
        Style("heading 3", FANGSONG, outline=2, bold=True, **heading),
        Style("heading 4", FANGSONG, outline=3, **heading),
        Style("Contents Title", **contents_title),
        Style("Contents Title On New Page", **contents_title, new_page=True),
        Style("toc 1", **contents),
        Style("toc 2", **contents, indent_characters=2),
        Style("Table Caption", HEI, XIAO_SI, before=200, after=60, align="center", keep_next=True),
        Style("Captioned Figure", SONG, WU_HAO, before=160, align="center", keep_next=True),
        Style("Image Caption", HEI, XIAO_SI, before=40, after=200, align="center", keep_lines=True),
    ]


def _report(text_width: int) -> list[Style]:
    """Times 11 point, paragraphs set apart by space; headings in Arial."""
    body = {"fonts": SONG, "size": 11, "line": 300}
    spaced = {**body, "align": "both", "after": 120}
    contents = {"fonts": SONG, "size": 11, "line": 280, "number_at": text_width}
    contents_title = {"fonts": HEI, "size": 12, "color": QUIET, "after": 80, "keep_next": True}
    return [
        Style("Normal", **body),
        Style("Body Text", **spaced),
        Style("First Paragraph", **spaced),
        Style("Compact", **body, after=40),
        Style("Block Text", **spaced, color=QUIET),
        Style("Annex Mark", HEI, 12),
        Style("Title", HEI, 20, color=ACCENT, before=120, after=80, align="center", keep_next=True),
        Style("Subtitle", HEI, 12, color=QUIET, after=240, align="center"),
        Style("First Page", SONG, 10.5, line=260, after=40, align="both"),
        Style("First Page Note", SONG, 8, color=QUIET, before=80, align="both"),
        Style("heading 1", HEI, 16, color=ACCENT, before=360, after=160, keep_next=True, outline=0),
        Style("heading 2", HEI, 14, color=ACCENT, before=280, after=120, keep_next=True, outline=1),
        Style("heading 3", HEI, 12, before=240, after=100, keep_next=True, outline=2),
        Style("heading 4", HEI, 12, color=QUIET, before=200, after=80, keep_next=True, outline=3),
        Style("Contents Title", **contents_title, before=120),
        Style("Contents Title On New Page", **contents_title, new_page=True),
        Style("toc 1", **contents),
        Style("toc 2", **contents, indent_characters=2),
        Style("Table Caption", HEI, 10.5, before=240, after=80, keep_next=True),
        Style("Captioned Figure", SONG, 10.5, before=200, align="center", keep_next=True),
        Style("Image Caption", HEI, 10.5, before=60, after=240, align="center", keep_lines=True),
    ]


def _of_tables(lang: str) -> list[Style]:
    """Tables in 五号, those of many columns in 小五 (officials set tables smaller than text); what stands below them."""
    size, small = (WU_HAO, XIAO_WU) if lang == "zh" else (9, 7.5)
    return [
        Style("Table Head", HEI, size),
        Style("Table Text", SONG, size),
        Style("Table Head Small", HEI, small),
        Style("Table Text Small", SONG, small),
        Style("Table Note", SONG, XIAO_WU, color=QUIET, before=60, after=200, keep_lines=True),
        Style("Colophon", SONG, LIU_HAO, color=QUIET, before=40),
    ]


def styles_xml(lang: str, text_width: int) -> str:
    verdicts = {"Verdict Met": "17653A", "Verdict Not Met": "A3211B", "Verdict Unjudged": "5C6670"}
    characters = (
        '<w:style w:type="character" w:customStyle="1" w:styleId="ToBeWritten"><w:name w:val="To Be Written"/>'
        '<w:rPr><w:shd w:val="clear" w:color="auto" w:fill="FFF3C4"/></w:rPr></w:style>'
    )
    characters += "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:rPr><w:color w:val="{color}"/></w:rPr></w:style>'
        for name, color in {**verdicts, "Hyperlink": INK if lang == "zh" else ACCENT}.items()
    )
    run = run_properties(SONG, 11).replace("</w:rPr>", '<w:lang w:val="en-GB" w:eastAsia="zh-CN"/></w:rPr>')
    defaults = f"<w:docDefaults><w:rPrDefault>{run}</w:rPrDefault></w:docDefaults>"
    paragraphs = "".join(style.xml() for style in paragraph_styles(lang, text_width))
    return f"{HEADER}<w:styles {NAMESPACES}>{defaults}{paragraphs}{characters}{_table_style()}</w:styles>"


def _table_style() -> str:
    """Rules above, below and thin ones between rows (三线表)."""
    gaps = {"top": 30, "left": 70, "bottom": 30, "right": 70}
    margins = "".join(f'<w:{side} w:w="{gap}" w:type="dxa"/>' for side, gap in gaps.items())
    inside = f'<w:insideH w:val="single" w:sz="2" w:space="0" w:color="{RULE}"/>'
    outside = 'w:val="single" w:sz="12" w:space="0"'
    rules = f'<w:top {outside} w:color="{ACCENT}"/><w:bottom {outside} w:color="{ACCENT}"/>'
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{rules}{inside}</w:tblBorders>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
    )
