"""One figure or finding of a county's own workbook (县级数据表的一格): its unit, its printed digits, who found it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

from analysis.language import Words
from analysis.tables.checks.problems import Problems
from analysis.tables.county.headings import ANSWERS, STAGES, factor_of, is_unknown
from analysis.tables.county.items import Item
from analysis.tables.county.record import Entry, Judgement
from analysis.tables.county.record_layout import Line
from analysis.tables.facts.printed import NUMBER, exactly, interval
from analysis.tables.sheets.numbers import plain, read_year

MEASURED = ("元", "分")  # units that come in parts; a number of anything else is counted
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_FIGURE = re.compile(r"([-+]?\d+(?:\.\d+)?)(.*)", re.DOTALL)
_DAY = re.compile(r"((?:19|20)\d{2})[-./年](\d{1,2})[-./月](\d{1,2})日?")
LACKING = {
    "by": Words("认定人", "who"),
    "on": Words("认定日期", "when"),
    "evidence": Words("佐证材料", "evidence"),
}


def is_blank(value: object) -> bool:
    """An empty cell: its item is not stated."""
    return value is None or (isinstance(value, str) and not plain(value))


def digits_of(value: object) -> tuple[str, str]:
    """The number a cell shows, as decimal digits, and what stands behind it: ("13.24", "%"); ("", text) for no number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{Decimal(f'{float(value):.15g}'):f}", ""
    found = _FIGURE.fullmatch(_THOUSANDS.sub("", plain(str(value))))
    return (found[1].removeprefix("+"), found[2]) if found else ("", str(value))


def entry_of(line: Line, item: Item, problems: Problems) -> Entry | None:
    """A figure in the unit of its item, with what its digits may stand for; None for one that is refused."""
    own = line.figures
    stage, year = stage_of(line, own.stage, problems), year_of(line, own.year, problems)
    entry = Entry(
        item=item.name,
        value=float("nan"),
        stage=stage or item.stage,
        year=year,
        part_of=line.text("part_of"),
        printed=_printed(line.value, ""),
        locator=line.cell,
    )
    if isinstance(line.value, str) and is_unknown(line.value):
        return entry
    digits, behind = digits_of(line.value)
    unit = behind or line.text("unit") or own.unit
    if not NUMBER.fullmatch(digits):
        problems.say("county_number_unreadable", line.cell, label=item.label, cell=line.value)
        return None
    factor = factor_of(unit, item)
    if factor is None:
        problems.say(
            "county_unit_does_not_fit",
            line.cell,
            label=item.label,
            unit=unit,
            wanted=item.unit if item.unit.zh else "1",
        )
        return None
    is_exact = factor == 1 and not item.is_share and item.unit.zh not in MEASURED and "." not in digits
    span = (exactly if is_exact else interval)(digits).times(factor)
    value = float(Decimal(digits) * factor)
    _ask(line, item, value, digits, unit, behind, problems)
    return replace(
        entry,
        value=value,
        low=float(span.lo),
        high=float(span.hi),
        printed=_printed(digits, unit if factor != 1 else ""),
    )


def _ask(line: Line, item: Item, value: float, digits: str, unit: str, behind: str, problems: Problems) -> None:
    """What a figure cannot be, and what is worth a look."""
    shown = f"{digits}{unit if item.is_share else ''}"
    if value < 0 and not item.is_signed:
        problems.say("county_negative", line.cell, label=item.label, cell=shown)
    elif item.is_share and value > 1 and not (item.is_signed or (item.may_exceed and (unit or value < 2))):
        problems.say("county_share_above_1", line.cell, label=item.label, cell=shown)
    elif item.is_share and unit and not behind and 0 < value <= 0.01 and not item.is_signed:
        problems.say("county_share_small", line.cell, label=item.label, cell=digits)
    elif item.unit.zh == "元" and not unit:
        problems.say("county_unit_taken", line.cell, label=item.label, wanted=item.unit)


def _printed(value: object, unit: str) -> Words:
    text = f"{value}{unit}".strip()
    return Words(text, text)


def judgement_of(line: Line, rule: str, problems: Problems) -> Judgement | None:
    """A finding with who, when and on what evidence; None for one that is refused."""
    answer, label = ANSWERS.get(plain(str(line.value))), line.text("item") or rule
    day = _day_of(line, problems)
    given = {"by": line.text("by"), "on": line.text("on"), "evidence": line.text("evidence")}
    if lacks := [name for name, text in given.items() if not text]:
        listed = Words(*(join.join(LACKING[name][k] for name in lacks) for k, join in enumerate(("、", ", "))))
        problems.say("county_judgement_incomplete", line.place(lacks[0]), label=label, lacks=listed)
    if answer is None:
        problems.say("county_answer_unknown", line.cell, label=label, cell=line.value)
    if answer is None or day is None or lacks:
        return None
    return Judgement(rule, answer, given["by"], day, given["evidence"], line.cell)


def _day_of(line: Line, problems: Problems) -> dt.date | None:
    cell = line.texts.get("on", "")
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if is_blank(cell):
        return None  # said with what else is lacking
    found = _DAY.fullmatch(plain(str(cell)).removesuffix("00:00:00"))
    try:
        return dt.date(*map(int, found.groups()))
    except (AttributeError, ValueError):
        problems.say("county_date_unreadable", line.place("on"), cell=cell)
        return None


def stage_of(line: Line, own: str, problems: Problems) -> str:
    """The stage of the column of figures, else of the row; "" where neither says one."""
    text = line.text("stage")
    if own or not text:
        return own
    if plain(text) not in STAGES:
        problems.say("county_stage_unknown", line.place("stage"), cell=text)
    return STAGES.get(plain(text), "")


def year_of(line: Line, own: int | None, problems: Problems) -> int | None:
    """The year of the column of figures, else of the row, else what its sheet, title or file says."""
    text = line.text("year")
    if own or not text:
        return own or line.year
    year = read_year(line.texts["year"])
    if year is None:
        problems.say("county_year_unreadable", line.place("year"), cell=text)
    return year
