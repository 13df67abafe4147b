"""`junheng datasets` and `junheng standards`: what there is to judge, and by which rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from analysis.cli.app import app, asked_language, words
from analysis.cli.page import page
from analysis.errors import JunhengError, UsageError
from analysis.language import Words

if TYPE_CHECKING:
    from analysis.rules.rule import Rule
    from analysis.rules.standards import InForce


@app.command(help=words("列出数据集：性质、行数、年份、来源。", "List data sets: kind, rows, years, source."))
def datasets() -> None:
    from analysis.tables.catalogue.datasets import datasets as all_datasets
    from analysis.tables.catalogue.datasets import size_of
    from analysis.tables.catalogue.provenance import KIND_WORDS

    lang = asked_language()
    heads = words("数据集 性质 行数 年份 来源", "dataset kind rows years source").split()
    listed = page(heads)
    refused: list[JunhengError] = []
    for dataset in all_datasets():
        try:
            rows, years = size_of(dataset)
        except JunhengError as error:  # one table that cannot be read must not hide the others
            refused.append(error)
            listed.add_row(dataset.id, KIND_WORDS[dataset.kind].in_(lang), "?", "?", dataset.title.in_(lang))
            continue
        span = f"{min(years)}–{max(years)}" if len(years) > 1 else "".join(map(str, years)) or "—"
        listed.add_row(dataset.id, KIND_WORDS[dataset.kind].in_(lang), str(rows), span, dataset.title.in_(lang))
    Console().print(listed)
    if refused:
        raise JunhengError([problem for error in refused for problem in error.problems])


@app.command(
    help=words(
        "列出某日有效的标准值、出处和可信程度。", "List the values in force on a date, with citation and confidence."
    )
)
def standards(
    on: Annotated[
        str, typer.Option("--date", help=words("日期，如 2023-09-01；默认今天", "day, e.g. 2023-09-01; today"))
    ] = "",
) -> None:
    from analysis.rules.standards import load_standards

    try:
        day = dt.date.fromisoformat(on) if on else dt.date.today()  # noqa: DTZ011  the reader asks what holds today
    except ValueError as error:
        found, expected = Words(f"“{on}”不是日期", f"'{on}' is no date"), Words("如2023-09-01", "e.g. 2023-09-01")
        raise UsageError.at("--date", found, expected) from error
    lang = asked_language()
    for standard in load_standards().values():
        heads = [head.in_(lang) for head in _HEADS]
        listed = page(heads, title=f"{standard.document} {standard.title.in_(lang)} ({standard.id})")
        for _, together in groupby(standard.in_force(day), key=lambda held: (*held[:3], *held[5:])):
            rows = list(together)
            rule = next(r for r in standard.of_measure(rows[0].measure) if r.subject == rows[0].subject)
            listed.add_row(*_standard_row(rows, rule, lang))
        if not listed.row_count:
            listed.add_row(_UNJUDGED.in_(lang), str(len(standard.rules_on(day))), "—", "—", "—")
        Console().print(listed, "")


_HEADS = (
    Words("规则", "rule"),
    Words("限值", "value"),
    Words("起始", "since"),
    Words("出处", "clause"),
    Words("依据", "read in"),
)


_UNJUDGED = Words("无限值的规则条数", "rules without a limit")


def _shown(held: InForce) -> str:
    """A coefficient with two decimals, so that 0.50 stands beside 0.45; a share in %; other values as they are."""
    from analysis.rules.measures import MEASURES
    from analysis.tables.county.items import common_items

    if MEASURES[held.measure].about == "item" and held.measure != "growth" and common_items()[held.subject].is_share:
        return f"{100 * held.value:g}%"
    return f"{held.value:.2f}" if MEASURES[held.measure].shown == "coefficient" else f"{held.value:g}"


def _standard_row(together: Sequence[InForce], rule: Rule, lang: str) -> tuple[str, ...]:
    """One rule on one line, with its values for all stages or types of school."""
    from analysis.rules.asked import name_of
    from analysis.rules.measures import MEASURES
    from analysis.show.appendix.results import CONFIDENCE
    from analysis.show.page.words import kind
    from analysis.tables.terms import common_terms

    one = together[0]
    about = common_terms().indicators.get(one.subject)
    subject = about.short if about else name_of(rule)
    bound = MEASURES[one.measure].numbers[one.number].words
    said = f"{subject.in_(lang)} · {bound.in_(lang)}"
    values = [f"{kind(held.whom, lang)} {_shown(held)}".strip() for held in together]
    return said, "\n".join(values), one.since.isoformat(), one.clause, CONFIDENCE[one.confidence].in_(lang)
