"""Whether kernels are forked from a warm parent or started anew: JUNHENG_KERNELS, and a trial.

auto (usual)  forked on Linux if a trial goes well, and a kernel that cannot be forked is started anew; the log says why
fork          forked, or it is an error
spawn         started anew, as papermill itself does
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from functools import cache
from types import MappingProxyType

from nbformat.v4 import new_code_cell, new_notebook

from analysis.errors import UsageError
from analysis.language import Words

log = logging.getLogger(__name__)
VARIABLE = "JUNHENG_KERNELS"
CHOICES = ("auto", "fork", "spawn")
# What goes wrong unseen where kernels are forked wrongly: a figure that is not shown, columns counted as in a terminal,
# a parent that is not single-threaded.
TRIAL = """\
import matplotlib.pyplot as plt
import pandas as pd
plt.figure(figsize=(1, 1))
plt.plot([0, 1])
plt.show()
print(pd.get_option("display.max_columns"))"""
SAID = "20\n"
_KERNEL = MappingProxyType({"name": "python3", "display_name": "Python 3", "language": "python"})
_lock = threading.Lock()


def kernels_wanted(asked: str = "") -> str:
    """One of CHOICES, JUNHENG_KERNELS if nothing is asked; `auto` becomes `spawn` where forking did not stand its trial.

    UsageError for another word.
    """
    asked = asked or os.environ.get(VARIABLE, "") or "auto"
    if asked not in CHOICES:
        known = ", ".join(CHOICES)
        raise UsageError.at(
            VARIABLE, Words(f"没有“{asked}”", f"there is no '{asked}'"), Words(f"以下之一：{known}", f"one of: {known}")
        )
    if asked != "auto":
        return asked
    with _lock:  # several threads ask at once at the beginning of a run
        return "spawn" if _why_not(os.getpid()) else "auto"


@cache
def _why_not(process: int) -> str:
    reason = (
        _trial()
        if sys.platform == "linux"
        else f"on {sys.platform} a process with libraries loaded is not safe to fork"
    )
    if reason:
        log.warning("notebooks start their kernels anew, which takes longer: %s", reason)
    return reason


def _trial() -> str:
    """Run a cell that shows what must not be lost; why it failed, or nothing."""
    import papermill

    notebook = new_notebook(cells=[new_code_cell(TRIAL)], metadata={"kernelspec": dict(_KERNEL)})
    try:
        ran = papermill.execute_notebook(
            notebook, None, engine_name="junheng", kernels="fork", progress_bar=False, execution_timeout=60
        )
    except Exception as error:  # noqa: BLE001 — whatever it is, notebooks can still be run the ordinary way
        return f"{type(error).__name__}: {error}"
    outputs = ran.cells[0].outputs
    has_figure = any("image/png" in output.get("data", ()) for output in outputs)
    says = "".join(output.get("text", "") for output in outputs)
    return "" if has_figure and says == SAID else "a trial gave other outputs than a kernel started anew"
