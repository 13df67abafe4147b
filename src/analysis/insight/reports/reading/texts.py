"""A reader's own copy of a report's text: found, cut to its part, and searched for the sentence a number stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from analysis import paths
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.reading.inputs.reader import read_document
from analysis.insight.reports.report import Report

AROUND = 120  # characters of a quote on either side, at most
ENDS = "。；;\n"
SHINGLE = 8  # characters; two texts that share most of their runs of this length are one text
SAME = 0.8


def text_folders(extra: Path | None = None) -> list[Path]:
    """Where a reader may keep the texts: a folder given, then `reports` and the root of their own folder."""
    root = paths.user_root()
    return [folder for folder in (extra, root / "reports" if root else None, root) if folder and folder.is_dir()]


def text_of(report: Report, folders: Sequence[Path]) -> str:
    """The report's part of its text, or "" when the reader does not have it."""
    for folder in folders:
        path = folder / report.text
        if report.text and path.is_file():
            return cut(read_text(path), report)
    return ""


def read_text(path: Path) -> str:
    """A report's text out of the file it comes in (文本); TableError when there is none to be had of it."""
    return read_document(path).text


def cut(text: str, report: Report) -> str:
    """From the line `starts` to the line `ends`; "" when they are not there."""
    start = text.find(report.starts + "\n") if report.starts else 0
    if start < 0:
        return ""
    end = text.find(report.ends + "\n", start + 1) if report.ends else len(text)
    return text[start : end if end >= 0 else len(text)]


def digest(text: str) -> str:
    """Of the text without white space, which copying changes."""
    return sha256(re.sub(r"\s", "", text).encode()).hexdigest()


def quote(fact: PrintedFact, text: str) -> str:
    """The sentence a number stands in (原文), from the reader's own text; "" when it is not found there."""
    at = position(fact, text)
    if at < 0:
        return ""
    start = max((text.rfind(end, max(0, at - AROUND), at) for end in ENDS), default=-1)
    start = start + 1 if start >= 0 else max(0, at - AROUND)
    stops = [stop for end in ENDS if (stop := text.find(end, at + len(fact.printed), at + AROUND)) >= 0]
    return text[start : min(stops) if stops else at + AROUND].strip()


def position(fact: PrintedFact, text: str) -> int:
    """Where the digits stand, or −1: the nth time these digits occur."""
    at = -1
    for _ in range(fact.nth):
        at = text.find(fact.printed, at + 1)
        if at < 0:
            return -1
    return at


def is_same_text(one: str, other: str) -> bool:
    """Whether one text repeats the other (同一文本), small changes aside: share of their common runs of characters."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter < SAME * longer / 2:
        return False
    first, second = _runs(one), _runs(other)
    together = len(first | second)
    return bool(together) and len(first & second) / together >= SAME


@cache
def _runs(text: str) -> frozenset[str]:
    plain = re.sub(r"\W", "", text)
    return frozenset(plain[i : i + SHINGLE] for i in range(len(plain) - SHINGLE + 1))
