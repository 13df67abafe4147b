"""A reader's folder read file by file: those without faults make the table, the others are named with their faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analysis.errors import Problem, TableError
from analysis.tables.catalogue.corrections import Corrections
from analysis.tables.checks.problems import Problems
from analysis.tables.sheets.reading import Reading, TableFile, read_files

Refused = Mapping[str, tuple[Problem, ...]]  # a file's name → its faults


def read_sound_files(files: Sequence[TableFile], corrections: Corrections) -> tuple[Reading, Refused]:
    """The reading of every file that has no fault, and the faults of the others.

    Files that contradict each other (one school section in two of them) are refused together, but not for the sake of
    a file that is refused anyway. TableError when nothing is left, or when a fault belongs to no file.
    """
    refused: dict[str, tuple[Problem, ...]] = {}
    left = list(files)
    while left:
        reading = read_files(left, Corrections(corrections.wanted))
        problems = reading.problems
        if refused:
            _forgive_unused(corrections, problems)
        if not problems.errors:
            return reading, refused
        names = [file.name for file in left]
        blamed = {problem: _files_of(problem, names) for problem in problems.errors}
        if not all(blamed.values()):
            break
        alone = {name for found in blamed.values() if len(found) == 1 for name in found}
        bad = alone or set().union(*blamed.values())
        refused |= {
            name: tuple(problem for problem, found in blamed.items() if name in found) for name in names if name in bad
        }
        left = [file for file in left if file.name not in bad]
    rest = problems.errors if left else ()
    raise TableError(dict.fromkeys([*(problem for problems in refused.values() for problem in problems), *rest]))


def _files_of(problem: Problem, names: Iterable[str]) -> frozenset[str]:
    """The files a fault stands in, by its place."""
    places = problem.place.split("; ")
    return frozenset(
        name for name in names for place in places if place == name or place.startswith((f"{name} › ", f"{name} ("))
    )


def _forgive_unused(corrections: Corrections, problems: Problems) -> None:
    """A correction that found no place may belong to a file that was refused."""
    places = {one.place for one in corrections.wanted}
    problems.errors[:] = [problem for problem in problems.errors if problem.place not in places]
