"""The annual run: many jobs, several kernels at a time, one county's failure never another's."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from analysis.errors import JunhengError, UsageError
from analysis.language import Words
from analysis.publish.appendix import build_appendix, notebooks_of, tags_left_out
from analysis.publish.documents import write_docx, write_html, write_pdf
from analysis.publish.execute import notebook_path, run_notebook
from analysis.publish.jobs import WORKBOOK, Job, formats_of
from analysis.publish.twin import write_twin
from analysis.rules.results import Verdicts
from analysis.show.county.view import open_view
from analysis.show.page.style import DPI_VARIABLE

log = logging.getLogger(__name__)
PRINT_DPI = "200"
_NOTHING_RECKONED = Words(
    "学校表没有可测算的指标，不生成工作簿", "nothing of the school table is reckoned: no workbook"
)
_A_FIELD = Words("至少一项指标的数据", "the figures of one indicator at least")
WRITERS = {"html": write_html, "docx": write_docx, "pdf": write_pdf}


@dataclass(frozen=True)
class Outcome:
    """What became of a job: the files written and what they judge, or the reason there are none."""

    job: Job
    files: tuple[Path, ...]
    seconds: float
    failure: Words | None = None
    verdicts: Verdicts = field(default_factory=Verdicts)


def run_jobs(
    jobs: Sequence[Job], formats: Sequence[str], out: Path, tell: Callable[[Outcome], None], workers: int | None = None
) -> list[Outcome]:
    """Run every job into `out`; a failed one leaves no file and its reason. Outcomes come in the order of the jobs."""
    os.environ.setdefault(DPI_VARIABLE, PRINT_DPI)
    out.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as kernels, ThreadPoolExecutor(len(jobs) or 1) as pages:
        # One thread a job waits for its notebooks; the pool of kernels bounds the work.
        waiting = {pages.submit(_run_job, job, formats, out, kernels): job for job in jobs}
        outcomes = {}
        try:
            pending = set(waiting)
            while pending:  # looked at twice a second, because a wait without end may never see Ctrl-C
                done, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
                for one in done:
                    outcomes[waiting[one]] = one.result()
                    tell(one.result())
        except KeyboardInterrupt:  # notebooks that have not begun never do
            kernels.shutdown(wait=False, cancel_futures=True)
            raise
    return [outcomes[job] for job in jobs]


def _run_job(job: Job, formats: Sequence[str], out: Path, kernels: ThreadPoolExecutor) -> Outcome:
    if job.refusal:
        return Outcome(job, (), 0.0, job.refusal)
    start = time.perf_counter()
    try:
        verdicts, writers = _writers(job, formats_of(job, formats), kernels)
        files = _write_all(writers, job.name, out)
    except JunhengError as error:
        log.error("%s: %s", job.name, error.message("en"))
        log.debug("%s", getattr(error, "details", ""))
        return Outcome(job, (), time.perf_counter() - start, Words(error.message("zh"), error.message("en")))
    except Exception as error:  # a fault of ours in one county must not end the night; the log keeps the traceback
        log.exception("%s", job.name)
        reason = f"{type(error).__name__}: {error}"
        return Outcome(job, (), time.perf_counter() - start, Words(f"程序错误：{reason}", f"internal error: {reason}"))
    return Outcome(job, files, time.perf_counter() - start, verdicts=verdicts)


def _writers(
    job: Job, formats: Sequence[str], kernels: ThreadPoolExecutor
) -> tuple[Verdicts, dict[str, Callable[[Path], None]]]:
    """What a job judges, and what writes it in each format; its notebooks run only where a document is made of them."""
    verdicts, writers = Verdicts(), {}
    if WORKBOOK in formats:
        view = open_view(job.dataset, job.county, job.year, job.lang)
        verdicts = view.verdict.headlines
        if view.verdict.verdicts:
            writers[WORKBOOK] = partial(write_twin, view)
    if documents := [name for name in formats if name != WORKBOOK]:
        paths, without = map(notebook_path, notebooks_of(job)), tags_left_out(job)
        running = [kernels.submit(run_notebook, path, job.parameters, without) for path in paths]
        appendix = build_appendix(job, [run.result() for run in running])
        verdicts = appendix.verdicts
        writers |= {name: partial(WRITERS[name], appendix) for name in documents}
    if not writers:
        raise UsageError.at(job.county, _NOTHING_RECKONED, _A_FIELD)
    return verdicts, {name: writers[name] for name in formats if name in writers}


def _write_all(writers: Mapping[str, Callable[[Path], None]], name: str, out: Path) -> tuple[Path, ...]:
    """All formats or none: they are written aside and moved into place together."""
    with tempfile.TemporaryDirectory(dir=out, prefix=".making-") as aside:
        made = {Path(aside) / f"{name}.{ending}": write for ending, write in writers.items()}
        for path, write in made.items():
            write(path)
        return tuple(path.replace(out / path.name) for path in made)
