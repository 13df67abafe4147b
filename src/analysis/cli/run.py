"""`junheng run` and `junheng notebooks`: make appendices, make the committed notebooks again."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from analysis import paths
from analysis.cli.app import app, console, words
from analysis.cli.options import DataSet, Folder, StandardName, Year, choose
from analysis.cli.progress import Progress
from analysis.language import LANGS

FORMATS = ("html", "docx", "pdf")  # as publish/recipes.py says, which is too heavy, too
LEAST = 5  # as insight/masking/cells.py says, which is too heavy to import for a list of options


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
    lang: Annotated[
        list[str] | None,
        typer.Option(
            show_default="zh,en",
            help=words("附件语言，逗号分隔或重复", "languages of the appendices, comma separated or repeated"),
        ),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            show_default=",".join(FORMATS),
            help=words(
                "格式，逗号分隔或重复：html、docx、pdf；xlsx 为各县的公式工作簿",
                "formats, comma separated or repeated: html, docx, pdf; xlsx is a county's workbook of formulas",
            ),
        ),
    ] = None,
    per_school: Annotated[
        bool,
        typer.Option(
            "--per-school",
            help=words("另为每所学校生成一份一校一表（DOCX）", "every school's own sheet, too, as a file (DOCX)"),
        ),
    ] = False,
    out: Annotated[Path, typer.Option(help=words("输出文件夹", "output folder"))] = paths.OUTPUTS,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs",
            "-j",
            "--workers",
            envvar="JUNHENG_JOBS",
            help=words("同时生成的附件数；0 为核数", "documents at a time; 0: cores"),
            min=0,
        ),
    ] = 0,
    scheduler: Annotated[
        str,
        typer.Option(
            envvar="DASK_SCHEDULER_ADDRESS",
            help=words(
                "由 Dask 调度器（地址）的各节点生成", "make the documents on the workers of this Dask scheduler"
            ),
        ),
    ] = "",
    timeout: Annotated[
        int,
        typer.Option(
            help=words("笔记本的一个单元最多运行的秒数", "seconds a cell of a notebook may take"),
            envvar="JUNHENG_TIMEOUT",
            min=1,
        ),
    ] = 600,
    memory: Annotated[
        int,
        typer.Option(
            help=words(
                "一个笔记本最多占用的内存（MiB，Linux）；0 为不限", "MiB a notebook may allocate (Linux); 0: no limit"
            ),
            envvar="JUNHENG_MEMORY",
            min=0,
        ),
    ] = 0,
    fresh: Annotated[bool, typer.Option("--fresh", help=words("全部重做", "make everything again"))] = False,
    only_failed: Annotated[
        bool, typer.Option("--only-failed", help=words("只重做上次失败的", "make only what failed last time"))
    ] = False,
    public: Annotated[
        bool,
        typer.Option(
            "--public",
            help=words(
                "公开版：人数过少的数字不列出，生成到 OUT/public",
                "the public version: figures of few people are not shown; written into OUT/public",
            ),
        ),
    ] = False,
    least: Annotated[
        int,
        typer.Option(
            help=words("公开版列出的最少人数", "people from whom on the public version shows a figure"), min=2
        ),
    ] = LEAST,
    schools: Annotated[
        str,
        typer.Option(
            help=words("公开版中学校写 name（校名）或 code（代号）", "schools in the public version: name or code")
        ),
    ] = "name",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=words("只列出将要生成的，不运行", "list what would be made, and stop"))
    ] = False,
) -> None:
    choose("", data, standard)
    from analysis.publish.public import choose_public, publishable
    from analysis.publish.unchanged import unchanged
    from analysis.publish.units.surroundings import of_everything

    if public:
        choose_public(least, schools, per_school)
        out = out / "public"

    start = time.perf_counter()
    langs, endings = _listed(lang or LANGS), _listed(formats or FORMATS)
    asked = {"dataset": dataset, "county": county, "appendix": appendix, "year": year, "lang": langs, "format": endings}
    asked |= {"per_school": True} if per_school else {}
    read = of_everything(asked)
    if not (fresh or dry_run) and (documents := unchanged(out, read)) is not None:
        _close_unchanged(documents, out, time.perf_counter() - start)
        return
    from analysis.publish.batch import How
    from analysis.publish.folder import run_folder
    from analysis.publish.jobs import check_choices, in_formats, jobs_for, with_school_files
    from analysis.publish.units.task import Limits

    how = How(jobs, scheduler, fresh, only_failed, Limits(timeout, memory or None))
    check_choices(langs, endings)
    wanted = in_formats(jobs_for(dataset, county or [], year, langs, appendix or []), endings)
    wanted = publishable(wanted) if public else wanted
    wanted = with_school_files(wanted) if per_school else wanted
    if dry_run:
        _foretell(wanted, endings, out, how)
        return
    with Progress(len(wanted), console) as progress:
        outcomes = run_folder(wanted, endings, out, progress.tell, how, read)
    _close(outcomes, out / "index.html", time.perf_counter() - start)


def _listed(texts: Iterable[str]) -> list[str]:
    """ "zh, en" → zh and en, each once."""
    return list(dict.fromkeys(part.strip() for text in texts for part in text.split(",")))


def _foretell(wanted: list, endings: list[str], out: Path, how: object) -> None:
    """What a run would make, and why."""
    from analysis.publish.batch import plan
    from analysis.publish.units.keys import Keys
    from analysis.publish.units.records import REASONS

    units = plan(wanted, endings, out, how, Keys())
    for unit in units:
        if unit.reason:
            print(f"{unit.job.name}: {words(*REASONS[unit.reason])}")
    count = sum(bool(unit.reason) for unit in units)
    print(words(f"将生成{count}份，共{len(units)}份", f"{count} of {len(units)} document(s) would be made"))


def _close_unchanged(documents: list, out: Path, seconds: float) -> None:
    """Nothing has changed since the last run: said, with what that run could not make."""
    if not console.quiet:
        count = len(documents)
        print(words(f"{count}份均无变化，未重新生成", f"Nothing has changed: {count} document(s) stand as they are"))
    refused = [(one["name"], one["failure"]) for one in documents if one["failure"]]
    _end(refused, out / "index.html", seconds)


def _close(outcomes: list, page: Path, seconds: float) -> None:
    from analysis.publish.units.memory import most

    kept, took = sum(outcome.is_kept for outcome in outcomes), most(outcome.peak for outcome in outcomes)
    if kept and not console.quiet:
        print(words(f"{kept}份无变化，未重新生成", f"{kept} document(s) had not changed and were kept"))
    if took and not console.quiet:
        names = {"worker": ("工作进程", "a worker"), "kernel": ("内核", "a kernel")}
        zh, en = (" · ".join(f"{names[one][k]} {mib} MiB" for one, mib in took.items()) for k in (0, 1))
        print(words(f"内存峰值：{zh}", f"Memory at most: {en}"))
    _end([(one.job.name, one.record["failure"]) for one in outcomes if one.failure], page, seconds)


def _end(failed: list, page: Path, seconds: float) -> None:
    if not console.quiet:
        print(words(f"目录页：{page}（{seconds:.0f} 秒）", f"Index: {page} ({seconds:.0f} s)"))
    for name, failure in failed:
        print(f"✗ {name}: {words(failure['zh'], failure['en'])}")
    if failed:
        raise typer.Exit(1)


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
