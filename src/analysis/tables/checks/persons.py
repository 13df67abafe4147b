"""Columns about single persons (个人信息): names, identity numbers and mobile numbers are refused on the way in.

A school's name is no person's, and its code no identity number: a column counts by its head and what stands in it together.
Identity numbers end in a check digit (GB 11643-1999, ISO 7064 MOD 11-2); mobile numbers have eleven digits, the first two 13 to 19.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from analysis.language import Words
from analysis.tables.checks.problems import Problems
from analysis.tables.sheets.body import Column

MOSTLY = 0.5  # of a column's cells that are filled
SHORTEST = 11  # signs of a number that is a person's
_LEAST = 10 ** (SHORTEST - 1)  # of such numbers; zeros in front of an identity number leave it more digits than that
_IDENTITY = re.compile(r"\d{6}((?:18|19|20)\d{6})\d{3}[\dX]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_HEADS = re.compile(
    r"姓名|校长|负责人|联系人|班主任|填报人|填表人|经办人|(?:teacher|student|pupil|head|contact|person)s?\W*name", re.I
)
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]+[·•][\u4e00-\u9fff·•]+|[A-Z][a-z]+(?: [A-Z][a-z]+){1,2}")
_NO_NAME = re.compile(r"[校学园点部县区镇乡村]$|^(?:是|否|有|无|合计|小计)")
_SPACING = re.compile(r"[\s\-]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"

Headed = tuple[str, str, Column]  # where a column stands, its head, its cells


def check_persons(columns: Iterable[Headed], problems: Problems) -> None:
    """An error for every column that speaks of single persons; what stands in it is not repeated."""
    for place, label, cells in columns:
        if not _HEADS.search(label) and not _may_hold_persons(cells):
            continue  # as most columns: not worth a look at each of its cells
        texts = [_text(cell) for cell in cells if cell not in ("", None)]
        for what in _found(label, texts):
            problems.say("column_of_persons", place, label=label, what=what)


def _may_hold_persons(cells: Column) -> bool:
    """Whether any of them is long enough for a number that is a person's."""
    if cells.figures is not None:
        return bool((cells.figures >= _LEAST).any())
    return max(map(len, map(str, cells.distinct)), default=0) >= SHORTEST


def _found(label: str, texts: Sequence[str]) -> Iterator[Words]:
    if any(map(is_identity_number, texts)):  # one is too many, and chance makes none
        yield Words("身份证号", "identity numbers")
    elif _are_mostly(_MOBILE.fullmatch, texts):
        yield Words("手机号", "mobile phone numbers")
    elif _HEADS.search(label) and _are_mostly(_is_name, texts):
        yield Words("个人姓名", "names of persons")


def _are_mostly(test: Callable[[str], object], texts: Sequence[str]) -> bool:
    return bool(texts) and sum(bool(test(text)) for text in texts) > MOSTLY * len(texts)


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text)) and not _NO_NAME.search(text)


def is_identity_number(text: str) -> bool:
    """Whether it is a citizen's identity number: eighteen signs, a day of birth, the right check digit."""
    found = _IDENTITY.fullmatch(text := text.upper())
    if not found:
        return False
    try:
        dt.datetime.strptime(found[1], "%Y%m%d")
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return text[-1] == _CHECK_DIGITS[total % 11]


def _text(cell: object) -> str:
    """A cell as it was typed: a number without the point a workbook gives it, a text without spaces and hyphens."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    return _SPACING.sub("", text) if text[:1].isdigit() else text.strip()
