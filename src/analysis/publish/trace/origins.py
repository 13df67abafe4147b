"""The results a county's document rests on, each with its formula and its cells, ready to be kept (结果来源)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from analysis.language import Words
from analysis.publish.trace.measures import Measure, measured
from analysis.rules.asked import name_of
from analysis.rules.results import Result, Verdict
from analysis.rules.verdict import CountyVerdict
from analysis.show.county.view import View
from analysis.show.page.trace import formula_line
from analysis.tables.locators import in_ranges
from analysis.tables.schools import STAGE_WORDS

NUMBERS = ("value", "limit", "gap", "shortfall")
AS_READ = Words("照原表读入", "as read from the table")
MEAN = "mean"  # of a county, where its other measures bear the heads they are printed under
MET = Words("达标项", "Met")  # the head of a school's count of thresholds met


@dataclass(frozen=True)
class Origin:
    """One number and what it was made of.

    names  : what it is about, as pages call it in the document's language, without capitals
    kept   : what is written down of it
    column : the head of the columns it can stand in, where its name alone does not tell it: a measure, a year, a kind of place
    """

    names: frozenset[str]
    stage: str
    school: str
    kept: Mapping[str, Any]
    column: str = ""

    @property
    def numbers(self) -> Iterator[tuple[str, float]]:
        return ((name, self.kept[name]) for name in NUMBERS if self.kept.get(name) is not None)


def origins(view: View) -> list[Origin]:
    """Every verdict of a county, its means and other measures, and every figure read of its schools in that year."""
    judged = view.verdict
    found = [_of_verdict(one, judged, view) for one in judged.verdicts]
    found += [_of_mean(stage, name, view) for stage in view.stages for name in judged.indicators]
    found += [_of_measure(one, view) for one in measured(view)]
    return [*found, *_read(view)]


def _of_verdict(verdict: Verdict, judged: CountyVerdict, view: View) -> Origin:
    school = ""
    if verdict.row is not None:
        school = judged.case.sections.rows.at[verdict.row, "school"]
    elif verdict.school_id:
        rows = judged.case.sections.rows
        school = rows.loc[rows["school_id"] == verdict.school_id, "school"].iloc[0]
    limit = verdict.limit
    ruled = {
        "rule": verdict.rule.id,
        "answer": verdict.answer.value,
        "limit": limit.value if limit else None,
        "gap": _known(verdict.gap),
        "shortfall": _known(verdict.shortfall),
        "clause": f"{limit.document} {limit.clause} ({limit.standard})" if limit else None,
    }
    counted = [MET.in_(view.lang)] if school and verdict.rule.measure == "met_count" else []
    return _origin(verdict.result, school, view, ruled, name_of(verdict.rule).in_(view.lang), *counted)


def _of_mean(stage: str, name: str, view: View) -> Origin:
    return _origin(view.verdict.mean(stage, name), "", view, {"rule": None, "measure": MEAN})


def _of_measure(measure: Measure, view: View) -> Origin:
    head = measure.head.in_(view.lang)
    return replace(_origin(measure.result, "", view, {"rule": None, "measure": head}), column=head.casefold())


def _origin(result: Result, school: str, view: View, ruled: Mapping[str, Any], *called: str) -> Origin:
    names = [*_names(result.subject, view), *called]
    kept = {
        "subject": result.subject,
        "called": next(iter(names), result.subject),
        "stage": result.stage or None,
        "school": school or None,
        "value": _known(result.value),
        "formula": formula_line(result, view.lang),
        "source": in_ranges(result.inputs.cells()) if result.inputs else [],
    }
    return Origin(_as_compared(names), result.stage, school, {**ruled, **kept})


def _as_compared(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _read(view: View) -> Iterator[Origin]:
    """The figures of the year's rows as they were read, each with its cell."""
    table = view.table
    rows = table.rows[table.rows["year"] == view.year]
    for name in table.numbers:
        names = _names(name, view)
        for row, value in rows[name].dropna().items():
            if cells := table.locators.of(row, name):
                about = rows.loc[row]
                kept = {
                    "rule": None,
                    "subject": name,
                    "called": next(iter(names), name),
                    "stage": about["stage"],
                    "school": about["school"],
                    "value": float(value),
                    "formula": AS_READ.in_(view.lang),
                    "source": in_ranges(cells),
                }
                yield Origin(_as_compared(names), about["stage"], about["school"], kept)


def _names(subject: str, view: View) -> list[str]:
    """What an indicator or a field is called on a page, the longest first."""
    terms, lang = view.table.terms, view.lang
    found: list[Words] = []
    if one := terms.indicators.get(subject):
        found = [one.label, one.short, one.short_in_sentence]
    elif field := terms.fields.get(subject):
        found = [field.label]
    return sorted({words.in_(lang) for words in found}, key=lambda name: (-len(name), name))


def stage_words(lang: str) -> Mapping[str, str]:
    """How stages are written on pages."""
    return {name: words.in_(lang) for name, words in STAGE_WORDS.items() if name != "all"}


def _known(number: float) -> float | None:
    return None if math.isnan(number) else float(number)
