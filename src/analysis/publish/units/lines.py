"""The lines a document judges (测算项), for whoever reads them by program; what is open has no number."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from analysis.rules.results import Verdict
from analysis.tables.locators import in_ranges

Line = dict[str, Any]


def judged_lines(verdicts: Iterable[Verdict]) -> list[Line]:
    """One line a verdict, in their order."""
    return [_line(verdict) for verdict in verdicts]


def _line(verdict: Verdict) -> Line:
    limit, result = verdict.limit, verdict.result
    numbers = {"value": result.value, "gap": verdict.gap, "shortfall": verdict.shortfall}
    return {
        "rule": verdict.rule.id,
        "stage": verdict.stage or None,
        "answer": verdict.answer.value,
        **{name: None if math.isnan(number) else number for name, number in numbers.items()},
        "limit": limit.value if limit else None,
        "standard": limit.standard if limit else None,
        "clause": limit.clause if limit else None,
        "offenders": list(verdict.offenders),
        "year": result.year,
        "subject": verdict.subject,
        "formula": result.formula,
        "source": in_ranges(result.inputs.cells()) if result.inputs else [],
    }
