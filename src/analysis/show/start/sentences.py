"""What a newcomer is told at each step (起步各步的说明)."""

from __future__ import annotations

from pathlib import Path

from analysis.language import Words
from analysis.paths import OUTPUTS
from analysis.rules.results import ANSWER_WORDS
from analysis.show.county.without_data import without_data
from analysis.show.start.view import Start, failing


def which(start: Start) -> Words:
    """Whose table this is about."""
    if start.is_demo:
        return Words(
            "文件夹中尚无表格，以下以重构数据的示例乙市演示；放入自己的文件后重新运行即可。",
            "There is no table in the folder yet; what follows uses the reconstructed county of the demonstration. Add your file and run again.",
        )
    names = "、".join(path.name for path in start.files)
    return Words(f"文件夹中的表格：{names}。", f"Tables in the folder: {names.replace('、', ', ')}.")


def reading(start: Start) -> list[Words | None]:
    """How far the files were read, and what was written."""
    if start.report is None:
        return []
    written = [_written(path) for path in start.drafted]
    if not start.errors:
        return [start.report.summary, *written]
    mappings = [path.name for path in failing(start)]
    return [start.report.summary, *written, _mend(mappings) if mappings else _ASK]


def _written(path: Path) -> Words:
    return Words(
        f"已按草稿中的推测生成 {path.parent.name}/{path.name}，请打开核对，改正后重新运行。",
        f"The draft's proposals were written to {path.parent.name}/{path.name}: open it, check it, correct it where needed and run again.",
    )


def _mend(mappings: list[str]) -> Words:
    return Words(
        f"按列对照文件 mappings/{'、'.join(mappings)} 仍有文件未能读入。请打开列对照文件，按下列问题改正，逐一填写带“?”的行"
        "（缺学段的，也可在参数 stage 中写明），然后重新运行；删去该文件则重新起草。",
        f"With the mapping mappings/{', '.join(mappings)} a file still cannot be read. Open the mapping, correct what is listed below, complete "
        "the lines marked '?' (a missing stage may also be given as the parameter stage) and run again; delete it to begin a new draft.",
    )


_ASK = Words(
    "有文件尚未读入。请回答下列问题：将草稿存为 mappings 文件夹中与表格同名的 toml 文件，或将参数 accept 设为 True 采纳其中的推测"
    "（表中没有学段的，另设 stage），然后重新运行。",
    "A file has not been read yet. Answer the questions below: save the draft in the folder mappings under the table's name, or set "
    "the parameter accept to True to accept its proposals (and set stage, where the table does not give it), and run again.",
)


def verdict(start: Start) -> list[Words | None]:
    """The answer of all parts together, why this standard, and what has no data."""
    view = start.view
    if view is None:
        return [
            Words("文件读入后，此处列出测算结果。", "The computed result appears here once the files have been read.")
        ]
    if view.standard is None:
        return [_UNJUDGED]
    answer = ANSWER_WORDS[view.verdict.overall]
    return [
        Words(
            f"{view.place}{view.year}年对照{view.standard.document}，本工具测算的各部分合并判断：{answer.zh}。此为测算结果，不是认定结论。",
            f"{view.place}, {view.year}, judged against {view.standard.document}: all parts computed here, taken together: "
            f"{answer.en}. A computed result, not an official finding.",
        ),
        view.choice,
        without_data(view),
    ]


_UNJUDGED = Words(
    "未对照标准：没有指明标准，或表中没有该标准各项指标所需的数据。下表只列均值和差异系数；需对照其他标准的，在参数 standard 中指明（可用 junheng standards 查看）。",
    "Not judged against a standard: none was named, or the table lacks the figures its indicators need. The table below gives means "
    "and coefficients only; to use another standard, name it in the parameter standard (junheng standards lists them).",
)


def documents(start: Start) -> list[Words]:
    """How to make the documents, where they will lie, and which notebook goes on."""
    data = "" if start.is_demo else f" --data {start.folder}"
    data += f" --standard {start.standard}" if start.standard else ""
    dataset = "demo-b" if start.is_demo else "own"
    return [
        Words(
            f"生成附件（网页、Word、PDF）：在终端运行 junheng run{data}，附件存于 {OUTPUTS.name} 文件夹，请先打开 index.html。",
            f"To make the documents (web page, Word, PDF), run junheng run{data} in a terminal; they are written to the folder {OUTPUTS.name}. Open index.html first.",
        ),
        Words(
            f"逐项查看：打开其他笔记本，将参数 dataset 设为 {dataset}，然后全部运行。读入情况、各校缺口、差异系数各有一个笔记本。",
            f"For more detail, open another notebook, set its parameter dataset to {dataset} and run it: there is one each for what was read, what each school "
            "lacks and how far apart schools are.",
        ),
    ]
