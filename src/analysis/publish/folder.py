"""A run's folder made whole (结果文件夹): documents, then the pages and tables that speak of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.publish.batch import How, Outcome, not_made, run_jobs
from analysis.publish.failures import write_failures
from analysis.publish.jobs import Job
from analysis.publish.key_figures import write_key_figures
from analysis.publish.manifest import write_manifest
from analysis.publish.run_state import RunState
from analysis.publish.site import write_explorer, write_index
from analysis.publish.units.records import only_run
from analysis.publish.units.workforce import SchedulerGone


def run_folder(
    jobs: Sequence[Job],
    formats: Sequence[str],
    out: Path,
    tell: Callable[[Outcome], None],
    how: How | None = None,
    read: str = "",
) -> list[Outcome]:
    """Make what has changed, then index, manifest, failures.csv and the table of all lines.

    read : digest of everything the run can read, by which the next one sees whether anything has changed

    UsageError where another run writes into the folder; SchedulerGone when the scheduler goes away: what is made by then
    is listed, the rest named as not made yet.
    """
    with only_run(out):
        state, done = RunState(out, len(jobs), read), dict[Job, Outcome]()

        def told(outcome: Outcome) -> None:
            done[outcome.job] = outcome
            state.tell(outcome)
            tell(outcome)

        try:
            run_jobs(jobs, formats, out, told, how)
        except SchedulerGone:
            write_pages([done.get(job) or not_made(job) for job in jobs], out)
            state.write("stopped")
            raise
        except KeyboardInterrupt:
            state.write("interrupted")
            raise
        outcomes = [done[job] for job in jobs]
        write_pages(outcomes, out)
        state.write("done")
        return outcomes


def write_pages(outcomes: Sequence[Outcome], out: Path) -> Path:
    """What speaks of all documents, the manifest last, for it lists the others; gives the index."""
    page = write_index(outcomes, out, write_explorer(outcomes, out))
    write_failures(outcomes, out)
    write_key_figures(outcomes, out)
    write_manifest(outcomes, out)
    return page
