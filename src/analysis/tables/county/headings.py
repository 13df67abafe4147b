"""The words of a county's own workbook of facts (县级数据表的表头与用词): headings, stages, answers, units."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from analysis.tables.county.items import Item, common_items
from analysis.tables.facts.fact import unit_factor
from analysis.tables.sheets.numbers import MISSING, plain
from analysis.tables.sheets.vocabulary import VALUES

_WORDS = tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))


def _keyed(listed: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {plain(word): key for key, words in listed.items() for word in words}


COLUMNS = _keyed(_WORDS["column"])
STAGES = {**VALUES["stage"], **_keyed(_WORDS["stage"])}
ANSWERS = _keyed(_WORDS["answer"])
FILE_NAMES = tuple(_WORDS["recognised"]["names"])
OWN_HEADS = frozenset(map(plain, _WORDS["recognised"]["heads"]))
_SPELLINGS = {unit: frozenset(map(plain, (unit, *words))) for unit, words in _WORDS["unit"].items()}
_DAMAGED = frozenset(_WORDS["damaged"]["signs"])
_BRACKET = re.compile(r"(.+?)[(\[【]([^()\[\]【】]+)[)\]】]")
_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度?|学年度?)?")
GROUPS = tuple(_WORDS["asked"]["group"])
PURE = "1"  # the unit of a share as a number from 0 to 1


@cache
def item_names() -> dict[str, str]:
    """Every heading an item may stand under, as compared → its name."""
    return {plain(heading): name for heading, name in common_items().by_heading.items()}


def item_of(text: str) -> tuple[str, str, str] | None:
    """The item, the stage and the unit a heading names: 就近划片入学比例（小学）, 教师培训经费（万元）; None for no item."""
    known, name = item_names(), plain(text)
    if name in known:
        return known[name], "", ""
    if (found := _BRACKET.fullmatch(name)) and found[1] in known:
        stage = STAGES.get(found[2], "")
        return known[found[1]], stage, "" if stage else found[2]
    for word, stage in STAGES.items():
        if name.startswith(word) and name.removeprefix(word) in known:
            return known[name.removeprefix(word)], stage, ""
    return None


def without_bracket(text: str) -> tuple[str, str]:
    """A heading as compared, and what stands in brackets after it: 数值（万元）."""
    found = _BRACKET.fullmatch(plain(text))
    return (found[1], found[2]) if found else (plain(text), "")


def period_of(text: str) -> tuple[int | None, str] | None:
    """The year or stage a column of figures is headed with (2023年, 小学, 2023年初中); None for another heading."""
    name = plain(text)
    found = _YEAR.match(name) or _YEAR.search(name)
    rest = name.replace(found[0], "") if found else name
    if rest and rest not in STAGES:
        return None
    return (int(found[1]) if found else None, STAGES.get(rest, "")) if name else None


def factor_of(unit: str, item: Item) -> Decimal | None:
    """What a number written in a unit is multiplied with to be the item's; None for a unit that does not fit.

    Without a unit it is the item's own; a share then runs from 0 to 1.
    """
    written, wanted = plain(unit), PURE if item.is_share or not item.unit.zh else item.unit.zh
    if not written:
        return Decimal(1)
    if item.is_share or wanted == PURE:
        return unit_factor(written, PURE)
    same = _SPELLINGS.get(wanted, frozenset()) | {plain(item.unit.zh), plain(item.unit.en)}
    if written in same:
        return Decimal(1)
    return unit_factor(written, plain(wanted)) or next(filter(None, (unit_factor(written, one) for one in same)), None)


def is_unknown(text: str) -> bool:
    """Whether a cell says that its figure is not known, or is no longer whole."""
    return plain(text) in MISSING or any(sign in text for sign in _DAMAGED)
