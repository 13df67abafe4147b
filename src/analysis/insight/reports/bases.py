"""Bases that are not printed: the totals a share implies, whole numbers that give a share, sums of categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Annotated, NamedTuple

from pydantic import Field

from analysis.insight.reports.arithmetic.formulas import refuse
from analysis.insight.reports.arithmetic.ranges import Range, rounded_range, shown, shown_range, with_zeros
from analysis.insight.reports.arithmetic.units import MEASURED, english_amount
from analysis.insight.reports.findings import (
    BASE,
    DAMAGE,
    DATE,
    ROUNDING,
    Conclusion,
    Finding,
    joined,
    listed,
    title_of,
)
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.report import Check, FactName, Pair, Report
from analysis.language import Words
from analysis.rules.standards import Standard
from analysis.schema import both
from analysis.tables.facts.printed import decimals

MOST_CATEGORIES = 20  # a million sums
LISTED = 3  # nearest sums, nearest bases shown


class Base(Check):
    """What a part and its share say about their base (由部分和占比反推分母): part / share, as a range.

    A counted part needs a whole number of things as its base: none at all means part and share do not go together.
    With `one = true` all pairs must allow one common base; `bases` are printed bases that must lie in the range.
    """

    kind = "base"
    called = Words("反推分母", "implied base")
    innocent = (ROUNDING, DATE, BASE, DAMAGE)

    bases: list[FactName] = Field(default_factory=list)
    pairs: Annotated[list[Pair], Field(min_length=1)]
    one: bool = False

    def subject_of(self, report: Report) -> Words:
        return Words("{share}的分母", "{share}: its base").format(share=title_of(report.fact(self.pairs[0][1])))

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        pairs = [(report.fact(a), report.fact(b)) for a, b in self.pairs]
        printed = [report.fact(name) for name in self.bases]
        ranges = [_implied(part, share, share.printed) for part, share in pairs]
        common: Range | None = ranges[0]
        for other in ranges[1:] if self.one else ():
            common = common.common(other) if common else None
        part, share = pairs[0]
        unit = _shown_in(part, share)
        said = [_one_pair(a, b, implied, unit) for (a, b), implied in zip(pairs, ranges, strict=True)]
        said += [_beside_printed(base, ranges[0]) for base in printed]
        if self.one:
            said.append(_said_common(common, unit))
        conclusion = (
            Conclusion.NOT_REPRODUCED if self.one and common is None else _base_conclusion(pairs, ranges, printed)
        )
        return self.finding(
            report,
            conclusion,
            joined(said),
            printed=listed([part.as_printed, share.as_printed], "，", ", "),
            computed=_bounds(ranges[0], unit),
            formula=f"{part.id} / {share.id}",
            innocent=() if conclusion is Conclusion.TRUNCATED else None,  # the sentence says how it comes about
        )


def _implied(part: PrintedFact, share: PrintedFact, digits: str) -> Range:
    """The base that part / share allows, with the share's digits as given."""
    numbers = rounded_range(digits).scaled(share.read_unit.factor)
    if numbers.lo <= 0:
        found = Words("占比{share}", "a share of {share}").format(share=share.as_printed)
        raise refuse(found, Words("大于0的占比", "a share above 0"))
    return part.quantity.numbers / numbers


def _by_truncation(part: PrintedFact, share: PrintedFact) -> Range:
    """The same when the share was cut off: from its digits up to one unit of the last place more."""
    start = Fraction(share.printed)
    cut = Range(start, start + Fraction(1, 10 ** decimals(share.printed)))
    return part.quantity.numbers / cut.scaled(share.read_unit.factor)


def _base_conclusion(
    pairs: list[tuple[PrintedFact, PrintedFact]], ranges: list[Range], printed: list[PrintedFact]
) -> Conclusion:
    """Printed bases must lie in the range; counted parts need a whole number in it."""
    part = pairs[0][0]
    if printed:
        fits = all(base.quantity.numbers.meets(ranges[0]) for base in printed)
        return Conclusion.REPRODUCED if fits else Conclusion.NOT_REPRODUCED
    if not part.read_unit.is_counted or not part.is_exact:
        return Conclusion.NOTE
    if all(implied.whole_numbers() for implied in ranges):
        return Conclusion.REPRODUCED
    is_cut = all(_by_truncation(a, b).whole_numbers() for a, b in pairs)
    return Conclusion.TRUNCATED if is_cut else Conclusion.NOT_REPRODUCED


def _one_pair(part: PrintedFact, share: PrintedFact, implied: Range, unit: _Shown) -> Words:
    """The range, and the narrower one should a trailing zero have been dropped."""
    said = [
        Words("{part}占{share}，分母在{base}之间", "{part} at {share} imply a base of {base}").format(
            part=part.as_printed, share=share.as_printed, base=_bounds(implied, unit)
        )
    ]
    if part.read_unit.is_counted and not implied.whole_numbers():
        said.append(Words("，其中没有整数", ", with no whole number in it"))
        if cut := _by_truncation(part, share).whole_numbers():
            bases = Words("；若占比系舍去尾数，可为{cut}", "; if the share was cut off, {cut}")
            said.append(bases.format(cut=_ends(cut)))
    if decimals(share.printed) < 2 and share.unit == "%":
        padded = with_zeros(share.printed, 2)
        narrow = Words("；若末位零省略（{padded}%），为{base}", "; {base} if trailing zeros were dropped ({padded}%)")
        said.append(narrow.format(padded=padded, base=_bounds(_implied(part, share, padded), unit)))
    return listed([*said, Words("。", ".")], "", "")


def _beside_printed(base: PrintedFact, implied: Range) -> Words:
    where = Words("在", "inside") if base.quantity.numbers.meets(implied) else Words("不在", "outside")
    said = Words(
        "原文{title}{digits}{where}此范围内。", "The figure printed for {title}, {digits}, is {where} this range."
    )
    return said.format(title=title_of(base), digits=base.as_printed, where=where)


def _said_common(common: Range | None, unit: _Shown) -> Words:
    if common is None:
        return Words(
            "各分母没有公共部分，不能是同一个数。", "The bases have nothing in common: they cannot be one number."
        )
    said = Words("若为同一分母，只能在{base}之间。", "If they are one base, it is {base}.")
    return said.format(base=_bounds(common, unit))


class _Shown(NamedTuple):
    """How a base is written: in whole things, or in the multiple its part was printed in."""

    unit: str
    factor: Fraction
    is_whole: bool


def _shown_in(part: PrintedFact, share: PrintedFact) -> _Shown:
    if share.read_unit.powers:
        name = (part.read_unit / share.read_unit).name
        return _Shown(name, Fraction(1), name not in MEASURED)
    return _Shown(part.unit, part.read_unit.factor, part.read_unit.is_counted)


def _bounds(numbers: Range, unit: _Shown) -> Words:
    whole = numbers.whole_numbers() if unit.is_whole else range(0)
    digits = _ends(whole) if whole else shown_range(numbers.scaled(1 / unit.factor), 2)
    return Words(f"{digits}{unit.unit}", english_amount(digits, unit.unit))


def _ends(numbers: range) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


class Whole(Check):
    """Whether some whole number of a known base prints this share (GRIM检验): k / n with k = 0 … n."""

    kind = "whole"
    called = Words("整数检验", "whole numbers")
    innocent = (BASE, ROUNDING, DATE, DAMAGE)

    of: FactName
    base: FactName
    same_base: bool = True

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        share, base = report.fact(self.of), report.fact(self.base)
        if not base.is_exact or not base.read_unit.is_counted:
            found = Words("{base}不是计数", "{base} is no count").format(base=base.as_printed)
            raise refuse(found, Words("整数分母", "a base counted in wholes"))
        n = int(base.printed)
        parts = whole_parts(share.printed, share.read_unit.factor, n)
        result = listed(both(f"{k}/{n}") for k in parts)
        end = Words(f"{result.zh}可得。", f"{result.zh} gives it.") if parts else _no_whole_part(share, n)
        said = Words("以{title}{base}为分母，{end}", "Taking {title}, {base}, as the base, {end}")
        missed = Conclusion.NOT_REPRODUCED if self.same_base else Conclusion.CANNOT_JUDGE
        return self.finding(
            report,
            Conclusion.REPRODUCED if parts else missed,
            said.format(title=title_of(base), base=base.as_printed, end=end),
            computed=result,
            formula=f"k / {base.id}",
            innocent=() if parts else self.innocent,
        )


def _no_whole_part(share: PrintedFact, base: int) -> Words:
    """The shares nearest by, and the smaller bases that would do."""
    nearest = round(Fraction(share.printed) * share.read_unit.factor * base)
    around = [k for k in (nearest - 1, nearest, nearest + 1) if 0 <= k <= base]
    near = ", ".join(f"{k}/{base} = {shown(Fraction(100 * k, base), 2)}%" for k in around)
    others = [n for n in range(1, base) if whole_parts(share.printed, share.read_unit.factor, n)]
    would = ", ".join(map(str, others[-LISTED:]))
    more = Words(f"；分母为{would}等时可得", f"; bases such as {would} would do") if others else Words("", "")
    return Words(f"没有整数可得（{near}）{more.zh}。", f"no whole number gives it ({near}){more.en}.")


def whole_parts(printed: str, factor: Fraction, base: int) -> list[int]:
    """Every whole k for which k / base prints as these digits."""
    numbers = rounded_range(printed).scaled(factor * base)
    return [k for k in numbers.whole_numbers() if 0 <= k <= base]


class BaseOf(Check):
    """Whether a base is the sum of some of the printed categories (分母由哪些类别相加)."""

    kind = "base_of"
    called = Words("分母构成", "sum of categories")
    innocent = (BASE, DATE, DAMAGE)

    of: FactName
    categories: list[FactName]

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        if (count := len(self.categories)) > MOST_CATEGORIES:
            found = Words(f"{count}个类别", f"{count} categories")
            raise refuse(found, Words(f"不超过{MOST_CATEGORIES}个", f"at most {MOST_CATEGORIES}"))
        sums = _all_sums(report, self.categories)
        wanted = report.fact(self.of).quantity.numbers
        fitting = [chosen for total, chosen in sums if wanted.lo <= total <= wanted.hi]
        nearest = sorted(sums, key=lambda found: abs(found[0] - wanted.middle))[:LISTED]
        return self.finding(
            report,
            Conclusion.REPRODUCED if fitting else Conclusion.NOT_REPRODUCED,
            _said_sums(report, fitting, nearest, len(sums)),
            computed=listed(both(shown(total, 0)) for total, _ in nearest),
            formula=" ? ".join(self.categories),
        )


def _all_sums(report: Report, names: Sequence[str]) -> list[tuple[Fraction, tuple[str, ...]]]:
    values = {name: report.quantities[name].numbers.middle for name in names}
    return [
        (sum((values[name] for name in chosen), Fraction(0)), chosen)
        for size in range(1, len(names) + 1)
        for chosen in combinations(names, size)
    ]


def _said_sums(report: Report, fitting: list, nearest: list, tried: int) -> Words:
    best = fitting[0] if fitting else nearest[0][1]
    said = (
        Words("{names}相加可得（共试{tried}种组合，{fit}种相符）。", "{names} give it ({tried} sums tried, {fit} fit).")
        if fitting
        else Words(
            "各类别的{tried}种相加都得不到；最接近的是{total}（{names}）。",
            "None of {tried} sums of categories gives it; the nearest is {total} ({names}).",
        )
    )
    names = listed((title_of(report.fact(name)) for name in best), "＋", " + ")
    return said.format(names=names, tried=tried, fit=len(fitting), total=shown(nearest[0][0], 0))
