"""Lost digits: a digit that never occurs, and what lost digits may have been (文本缺损)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations_with_replacement, permutations, product
from math import prod
from typing import Annotated

from pydantic import Field, Strict

from analysis.insight.reports.arithmetic.formulas import Formula, Quantity, compute, needed, refuse
from analysis.insight.reports.arithmetic.ranges import Range, truncated_to
from analysis.insight.reports.findings import Conclusion, Finding, in_unit, listed, title_of
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.report import Check, FactName, FormulaText, Report
from analysis.language import Words
from analysis.rules.standards import Standard
from analysis.schema import both
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
    count = len(absent)
    where = Words("全文", "the text") if text else Words("录入的各数字", "the numbers entered")
    named = Words("这个数码" if count == 1 else f"这{_COUNT.get(count, count)}个数码都", "it" if count == 1 else "they")
    return Finding(
        report=report.id,
        kind="digits",
        conclusion=Conclusion.DAMAGED,
        subject=Words("从不出现的数码：{digits}", "digits that never occur: {digits}").format(
            digits=listed(map(both, absent))
        ),
        printed=listed(map(both, absent)),
        computed=both(f"{chance:.0e}"),
        explanation=Words(
            f"{where.zh}共{n}个数码（0—9），没有一个{'或'.join(absent)}；若各数码按其他报告中的常见频率独立出现，"
            f"事先指定的{named.zh}不出现的概率约为{chance:.0e}（未就事后选定作校正）。凡应含这些数码的数字都可能有缺损。",
            f"Of {n} digits in {where.en} not one is {' or '.join(absent)}. If digits occurred independently at the "
            f"shares usual in other reports, and {named.en} had been named beforehand, the chance of that would be about "
            f"{chance:.0e} (not corrected for naming afterwards). Any number may have lost some.",
        ),
    )


Relation = tuple[FactName, FormulaText]


class Repair(Check):
    """What lost digits may have been (缺损数字的候选): every way of putting them back that the relations allow.

    Only the numbers named are repaired, all others are taken as printed. The candidates are shown with how many remain
    and are never computed with: a person has to confirm one against another source.
    """

    kind = "repair"
    called = Words("缺损候选", "possible repairs")

    digits: str
    facts: Annotated[list[FactName], Field(min_length=1)]
    relations: list[Annotated[Relation, Strict(False)]]
    most: int = MOST_LOST

    @property
    def put_back(self) -> list[str]:
        return self.facts

    def subject_of(self, report: Report) -> Words:
        return listed(title_of(report.fact(name)) for name in self.facts)

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        found = list(repairs(report, self))
        said = Words(
            "补回脱落的数字后有{count}种可能：{repairs}{more}。未经核实，不用于计算。",
            "Possible repairs ({count}): {repairs}{more}. Unconfirmed, never computed with.",
        )
        none = Words(
            "只补这几个数，没有一种能使各关系成立；其他数也可能有脱落。",
            "No repair of these numbers alone makes the relations hold; others may be damaged too.",
        )
        more = Words("等", " …") if len(found) > SHOWN else ""
        shown = listed((_one_repair(report, repair) for repair in found[:SHOWN]), "；", "; ")
        return self.finding(
            report,
            Conclusion.CANNOT_JUDGE,
            said.format(count=len(found), repairs=shown, more=more) if found else none,
            printed=listed(both(report.fact(name).printed or "□") for name in self.facts),
            computed=str(len(found)),
            formula="; ".join(f"{of} = {formula.text}" for of, formula in self.relations),
        )


def _one_repair(report: Report, repair: Mapping[str, str]) -> Words:
    each = Words("{title} {digits}", "{title} {digits}")
    return listed(
        (each.format(title=title_of(report.fact(name)), digits=text) for name, text in repair.items()), "，", ", "
    )


def repairs(report: Report, repair: Repair) -> Iterator[dict[str, str]]:
    """Every repair of the named facts for which all relations hold, as fact → digits."""
    candidates = [_candidates(report.fact(name), repair.digits, repair.most) for name in _solved_last(repair)]
    _must_be_few(candidates[:-1])
    for chosen in product(*candidates[:-1]):
        mended = {fact.id: fact for fact in chosen}
        for fact in _fitting(report, repair, mended, candidates[-1]):
            whole = mended | {fact.id: fact}
            if all(_holds(report, relation, whole) for relation in repair.relations):
                yield {name: whole[name].printed for name in repair.facts}


def _solved_last(repair: Repair) -> list[str]:
    """The names with one at the end that a relation gives from the others: it need not be tried, only looked up."""
    last = next((of for of, _ in repair.relations if of in repair.facts), repair.facts[-1])
    return [name for name in repair.facts if name != last] + [last]


def _candidates(fact: PrintedFact, digits: str, most: int) -> list[PrintedFact]:
    found = [replace(fact, printed=text, certainty="printed") for text in sorted(_put_back(fact, digits, most))]
    return sorted(found, key=_number)


def _must_be_few(candidates: list[list[PrintedFact]]) -> None:
    tried = prod(len(options) for options in candidates)
    if tried > MOST_TRIED:
        found = Words(f"{tried:,}种组合", f"{tried:,} combinations")
        expected = Words(f"不超过{MOST_TRIED:,}种", f"at most {MOST_TRIED:,}")
        raise refuse(found, expected, Words("（请减少数或most）", "(name fewer facts, or lower `most`)"))


def _fitting(
    report: Report, repair: Repair, mended: Mapping[str, PrintedFact], candidates: list[PrintedFact]
) -> list[PrintedFact]:
    """Candidates for the last fact that the first relation speaking of it allows, the others as chosen."""
    last = candidates[0].id if candidates else ""
    facts = _quantities(report, mended)
    for of, formula in repair.relations:
        if last == of:
            value = _given(formula, facts)
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


def _holds(report: Report, relation: Relation, mended: Mapping[str, PrintedFact]) -> bool:
    """Whether a relation gives its printed result."""
    of, formula = relation
    value = _given(formula, _quantities(report, mended))
    return value is not None and _prints(mended.get(of) or report.fact(of), value)


def _given(formula: Formula, facts: Mapping[str, Quantity]) -> Range | None:
    try:
        return compute(formula, facts).numbers
    except ZeroDivisionError:
        return None


def _prints(target: PrintedFact, value: Range) -> bool:
    """Whether a range prints as these digits, rounded or cut off."""
    if value.meets(target.quantity.numbers):
        return True
    return not target.is_exact and truncated_to(target.printed, in_unit(value, target))
