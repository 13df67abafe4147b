"""What the audit says about one printed number or one relation between several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from analysis.insight.reports.arithmetic.ranges import Range, shown, shown_range
from analysis.insight.reports.printed_fact import NOTHING, STAGES, PrintedFact
from analysis.language import Words
from analysis.tables.facts.printed import decimals


class Conclusion(StrEnum):
    """What a check comes to (结论); the first four are about recomputing, the rest about rules, magnitudes and the text."""

    REPRODUCED = "reproduced"
    TRUNCATED = "reproduced_by_truncation"
    NOT_REPRODUCED = "not_reproduced"
    CANNOT_JUDGE = "cannot_be_judged"
    RULE_MET = "rule_met"
    RULE_NOT_MET = "rule_not_met"
    IMPLAUSIBLE = "implausible"
    DAMAGED = "damaged"
    NOTE = "note"


CONCLUSION_WORDS = {
    Conclusion.REPRODUCED: Words("可由原文各部分复算", "reproduced from the printed parts"),
    Conclusion.TRUNCATED: Words("仅按截尾可复算", "reproduced only by truncation"),
    Conclusion.NOT_REPRODUCED: Words("不能由原文各部分复算", "cannot be reproduced from the printed parts"),
    Conclusion.CANNOT_JUDGE: Words("无法判断", "cannot be judged"),
    Conclusion.RULE_MET: Words("符合所列标准", "meets the standard"),
    Conclusion.RULE_NOT_MET: Words("未达所列标准", "does not meet the standard"),
    Conclusion.IMPLAUSIBLE: Words("数量级不合常理", "implausible magnitude"),
    Conclusion.DAMAGED: Words("文本有缺损", "the text is damaged"),
    Conclusion.NOTE: Words("推算，不作判断", "implied, not judged"),
}
#: What a person has something to look at, in the order in which it is shown.
OPEN = (
    Conclusion.NOT_REPRODUCED,
    Conclusion.TRUNCATED,
    Conclusion.RULE_NOT_MET,
    Conclusion.IMPLAUSIBLE,
    Conclusion.DAMAGED,
)
#: What checks come to, as tables of many reports count it; every conclusion is in one group.
GROUPS: Mapping[Words, tuple[Conclusion, ...]] = {
    Words("成立", "Hold"): (Conclusion.REPRODUCED, Conclusion.RULE_MET),
    Words("不能复算", "Differ"): (Conclusion.NOT_REPRODUCED,),
    Words("其他待核对", "Other"): tuple(one for one in OPEN if one is not Conclusion.NOT_REPRODUCED),
    Words("不作判断", "Open"): (Conclusion.CANNOT_JUDGE, Conclusion.NOTE),
}
GROUPS_SAID = Words(
    "成立：可由原文各部分复算，或符合所列标准；不能复算：不能由原文各部分复算；其他待核对：仅按截尾可复算、未达所列标准、数量级、文本缺损；"
    "不作判断：无法判断，或只由原文推算。",
    "Hold: reproduced from the printed parts, or the standard named is met. Differ: cannot be reproduced from the printed "
    "parts. Other: reproduced only by truncation, a standard not met, implausible magnitude, damaged text. Open: cannot be "
    "judged, or only implied.",
)
#: What innocent reasons are given for.
UNEXPLAINED = (Conclusion.NOT_REPRODUCED, Conclusion.TRUNCATED, Conclusion.IMPLAUSIBLE)

#: Innocent reasons, the commonest first; always said before anything else is thought of.
ROUNDING = Words("可能由未修约的数算出，或分步修约", "it may come from unrounded numbers, or from rounding in steps")
DATE = Words("各数的统计时间可能不同", "the counts may be of different days")
BASE = Words("分母或统计范围可能不同", "the base, or who is counted, may differ")
DAMAGE = Words("录入、排印或转载可能有误", "a slip in typing, printing or reposting")


def by_group(conclusions: Iterable[Conclusion | None]) -> list[int]:
    """How many conclusions there are of each group of GROUPS."""
    counts = Counter(conclusions)
    return [sum(counts[one] for one in group) for group in GROUPS.values()]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing the audit found (一条复核结果).

    printed, computed : digits with unit, as a reader compares them; nothing where there is nothing to compare.
    innocent          : reasons that accuse nobody, in the order in which they are said.
    would_need        : what would have to be true for the relation to hold, one change at a time.
    """

    report: str
    kind: str
    conclusion: Conclusion
    subject: Words
    printed: Words = NOTHING
    computed: Words = NOTHING
    formula: str = ""
    facts: tuple[str, ...] = ()
    explanation: Words
    innocent: tuple[Words, ...] = ()
    would_need: tuple[Words, ...] = ()


def title_of(fact: PrintedFact) -> Words:
    """A fact's label with its stage and year, where the label does not say them."""
    stage = STAGES[fact.stage]
    says_stage = fact.stage == "all" or stage.zh in fact.label.zh
    zh = "，".join(filter(None, ("" if says_stage else stage.zh, fact.year.replace("-", "—"))))
    en = ", ".join(filter(None, ("" if fact.stage == "all" else fact.stage, fact.year.replace("-", "–"))))
    return Words(
        f"{fact.label.zh}（{zh}）" if zh else fact.label.zh, f"{fact.label.en} ({en})" if en else fact.label.en
    )


def in_unit(numbers: Range, fact: PrintedFact) -> Range:
    """Basic units → the unit the fact was printed in."""
    return numbers.scaled(1 / fact.read_unit.factor)


def beside(numbers: Range, fact: PrintedFact, extra: int = 2) -> Words:
    """A computed range in a fact's unit, with some digits more than were printed, so that the difference shows."""
    printed = in_unit(numbers, fact)
    places = decimals(fact.printed) + (0 if _is_printable(printed, decimals(fact.printed)) else extra)
    return fact.with_unit(shown_range(printed, places))


def _is_printable(numbers: Range, places: int) -> bool:
    return all(Fraction(shown(end, places)) == end for end in (numbers.lo, numbers.hi))


def listed(said: Iterable[Words], zh: str = "、", en: str = ", ") -> Words:
    """Several names, or with other separators several sentences, as one text."""
    parts = list(said)
    return Words(zh.join(words.zh for words in parts), en.join(words.en for words in parts))


def joined(said: Iterable[Words]) -> Words:
    """Several sentences as one text."""
    return listed(said, "", " ")


def in_a_row(said: Iterable[Words]) -> Words:
    """Reasons or changes in one line: sentences without the stop that ends them."""
    bare = [Words(words.zh.rstrip("。"), words.en.rstrip(".")) for words in said]
    return listed(bare, "；", "; ")
