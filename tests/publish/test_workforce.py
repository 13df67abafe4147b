"""The same units by worker processes and by a Dask cluster: the same bytes; a process or a scheduler that goes away is told."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from publish.small_runs import contents, make_or_die

from analysis.errors import UsageError
from analysis.publish import batch
from analysis.publish.batch import How
from analysis.publish.folder import run_folder
from analysis.publish.jobs import jobs_for
from analysis.publish.units.keys import Keys
from analysis.publish.units.task import Limits, Task
from analysis.publish.units.workforce import SchedulerGone, Workforce, make, workforce
from analysis.tables.catalogue.datasets import _load_schools


def run(out, jobs=None, formats=("xlsx",), tell=lambda _: None, **how):
    """A run whose documents are workbooks, which need no kernel."""
    return run_folder(jobs or jobs_for("", ["all"], 0, ["zh"]), formats, out, tell, How(**how))


@pytest.mark.slow
def test_worker_processes_give_the_bytes_of_this_one_and_a_dying_one_takes_no_other_with_it(
    counties,
    tmp_path,
    monkeypatch,
):
    run(tmp_path / "here", workers=1)
    run(tmp_path / "apart", workers=2)
    assert contents(tmp_path / "here") == contents(tmp_path / "apart")
    monkeypatch.setattr(batch, "make", make_or_die)
    outcomes = run(tmp_path / "dying", workers=2)
    (failed,) = [outcome for outcome in outcomes if outcome.failure]
    assert "虚南县" in failed.job.name
    assert "its process stopped half-way" in failed.failure.en
    pages = {path.read_text() for path in (tmp_path / "dying").glob("*-zh.html")}
    assert len(list((tmp_path / "dying").glob("*-zh.html"))) == 2
    assert str(os.getpid()) not in pages


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for the workers in /proc")
def test_workers_end_with_a_run_that_is_killed(counties, tmp_path):
    command = [sys.executable, "-c", "from analysis.cli import main; main()", "run", "--lang", "zh", "--format", "xlsx"]
    run = subprocess.Popen([*command, "--jobs", "2", "--out", str(tmp_path / "out")], stderr=subprocess.DEVNULL)
    wait_until(lambda: len(workers_of(run.pid)) >= 2)
    workers = workers_of(run.pid)
    run.kill()
    run.wait()
    wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def workers_of(parent):
    """The worker processes below a process."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            is_child = (path / "stat").read_text().rpartition(")")[2].split()[1] == str(parent)
            if is_child and "LokyProcess" in (path / "cmdline").read_text():
                found.append(path.name)
    return found


def wait_until(is_so, seconds=120):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_cluster_without_its_packages_or_its_scheduler_is_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"junheng\[cluster\]"), workforce(2, "tcp://127.0.0.1:1"):
        pass


@pytest.fixture
def distributed():
    """The optional package of the extra `cluster`."""
    return pytest.importorskip("distributed", reason="Dask is an extra: pip install 'junheng[cluster]'")


@contextmanager
def programs(*commands):
    """Programs beside this one; ended with it."""
    started = []
    try:
        for command in commands:
            started.append(subprocess.Popen([sys.executable, "-m", *command], stderr=subprocess.DEVNULL))
        yield started
    finally:
        for one in started:
            one.kill()
            one.wait()


def scheduler_and_workers(folder, port, workers=2):
    address = f"tcp://127.0.0.1:{port}"
    quiet = ["--no-dashboard", "--local-directory", str(folder)]
    one_worker = ["distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", *quiet]
    scheduler = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    return address, [scheduler, *[one_worker] * workers]


def free_port():
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.slow
def test_a_local_cluster_gives_the_bytes_of_this_process(distributed, counties, tmp_path):
    run(tmp_path / "here", workers=1)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        run(tmp_path / "cluster", scheduler=cluster.scheduler_address)
    assert contents(tmp_path / "here") == contents(tmp_path / "cluster")


def test_a_task_carries_all_that_its_document_is_made_of(counties, tmp_path, monkeypatch):
    run(tmp_path / "here", workers=1)
    here = Workforce(None, 1, is_apart=True, is_remote=True)
    (*_, job) = jobs_for("", ["all"], 0, ["zh"])
    unit = batch.Unit(job, ("xlsx",), "", "new")
    task = batch._task(unit, Keys(), here, 1, Limits())
    shutil.rmtree(counties)
    _load_schools.cache_clear()
    monkeypatch.setenv("JUNHENG_DATA", "")
    (made,) = make(task)
    assert made.failure is None
    assert made.files == {f"{job.name}.xlsx": (tmp_path / "here" / f"{job.name}.xlsx").read_bytes()}


def test_a_worker_of_another_version_refuses(counties):
    (*_, job) = jobs_for("", ["all"], 0, ["zh"])
    (made,) = make(Task(job, ("xlsx",), source="another"))
    assert "another version of the program" in made.failure.said.en


@pytest.mark.slow
def test_a_scheduler_started_apart_gives_the_same_documents(
    distributed,
    counties,
    tmp_path,
    monkeypatch,
):
    monkeypatch.setenv("JUNHENG_DATA", "")  # the workers are started without it
    address, commands = scheduler_and_workers(tmp_path, free_port())
    with programs(*commands):
        monkeypatch.setenv("JUNHENG_DATA", str(counties))
        jobs = jobs_for("", ["all"], 0, ["en"])
        run(tmp_path / "here", jobs[:1], ("html", "xlsx"), workers=1)
        (outcome,) = run(tmp_path / "cluster", jobs[:1], ("html", "xlsx"), scheduler=address)
    assert outcome.failure is None
    assert contents(tmp_path / "here") == contents(tmp_path / "cluster")


@pytest.mark.slow
def test_a_scheduler_that_goes_away_is_told_and_the_rest_is_made_by_the_next_call(
    distributed,
    counties,
    tmp_path,
):
    address, commands = scheduler_and_workers(tmp_path, free_port(), workers=1)
    out, told = tmp_path / "out", []
    with programs(*commands) as (scheduler, _):

        def end_it(outcome):
            told.append(outcome.job)
            scheduler.kill()

        with pytest.raises(SchedulerGone) as gone:
            run(out, tell=end_it, scheduler=address)
    assert address in gone.value.message("en")
    assert "the same call goes on from there" in gone.value.message("en")
    assert "not made yet" in (out / "index.html").read_text(encoding="utf-8")
    outcomes = run(out, workers=1)
    assert {outcome.job for outcome in outcomes if outcome.is_kept} == set(told)
    run(tmp_path / "whole", workers=1)
    assert contents(out) == contents(tmp_path / "whole")


def test_a_scheduler_nobody_answers_for_is_told_at_once(distributed, counties, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.publish.units.workforce.CONNECT", 1)
    with pytest.raises(SchedulerGone, match="does not answer"):
        run(tmp_path / "out", scheduler=f"tcp://127.0.0.1:{free_port()}")
