"""Numbers as people write them: full-width digits, thousands separators, 万元, %, and signs for “not known”."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_PREFIXES = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8}
_BASES = {
    "元": ("元", 1.0), "人民币元": ("元", 1.0),
    "m2": ("m2", 1.0), "m^2": ("m2", 1.0), "平方米": ("m2", 1.0), "平米": ("m2", 1.0), "平方公尺": ("m2", 1.0),
    "亩": ("m2", 2000 / 3), "公顷": ("m2", 1e4),
    "%": ("%", 0.01),
    **dict.fromkeys(("人", "个", "间", "台", "册", "套", "名", "所", "班", "台套", "台/套", "本", "室"), ("count", 1.0)),
}  # fmt: skip
_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(.*)", re.DOTALL)
_THOUSANDS = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+)(?!\d)")


# Signs without width, among them those that turn the direction of what follows.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # tabs and what no page can show
_LINE_BREAK = re.compile(r"(.?)\s*[\r\n]+\s*")  # inside a Chinese name it is none


class Unit(NamedTuple):
    """What a number counts: base "元", "m2", "count" or "%", and how many of it one written unit is."""

    base: str
    factor: float


@cache
def plain(text: str) -> str:
    """A text as it is compared: full-width forms narrowed, spaces and line breaks gone, one kind of dash, lower case."""
    narrow = unicodedata.normalize("NFKC", text).lower()
    return _UNSEEN.sub("", re.sub(r"\s+", "", narrow)).replace("−", "-")


#: Signs for "not known". Never zero.
MISSING = frozenset(
    plain(sign)
    for sign in ("", "-", "--", "---", "–", "—", "——", "/", "\\", "…", "……", "*", ".", "无", "無", "无数据", "暂无",
                 "暂无数据", "未填", "未统计", "不详", "缺", "缺失", "不适用", "n/a", "na", "nan", "null", "none", "#n/a")
)  # fmt: skip


@cache
def unit_of(text: str) -> Unit | None:
    """The unit a text names ("万元", "平方米", "单位:人"), or None."""
    name = re.sub(r"^(单位|計量單位|计量单位)[::]?", "", plain(text))
    for prefix in sorted(_PREFIXES, key=len, reverse=True):
        base = _BASES.get(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if base:
            return Unit(base[0], base[1] * _PREFIXES[prefix])
    return None


def base_of_field(unit: str) -> str | None:
    """Base a field's numbers have ("㎡" → "m2"); None where the field takes any."""
    found = unit_of(unit)
    return found.base if found else None


def to_base(number: float, factor: float) -> float:
    """Scale to the base unit as the written decimal would be: 0.57 万元 is 5700 元, not 5699.999…"""
    return number if factor == 1 else float(f"{number * factor:.15g}")


def is_missing(value: object, signs: frozenset[str] = MISSING) -> bool:
    """Whether a cell says nothing: empty, or a sign for “not known”."""
    if value is None or value == "":
        return True
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, str) and (plain(value) == "" or plain(value) in signs)


def read_number(value: object, header: Unit | None, base: str | None, signs: frozenset[str] = MISSING) -> float | None:
    """One cell as a number of base units; nan when missing, None when it cannot be read.

    A unit in the cell goes before the header's. `base` is the field's; a unit of another kind cannot be read.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _scaled(float(value), header, base)
    if is_missing(value, signs):
        return math.nan
    if not isinstance(value, str):
        return None
    text = _THOUSANDS.sub(lambda found: found[1] + found[2].replace(",", ""), plain(value))
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    own = unit_of(found[2]) if found[2] else header
    if found[2] and own is None:
        return None
    return _scaled(float(found[1]), own, base)


def _scaled(number: float, unit: Unit | None, base: str | None) -> float | None:
    if math.isinf(number):
        return None
    if unit is None:
        return number
    if base is not None and unit.base != base:
        return None
    return to_base(number, unit.factor)


def read_numbers(
    values: Sequence[object], header: Unit | None, base: str | None, signs: frozenset[str] = MISSING
) -> tuple[NDArray[np.float64], list[int]]:
    """A column of cells as numbers of base units, and the positions that cannot be read (nan there)."""
    known: dict[object, float | None] = {}
    numbers = np.empty(len(values))
    unreadable = []
    for position, value in enumerate(values):
        key = (value, value.__class__)
        if key not in known:
            known[key] = read_number(value, header, base, signs)
        number = known[key]
        if number is None:
            unreadable.append(position)
            number = math.nan
        numbers[position] = number
    return numbers, unreadable


def _joined(found: re.Match[str]) -> str:
    """What stands for a line break: nothing after a Chinese sign, a space after others."""
    return found[1] if "\u4e00" <= found[1] <= "\u9fff" else f"{found[1]} "


def read_text(value: object, signs: Iterable[str] = ()) -> str:
    """A cell as a name or a code: 3134000123.0 is "3134000123"; spaces around it go, spaces inside stay."""
    if value is None:
        return ""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() else repr(value)
    text = _CONTROL.sub(" ", _LINE_BREAK.sub(_joined, _UNSEEN.sub("", str(value)))).strip()
    return "" if plain(text) in signs or plain(text) in _BLANK_NAMES else text


_BLANK_NAMES = frozenset({"", "-", "--", "—", "——", "/", "\\", "nan", "null", "none", "#n/a"})
_SCHOOL_YEAR = re.compile(
    r"((?:19|20)\d{2})(?:[-/~至]((?:19|20)\d{2}|\d{2}))?(?:学年度?|學年度?|年度?)?(?:\d{1,2}月)?(?:\d{1,2}日)?"
)
_MONTH = re.compile(r"((?:19|20)\d{2})(?:[-./年])?(0?[1-9]|1[0-2])(?:[-./月](?:[0-3]?\d)日?)?月?")


def read_year(value: object, calendar: str = "") -> int | None:
    """A year as an integer; a school year by the year it begins in. None when it cannot be read.

    calendar: "" (2023, "2023年", "2023—2024学年", "2023年9月", 202309, "2023-09-01"), "roc" (113 → 2024), "school_year" (also "20232024").
    """
    if isinstance(value, dt.date):
        return value.year
    text = re.sub("[–—‐-]+", "-", plain(read_text(value)))
    if calendar == "roc":
        digits = re.fullmatch(r"(?:民国|民國)?(\d{2,3})(?:学年度?|學年度?|年度?)?", text)
        return int(digits[1]) + 1911 if digits else None
    if calendar == "school_year" and (joined := re.fullmatch(r"(\d{4})(\d{4})", text)):
        return int(joined[1]) if int(joined[2]) - int(joined[1]) == 1 else None
    found = _SCHOOL_YEAR.fullmatch(text)
    if found and not (found[2] and (int(found[1]) + 1 - int(found[2])) % 100):
        return int(found[1])
    month = _MONTH.fullmatch(text)
    return int(month[1]) if month else None
