"""`junheng datasets` and `junheng standards`: what there is to judge, and by which rules."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from analysis.cli.app import _asked_language, app, words


@app.command(help=words("列出数据集：性质、行数、年份、来源。", "List data sets: kind, rows, years, source."))
def datasets() -> None:
    from analysis.tables.catalogue import datasets as all_datasets
    from analysis.tables.catalogue import size_of
    from analysis.tables.provenance import KIND_WORDS

    lang = _asked_language()
    heads = words("数据集 性质 行数 年份 来源", "dataset kind rows years source").split()
    page = Table(*heads, box=None, pad_edge=False)
    for dataset in all_datasets():
        rows, years = size_of(dataset)
        span = f"{min(years)}–{max(years)}" if len(years) > 1 else "".join(map(str, years)) or "—"
        page.add_row(dataset.id, KIND_WORDS[dataset.kind].in_(lang), str(rows), span, dataset.title.in_(lang))
    Console().print(page)


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
    from analysis.rules.standards import in_force, load_standards

    try:
        day = dt.date.fromisoformat(on) if on else dt.date.today()  # noqa: DTZ011  the reader asks what holds today
    except ValueError as error:
        raise typer.BadParameter(on, param_hint="--date") from error
    lang = _asked_language()
    heads = words("规定 内容 学段 限值 起始 出处 可信程度", "document rule stage value from clause confidence").split()
    for standard in load_standards().values():
        page = Table(*heads, title=f"{standard.title.in_(lang)} ({standard.id})", title_justify="left", box=None)
        for row in in_force(standard, day):
            page.add_row(*(cell.in_(lang) if hasattr(cell, "in_") else str(cell) for cell in row))
        Console().print(page)
