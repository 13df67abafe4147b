"""The attachable set as a workbook (可作附件的工作簿): a sheet an annex, its tables below each other, numbers as numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.language import Words
from analysis.publish.attachments.cells import Figure, cell_of
from analysis.publish.twin.page import A4, FONTS, INK, KINDS, LINE, STARTS_A_FORMULA
from analysis.show.attachments.matter import Piece, Set
from analysis.show.page.table import MISSING, Table, display_width

NARROWEST, WIDEST, OVER = 8, 40, 90  # signs across: of a column, and of a sentence that stands over columns
HEAD_LINES, MOST_LINES = 3, 26  # of a row; a workbook takes no row higher than 409 points
BLANK = Words("空格：没有数据，或不适用。", "Blank: no figure, or none applies.")
CONTENTS = Words("目录", "Contents")
WORKBOOK = Words("本工作簿内容", "Everything in this workbook")
LOOKS = {**KINDS, "strong text": {**KINDS["text"], "bold": True}, "strong number": {**KINDS["number"], "bold": True}}
Block = Table | Words | str


def render_workbook(whole: Set, title: str, pieces: Sequence[Piece]) -> bytes:
    """The file. It bears the day of the data, never the clock."""
    out, usual = BytesIO(), whole.usual
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": dt.datetime.combine(usual.as_of, dt.time())})
        looks = Looks(book, whole.lang)
        listed = [f"{piece.number}. {piece.title}" for piece in pieces]
        standing = [one for one in (usual.banner, whole.standing(WORKBOOK, with_framework=True)) if one]
        _write(looks, CONTENTS.in_(whole.lang), title, [*standing, *listed, usual.version_line])
        for piece in pieces:
            mark = Words(f"附件{piece.number}　", f"Annex {piece.number}. ").in_(whole.lang)
            said = [usual.banner] if usual.banner else []
            _write(looks, piece.sheet, mark + piece.title, [*said, *piece.blocks])
    return out.getvalue()


def _write(looks: Looks, name: str, title: str, blocks: Sequence[Block]) -> None:
    tables = [one for one in blocks if isinstance(one, Table) and one.rows]
    page = Page(looks, looks.book.add_worksheet(name), _widths(tables))
    page.text(title, "title")
    for block in blocks:
        if isinstance(block, Table) and block.rows:
            page.table(block)
        else:
            page.sentence(block.in_words() if isinstance(block, Table) else _said(block, looks.lang))
    page.set_up()


def _said(block: Words | str, lang: str) -> str:
    return block.in_(lang) if isinstance(block, Words) else block


def _widths(tables: Sequence[Table]) -> list[float]:
    """Each column as wide as its widest cell of all tables, within reason; two columns at least."""
    most = max((len(one.columns) for one in tables), default=0)
    if not most:
        return [OVER / 2] * 2
    columns = [[line[k] for one in tables for line in one.rows if k < len(line)] for k in range(max(most, 2))]
    return [min(max(NARROWEST, *(display_width(text) + 2 for text in ["", *texts])), WIDEST) for texts in columns]


@dataclass
class Looks:
    """The looks that the cells of a workbook share."""

    book: Workbook
    lang: str
    _formats: dict[tuple[str, str, bool], Format] = field(default_factory=dict)

    def of(self, kind: str, text: str = "", form: str = "General") -> Format:
        """A kind of cell; a text that begins like a formula is marked as a text."""
        key = kind, form, text.startswith(STARTS_A_FORMULA)
        if key not in self._formats:
            look = {"font_name": FONTS.in_(self.lang), "font_size": 10, "font_color": INK, **LOOKS[kind]}
            self._formats[key] = self.book.add_format(look if form == "General" else {**look, "num_format": form})
            self._formats[key].set_quote_prefix(key[-1])
        return self._formats[key]


@dataclass
class Page:
    """One sheet, written from the top down.

    row   : the next free one
    heads : first and last row of the heads of each table
    """

    looks: Looks
    sheet: Worksheet
    widths: list[float]
    row: int = 0
    heads: list[tuple[int, int]] = field(default_factory=list)

    def text(self, text: str, kind: str) -> None:
        self.sheet.write_string(self.row, 0, text, self.looks.of(kind, text))
        self.row += 1

    def sentence(self, text: str) -> None:
        """Over as many columns as are wide enough, as high as it takes."""
        over = [sum(self.widths[:k]) for k in range(1, len(self.widths) + 1)]
        columns = next((k for k, width in enumerate(over, start=1) if k > 1 and width >= OVER), len(over))
        look = self.looks.of("note", text)
        self.sheet.merge_range(self.row, 0, self.row, columns - 1, "", look)
        self.sheet.write_string(self.row, 0, text, look)
        self.sheet.set_row(self.row, LINE * max(1, -(-display_width(text) // int(over[columns - 1]))))
        self.row += 1

    def table(self, table: Table) -> None:
        """Caption, heads, rows, and below them the note and what an empty cell says."""
        self.row += 1
        self.text(table.caption, "caption")
        self._head(table)
        held = [[cell_of(*one) for one in zip(line, table.align, strict=True)] for line in table.rows]
        for number, line in enumerate(held):
            for column, (cell, align) in enumerate(zip(line, table.align, strict=True)):
                self._cell(column, cell, align, "strong " if number in table.strong else "")
            self.sheet.set_row(self.row, LINE * self._lines(table.rows[number]))
            self.row += 1
        is_blank = any(MISSING in line for line in table.rows)
        for said in filter(None, (table.note, BLANK.in_(self.looks.lang) if is_blank else "")):
            self.sentence(said)

    def _head(self, table: Table) -> None:
        cells = list(_heads(table))
        depth = 1 + max(bottom for _, _, bottom, _, _ in cells)
        for top, left, bottom, right, text in cells:
            look, at = self.looks.of("head"), (self.row + top, left)
            if (top, left) != (bottom, right):
                self.sheet.merge_range(*at, self.row + bottom, right, "", look)
            self.sheet.write_string(*at, text, look)
        self.sheet.set_row(self.row + depth - 1, LINE * (HEAD_LINES if depth == 1 else 2))
        self.heads.append((self.row, self.row + depth - 1))
        self.row += depth

    def _lines(self, texts: Sequence[str]) -> int:
        """As many as the longest text of a row takes in its column."""
        wanted = (-(-display_width(text) // int(width - 1)) for text, width in zip(texts, self.widths, strict=False))
        return min(max(1, *wanted), MOST_LINES)

    def _cell(self, column: int, held: Figure | str | None, align: str, strong: str) -> None:
        match held:
            case Figure(value=value, form=form):
                self.sheet.write_number(self.row, column, value, self.looks.of(f"{strong}number", form=form))
            case None:
                self.sheet.write_blank(self.row, column, None, self.looks.of("number"))
            case text:
                kind = {"l": f"{strong}text", "r": f"{strong}number"}.get(align, "answer")
                self.sheet.write_string(self.row, column, text, self.looks.of(kind, text))

    def set_up(self) -> None:
        """A4, as wide as a page; the heads of a sheet of one table on every page."""
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        if sum(self.widths) > OVER:
            self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C&P / &N")
        self.sheet.hide_gridlines(2)
        if len(self.heads) == 1:
            self.sheet.repeat_rows(*self.heads[0])
            self.sheet.freeze_panes(self.heads[0][1] + 1, 0)


def _heads(table: Table) -> Iterator[tuple[int, int, int, int, str]]:
    """Top, left, bottom, right and text of every head; upper levels are merged where neighbours agree, leaves never."""
    paths = [(one,) if isinstance(one, str) else tuple(one) for one in table.columns]
    depth = max(map(len, paths))
    for column, path in enumerate(paths):
        yield len(path) - 1, column, depth - 1, column, path[-1]
    for level in range(depth - 1):
        for path, run in groupby(range(len(paths)), key=lambda k: paths[k][: level + 1]):
            columns = list(run)
            if len(paths[columns[0]]) > level + 1:
                yield level, columns[0], level, columns[-1], path[-1]
