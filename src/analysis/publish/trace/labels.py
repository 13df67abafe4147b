"""Digits that are no numbers of the county (名称中的数字): names of files, schools, units and documents, digests, days, row numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.language import Words
from analysis.show.county.view import View

_SOURCE_ROW = Words("来源文件中的行号", "the row's number in its file")
_ROW = Words("本表中的序号", "the row's number in this table")
COUNTERS = {"序号": _ROW, "No.": _ROW, "来源行": _SOURCE_ROW, "Row": _SOURCE_ROW}  # heads of columns
_DIGITS = re.compile(r"\d")
DIGEST_PARTS = (12, 16)  # characters of a digest that are shown together


def labels(view: View) -> Iterator[tuple[str, Words]]:
    """Every such name with what it is."""
    yield from COUNTERS.items()
    yield from ((name, what) for name, what in _names(view) if _DIGITS.search(name))


def _names(view: View) -> Iterator[tuple[str, Words]]:
    source, lang = view.table.provenance, view.lang
    yield view.place, Words("县区名称", "the county's name")
    yield source.as_of.isoformat(), Words("数据日期", "the date of the data")
    told = (source.title, source.producer, source.licence, source.note, source.masked)
    for text in (source.dataset, *(one.in_(lang) for one in told if one)):
        yield text, Words("数据来源说明中的文字", "words of the source's own description")
    for file in source.files:
        yield file.name, Words("文件名", "a file's name")
        yield from _digests(file.sha256)
    for school in view.table.rows["school"].unique():
        yield str(school), Words("学校名称", "a school's name")
    for indicator in view.table.terms.indicators.values():
        for words in (indicator.label, indicator.short, indicator.unit):
            yield words.in_(lang), Words("指标或单位的名称", "the name of an indicator or unit")
    for year in view.table.years:
        yield Words(f"{year}年", f"{year}").in_(lang), Words("年份", "a year")
    if view.standard:
        for text in (view.standard.document, view.standard.title.in_(lang), view.standard.id):
            yield text, Words("文件名称或文号", "a document's name or number")


def _digests(sha256: str) -> Iterator[tuple[str, Words]]:
    what = Words("文件的sha256", "a file's sha256")
    yield "sha256", what
    for size in DIGEST_PARTS:
        yield from ((sha256[first : first + size], what) for first in range(0, len(sha256), size))
