"""What came to light while tables were read: errors, notes, and rows that did not become school sections."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import Problem
from analysis.language import Words
from analysis.tables.catalogue.provenance import ReadingLine

MESSAGES = tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))


def problem(name: str, place: object, /, **values: object) -> Problem:
    """What messages.toml says under a name, at a place; words among the values are said in each language."""
    message = MESSAGES[name]
    parts = {key: Words(**text).format(**values) for key, text in message.items() if key != "note"}
    severity = "note" if message.get("note") else "error"
    return Problem(str(place), **parts, severity=severity, kind=name, field=str(values.get("field", "")))


@dataclass
class Problems:
    """Collected over all files, so that one report names every problem at once."""

    errors: list[Problem] = field(default_factory=list)  # they refuse the table
    notes: list[Problem] = field(default_factory=list)  # worth a look
    left_out: list[ReadingLine] = field(default_factory=list)

    def say(self, name: str, place: object, /, **values: object) -> None:
        """Add the message of a name (messages.toml), which knows whether it is an error or a note."""
        said = problem(name, place, **values)
        (self.errors if said.severity == "error" else self.notes).append(said)

    def leave_out(self, reason: Words, rows: int, students: float = float("nan")) -> None:
        """Rows that were read and went no further; lines with the same reason are added together."""
        if not rows:
            return
        for number, line in enumerate(self.left_out):
            if line.reason == reason:
                self.left_out[number] = ReadingLine(reason, line.rows + rows, line.students + students)
                return
        self.left_out.append(ReadingLine(reason, rows, students))

    @property
    def all(self) -> Sequence[Problem]:
        return (*self.errors, *self.notes)
