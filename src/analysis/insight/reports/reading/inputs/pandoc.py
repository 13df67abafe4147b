"""Documents of word processors and web pages, through Pandoc's description of them: paragraphs, lists, tables."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import pypandoc

from analysis.errors import Problem, TableError
from analysis.insight.reports.reading.inputs.document import Block, Document, Table, document_of
from analysis.insight.reports.reading.inputs.plain import decoded
from analysis.insight.reports.reading.inputs.word import as_seen
from analysis.language import Words

#: Parts of a web page that are no part of its text, how they begin and how they end.
BESIDE = re.compile(
    rb"<!--|<!doctype\b|<(script|style|nav|footer|noscript|iframe|select|button|template|svg)\b", re.IGNORECASE
)
WIDE_SPAN = re.compile(r"((?:col|row)span\s*=\s*[\"']?)\d{4,}", re.IGNORECASE)  # of no table a page can show
#: Pandoc cuts a merged cell where headers end; told of none, it keeps the cell.
HEADERS = re.compile(r"</?(?:thead|tbody|tfoot)\b[^>]*>|(?<=<)th(?=[\s>])|(?<=</)th(?=\s*>)", re.IGNORECASE)
DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding=[\"']([\w-]+)", re.IGNORECASE)
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
OPTIONS = ("--to=json", "--sandbox", "+RTS", "-M2g", "-RTS")  # opens nothing but the file, and takes 2 GB at most
PATIENCE = 120  # seconds; 500 pages take two
BEFORE = ("title", "subtitle", "author", "date", "abstract")  # paragraphs Pandoc takes for such, in their order
LONG_CELL = 40  # signs of a cell that holds sentences: the table only lays out a page

Node = Mapping[str, Any]


def read(content: bytes, kind: str) -> Document:
    """DOCX or ODT."""
    content, remarks = as_seen(content) if kind == "docx" else (content, ())
    return document_of(_described(content, kind), remarks)


def read_html(content: bytes, _: str = "") -> Document:
    """A web page, in the encoding it declares, without its scripts and its navigation."""
    declared = DECLARED.search(content[:4000])
    name = (declared[1] or declared[2]).decode("ascii").lower() if declared else ""
    wide = "gb18030" if name.startswith(("gb", "x-gb")) else name
    text, remarks = decoded(_without_what_is_beside(content) if b"\x00" not in content[:4000] else content, wide)
    text = HEADERS.sub(lambda found: "" if found[0].startswith("<") else "td", WIDE_SPAN.sub(r"\g<1>1", text))
    return document_of(_described(text.encode(), "html", with_front=False), remarks)


def _described(content: bytes, kind: str, with_front: bool = True) -> list[Block]:
    """What Pandoc finds in a document; TableError where it finds nothing it can read, or never ends."""
    call = [pypandoc.get_pandoc_path(), f"--from={kind}", *OPTIONS]
    try:
        done = subprocess.run(call, input=content, capture_output=True, check=True, timeout=PATIENCE)
        read = json.loads(done.stdout)
        return [*(_front(read["meta"]) if with_front else ()), *_blocks(read["blocks"])]
    except (subprocess.SubprocessError, RecursionError) as error:
        found = Words(
            "文件已损坏，或展开后过大、嵌套过深", "the file is damaged, too large unpacked, or nested too deeply"
        )
        remedy = Words("（请用文字处理软件打开后另存为DOCX）", "(open it in a word processor and save it as DOCX)")
        raise TableError(Problem("", found, Words("", ""), remedy)) from error


def _without_what_is_beside(page: bytes) -> bytes:
    """A page without comments, scripts and navigation; what is not closed before it begins again stays."""
    lower, kept, at, ends = page.lower(), [], 0, {}
    for found in BESIDE.finditer(lower):
        if found.start() < at:
            continue
        mark = _closing(lower, found)
        if ends.get(mark, 0) <= found.end():  # looked for once, however often the part begins before it
            ends[mark] = _after(lower, mark, found.end())
        begins_again = found[1] and lower.find(found[0], found.end(), ends[mark]) >= 0
        if ends[mark] < len(page) + 1 and not begins_again:
            kept.append(page[at : found.start()])
            at = ends[mark]
    return b"".join([*kept, page[at:]])


def _closing(page: bytes, found: re.Match[bytes]) -> bytes:
    """What a part that began is ended by."""
    if found[1]:
        return b"</" + found[1]
    if found[0] == b"<!--":
        return b"-->"
    closed, inside = page.find(b">", found.end()), page.find(b"[", found.end())
    return b"]" if 0 <= inside < closed else b">"


def _after(page: bytes, mark: bytes, start: int) -> int:
    """The place after a mark and its bracket; beyond the page where there is none."""
    at = page.find(mark, start)
    end = page.find(b">", at) if at >= 0 else -1
    return end + 1 if end >= 0 else len(page) + 1


def _front(meta: Mapping[str, Node]) -> Iterator[Block]:
    """The title of a document and what is styled like what belongs to it."""
    for name in BEFORE:
        stated = meta.get(name, {})
        for one in stated["c"] if stated.get("t") == "MetaList" else [stated]:
            if one.get("t") == "MetaInlines":
                yield from _heading(one["c"])
            elif one.get("t") == "MetaBlocks":
                yield from _blocks(one["c"])


LINES = ("Para", "Plain")  # Pandoc's kinds of blocks that are a paragraph
#: Those that hold further blocks, and how they do.
HOLDING: Mapping[str, Callable[[Any], Iterable[Node]]] = {
    "BlockQuote": lambda content: content,
    "Div": lambda content: content[1],
    "Figure": lambda content: content[2],
    "LineBlock": lambda content: [{"t": "Plain", "c": line} for line in content],
    "CodeBlock": lambda content: [{"t": "Plain", "c": [{"t": "Str", "c": content[1]}]}],
    "BulletList": chain.from_iterable,
    "OrderedList": lambda content: chain.from_iterable(content[1]),
    "DefinitionList": lambda content: (node for term, said in content for node in _defined(term, said)),
}
#: Kinds of inlines that are text themselves, and those that hold further ones.
SIGNS: Mapping[str, Callable[[Any], str]] = {
    "Str": lambda content: content.replace("\xa0", " "),
    "Space": lambda _: " ",
    "LineBreak": lambda _: "\n",
    "Code": lambda content: content[1],
    "Math": lambda content: content[1].replace("\\%", "%"),
}
WITHIN = {"Emph", "Strong", "Underline", "Strikeout", "Subscript", "Superscript", "SmallCaps"}
SECOND_WITHIN = {"Quoted", "Cite", "Span", "Link"}


def _defined(term: Sequence[Node], said: Iterable[Iterable[Node]]) -> Iterator[Node]:
    yield {"t": "Plain", "c": term}
    yield from chain.from_iterable(said)


def _blocks(nodes: Iterable[Node]) -> Iterator[Block]:
    """The blocks of a part of a document, in order."""
    for node in nodes:
        kind, content = node["t"], node.get("c")
        if kind in LINES:
            yield from _paragraph(content)
        elif kind == "Header":
            yield from _heading(content[2])
        elif kind in HOLDING:
            yield from _blocks(HOLDING[kind](content))
        elif kind == "Table":
            yield from _table(content)


def _paragraph(inlines: Sequence[Node]) -> Iterator[Block]:
    """Its text, then its notes."""
    notes: list[Node] = []
    text = "".join(_text(inlines, notes)).strip()
    if text:
        yield text
    yield from _blocks(notes)


def _heading(inlines: Sequence[Node]) -> Iterator[Block]:
    """A title stands on one line, wherever it was broken to look well."""
    yield from (block.replace("\n", "") if isinstance(block, str) else block for block in _paragraph(inlines))


def _text(inlines: Sequence[Node], notes: list[Node]) -> Iterator[str]:
    """The signs of inlines; their notes are put aside."""
    for place, node in enumerate(inlines):
        kind, content = node["t"], node.get("c")
        if kind in SIGNS:
            yield SIGNS[kind](content)
        elif kind == "SoftBreak":
            yield "" if _breaks_chinese(inlines, place) else " "
        elif kind == "Note":
            notes += content
        elif kind in WITHIN | SECOND_WITHIN:
            yield _shown(kind, "".join(_text(content if kind in WITHIN else content[1], notes)))


def _shown(kind: str, text: str) -> str:
    """28² is not 282, and quoted words keep their marks."""
    if kind == "Superscript":
        return text.translate(SUPERSCRIPTS)
    return f"“{text}”" if kind == "Quoted" else text


def _breaks_chinese(inlines: Sequence[Node], place: int) -> bool:
    """Whether a line of the source ends between Chinese signs, where no space belongs."""
    before = inlines[place - 1].get("c") if place else ""
    after = inlines[place + 1].get("c") if place + 1 < len(inlines) else ""
    sides = (before[-1:] if isinstance(before, str) else "", after[:1] if isinstance(after, str) else "")
    return any(side and not side.isascii() for side in sides)


def _table(content: Sequence[Any]) -> Iterator[Block]:
    """A table; one that only lays out a page is the text of its cells."""
    _, caption, columns, head, bodies, foot = content
    heads = head[1]
    rows = [*heads, *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    cells = [[(cell[2], cell[3], list(_blocks(cell[4]))) for cell in row[1]] for row in rows]
    if any(_is_layout(blocks) for row in cells for _, _, blocks in row):
        yield from _blocks(caption[1])
        yield from (block for row in cells for _, _, blocks in row for block in blocks)
        return
    said = "\n".join(block for block in _blocks(caption[1]) if isinstance(block, str))
    yield Table(_grid(cells, len(columns)), len(heads), said)


def _is_layout(blocks: Sequence[Block]) -> bool:
    return any(isinstance(block, Table) or (len(block) > LONG_CELL and "。" in block) for block in blocks)


def _grid(rows: Sequence[Sequence[tuple[int, int, list[Block]]]], width: int) -> list[list[str]]:
    """The cells laid out, a merged one in each place it covers."""
    grid = [[""] * width for _ in rows]
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        column = 0
        for down, across, blocks in row:
            while (at, column) in taken:
                column += 1
            text = " ".join(block for block in blocks if isinstance(block, str)).replace("\n", " ")
            for place in ((i, j) for i in range(at, at + down) for j in range(column, column + across)):
                taken.add(place)
                if place[0] < len(grid) and place[1] < width:
                    grid[place[0]][place[1]] = text
            column += across
    return grid
