"""Units as reports print them: 亿元 and 万元 are yuan, 名 and 人 are persons, and persons are not rooms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from analysis.tables.facts.fact import MULTIPLES

#: Spellings of one unit.
SAME = {
    "名": "人", "位": "人", "生": "人", "名学生": "人", "学生": "人", "㎡": "平方米", "m2": "平方米", "m²": "平方米",
    "班": "个班", "教学班": "个班", "年": "年", "家": "个", "处": "个",
}  # fmt: skip
#: Pure numbers.
PURE = {"": Fraction(1), "1": Fraction(1), "倍": Fraction(1), "%": Fraction(1, 100), "个百分点": Fraction(1, 100)}
#: Measured, not counted: a printed number is rounded even when it is whole.
MEASURED = {"元", "平方米", "米", "亩", "平方公里", "分", "吨", "天", "Gbps"}


ENGLISH = {
    "人": "persons", "名": "persons", "生": "student", "百名学生": "100 students", "百生": "100 students",
    "人次": "person-times", "所": "schools",
    "个": "", "个班": "classes", "班": "class", "元": "yuan", "平方米": "m²", "米": "m", "亩": "mu", "平方公里": "km²",
    "间": "rooms", "台": "sets", "套": "sets", "册": "volumes", "件": "pieces", "项": "items", "对": "pairs", "次": "times",
    "场次": "sessions", "组次": "group sessions", "节": "lessons", "支": "teams", "份": "copies", "起": "cases",
    "辆": "vehicles", "期": "courses", "条": "clauses", "学时": "hours", "工日": "working days", "倍": "times", "分": "points",
    "个百分点": "percentage points", "%": "%", "处": "places", "家": "firms", "吨": "tonnes", "瓶": "bottles", "年": "years",
    "级": "level", "轮": "round", "天": "days", "小时": "hours", "分钟": "minutes", "个月": "months", "Gbps": "Gbps",
}  # fmt: skip
#: English counts large amounts by these, not by 万 and 亿.
ENGLISH_STEPS = ((9, "billion"), (6, "million"))
SINGULAR = {"classes": "class", "copies": "copy"}  # the others only lose their s
ENGLISH_MULTIPLES = {"百": "100", "千": "1,000", "万": "10,000", "亿": "100 million"}


@dataclass(frozen=True)
class Unit:
    """What a number printed in it is multiplied with, and what it then counts."""

    factor: Fraction
    powers: tuple[tuple[str, int], ...]  # basic unit → power, sorted

    def __mul__(self, other: Unit) -> Unit:
        return Unit(self.factor * other.factor, _joined(self.powers, other.powers, 1))

    def __truediv__(self, other: Unit) -> Unit:
        return Unit(self.factor / other.factor, _joined(self.powers, other.powers, -1))

    @property
    def is_counted(self) -> bool:
        """Counted in ones: no multiple, no measure, no ratio."""
        return (
            self.factor == 1 and len(self.powers) == 1 and self.powers[0][0] not in MEASURED and self.powers[0][1] == 1
        )

    @property
    def name(self) -> str:
        """The basic unit in words: 元/人."""
        above = "·".join(name for name, power in self.powers if power > 0)
        below = "·".join(name for name, power in self.powers if power < 0)
        return f"{above or '1'}/{below}" if below else above or "1"


NUMBER = Unit(Fraction(1), ())


@cache
def read_unit(printed: str) -> Unit:
    """A printed unit (计量单位): 亿元, 万平方米, 人/百名学生, 元/生, %."""
    if printed in PURE:
        return Unit(PURE[printed], ())
    above, *below = printed.split("/")
    unit = _simple(above)
    for part in below:
        unit = unit / _simple(part)
    return unit


def _simple(text: str) -> Unit:
    if text in PURE:
        return Unit(PURE[text], ())
    factor = Fraction(1)
    while len(text) > 1 and text[0] in MULTIPLES and text[0]:
        factor, text = factor * MULTIPLES[text[0]], text[1:]
    if text in MULTIPLES and text:
        return Unit(factor * MULTIPLES[text], ())
    return Unit(factor, ((SAME.get(text, text), 1),))


def english(unit: str) -> str:
    """A printed unit in English words: 元/人 → yuan per person; a unit without a word stays as it is."""
    if unit in ("", "1"):
        return ""
    above, *below = (_english_part(part) for part in unit.split("/"))
    return " per ".join((above, *map(_one_of, below)))


def _one_of(words: str) -> str:
    """The singular of a unit: persons → person; "100 students" stays."""
    return words if words[:1].isdigit() else SINGULAR.get(words, words.removesuffix("s"))


def english_amount(digits: str, unit: str) -> str:
    """Digits with their unit as English writes them: 1640万元 → 16.40 million yuan, 13.24% → 13.24%.

    digits : a number or a range "13.9–14.2"; every printed digit is kept
    """
    if unit == "%":
        return f"{digits}%"
    numbers = [Decimal(part) for part in digits.split("–")]
    if not any(numbers):
        return digits  # "0" of anything
    multiple, name = _without_multiple(unit)
    largest = max(abs(number) * multiple for number in numbers)
    if multiple > 1:
        power, step = next(((p, word) for p, word in ENGLISH_STEPS if largest >= 10**p), (0, ""))
        shift = multiple.adjusted() - power
        digits = "–".join(f"{number.scaleb(shift):,f}" for number in numbers)
        name = f"{step} {english(name)}".strip()
    else:
        name = english(unit)
    if digits == "1" and name:
        above, *below = name.split(" per ")
        name = " per ".join((_one_of(above), *below))
    return f"{digits} {name}".strip()


def _without_multiple(unit: str) -> tuple[Decimal, str]:
    """万元/生 → 10,000 and 元/生; the hundred of 百生 belongs to the unit below."""
    multiple = Decimal(1)
    while unit and unit[0] in ENGLISH_MULTIPLES and unit not in ENGLISH:
        multiple, unit = multiple * int(MULTIPLES[unit[0]]), unit[1:]
    return multiple, unit


def _english_part(part: str) -> str:
    if part in ENGLISH:
        return ENGLISH[part]
    if part[0] in ENGLISH_MULTIPLES:
        return f"{ENGLISH_MULTIPLES[part[0]]} {_english_part(part[1:]) if part[1:] else ''}".strip()
    return part


def _joined(left: tuple, right: tuple, sign: int) -> tuple[tuple[str, int], ...]:
    powers = Counter(dict(left))
    for name, power in right:
        powers[name] += sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))
