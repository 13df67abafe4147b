"""Limits a sentence names itself: 高于2000元, 不低于85%, 达到80%以上的要求."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.insight.reports.reading.grammar.mentions import Mention
from analysis.insight.reports.reading.grammar.page import Page, Reading, at

ASKED = re.compile(r"^(?:的)?(?:要求|标准|指标|规定|底线|目标)")
EXCEPT = re.compile(r"除|低于[^,;。]*的(?:学校|班)|不足")


def limits(page: Page) -> Iterator[Reading]:
    for one in page.mentions:
        sense = _sense(one)
        if sense:
            yield from (_bound(value, one, sense) for value in _measured(page, one))


def _sense(one: Mention) -> str:
    """Which side of the number is right; "" when it is no limit."""
    if one.role in ("at_least", "at_most"):
        return one.role
    return "at_least" if one.number.about == "or_more" and ASKED.match(one.after) else ""


def _measured(page: Page, limit: Mention) -> list[Mention]:
    """The number that is held against a limit: the one right before it, or the series that it ends."""
    if not limit.place or EXCEPT.search(limit.clause):
        return []
    last = page.mentions[limit.place - 1]
    if last.sentence != limit.sentence or last.segment != limit.segment or last.powers != limit.powers:
        return []
    if last.unit != limit.unit or last.role in ("at_least", "at_most", "up", "down"):
        return []
    return page.series(last.place) if last.series != last.place else [last]


def _bound(value: Mention, limit: Mention, sense: str) -> Reading:
    keys = (("of", at(value.place)), (sense, at(limit.place)))
    return Reading(
        "limit", "bound", "certain" if limit.depth or not value.depth else "likely", (value.place, limit.place), keys
    )
