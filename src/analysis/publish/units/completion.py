"""Whether a document is whole (内容核验): a notebook that ran to its end and showed nothing is not done."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nbformat import NotebookNode

from analysis.errors import DocumentError, Problem
from analysis.language import Words

_GLYPH = re.compile(r"[Gg]lyph .*missing")
_NOT_DRAWN = re.compile("图略|not drawn")  # as show/page/style.py says it
_WHOLE = Words("完整的内容", "it to be whole")
_FOUND = {
    "error": Words("执行出错", "a failed cell"),
    "no_table": Words("没有任何表格", "no table at all"),
    "no_key_figures": Words("没有主要数字", "no key figures"),
    "no_figure": Words("没有任何图", "no figure at all"),
    "blank": Words("图为空白", "a blank figure"),
    "glyph": Words("图中有字符缺字形", "a character without a glyph in a figure"),
    "empty": Words("文件为空或不完整", "an empty or broken file"),
}


def check_whole(names: Sequence[str], notebooks: Sequence[NotebookNode]) -> None:
    """DocumentError that names every cell whose contents are not what it is there for."""
    faults = [fault for name, notebook in zip(names, notebooks, strict=True) for fault in _faults(name, notebook)]
    if len(names) > 1 and not any(_is_drawn(output) for notebook in notebooks for output in _outputs(notebook)):
        faults += [(f"{name}.ipynb", "no_figure") for name in names]  # one notebook alone may have nothing to draw
    _refuse(faults)


def check_files(files: Mapping[str, bytes]) -> None:
    """DocumentError for every file that its format's programs would not open."""
    _refuse((name, "empty") for name, data in files.items() if not _can_be_opened(name, data))


def _refuse(faults: Iterable[tuple[str, str]]) -> None:
    if problems := [Problem(place, _FOUND[fault], _WHOLE) for place, fault in faults]:
        raise DocumentError(problems)


def _faults(name: str, notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    if not any("<table" in output.get("data", {}).get("text/html", "") for output in _outputs(notebook)):
        yield f"{name}.ipynb", "no_table"
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            yield from ((f"{name}.ipynb › {number}", fault) for fault in _faults_of_cell(cell))


def _outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def _is_drawn(output: NotebookNode) -> bool:
    """Whether it is a figure, or the sentence that stands where nothing could be drawn."""
    data = output.get("data", {})
    return "image/png" in data or bool(_NOT_DRAWN.search(data.get("text/markdown", "")))


def _faults_of_cell(cell: NotebookNode) -> Iterator[str]:
    tags, outputs = set(cell.metadata.get("tags", ())), cell.outputs
    if any(output.output_type == "error" for output in outputs):
        yield "error"
    if "key-figures" in tags and not any(output.get("text", "").strip() for output in outputs):
        yield "no_key_figures"
    pictures = (output.data["image/png"] for output in outputs if "image/png" in output.get("data", {}))
    if any(not has_ink(base64.b64decode(picture)) for picture in pictures):
        yield "blank"
    if any(output.get("name") == "stderr" and _GLYPH.search(output.text) for output in outputs):
        yield "glyph"


def has_ink(picture: bytes) -> bool:
    """Whether a picture has two colours or more."""
    from matplotlib.image import imread

    pixels = imread(io.BytesIO(picture))
    return bool((pixels != pixels[0, 0]).any())


def _can_be_opened(name: str, data: bytes) -> bool:
    match name.rpartition(".")[2]:
        case "docx" | "xlsx":
            return zipfile.is_zipfile(io.BytesIO(data))
        case "pdf":
            return data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]
        case "html":
            return b"</html>" in data[-1024:]
        case _:
            return bool(data)
