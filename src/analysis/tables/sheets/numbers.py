"""Numbers as people write them: full-width digits, thousands separators, 万元, £, %, and signs for “not known”."""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.tables.sheets.body import PART, Column

_PREFIXES = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8}
_BASES = {
    "元": ("元", 1.0), "人民币元": ("元", 1.0),
    "m2": ("m2", 1.0), "m^2": ("m2", 1.0), "平方米": ("m2", 1.0), "平米": ("m2", 1.0), "平方公尺": ("m2", 1.0),
    "亩": ("m2", 2000 / 3), "公顷": ("m2", 1e4),
    "%": ("%", 0.01),
    **dict.fromkeys(("人", "个", "间", "台", "册", "套", "名", "所", "班", "台套", "台/套", "本", "室"), ("count", 1.0)),
}  # fmt: skip
_NUMBER = re.compile(r"([-+]?)(\D*?)([-+]?)((?:\d+\.?\d*|(?<![a-z])\.\d+)(?:e[-+]?\d+)?)(.*)", re.DOTALL)
_BARE = re.compile(r"[0-9]+(?:\.[0-9]+)?")  # as most cells of most tables are written
_LONG = 1e15  # as many digits as `to_base` keeps
_ROUNDING = 3e-16  # relative; less than half of the last of these digits
_THOUSANDS = re.compile(r"(\d{1,3}(?:,\d{3})+)(?!\d)")

# Signs without width, among them those that turn the direction of what follows.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # tabs and what no page can show
_LINE_BREAK = re.compile(r"(.?)\s*[\r\n]+\s*")  # inside a Chinese name it is none


class Unit(NamedTuple):
    """What a number counts: base "元", "m2", "count", "%" or another currency, and how many of it one written unit is."""

    base: str
    factor: float

    def agrees(self, other: Unit | None) -> bool:
        """Whether both count the same, as far as they say: "$" may be any dollar, and None anything."""
        if other is None or self.base == other.base:
            return True
        return self.base in _SHARED.get(other.base, ()) or other.base in _SHARED.get(self.base, ())


def plain(text: str) -> str:
    """A text as it is compared: full-width forms narrowed, spaces and line breaks gone, one kind of dash, lower case."""
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):  # as most names are: nothing to narrow or to drop
        return text.lower()
    if text.isascii():
        return "".join(text.lower().split())
    narrow = "".join(unicodedata.normalize("NFKC", text).lower().split()).replace("−", "-")
    return narrow if narrow.isprintable() else _UNSEEN.sub("", narrow)


def plain_each(texts: Sequence[str]) -> list[str]:
    """Every text of a column as it is compared: all at once where none of them holds the sign that parts them."""
    each = plain(Column.of(texts).text).split(PART)
    return each if len(each) == len(texts) else list(map(plain, texts))


def _currencies() -> tuple[dict[str, str], Mapping[str, Sequence[str]]]:
    """How a currency is written, as compared → what it is; and the currencies a shared sign may stand for."""
    data = tomllib.loads(Path(__file__).with_name("currencies.toml").read_text(encoding="utf-8"))
    named = {plain(word): name for name, words in data["names"].items() for word in words}
    return {**named, **{plain(sign): sign for sign in data["shared"]}}, data["shared"]


_CURRENCIES, _SHARED = _currencies()

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
        rest = name.removeprefix(prefix) if name.startswith(prefix) else ""
        base = _BASES.get(rest) or ((_CURRENCIES[rest], 1.0) if rest in _CURRENCIES else None)
        if base:
            return Unit(base[0], base[1] * _PREFIXES[prefix])
    return None


def is_bare(value: object) -> bool:
    """Whether a cell is a text of digits with at most one point, and needs no closer reading."""
    return isinstance(value, str) and _BARE.fullmatch(value) is not None


def to_base(number: float, factor: float) -> float:
    """Scale to the base unit as the written decimal would be: 0.57 万元 is 5700 元, not 5699.999…"""
    return number if factor == 1 else float(f"{number * factor:.15g}")


def to_base_each(numbers: NDArray[np.float64], factor: float) -> NDArray[np.float64]:
    """The same for many: most come within rounding of a decimal number of few digits, which is then the one as written."""
    scaled = numbers * factor
    if factor == 1:
        return scaled
    short = np.rint(scaled * 1000) / 1000
    is_near = (np.abs(scaled - short) <= _ROUNDING * np.abs(short)) & (np.abs(short) < _LONG / 1000)
    rest = ~is_near & ~np.isnan(numbers)
    scaled[is_near] = short[is_near]
    scaled[rest] = [to_base(number, factor) for number in numbers[rest].tolist()]
    return scaled


def is_missing(value: object, signs: frozenset[str] = MISSING) -> bool:
    """Whether a cell says nothing: empty, or a sign for “not known”, which may be a number (-999)."""
    if value is None or value == "":
        return True
    if isinstance(value, float) and math.isnan(value):
        return True
    if isinstance(value, str):
        return plain(value) == "" or plain(value) in signs
    return signs is not MISSING and read_text(value) in signs


def read_number(
    value: object, header: Unit | None, own: Unit | None, signs: frozenset[str] = MISSING, decimal: str = "."
) -> float | None:
    """One cell as a number of a field's own unit; nan when missing, None when it cannot be read.

    A unit in the cell goes before the header's; without any the number is in the field's own. A unit of another kind cannot
    be read.

    own : the field's unit, to whose base units are scaled where it has none
    decimal : the sign before decimals, "." or ","; the other one parts thousands
    """
    if is_bare(value) and decimal == "." and value not in signs:
        return _scaled(float(value), header, own)
    if is_missing(value, signs):
        return math.nan
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _scaled(float(value), header, own)
    found = _NUMBER.fullmatch(_with_point(value, decimal)) if isinstance(value, str) else None
    if not found or (found[2] and found[2] not in _CURRENCIES) or (found[1] and found[3]):
        return None
    currency, unit = (unit_of(found[part]) if found[part] else None for part in (2, 5))
    if (found[5] and unit is None) or (currency and unit and not unit.agrees(currency)):
        return None
    return _scaled(float(found[1] + found[3] + found[4]), unit or currency or header, own)


def _with_point(text: str, decimal: str) -> str:
    """A number without signs between thousands, its decimals after a point."""
    text = plain(text)
    if decimal == ",":
        text = text.translate({ord("."): ",", ord(","): "."})
    return _THOUSANDS.sub(lambda found: found[1].replace(",", ""), text)


def currency_in(value: object) -> tuple[str, Unit] | None:
    """The sign or code of a currency that stands beside a number, as written, and what it is."""
    found = _NUMBER.fullmatch(_with_point(value, ".")) if isinstance(value, str) else None
    for part in (2, 5) if found else ():
        if found[part] in _CURRENCIES:
            written = re.sub(r"[\d\s.,+\-−]", "", unicodedata.normalize("NFKC", value))
            return written, Unit(_CURRENCIES[found[part]], 1.0)
    return None


def _scaled(number: float, unit: Unit | None, own: Unit | None) -> float | None:
    factor = _factor(unit, own)
    return None if math.isinf(number) or factor is None else to_base(number, factor)


def _factor(unit: Unit | None, own: Unit | None) -> float | None:
    """How many of a field's own unit one of a written unit is; None where the two count different things."""
    if unit is None:
        return 1.0
    if not unit.agrees(own):
        return None
    return unit.factor / own.factor if own else unit.factor


def read_numbers(
    values: Sequence[object],
    header: Unit | None,
    own: Unit | None,
    signs: frozenset[str] = MISSING,
    decimal: str = ".",
) -> tuple[NDArray[np.float64], list[int]]:
    """A column of cells as numbers of a field's unit, and the positions that cannot be read (nan there)."""
    factor = _factor(header, own) if decimal == "." and not any(map(is_bare, signs)) else None
    if factor is not None and (bare := Column.of(values).figures) is not None:
        return to_base_each(bare, factor), []
    known: dict[object, float | None] = {}
    numbers = np.empty(len(values))
    unreadable = []
    for position, value in enumerate(values):
        key = (value, value.__class__)
        if key not in known:
            known[key] = read_number(value, header, own, signs, decimal)
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
    text = str(value)
    if not text.isprintable():
        text = _CONTROL.sub(" ", _LINE_BREAK.sub(_joined, _UNSEEN.sub("", text)))
    text = text.strip()
    if len(text) > _LONGEST_BLANK and text.isalnum() and not signs:
        return text
    bare = plain(text)
    return "" if bare in signs or bare in _BLANK_NAMES else text


def read_texts(values: Sequence[object]) -> list[str]:
    """A column of cells as names or codes, each as `read_text` reads it."""
    values = Column.of(values)
    if values.text is not None and values.text.isprintable():
        texts = list(map(str.strip, values))
        bare = plain_each(values)
        if _BLANK_NAMES.isdisjoint(bare):
            return texts
        return ["" if one in _BLANK_NAMES else text for text, one in zip(texts, bare, strict=True)]
    known = {cell: read_text(cell[1]) for cell in {(value.__class__, value) for value in values}}
    return [known[value.__class__, value] for value in values]


_BLANK_NAMES = frozenset({"", "-", "--", "—", "——", "/", "\\", "nan", "null", "none", "#n/a"})
_LONGEST_BLANK = max(map(len, _BLANK_NAMES))
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


_MONTH_SAID = re.compile(r"((?:19|20)\d{2})(?:年|[-./])(0?[1-9]|1[0-2])(?=[月\-./]|$)")


def read_month(value: object) -> str:
    """The month a date or a title names ("2023年9月" is 2023-09); "" where it names a year alone."""
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}"
    if not isinstance(value, str):
        return ""
    found = _MONTH_SAID.search(plain(value))
    return f"{found[1]}-{int(found[2]):02d}" if found else ""
