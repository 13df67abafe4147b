"""What can go wrong, said once: where it is, what was found, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from analysis.language import Words, reader_language


@dataclass(frozen=True)
class Problem:
    """One fault in something the user gave; `place` names file, sheet and cell, or the option.

    A note is worth a look but refuses nothing. `kind` is the name of its message, `field` the figure it speaks of.
    """

    place: str
    found: Words
    expected: Words
    remedy: Words | None = None
    severity: Literal["error", "note"] = "error"
    kind: str = ""
    field: str = ""

    def line(self, lang: str) -> str:
        """One line: `place: found; expected …` in the reader's language."""
        stop, comma = ("。", "，应为") if lang == "zh" else ("", "; expected ")
        text = f"{self.place}: {self.found.in_(lang)}{comma}{self.expected.in_(lang)}{stop}"
        if self.remedy is None:
            return text
        remedy = self.remedy.in_(lang)
        return f"{text} {remedy}" if lang == "zh" or remedy.startswith("(") else f"{text}. {remedy}"


class JunhengError(Exception):
    """Anything the user can mend. Carries every problem found, not only the first."""

    exit_code = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.message())

    @classmethod
    def at(cls, place: str, found: Words, expected: Words, remedy: Words | None = None) -> Self:
        """The error of one fault."""
        return cls(Problem(place, found, expected, remedy))

    def message(self, lang: str | None = None) -> str:
        chosen = lang or reader_language()
        return "\n".join(problem.line(chosen) for problem in self.problems)

    def __str__(self) -> str:
        return self.message()


class UsageError(JunhengError):
    """A wrong option, parameter, county, year or path: nothing was read yet."""

    exit_code = 2


class TableError(JunhengError):
    """A table that cannot be read as a school table or a fact table."""


class StandardError(JunhengError):
    """A standard, term or convention file that breaks its schema."""


class DocumentError(JunhengError):
    """An appendix, figure or notebook that could not be made whole."""
