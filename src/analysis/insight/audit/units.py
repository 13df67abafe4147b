"""Units as reports print them: 亿元 and 万元 are yuan, 名 and 人 are persons, and persons are not rooms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from analysis.tables.facts_shape import MULTIPLES

#: Spellings of one unit.
SAME = {
    "名": "人", "位": "人", "生": "人", "名学生": "人", "学生": "人", "㎡": "平方米", "m2": "平方米", "m²": "平方米",
    "班": "个班", "教学班": "个班", "年": "年", "家": "个", "处": "个",
}  # fmt: skip
#: Pure numbers.
PURE = {"": Fraction(1), "1": Fraction(1), "倍": Fraction(1), "%": Fraction(1, 100), "个百分点": Fraction(1, 100)}
#: Measured, not counted: a printed number is rounded even when it is whole.
MEASURED = {"元", "平方米", "米", "亩", "平方公里", "分", "吨", "天", "Gbps"}


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


def _joined(left: tuple, right: tuple, sign: int) -> tuple[tuple[str, int], ...]:
    powers = Counter(dict(left))
    for name, power in right:
        powers[name] += sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))
