"""The annual run (年度批量测算): what has changed is made, by several workers at a time, one county's failure never another's."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from pathlib import Path

from analysis import paths
from analysis.language import Words
from analysis.publish.jobs import Job, formats_of
from analysis.publish.units import digest, surroundings
from analysis.publish.units.keys import Keys
from analysis.publish.units.records import Reason, Record, Records
from analysis.publish.units.task import Failure, Limits, Made, Task, internal
from analysis.publish.units.workforce import Workforce, gone, make, workforce

log = logging.getLogger(__name__)
_NOT_YET = Words("尚未生成", "not made yet")
_DIED = Words("运行此项的进程中途退出（内存不足或被终止）", "its process stopped half-way (out of memory, or killed)")


@dataclass(frozen=True)
class How:
    """The choices of a run that change no document.

    workers     : units at a time; 0 for as many as there are cores
    scheduler   : address of a Dask scheduler whose workers make the units; "" for this machine
    fresh       : make everything anew
    only_failed : make what failed last time and nothing else
    limits      : what a notebook may take
    """

    workers: int = 0
    scheduler: str = ""
    fresh: bool = False
    only_failed: bool = False
    limits: Limits = field(default_factory=Limits)

    @property
    def size(self) -> int:
        return self.workers or os.cpu_count() or 1


@dataclass(frozen=True)
class Unit:
    """A job with its key, and why it has to be made; "" where it stands as it should, or is refused."""

    job: Job
    formats: tuple[str, ...]
    key: str
    reason: Reason


@dataclass(frozen=True)
class Outcome:
    """What became of a job; `reason` is why it was made, "" where it was kept as it stood; `peak` its worker's memory."""

    job: Job
    record: Record
    seconds: float = 0.0
    reason: Reason = ""
    peak: Mapping[str, int] = field(default_factory=dict)

    @property
    def failure(self) -> Words | None:
        said = self.record["failure"]
        return Words(said["zh"], said["en"]) if said else None

    @property
    def is_kept(self) -> bool:
        return not self.reason and not self.failure


def plan(jobs: Sequence[Job], formats: Sequence[str], out: Path, how: How, keys: Keys) -> list[Unit]:
    """Every job with its key, and which of them have to be made."""
    records, units = Records(out), []
    for job in jobs:
        mine = tuple(formats_of(job, formats))
        key = "" if job.refusal else keys.of(job, mine)
        reason: Reason = "" if job.refusal else records.reason_to_make(job.name, key)
        if how.only_failed:
            reason = reason if reason == "failed" else ""
        elif how.fresh and not job.refusal:
            reason = "fresh"
        units.append(Unit(job, mine, key, reason))
    return units


def run_jobs(
    jobs: Sequence[Job], formats: Sequence[str], out: Path, tell: Callable[[Outcome], None], how: How | None = None
) -> list[Outcome]:
    """Run every job into `out` that does not stand there as it should; outcomes come in the order of the jobs.

    A failed one leaves no file and its reason.
    """
    how, keys, records = how or How(), Keys(), Records(out)
    records.clear_away()
    outcomes: dict[Job, Outcome] = {}
    for outcome in _outcomes(plan(jobs, formats, out, how, keys), keys, records, how):
        outcomes[outcome.job] = outcome
        tell(outcome)
    return [outcomes[job] for job in jobs]


def not_made(job: Job) -> Outcome:
    """The outcome of a job nobody has come to yet."""
    return Outcome(job, record_of(Unit(job, (), "", "new"), Made(failure=Failure(_NOT_YET))))


def _outcomes(units: Sequence[Unit], keys: Keys, records: Records, how: How) -> Iterator[Outcome]:
    for unit in units:
        if not unit.reason:
            yield Outcome(unit.job, _standing(unit, records))
    for unit, made in _made([unit for unit in units if unit.reason], keys, how):
        yield _kept(unit, made, records)


def _standing(unit: Unit, records: Records) -> Record:
    """The record of a unit that is not made now: as it stood, or why there is nothing."""
    if refusal := unit.job.refusal:
        return record_of(unit, Made(failure=Failure(refusal)), is_refused=True)
    return records.of(unit.job.name) or not_made(unit.job).record


def _made(units: Sequence[Unit], keys: Keys, how: How) -> Iterator[tuple[Unit, Made]]:
    """Every unit with what became of it, as they are done; one whose process dies is tried once more, alone."""
    left = list(units)
    size = max(1, min(how.size, len(left)))
    inside = 1 if how.scheduler else max(1, how.size // size)  # kernels a unit may use where units are few
    while left:
        suspects: list[Unit] = []
        with workforce(size, how.scheduler) as force:
            for unit, made in _round(_together(left, size), keys, force, inside, how):
                if made is None:
                    suspects.append(unit)
                else:
                    left.remove(unit)
                    yield unit, made
        for unit in suspects:
            left.remove(unit)
            with workforce(1, apart=True) as alone:
                ((_, made),) = _round([(unit,)], keys, alone, how.size, replace(how, scheduler=""))
            yield unit, made or Made(failure=Failure(_DIED, message=_DIED.en))


def _together(units: Sequence[Unit], size: int) -> list[tuple[Unit, ...]]:
    """The languages of a document go to one worker, which reads and judges its county once for both.

    The last go one by one, so that no worker waits for another; and all where they are made in this process, so that
    Ctrl-C need not wait for two.
    """
    groups = [tuple(alike) for _, alike in groupby(units, lambda one: replace(one.job, lang=""))]
    whole = max(0, len(groups) - size) if size > 1 else 0
    return groups[:whole] + [(unit,) for group in groups[whole:] for unit in group]


def _round(
    groups: Iterable[tuple[Unit, ...]], keys: Keys, force: Workforce, inside: int, how: How
) -> Iterator[tuple[Unit, Made | None]]:
    """The units with what became of them, until all are done or a process died; None for those it may have died of."""
    coming, pending = iter(groups), dict[Future, tuple[Unit, ...]]()
    ahead = 2 * force.size if force.is_apart else 1  # enough that nobody waits, few enough that memory stays flat
    is_broken = False
    while True:
        for group in islice(coming, 0 if is_broken else ahead - len(pending)):
            tasks = [_task(unit, keys, force, inside, how.limits) for unit in group]
            pending[force.executor.submit(make, *tasks)] = group
        if not pending:
            return
        # Looked at twice a second, because a wait without end may never see Ctrl-C.
        done, _ = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
        if not force.is_there():
            raise gone(how.scheduler)
        for future in done:
            group = pending.pop(future)
            try:
                made: Sequence[Made | None] = future.result()
            except BrokenExecutor:
                is_broken, made = True, [None] * len(group)
            except Exception as error:
                log.debug("%s", group[0].job.name, exc_info=True)
                made = [Made(failure=internal(error))] * len(group)
            yield from zip(group, made, strict=True)


def _task(unit: Unit, keys: Keys, force: Workforce, inside: int, limits: Limits) -> Task:
    root = paths.user_root()
    share = keys.slice(unit.job)
    shipped = None
    if root and force.is_remote:
        files = [path for path in surroundings.files_of(root) if share is None or path.parent.name == "standards"]
        shipped = root.name, {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    inherited = {**surroundings.choices(), paths.USER_ROOT_VARIABLE: str(root or "")}
    return Task(
        unit.job,
        unit.formats,
        inside,
        inherited,
        share.packed() if share else None,
        shipped,
        surroundings.source() if force.is_apart else "",
        limits,
    )


def _kept(unit: Unit, made: Made, records: Records) -> Outcome:
    """Put what was made into its place; a disk that takes no more is a failure of this unit like any other."""
    record = record_of(unit, made)
    if made.failure:
        log.error("%s: %s", unit.job.name, made.failure.said.en)
        log.debug("%s", made.failure.details)
    try:
        records.keep(unit.job.name, record, {**made.files, **made.beside})
    except OSError as error:
        log.error("%s: %s", unit.job.name, error)
        record = record_of(unit, Made(failure=internal(error)))
    return Outcome(unit.job, record, made.seconds, unit.reason, made.peak)


def record_of(unit: Unit, made: Made, *, is_refused: bool = False) -> Record:
    """What is kept of a unit, and what the manifest says of it: no clock, no path."""
    job, failure = unit.job, made.failure
    return {
        "dataset": job.dataset,
        "county": job.county,
        "year": job.year or None,
        "lang": job.lang or None,
        "recipe": job.recipe.id,
        "name": job.name,
        "key": unit.key,
        "parameters": dict(job.parameters),
        "notebooks": list(made.notebooks or job.recipe.notebooks),
        "files": {name: digest.of_bytes(data) for name, data in made.files.items()},
        "beside": {name: digest.of_bytes(data) for name, data in made.beside.items()},
        "verdicts": list(made.lines),
        "key_figures": list(made.key_figures),
        "failure": failure
        and {
            **failure.said._asdict(),
            "notebook": failure.notebook,
            "cell": failure.cell,
            "message": failure.message,
            "is_refused": is_refused,
        },
    }
