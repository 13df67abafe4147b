"""A county held against an earlier year of its own (跨年对照): what views over two years share."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.show.county.view import View
from analysis.show.page.speaking import Speaker


@dataclass(frozen=True)
class TwoYearView(Speaker):
    """A county's view of this year, and the earlier year it is held against.

    first : the earlier year
    """

    view: View
    first: int

    @property
    def lang(self) -> str:  # type: ignore[override]
        return self.view.lang

    @property
    def last(self) -> int:
        return self.view.year

    @property
    def place(self) -> str:
        return self.view.place
