"""Numbers that stand just on the right side of a limit: something to read beside the whole-number test, no verdict."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from analysis.insight.reports.findings import Conclusion, Finding, in_unit
from analysis.insight.reports.limits import Limit, per_basic
from analysis.insight.reports.report import Report
from analysis.language import Words
from analysis.rules.standards import Standard
from analysis.schema import both

NEAR = Fraction(1, 10)  # of the limit, on either side
FEWEST = 5  # limits a report must be held against before a pattern is worth a word


def near_limits(report: Report, standards: Mapping[str, Standard]) -> Finding | None:
    """How many numbers lie within a tenth of their limit on the side that meets it, and how many on the other (限值附近).

    Most of what lies near a limit may lie there honestly: thresholds are what schools are built up to. None when fewer
    than five numbers are held against limits, or none of them lies near. Limits and targets a report itself sets are left out.
    """
    margins = [
        _margin(report, limit, standards)
        for limit in report.checks
        if isinstance(limit, Limit) and report.fact(limit.of).is_usable and report.fact(limit.of).kind == "figure"
    ]
    if len(margins) < FEWEST:
        return None
    at = sum(margin == 0 for margin in margins)
    inside = sum(0 < margin <= NEAR for margin in margins)
    outside = sum(-NEAR <= margin < 0 for margin in margins)
    if not (at or inside or outside):
        return None
    said = Words(
        "对照限值的{count}个数字中，恰为限值的{at}个，达标一侧10%以内的{inside}个，未达标一侧10%以内的{outside}个。"
        "仅供阅读参考：按标准建设，本来就会接近限值。",
        "Of {count} numbers compared with limits, {at} equal the limit, {inside} meet it by 10% or less, {outside} miss it "
        "by 10% or less. A reading aid only: what is built to a standard lies near it.",
    )
    return Finding(
        report=report.id,
        kind="heaping",
        conclusion=Conclusion.NOTE,
        subject=Words("限值附近的数字", "numbers near their limit"),
        explanation=said.format(count=len(margins), at=at, inside=inside, outside=outside),
        printed=both(str(len(margins))),
        computed=both(f"{at}/{inside}/{outside}"),
    )


def _margin(report: Report, limit: Limit, standards: Mapping[str, Standard]) -> Fraction:
    """By which share of the limit a number meets it; negative when it does not."""
    fact, rule = report.fact(limit.of), limit.rule_in_force(report, standards)
    line = Fraction(str(rule.value))
    value = in_unit(fact.quantity.numbers, fact).middle * fact.read_unit.factor / per_basic(fact)
    distance = (value - line) / line
    return distance if limit.sense == "at_least" else -distance
