"""Options that several verbs take, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.app import choose_data, choose_language, choose_standard, words

County = Annotated[str, typer.Option(help=words("县区代码", "county code"))]
DataSet = Annotated[str, typer.Option(help=words("数据集（见 junheng datasets）", "data set (junheng datasets)"))]
Folder = Annotated[Path | None, typer.Option(help=words("自有表格所在文件夹", "folder of your own tables"))]
Year = Annotated[int, typer.Option(help=words("年份；不写则取最近一年", "year; the latest when not given"), min=0)]
StandardName = Annotated[
    str,
    typer.Option(
        help=words(
            "对照的标准（见 junheng standards），none 为不对照", "standard to judge by (junheng standards), or none"
        )
    ),
]
Language = Annotated[str, typer.Option(help=words("语言：zh 或 en", "language: zh or en"))]


def choose(lang: str, data: Path | None, standard: str) -> None:
    """Everything that follows speaks, reads and judges as asked."""
    if lang:
        choose_language(lang)
    if data:
        choose_data(data)
    if standard:
        choose_standard(standard)
