"""`junheng trace`: from a printed number to its formula, file, sheet and cell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.app import app, asked_language, words


@app.command(
    help=words(
        "查数字来源：从附件中某表某行（如“表2第4行”）、某个所载数字、某句话（或其中一部分）、某条规则、某项指标，查到算式、文件、工作表和单元格。按运行时的记录查，不重新测算。",
        "Where a number comes from: from a row of a document's table ('table 2, row 4'), a number, a sentence or a part of "
        "one as printed, a rule or an indicator to the formula, the file, the sheet and the cells, as the run recorded them; nothing is run again.",
    )
)
def trace(
    folder: Annotated[Path, typer.Argument(help=words("结果文件夹", "folder of a run"))],
    asked: Annotated[
        str,
        typer.Argument(
            help=words(
                "“表2第4行”，所载数字、句子或其中一部分，或规则、指标的id",
                "'table 2, row 4', a number, a sentence or a part of one, or the id of a rule or an indicator",
            )
        ),
    ],
    document: Annotated[
        str, typer.Option(help=words("附件文件名（不带后缀）", "file name of the document, without its ending"))
    ] = "",
) -> None:
    from analysis.publish.trace.lookup import chosen_document
    from analysis.publish.trace.lookup import trace as lines

    lang = asked_language()
    name = chosen_document(folder, document, lang)
    print(name)
    for line in lines(folder, name, asked, lang):
        print(line)
