"""Pictures set smaller where a page has room for them so, lines closer where the last page would hold next to nothing (图随页缩小)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST = 0.78  # of a picture's width: below that its words would be too small to read
SPARSE = 0.2  # of a page: so little of a last one goes on the page before, where closer lines make room
CLOSEST = 3  # steps by which lines stand closer (template.typ)
SLACK = 1.0  # points left free, so that rounding does not send a picture that just fits to the next page

Widths = Mapping[str, float]  # of pictures that stand smaller, by name, in points


@dataclass(frozen=True)
class Setting:
    """How a document is set: pictures that stand smaller, and how much closer than usual its lines are."""

    widths: Widths
    closer: int = 0

    def as_input(self) -> dict[str, str]:
        """For Typst, which takes text."""
        return {"picture-widths": json.dumps(self.widths), "closer": str(self.closer)}


Marks = Callable[[Setting, str], Sequence[Mapping]]  # what a setting makes of the places marked by a name


def best_setting(marks: Marks) -> Setting:
    """The usual one; a closer one where that saves a last page that holds next to nothing."""
    usual = _fitted(marks, 0)
    (end,) = marks(usual, "end")
    if end["page"] > 1 and end["fill"] < SPARSE:
        for closer in range(1, CLOSEST + 1):
            tried = _fitted(marks, closer)
            if marks(tried, "end")[0]["page"] < end["page"]:
                return tried
    return usual


def _fitted(marks: Marks, closer: int) -> Setting:
    return Setting(fitted(lambda widths: marks(Setting(widths, closer), "picture")), closer)


def fitted(marks_with: Callable[[Widths], Sequence[Mapping]]) -> Widths:
    """The widths at which pictures fit what is left of their pages.

    One set smaller moves all below it, and none above it: so they are settled one by one, from the first to the last.
    """
    widths: dict[str, float] = {}
    settled = 0
    marks = marks_with(widths)
    while settled < len(marks):
        mark = marks[settled]
        settled += 1
        share = (mark["room"] - mark["beside"] - SLACK) / mark["height"]
        if SMALLEST <= share < 1:
            widths[mark["name"]] = share * mark["width"]
            marks = marks_with(widths)
    return widths
