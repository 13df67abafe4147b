"""The front door of readings: one county judged by each of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from analysis.insight.readings.rereading import Rereading, reread
from analysis.rules.conventions import Conventions
from analysis.rules.verdict import CountyVerdict
from analysis.show.county.view import View
from analysis.show.page.speaking import Speaker


@dataclass(frozen=True)
class ReadingsView(Speaker):
    """A county, and what each reading of the documents does to its verdicts."""

    view: View

    @property
    def lang(self) -> str:  # type: ignore[override]
        return self.view.lang

    @cached_property
    def found(self) -> tuple[Rereading, ...]:
        """Every reading; nothing where no standard judges."""
        if self.view.standard is None:
            return ()
        return reread(self._judged, self.view.conventions)

    def _judged(self, conventions: Conventions) -> CountyVerdict:
        return (self.view if conventions == self.view.conventions else self.view.under(conventions)).verdict

    def schools(self, rows: tuple[object, ...]) -> list[str]:
        """The schools of source rows, each once."""
        return list(dict.fromkeys(self.view.sections.source.rows.loc[list(rows), "school"]))


def open_readings(view: View) -> ReadingsView:
    """The readings of a county's view."""
    return ReadingsView(view)
