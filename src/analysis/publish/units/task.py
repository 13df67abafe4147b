"""What is asked of a worker and what it gives back (任务与结果); light to import, because whoever asks makes nothing itself."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.language import Words

if TYPE_CHECKING:
    from analysis.publish.jobs import Job  # which knows every kind of document: a notebook alone needs none


@dataclass(frozen=True)
class Limits:
    """What a notebook may take before it is given up; they change no document.

    seconds : a cell may take
    memory_mib : its kernel may allocate (Linux); None: no limit
    """

    seconds: int = 600
    memory_mib: int | None = None


@dataclass(frozen=True)
class Task:
    """What is to be made, with everything it is made of that the other process may not have.

    notebooks_at_a_time : kernels the task may use
    surroundings : environment variables its kernels inherit
    slice  : its county's share of the data; None where its notebooks look at the whole folder
    folder : name and files of the reader's folder, where the process cannot see it
    source : the source of the program it was planned with
    limits : of its notebooks
    """

    job: Job
    formats: tuple[str, ...]
    notebooks_at_a_time: int = 1
    surroundings: Mapping[str, str] = field(default_factory=dict)
    slice: bytes | None = None
    folder: tuple[str, Mapping[str, bytes]] | None = None
    source: str = ""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Failure:
    """Why a document was not made: in words, and where it stopped.

    details : for the log
    """

    said: Words
    notebook: str = ""
    cell: int | None = None
    message: str = ""
    details: str = ""


@dataclass(frozen=True)
class Made:
    """What became of a task: its files by name and the lines it judges, or why there are none.

    key_figures : the lines, and those that are parts of others: each coefficient, the composite
    beside : files that are kept with the document and are none of its formats, by their place in the run's folder
    peak : the most memory that the worker and its kernels had taken by then, in MiB; empty where that cannot be told
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    lines: Sequence[Mapping[str, Any]] = ()
    notebooks: Sequence[str] = ()
    seconds: float = 0.0
    failure: Failure | None = None
    beside: Mapping[str, bytes] = field(default_factory=dict)
    key_figures: Sequence[Mapping[str, Any]] = ()
    peak: Mapping[str, int] = field(default_factory=dict)


def internal(error: BaseException) -> Failure:
    """A fault of the program or the machine."""
    reason = f"{type(error).__name__}: {error}"
    details = "".join(traceback.format_exception(error))
    return Failure(Words(f"程序错误：{reason}", f"internal error: {reason}"), message=reason, details=details)
