"""What stands before and after the notebooks of a document, whatever it is about (前后部分)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.rules.results import Verdicts


@dataclass(frozen=True)
class Picture:
    """A figure that stands outside the notebooks: PNG bytes, and the caption that also describes it."""

    png: bytes
    caption: str


@dataclass(frozen=True, eq=False)
class Matter:
    """One subject's part of a document, in one language.

    statement   : what the first page must say of itself: above the contents, or at its foot where it answers first
    banner      : what every page must say, such as 重构数据（非真实学校）; None where nothing must
    front, back : blocks before and after the notebooks; a block that starts with "<" is HTML, else Markdown
    as_of       : date of the data
    verdicts    : what the document judges of its county
    first       : blocks that answer on page 1 what the document is asked; the contents then stand on page 2
    """

    title: str
    subtitle: str
    statement: str
    banner: str | None
    front: Sequence[str]
    back: Sequence[str]
    as_of: dt.date
    version_line: str
    verdicts: Verdicts = field(default_factory=Verdicts)
    first: Sequence[str | Picture] = ()
