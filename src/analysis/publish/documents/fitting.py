"""Pictures set smaller where what is left of a page has room for them (图随页缩小)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

SMALLEST = 0.78  # of a picture's width: below that its words would be too small to read
SLACK = 1.0  # points left free, so that rounding does not send a picture that just fits to the next page

Widths = Mapping[str, float]  # of pictures that stand smaller, by name, in points


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


def as_input(widths: Widths) -> dict[str, str]:
    """For Typst, which takes text."""
    return {"picture-widths": json.dumps(widths)}
