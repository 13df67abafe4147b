"""`junheng check` and `junheng template`: a reader's own tables, before anything is computed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from analysis.cli.app import app, asked_language, words
from analysis.errors import UsageError
from analysis.language import Words

_SEVERITIES = {"error": Words("错误", "error"), "note": Words("提示", "note")}


@app.command(
    help=words(
        "检查表格：每个问题一行（文件 › 工作表 › 单元格：问题，应为），一次列全；文件夹里的报告，列出识别出的数字和关系。",
        "Check tables: every problem on one line (file › sheet › cell: what is wrong, what was expected), all at once; of the "
        "reports in a folder, what was read of each.",
    )
)
def check(
    files: Annotated[
        list[Path],
        typer.Argument(help=words("CSV、XLSX、XLS、ODS 文件，或文件夹", "CSV, XLSX, XLS, ODS files, or a folder")),
    ],
    mapping: Annotated[
        Path | None, typer.Option(help=words("列对照文件（TOML）", "the mapping (TOML) that describes the table"))
    ] = None,
    draft_mapping: Annotated[
        bool,
        typer.Option(
            "--draft-mapping",
            help=words("生成列对照草稿，只列出无法识别的表头", "propose a mapping; asks about unknown headers"),
        ),
    ] = False,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept",
            help=words("草稿中的推测一并写明（仍须核对）", "write the draft's proposals out (check them all the same)"),
        ),
    ] = False,
    standard: Annotated[
        str,
        typer.Option(
            help=words("县级数据表还缺哪些项，按此标准列出", "list what this standard still asks a county for")
        ),
    ] = "",
) -> None:
    from analysis.cli.facts import check_facts
    from analysis.cli.own_reports import check_reports
    from analysis.tables.checks.files import check_files, told_apart
    from analysis.tables.sources.mapping_draft import draft_mapping_for

    if draft_mapping:
        for file in files:
            print(draft_mapping_for(file, is_accepted=accept))
        return
    schools, facts = (files, []) if mapping else told_apart(files)
    notes, reports = check_reports([path for path in files if path.is_dir()])
    problems, said = [], []
    if schools or not (facts or notes or reports):
        report = check_files(schools, mapping=mapping)
        problems, said = [*report.problems], [report.summary]
    if facts:
        of_facts, stated = check_facts(facts, standard)
        problems, said = [*problems, *of_facts], [*said, *stated]
    problems, said = [*problems, *notes], [*said, *reports]
    for problem in problems:
        print(_SEVERITIES[problem.severity].in_(asked_language()), problem.line(asked_language()))
    for line in said:
        print(line.in_(asked_language()))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


@app.command(
    help=words(
        "写一张空表，表头为本工具所需各列；--facts 为县级数据表。",
        "Write an empty workbook with the expected headers; --facts: one of what a county states of itself.",
    )
)
def template(
    out: Annotated[Path, typer.Argument(help=words("要写的文件", "the file to write"))] = Path("template.xlsx"),
    shape: Annotated[
        Literal["wide", "sheets", "forms"],
        typer.Option(
            help=words(
                "wide 一张总表，sheets 按学校代码的三张表，forms 一校一册的教基表",
                "wide: one sheet; sheets: three by school code; forms: the 教基 forms of one school",
            )
        ),
    ] = "wide",
    facts: Annotated[
        bool, typer.Option("--facts", help=words("县级数据和认定事项的空表", "the items and findings of a county"))
    ] = False,
    standard: Annotated[
        str, typer.Option(help=words("县级数据表所依据的标准", "the standard whose items are listed"))
    ] = "",
    year: Annotated[int, typer.Option(help=words("县级数据表的年度", "the year of the facts"), min=0)] = 0,
) -> None:
    from analysis.cli import facts as county_facts
    from analysis.tables.sources.template import write_template

    if out.suffix.lower() != ".xlsx":
        found, expected = Words("不是xlsx文件名", "is not the name of an xlsx file"), Words("….xlsx", "….xlsx")
        raise UsageError.at(str(out), found, expected)
    if out.exists():  # it may be the table somebody has just filled in
        found, expected = Words("文件已存在", "the file is there already"), Words("新的文件名", "a new name")
        raise UsageError.at(str(out), found, expected)
    if facts:
        county_facts.write_template(out, standard, year)
    else:
        write_template(out, shape)
    print(words(f"已写出 {out}", f"Wrote {out}"))
