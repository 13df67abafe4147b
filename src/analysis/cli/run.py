"""`junheng run` and `junheng notebooks`: make appendices, make the committed notebooks again."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from analysis import paths
from analysis.cli.app import app, console, words
from analysis.cli.options import DataSet, Folder, StandardName, Year, choose


@app.command(
    help=words(
        "年度测算：运行笔记本，生成附件和目录页。不带参数时生成 appendices.toml 中默认的附件，--appendix all 为全部。",
        "The annual run: execute the notebooks, write appendices and an index page. "
        "Without arguments, the default appendices of appendices.toml; --appendix all for every one.",
    )
)
def run(
    dataset: DataSet = "",
    data: Folder = None,
    county: Annotated[
        list[str] | None, typer.Option(help=words("县区代码，可重复；all 为全部", "county code, repeatable; all"))
    ] = None,
    appendix: Annotated[
        list[str] | None,
        typer.Option(
            help=words(
                "附件种类（appendices.toml 中的 id），可重复；all 为全部",
                "kind of appendix (an id of appendices.toml), repeatable; all",
            )
        ),
    ] = None,
    standard: StandardName = "",
    year: Year = 0,
    lang: Annotated[str, typer.Option(help=words("附件语言，逗号分隔", "languages of the appendices"))] = "zh,en",
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            help=words(
                "格式，逗号分隔：html、docx、pdf；xlsx 为各县的公式工作簿",
                "formats, comma separated: html, docx, pdf; xlsx is a county's workbook of formulas",
            ),
        ),
    ] = "html,docx,pdf",
    out: Annotated[Path, typer.Option(help=words("输出文件夹", "output folder"))] = paths.OUTPUTS,
    workers: Annotated[
        int, typer.Option(help=words("同时运行的内核数；0 为核数", "kernels at a time; 0: cores"), min=0)
    ] = 0,
) -> None:
    choose("", data, standard)
    from analysis.publish.batch import Outcome, run_jobs
    from analysis.publish.index import write_index
    from analysis.publish.jobs import check_choices, in_formats, jobs_for

    start = time.perf_counter()
    langs, endings = _listed(lang), _listed(formats)
    check_choices(langs, endings)
    jobs = in_formats(jobs_for(dataset, county or [], year, langs, appendix or []), endings)
    with _progress() as progress:
        bar = progress.add_task(words("附件", "appendices"), total=len(jobs))

        def tell(outcome: Outcome) -> None:
            progress.advance(bar)
            mark = "✗" if outcome.failure else "✓"
            progress.console.print(f"{mark} {outcome.job.name}  {outcome.seconds:.1f} s", highlight=False)

        outcomes = run_jobs(jobs, endings, out, tell, workers or None)
    page = write_index(outcomes, out)
    _close(outcomes, page, time.perf_counter() - start)


def _listed(text: str) -> list[str]:
    """ "zh, en" → zh and en, each once."""
    return list(dict.fromkeys(part.strip() for part in text.split(",")))


def _close(outcomes: list, page: Path, seconds: float) -> None:
    failed = [outcome for outcome in outcomes if outcome.failure]
    if not console.quiet:
        print(words(f"目录页：{page}（{seconds:.0f} 秒）", f"Index: {page} ({seconds:.0f} s)"))
    for outcome in failed:
        print(f"✗ {outcome.job.name}: {words(*outcome.failure)}")
    if failed:
        raise typer.Exit(1)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


@app.command(
    help=words(
        "重新运行并保存随项目提交的全部笔记本（默认参数）。",
        "Execute and save all committed notebooks with their defaults.",
    )
)
def notebooks() -> None:
    from analysis.publish.notebooks import write_notebooks

    for path, is_changed in write_notebooks():
        print(f"{path.name}: {words('已更新', 'written') if is_changed else words('未变', 'unchanged')}")
