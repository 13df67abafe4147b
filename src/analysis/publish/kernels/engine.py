"""The papermill engine `junheng`: warm kernels where they can be had, sockets in a private folder, one save at the end."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.log import logger

from analysis.publish.kernels.choice import kernels_wanted
from analysis.publish.kernels.preload import Call, imported_by

STARTS = 2  # a kernel that does not come up is tried once more
MIB = 2**20
OF_NO_USE = ("input_path", "autosave_cell_every")  # papermill hands these on to every engine


class NotStarted(RuntimeError):
    """A kernel did not answer; no cell has run."""


class _Stopped(Exception):
    """A cell ended without an answer: out of time, or its kernel is gone."""

    def __init__(self, cell: NotebookNode, ename: str, evalue: str) -> None:
        super().__init__(ename)
        self.cell = cell
        self.output = new_output("error", ename=ename, evalue=evalue, traceback=[f"{ename}: {evalue}"])


class WarmEngine(NBClientEngine):
    """Runs a notebook as papermill's own engine does.

    Besides what papermill itself takes: `memory_mib`, above which a kernel's data may not grow (Linux), `kernels` in
    place of JUNHENG_KERNELS, and `calls`, whose results a warm parent may keep for its kernels. A cell that runs out of time or loses its kernel fails like one that raises: the
    notebook is kept up to there, and the error stands in the cell.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        kernels: str = "",
        **options: Any,
    ) -> None:
        kernels = kernels_wanted(kernels)
        options = {name: value for name, value in options.items() if name not in OF_NO_USE}
        options = {"shutdown_kernel": "immediate", **options}
        with _saved_at_the_end(nb_man):
            for attempt in range(1, STARTS + 1):
                with _private_folder() as folder:
                    client = _Client(
                        nb_man,
                        folder=folder,
                        kernels=kernels,
                        kernel_name=kernel_name,
                        timeout=execution_timeout,
                        startup_timeout=start_timeout,
                        log=logger,
                        **options,
                    )
                    try:
                        client.execute()
                        return
                    except NotStarted as failed:
                        if attempt == STARTS:
                            raise
                        logger.warning("a kernel is started once more: %s", failed)
                    except _Stopped as stopped:
                        stopped.cell.outputs.append(stopped.output)
                        nb_man.cell_exception(stopped.cell)
                        return


@contextmanager
def _saved_at_the_end(nb_man: NotebookExecutionManager) -> Iterator[None]:
    """papermill writes the whole file twice a cell; without a path it writes nothing, and at the end it has one again."""
    path, nb_man.output_path = nb_man.output_path, None
    try:
        yield
    finally:
        nb_man.output_path = path


@contextmanager
def _private_folder() -> Iterator[str]:
    """For sockets instead of ports: two kernels started at once cannot meet. Windows keeps ports."""
    if os.name == "nt":
        yield ""
        return
    folder = tempfile.mkdtemp(prefix="jh-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Client(PapermillNotebookClient):
    """papermill's client, with a kernel of ours and an error in place of every way a cell can end without an answer."""

    def __init__(
        self,
        nb_man: NotebookExecutionManager,
        folder: str,
        kernels: str,
        calls: Collection[Call] = (),
        memory_mib: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(nb_man, **options)
        self._folder, self._kernels, self._calls = folder, kernels, calls
        self._memory_mib = memory_mib

    def create_kernel_manager(self) -> AsyncKernelManager:
        manager = super().create_kernel_manager()
        if self._folder:
            # jupyter_client's own name for sockets is one for all kernels of a folder, and they would meet there.
            manager.transport, manager.ip = "ipc", f"{self._folder}/k"
        if self._kernels != "spawn":
            modules = imported_by(cell.source for cell in self.nb.cells if cell.cell_type == "code")
            config = {"modules": modules, "calls": list(self._calls), "must_fork": self._kernels == "fork"}
            provisioner = {"provisioner_name": "junheng-warm", "config": config}
            manager.kernel_spec.metadata["kernel_provisioner"] = provisioner
            manager.client_factory = _PromptClient
        return manager

    def start_new_kernel(self, **kwargs: Any) -> None:
        super().start_new_kernel(**kwargs)
        if self._memory_mib:
            _limit_memory(self.km.provisioner.pid, self._memory_mib)

    def start_new_kernel_client(self, **kwargs: Any) -> AsyncKernelClient:
        try:
            return super().start_new_kernel_client(**kwargs)
        except RuntimeError as failed:
            raise NotStarted(str(failed)) from failed

    def execute_cell(self, cell: NotebookNode, *args: Any, **kwargs: Any) -> NotebookNode:
        try:
            return super().execute_cell(cell, *args, **kwargs)
        except CellTimeoutError as late:
            raise _Stopped(cell, "CellTimeoutError", str(self.timeout)) from late
        except DeadKernelError as dead:
            raise _Stopped(cell, "DeadKernelError", _ending(self.km.provisioner.process.poll())) from dead


def _limit_memory(pid: int, mib: int) -> None:
    """What a process may allocate for itself; code, and files it only reads, are not counted."""
    try:
        from resource import RLIMIT_DATA, prlimit
    except ImportError:
        logger.warning("a kernel's memory cannot be limited on this system")
        return
    prlimit(pid, RLIMIT_DATA, (mib * MIB, mib * MIB))


def _ending(status: int | None) -> str:
    """How a process ended: the name of a signal, or its exit code."""
    return signal.Signals(-status).name if status is not None and status < 0 else f"exit code {status}"


class _PromptClient(AsyncKernelClient):
    """Ready at the first message heard: ipykernel greets every listener. The stock client listens 0.2 s into silence."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        until = time.monotonic() + (timeout or float("inf"))
        self.kernel_info()
        await self._heard(self.iopub_channel, until)
        while (reply := await self._heard(self.shell_channel, until))["msg_type"] != "kernel_info_reply":
            await asyncio.sleep(0)
        self._handle_kernel_info_reply(reply)

    wait_for_ready = _async_wait_for_ready

    async def _heard(self, channel: Any, until: float) -> dict[str, Any]:
        while time.monotonic() < until:
            try:
                return await channel.get_msg(timeout=1)
            except Empty:
                if not await self.parent.is_alive():
                    raise RuntimeError("the kernel died before it answered") from None
        raise RuntimeError("the kernel did not answer in time")
