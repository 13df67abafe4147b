"""What kind of file a report comes in, and what reads it: kinds.toml."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from analysis.tables.file_kinds import FileKind, names_inside, read_file_kinds

input_kinds = partial(read_file_kinds, Path(__file__).with_name("kinds.toml"))


def kind_of(name: str, content: bytes) -> FileKind:
    """The kind of a file, by its content before its name; what nobody knows is taken for a plain text."""
    kinds = input_kinds()
    by_content = next(kinds.by_archive(names_inside(content)), None) or next(kinds.by_start(content), None)
    return by_content or kinds.of_ending(name) or kinds.kind[-1]


def kind_of_ending(name: str) -> FileKind | None:
    """The kind of an ending; None for endings nobody knows."""
    return input_kinds().of_ending(name)
