"""A report's facts as a county's own record (报告数据用于判定): the same facts the audit reads, untouched.

A fact feeds an item when the vocabulary (tables/county/items.toml) lists its name; its stage and year come from the fact,
not from the name. A damaged or missing number enters as an unknown one; limits and targets are no figures of a county.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from analysis.errors import UsageError
from analysis.insight.reports.arithmetic.ranges import Range, exact_range
from analysis.insight.reports.arithmetic.units import read_unit
from analysis.insight.reports.findings import title_of
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.report import Report
from analysis.language import Words
from analysis.tables.checks.problems import problem
from analysis.tables.county.items import NUMBERED, Item, common_items
from analysis.tables.county.record import INF, NAN, Entry, Mention, Record
from analysis.tables.facts.printed import parse_number

_STAGE_OR_YEAR = re.compile(r"_(primary|junior|senior|preschool|compulsory|all|\d{4})$")
WHOLE_SHARE = 100  # %
#: Entered as limits, and yet figures of the county: its form's count of points, and what it grants of its own.
GRANTED = (
    "test_points",
    "public_funds_standard",
    "boarder_extra_funds",
    "special_public_funds_per_student",
    "nutrition_per_day",
)


def as_record(report: Report, chosen: Mapping[str, str] | None = None) -> Record:
    """What a report states of its county.

    chosen : a number for each damaged one that somebody decided on, by the fact's name

    UsageError for a choice about a fact that is not damaged.
    """
    chosen = chosen or {}
    for name in chosen:
        if name not in report.facts or report.facts[name].is_usable:
            damaged = ", ".join(fact.id for fact in report.facts.values() if not fact.is_usable)
            raise UsageError(problem("not_a_damaged_fact", name, known=damaged or "–"))
    facts = [
        replace(fact, printed=chosen[fact.id], certainty="printed") if fact.id in chosen else fact
        for fact in report.facts.values()
    ]
    note = None
    if chosen:
        said = "、".join(f"{title_of(report.facts[name]).zh}取{value}" for name, value in chosen.items())
        said_en = ", ".join(f"{title_of(report.facts[name]).en}: {value}" for name, value in chosen.items())
        note = Words(f"缺损的数按所选补定：{said}", f"damaged numbers as somebody chose them: {said_en}")
    return Record(
        place=report.place,
        year=_last_year(report.year) or 0,
        entries=tuple(entry for fact in facts for entry in _entries(report, fact)),
        mentions=tuple(_mention(fact) for fact in facts),
        source=report.title,
        note=note,
    )


def _entries(report: Report, fact: PrintedFact) -> Iterator[Entry]:
    """The entry a fact makes; none where no item is called so, or where it is a limit."""
    items = common_items()
    name, number = _plain_name(fact.id, fact.stage)
    if school_item := items.by_school_fact.get(name):
        school, _, rest = fact.label.en.partition(": ")
        named = {"part_of": _school(fact, items[school_item]), "part_en": school if rest else ""}
        yield replace(_entry(report, fact, items[school_item]), **named)
    elif (found := items.called(name, fact.stage)) and (fact.kind == "figure" or found in GRANTED):
        yield replace(_entry(report, fact, items[found]), part_of=number)


def _entry(report: Report, fact: PrintedFact, item: Item) -> Entry:
    """A fact in the unit of its item; a share in parts of 1."""
    entry = Entry(
        item=item.name,
        value=NAN,
        stage=fact.stage,
        year=_last_year(fact.year),
        printed=fact.as_printed if fact.printed else Words("（缺失）", "(missing)"),
        locator=report.place_of(fact),
        note=fact.note,
    )
    factor = _factor(fact, item)
    if not fact.is_usable or factor is None:
        return entry
    span: Range = fact.as_printed_range.scaled(factor)
    if fact.about == "or_more":
        return replace(
            entry, low=float(exact_range(fact.printed).scaled(factor).lo), high=INF
        )  # 50% or more is not 49.5
    if fact.about:
        return replace(entry, low=float(span.lo), high=float(span.hi))
    middle = float((span.lo + span.hi) / 2)
    return replace(entry, value=float(f"{middle:.12g}"), low=float(span.lo), high=float(span.hi))


def _factor(fact: PrintedFact, item: Item) -> Fraction | None:
    """What a printed number is multiplied with to be in the item's unit; None for another unit: 人次 are not 人."""
    if item.is_share or not item.unit.zh:
        return fact.read_unit.factor if not fact.read_unit.powers else None
    wanted = read_unit(item.unit.zh)
    if dict(wanted.powers).keys() - dict(fact.read_unit.powers).keys():
        return None
    return fact.read_unit.factor / wanted.factor


def _plain_name(name: str, stage: str) -> tuple[str, str]:
    """A fact's name without stage and year, and the number in it where the vocabulary counts ("…point15" → "15")."""
    known = common_items()
    while not known.called(name, stage) and (found := _STAGE_OR_YEAR.search(name)):
        name = name[: found.start()]
    if (found := re.search(r"\d+$", name)) and known.called(name[: found.start()] + NUMBERED, stage):
        return name[: found.start()] + NUMBERED, found.group()
    return name, ""


def _school(fact: PrintedFact, item: Item) -> str:
    """The school a fact speaks of: what its label says before the name of the item."""
    for name in sorted((item.label.zh, *item.synonyms), key=len, reverse=True):
        if fact.label.zh.endswith(name):
            return fact.label.zh.removesuffix(name)
    return fact.label.zh


def _mention(fact: PrintedFact) -> Mention:
    is_figure = fact.kind == "figure" and fact.is_usable
    is_whole = is_figure and fact.unit == "%" and not fact.about and parse_number(fact.printed) == WHOLE_SHARE
    return Mention(fact.id, is_figure, is_whole, is_norm=fact.kind != "figure")


def _last_year(text: str) -> int | None:
    """The last year a text names: 2023 of "2020-2023"."""
    years = re.findall(r"\d{4}", text)
    return int(years[-1]) if years else None
