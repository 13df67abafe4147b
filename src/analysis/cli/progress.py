"""How far a run is: a bar with rate and time left on a terminal, plain lines where there is none."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from analysis.cli.app import words

if TYPE_CHECKING:
    from analysis.publish.batch import Outcome


class Progress:
    """The documents of one run, told one by one. The rate counts those made, not those kept as they were."""

    def __init__(self, total: int, console: Console) -> None:
        self.total, self.console = total, console
        self._done = self._made = 0
        self._start = time.perf_counter()
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
        )
        self._bar = Bar(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task(words("附件", "documents"), total=total, pace="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def tell(self, outcome: Outcome) -> None:
        """One more document is done."""
        self._done += 1
        self._made += bool(outcome.reason)
        pace = self.pace()
        self._bar.update(self._task, completed=self._done, pace=pace)
        if outcome.is_kept:
            return
        mark = "✗" if outcome.failure else "✓"
        said = f"{mark} {outcome.job.name}  {outcome.seconds:.1f} s"
        behind = "" if self.console.is_terminal else f"  [{self._done}/{self.total}{', ' if pace else ''}{pace}]"
        self.console.print(said + behind, highlight=False, markup=False, soft_wrap=True)

    def pace(self) -> str:
        """Documents a minute and the time left, once something is made."""
        if not self._made:
            return ""
        each = (time.perf_counter() - self._start) / self._made
        left = each * (self.total - self._done)
        rate = words(f"每分钟{60 / each:.1f}份", f"{60 / each:.1f} a minute")
        return f"{rate}, {words('还需', 'left')} {as_duration(left)}"


def as_duration(seconds: float) -> str:
    """65 → 1:05, 7265 → 2:01:05."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
