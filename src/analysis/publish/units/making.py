"""Documents made apart (附件的生成): in a process and a folder of their own, their files given back as bytes.

What a document is made of travels with the task, and what it becomes travels back, so that the process that makes it
may run on another machine without a common disk.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from nbformat import NotebookNode

from analysis import paths
from analysis.errors import JunhengError, UsageError
from analysis.insight.kept import KEPT_VARIABLE
from analysis.language import Words
from analysis.publish.appendix import build_appendix, notebooks_of, tags_left_out
from analysis.publish.attachments import annex_files, composed_of, report_of, school_files, set_for, write_workbook
from analysis.publish.documents import Appendix, write_docx, write_html, write_pdf
from analysis.publish.documents.compose import compose
from analysis.publish.execute import notebook_path, run_notebook
from analysis.publish.jobs import Job
from analysis.publish.recipes import WORKBOOK
from analysis.publish.trace.doors import subjects_of, subjects_of_set
from analysis.publish.trace.record import trace_name, trace_of
from analysis.publish.twin import write_twin
from analysis.publish.units import surroundings
from analysis.publish.units.completion import check_files, check_whole
from analysis.publish.units.digest import of_bytes
from analysis.publish.units.lines import judged_lines
from analysis.publish.units.memory import peak
from analysis.publish.units.task import Failure, Made, Task, internal
from analysis.rules.results import Verdicts
from analysis.show.attachments.matter import Set
from analysis.show.county.view import View, open_view, prepare
from analysis.tables.catalogue.slices import SLICE_VARIABLE

WRITERS = {"html": write_html, "docx": write_docx, "pdf": write_pdf}
_NOTHING_RECKONED = Words(
    "学校表没有可测算的指标，不生成工作簿", "nothing in the school table can be computed: no workbook"
)
_A_FIELD = Words("至少一项指标的数据", "the figures of one indicator at least")
_OTHER_SOURCE = Words("运算节点上的程序版本不同", "another version of the program runs on this worker")
_SAME_SOURCE = Words("与发起端相同的版本", "the version that the run was started with")
log = logging.getLogger(__name__)
_NOT_STARTED = re.compile(r"Kernel (?:died before replying|didn't respond)")  # as jupyter_client says it
_ONE_AT_A_TIME = threading.Lock()  # a task's surroundings are its process's environment


def make(*tasks: Task) -> list[Made]:
    """Make documents that rest on the same rows, one after the other: what they share is read and judged once.

    Each in all its formats; whatever goes wrong is given back in words.
    """
    made: list[Made] = []
    try:
        with (
            _ONE_AT_A_TIME,
            tempfile.TemporaryDirectory(prefix="junheng-") as folder,
            _surrounded(tasks[0], Path(folder)),
        ):
            made += (_whatever_comes(task, Path(folder)) for task in tasks)
    except Exception as error:  # noqa: BLE001 — whatever it is, it is told of each
        made += [Made(failure=_failure(error))] * (len(tasks) - len(made))
    return made


def _whatever_comes(task: Task, folder: Path) -> Made:
    """One of them, or why it could not be made."""
    start = time.perf_counter()
    try:
        made = _make(task, folder)
    except Exception as error:  # noqa: BLE001 — one county must not end the night
        made = Made(failure=_failure(error))
    return replace(made, seconds=time.perf_counter() - start, peak=peak())


def _failure(error: Exception) -> Failure:
    """What a reader can mend, with the notebook and the cell it stopped at where one did; of ours, the log keeps more."""
    if not isinstance(error, JunhengError):
        log.debug("%s", error, exc_info=True)
        return internal(error)
    cause = error.__cause__
    place = error.problems[0].place if error.problems else ""
    notebook = place.split(".ipynb")[0] if ".ipynb" in place else ""
    message = f"{getattr(cause, 'ename', '')}: {cause.evalue}" if hasattr(cause, "evalue") else error.message("en")
    said = Words(error.message("zh"), error.message("en"))
    return Failure(said, notebook, getattr(cause, "cell_index", None), message, getattr(error, "details", ""))


@contextmanager
def _surrounded(task: Task, folder: Path) -> Iterator[None]:
    """The environment that the task's kernels inherit; as it was before afterwards."""
    if task.source not in ("", surroundings.source()):
        raise UsageError.at(os.uname().nodename if hasattr(os, "uname") else "", _OTHER_SOURCE, _SAME_SOURCE)
    wanted = {**task.surroundings, KEPT_VARIABLE: str(folder / "kept")}
    if task.slice is not None:
        path = folder / of_bytes(task.slice)  # by what it holds: a process reads a path once
        path.write_bytes(task.slice)
        wanted[SLICE_VARIABLE] = str(path)
    if task.folder is not None:
        wanted[paths.USER_ROOT_VARIABLE] = str(_unpacked(*task.folder, folder))
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _unpacked(name: str, files: Mapping[str, bytes], folder: Path) -> Path:
    root = folder / name
    root.mkdir()
    for inside, data in files.items():
        (root / inside).parent.mkdir(exist_ok=True)
        (root / inside).write_bytes(data)
    return root


def _make(task: Task, folder: Path) -> Made:
    view = _view_of(task.job)
    whole = set_for(task.job) if task.job.recipe.is_about_set else None
    verdicts, writers, notebooks, appendix = _set_writers(whole) if task.job.recipe.is_set else _writers(task)
    files = {}
    for name, write in writers.items():
        path = folder / f"{task.job.name}.{name}"
        write(path)
        files[path.name] = path.read_bytes()
    check_files(files)
    if task.job.recipe.is_set:
        trace = trace_of(whole.desk.view, task.job.lang, composed_of(whole), subjects_of_set(whole))
    else:
        composed = [compose(appendix).json] if appendix else []
        trace = trace_of(view, task.job.lang, composed, subjects_of(task.job, notebooks))
    told = view.verdict.verdicts.where(unit="county") if view else verdicts
    return Made(
        files,
        judged_lines(verdicts),
        notebooks,
        beside={trace_name(task.job.name): trace, **(_documents_beside(task.job, whole) if whole else {})},
        key_figures=judged_lines(told),
    )


def _view_of(job: Job) -> View | None:
    """The county a document is about, where it is about one's schools; judged, for whoever opens it from here on."""
    if job.recipe.scope != "county":
        return None
    prepare(job.dataset, job.county, job.year)
    return open_view(job.dataset, job.county, job.year, job.lang)


def _writers(task: Task) -> tuple[Verdicts, dict[str, Callable[[Path], None]], list[str], Appendix | None]:
    """What a job judges, what writes it in each format, its notebooks and what they make; they run only where a document
    is made of them.
    """
    job, verdicts, writers, notebooks, appendix = task.job, Verdicts(), {}, [], None
    if WORKBOOK in task.formats:
        view = open_view(job.dataset, job.county, job.year, job.lang)
        verdicts = view.verdict.headlines
        if view.verdict.verdicts:
            writers[WORKBOOK] = partial(write_twin, view)
    if documents := [name for name in task.formats if name != WORKBOOK]:
        notebooks, without = notebooks_of(job), tags_left_out(job)
        with ThreadPoolExecutor(task.notebooks_at_a_time) as kernels:
            running = [kernels.submit(_executed, notebook_path(one), task, without) for one in notebooks]
            executed = [run.result() for run in running]
        check_whole(notebooks, executed)
        appendix = build_appendix(job, executed)
        verdicts = appendix.verdicts
        writers |= {name: partial(WRITERS[name], appendix) for name in documents}
    if not writers:
        raise UsageError.at(job.county, _NOTHING_RECKONED, _A_FIELD)
    return verdicts, {name: writers[name] for name in task.formats if name in writers}, notebooks, appendix


def _set_writers(whole: Set) -> tuple[Verdicts, dict[str, Callable[[Path], None]], list[str], None]:
    """The same of a set: the report to which the annexes belong, and all of their tables."""
    writers = {"docx": partial(write_docx, report_of(whole)), WORKBOOK: partial(write_workbook, whole)}
    return whole.usual.verdicts, writers, [], None


def _documents_beside(job: Job, whole: Set) -> Mapping[str, bytes]:
    """The annexes of a set, and every school's own sheet where they are asked for."""
    annexes = annex_files(whole, job.name) if job.recipe.is_set else {}
    return {**annexes, **(school_files(whole, job.name) if job.recipe.has_school_files else {})}


def _executed(path: Path, task: Task, without: Collection[str]) -> NotebookNode:
    """An executed notebook; a kernel that did not start is started once more, and nothing else is tried again."""
    job = task.job
    try:
        return run_notebook(path, job.parameters, without, limits=task.limits)
    except (RuntimeError, TimeoutError) as error:
        if not _NOT_STARTED.search(str(error)):
            raise
        log.warning("%s, %s: started once more after: %s", job.name, path.stem, error)
        return run_notebook(path, job.parameters, without, limits=task.limits)
