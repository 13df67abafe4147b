"""A county's measures beside its verdicts (其他测算值), each with the head of the column it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from analysis.language import Words
from analysis.rules.results import Result
from analysis.rules.values import SectionValues
from analysis.show.county.view import View
from analysis.show.distribution.tables import HALVES, INDICES, area_mean, complete


class Measure(NamedTuple):
    """A number of one indicator and stage, and what its column is headed with."""

    result: Result
    head: Words


def measured(view: View) -> Iterator[Measure]:
    """Indices of inequality, means by kind of place, and coefficients of earlier years."""
    earlier = [year for year in view.table.years if year < view.year]
    for stage in view.stages:
        for indicator in view.indicators:
            values = view.values(indicator.name, stage)
            yield from _indices(values)
            yield from _by_area(values, view)
            for year in earlier:
                yield Measure(view.balance(indicator.name, stage, year), Words(str(year), str(year)))


def _indices(values: SectionValues) -> Iterator[Measure]:
    x, n = complete(values)
    for head, measure in (*INDICES, *HALVES) if len(x) else ():
        formula = getattr(measure, "func", measure).__name__
        yield Measure(values.result(measure(x, n), formula), head)


def _by_area(values: SectionValues, view: View) -> Iterator[Measure]:
    for area in view.areas:
        result = values.result(area_mean(values, area), "ratio_of_totals")
        rows = values.frame.index[values.frame["area"] == area]
        if result.inputs:
            result = replace(result, inputs=replace(result.inputs, rows=tuple(rows)))
        yield Measure(result, view.table.area_words(area))
