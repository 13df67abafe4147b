"""One report file read into its text: which reader takes it, and what is said of files that hold none."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from analysis.errors import Problem, TableError
from analysis.insight.reports.reading.inputs import pandoc, pdf, plain
from analysis.insight.reports.reading.inputs.document import Document
from analysis.insight.reports.reading.inputs.kinds import kind_of
from analysis.language import Words
from analysis.tables.file_kinds import FileKind

LARGEST = 50_000_000  # bytes
READERS: dict[str, Callable[[bytes, str], Document]] = {
    "plain": plain.read,
    "html": pandoc.read_html,
    "pandoc": pandoc.read,
    "pdf": pdf.read,
}
EXPECTED = Words("报告原文：TXT、HTML、DOCX、ODT，或带文字的PDF", "a report: TXT, HTML, DOCX, ODT, or a PDF with text")
EMPTY = Words(
    "（请确认这是报告的正文；扫描件请先识别文字）", "(make sure it is the report itself; scans need OCR first)"
)


def read_document(path: Path) -> Document:
    """The text of one file with what is to be said of it; TableError that says what the file is and what to do."""
    try:
        stated = path.stat()
        if (size := stated.st_size) > LARGEST:
            limit = Words(f"不超过{LARGEST // 10**6}兆字节的报告", f"a report of at most {LARGEST // 10**6} MB")
            raise TableError(Problem(str(path), Words(f"{size:,}字节", f"{size:,} bytes"), limit))
        return _read_once(path, stated.st_mtime_ns, size)
    except OSError as error:
        raise refused(path, Words("读不到这个文件", "this file cannot be read")) from error


@lru_cache(maxsize=4)
def _read_once(path: Path, _changed: int, _size: int) -> Document:
    """The parts of one file are read after each other."""
    content = path.read_bytes()
    if not content.strip(b"\x00 \r\n\t"):
        raise refused(path, Words("空文件", "an empty file"), EMPTY)
    kind = kind_of(path.name, content)
    document = _read(path, kind, content)
    if not document.text.strip():
        raise refused(path, Words("没有文字", "it holds no text"), EMPTY)
    return document


def _read(path: Path, kind: FileKind, content: bytes) -> Document:
    if not kind.reader:
        raise refused(path, kind.what, kind.remedy)
    try:
        return READERS[kind.reader](content, kind.format)
    except TableError as error:  # a reader knows the fault and not the file
        (problem,) = error.problems
        raise refused(path, problem.found, problem.remedy) from error


def refused(path: Path, found: Words, remedy: Words | None = None) -> TableError:
    return TableError(Problem(str(path), found, EXPECTED, remedy))
