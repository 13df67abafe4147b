"""`junheng plan`: the cheapest additions with which one county passes, school by school."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.app import app, asked_language, words
from analysis.cli.options import County, DataSet, Folder, Language, StandardName, Year, choose
from analysis.errors import UsageError
from analysis.language import Words


@app.command(
    help=words(
        "测算一个县以最少费用达标的方案：增加什么、加在哪所学校、需要多少经费（一校一策）。单价写入数据文件夹的 costs.toml。",
        "The least costly way for one county to meet the standard: what to add at which school, and what it costs. Unit costs are in "
        "costs.toml in the folder of your data.",
    )
)
def plan(
    county: County = "",
    dataset: DataSet = "",
    data: Folder = None,
    year: Year = 0,
    standard: StandardName = "",
    margin: Annotated[
        float, typer.Option(help=words("差异系数比限值至少低多少", "how far coefficients stay below their limits"))
    ] = 0.01,
    budget: Annotated[
        float, typer.Option(help=words("总预算（元），0 为不限", "all it may cost, in yuan; 0 sets no bound"), min=0)
    ] = 0.0,
    years: Annotated[int, typer.Option(help=words("分几年实施", "over how many years"), min=1)] = 1,
    write_costs: Annotated[
        Path | None,
        typer.Option(
            help=words("将示例单价写入 costs.toml，供修改", "write the example unit costs as a costs.toml to edit")
        ),
    ] = None,
    lang: Language = "",
) -> None:
    choose(lang, data, standard)
    if write_costs:
        _write_costs(write_costs)
        return
    from analysis.cli.page import show
    from analysis.cli.verdict import chosen_view
    from analysis.insight.plan.additions import costs_of_folder
    from analysis.insight.plan.plan import Wishes
    from analysis.show.plan import sentences, tables
    from analysis.show.plan.view import ANY, PlanView

    found = PlanView(chosen_view(dataset, county, year), costs_of_folder(), Wishes(margin, budget or ANY), years)
    for sentence in (sentences.STANDING, *sentences.result(found), sentences.classes(found), *sentences.costs(found)):
        if sentence:
            print(sentence.in_(found.lang))
    if found.plan is None:
        raise typer.Exit(1)
    for table in filter(None, (tables.before_and_after(found), tables.additions(found), tables.county_list(found))):
        print()
        show(table)


def _write_costs(path: Path) -> None:
    """The example as a file to edit; nothing is written over."""
    from analysis.insight.plan.additions import example_file

    if path.exists():
        found = Words("文件已经存在", "the file exists already")
        raise UsageError.at(str(path), found, Words("新的文件名", "a new file name"))
    path.write_text(example_file(asked_language()), encoding="utf-8")
    print(words(f"已写入 {path}", f"wrote {path}"))
