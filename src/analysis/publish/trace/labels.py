"""Digits that are no numbers of the county (名称中的数字): names of files, schools, units and documents, digests, days, row numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice

from analysis import __version__
from analysis.formulas.distribution import MINIMUM_SCHOOLS_FOR_PERCENTILES
from analysis.insight.balance.groupings import groupings, small_sizes
from analysis.language import Words
from analysis.publish.documents.compose import AS_OF
from analysis.rules.judging import CV_DECIMALS
from analysis.rules.standards import Standard
from analysis.show.county.view import View
from analysis.show.data.notes import own_notes
from analysis.tables.catalogue.provenance import Provenance

_SOURCE_ROW = Words("来源文件中的行号", "the row's number in its file")
_ROW = Words("本表中的序号", "the row's number in this table")
COUNTERS = {"序号": _ROW, "No.": _ROW, "来源行": _SOURCE_ROW, "Row": _SOURCE_ROW}  # heads of columns
_DIGITS = re.compile(r"\d")
_FORMULA = Words("算式或定义中的数字", "a number of a formula or a definition")
#: Numbers of definitions, as sentences have them: no data go into them.
DEFINITIONS = (
    Words("2012年办法", "of the 2012 rules"),
    Words("1＋CV²", "1 + CV²"),
    Words("不减1", "n − 1"),
    Words("k−1", "k − 1"),
    Words("不小于1", "1 or more"),
    Words("指数为1", "McLoone is 1 when"),
    Words("P95/P5", "P95/P5"),
    Words("取值为0", "a school has 0"),
    Words("ε=1", "ε = 1"),
    Words(f"保留{CV_DECIMALS}位小数", f"rounded to {CV_DECIMALS} decimals"),
    Words("恒为1", "is 1 whatever"),
    Words(f"不足{MINIMUM_SCHOOLS_FOR_PERCENTILES}所", f"below {MINIMUM_SCHOOLS_FOR_PERCENTILES} schools"),
)
_CITED = Words("文献编号", "the number of a work cited")
CITED = ("NCES 2000-020",)
DIGEST_PARTS = (12, 16)  # characters of a digest that are shown together


def labels(view: View) -> Iterator[tuple[str, Words]]:
    """Every such name with what it is."""
    yield from COUNTERS.items()
    yield from ((name, what) for name, what in _names(view) if has_digits(name))


def has_digits(name: str) -> bool:
    """Whether a number that is printed can be part of a name."""
    return bool(_DIGITS.search(name))


def _names(view: View) -> Iterator[tuple[str, Words]]:
    yield from of_source(view.table.provenance.of_years(view.table.years), view.lang)
    yield from _of_table(view)
    for year in _years(view):
        yield year, Words("年份", "a year")
    yield from definitions(view.lang)
    yield from ((text, _CITED) for text in CITED)
    yield from ((text, Words("分组的界限", "the bounds of a group")) for text in _bounds(view.lang))
    if view.standard:
        yield from _of_standard(view, view.standard)


def definitions(lang: str) -> Iterator[tuple[str, Words]]:
    """Numbers of definitions."""
    yield from ((one.in_(lang), _FORMULA) for one in DEFINITIONS)


def of_document(as_of: dt.date, lang: str) -> Iterator[tuple[str, Words]]:
    """The day a document is dated by, and what made it."""
    for text in (as_of.isoformat(), AS_OF.in_(lang).format(as_of)):
        yield text, Words("数据日期", "the date of the data")
    yield f"junheng {__version__}", Words("程序版本", "the program's version")


def of_source(source: Provenance, lang: str) -> Iterator[tuple[str, Words]]:
    """What a data set says of itself, its files and its day; what made the document."""
    yield from of_document(source.as_of, lang)
    told = (source.title, source.producer, source.licence, source.note, source.masked, source.banner)
    for text in (source.dataset, *(one.in_(lang) for one in told if one)):
        yield text, Words("数据来源说明中的文字", "words of the source's own description")
    for file in source.files:
        yield file.name, Words("文件名", "a file's name")
        yield from _digests(file.sha256)


def _of_table(view: View) -> Iterator[tuple[str, Words]]:
    """What places, schools and indicators are called."""
    yield view.place, Words("县区名称", "the county's name")
    for note in own_notes(view):
        yield note.place, Words("单元格的位置", "the place of a cell")
    for school in view.table.rows["school"].unique():
        yield str(school), Words("学校名称", "a school's name")
    for indicator in view.table.terms.indicators.values():
        for words in (indicator.label, indicator.short, indicator.unit):
            yield words.in_(view.lang), Words("指标或单位的名称", "the name of an indicator or unit")


def _years(view: View) -> Iterator[str]:
    """A year, and from the first to the last."""
    years = view.table.years
    for year in dict.fromkeys((*years, view.year)):
        yield Words(f"{year}年", f"{year}").in_(view.lang)
    if len(years) > 1:
        yield Words(f"{years[0]}—{years[-1]}年", f"{years[0]}–{years[-1]}").in_(view.lang)


def _bounds(lang: str) -> Iterator[str]:
    for one in groupings():
        yield from (one.named(group).in_(lang) for group in range(len(one.starts) + 1) if one.starts)
    for size in small_sizes():
        yield Words(f"不足{size:g}人", f"below {size:g}").in_(lang)


def _of_standard(view: View, standard: Standard) -> Iterator[tuple[str, Words]]:
    for text in (standard.document, standard.title.in_(view.lang), standard.id):
        yield text, Words("文件名称或文号", "a document's name or number")
    for clause in dict.fromkeys(one.limit.clause for one in view.verdict.verdicts.judged()):
        yield standard.clause(clause).in_(view.lang), Words("条款编号", "a clause's number")
    for note in view.verdict.notes:
        yield note.in_(view.lang), Words("标准文件中的说明文字", "words of the standard's own notes")


def labels_of_schools(view: View) -> Iterator[tuple[str, str, Words]]:
    """School, name and what it is: its code, and the row of its file that it stands in."""
    for section in view.verdict.sections:
        yield section.school, section.school_id, Words("学校代码", "a school's code")
        for cell in islice(section.rule.result.inputs.cells(), 1) if section.rule.result.inputs else ():
            row = "".join(filter(str.isdigit, re.split("[:,]", cell.cell)[0]))
            yield section.school, Words(f"第{row}行", f"row {row}").in_(view.lang), _SOURCE_ROW


def _digests(sha256: str) -> Iterator[tuple[str, Words]]:
    what = Words("文件的sha256", "a file's sha256")
    yield "sha256", what
    for size in DIGEST_PARTS:
        yield from ((sha256[first : first + size], what) for first in range(0, len(sha256), size))
