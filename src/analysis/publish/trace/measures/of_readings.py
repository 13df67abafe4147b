"""What stands of a reading that turns a verdict (口径比对): the verdict as counted here, and by the reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analysis.language import Words
from analysis.publish.trace.measures.measure import LIMIT, Measure
from analysis.publish.trace.measures.of_rules import asked, found
from analysis.rules.asked import name_of
from analysis.rules.results import Verdict
from analysis.show.county.view import View
from analysis.show.readings.view import open_readings

CAPTION = Words("因口径而改变的判断", "Verdicts that a reading turns")
HERE, OTHER = Words("此处口径", "As counted here"), Words("另一口径", "By the reading")


def measured(view: View) -> Iterator[Measure]:
    """Both sides of every verdict that a reading turns, and its limit; each county is judged once a reading for it."""
    for one in open_readings(view).found:
        for turn in one.turns:
            about = turn.after[0]
            beside = (CAPTION, one.reading.label, *_named(view, about))
            yield from asked(view, about, LIMIT, beside)
            for head, verdicts in ((HERE, turn.before), (OTHER, turn.after)):
                for verdict in verdicts:
                    yield from _said(view, verdict, head, beside)


def _named(view: View, verdict: Verdict) -> Iterator[Words]:
    """What the row calls the verdict and whom it is about."""
    known = view.table.terms.indicators.get(verdict.rule.subject)
    yield known.short if known else name_of(verdict.rule)
    if verdict.unit != "county":
        yield Words(verdict.result.place, verdict.result.place)


def _said(view: View, verdict: Verdict, head: Words, beside: tuple[Words, ...]) -> Iterator[Measure]:
    if not verdict.members or verdict.unit == "county":
        yield from found(view, verdict, head, beside)
        return
    judged = dict.fromkeys(one.subject for one in verdict.members)
    terms = view.table.terms.indicators
    counted = tuple(terms[name].short.in_(view.lang) if name in terms else name for name in judged)
    yield Measure(verdict.result, head, beside)
    of_all = replace(verdict.result, value=float(len(judged)), formula="count", limit=None)
    yield Measure(of_all, head, beside, counted=counted)
