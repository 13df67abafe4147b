"""A table on a page: caption, header of one or more rows, aligned cells, a note. HTML for readers, text for tests."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from analysis.language import Words, begun
from analysis.show.page.plain import as_text

Cell = str | Words  # text, or the text in both languages
Row = Sequence[Cell]
MISSING = "—"  # a number that is not known
BLANK = ("", MISSING)
PORTRAIT, LANDSCAPE = 80, 130  # characters of table type across an A4 page
TURNED_FROM = 12  # columns: such tables are printed on a turned page


@dataclass(frozen=True)
class Column:
    """What stands over a column, how its cells are aligned, and its relative width (0: as wide as its contents).

    is_spare : left out where no row has a value
    """

    head: Cell | tuple[Cell, ...]
    align: str
    width: float = 0.0
    is_spare: bool = False


def left(zh: str, en: str, width: float = 0.0, *, is_spare: bool = False) -> Column:
    """A column of texts."""
    return Column(Words(zh, en), "l", width, is_spare)


def right(zh: str, en: str, width: float = 0.0, *, is_spare: bool = False) -> Column:
    """A column of numbers."""
    return Column(Words(zh, en), "r", width, is_spare)


def tabulate(
    lang: str,
    caption: Cell,
    columns: Sequence[Column],
    rows: Iterable[Row],
    note: Cell | None = "",
    strong: Iterable[int] = (),
    empty: Cell = "",
) -> Table:
    """A table in one language; `empty` is what its note says instead when there is no row.

    A row none of whose numbers is known is not shown; the note names it. Where every column of numbers is a spare one,
    rows speak by their texts and all are shown.
    """
    given = [tuple(said(cell, lang) for cell in row) for row in rows]
    bare = [number for number, line in enumerate(given) if _is_bare(line, columns)]
    lines = [line for number, line in enumerate(given) if number not in bare]
    kept = [k for k, one in enumerate(columns) if not one.is_spare or any(line[k] not in BLANK for line in lines)]
    used = [columns[k] for k in kept]
    widths = tuple(one.width for one in used)
    about = said((note or "") if lines else ("" if bare else empty or note or ""), lang)
    unknown = _named([given[number] for number in bare], columns).in_(lang) if bare else ""
    return Table(
        caption=said(caption, lang),
        columns=[_head(one, lang) for one in used],
        rows=[tuple(line[k] for k in kept) for line in lines],
        align="".join(one.align for one in used),
        widths=widths if all(widths) else (),
        note=(" " if lang == "en" else "").join(filter(None, (about.rstrip() if bare else about, unknown))),
        strong=frozenset(number - sum(one < number for one in bare) for number in strong if number not in bare),
    )


def _head(column: Column, lang: str) -> str | tuple[str, ...]:
    is_levels = isinstance(column.head, tuple) and not isinstance(column.head, Words)
    return tuple(begun(said(level, lang)) for level in column.head) if is_levels else begun(said(column.head, lang))


def _is_bare(line: Sequence[str], columns: Sequence[Column]) -> bool:
    numbers = [(cell, one) for cell, one in zip(line, columns, strict=True) if one.align == "r"]
    is_about_numbers = not all(one.is_spare for _, one in numbers)
    return is_about_numbers and all(cell == MISSING for cell, _ in numbers)


def _named(lines: Sequence[Sequence[str]], columns: Sequence[Column]) -> Words:
    """Rows without a number, by their texts, those of the same texts once."""
    texts = dict.fromkeys(
        tuple(cell for cell, one in zip(line, columns, strict=True) if one.align != "r" and cell not in BLANK)
        for line in lines
    )
    return Words(
        f"没有数据：{'；'.join('，'.join(row) for row in texts)}。",
        f"No data: {'; '.join(', '.join(row) for row in texts)}.",
    )


def said(cell: Cell, lang: str) -> str:
    """A cell's text in one language."""
    return cell.in_(lang) if isinstance(cell, Words) else cell


@dataclass(frozen=True)
class Table:
    """Ready to show; every cell is already text.

    columns : one entry a column: a string, or a tuple of header levels, merged where neighbours agree.
    align   : one letter a column, "l", "c" or "r".
    widths  : relative widths; the length of the contents where not given.
    strong  : numbers of rows to set in bold (totals, county rows).
    """

    caption: str
    columns: Sequence[str | tuple[str, ...]]
    rows: Sequence[Sequence[str]]
    align: str
    widths: Sequence[float] = ()
    note: str = ""
    strong: frozenset[int] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        uneven = [row for row in self.rows if len(row) != len(self.columns)]
        if uneven or len(self.align) != len(self.columns):
            raise ValueError(f"table '{self.caption}': {len(self.columns)} columns, but {uneven[:1] or self.align!r}")

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        bundle = {"text/html": self.html(), "text/plain": self.text()}
        return bundle if self.rows else {**bundle, "text/markdown": as_text(self.in_words())}

    def in_words(self) -> str:
        """A table without rows is a sentence."""
        said = self.note or self.caption  # an English sentence may begin with a Chinese county's name
        colon = "：" if said and ord(said[0]) > 0x2E80 else ": "
        return f"{self.caption}{colon}{self.note}"

    def html(self) -> str:
        if not self.rows:
            return f"<p>{escape(self.in_words())}</p>"
        note = f'\n<p class="note">{escape(self.note)}</p>' if self.note else ""
        return (
            f"<table>\n<caption>{escape(self.caption)}</caption>\n{self._colgroup()}\n"
            f"<thead>\n{self._head()}\n</thead>\n<tbody>\n{self._body()}\n</tbody>\n</table>{note}"
        )

    def text(self) -> str:
        """Columns padded by display width, for plain terminals and strict comparison."""
        heads = ["/".join(dict.fromkeys(part for part in _levels(c) if part)) for c in self.columns]
        lines = [heads, *self.rows]
        widths = [max(display_width(line[k]) for line in lines) for k in range(len(heads))]
        padded = (
            "  ".join(
                _pad(cell, width, how) for cell, width, how in zip(line, widths, self.align, strict=True)
            ).rstrip()
            for line in lines
        )
        return "\n".join([self.caption, *padded, *([self.note] if self.note else [])])

    def _colgroup(self) -> str:
        wished = self.widths or self._natural_widths()
        room = LANDSCAPE if len(self.columns) >= TURNED_FROM else PORTRAIT
        widths = [max(w / sum(wished), need / room) for w, need in zip(wished, self._longest_words(), strict=True)]
        total = sum(widths)
        return "<colgroup>" + "".join(f'<col style="width: {100 * w / total:.1f}%">' for w in widths) + "</colgroup>"

    def _longest_words(self) -> list[int]:
        """Widest part of each column that a page must not break: a word, a number, two Chinese characters."""
        cells = [[*_levels(c), *(row[k] for row in self.rows)] for k, c in enumerate(self.columns)]
        return [max(_longest_word(cell) for cell in column) + 2 for column in cells]

    def _natural_widths(self) -> list[float]:
        """Wide enough for the longest cell, but no column dwarfs the rest."""
        cells = [[_levels(c)[-1], *(row[k] for row in self.rows)] for k, c in enumerate(self.columns)]
        return [min(max(max(map(display_width, column)), 5), 34) for column in cells]

    def _head(self) -> str:
        depth = max(len(_levels(c)) for c in self.columns)
        grid = [list(_levels(c)) + [""] * (depth - len(_levels(c))) for c in self.columns]
        return "\n".join(f"<tr>{self._head_row(grid, level, depth)}</tr>" for level in range(depth))

    def _head_row(self, grid: list[list[str]], level: int, depth: int) -> str:
        cells = []
        numbered = [(column[: level + 1], k) for k, column in enumerate(grid)]
        for path, run in groupby(numbered, key=lambda item: item[0]):
            columns = [k for _, k in run]
            first, span = columns[0], len(columns)
            if level and not path[-1]:
                continue  # covered by the cell above
            rows = depth - level if not any(grid[first][level + 1 :]) else 1
            # A label that ends the path stands for each column by itself; equal leaves are not merged.
            copies, width = (span, 1) if level == depth - 1 else (1, span)
            cells += [_th(path[-1], rows, width, self.align[first])] * copies
        return "".join(cells)

    def _body(self) -> str:
        return "\n".join(
            "<tr>"
            + "".join(_td(cell, how, k in self.strong) for cell, how in zip(row, self.align, strict=True))
            + "</tr>"
            for k, row in enumerate(self.rows)
        )


MARK_CLASSES = {"✓": "met", "×": "not-met", "?": "unjudged"}  # the mark carries the meaning, colour only helps
_SIDES = {"l": "left", "c": "center", "r": "right"}


def _levels(column: str | tuple[str, ...]) -> tuple[str, ...]:
    return (column,) if isinstance(column, str) else column


def _th(label: str, rows: int, columns: int, how: str) -> str:
    spans = (f' rowspan="{rows}"' if rows > 1 else "") + (f' colspan="{columns}"' if columns > 1 else "")
    side = "center" if columns > 1 else _SIDES[how]
    return f'<th scope="col"{spans} style="text-align: {side}">{escape(label)}</th>'


def _td(text: str, how: str, is_strong: bool) -> str:
    shown = f"<strong>{escape(text)}</strong>" if is_strong and text else escape(text)
    kind = f' class="{MARK_CLASSES[text[0]]}"' if text[:1] in MARK_CLASSES else ""
    return f'<td{kind} style="text-align: {_SIDES[how]}">{shown}</td>'


def display_width(text: str) -> int:
    """Columns a text takes where Chinese characters are two wide."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _longest_word(text: str) -> int:
    return max((min(display_width(word), 4 if not word.isascii() else 14) for word in text.split()), default=0)


def _pad(text: str, width: int, how: str) -> str:
    space = " " * (width - display_width(text))
    return space + text if how == "r" else text + space
