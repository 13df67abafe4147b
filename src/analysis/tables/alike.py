"""Which rows of a table agree in some columns: every column is looked at once, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


class Alike:
    """The rows of a table by what they have in common. A value that is not known is one of its own."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows
        self._numbers: dict[tuple[str, ...], np.ndarray] = {}

    def beside(self, name: str, values: Sequence[object]) -> Alike:
        """The same rows with one more column; what was found of the others stays known."""
        made = Alike(self.rows.assign(**{name: values}))
        made._numbers = dict(self._numbers)
        return made

    def numbers(self, names: Sequence[str]) -> np.ndarray:
        """A number for each row, the same for those that agree in all of some columns; in the order of the first of each."""
        *others, last = names
        if (key := tuple(names)) not in self._numbers:
            found = pd.factorize(self.rows[last], use_na_sentinel=False)[0]
            if others:
                before = self.numbers(others)
                found = pd.factorize(before * (found.max(initial=0) + 1) + found)[0]
            self._numbers[key] = found
        return self._numbers[key]

    def first(self, names: Sequence[str]) -> np.ndarray:
        """The position of the first row of each number."""
        highest = np.maximum.accumulate(self.numbers(names))
        return np.flatnonzero(np.diff(highest, prepend=-1))

    def sizes(self, names: Sequence[str]) -> np.ndarray:
        """How many rows have each number."""
        return np.bincount(self.numbers(names))

    def are_several(self, names: Sequence[str]) -> np.ndarray:
        """Whether other rows agree with each in some columns."""
        return (self.sizes(names) > 1)[self.numbers(names)]

    def differ(self, names: Sequence[str], other: str) -> np.ndarray:
        """Whether the rows that agree with each in some columns do not in another one."""
        number = self.numbers(names)
        kinds = np.bincount(number[self.first([*names, other])], minlength=len(number))
        return (kinds > 1)[number]
