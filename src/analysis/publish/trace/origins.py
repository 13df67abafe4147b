"""The results a county's document rests on, each with its formula and its cells, ready to be kept (结果来源)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from analysis.language import Words
from analysis.publish.trace.labels import has_digits, labels, labels_of_schools
from analysis.publish.trace.measures import Measure, measured
from analysis.publish.trace.measures.measure import Subject
from analysis.publish.trace.phrases import as_read
from analysis.rules.asked import name_of
from analysis.rules.results import Inputs, Result, Verdict
from analysis.rules.verdict import CountyVerdict
from analysis.show.county.view import View
from analysis.show.page.trace import PLANNED, formula_line
from analysis.tables.locators import in_ranges
from analysis.tables.schools import STAGE_WORDS
from analysis.tables.terms import Terms

NUMBERS = ("value", "limit", "gap", "shortfall")
AS_READ = Words("照原表读入", "as read from the table")
MEAN = "mean"  # of a county, where its other measures bear the heads they are printed under
CELLS = "cells"
#: How numbers are explained that rest on no cells by their nature; counts of named rows are told apart, too.
KINDS = {
    "rule": "rule",
    "reading": "reading",
    "example": "example",
    "choice": "choice",
    "usual": "choice",
    "level": "choice",
    "year": "label",
    "name": "label",
    "class_limit": "label",
    "aim": "choice",
    "unit_cost": "choice",
    "scope_line": "label",
    **dict.fromkeys(PLANNED, "planned"),
}


@dataclass(frozen=True)
class Origin:
    """What a printed number can be: its names say where it stands, `kept` what it was made of.

    names    : what it is about, as pages call it in the document's language, without capitals; any of them tells it
    numbers  : which of its numbers it can be, with their values
    column   : the head of the columns it can stand in, where its name alone does not tell it: a measure, a year, a kind of place
    beside   : what its row or caption says as well, all of it
    said     : how sentences tell its value, each a phrase with its place
    within   : the same of a cell that has several numbers; none where it may be any of them
    is_spare : written down only where a page shows it
    is_label : its digits are part of a name
    is_in_sentences_only : no column shows it
    """

    names: frozenset[str]
    stage: str
    school: str
    stated: Mapping[str, float | None]
    column: str = ""
    beside: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    is_in_sentences_only: bool = False
    is_spare: bool = False
    is_label: bool = False
    told: Callable[[], Mapping[str, Any]] = field(default=dict, compare=False)

    @cached_property
    def kept(self) -> Mapping[str, Any]:
        """What is written down of it; put together when somebody asks."""
        return self.told()

    @property
    def numbers(self) -> Iterator[tuple[str, float]]:
        return ((name, self.stated[name]) for name in NUMBERS if self.stated.get(name) is not None)


def origins(view: View, shown: Iterable[str] = ()) -> list[Origin]:
    """Every verdict of a county, its means and other measures, every figure read of its schools in that year, and names
    that have digits; `shown` are the captions and sentences that are explained by them."""
    judged = view.verdict
    found = [_of_verdict(one, judged, view) for one in judged.verdicts]
    found += [_of_mean(stage, name, view) for stage in view.stages for name in judged.indicators]
    found += [_of_measure(one, view.table.terms, view.lang) for one in measured(view, shown)]
    return [*found, *_read(view), *_labels(view)]


def of_subject(subject: Subject, lang: str) -> Iterator[Origin]:
    """The numbers of a part of a document, and its names that have digits."""
    yield from (_of_measure(one, subject.terms, lang) for one in subject.measures)
    yield from (label_of(text, what.in_(lang)) for text, what in dict(subject.names).items() if has_digits(text))


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
    }
    return _origin(verdict.result, school, view.table.terms, view.lang, ruled, name_of(verdict.rule).in_(view.lang))


def _of_mean(stage: str, name: str, view: View) -> Origin:
    result = view.verdict.mean(stage, name)
    return _origin(result, "", view.table.terms, view.lang, {"rule": None, "measure": MEAN})


def _of_measure(measure: Measure, terms: Terms, lang: str) -> Origin:
    head = measure.head.in_(lang) if measure.head else ""
    said, within = (tuple(filter(None, (one.in_(lang) for one in told))) for told in (measure.said, measure.within))
    beside = [one.in_(lang) for one in measure.beside]
    about = {"rule": None, "measure": " · ".join([*map(str.strip, beside), head or as_read(said[0])])}
    if measure.counted is not None:
        about |= {"kind": "rows", "counted": list(measure.counted)}
    found = _origin(measure.result, measure.school, terms, lang, about)
    return replace(
        found,
        column=head.casefold(),
        beside=_as_compared(beside),
        said=said,
        within=within,
        is_spare=True,
        is_in_sentences_only=not head,
    )


def _origin(result: Result, school: str, terms: Terms, lang: str, ruled: Mapping[str, Any], *called: str) -> Origin:
    names = [*_names(result.subject, terms, lang), *called]

    def told() -> Mapping[str, Any]:
        limit = result.limit
        return {
            "kind": KINDS.get(result.formula, CELLS),
            **({"clause": f"{limit.document} {limit.clause} ({limit.standard})"} if limit else {}),
            **ruled,
            "subject": result.subject,
            "called": next(iter(names), ruled.get("measure") or result.subject),
            "stage": result.stage or None,
            "school": school or None,
            "value": _known(result.value),
            "formula": formula_line(result, lang),
            "source": in_ranges(result.inputs.cells()) if result.inputs else [],
            **({"sections": len(result.inputs.rows)} if isinstance(result.inputs, Inputs) else {}),
        }

    return Origin(_as_compared(names), result.stage, school, {**ruled, "value": _known(result.value)}, told=told)


def _labels(view: View) -> Iterator[Origin]:
    """Names that have digits, which are no numbers of the county."""
    yield from (label_of(text, what.in_(view.lang)) for text, what in labels(view))
    yield from (label_of(text, what.in_(view.lang), school) for school, text, what in labels_of_schools(view))


def label_of(text: str, what: str, school: str = "") -> Origin:
    """A name, and what it is; of a school, where it is told of it alone."""
    about = {"rule": None, "kind": "label", "subject": "", "called": text, "stage": None, "school": school or None}
    about |= {"value": None, "formula": what, "source": []}
    return Origin(frozenset([text]), "", school, {}, is_spare=True, is_label=True, told=partial(dict, about))


def _as_compared(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _read(view: View) -> Iterator[Origin]:
    """The figures of the year's rows as they were read, each with its cell."""
    table = view.table
    rows = table.rows[table.rows["year"] == view.year]
    whose = rows[["stage", "school"]].to_dict("index")  # a frame is slow at one row
    for name in table.numbers:
        names = _names(name, table.terms, view.lang)
        for row, value in rows[name].dropna().items():
            if cells := table.locators.of(row, name):
                about = whose[row]
                kept = {
                    "rule": None,
                    "kind": CELLS,
                    "subject": name,
                    "called": next(iter(names), name),
                    "stage": about["stage"],
                    "school": about["school"],
                    "value": float(value),
                    "formula": AS_READ.in_(view.lang),
                    "source": in_ranges(cells),
                }
                stated = {"value": kept["value"]}
                yield Origin(_as_compared(names), about["stage"], about["school"], stated, told=partial(dict, kept))


def _names(subject: str, terms: Terms, lang: str) -> list[str]:
    """What an indicator or a field is called on a page, the longest first."""
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
