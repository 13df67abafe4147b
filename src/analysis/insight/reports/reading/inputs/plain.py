"""Plain texts: their encodings, lines broken at a margin, tables of tabs."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from unicodedata import east_asian_width

from analysis.errors import Problem, TableError
from analysis.insight.reports.reading.inputs.document import Block, Document, Table, document_of
from analysis.language import Words

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff]")
NARROWEST, WIDEST = 24, 120  # columns a page of plain text is broken at; a Chinese sign takes two
RAGGED = 4  # columns a broken line may fall short of the widest: no sign or figure is cut
MOSTLY = 0.5  # lines that reach the margin, where a text is broken at one
FEWEST = 6  # lines that tell a margin
#: One byte that is no text makes one sign, so that the digits after it are not swallowed.
ONE_BYTE = "junheng-one-byte"
codecs.register_error(ONE_BYTE, lambda error: ("�", error.start + 1))
MIXED = Words(
    "文件中混有几种编码，已逐行识别", "several encodings are mixed in the file; each line was read by its own"
)
LOST = Words("有{count}处字节不是文字，以“�”标出", "{count} place(s) hold bytes that are no text, shown as '�'")


def read(content: bytes, _: str = "") -> Document:
    """A text in whatever encoding."""
    text, remarks = decoded(content)
    return document_of(list(_blocks(text.split("\n"))), remarks)


def decoded(content: bytes, declared: str = "") -> tuple[str, list[Words]]:
    """The signs of a file, line ends made one kind, and what is to be said of its encoding.

    By its mark, as declared, UTF-8, UTF-16 without a mark, else line by line in UTF-8 or GB18030. TableError for bytes
    that are no text.
    """
    marked = next((encoding for mark, encoding in MARKS if content.startswith(mark)), "")
    for encoding in filter(None, (marked, declared, "utf-8", _wide(content))):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" not in text and (encoding != "utf-8" or _is_plausible(text)):
            return _one_kind_of_line(text), []
    return _line_by_line(content)


def _is_plausible(text: str) -> bool:
    """GB18030 may happen to be UTF-8 of other scripts, and never of Chinese."""
    return text.isascii() or bool(CHINESE.search(text))


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: every second byte of digits and line ends is nought."""
    head = content[:4000]
    low, high = head[::2].count(0), head[1::2].count(0)
    if max(low, high) < len(head) / 50 or min(low, high) > max(low, high) / 20:
        return ""
    return "utf-16-le" if high > low else "utf-16-be"


def _line_by_line(content: bytes) -> tuple[str, list[Words]]:
    if b"\x00" in content:
        remedy = Words("（请另存为UTF-8文本，或另存为DOCX、PDF）", "(save it as UTF-8 text, DOCX or PDF)")
        raise TableError(Problem("", Words("不是文本文件", "not a text file"), Words("", ""), remedy))
    used: Counter[str] = Counter()
    lines = [_line(line, used) for line in content.split(b"\n")]
    text = _one_kind_of_line("\n".join(lines))
    remarks = [MIXED] if len(used) > 1 else []
    if lost := text.count("�"):
        remarks.append(LOST.format(count=lost))
    return text, remarks


def _line(line: bytes, used: Counter[str]) -> str:
    """UTF-8 where it makes Chinese of a line."""
    if line.isascii():
        return line.decode("ascii")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    is_utf8 = bool(CHINESE.search(text))
    used["utf-8" if is_utf8 else "gb18030"] += 1
    return text if is_utf8 else line.decode("gb18030", errors=ONE_BYTE)


def _one_kind_of_line(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Lines of as many tabs, or of bars, that follow each other are a table; the others are paragraphs."""
    margin = _margin(lines)
    for columns, run in groupby(lines, key=_columns):
        rows = [_cells(line) for line in run]
        if columns > 1 and len(rows) > 1:
            yield Table([row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)])
        elif columns > 1:
            yield from ("\t".join(row) for row in rows)
        else:
            yield from _joined([row[0] for row in rows], margin)


def _columns(line: str) -> int:
    return len(_cells(line))


def _cells(line: str) -> list[str]:
    """The cells of a line of a table, parted by tabs or by bars; the line itself where it is none."""
    inside = line.strip()
    if inside.startswith("|") and inside.count("|") > 2:
        return [cell.strip() for cell in inside.strip("|").split("|")]
    return [cell.strip() for cell in line.split("\t")] if "\t" in inside else [line]


def _joined(lines: Sequence[str], margin: int) -> Iterator[str]:
    """Lines that were broken at the margin put together again."""
    paragraph = ""
    for line in lines:
        paragraph += line.strip() if paragraph else line
        if margin and margin - RAGGED <= _width(line) and not line.rstrip().endswith("。"):
            paragraph += "" if _is_chinese(line.rstrip()[-1:]) else " "
            continue
        yield paragraph
        paragraph = ""
    if paragraph:
        yield paragraph


def _margin(lines: Sequence[str]) -> int:
    """The width at which a text's lines were broken (硬换行), or 0 where they are paragraphs."""
    widths = [_width(line) for line in lines if line.strip()]
    widest = max(widths, default=0)
    full = sum(width >= widest - RAGGED for width in widths)
    is_broken = NARROWEST <= widest <= WIDEST and full >= FEWEST and full > MOSTLY * len(widths)
    return widest if is_broken else 0


def _width(line: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line.rstrip())


def _is_chinese(sign: str) -> bool:
    return east_asian_width(sign or " ") in "WF"
