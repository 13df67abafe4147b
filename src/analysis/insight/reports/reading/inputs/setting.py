"""How the text of a PDF's pages is set (版式): between which edges, how large; and which lines go on in the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from analysis.insight.reports.reading.inputs.page_lines import Line

FEWEST, TELLING = 3, 0.1  # lines that tell an edge, and their share
NEAR = 4  # points two edges may lie apart and be one
SHORT = 2.2  # signs a line may fall short of the edge and still be a full one
LOOSE = 0.3  # of a line's width it may fall short where the next line alone tells a paragraph
INDENT = (1.4, 2.7)  # signs a paragraph begins further in
LARGER = 1.2  # times the size of the text: a title


@dataclass(frozen=True)
class Setting:
    """The edges lines begin and end at, the size of most of them, and whether paragraphs begin further in."""

    left: float
    right: float
    size: float
    is_indented: bool

    @classmethod
    def of(cls, lines: Sequence[Line], width: float) -> Setting:
        """Read from the lines; the right edge of short lines only is as far from the page's as the left one."""
        if not lines:
            return cls(0.0, width, 0.0, False)
        enough = max(FEWEST, len(lines) * TELLING)
        lefts, rights = [line.left for line in lines], [line.right for line in lines]
        left = min(_often(lefts, enough) or lefts)
        right, size = max(_often(rights, enough), default=width - left), median(line.size for line in lines)
        indented = sum(left + INDENT[0] * size <= edge <= left + INDENT[1] * size for edge in lefts)
        return cls(left, right, size, indented >= enough)

    def are_one(self, one: Line, other: Line) -> bool:
        """Whether a line goes on in the next."""
        return self._goes_on(one, other) or self._are_title(one, other)

    def _goes_on(self, one: Line, other: Line) -> bool:
        """It reaches the right edge, and the next begins at the left one, as large.

        Where paragraphs begin further in, a line may end earlier: no sign of the next one may stand there.
        """
        short = LOOSE * (self.right - self.left) if self.is_indented else SHORT * one.size
        is_full = one.right >= self.right - short
        is_alike = abs(one.size - other.size) <= one.size / 4
        is_at_left = other.left <= min(self.left, one.left) + one.size / 2 or other.left < one.left - one.size / 2
        return is_full and is_alike and is_at_left

    def _are_title(self, one: Line, other: Line) -> bool:
        """Larger than the text, and in the middle, one below the other."""
        is_large = abs(one.size - other.size) < 1 and one.size > LARGER * self.size
        return is_large and self._is_centred(one) and self._is_centred(other)

    def _is_centred(self, line: Line) -> bool:
        return abs(line.left + line.right - self.left - self.right) <= 2 * line.size


def _often(edges: Sequence[float], enough: float) -> list[float]:
    """The edges that many lines share."""
    counts = Counter(round(edge / NEAR) * NEAR for edge in edges)
    return [edge for edge, count in counts.items() if count >= enough]
