"""The parent of warm kernels (孵化进程): imports once, then forks a kernel for everyone who asks.

python -m analysis.publish.kernels.zygote FD

FD is a socket to the owner. Every byte on it brings three descriptors: a channel of the kernel's own and its standard
output and error. The channel carries the request in (a line of JSON: modules, calls, arguments, env, cwd) and the kernel's number,
its exit status and the most memory it took out. The end of the socket is the owner's end, and the parent's.

Between parent and kernel stands a warden. It outlives the kernel, tells how that ended, and kills what it left behind;
it does the same when the channel is closed, which is what a killed owner does. So no kernel depends on the parent.

Nothing here may start a thread or an event loop, or touch zmq: none of that survives a fork.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from analysis.publish.kernels.preload import ALWAYS, NotSingleThreaded, environment, load, reseed

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
READ_WITHIN = 10  # seconds a request may take to arrive, once announced


def main() -> None:
    """Serve until the owner goes; in a kernel, return from here when it ends."""
    _forget_this_folder()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    owner = socket.socket(fileno=int(sys.argv[1]))
    try:
        load(ALWAYS)
    except NotSingleThreaded as reason:
        _tell(owner, refused=str(reason))
        return
    _tell(owner, ready=os.getpid())
    while True:
        announced, descriptors, _, _ = socket.recv_fds(owner, 1, 3)
        _bury()
        if not announced:
            return
        if _serve(owner, socket.socket(fileno=descriptors[0]), descriptors[1:]):
            return  # in a kernel that has ended


def _forget_this_folder() -> None:
    """As ipykernel's launcher does: nothing is imported from where the caller stands; the shell adds the folder later."""
    if sys.path[0] in ("", str(Path.cwd())):
        del sys.path[0]


def _serve(owner: socket.socket, channel: socket.socket, stdio: list[int]) -> bool:
    """One kernel; True in the kernel itself, after its end."""
    channel.settimeout(READ_WITHIN)
    try:
        request = json.loads(channel.makefile("rb").readline())
        _take_over(environment(request["env"]))
        load(request["modules"], request["calls"])
    except (OSError, ValueError):  # whoever asked is gone
        pass
    except NotSingleThreaded as reason:
        _tell(channel, refused=str(reason))
    else:
        if os.fork() == 0:
            owner.close()
            return _ward(request, channel, stdio)
    channel.close()
    for descriptor in stdio:
        os.close(descriptor)
    return False


def _ward(request: dict[str, Any], channel: socket.socket, stdio: list[int]) -> bool:
    """Start the kernel and see it off. Never returns in the warden; True in the kernel."""
    os.setsid()
    _prctl(PR_SET_CHILD_SUBREAPER, 1)  # whoever loses their parent below becomes the warden's child
    kernel = os.fork()
    if kernel == 0:
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        channel.close()
        _become_kernel(request, stdio)
        return True
    try:
        watch = os.pidfd_open(kernel)
        channel.settimeout(None)
        _tell(channel, pid=kernel)
        select.select([watch, channel], [], [])
        if not select.select([watch], [], [], 0)[0]:  # the channel was closed: nobody waits for it any more
            os.kill(kernel, signal.SIGKILL)
        _, status, used = os.wait4(kernel, 0)
        _kill_children()
        _tell(channel, status=os.waitstatus_to_exitcode(status), most=used.ru_maxrss)
    finally:
        os._exit(0)  # nothing of the parent's is to be ended here


def _kill_children() -> None:
    """What a kernel started and left behind, in whatever session or group: killed until nothing is left."""
    while True:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        for child in _children():
            os.kill(child, signal.SIGKILL)
        os.waitpid(-1, 0)


def _children() -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = path.read_text().rpartition(")")[2].split()[1]
        except OSError:  # it has gone meanwhile
            continue
        if int(parent) == os.getpid():
            found.append(int(path.parent.name))
    return found


def _become_kernel(request: dict[str, Any], stdio: list[int]) -> None:
    """An ordinary ipykernel, as if its launcher had been started with this command, environment and folder."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _take_over(request["env"])
    os.chdir(request["cwd"])
    for standard, descriptor in enumerate(stdio, start=1):
        os.dup2(descriptor, standard)
        os.close(descriptor)
    reseed()
    launcher = find_spec("ipykernel_launcher")
    sys.argv = [
        str(launcher.origin if launcher else ""),
        *request["arguments"],
        "--HistoryManager.enabled=False",  # nobody is there to recall a cell: no database, no thread that writes it
        f"--IPKernelApp.parent_handle={os.getppid()}",
    ]

    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


def _take_over(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


def _bury() -> None:
    """Collect wardens that have ended, so that their processor time is counted and no zombie stays long."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option}")


def _tell(channel: socket.socket, **said: object) -> None:
    with suppress(OSError):  # nobody may be listening any more
        channel.sendall(json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    main()
