"""Parts of wholes by their names alone: 专任教师 are among 教职工, whatever a sentence says."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.insight.reports.reading.grammar.cues import cues
from analysis.insight.reports.reading.grammar.mentions import Mention
from analysis.insight.reports.reading.grammar.page import Page, Reading, order

FAR = 60  # mentions between a part and its whole


def within(page: Page) -> Iterator[Reading]:
    """The nearest whole before a part, of the same unit, stage and year; inferred, and therefore never certain."""
    last: dict[tuple[int, str, str, str], Mention] = {}
    for one in page.mentions:
        if one.depth or one.role not in ("count", "average", "rate", "level", "share", "percent"):
            continue
        name = page.cores[one.place]
        for place, kind in enumerate(cues().within):
            key = (place, one.unit, "all" if one.stage == "compulsory" else one.stage, one.year)
            if name in kind.whole:
                last[key] = one
            elif name in kind.part and (whole := last.get(key)) and one.place - whole.place <= FAR:
                yield order(one.place, whole.place, "likely")
