"""`junheng verify`: whether a run's folder, its inputs and the program still are what its manifest says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis import paths
from analysis.cli.app import app, words
from analysis.cli.options import Folder, choose
from analysis.language import Words

KINDS = {
    "missing": Words("缺失", "missing"),
    "changed": Words("有变", "changed"),
    "extra": Words("清单中没有", "not in the manifest"),
}
PARTS = {
    "outputs": Words("结果文件", "outputs"),
    "source": Words("程序", "source"),
    "notebooks": Words("笔记本", "notebooks"),
    "standards": Words("标准", "standards"),
    "conventions": Words("约定", "conventions"),
    "versions": Words("软件包版本", "versions"),
}


@app.command(
    help=words(
        "核验结果文件夹：按 manifest.json 重算每个文件的 sha256，并列出缺失、有变、多出的文件，以及数据、标准、程序的变化。"
        "有差异时退出码为1。自有数据从上次运行所用的文件夹读取，已移动的用 --data 指明。",
        "Verify a run's folder: every sha256 of manifest.json computed again; files missing, changed or extra are named, "
        "and so are changed data, standards and program. Exit status 1 where anything differs. Your own tables are looked for "
        "where the run read them; name them by --data if they were moved.",
    )
)
def verify(
    folder: Annotated[Path, typer.Argument(help=words("结果文件夹", "folder of a run"))],
    data: Folder = None,
) -> None:
    from analysis.publish.run_state import own_folder_of

    remembered = None if data or paths.user_root() else own_folder_of(folder)
    choose("", data or remembered, "")
    from analysis.publish.manifest import verify as differences

    if remembered:
        print(words(f"数据文件夹：{remembered}", f"Data: {remembered}"))
    found = differences(folder)
    for one in found:
        part, _, dataset = one.of.partition(" of ")
        place = words(f"{dataset}的数据", f"data of {dataset}") if dataset else words(*PARTS[part])
        print(f"{place} › {one.name}: {words(*KINDS[one.kind])}")
    if found:
        print(words(f"有{len(found)}处与清单不同", f"{len(found)} difference(s) from the manifest"))
        raise typer.Exit(1)
    print(words("与清单完全一致", "Everything is as the manifest says"))
