"""Who makes the units (并行执行): this process, worker processes of this machine, or a Dask cluster; one way of asking.

Each is an executor: work is submitted, and futures say when it is done.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from joblib.externals.loky import ProcessPoolExecutor

from analysis.errors import JunhengError, UsageError
from analysis.language import Words
from analysis.publish.units.task import Made, Task

_NO_CLUSTER = Words("没有安装集群组件", "the packages of a cluster are not installed")
_INSTALL = Words("pip install 'junheng[cluster]'", "pip install 'junheng[cluster]'")
CONNECT = 10  # seconds a scheduler may take to answer


class SchedulerGone(JunhengError):
    """A scheduler that does not answer, or no longer does."""


@dataclass(frozen=True)
class Workforce:
    """An executor and what a run has to know of it.

    size     : how many units are made at a time
    is_apart : whether tasks leave this process
    is_remote : whether the reader's folder has to travel with them
    is_there : whether it still answers
    """

    executor: Executor
    size: int
    is_apart: bool = False
    is_remote: bool = False
    is_there: Callable[[], bool] = lambda: True


@contextmanager
def workforce(size: int, scheduler: str = "", *, apart: bool = False) -> Iterator[Workforce]:
    """The workers of one run; gone when it ends, however it ends. `apart`: never this process."""
    if scheduler:
        with _cluster(scheduler) as cluster:
            yield cluster
    elif size == 1 and not apart:
        with ThreadPoolExecutor(1) as here:
            try:
                yield Workforce(here, 1)
            except BaseException:  # what has not begun never does
                here.shutdown(wait=False, cancel_futures=True)
                raise
    else:
        processes = ProcessPoolExecutor(size, initializer=_end_with, initargs=(os.getpid(),))
        try:
            yield Workforce(processes, size, is_apart=True)
        except BaseException:
            processes.shutdown(wait=True, kill_workers=True)
            raise
        processes.shutdown(wait=True)


def _end_with(parent: int) -> None:
    """A worker whose parent was killed ends as well, and its kernels with it; nobody would take what it makes."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    if os.name != "nt":  # where a parent keeps its number when it is gone
        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _cluster(address: str) -> Iterator[Workforce]:
    try:
        from distributed import Client
    except ImportError as missing:
        raise UsageError.at("--scheduler", _NO_CLUSTER, _INSTALL) from missing
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as silent:
        raise gone(address) from silent
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT)
        except TimeoutError as idle:
            found = Words("调度器没有运算节点", "the scheduler has no workers")
            raise SchedulerGone.at(address, found, Words("至少一个节点", "one worker at least")) from idle
        size = sum(client.nthreads().values())
        executor = client.get_executor(pure=False)
        try:
            yield Workforce(executor, size, True, True, lambda: client.status == "running")
        finally:
            executor.shutdown(wait=False)


def gone(address: str) -> SchedulerGone:
    return SchedulerGone.at(
        address,
        Words("调度器没有应答", "the scheduler does not answer"),
        Words("可连接的 Dask 调度器", "a Dask scheduler that can be reached"),
        Words(
            "（已完成的附件都在；再次运行同一命令即可续做）", "(what is made is kept; the same call goes on from there)"
        ),
    )


def make(*tasks: Task) -> list[Made]:
    """Make documents of the same rows, wherever this is called: only there is imported what it takes."""
    from analysis.publish.units import making

    return making.make(*tasks)
