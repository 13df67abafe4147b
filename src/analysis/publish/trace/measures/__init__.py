"""A county's numbers beside its verdicts (其他测算值): each a result that knows its formula and cells, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.publish.trace.measures import (
    of_answers,
    of_differences,
    of_indicators,
    of_method,
    of_page_one,
    of_readings,
    of_rules,
    of_schools,
    of_scope,
    of_sizes,
)
from analysis.publish.trace.measures.measure import Measure
from analysis.show.county.view import View

__all__ = ["Measure", "measured"]


def measured(view: View, shown: Iterable[str] = ()) -> Iterator[Measure]:
    """Every number that a county's pages may show beside its verdicts and what was read.

    shown : the captions and sentences of a document; what is dear to compute is left out where none of them speaks of it
    """
    for subject in (of_indicators, of_schools, of_sizes, of_scope, of_rules, of_answers, of_differences):
        yield from subject.measured(view)
    said = "\n".join(shown)
    for subject in (of_page_one, of_method):
        yield from subject.measured(view, said)
    if of_readings.CAPTION.in_(view.lang) in said:
        yield from of_readings.measured(view)
