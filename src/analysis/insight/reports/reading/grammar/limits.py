"""Limits a sentence names itself: 高于2000元, 不低于85%, 达到80%以上的要求."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.insight.reports.reading.grammar.mentions import Mention
from analysis.insight.reports.reading.grammar.page import Page, Reading, at

EXCEPT = re.compile(r"除|平均|低于[^,;。]*的(?:学校|班)|不足")


def limits(page: Page) -> Iterator[Reading]:
    for one in page.mentions:
        if one.role in ("at_least", "at_most"):
            yield from (_bound(value, one, one.role) for value in _measured(page, one))


def _measured(page: Page, limit: Mention) -> list[Mention]:
    """The number that is held against a limit: the one right before it, or the series that it ends."""
    if not limit.place or EXCEPT.search(limit.clause):
        return []
    changes = ("up", "down")
    near = [one for one in page.in_sentence_before(limit.place, 4) if one.role not in changes]
    last = near[0] if near else None
    if last is None or last.segment != limit.segment or last.unit != limit.unit or last.role in ("at_least", "at_most"):
        return []
    if len({last.stage, limit.stage} - {"all", "compulsory"}) > 1:
        return []
    return page.series(last.place) if last.series != last.place else [last]


def _bound(value: Mention, limit: Mention, sense: str) -> Reading:
    keys = (("of", at(value.place)), (sense, at(limit.place)))
    return Reading(
        "limit", "bound", "certain" if limit.depth or not value.depth else "likely", (value.place, limit.place), keys
    )
