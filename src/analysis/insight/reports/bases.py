"""Bases that are not printed: the totals a share implies, whole numbers that give a share, sums of categories."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from analysis.insight.reports.arithmetic.formulas import refuse
from analysis.insight.reports.arithmetic.ranges import Range, rounded_range, shown, shown_range, with_zeros
from analysis.insight.reports.arithmetic.units import MEASURED, english_amount
from analysis.insight.reports.findings import (
    BASE,
    DAMAGE,
    DATE,
    ROUNDING,
    Finding,
    Verdict,
    joined,
    lost_digits,
    title_of,
    unusable,
)
from analysis.insight.reports.report import Declaration, PrintedFact, Report
from analysis.language import Words
from analysis.tables.facts.printed import decimals

MOST_CATEGORIES = 20  # a million sums
LISTED = 3  # nearest sums, nearest bases shown


def check_base(report: Report, base: Declaration) -> Finding:
    """What a part and its share say about their base (由部分和占比反推分母): part / share, as a range.

    A counted part needs a whole number of things as its base: none at all means part and share do not go together.
    With `one = true` all pairs must allow one common base; `bases` are printed bases that must lie in the range.
    """
    part, share = (report.fact(name) for name in base.pairs[0])
    subject = Words(f"{title_of(share).zh}的分母", f"base of {title_of(share).en}")
    if lost := unusable(report, base.used):
        return lost_digits(report, base.kind, subject, base.used, lost)
    pairs = [(report.fact(a), report.fact(b)) for a, b in base.pairs]
    ranges = [_implied(a, b, b.printed, base.place) for a, b in pairs]
    common: Range | None = ranges[0]
    for other in ranges[1:] if base.options.get("one") else ():
        common = common.common(other) if common else None
    unit = _shown_in(part, share)
    verdict = _base_verdict(report, pairs, ranges, common, base)
    said = [_one_pair(a, b, implied, unit) for (a, b), implied in zip(pairs, ranges, strict=True)]
    said += [_beside_printed(report.fact(name), ranges[0]) for name in base.facts]
    if base.options.get("one"):
        said.append(_said_common(common, unit))
    return Finding(
        report=report.id,
        kind=base.kind,
        verdict=verdict,
        subject=subject,
        printed=f"{part.as_printed.zh}，{share.as_printed.zh}",
        computed=_bounds(ranges[0], unit).zh,
        formula=f"{part.id} / {share.id}",
        facts=base.used,
        explanation=joined(said),
        innocent=(*([base.reason] if base.reason else []), ROUNDING, DATE, BASE, DAMAGE)
        if verdict is Verdict.NOT_REPRODUCED
        else (),
    )


def _implied(part: PrintedFact, share: PrintedFact, digits: str, place: str) -> Range:
    """The base that part / share allows, with the share's digits as given."""
    numbers = rounded_range(digits).scaled(share.read_unit.factor)
    if numbers.lo <= 0:
        expected = Words("大于0的占比", "a share above 0")
        raise refuse(place, Words(f"占比{share.as_printed.zh}", f"a share of {share.as_printed.en}"), expected)
    return part.quantity.numbers / numbers


def _by_truncation(part: PrintedFact, share: PrintedFact) -> Range:
    """The same when the share was cut off: from its digits up to one unit of the last place more."""
    start = Fraction(share.printed)
    cut = Range(start, start + Fraction(1, 10 ** decimals(share.printed)))
    return part.quantity.numbers / cut.scaled(share.read_unit.factor)


def _base_verdict(report: Report, pairs: list, ranges: list[Range], common: Range | None, base: Declaration) -> Verdict:
    printed = [report.fact(name).quantity.numbers for name in base.facts]
    if base.options.get("one") and common is None:
        return Verdict.NOT_REPRODUCED
    if printed:
        return Verdict.REPRODUCED if all(number.meets(ranges[0]) for number in printed) else Verdict.NOT_REPRODUCED
    part = pairs[0][0]
    if not part.read_unit.is_counted or not part.is_exact:
        return Verdict.NOTE
    if all(implied.whole_numbers() for implied in ranges):
        return Verdict.REPRODUCED
    return Verdict.TRUNCATED if all(_by_truncation(a, b).whole_numbers() for a, b in pairs) else Verdict.NOT_REPRODUCED


def _one_pair(part: PrintedFact, share: PrintedFact, implied: Range, unit: _Shown) -> Words:
    """The range, and the narrower one should a trailing zero have been dropped."""
    zh = f"{part.as_printed.zh}占{share.as_printed.zh}，分母在{_bounds(implied, unit).zh}之间"
    en = f"{part.as_printed.en} at {share.as_printed.en} imply a base of {_bounds(implied, unit).en}"
    if part.read_unit.is_counted and not implied.whole_numbers():
        cut = _by_truncation(part, share).whole_numbers()
        zh += "，其中没有整数" + (f"；若占比系舍去尾数，可为{_listed(cut)}" if cut else "")
        en += ", with no whole number in it" + (f"; if the share was cut off, {_listed(cut)}" if cut else "")
    if decimals(share.printed) < 2 and share.unit == "%":
        padded = with_zeros(share.printed, 2)
        narrow = _bounds(_implied(part, share, padded, ""), unit)
        zh += f"；若末位零省略（{padded}%），为{narrow.zh}"
        en += f"; {narrow.en} if trailing zeros were dropped ({padded}%)"
    return Words(zh + "。", en + ".")


def _beside_printed(base: PrintedFact, implied: Range) -> Words:
    fits = base.quantity.numbers.meets(implied)
    return Words(
        f"原文{title_of(base).zh}{base.as_printed.zh}{'在' if fits else '不在'}此范围内。",
        f"The printed {title_of(base).en}, {base.as_printed.en}, is {'inside' if fits else 'outside'}.",
    )


def _said_common(common: Range | None, unit: _Shown) -> Words:
    if common is None:
        return Words(
            "各分母没有公共部分，不能是同一个数。", "The bases have nothing in common: they cannot be one number."
        )
    return Words(
        f"若为同一分母，只能在{_bounds(common, unit).zh}之间。",
        f"If they are one base, it is {_bounds(common, unit).en}.",
    )


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
    digits = _listed(whole) if whole else shown_range(numbers.scaled(1 / unit.factor), 2)
    return Words(f"{digits}{unit.unit}", english_amount(digits, unit.unit))


def _listed(numbers: range) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def check_whole(report: Report, declaration: Declaration) -> Finding:
    """Whether some whole number of a known base prints this share (GRIM检验): k / n with k = 0 … n."""
    share, base = report.fact(declaration.of), report.fact(str(declaration.options["base"]))
    if lost := unusable(report, declaration.used):
        return lost_digits(report, declaration.kind, title_of(share), declaration.used, lost)
    if not base.is_exact or not base.read_unit.is_counted:
        found = Words(f"{base.as_printed.zh}不是计数", f"{base.as_printed.en} is no count")
        raise refuse(declaration.place, found, Words("整数分母", "a base counted in wholes"))
    n = int(base.printed)
    parts = whole_parts(share.printed, share.read_unit.factor, n)
    is_same_base = declaration.options.get("same_base", True)
    verdict = Verdict.REPRODUCED if parts else Verdict.NOT_REPRODUCED if is_same_base else Verdict.CANNOT_JUDGE
    result = "、".join(f"{k}/{n}" for k in parts)
    ends = Words(f"{result}可得。", f"{result} gives it.") if parts else _no_whole_part(share, n)
    return Finding(
        report=report.id,
        kind=declaration.kind,
        verdict=verdict,
        subject=title_of(share),
        printed=share.as_printed.zh,
        computed=result,
        formula=f"k / {base.id}",
        facts=declaration.used,
        explanation=Words(
            f"以{title_of(base).zh}{base.as_printed.zh}为分母，{ends.zh}",
            f"Of {base.as_printed.en} ({title_of(base).en}), {ends.en}",
        ),
        innocent=() if parts else (*([declaration.reason] if declaration.reason else []), BASE, ROUNDING, DATE, DAMAGE),
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


def check_base_of(report: Report, declaration: Declaration) -> Finding:
    """Whether a base is the sum of some of the printed categories (分母由哪些类别相加)."""
    target = report.fact(declaration.of)
    names = declaration.facts
    if lost := unusable(report, declaration.used):
        return lost_digits(report, declaration.kind, title_of(target), declaration.used, lost)
    if len(names) > MOST_CATEGORIES:
        found = Words(f"{len(names)}个类别", f"{len(names)} categories")
        raise refuse(declaration.place, found, Words(f"不超过{MOST_CATEGORIES}个", f"at most {MOST_CATEGORIES}"))
    sums = _all_sums(report, names)
    wanted = target.quantity.numbers
    fitting = [chosen for total, chosen in sums if wanted.lo <= total <= wanted.hi]
    nearest = sorted(sums, key=lambda found: abs(found[0] - wanted.middle))[:LISTED]
    return Finding(
        report=report.id,
        kind=declaration.kind,
        verdict=Verdict.REPRODUCED if fitting else Verdict.NOT_REPRODUCED,
        subject=title_of(target),
        printed=target.as_printed.zh,
        computed="、".join(shown(total, 0) for total, _ in nearest),
        formula=" ? ".join(names),
        facts=declaration.used,
        explanation=_said_sums(report, fitting, nearest, len(sums)),
        innocent=() if fitting else (*([declaration.reason] if declaration.reason else []), BASE, DATE, DAMAGE),
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
    zh = "＋".join(title_of(report.fact(name)).zh for name in best)
    en = " + ".join(title_of(report.fact(name)).en for name in best)
    if fitting:
        return Words(
            f"{zh}相加可得（共试{tried}种组合，{len(fitting)}种相符）。",
            f"{en} give it ({tried} sums tried, {len(fitting)} fit).",
        )
    total = shown(nearest[0][0], 0)
    return Words(
        f"各类别的{tried}种相加都得不到；最接近的是{total}（{zh}）。",
        f"None of {tried} sums of categories gives it; the nearest is {total} ({en}).",
    )
