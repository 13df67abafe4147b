"""Run one parameterised notebook in a kernel of its own; refuse parameters it does not have."""

from __future__ import annotations

import ast
import logging
import os
import re
import tempfile
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from analysis.errors import JunhengError, Problem, UsageError
from analysis.language import Words
from analysis.paths import NOTEBOOKS
from analysis.publish.kernels.preload import Call
from analysis.publish.units.task import Limits

log = logging.getLogger(__name__)
_CELL_FILE = re.compile(re.escape(tempfile.gettempdir() + os.sep) + r"ipykernel_\d+" + re.escape(os.sep))
_TYPES = MappingProxyType({"str": str, "int": int, "float": (int, float), "bool": bool})


def notebook_path(name: str) -> Path:
    """The notebook of that name ("03_balance"); UsageError listing those there are."""
    path = NOTEBOOKS / f"{name}.ipynb"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in NOTEBOOKS.glob("[0-9]*.ipynb")))
        raise UsageError.at(
            name, Words("没有这个笔记本", "there is no such notebook"), Words(f"以下之一：{known}", f"one of: {known}")
        )
    return path


def run_notebook(
    path: Path,
    parameters: Mapping[str, Any],
    without: Collection[str] = (),
    *,
    limits: Limits | None = None,
) -> NotebookNode:
    """Execute with these parameters and give the executed notebook back, without the cells of some tags.

    limits : what its cells may take; above it a cell fails. None for the usual ones

    Nothing is written, and nothing a cell started goes on. The same cells give the same bytes, warnings included.
    Raises UsageError for an unknown or ill-typed parameter, NotebookError with the cell and why it stopped.
    """
    check_parameters(path, parameters)
    limits = limits or Limits()
    log.info("%s %s", path.stem, dict(parameters))
    try:
        executed = papermill.execute_notebook(
            _without(nbformat.read(path, as_version=4), without),
            None,
            parameters=dict(parameters),
            engine_name="junheng",
            kernel_name="python3",
            progress_bar=False,
            execution_timeout=limits.seconds,
            memory_mib=limits.memory_mib,
            calls=shared_calls(parameters),
        )
    except PapermillExecutionError as error:
        raise NotebookError(path, parameters, error) from error
    return _without_process_numbers(executed)


def shared_calls(parameters: Mapping[str, Any]) -> list[Call]:
    """What the notebooks of a county all begin with: the parent of warm kernels may keep it for them."""
    if "dataset" not in parameters:
        return [("analysis.rules.standards", "load_standards")]
    place = parameters["dataset"], parameters.get("county", ""), parameters.get("year", 0)
    return [("analysis.show.county.view", "prepare", *place)]


def _without_process_numbers(notebook: NotebookNode) -> NotebookNode:
    """A warning names the file of its cell, and that the kernel's process: no two runs would be alike."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "stream":
                output.text = _CELL_FILE.sub("", output.text)
    return notebook


def _without(notebook: NotebookNode, tags: Collection[str]) -> NotebookNode:
    """The notebook without the cells of some tags; a text that says what holds otherwise stands in for its cell.

    Nor with the outputs it is committed with: papermill copies and writes a notebook several times before it runs.
    """
    cells = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
        if set(tags).isdisjoint(cell.metadata.get("tags", ())):
            cells.append(cell)
        elif instead := cell.metadata.get("otherwise"):
            cells.append(NotebookNode({**cell, "source": instead}))
    return NotebookNode({**notebook, "cells": cells})


class NotebookError(JunhengError):
    """A notebook stopped: which one, with which parameters, and the message of the cell that failed.

    cell : the first line of that cell
    reason : why it stopped
    details : the traceback
    """

    def __init__(self, path: Path, parameters: Mapping[str, Any], error: PapermillExecutionError) -> None:
        given = ", ".join(f"{name}={value}" for name, value in parameters.items())
        self.cell = next((line for line in error.source.splitlines() if line.strip()), "")
        self.reason = _reason(error)
        self.details = "\n".join(error.traceback)
        super().__init__(
            Problem(
                place=f"{path.name} ({given}) › {self.cell}",
                found=Words("中途停止", "stopped half-way"),
                expected=Words("运行到底", "to run to its end"),
                remedy=Words(f"原因：{self.reason.zh}", f"Reason: {self.reason.en}"),
            )
        )


def _reason(error: PapermillExecutionError) -> Words:
    match error.ename:
        case "CellTimeoutError":
            return Words(f"超过{error.evalue}秒没有结束", f"not done within {error.evalue} s")
        case "DeadKernelError":
            return Words(f"内核意外退出（{error.evalue}）", f"its kernel died ({error.evalue})")
        case "MemoryError":
            return Words("内存不够用", "out of memory")
    said = error.evalue or error.ename
    return Words(said, said)


def check_parameters(path: Path, parameters: Mapping[str, Any]) -> None:
    """papermill only warns of a parameter it does not know; a briefing must not run on a default by mistake."""
    known = parameter_types(path)
    problems = []
    for name, value in parameters.items():
        if name not in known:
            listed = ", ".join(known)
            problems.append(
                Problem(
                    f"{path.name} › {name}",
                    Words("没有这个参数", "there is no such parameter"),
                    Words(f"以下之一：{listed}", f"one of: {listed}"),
                )
            )
        elif not _fits(value, known[name]):
            problems.append(
                Problem(
                    f"{path.name} › {name}",
                    Words(f"值 {value!r} 类型不对", f"{value!r} has the wrong type"),
                    Words(known[name], known[name]),
                )
            )
    if problems:
        raise UsageError(problems)


@cache
def parameter_types(path: Path) -> Mapping[str, str]:
    """Name → declared type."""
    return {node.target.id: ast.unparse(node.annotation) for node in _declared(path)}


def parameter_values(path: Path) -> Mapping[str, Any]:
    """Name → what it is where nothing else is given."""
    return {node.target.id: ast.literal_eval(node.value) for node in _declared(path)}


def _declared(path: Path) -> list[ast.AnnAssign]:
    """The annotated assignments of the cell tagged `parameters`."""
    cells = nbformat.read(path, as_version=4).cells
    tagged = next(cell for cell in cells if "parameters" in cell.metadata.get("tags", []))
    body = ast.parse(tagged.source).body
    return [node for node in body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]


def _fits(value: object, declared: str) -> bool:
    wanted = _TYPES[declared]
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
