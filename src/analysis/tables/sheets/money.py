"""Amounts of money in a column: their currency said once, two currencies refused, and commas that may be decimal points."""

from __future__ import annotations

import re

import numpy as np

from analysis.language import Words
from analysis.tables.sheets.columns import Use
from analysis.tables.sheets.made import SheetCells
from analysis.tables.sheets.numbers import Unit, currency_in, plain

FEWEST = 5  # figures that show how a column writes thousands
_GROUPED = re.compile(r"-?\d{1,3},\d{3}")


def say_money(sheet: SheetCells, use: Use, rows: np.ndarray) -> bool:
    """What the cells of a field say of their currency; whether they are in the field's, all of them."""
    found: dict[str, tuple[int, int, Unit]] = {}  # as written → the first cell and what it is
    count = 0
    for column in use.columns:
        cells = sheet.shown(column, rows)
        if cells.figures is not None:
            continue
        texts = [(row, value) for row, value in zip(rows, cells, strict=True) if isinstance(value, str)]
        known = {value: currency_in(value) for value in {value for _, value in texts}}
        for row, value in texts:
            if known[value]:
                count += 1
                found.setdefault(known[value][0], (row, column, known[value][1]))
        _say_commas(sheet, use, column, rows, any(known.values()))
    if not found:
        return True
    label = sheet.mapping.terms.fields[use.meaning.field].label
    (sign, (row, column, unit)), *others = found.items()
    for other, (other_row, other_column, other_unit) in others:
        if not other_unit.agrees(unit):
            values = {"one": sign, "other": other, "first": sheet.grid.cell_place(row, column).split(" › ")[-1]}
            sheet.say("two_currencies", other_row, other_column, label=label, **values)
            return False
    if not unit.agrees(use.own):
        unit_of_field = sheet.mapping.terms.fields[use.meaning.field].unit
        sheet.say("currency_of_another_kind", row, column, label=label, sign=sign, count=count, unit=unit_of_field)
        return False
    sheet.say_of_column("currency_read", column, label=label, signs="、".join(found), count=count)
    return True


def _say_commas(sheet: SheetCells, use: Use, column: int, rows: np.ndarray, is_money: bool) -> None:
    """That every figure has one comma before three digits: thousands, or decimals whose point is lost."""
    if is_money or sheet.mapping.decimal != "." or sheet.mapping.terms.fields[use.meaning.field].is_whole:
        return
    values = [value for value in sheet.shown(column, rows) if value not in ("", None)]
    if len(values) >= FEWEST and all(isinstance(one, str) and _GROUPED.fullmatch(plain(one)) for one in values):
        shown = values[0], plain(values[0]).replace(",", "")
        meant = Words(f"“{shown[0]}”读作{shown[1]}", f"'{shown[0]}' as {shown[1]}")
        sheet.say_of_column("commas_of_thousands", column, meant=meant, count=len(values))
