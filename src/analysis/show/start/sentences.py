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
            "文件夹里还没有表格，以下用重构数据示例乙市演示；放入自己的文件后重新运行即可。",
            "There is no table in the folder yet: what follows shows the reconstructed county of the demo. Put in your file and run again.",
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
        f"已按草稿的推测写出 {path.parent.name}/{path.name}，请打开核对，改正后重新运行。",
        f"The draft's proposals were written to {path.parent.name}/{path.name}: open it, look at them, mend it and run again.",
    )


def _mend(mappings: list[str]) -> Words:
    return Words(
        f"按 mappings/{'、'.join(mappings)} 仍有文件未能读入：打开它，按下面所列改正，带“?”的行逐一回答（没有学段的，也可在参数 stage 中写明），"
        "然后重新运行；删去它则重新起草。",
        f"By mappings/{', '.join(mappings)} a file still cannot be read: open it, mend what is listed below and answer its lines with "
        "'?' (a stage that is missing may also be given as the parameter stage), and run again; without it a new draft is begun.",
    )


_ASK = Words(
    "有文件尚未读入。回答下面的问题：把草稿存为 mappings 文件夹中与表格同名的 toml 文件，或将参数 accept 设为 True 采纳其中的推测"
    "（表中没有学段的，另设 stage），然后重新运行。",
    "A file is not read yet. Answer the questions below: save the draft in the folder mappings under the table's name, or set "
    "the parameter accept to True to take its proposals (and stage, where the table does not tell it), and run again.",
)


def verdict(start: Start) -> list[Words | None]:
    """The answer of all parts together, why this standard, and what has no data."""
    view = start.view
    if view is None:
        return [Words("文件读入后，此处列出测算结果。", "The verdict stands here once the files are read.")]
    if view.standard is None:
        return [_UNJUDGED]
    answer = ANSWER_WORDS[view.verdict.overall]
    return [
        Words(
            f"{view.place}，{view.year}年，对照{view.standard.document}：本工具测算的各部分合并判断：{answer.zh}。测算结果，不是认定结论。",
            f"{view.place}, {view.year}, held against {view.standard.document}: all parts computed here, taken together: "
            f"{answer.en}. A computed result, not an official finding.",
        ),
        view.choice,
        without_data(view),
    ]


_UNJUDGED = Words(
    "未对照标准：没有指明标准，或者表中没有其各项指标所用的数据。下表只列均值和差异系数；可将参数 standard 设为其他标准（junheng standards 列出）。",
    "Held against no standard: none was named, or the table has no figures of its indicators. Below stand means and "
    "coefficients only; the parameter standard names another (junheng standards lists them).",
)


def documents(start: Start) -> list[Words]:
    """How to make the documents, where they will lie, and which notebook goes on."""
    data = "" if start.is_demo else f" --data {start.folder}"
    data += f" --standard {start.standard}" if start.standard else ""
    dataset = "demo-b" if start.is_demo else "own"
    return [
        Words(
            f"生成附件（网页、Word、PDF）：在终端运行 junheng run{data}，文件在 {OUTPUTS.name} 文件夹，先打开 index.html。",
            f"The documents (web page, Word, PDF): run junheng run{data} in a terminal; they lie in the folder {OUTPUTS.name}, index.html first.",
        ),
        Words(
            f"逐项查看：打开其他笔记本，将参数 dataset 设为 {dataset} 后全部运行：读入情况、各校缺口、差异系数各有一册。",
            f"To look closer: open another notebook, set its parameter dataset to {dataset} and run it: what was read, what each school lacks and how far apart "
            "schools are have one each.",
        ),
    ]
