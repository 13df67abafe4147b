"""The application itself: options before the verb, messages in the reader's language, logging."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.logging import RichHandler

from analysis import __version__
from analysis.errors import UsageError
from analysis.language import LANGS, Words, reader_language
from analysis.paths import USER_ROOT_VARIABLE


def asked_language() -> str:
    """Help texts are made before options are read, so `junheng --lang zh --help` is looked up by hand."""
    given = sys.argv[1:]
    if "--lang" in given[:-1] and (value := given[given.index("--lang") + 1]) in LANGS:
        return value
    return reader_language()


def words(zh: str, en: str) -> str:
    """The text in the language of this call."""
    return Words(zh, en).in_(asked_language())


console = Console(stderr=True)
app = typer.Typer(
    name="junheng",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=words(
        "均衡：测算县域义务教育学校资源配置是否均衡，说明原因，生成中英文附件。结果为测算结果，不是官方认定。",
        "junheng: judge and explain how evenly a county's compulsory schools are resourced, and write briefing "
        "appendices in Chinese and English. Results are computed, not official findings.",
    ),
    epilog=words(
        "先试：junheng run　　自己的表：junheng check 表.xlsx，然后 junheng run --data 文件夹",
        "Start: junheng run. Your own table: junheng check TABLE.xlsx, then junheng run --data FOLDER",
    ),
)


def _show_version(asked: bool) -> None:
    if asked:
        print(f"junheng {__version__}")
        raise typer.Exit


@app.callback()
def options(
    lang: Annotated[str, typer.Option(help=words("消息所用语言：zh 或 en", "language of messages: zh or en"))] = "",
    data: Annotated[
        Path | None,
        typer.Option(envvar=USER_ROOT_VARIABLE, help=words("自有表格所在文件夹", "folder that holds your own tables")),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help=words("显示详细信息", "say more"))] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=words("只显示错误", "errors only"))] = False,
    log_file: Annotated[Path | None, typer.Option(help=words("日志写入文件", "write a log to this file"))] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help=words("版本", "version"))
    ] = False,
) -> None:
    if lang:
        choose_language(lang)
    if data:
        choose_data(data)
    _start_logging(verbose, quiet, log_file)


def choose_language(lang: str) -> None:
    """Messages, and everything a kernel prints, follow this choice."""
    if lang not in LANGS:
        raise UsageError.at("--lang", Words(f"没有“{lang}”", f"there is no '{lang}'"), Words("zh或en", "zh or en"))
    os.environ["JUNHENG_LANG"] = lang


def choose_data(folder: Path) -> None:
    """Kernels inherit the folder by the environment, so that notebooks hold no path."""
    os.environ[USER_ROOT_VARIABLE] = str(folder.expanduser().resolve())


def choose_standard(name: str) -> None:
    """Kernels inherit the standard by the environment as well; UsageError for one there is not."""
    from analysis.rules.choice import NONE, STANDARD_VARIABLE
    from analysis.rules.standards import standard

    if name != NONE:
        standard(name)
    os.environ[STANDARD_VARIABLE] = name


def _start_logging(verbose: bool, quiet: bool, log_file: Path | None) -> None:
    # What fails is said by the verb itself, in the reader's language; log lines are for those who ask for them.
    level = logging.DEBUG if verbose else logging.CRITICAL
    handlers: list[logging.Handler] = [RichHandler(console=console, level=level, show_path=False, show_time=False)]
    if log_file:
        to_file = logging.FileHandler(log_file, mode="w", encoding="utf8")
        to_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        handlers.append(to_file)
    logging.basicConfig(level=logging.WARNING, handlers=handlers, format="%(message)s", force=True)
    logging.getLogger("analysis").setLevel(logging.DEBUG if verbose or log_file else logging.INFO)
    console.quiet = quiet
