"""Lost digits: a digit that never occurs, and what lost digits may have been (文本缺损)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations_with_replacement, permutations, product
from math import prod

from analysis.insight.reports.arithmetic.formulas import Formula, Quantity, compute, needed, refuse
from analysis.insight.reports.arithmetic.ranges import Range, truncated_to
from analysis.insight.reports.findings import Finding, Verdict, in_unit, title_of
from analysis.insight.reports.report import Declaration, PrintedFact, Report
from analysis.language import Words
from analysis.tables.facts.printed import NUMBER

SURE = 1e-6  # a digit missing by accident more rarely than this is worth saying
MOST_LOST = 2  # digits one number may have lost, unless the declaration says otherwise
MOST_TRIED = 200_000
SHOWN = 6  # repairs listed

DIGITS = re.compile(r"\d")
_COUNT = {2: "两"}


def digit_counts(texts: Iterable[str]) -> Counter[str]:
    """How often each digit occurs."""
    return Counter(digit for text in texts for digit in DIGITS.findall(text))


def usual_shares(counts: Iterable[Counter[str]]) -> dict[str, float]:
    """How common each digit is in other reports together; a tenth each where there are none."""
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    everything = sum(total.values())
    return {digit: total[digit] / everything if everything else 0.1 for digit in "0123456789"}


def check_digits(report: Report, text: str, usual: Mapping[str, float]) -> Finding | None:
    """Digits that never occur in a report although they should (从不出现的数码).

    The chance that a digit at its usual share p is absent from n digits is (1 − p)ⁿ; it must be below SURE for each
    digit by itself. The text is searched when the reader has it, the entered numbers otherwise.
    """
    counts = digit_counts([text] if text else [fact.printed for fact in report.facts.values()])
    n = sum(counts.values())
    absent = [digit for digit in "0123456789" if not counts[digit] and (1 - usual[digit]) ** n < SURE]
    if not absent or report.scope != "audited":
        return None
    chance = (1 - sum(usual[digit] for digit in absent)) ** n
    listed, count = "、".join(absent), len(absent)
    where = Words("全文", "the text") if text else Words("录入的各数字", "the numbers entered")
    named = Words("这个数码" if count == 1 else f"这{_COUNT.get(count, count)}个数码都", "it" if count == 1 else "they")
    return Finding(
        report=report.id,
        kind="digits",
        verdict=Verdict.DAMAGED,
        subject=Words(f"从不出现的数码：{listed}", f"digits that never occur: {', '.join(absent)}"),
        printed=listed,
        computed=f"{chance:.0e}",
        formula="",
        facts=(),
        explanation=Words(
            f"{where.zh}共{n}个数码（0—9），没有一个{'或'.join(absent)}；若各数码按其他报告中的常见频率独立出现，"
            f"事先指定的{named.zh}不出现的概率约为{chance:.0e}（未就事后选定作校正）。凡应含这些数码的数字都可能有缺损。",
            f"Of {n} digits in {where.en} not one is {' or '.join(absent)}. If digits occurred independently at the "
            f"shares usual in other reports, and {named.en} had been named beforehand, the chance of that would be about "
            f"{chance:.0e} (not corrected for naming afterwards). Any number may have lost some.",
        ),
    )


def check_repair(report: Report, declaration: Declaration) -> Finding:
    """What lost digits may have been (缺损数字的候选): every way of putting them back that the relations allow.

    Only the numbers named are repaired, all others are taken as printed. The candidates are shown with how many remain
    and are never computed with: a person has to confirm one against another source.
    """
    names = tuple(str(name) for name in declaration.facts)
    found = list(repairs(report, declaration))
    subject = Words(
        "、".join(title_of(report.fact(name)).zh for name in names),
        ", ".join(title_of(report.fact(name)).en for name in names),
    )
    zh, en = ("；".join(_listed(report, names, repair, lang) for repair in found[:SHOWN]) for lang in ("zh", "en"))
    more = Words("等", " …") if len(found) > SHOWN else Words("", "")
    said = (
        Words(
            f"补回脱落的数字后有{len(found)}种可能：{zh}{more.zh}。未经核实，不用于计算。",
            f"{len(found)} possible repairs: {en}{more.en}. Unconfirmed, never computed with.",
        )
        if found
        else Words(
            "只补这几个数，没有一种能使各关系成立；其他数也可能有脱落。",
            "No repair of these numbers alone makes the relations hold; others may be damaged too.",
        )
    )
    return Finding(
        report=report.id,
        kind=declaration.kind,
        verdict=Verdict.CANNOT_JUDGE,
        subject=subject,
        printed="、".join(report.fact(name).printed or "□" for name in names),
        computed=str(len(found)),
        formula="; ".join(f"{of} = {formula.text}" for of, formula in declaration.formulas),
        facts=declaration.used,
        explanation=said,
    )


def repairs(report: Report, declaration: Declaration) -> Iterator[dict[str, str]]:
    """Every repair of the named facts for which all relations hold, as fact → digits."""
    names = _solved_last([str(name) for name in declaration.facts], declaration)
    digits, most = str(declaration.options["digits"]), int(declaration.options.get("most", MOST_LOST))
    candidates = [_candidates(report.fact(name), digits, most) for name in names]
    _must_be_few(candidates[:-1], declaration.place)
    for chosen in product(*candidates[:-1]):
        mended = {fact.id: fact for fact in chosen}
        for fact in _fitting(report, declaration, mended, candidates[-1]):
            repair = mended | {fact.id: fact}
            if all(_holds(report, relation, repair, declaration.place) for relation in declaration.formulas):
                yield {name: repair[name].printed for name in map(str, declaration.facts)}


def _solved_last(names: list[str], declaration: Declaration) -> list[str]:
    """The names with one at the end that a relation gives from the others: it need not be tried, only looked up."""
    given = [of for of, _ in declaration.formulas if of in names]
    last = given[0] if given else names[-1]
    return [name for name in names if name != last] + [last]


def _candidates(fact: PrintedFact, digits: str, most: int) -> list[PrintedFact]:
    found = [replace(fact, printed=text, certainty="printed") for text in sorted(_put_back(fact, digits, most))]
    return sorted(found, key=_number)


def _must_be_few(candidates: list[list[PrintedFact]], place: str) -> None:
    tried = prod(len(options) for options in candidates)
    if tried > MOST_TRIED:
        found = Words(f"{tried:,}种组合", f"{tried:,} combinations")
        expected = Words(f"不超过{MOST_TRIED:,}种", f"at most {MOST_TRIED:,}")
        raise refuse(place, found, expected, Words("（请减少数或most）", "(name fewer facts, or lower `most`)"))


Relation = tuple[str, Formula]


def _fitting(
    report: Report, declaration: Declaration, mended: Mapping[str, PrintedFact], candidates: list[PrintedFact]
) -> list[PrintedFact]:
    """Candidates for the last fact that the first relation speaking of it allows, the others as chosen."""
    last = candidates[0].id if candidates else ""
    facts = _quantities(report, mended)
    for of, formula in declaration.formulas:
        if last == of:
            value = _given(formula, facts, declaration.place)
            return [fact for fact in _near(candidates, value) if _prints(fact, value)] if value else []
        if last in formula.names:
            wanted = needed(formula, last, facts, facts[of].numbers) if of in facts else None
            return (
                [fact for fact in _near(candidates, wanted) if fact.quantity.numbers.meets(wanted)]
                if wanted
                else candidates
            )
    return candidates


def _near(candidates: list[PrintedFact], numbers: Range) -> list[PrintedFact]:
    """The candidates within one printed unit of a range; they are sorted by what they print."""
    wanted = in_unit(numbers, candidates[0])
    start = bisect_left(candidates, float(wanted.lo) - 1, key=_number)
    return candidates[start : bisect_right(candidates, float(wanted.hi) + 1, key=_number)]


def _number(fact: PrintedFact) -> float:
    return float(fact.printed)


def _quantities(report: Report, mended: Mapping[str, PrintedFact]) -> dict[str, Quantity]:
    return report.quantities | {name: fact.quantity for name, fact in mended.items()}


def _put_back(fact: PrintedFact, digits: str, most: int) -> set[str]:
    """The number as printed, and with up to `most` of the lost digits put back anywhere; whole numbers only."""
    found = {fact.printed} if NUMBER.fullmatch(fact.printed) else set()
    for count in range(1, most + 1):
        for lost in combinations_with_replacement(digits, count):
            for order in set(permutations(lost)):
                found |= {text for text in _inserted(fact.printed, order) if NUMBER.fullmatch(text) and _is_plain(text)}
    return found


def _inserted(text: str, digits: tuple[str, ...]) -> Iterator[str]:
    if not digits:
        yield text
        return
    for place in range(len(text) + 1):
        rest = _inserted(text[place:], digits[1:])
        yield from (text[:place] + digits[0] + tail for tail in rest)


def _is_plain(text: str) -> bool:
    """No leading zero but that of a decimal."""
    return not (len(text) > 1 and text[0] == "0" and text[1] != ".")


def _holds(report: Report, relation: Relation, mended: Mapping[str, PrintedFact], place: str) -> bool:
    """Whether a relation gives its printed result."""
    of, formula = relation
    value = _given(formula, _quantities(report, mended), place)
    return value is not None and _prints(mended.get(of) or report.fact(of), value)


def _given(formula: Formula, facts: Mapping[str, Quantity], place: str) -> Range | None:
    try:
        return compute(formula, facts, place).numbers
    except ZeroDivisionError:
        return None


def _prints(target: PrintedFact, value: Range) -> bool:
    """Whether a range prints as these digits, rounded or cut off."""
    if value.meets(target.quantity.numbers):
        return True
    return not target.is_exact and truncated_to(target.printed, in_unit(value, target))


def _listed(report: Report, names: tuple[str, ...], repair: Mapping[str, str], lang: str) -> str:
    comma = "，" if lang == "zh" else ", "
    return comma.join(f"{report.fact(name).label.in_(lang)} {repair[name]}" for name in names)
