"""The tables of the yearly forms (forms.toml): what each is known by, and the words that meet in each of its figures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.numbers import plain
from analysis.tables.sheets.vocabulary import BAND_LIMITS, split_unit

_SHAPE = tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))
NEUTRAL = frozenset(split_unit(word)[0] for word in _SHAPE["neutral"])
NUMBER = re.compile(r"教基\s*(\d{4})\s*(续?)")
LONGEST_TITLE = 40  # of a form that bears no number
Words = tuple[frozenset[str], ...]  # what meets in a cell; each in any of its spellings


@dataclass(frozen=True)
class FormTable:
    """One table of the forms: where it is known by, its stage, and what meets in each figure."""

    numbers: tuple[str, ...]
    titles: tuple[str, ...]
    stage: str
    pairs: Mapping[str, tuple[str, ...]]
    cells: Mapping[str, Words]
    title: str = ""
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of pairs, as they are written
    heads: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of cells, as they are written

    @property
    def label(self) -> str:
        """What a sheet of this table is called after its number."""
        return re.sub(r"[（）]", "", self.title)


@cache
def form_tables() -> tuple[FormTable, ...]:
    """The tables of forms.toml."""
    return tuple(_table(entry) for entry in _SHAPE["table"])


def _table(entry: Mapping[str, Any]) -> FormTable:
    cells = {name: _words(words) for name, words in entry.get("cells", {}).items()}
    if entry.get("classes"):
        cells |= {"classes": ()} | {band: (frozenset({band_word(band)}),) for band in BAND_LIMITS}
    pairs = {name: tuple(split_unit(label)[0] for label in labels) for name, labels in entry.get("pairs", {}).items()}
    titles = tuple(map(plain, entry["titles"]))
    heads = {
        name: [one if isinstance(one, str) else one[0] for one in words]
        for name, words in entry.get("cells", {}).items()
    }
    return FormTable(
        tuple(entry["numbers"]),
        titles,
        entry.get("stage", ""),
        pairs,
        cells,
        entry["titles"][0],
        entry.get("pairs", {}),
        heads,
    )


def _words(listed: Sequence[str | Sequence[str]]) -> Words:
    spellings = ([one] if isinstance(one, str) else one for one in listed)
    return tuple(frozenset(split_unit(word)[0] for word in several) for several in spellings)


def band_word(band: str) -> str:
    """A size of class as a head writes it, as compared: 46-50人."""
    low, high = BAND_LIMITS[band]
    text = "25人及以下" if low == 1 else "66人及以上" if high > 1000 else f"{low}-{high}人"
    return split_unit(text)[0]


def form_of(grid: Grid) -> FormTable | None:
    """The form a sheet is: by the number in its name or its title, else by the words of its title."""
    texts = [grid.sheet, *(cell for cell in grid.cells[:4].ravel() if isinstance(cell, str))]
    numbers = [found for text in texts if (found := NUMBER.search(text))]
    return _numbered(numbers) or (_titled(plain("".join(texts[:3]))) if numbers else None)


def table_of_text(text: str) -> FormTable | None:
    """The form a title is of, by its number or its words."""
    found = NUMBER.search(text)
    return (_numbered([found]) if found else None) or (_titled(plain(text)) if len(text) <= LONGEST_TITLE else None)


def _numbered(numbers: Sequence[re.Match[str]]) -> FormTable | None:
    found = (table for table in form_tables() for one in numbers if {one[1], one[1] + one[2]} & {*table.numbers})
    return next(found, None)


def _titled(title: str) -> FormTable | None:
    return next((table for table in form_tables() if any(words in title for words in table.titles)), None)
