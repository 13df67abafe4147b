"""The owner's side of the parent of warm kernels: starts it, asks it for kernels, lets a stale one go."""

from __future__ import annotations

import atexit
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sysconfig
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.publish.kernels.preload import Call, environment

log = logging.getLogger(__name__)
PACKAGE = Path(__file__).parents[2]
READY_WITHIN = 120  # seconds its imports may take on a busy machine
FORKED_WITHIN = 600  # seconds a request may take, with a large table to read first and others waiting before it
# Variables some library reads while it is imported: a parent that was started with others cannot stand for this one.
READ_AT_IMPORT = ("ARROW", "JE_", "LANG", "LC_", "MKL", "MPL", "NUMEXPR", "OMP", "OPENBLAS", "PANDAS", "PYTHON", "TZ")
Key = tuple[object, ...]


class NoWarmKernel(RuntimeError):
    """The parent could not be started, is gone, or refuses to fork."""


class Refused(NoWarmKernel):
    """The parent runs, but not single-threaded."""


class WarmKernel:
    """A kernel somebody else is the parent of, to be handled like a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, channel: socket.socket, pid: int) -> None:
        self.pid, self.returncode = pid, None
        self._channel = channel

    def fileno(self) -> int:
        """Readable as soon as the kernel has ended and what it left behind is killed."""
        return self._channel.fileno()

    def poll(self) -> int | None:
        return self._read(0)

    def wait(self, timeout: float | None = None) -> int:
        if self._read(timeout) is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return self.returncode  # type: ignore[return-value]

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def _read(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._channel], [], [], timeout)[0]:
            line = _read_line(self._channel)
            self.returncode = line.get("status", -signal.SIGKILL)  # a warden that was killed took the kernel with it
            _peaks.append(line.get("most", 0))
            self._channel.close()
        return self.returncode


class Zygote:
    """A running parent. Several threads may ask at once."""

    def __init__(self, python: str, env: Mapping[str, str]) -> None:
        own, its = socket.socketpair()
        command = [python, "-m", "analysis.publish.kernels.zygote", str(its.fileno())]
        with its:
            self.process = subprocess.Popen(
                command,
                pass_fds=[its.fileno()],
                env=environment(dict(env)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is ours; the end of the socket tells it
            )
        self._owner = own
        own.settimeout(READY_WITHIN)
        said = _read_line(own)
        if "ready" not in said:
            self.close()
            raise NoWarmKernel(str(said.get("refused", "the parent of warm kernels did not start")))

    def launch(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str],
        cwd: str,
        modules: Sequence[str] = (),
        calls: Sequence[Call] = (),
    ) -> WarmKernel:
        """A kernel with the launcher's arguments, its `modules` imported; NoWarmKernel when there can be none."""
        channel, its = socket.socketpair()
        channel.settimeout(FORKED_WITHIN)
        request = {
            "modules": list(modules),
            "calls": list(calls),
            "arguments": list(arguments),
            "env": dict(env),
            "cwd": cwd,
        }
        try:
            with its:
                socket.send_fds(self._owner, [b"k"], [its.fileno(), 1, 2])
            channel.sendall(json.dumps(request).encode() + b"\n")
        except OSError as gone:
            raise NoWarmKernel(f"the parent of warm kernels is gone: {gone}") from gone
        said = _read_line(channel)
        if "refused" in said:
            raise Refused(str(said["refused"]))
        if "pid" not in said:
            raise NoWarmKernel("the parent of warm kernels is gone")
        return WarmKernel(channel, said["pid"])

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        """No more kernels; those that run have wardens of their own and stay."""
        self._owner.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _read_line(channel: socket.socket) -> dict[str, object]:
    """What the other side says next; nothing when it is gone or silent."""
    said = b""
    try:
        while not said.endswith(b"\n"):
            said += (more := channel.recv(1))
            if not more:
                return {}
    except OSError:
        return {}
    return json.loads(said)


_current: dict[Key, Zygote] = {}
_refused: set[object] = set()
_peaks: list[int] = []  # the most memory that each kernel took
_lock = threading.Lock()


def launch(
    python: str,
    arguments: Sequence[str],
    env: Mapping[str, str],
    cwd: str,
    modules: Sequence[str] = (),
    calls: Sequence[Call] = (),
) -> WarmKernel:
    """A kernel from the parent that fits; from a new one when that is gone. NoWarmKernel when there is none again.

    Calls after which a parent was gone, and modules that left a thread running, are left to the kernels from then on.
    """
    parent = zygote(python, env)
    wanted = [name for name in modules if name not in _refused]
    wanted_calls = [call for call in calls if tuple(call) not in _refused]
    try:
        return parent.launch(arguments, env, cwd, wanted, wanted_calls)
    except NoWarmKernel as reason:
        log.warning("the parent of warm kernels is replaced: %s", reason)
        _refused.update(map(tuple, wanted_calls), wanted if isinstance(reason, Refused) else ())
        _let_go(parent)
        return zygote(python, env).launch(arguments, env, cwd, [name for name in wanted if name not in _refused])


def most_of_a_kernel() -> int:
    """The largest peak of the kernels that have ended, as the system counts a process's memory."""
    return max(_peaks, default=0)


def zygote(python: str, env: Mapping[str, str]) -> Zygote:
    """The parent for this interpreter, environment and state of the installed code: the running one if it still fits.

    There is one at a time, and it belongs to this very process: what was forked from us makes its own.
    """
    with _lock:
        key = _key(python, env)
        running = _current.get(key)
        if running is None or not running.is_alive():
            _close_all()
            running = _current[key] = Zygote(python, env)
        return running


def _let_go(parent: Zygote) -> None:
    with _lock:
        if parent in _current.values():  # else another thread has replaced it already
            _close_all()


@atexit.register
def _close_all() -> None:
    """Close the parents of this process; those of the process we were forked from are not ours to close."""
    for key in list(_current):
        stale = _current.pop(key)
        if key[0] == os.getpid():
            stale.close()


def _key(python: str, env: Mapping[str, str]) -> Key:
    read = tuple(sorted((name, value) for name, value in env.items() if name.startswith(READ_AT_IMPORT)))
    return os.getpid(), python, read, _state_of_code()


def _state_of_code() -> tuple[int, ...]:
    """Changes with every file of our own package, and with every package installed or removed."""
    installed = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    changed = [Path(path).stat().st_mtime_ns for path in sorted(installed)]
    return (*changed, *_changes_below(str(PACKAGE)))


def _changes_below(folder: str) -> list[int]:
    changes = []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    changes += _changes_below(entry.path)
            else:
                status = entry.stat()
                changes += [status.st_mtime_ns, status.st_size]
    return changes
