"""What came to light while tables were read: faults, doubts, and rows that did not become school sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.errors import Problem
from analysis.language import Words
from analysis.tables.catalogue.provenance import ReadingLine


@dataclass
class Findings:
    """Collected over all files, so that one report names every fault at once."""

    faults: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    reading: list[ReadingLine] = field(default_factory=list)

    def fault(self, place: object, found: Words, expected: Words, remedy: Words | None = None) -> None:
        """Something that refuses the table."""
        self.faults.append(Problem(str(place), found, expected, remedy))

    def doubt(self, place: object, found: Words, expected: Words, remedy: Words | None = None) -> None:
        """Something worth a look that refuses nothing."""
        self.doubts.append(Problem(str(place), found, expected, remedy, severity="note"))

    def left_out(self, reason: Words, rows: int, students: float = float("nan")) -> None:
        """Rows that were read and went no further; lines with the same reason are added together."""
        if not rows:
            return
        for number, line in enumerate(self.reading):
            if line.reason == reason:
                self.reading[number] = ReadingLine(reason, line.rows + rows, line.students + students)
                return
        self.reading.append(ReadingLine(reason, rows, students))

    @property
    def all(self) -> Sequence[Problem]:
        return (*self.faults, *self.doubts)
