"""Digests (摘要): of files, of folders, and of whatever a county's notebooks are given, by value and never by address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def of_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def of_files(root: Path, paths: Iterable[Path]) -> str:
    """Of some files below a folder: their names from there and what they hold."""
    listed = sorted((path.relative_to(root).as_posix(), path) for path in paths)
    return of_bytes("\n".join(f"{name} {of_file(path)}" for name, path in listed).encode())


class Digester:
    """Digests of values: equal values have equal ones, in every process.

    shared : what many values hold in common, digested once
    """

    def __init__(self, *shared: object) -> None:
        self._shared = {id(one): one for one in shared}
        self._known: dict[int, str] = {}

    def of(self, value: object) -> str:
        """sha256 of a value made of dataclasses, mappings, sequences, frames, numbers and texts."""
        if isinstance(value, str | int | float | bool | None | bytes):
            return of_bytes(f"{type(value).__name__} {value!r}".encode())
        if id(value) in self._known:
            return self._known[id(value)]
        found = of_bytes("\n".join(self._parts(value)).encode())
        if id(value) in self._shared:
            self._known[id(value)] = found
        return found

    def _parts(self, value: object) -> Iterable[str]:
        """The lines a compound value is digested from; a path counts by its name, for a folder may be moved."""
        name = type(value).__name__
        if is_dataclass(value):
            return [name, *(f"{one.name} {self.of(getattr(value, one.name))}" for one in fields(value))]
        if hasattr(value, "to_csv"):
            return [name, *_frame(value)]
        if isinstance(value, Mapping):
            return [name, *sorted(f"{self.of(key)} {self.of(one)}" for key, one in value.items())]
        if isinstance(value, Set):
            return [name, *sorted(map(self.of, value))]
        if isinstance(value, Path):
            return [name, value.name]
        if isinstance(value, Enum) or not isinstance(value, Iterable):
            return [name, repr(value)]
        return [name, *map(self.of, value)]


def _frame(frame: pd.DataFrame | pd.Series) -> list[str]:
    """A table as text; what is missing is told from what is empty, and a number from its digits."""
    kinds = frame.dtypes.astype(str).tolist() if hasattr(frame, "columns") else [str(frame.dtype)]
    return [*kinds, frame.to_csv(na_rep="\x00", lineterminator="\n")]
