"""What a row below the header is: a school, a total, a remark, a repeated header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np

from analysis.tables.sheets.body import Body, Column
from analysis.tables.sheets.examples import SIGN, is_example
from analysis.tables.sheets.headers import Header
from analysis.tables.sheets.numbers import plain, plain_each, read_text, read_texts
from analysis.tables.sheets.vocabulary import SPELLINGS

MOST_KEPT = 4096  # cells whose words are remembered: what a table says again and again
IDENTIFYING = 6  # among the first so many filled cells a total says that it is one

_TOTAL = re.compile(rf"(?:{'|'.join(SPELLINGS['row']['total'])})(?:[:(].*)?")
_REMARK = re.compile(rf"(?:{'|'.join(SPELLINGS['row']['remark'])})(?:[:：\d].*|$)")
_TOTAL_WORDS = frozenset(SPELLINGS["row"]["total_anywhere"])
# Looked for anywhere: what may stand before a word is left out, for to try it at every sign takes most of the time.
_SAID = re.compile("|".join(word.removeprefix(".{1,12}") for words in SPELLINGS["row"].values() for word in words))
_COLUMN_NUMBERS = re.compile(r"[甲乙丙丁戊己]|\d{1,3}")


def row_kinds(body: Body, header: Header) -> np.ndarray:
    """What each row below the header is: "school", "empty", "example", "total", "remark" or "header" (repeated, numbers)."""
    kinds = np.where(body.is_filled.any(axis=1), "school", "empty").astype(object)
    word = lru_cache(maxsize=MOST_KEPT)(_word)
    for row in np.flatnonzero(_may_be_none(body, header)):
        kinds[row] = _row_kind(body.cells[row, body.is_filled[row]].tolist(), header, word)
    kinds[sorted({row for column in body.columns for row in _examples(column)})] = "example"
    return kinds


def _may_be_none(body: Body, header: Header) -> np.ndarray:
    """Whether a row may be something else than a school, by its first cells, column by column: few need a closer look."""
    place = np.zeros(len(body.cells), dtype=np.int32)  # of a row's cell among those that are filled
    is_said = np.zeros(len(body.cells), dtype=bool)  # a word of totals or remarks
    is_head = body.is_filled.any(axis=1)  # nothing but words of the header, and numbers of columns
    for column, is_filled in zip(body.columns, body.is_filled.T, strict=True):
        place += is_filled
        is_looked_at = is_filled & (place <= IDENTIFYING)
        if not (is_looked_at & is_head).any() and not (is_looked_at.any() and _may_say(column)):
            continue
        here = np.flatnonzero(is_looked_at)
        words = plain_each(read_texts([column[row] for row in here.tolist()]))
        known = {*words}
        said = {word for word in known if word in _TOTAL_WORDS or _TOTAL.fullmatch(word) or _REMARK.match(word)}
        heads = {word for word in known if word in header.words or _COLUMN_NUMBERS.fullmatch(word)}
        is_said[here] |= _are_among(words, said)
        is_head[here] &= _are_among(words, heads)
    return is_said | is_head


def _may_say(column: Column) -> bool:
    """Whether a word of totals or remarks stands anywhere in a column, its different cells looked at as one text."""
    if column.figures is not None:
        return False
    text = column.distinct.text
    return text is None or not text.isprintable() or _SAID.search(plain(text)) is not None


def _are_among(words: list[str], known: set[str]) -> np.ndarray:
    return np.fromiter((word in known for word in words), bool, len(words)) if known else np.zeros(len(words), bool)


def _examples(column: Column) -> Iterator[int]:
    """The rows in which a column still holds an example; few columns hold its sign at all."""
    if SIGN in (column.text or "".join(map(str, column))):
        yield from (row for row, value in enumerate(column) if is_example(value))


def _row_kind(filled: list[object], header: Header, word: Callable[[object], str]) -> str:
    words = [word(value) for value in filled[:IDENTIFYING]]
    if _TOTAL.fullmatch(words[0]) or not _TOTAL_WORDS.isdisjoint(words):
        return "total"
    if _REMARK.match(words[0]):
        return "remark"
    if words[0] in header.words or _COLUMN_NUMBERS.fullmatch(words[0]):
        texts = list(map(word, filled))
        if len(texts) > 1 and (_is_numbering(texts) or header.words.issuperset(texts)):
            return "header"
    return "school"


def _word(value: object) -> str:
    """A cell as it is compared."""
    return plain(read_text(value))


def _is_numbering(texts: list[str]) -> bool:
    """The row under a statistical form's header that numbers its columns: 甲, 乙, 1, 2, 3 …"""
    counted = [text for text in texts if text.isdigit()]
    return all(map(_COLUMN_NUMBERS.fullmatch, texts)) and counted == [str(k) for k in range(1, len(counted) + 1)]
