"""`junheng reference`: the pages of docs/ that are made from data, made anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from analysis.cli.app import app, words
from analysis.paths import DOCS


@app.command(
    help=words(
        "重新生成由数据产生的文档：数据字典、用语表、公式与算例。",
        "Make anew what docs/ has of the data: the data dictionary, the words in use, the formulas with their examples.",
    )
)
def reference(
    folder: Annotated[Path, typer.Argument(help=words("文档文件夹", "folder of the documents"))] = DOCS,
) -> None:
    from analysis.publish.reference.pages import write

    changed = write(folder)
    said = words("没有变化", "nothing changed") if not changed else ", ".join(changed)
    Console().print(said)
