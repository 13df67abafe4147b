"""What can go wrong in or around a kernel, forked or not: told with its cell, and nothing is left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from papermill.exceptions import PapermillExecutionError
from publish.kernels.running import has_gone, is_running, notebook, printed, run

from analysis.publish.execute import NotebookError, run_notebook
from analysis.publish.kernels import owner
from analysis.publish.units.task import Limits

HERE = str(Path.cwd())
HANGS = "while True: pass"


@pytest.fixture
def stopped(tmp_path, monkeypatch):
    """What is said of a notebook that stops."""

    def run_it(*sources, kernels="fork", **limits):
        monkeypatch.setenv("JUNHENG_KERNELS", kernels)
        parameters = nbformat.v4.new_code_cell("lang: str = 'en'", metadata={"tags": ["parameters"]})
        written = notebook(*sources)
        written.cells.insert(0, parameters)
        path = tmp_path / "99_stops.ipynb"
        nbformat.write(written, path)
        with pytest.raises(NotebookError) as error:
            run_notebook(path, {}, limits=Limits(**limits))
        return error.value

    return run_it


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("import os; os._exit(3)", "exit code 3"),
    ],
)
def test_a_kernel_that_dies_is_told_with_its_cell_and_the_next_one_runs(stopped, cell, said):
    error = stopped("kept = 1", cell, "never = 2")
    assert error.cell == cell
    assert said in error.reason.en
    assert said in error.message("zh")
    assert f"99_stops.ipynb () › {cell}" in error.message("en")
    assert printed(run("print(1 + 1)")) == "2\n"


@pytest.mark.parametrize("kernels", ["fork", pytest.param("spawn", marks=pytest.mark.slow)])
def test_a_cell_without_end_is_given_up_in_time(stopped, kernels):
    error = stopped("import os", HANGS, kernels=kernels, seconds=2)
    assert error.cell == HANGS
    assert error.reason == ("超过2秒没有结束", "not done within 2 s")


@pytest.mark.parametrize("kernels", ["fork", pytest.param("spawn", marks=pytest.mark.slow)])
def test_a_cell_that_takes_more_memory_than_allowed_fails_and_says_so(stopped, kernels):
    error = stopped("small = bytearray(10**7)", "big = bytearray(4 * 10**9)", kernels=kernels, memory_mib=2000)
    assert error.cell == "big = bytearray(4 * 10**9)"
    assert error.reason.en == "out of memory"


def test_a_program_that_a_notebook_leaves_behind_is_ended_with_it_in_whatever_session():
    leaves = """\
import subprocess
ways = [dict(), dict(start_new_session=True), dict(process_group=0)]
print(*(subprocess.Popen(["sleep", "300"], **way).pid for way in ways))
orphan = "import subprocess; print(subprocess.Popen(['sleep', '300'], start_new_session=True, stdout=-3, stderr=-3).pid)"
import sys
print(subprocess.run([sys.executable, "-c", orphan], capture_output=True, text=True).stdout)"""
    pids = printed(run(leaves)).split()
    assert len(pids) == 4
    assert not any(is_running(pid) for pid in pids), "gone before the notebook is handed over"


def test_kernels_of_a_killed_owner_end_with_it():
    script = """\
import json, os, sys, time
from analysis.publish.kernels.owner import launch, zygote
kernel = launch(sys.executable, [], dict(os.environ), os.getcwd())
print(json.dumps([kernel.pid, zygote(sys.executable, dict(os.environ)).process.pid]), flush=True)
time.sleep(300)"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        pids = json.loads(process.stdout.readline())
        assert all(map(is_running, pids))
        process.send_signal(signal.SIGKILL)
    assert all(map(has_gone, pids))


def test_a_running_kernel_outlives_its_parent_and_the_next_one_gets_a_new_parent():
    env = dict(os.environ)
    kernel = owner.launch(sys.executable, [], env, HERE)
    parent = owner.zygote(sys.executable, env)
    parent.process.kill()
    parent.process.wait()
    time.sleep(0.1)
    assert kernel.poll() is None
    assert printed(run("print(1)")) == "1\n"
    assert owner.zygote(sys.executable, env).process.pid != parent.process.pid
    kernel.kill()
    assert kernel.wait(5) == -signal.SIGKILL


def test_many_kernels_at_once_do_not_meet():
    with ThreadPoolExecutor(6) as threads:
        said = list(threads.map(lambda number: printed(run(f"print({number})")), range(12)))
    assert said == [f"{number}\n" for number in range(12)]


def test_environment_and_folder_are_those_of_the_asker_at_that_moment(tmp_path, monkeypatch):
    tell = "import os\nprint(os.environ.get('ASKED'), os.getcwd())"
    monkeypatch.setenv("ASKED", "first")
    assert printed(run(tell)) == f"first {HERE}\n"
    monkeypatch.setenv("ASKED", "second")
    monkeypatch.chdir(tmp_path)
    assert printed(run(tell)) == f"second {tmp_path}\n"


def test_warnings_of_two_runs_are_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_KERNELS", "fork")
    path = tmp_path / "99_warns.ipynb"
    written = notebook("lang: str = 'en'", "import warnings\nwarnings.warn('mind')")
    written.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(written, path)
    first, second = (run_notebook(path, {}).cells[-1].outputs for _ in range(2))
    assert first == second
    assert "mind" in first[0].text


def test_a_notebook_is_saved_at_the_end_and_when_it_fails(tmp_path, monkeypatch):
    writes, path = [], tmp_path / "saved.ipynb"
    original = nbformat.write
    monkeypatch.setattr("papermill.engines.write_ipynb", lambda nb, where: (writes.append(where), original(nb, where)))
    with pytest.raises(PapermillExecutionError):
        run(*["print(1)"] * 6, "1 / 0", "print(2)", path=path)
    assert len(writes) == 2, "at the start and at the end, not twice a cell"
    kept = nbformat.read(path, as_version=4)
    assert [bool(cell.outputs) for cell in kept.cells if cell.cell_type == "code"] == [True] * 7 + [False]


def test_the_most_memory_a_kernel_took_is_told_when_it_has_ended(monkeypatch):
    monkeypatch.setattr(owner, "_peaks", [])  # of this test's kernels alone
    run("print(len(bytearray(10**6)))")
    before = owner.most_of_a_kernel()
    run("kept = bytearray(4 * 10**8)", "kept[::4096] = b'1' * len(kept[::4096])")
    assert owner.most_of_a_kernel() - before > 300_000  # KiB
