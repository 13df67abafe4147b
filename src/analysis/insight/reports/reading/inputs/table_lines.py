"""Tables of a report as sentences: each row a line in which every number stands behind its row's and its column's head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

YEAR = re.compile(r"((?:19|20)\d\d(?:\s*[-—–~至]\s*(?:(?:19|20)?\d\d))?)\s*(年度|学年度|学年|年)?")
IN_BRACKETS = re.compile(r"\s*[（(]\s*(?:单位[:：]\s*)?([^（）()\d]{1,6}|m2|m²|%|％)\s*[)）]\s*")
UNIT_ABOVE = re.compile(r"单位[:：]\s*([^\s，,、；;（）()。/]{1,6})(?![^\s）)。]*[、，,/])")
UNIT = re.compile(
    r"(?:[百千]?[万亿])?(?:人次|场次|平方米|公里|公顷|㎡|m2|m²|元|人|名|位|所|个|间|台|套|册|件|处|班|个班|亩|吨|米|倍|分|本|门|轨|级)"
    r"(?:[/／每]\S{1,4})?|[%％‰]|个?百分点|万|亿"
)
NUMBER = re.compile(rf"[-−]?\d[\d,，]*(?:[.．]\d+)?\s*(?:{UNIT.pattern})?")
SERIAL = ("序号", "编号", "No.", "NO.")
NOTHING = ("", "-", "—", "－", "/", "\\", "–", "——", "…")
MOST_HEADS = 4


def table_lines(rows: Sequence[Sequence[str]], heads: int = 0, above: str = "") -> list[str]:
    """A table as lines (表格逐行成句): 小学 | 学校数（所） | 31 → 小学学校数31所。

    rows  : a rectangular grid; a merged cell's text in each of its places
    heads : rows known to be headers; found by where the numbers begin where it is 0
    above : the caption or the paragraph before it, read for one unit of all its numbers
    """
    grid = [[_plain(cell) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if not any(_is_number(cell) for row in grid for cell in row):
        return [line for row in grid if (line := "　".join(_once(row)))]
    titles, grid = _titles_apart(grid)
    heads = _heads(grid, heads - len(titles))
    if not heads:
        grid = _pairs(grid)
    unit = next((found[1] for text in (*titles, above) if (found := UNIT_ABOVE.search(text))), "")
    columns = [_once(row[at] for row in _filled(grid[:heads])) for at in range(len(grid[0]))]
    sides = _sides(grid[heads:], columns)
    lines = list(titles)
    for row in grid[heads:]:
        if line := _line(row, columns, sides, unit):
            lines.append(line)
    return lines


def _line(row: Sequence[str], columns: Sequence[list[str]], sides: Sequence[int], unit: str) -> str:
    """One row: its numbers with their heads, then its words."""
    side = _once(row[at] for at in sides)
    if len(set(filter(None, row))) == 1:  # one cell across the table: a title of what follows, or a note
        return row[0]
    said = [
        _phrase(side, columns[at], cell, unit)
        for at, cell in enumerate(row)
        if at not in sides and cell not in NOTHING and not _is_serial(columns[at])
    ]
    return "".join(f"{one}。" for one in said) or "".join(side)  # a sentence each: cells say nothing of each other


def _phrase(side: Sequence[str], column: Sequence[str], cell: str, unit: str) -> str:
    """Year, row, column, number, unit: what the number's sentence would have said."""
    heads = [*side, *column]
    years = [_year(head) for head in heads if YEAR.fullmatch(head)]
    words = _once(IN_BRACKETS.sub(_kept, head) for head in heads if not YEAR.fullmatch(head))
    said = "".join([*years, *words])
    if not _is_number(cell):
        return f"{said}：{cell}" if said else cell
    stated = [found[1] for head in reversed(heads) if (found := IN_BRACKETS.search(head)) and UNIT.fullmatch(found[1])]
    own = cell.rstrip("0123456789０１２３４５６７８９") == cell  # it brings its own unit: 31所, 4.5%
    return said + cell + ("" if own else next(iter(stated), unit))


def _kept(match: re.Match[str]) -> str:
    """A unit goes to the number; other words in brackets stay with their head."""
    return "" if UNIT.fullmatch(match[1]) else match[0].strip()


def _year(head: str) -> str:
    found = YEAR.fullmatch(head)
    return f"{found[1]}{found[2] or '年'}"


def _titles_apart(grid: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Rows at the top that are one cell across the whole table: its title, its unit."""
    titles = []
    while len(grid) > 2 and len(grid[0]) > 1 and len(set(grid[0])) == 1:
        titles.append(grid[0][0])
        grid = grid[1:]
    return titles, grid


def _heads(grid: Sequence[Sequence[str]], known: int) -> int:
    """Rows of headers: those known to be, else the first unless it has a number; and those that go on below it."""
    heads = max(known, 1) if len(grid) > 1 and not any(map(_is_figure, grid[0])) else 0
    while 0 < heads < min(MOST_HEADS, len(grid) - 1) and _goes_on(grid[heads - 1], grid[heads]):
        heads += 1
    return heads


def _goes_on(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row is a header below one whose cells reach over several columns or rows."""
    is_under = row[0] in ("", above[0]) or len(set(above)) < len(above)
    return is_under and not any(map(_is_figure, row))


def _filled(heads: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Header rows; where another stands below, an empty cell belongs to its neighbour on the left."""
    for row in heads[:-1]:
        yield list(accumulate(row, lambda left, cell: cell or left))
    yield from heads[-1:]


def _pairs(grid: list[list[str]]) -> list[list[str]]:
    """A table of several names and numbers side by side (学校数 46 班级数 641) as one of two columns."""
    is_paired = len(grid[0]) > 2 and len(grid[0]) % 2 == 0
    if not is_paired or any(_is_figure(name) for row in grid for name in row[::2]):
        return grid
    if not all(_is_figure(number) or number in NOTHING for row in grid for number in row[1::2]):
        return grid
    return [row[at : at + 2] for row in grid for at in range(0, len(row), 2) if row[at]]


def _sides(body: Sequence[Sequence[str]], columns: Sequence[list[str]]) -> list[int]:
    """The columns on the left that hold words: the heads of the rows, or the years that are."""
    sides = []
    for at in range(len(columns)):
        if _is_serial(columns[at]):
            continue
        cells = [row[at] for row in body if len(set(row)) > 1]
        if any(map(_is_figure, cells)) or len(sides) + 1 == len(columns):
            break
        sides.append(at)
    return sides


def _is_serial(column: Sequence[str]) -> bool:
    return any(head in SERIAL for head in column)


def _is_number(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell))


def _is_figure(cell: str) -> bool:
    """A number that is not the name of a year."""
    return _is_number(cell) and not YEAR.fullmatch(cell)


def _plain(cell: str) -> str:
    """Without white space between Chinese signs: cells are laid out (合　计), and broken where they are narrow."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", " ".join(cell.split()))


def _once(texts: object) -> list[str]:
    """Each text once, the empty ones left out."""
    return [text for text in dict.fromkeys(texts) if text]
