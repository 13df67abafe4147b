"""From executed notebooks and front matter to one numbered document, before any format."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import as_file, files

from nbformat import NotebookNode

from analysis.errors import DocumentError, Problem
from analysis.language import LANGS, Words, begun
from analysis.publish.documents.appendix import Appendix
from analysis.publish.documents.pandoc import run_pandoc
from analysis.show.page.matter import Picture

AST_VERSION = [1, 23, 1]  # of pandoc-types; pandoc refuses a document of another series
#: "in-front": the table stands among the fixed ones in front of the appendix, or in an earlier notebook of it.
DROPPED_TAGS = frozenset({"parameters", "injected-parameters", "hide-output", "key-figures", "in-front"})
CONTENTS = Words("目　录", "Contents")
SKIP = Words("跳到正文", "Skip to the content")
TABLE = Words("表格", "Table")  # what a table without a caption is called by a screen reader
AS_OF = Words("数据时点：{0.year}年{0.month}月{0.day}日", "Data as of {0:%Y-%m-%d}")
REFUSALS = {
    "raw": (
        Words("文档无法转换的 HTML 片段", "HTML that no document format can take"),
        Words("完整的表格或 Markdown", "a whole table, or Markdown"),
    ),
    "image": (
        Words("文字中引用的图片", "an image linked from text"),
        Words("由代码单元输出、带图题的图", "a figure from a code cell, with its caption"),
    ),
}

Block = dict[str, object]


@dataclass(frozen=True)
class Composed:
    """The numbered document as pandoc JSON, the pictures it names, and what was counted."""

    json: str
    pictures: Mapping[str, bytes]
    tables: int
    figures: int
    contents_depth: int


@dataclass(frozen=True)
class Piece:
    """Blocks that share a place (for messages) and a way of numbering."""

    place: str
    blocks: list[Block]
    css_class: str


@lru_cache(maxsize=1)  # the three formats of an appendix are written one after the other
def compose(appendix: Appendix) -> Composed:
    """Read, filter and number everything once; DocumentError lists every block that cannot be published."""
    pictures: dict[str, bytes] = {}
    pieces = [*_first(appendix, pictures), _opening_end(appendix), *_front(appendix)]
    pieces += [*_notebooks(appendix, pictures), *_matter("back", appendix.back), _colophon(appendix)]
    source = {"pandoc-api-version": AST_VERSION, "meta": _metadata(appendix), "blocks": [_div(p) for p in pieces]}
    own = files(__package__)
    with as_file(own / "number.lua") as numbering, as_file(own / "layout.lua") as layout:
        filters = [f"--lua-filter={numbering}", f"--lua-filter={layout}"]
        text = run_pandoc(["--from=json", "--to=json", *filters], json.dumps(source)).decode()
    meta = json.loads(text)["meta"]
    _refuse_unpublishable(meta)
    counts = {name: int(_plain(value)) for name, value in meta["counts"]["c"].items()}
    return Composed(text, pictures, counts["tables"], counts["figures"], int(_plain(meta["contents-depth"])))


def _first(appendix: Appendix, pictures: dict[str, bytes]) -> Iterator[Piece]:
    """What page 1 answers, its pictures among the paragraphs."""
    for block in appendix.first:
        if isinstance(block, Picture):
            yield Piece("first", [_placed(block.png, block.caption, pictures)], "front")
        else:
            yield from _matter("first", [block])


def _front(appendix: Appendix) -> Iterator[Piece]:
    pieces = _matter("front", appendix.front)
    return (replace(piece, css_class="numbered") for piece in pieces) if appendix.is_numbered else pieces


def _opening_end(appendix: Appendix) -> Piece:
    """Where page 1 ends: what it says of itself, and then the contents."""
    if not appendix.has_contents:
        return Piece("statement", [], "front")
    classes = ["opening-end"] if appendix.first else ["opening-end", "alone"]
    return Piece("statement", [{"t": "Div", "c": [["", classes, []], [_paragraph(appendix.statement)]]}], "front")


def _matter(name: str, blocks: Sequence[str]) -> Iterator[Piece]:
    for position, text in enumerate(blocks, start=1):
        yield Piece(f"{name}[{position}]", [_raw(text, "html" if text.lstrip().startswith("<") else "markdown")], name)


def _notebooks(appendix: Appendix, pictures: dict[str, bytes]) -> Iterator[Piece]:
    for position, notebook in enumerate(appendix.notebooks, start=1):
        _check_notebook(notebook, position, appendix.lang)
        for number, cell in enumerate(notebook.cells, start=1):
            place = f"notebook {position}, cell {number}"
            blocks = _cell_blocks(cell, appendix.lang, place, pictures)
            if blocks:
                yield Piece(place, blocks, "numbered")


def _cell_blocks(cell: NotebookNode, lang: str, place: str, pictures: dict[str, bytes]) -> list[Block]:
    tags = set(cell.metadata.get("tags", ()))
    if cell.cell_type == "code":
        outputs = [_output_block(output, place, pictures) for output in cell.outputs]
        return [block for block in outputs if block] if not tags & DROPPED_TAGS else []
    languages = tags & set(LANGS)
    kept = cell.cell_type == "markdown" and (not languages or lang in languages)
    return [_raw(cell.source, "markdown")] if kept else []


def _output_block(output: NotebookNode, place: str, pictures: dict[str, bytes]) -> Block | None:
    """One display bundle as one block: table, else prose, else picture; text alone is for the screen."""
    if output.output_type == "error":
        raise _failed_cell(output, place)
    data = output.get("data", {})
    if "<table" in data.get("text/html", ""):
        return _raw(data["text/html"], "html")
    if "text/markdown" in data:
        return _raw(data["text/markdown"], "markdown")
    if "image/png" in data:
        return _picture(data, place, pictures)
    return None


def _picture(data: NotebookNode, place: str, pictures: dict[str, bytes]) -> Block:
    caption = data.get("text/plain", "").strip()
    if not caption or re.fullmatch(r"<.*>", caption, re.DOTALL):  # such as "<Figure size 640x480 with 1 Axes>"
        raise DocumentError.at(
            place,
            Words(f"没有图题的图（{caption or '空'}）", f"a figure without a caption ({caption or 'empty'})"),
            Words("text/plain 中写一句图题", "its title sentence as text/plain"),
        )
    return _placed(base64.b64decode(data["image/png"]), caption, pictures)


def _placed(png: bytes, caption: str, pictures: dict[str, bytes]) -> Block:
    name = f"figure-{len(pictures) + 1}.png"
    pictures[name] = png
    return {"t": "Div", "c": [["", ["picture"], [["src", name], ["caption", " ".join(caption.split())]]], []]}


def _check_notebook(notebook: NotebookNode, position: int, lang: str) -> None:
    """Refuse a notebook that was not executed, or that has no title in the language of the appendix."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    if code and not any(cell.outputs for cell in code):
        raise DocumentError.at(
            f"notebook {position}",
            Words("没有任何输出", "no output at all"),
            Words("已执行的笔记本", "an executed notebook"),
        )
    texts = [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown" and set(cell.metadata.get("tags", ())) & set(LANGS) <= {lang}
    ]
    if not texts or not texts[0].lstrip().startswith("# "):
        raise DocumentError.at(
            f"notebook {position}",
            Words("首个文字单元没有一级标题", "its first text cell has no title of level 1"),
            Words(f"标记为 {lang} 的“# 标题”", f'a "# title" in a cell tagged {lang}'),
        )


def _failed_cell(output: NotebookNode, place: str) -> DocumentError:
    what = f"{output.ename}: {output.evalue}"
    return DocumentError.at(
        place,
        Words(f"执行出错（{what}）", f"a failed cell ({what})"),
        Words("全部执行成功的笔记本", "a notebook whose cells all succeeded"),
    )


def _refuse_unpublishable(meta: dict[str, dict]) -> None:
    problems = []
    for entry in meta["refusals"]["c"]:
        place, kind, text = (_plain(item) for item in entry["c"])
        what, expected = REFUSALS[kind]
        problems.append(Problem(place, Words(f"{what.zh}：{text}", f"{what.en}: {text}"), expected))
    if problems:
        raise DocumentError(problems)


def _colophon(appendix: Appendix) -> Piece:
    as_of = AS_OF.in_(appendix.lang).format(appendix.as_of, appendix.as_of, appendix.as_of)
    lines = [_paragraph(as_of), _paragraph(appendix.version_line)]
    return Piece("version_line", [{"t": "Div", "c": [["", ["colophon"], []], lines]}], "back")


def _metadata(appendix: Appendix) -> dict[str, Block]:
    texts = {
        "title": appendix.title,
        "subtitle": begun(appendix.subtitle),
        "statement": "" if appendix.first else appendix.statement,
        "banner": appendix.banner or "",
        "lang": "zh-CN" if appendix.lang == "zh" else "en-GB",
        "document-language": appendix.lang,
        "contents-title": CONTENTS.in_(appendix.lang),
        "skip": SKIP.in_(appendix.lang),
        "table": TABLE.in_(appendix.lang),
        "year": str(appendix.as_of.year),
        "month": str(appendix.as_of.month),
        "day": str(appendix.as_of.day),
    }
    meta = {name: {"t": "MetaInlines", "c": [_text(value)] if value else []} for name, value in texts.items()}
    for_print = {"t": "RawInline", "c": ["html", _css_string(appendix.banner or "")]}
    return {**meta, "banner-for-print": {"t": "MetaInlines", "c": [for_print]}}


def _css_string(text: str) -> str:
    """A quoted CSS string; what could end the string or the style element is written as its code point."""
    return '"' + "".join(f"\\{ord(c):x} " if c in '"\\<\n' else c for c in text) + '"'


def _div(piece: Piece) -> Block:
    return {"t": "Div", "c": [["", [piece.css_class], [["place", piece.place]]], piece.blocks]}


def _raw(text: str, format_: str) -> Block:
    return {"t": "RawBlock", "c": [format_, text]}


def _text(text: str) -> Block:
    return {"t": "Str", "c": text}


def _paragraph(text: str) -> Block:
    return {"t": "Para", "c": [_text(text)]}


def _plain(meta: dict) -> str:
    """Text of a metadata value that the numbering filter wrote."""
    return meta["c"] if isinstance(meta["c"], str) else "".join(item.get("c", " ") for item in meta["c"])
