"""The parent of warm kernels: what it may load, when it is stale, when it is not used at all."""

import importlib
import logging
import os
import sys
from pathlib import Path

import pytest
from publish.kernels.running import printed, run

from analysis.errors import UsageError
from analysis.publish.kernels import choice, owner
from analysis.publish.kernels.preload import NotSingleThreaded, check_threads, imported_by, load
from analysis.tables.catalogue.datasets import load_dataset

HERE = str(Path.cwd())


@pytest.fixture
def no_trial_yet():
    choice._why_not.cache_clear()
    yield
    choice._why_not.cache_clear()


@pytest.fixture
def module_of_ones_own(tmp_path, monkeypatch):
    """A module that a parent can be asked to load; the parents made for it are let go."""

    def write(name, text):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        return {**os.environ, "PYTHONPATH": str(tmp_path)}

    yield write
    owner._close_all()


def test_the_imports_of_a_notebook_are_read_and_only_known_packages_loaded_beforehand():
    cells = [
        "import numpy as np, polars\nfrom analysis.show import balance, figures",
        "%matplotlib inline\nimport pandas",
        "def late():\n    import scipy.stats\nfrom . import here\nimport my_own_project",
    ]
    assert imported_by(cells) == [
        "numpy", "analysis.show", "analysis.show.balance", "analysis.show.figures", "scipy.stats",
    ]  # fmt: skip


def test_a_process_with_a_second_thread_must_not_fork():
    from threading import Event, Thread

    done = Event()
    thread = Thread(target=done.wait)
    thread.start()
    try:
        with pytest.raises(NotSingleThreaded, match="threads beside"):
            check_threads()
    finally:
        done.set()
        thread.join()


@pytest.mark.slow
def test_a_module_that_starts_a_thread_is_left_to_the_kernels(module_of_ones_own, caplog):
    env = module_of_ones_own(
        "starts_thread",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n",
    )
    first = owner.launch(sys.executable, [], env, HERE, ["starts_thread"])
    assert "threads beside the parent's own" in caplog.text
    parent = owner.zygote(sys.executable, env)
    caplog.clear()
    second = owner.launch(sys.executable, [], env, HERE, ["starts_thread"])
    assert owner.zygote(sys.executable, env) is parent
    assert not caplog.text
    for kernel in (first, second):
        kernel.kill()
        assert kernel.wait(5) < 0


def test_a_library_barred_before_a_fork_can_be_imported_after_it(monkeypatch, tmp_path):
    (tmp_path / "polars.py").write_text("there = True\n", encoding="utf-8")
    (tmp_path / "asks.py").write_text(
        "import sys\ntry:\n    import polars\n    found = True\nexcept ImportError:\n    found = False\n"
        "named = 'polars' in sys.modules\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("analysis.publish.kernels.preload.check_threads", lambda: None)
    monkeypatch.setattr("gc.freeze", lambda: None)
    monkeypatch.delitem(sys.modules, "polars", raising=False)
    load(["asks"])
    asks = sys.modules.pop("asks")
    assert (asks.found, asks.named) == (False, False)
    polars = importlib.import_module("polars")

    assert polars.there
    monkeypatch.delitem(sys.modules, "polars")


def test_a_parent_is_stale_after_an_edit_an_installation_and_in_another_locale(tmp_path, monkeypatch):
    monkeypatch.setattr(owner, "PACKAGE", tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "one.toml").write_text("a = 1")
    env = {"LANG": "C.UTF-8", "HOME": "/"}
    before = owner._key(sys.executable, env)
    assert owner._key(sys.executable, env | {"HOME": "/else"}) == before
    for name in ("LANG", "OMP_NUM_THREADS", "MPLCONFIGDIR", "TZ", "PYTHONPATH"):
        assert owner._key(sys.executable, env | {name: "x"}) != before
    (tmp_path / "rules" / "one.toml").write_text("a = 22")
    edited = owner._key(sys.executable, env)
    assert edited != before
    (tmp_path / "rules" / "__pycache__").mkdir()
    (tmp_path / "rules" / "__pycache__" / "one.pyc").write_text("")
    assert owner._key(sys.executable, env) == edited
    monkeypatch.setattr("sysconfig.get_path", lambda kind: str(tmp_path))
    assert owner._key(sys.executable, env) != edited


@pytest.mark.slow
def test_a_stale_parent_is_replaced_while_its_kernels_run_on(tmp_path, monkeypatch):
    env = dict(os.environ)
    monkeypatch.setattr(owner, "PACKAGE", tmp_path)
    kernel, before = owner.launch(sys.executable, [], env, HERE), owner.zygote(sys.executable, env)
    assert owner.zygote(sys.executable, env) is before
    (tmp_path / "edited.py").write_text("")
    after = owner.zygote(sys.executable, env)
    assert not before.is_alive()
    assert after.is_alive()
    assert kernel.poll() is None
    kernel.kill()
    kernel.wait(5)
    monkeypatch.undo()
    owner._close_all()


@pytest.mark.slow
def test_a_forked_owner_has_a_parent_of_its_own_and_leaves_ours_alone():
    ours = owner.zygote(sys.executable, dict(os.environ))
    child = os.fork()
    if child == 0:
        theirs = owner.zygote(sys.executable, dict(os.environ))
        is_other = theirs.process.pid != ours.process.pid
        owner._close_all()
        os._exit(0 if is_other else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ours.is_alive()
    assert printed(run("print(1)")) == "1\n"


@pytest.mark.slow
def test_a_parent_that_prepares_county_after_county_does_not_grow():
    env, sizes = dict(os.environ), []
    counties = load_dataset("province").counties
    for turn in range(4):
        for county in counties:
            call = ("analysis.show.county.view", "prepare", "province", county, 0)
            kernel = owner.launch(sys.executable, [], env, HERE, ["analysis.show.balance"], [call])
            kernel.kill()
            kernel.wait(10)
        status = Path(f"/proc/{owner.zygote(sys.executable, env).process.pid}/status").read_text()
        sizes.append(int(status.partition("VmRSS:")[2].split()[0]))
        assert turn == 0 or sizes[turn] < 1.05 * sizes[0]


def test_kernels_are_forked_after_a_trial_and_the_trial_is_made_once(no_trial_yet, monkeypatch):
    monkeypatch.delenv("JUNHENG_KERNELS", raising=False)
    trials, trial = [], choice._trial
    monkeypatch.setattr(choice, "_trial", lambda: (trials.append(1), trial())[1])
    assert [choice.kernels_wanted() for _ in range(2)] == ["auto", "auto"]
    assert trials == [1]


@pytest.mark.parametrize(
    ("platform", "fault"), [("darwin", ""), ("win32", ""), ("linux", "a trial gave other outputs")]
)
def test_elsewhere_and_after_a_failed_trial_kernels_start_anew_and_the_log_says_why(
    platform, fault, no_trial_yet, monkeypatch, caplog
):
    monkeypatch.delenv("JUNHENG_KERNELS", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(choice, "_trial", lambda: fault)
    with caplog.at_level(logging.WARNING):
        assert choice.kernels_wanted() == "spawn"
    assert (fault or platform) in caplog.text


def test_the_trial_sees_a_parent_that_does_not_start(monkeypatch):
    monkeypatch.setattr(owner, "Zygote", lambda *_: (_ for _ in ()).throw(owner.NoWarmKernel("no room")))
    owner._close_all()
    assert "no room" in choice._trial()


def test_a_kernel_that_cannot_be_forked_is_started_anew_unless_forking_is_asked_for(monkeypatch, caplog):
    monkeypatch.setattr(owner, "Zygote", lambda *_: (_ for _ in ()).throw(owner.NoWarmKernel("no room")))
    owner._close_all()
    monkeypatch.setattr(choice, "_why_not", lambda _: "")
    assert printed(run("print(1)", kernels="auto")) == "1\n"
    assert "a kernel is started anew: no room" in caplog.text
    with pytest.raises(owner.NoWarmKernel):
        run("print(1)", kernels="fork")


def test_another_word_for_the_way_kernels_start_is_refused(monkeypatch):
    monkeypatch.setenv("JUNHENG_KERNELS", "warm")
    with pytest.raises(UsageError) as refused:
        choice.kernels_wanted()
    for lang in ("zh", "en"):
        assert "JUNHENG_KERNELS" in refused.value.message(lang)
        assert "auto, fork, spawn" in refused.value.message(lang)
