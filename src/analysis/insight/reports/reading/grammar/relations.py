"""All relations that a report's sentences state, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.insight.reports.reading.grammar.averages import averages
from analysis.insight.reports.reading.grammar.changes import changes
from analysis.insight.reports.reading.grammar.limits import limits
from analysis.insight.reports.reading.grammar.mentions import Mention
from analysis.insight.reports.reading.grammar.page import CERTAINTIES, Page, Reading
from analysis.insight.reports.reading.grammar.ratios import ratios
from analysis.insight.reports.reading.grammar.remains import remains
from analysis.insight.reports.reading.grammar.rows import column_totals, rows
from analysis.insight.reports.reading.grammar.shares import shares
from analysis.insight.reports.reading.grammar.sums import sums
from analysis.insight.reports.reading.grammar.within import within

RULES = (sums, rows, column_totals, remains, shares, ratios, averages, changes, limits, within)


def read_relations(mentions: Sequence[Mention]) -> list[Reading]:
    """What the sentences state of their numbers, each once, whether the numbers agree or not."""
    page = Page(mentions)
    return _once(reading for rule in RULES for reading in rule(page))


def _once(readings: Iterable[Reading]) -> list[Reading]:
    found: dict[object, Reading] = {}
    for one in sorted(readings, key=lambda one: (max(one.places), CERTAINTIES.index(one.certainty))):
        found.setdefault((one.kind, one.places[0], frozenset(one.places)), one)
    sums = {(one.places[0], part) for one in found.values() if one.relation == "sum" for part in one.places[1:]}
    return [one for one in found.values() if one.certainty == "certain" or not _is_said_by(sums, one)]


def _is_said_by(sums: set[tuple[int, int]], one: Reading) -> bool:
    """A part and its whole that a sum names already."""
    return one.relation == "part" and (one.places[1], one.places[0]) in sums
