"""A county's numbers beside its verdicts (其他测算值): each a result that knows its formula and cells, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.publish.trace.measures import of_indicators, of_readings, of_rules, of_schools, of_scope, of_sizes
from analysis.publish.trace.measures.measure import Measure
from analysis.show.county.view import View

__all__ = ["Measure", "measured"]


def measured(view: View, captions: Iterable[str] = ()) -> Iterator[Measure]:
    """Every number that a county's pages may show beside its verdicts and what was read.

    captions : of the tables there are; what is dear to compute is left out where its table is not among them
    """
    for subject in (of_indicators, of_schools, of_sizes, of_scope, of_rules):
        yield from subject.measured(view)
    if any(of_readings.CAPTION.in_(view.lang) in caption for caption in captions):
        yield from of_readings.measured(view)
