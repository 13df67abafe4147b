"""What came to light while tables were read: errors, notes, and rows that did not become school sections."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.errors import Problem
from analysis.language import Words
from analysis.tables.catalogue.provenance import ReadingLine, added_up

MESSAGES = tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))


def problem(name: str, place: object, /, **values: object) -> Problem:
    """What messages.toml says under a name, at a place; words among the values are said in each language."""
    message = MESSAGES[name]
    parts = {key: Words(**text).format(**values) for key, text in message.items() if key != "note"}
    severity = "note" if message.get("note") else "error"
    return Problem(str(place), **parts, severity=severity, kind=name, field=str(values.get("field", "")))


def _only(counties: Iterable[str]) -> str:
    """The one county there is; "" for none or several."""
    codes = set(counties)
    return codes.pop() if len(codes) == 1 else ""


@dataclass
class Problems:
    """Collected over all files, so that one report names every problem at once."""

    errors: list[Problem] = field(default_factory=list)  # they refuse the table
    notes: list[Problem] = field(default_factory=list)  # worth a look
    _left_out: dict[tuple[Words, tuple[str, str], str], ReadingLine] = field(default_factory=dict)

    def say(self, name: str, place: object, /, **values: object) -> None:
        """Add the message of a name (messages.toml), which knows whether it is an error or a note."""
        said = problem(name, place, **values)
        (self.errors if said.severity == "error" else self.notes).append(said)

    def has(self, name: str, place: str) -> bool:
        """Whether a message was said at a place."""
        return any((one.kind, one.place) == (name, place) for one in self.all)

    def leave_out(
        self,
        reason: Words,
        rows: int,
        students: float = float("nan"),
        *,
        sheet: tuple[str, str] = ("", ""),
        county: str = "",
    ) -> None:
        """Rows that were read and went no further, and what they say of their county; alike ones are added together."""
        if rows:
            key = (reason, sheet, county)
            before = self._left_out.get(key, ReadingLine(reason, 0, float("nan")))
            self._left_out[key] = before.plus(ReadingLine(reason, rows, students))

    @property
    def left_out(self) -> list[ReadingLine]:
        """The rows that went no further, by reason."""
        return added_up(self._left_out.values())

    def left_out_of(self, counties: Mapping[tuple[str, str], Mapping[str, str]]) -> list[ReadingLine]:
        """The same by reason and county.

        counties : (file, sheet) → every name and code of the counties of its rows → the county's code
        """
        anywhere = {name: code for known in counties.values() for name, code in known.items()}
        only = {sheet: _only(known.values()) for sheet, known in counties.items()}
        one = _only(anywhere.values())
        return added_up(
            replace(line, county=anywhere.get(named, named) if named else one or only.get(sheet, ""))
            for (_, sheet, named), line in self._left_out.items()
        )

    @property
    def all(self) -> Sequence[Problem]:
        return (*self.errors, *self.notes)
