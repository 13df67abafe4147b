"""The committed notebooks: executed with their defaults, stripped of whatever changes from run to run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from analysis.paths import NOTEBOOKS
from analysis.publish.execute import run_notebook

_KEPT = ("tags", "otherwise")  # cell metadata that belong to the source


def write_notebooks() -> Iterator[tuple[Path, bool]]:
    """Execute every notebook and save it where that changes its text; yields path and whether it changed."""
    paths = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, executed in zip(paths, pool.map(_execute, paths), strict=True):
            text = nbformat.writes(stripped(executed)) + "\n"
            is_changed = text != path.read_text(encoding="utf8")
            if is_changed:
                path.write_text(text, encoding="utf8", newline="\n")
            yield path, is_changed


def _execute(path: Path) -> NotebookNode:
    return run_notebook(path, {})


def stripped(notebook: NotebookNode) -> NotebookNode:
    """Without times, papermill's notes and injected cells; code cells are numbered 1, 2, 3, as nbval wants them."""
    cells = [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    count = 0
    for cell in cells:
        cell.metadata = {name: cell.metadata[name] for name in _KEPT if name in cell.metadata}
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = [_numbered(output, count) for output in cell.outputs]
    notebook.cells = cells
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def _numbered(output: NotebookNode, count: int) -> NotebookNode:
    if "execution_count" in output:
        output.execution_count = count
    return output
