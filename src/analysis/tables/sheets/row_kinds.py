"""What a row below the header is: a school, a total, a remark, a repeated header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np

from analysis.tables.sheets.examples import SIGN, is_example
from analysis.tables.sheets.headers import Header
from analysis.tables.sheets.numbers import plain, read_text
from analysis.tables.sheets.vocabulary import SPELLINGS

MOST_KEPT = 4096  # cells whose words are remembered: what a table says again and again
IDENTIFYING = 6  # among the first so many filled cells a total says that it is one

_TOTAL = re.compile(rf"(?:{'|'.join(SPELLINGS['row']['total'])})(?:[:(].*)?")
_REMARK = re.compile(rf"(?:{'|'.join(SPELLINGS['row']['remark'])})(?:[:：\d].*|$)")
_TOTAL_WORDS = frozenset(SPELLINGS["row"]["total_anywhere"])
_COLUMN_NUMBERS = re.compile(r"[甲乙丙丁戊己]|\d{1,3}")


def row_kinds(rows: np.ndarray, header: Header) -> list[str]:
    """What each row below the header is: "school", "empty", "example", "total", "remark" or "header" (repeated, numbers)."""
    word = lru_cache(maxsize=MOST_KEPT)(_word)
    examples = {row for column in rows.T for row in _examples(column)}
    filled = ([value for value in row if value != ""] for row in rows.tolist())
    return ["example" if number in examples else _row_kind(cells, header, word) for number, cells in enumerate(filled)]


def _examples(column: np.ndarray) -> Iterator[int]:
    """The rows in which a column still holds an example; few columns hold its sign at all."""
    cells = column.tolist()
    try:
        together = "".join(cells)
    except TypeError:  # numbers and dates among them
        together = "".join(map(str, cells))
    if SIGN in together:
        yield from (row for row, value in enumerate(column) if is_example(value))


def _row_kind(filled: list[object], header: Header, word: Callable[[object], str]) -> str:
    if not filled:
        return "empty"
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
