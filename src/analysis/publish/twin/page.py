"""The sheets as an XLSX file: looks, widths, printing, protection; the same sheets give the same bytes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.language import Words, begun
from analysis.publish.twin.grid import TITLE_ROWS, Column, Content, Formula, Grid, Sheet, Style
from analysis.publish.twin.reckoning import quoted
from analysis.rules.results import ANSWER_WORDS, Answer
from analysis.show.page.table import display_width

FONTS = Words("宋体", "Arial")
INK, MUTED, RULE, HEAD_TINT, INPUT_TINT = "#1F2933", "#5F6C7B", "#BFC8D0", "#EAF0F5", "#FFF3C4"
LINE, MOST_LINES = 15, 6  # points of one line of text; lines of one row
HEAD_ROOM = 0.8  # of a column's width: heads break between words and are bold
A4, A3 = 9, 8
WIDEST_ON_A4, WIDEST_TEXT = 220, 150  # signs across
#: What may be done to a protected sheet beside changing its inputs.
ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True}
STARTS_A_FORMULA = ("=", "+", "-", "@")
_CELL = {"valign": "vcenter", "border": 1, "border_color": RULE}
KINDS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "valign": "vcenter"},
    "caption": {"bold": True, "font_size": 11, "valign": "vcenter"},
    "note": {"font_color": MUTED, "font_size": 9, "text_wrap": True, "valign": "vcenter"},
    "head": {**_CELL, "bold": True, "bg_color": HEAD_TINT, "text_wrap": True, "align": "center"},
    "text": {**_CELL, "text_wrap": True, "indent": 1},
    "number": {**_CELL, "align": "right"},
    "answer": {**_CELL, "align": "center"},
    "mark": {**_CELL, "align": "center"},
    "input": {**_CELL, "align": "right", "bg_color": INPUT_TINT, "locked": False},
    "input text": {**_CELL, "text_wrap": True, "indent": 1, "bg_color": INPUT_TINT, "locked": False},
    "input answer": {**_CELL, "align": "center", "bg_color": INPUT_TINT, "locked": False},
}
UNREAD = {"input": "number", "input text": "text", "input answer": "answer"}  # an input that no formula reads
_GOOD, _BAD, _OPEN = (
    {"font_color": "#1B6E43"},
    {"font_color": "#B42318", "bold": True},
    {"font_color": MUTED, "italic": True},
)
MARKS = {"✓": _GOOD, "×": _BAD, "↓": _BAD, "×?": _OPEN, "?": _OPEN}
ANSWERS = {Answer.MET: _GOOD, Answer.NOT_MET: _BAD, Answer.CANNOT_JUDGE: _OPEN}
NOT_A_FIGURE = Words("请填不小于0的数；没有数据的留空。", "A number of 0 or more; leave blank what is not known.")


def render(sheets: Sequence[Sheet], lang: str, as_of: dt.date) -> bytes:
    """The file. It bears the day of the data, never the clock."""
    filled = {id(grid): grid.filled() for sheet in sheets for grid in sheet.grids}  # so that every reading is known
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": sheets[0].title, "created": dt.datetime.combine(as_of, dt.time())})
        page = _Page(book, lang)
        for sheet in sheets:
            page.write(sheet, [filled[id(grid)] for grid in sheet.grids])
    return out.getvalue()


class _Page:
    """Writes sheets into one workbook, with one format a look."""

    def __init__(self, book: Workbook, lang: str) -> None:
        self.book, self.lang = book, lang
        self._formats: dict[tuple, Format] = {}

    def write(self, sheet: Sheet, filled: Sequence[list[list[Content]]]) -> None:
        page = self.book.add_worksheet(sheet.name)
        widths = _widths(sheet)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.write_string(0, 0, sheet.title, self._format("title"))
        page.set_row(0, 24)
        self._sentences(page, TITLE_ROWS, sheet.notes, widths)
        for grid, contents in zip(sheet.grids, filled, strict=True):
            self._grid(page, grid, contents, widths)
        self._sentences(page, sheet.end + 1, sheet.texts, widths)
        self._set_up(page, sheet)

    def _format(self, kind: str, form: str = "General", is_quoted: bool = False) -> Format:
        key = kind, form, is_quoted
        if key not in self._formats:
            look = {"font_name": FONTS.in_(self.lang), "font_size": 10, "font_color": INK, **KINDS[kind]}
            look |= {} if form == "General" else {"num_format": form}
            self._formats[key] = self.book.add_format(look)
            self._formats[key].set_quote_prefix(is_quoted)
        return self._formats[key]

    def _sentences(self, page: Worksheet, top: int, sentences: Sequence[str], widths: Sequence[float]) -> None:
        """Each over the width of the sheet, as high as it takes."""
        columns = _readable(widths)
        for row, sentence in enumerate(sentences, start=top):
            lines = _lines(sentence, 1.1 * sum(widths[:columns]))  # of small type
            page.set_row(row, LINE * lines)
            form = self._format("note", is_quoted=sentence.startswith(STARTS_A_FORMULA))
            page.merge_range(row, 0, row, columns - 1, "", form)
            page.write_string(row, 0, sentence, form)

    # ---- grids -----------------------------------------------------------------------------------------------------

    def _grid(self, page: Worksheet, grid: Grid, contents: list[list[Content]], widths: Sequence[float]) -> None:
        if grid.caption:
            page.write_string(grid.top, 0, grid.caption, self._format("caption"))
        page.set_row(grid.head, LINE * _most_lines([column.head for column in grid.columns], widths, HEAD_ROOM) + 4)
        for place, column in enumerate(grid.columns):
            page.write_string(grid.head, place, begun(column.head), self._format("head"))
            if grid.has_sub:
                self._cell(page, grid.head + 1, place, column.sub, Style("head", column.sub_style.form))
        for row, (line, content) in enumerate(zip(grid.lines, contents, strict=True), start=grid.first):
            if (most := _most_lines(content, widths)) > 1:
                page.set_row(row, LINE * most)
            for place, (column, cell) in enumerate(zip(grid.columns, content, strict=True)):
                self._cell(page, row, place, cell, _look(grid, row, place, column.style_of(line)))
        if grid.lines:
            for place, column in enumerate(grid.columns):
                self._column_rules(page, grid, place, column)

    def _cell(self, page: Worksheet, row: int, place: int, content: Content, style: Style) -> None:
        form = self._format(style.kind, style.form)
        match content:
            case Formula(text=text):
                here = text.replace(f"'{page.get_name()}'!", "")  # cells of the same sheet need no name of it
                page.write_formula(row, place, f"={here}", form, content.shown)
            case str(text) if text:
                is_quoted = text.startswith(STARTS_A_FORMULA)
                page.write_string(row, place, text, self._format(style.kind, style.form, is_quoted))
            case None | "":
                page.write_blank(row, place, None, form)
            case number if number == number:
                page.write_number(row, place, float(number), form)
            case _:
                page.write_blank(row, place, None, form)

    def _column_rules(self, page: Worksheet, grid: Grid, place: int, column: Column) -> None:
        """Colours of answers and marks; what may be entered."""
        area = (grid.first, place, grid.end - 1, place)
        kinds = {_look(grid, row, place, column.style_of(line)).kind for row, line in enumerate(grid.lines, grid.first)}
        said = {answer: ANSWER_WORDS[answer].in_(self.lang) for answer in Answer}
        if kinds & {"answer", "input answer"}:
            self._colour(page, area, {said[answer]: look for answer, look in ANSWERS.items()})
        if "mark" in kinds:
            self._colour(page, area, MARKS)
        if "input" in kinds:
            rule = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": NOT_A_FIGURE.in_(self.lang)}
            page.data_validation(*area, rule)
        for row, line in enumerate(grid.lines, grid.first):
            if _look(grid, row, place, column.style_of(line)).kind == "input answer":
                page.data_validation(row, place, row, place, {"validate": "list", "source": list(said.values())})

    def _colour(self, page: Worksheet, area: tuple[int, int, int, int], looks: dict[str, dict]) -> None:
        for text, look in looks.items():
            rule = {"type": "cell", "criteria": "==", "value": quoted(text), "format": self.book.add_format(look)}
            page.conditional_format(*area, rule)

    # ---- the sheet as a whole --------------------------------------------------------------------------------------

    def _set_up(self, page: Worksheet, sheet: Sheet) -> None:
        """Paper across, as wide as a page, heads on every page; protected without a password; heads and schools stay in sight."""
        page.set_landscape()
        page.set_paper(A4 if sum(_widths(sheet)) <= WIDEST_ON_A4 else A3)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer("&L&A&R&P / &N")
        page.hide_gridlines(2)
        page.protect("", ALLOWED)
        if len(sheet.grids) == 1:
            (grid,) = sheet.grids
            names = next((place + 1 for place, one in enumerate(grid.columns) if one.key == "school"), 0)
            page.freeze_panes(grid.first, names)
            page.repeat_rows(grid.head, grid.first - 1)
            page.autofilter(grid.first - 1, 0, grid.end - 1, len(grid.columns) - 1)


def _look(grid: Grid, row: int, place: int, style: Style) -> Style:
    """An input looks like one where a formula reads it; a figure that nothing reads does not ask to be changed."""
    if style.kind in UNREAD and not grid.is_read(row, place):
        return Style(UNREAD[style.kind], style.form)
    return style


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    return max(1, math.ceil(display_width(text) / (width - 0.5)))


def _most_lines(content: Sequence[Content], widths: Sequence[float], room: float = 1.0) -> int:
    """How many lines the longest text of a row takes, up to as many as are worth a page's room."""
    texts = [_lines(cell, room * width) for cell, width in zip(content, widths, strict=False) if isinstance(cell, str)]
    return min(max(texts, default=1), MOST_LINES)


def _widths(sheet: Sheet) -> list[float]:
    most = max((len(grid.columns) for grid in sheet.grids), default=1)
    columns = [
        [grid.columns[place].width for grid in sheet.grids if place < len(grid.columns)] for place in range(most)
    ]
    return [max(each, default=WIDEST_TEXT) for each in columns]


def _readable(widths: Sequence[float], most: float = WIDEST_TEXT) -> int:
    """Over how many columns a sentence runs."""
    columns = 1
    while columns < len(widths) and sum(widths[: columns + 1]) <= most:
        columns += 1
    return columns
