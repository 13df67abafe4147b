"""run.json (运行状态): how far a run is and how long it took, for machines; the one file of a folder that knows the clock.

`peak_mib` is the most memory that a worker, and a kernel, took; null where nothing was made or, as on Windows, the system
does not tell.

With run.json a run that finds nothing changed is told at once: the digest of everything it could read, and what it made. It also
says where the reader's own folder lies as seen from here, so that `verify` finds it again.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from analysis import paths
from analysis.publish.units.memory import most
from analysis.publish.units.records import as_json, write_aside

if TYPE_CHECKING:
    from analysis.publish.batch import Outcome

NAME = "run.json"
EVERY = 1.0  # seconds between two writings while a run goes on
State = Literal["running", "done", "interrupted", "stopped"]


class RunState:
    """The state of one run, written as it goes on."""

    def __init__(self, out: Path, total: int, read: str) -> None:
        self.out, self.total, self.read = out, total, read
        self.counts = {"made": 0, "kept": 0, "failed": 0}
        self.seconds: dict[str, float] = {}
        self.peak: Mapping[str, int] = {}
        self._start = self._written = time.perf_counter()
        self.write("running")

    def tell(self, outcome: Outcome) -> None:
        """One more document is done; a disk that takes no more must not end the night here."""
        self.counts["failed" if outcome.failure else "kept" if outcome.is_kept else "made"] += 1
        if outcome.reason:
            self.seconds[outcome.job.name] = round(outcome.seconds, 3)
            self.peak = most((self.peak, outcome.peak))
        if time.perf_counter() - self._written > EVERY:
            with contextlib.suppress(OSError):
                self.write("running")

    def write(self, state: State) -> None:
        self._written = time.perf_counter()
        told = {
            "schema": 1,
            "state": state,
            "documents": self.total,
            **self.counts,
            "seconds": round(self._written - self._start, 3),
            "peak_mib": self.peak or None,
            "read": self.read,
            "own_folder": _as_seen_from(self.out),
            "seconds_of": dict(sorted(self.seconds.items())),
        }
        write_aside(self.out / NAME, as_json(told))


def _as_seen_from(out: Path) -> str | None:
    """The way from a run's folder to the reader's own; None where there is none."""
    root = paths.user_root()
    try:
        return Path(os.path.relpath(root.resolve(), out.resolve())).as_posix() if root else None
    except ValueError:  # another drive of Windows
        return None


def own_folder_of(out: Path) -> Path | None:
    """The reader's folder that the last run read, where it still lies there."""
    way = last_run(out).get("own_folder")
    return folder if way and (folder := (out / way).resolve()).is_dir() else None


def last_run(out: Path) -> Mapping[str, Any]:
    """What the last run said of itself; empty where there was none."""
    try:
        return json.loads((out / NAME).read_bytes())
    except (OSError, ValueError):
        return {}
