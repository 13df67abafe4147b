"""The typefaces a Word document asks for (字体), and those that stand in where a machine has not got them.

A DOCX carries no Chinese font. It names the one GB/T 9704-2012 wants; the table of fonts inside the file tells Word and
WPS what to take instead, and a line at the end of the document tells the reader which were asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.language import Words


@dataclass(frozen=True)
class Typeface:
    """An East Asian typeface by the name Word knows it under, with its Western twin.

    instead : what stands in for it, the nearest first
    use     : what it is asked for
    """

    name: str
    western: str
    instead: tuple[str, ...]
    use: Words


XIAOBIAOSONG = Typeface("方正小标宋简体", "Times New Roman", ("华文中宋", "宋体"), Words("标题", "title"))
FANGSONG = Typeface("仿宋", "Times New Roman", ("仿宋_GB2312", "华文仿宋", "宋体"), Words("正文", "text"))
KAI = Typeface("楷体", "Times New Roman", ("楷体_GB2312", "华文楷体", "仿宋"), Words("二级标题", "second headings"))
HEI = Typeface("黑体", "Arial", ("华文黑体", "Noto Sans SC"), Words("一级标题、表头", "headings, heads of tables"))
SONG = Typeface("宋体", "Times New Roman", ("华文宋体", "Noto Serif SC"), Words("表格、页码", "tables, page numbers"))
TYPEFACES = (XIAOBIAOSONG, FANGSONG, KAI, HEI, SONG)


PAGES = Words(
    "目录页码在打印或更新域（全选后按F9）时填入。",
    "The contents get their page numbers when printed, or when fields are updated (select all, F9).",
)


def asked_for(lang: str, has_contents: bool) -> str:
    """A line of a document's colophon: its typefaces, and when its contents get their numbers; nothing in an English annex,
    whose typefaces every machine has."""
    pages = PAGES.in_(lang) if has_contents else ""
    if lang == "en" and not has_contents:
        return ""
    if lang == "en":
        faces = "Typefaces asked for: Times New Roman (text), Arial (headings); 宋体 and 黑体 for Chinese signs."
        return f"{faces} {pages}"
    named = "；".join(f"{one.name}（{one.use.zh}，无则依次用{'、'.join(one.instead)}）" for one in TYPEFACES)
    faces = f"版式参照GB/T 9704-2012。本文件所用字体名：{named}。字体未嵌入，实际显示以打开文件的计算机为准。"
    return faces + pages


def font_table(namespaces: str) -> str:
    """The part of a Word file that names a stand-in for each typeface."""
    fonts = "".join(
        f'<w:font w:name="{one.name}"><w:altName w:val="{one.instead[0]}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for one in TYPEFACES
    )
    return f"<w:fonts {namespaces}>{fonts}</w:fonts>"
