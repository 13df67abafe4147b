"""Numbers and names as a reader sees them: rounded here and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from analysis.language import Words
from analysis.rules.results import ANSWER_WORDS, Answer, Verdict
from analysis.show.page.table import MISSING
from analysis.tables.facts.fact import FACT_STAGES
from analysis.tables.schools import SCHOOL_TYPES, STAGE_WORDS
from analysis.tables.terms import Indicator

GROUPED_FROM = 10_000  # 2451 and 2000 stand beside each other alike; 12,345 is easier to read grouped
MOST_DECIMALS = 6
MARKS = {Answer.MET: "✓", Answer.NOT_MET: "×", Answer.CANNOT_JUDGE: "?"}


def number(value: float, decimals: int = 2) -> str:
    """Fixed decimals, half rounded up (四舍五入), separators from ten thousand on; a dash where there is no value."""
    if value is None or math.isnan(value):
        return MISSING
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    separator = "," if abs(rounded) >= GROUPED_FROM else ""
    return f"{rounded + 0:{separator}.{decimals}f}".replace("-", "−")  # adding 0 takes the sign off a rounded −0.00


def beside_limit(value: float, limit: float, decimals: int) -> str:
    """A value with as many decimals as it takes to tell it from a limit it is not equal to."""
    while decimals < MOST_DECIMALS and value != limit and number(value, decimals) == number(limit, decimals):
        decimals += 1
    return number(value, decimals)


def whole(value: float) -> str:
    return number(value, 0)


def cv(value: float) -> str:
    """A coefficient of variation: three decimals, as the reports print it."""
    return number(value, 3)


def percent(share: float, decimals: int = 1) -> str:
    """A share of 0–1 as a percentage."""
    return MISSING if math.isnan(share) else f"{number(100 * share, decimals)}%"


def signed(value: float, decimals: int) -> str:
    """A change with its sign, as printed: +1.2, −0.8."""
    return f"{value:+.{decimals}f}".replace("-", "−")


def points(share: float, decimals: int = 1) -> str:
    """A difference of shares in percentage points, signed."""
    return MISSING if math.isnan(share) else f"{100 * share:+,.{decimals}f}".replace("-", "−")


def indicator_value(value: float, indicator: Indicator) -> str:
    """With the decimals its term states; else two, and more where that would leave fewer than two digits that count."""
    decimals = indicator.decimals
    if not indicator.has_decimals and math.isfinite(value) and value:
        decimals = min(max(decimals, 1 - math.floor(math.log10(abs(value)))), MOST_DECIMALS)
    return number(value, decimals)


def value_of(verdict: Verdict, indicator: Indicator) -> str:
    """A section's value beside its limit; "≤ 3.20" where only a bound is known, and decides."""
    limit = verdict.limit.value if verdict.limit else float("nan")
    if not verdict.is_bounded:
        return beside_limit(verdict.result.value, limit, indicator.decimals)
    end = verdict.result.nearest(limit)
    return f"{'≤' if end == verdict.result.bounds[1] else '≥'} {indicator_value(end, indicator)}"


def at_least(text: str, verdict: Verdict) -> str:
    """A gap or shortfall; that it may be more where only a bound of the value is known."""
    return f"≥ {text}" if verdict.is_bounded and text != MISSING else text


def lacking(value: float, indicator: Indicator, lang: str) -> str:
    """A shortfall with what it is counted in: "5 人", "1 teacher", "518.9 m²"."""
    amount = number(value, 0 if indicator.is_whole or indicator.decimals == 0 else 1)
    unit = indicator.gap_unit.in_(lang)
    if lang == "en" and amount == "1":
        unit = unit.removesuffix("s")
    return f"{amount} {unit}" if lang == "en" else f"{amount}{unit}"


def answer(value: Answer, lang: str) -> str:
    """ "× 未达标": the mark is read without colour."""
    return f"{MARKS[value]} {ANSWER_WORDS[value].in_(lang)}"


def stage(name: str, lang: str) -> str:
    return STAGE_WORDS[name].in_(lang)


def kind(name: str, lang: str) -> str:
    """A stage or a type of school, as rules name whom they are about."""
    known = FACT_STAGES.get(name) or SCHOOL_TYPES.get(name)
    return known.in_(lang) if known else ""


def counted(count: int, noun: str) -> str:
    """English only: "1 school", "4 schools"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


#: Under a table whose parts add up to a total.
EACH_ROUNDED = Words(
    "各数分别四舍五入，分项之和的末位可能与合计不同。",
    "Each number is rounded for itself: parts may miss their total in the last digit.",
)


def by_stage(labels: Mapping[str, Words]) -> Words:
    """What each stage has, its stage behind it; once where all have the same."""
    if len(set(labels.values())) == 1:
        return next(iter(labels.values()))
    zh = "、".join(f"{label.zh}（{stage(one, 'zh')}）" for one, label in labels.items())
    en = ", ".join(f"{label.en} ({stage(one, 'en')})" for one, label in labels.items())
    return Words(zh, en)


def listed(names: list[str], lang: str, limit: int = 6) -> str:
    """A list in running text; the rest is counted, not dropped silently."""
    joined = ("、" if lang == "zh" else ", ").join(names[:limit])
    rest = len(names) - limit
    if rest <= 0:
        return joined
    return joined + Words(f"等共{len(names)}个", f" and {rest} more").in_(lang)
