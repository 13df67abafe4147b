"""How Jupyter gets a warm kernel: a kernel provisioner that any Jupyter client can use (entry point `junheng-warm`)."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Bool, List, Unicode

from analysis.publish.kernels.owner import NoWarmKernel, WarmKernel, launch

log = logging.getLogger(__name__)
LAUNCHER = "ipykernel_launcher"


class WarmProvisioner(LocalProvisioner):
    """Forks the kernel from a parent that has imported the libraries; starts it anew where that cannot be."""

    modules = List(Unicode(), help="what the kernel will import").tag(config=True)
    calls = List(help="what the kernel will compute and its parent may remember: module, function, arguments").tag(
        config=True
    )
    must_fork = Bool(False, help="an error where the kernel cannot be forked").tag(config=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        self.process = self._forked(cmd, kwargs["env"], str(kwargs.get("cwd") or Path.cwd()))
        if self.process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info

    def _forked(self, cmd: list[str], env: dict[str, str], cwd: str) -> WarmKernel | None:
        try:
            if LAUNCHER not in cmd:
                raise NoWarmKernel(f"{self.kernel_spec.display_name} is no ipykernel")
            return launch(cmd[0], cmd[cmd.index(LAUNCHER) + 1 :], env, cwd, self.modules, self.calls)
        except NoWarmKernel as reason:
            if self.must_fork:
                raise
            log.warning("a kernel is started anew: %s", reason)
            return None

    async def wait(self) -> int | None:
        """Told by the kernel's warden instead of asked for ten times a second."""
        if isinstance(self.process, WarmKernel) and self.process.poll() is None:
            loop, ended = asyncio.get_running_loop(), asyncio.Event()
            loop.add_reader(self.process.fileno(), ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(self.process.fileno())
        return await super().wait()
