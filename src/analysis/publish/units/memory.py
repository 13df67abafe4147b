"""How much memory a worker and its kernels took at most (内存峰值), for run.json; no document says it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

KIB, MIB = 1024, 2**20
Peak = Mapping[
    str, int
]  # MiB of "worker" and, where there was one, of "kernel"; nothing where the system does not tell


def peak() -> Peak:
    """The most that this process, and the largest of its kernels, have taken since it began; nothing on Windows.

    A forked kernel's includes the pages it shares with its parent.
    """
    try:
        from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
    except ImportError:
        return {}
    from analysis.publish.kernels.owner import most_of_a_kernel

    unit = 1 if sys.platform == "darwin" else KIB
    own, children = (getrusage(whose).ru_maxrss * unit for whose in (RUSAGE_SELF, RUSAGE_CHILDREN))
    kernel = max(children, most_of_a_kernel() * unit) // MIB
    return {"worker": own // MIB, **({"kernel": kernel} if kernel else {})}


def most(peaks: Iterable[Peak]) -> Peak:
    """The largest of each."""
    found: dict[str, int] = {}
    for one in peaks:
        found |= {name: max(mib, found.get(name, 0)) for name, mib in one.items()}
    return found
