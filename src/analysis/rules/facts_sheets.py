"""What a framework asks a county for, as the sheets of an empty workbook (县级数据填报表)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from analysis.errors import UsageError
from analysis.language import Words
from analysis.rules.asked import Asked, AskedFigure, asked_by
from analysis.rules.rule import Rule
from analysis.rules.standards import Standard
from analysis.tables.county.headings import GROUPS
from analysis.tables.facts.fact import FACT_STAGES
from analysis.tables.sources.facts_template import SPARE_ROWS, Column, FactsSheet

FIGURES, FINDINGS, MARKS = "县级数据", "认定事项", "计分项"
EACH = {"group": ("问卷", "群体", GROUPS), "point": ("测评点扣分", "测评点", ("",) * SPARE_ROWS)}
STAGES = (*(FACT_STAGES[name].zh for name in ("primary", "junior", "senior", "compulsory")), "全县")
EXPLAINED = (Column("说明", 46), Column("可作佐证的材料", 34), Column("条款", 18), Column("notes", 46))
INSTEAD = Words("没有学校数据表时才填", "only where there is no school table")
MONEY = ("元", "万元")


def facts_sheets(standard: Standard, year: int) -> list[FactsSheet]:
    """The sheets of a framework for a year; UsageError for one that asks a county for nothing."""
    day = dt.date(year, 12, 31)
    asked = asked_by(standard, day)
    if asked.is_nothing:
        raise UsageError.at(
            standard.id,
            Words("不需要县级数据", "asks a county to state nothing"),
            Words("有县级数据项的标准", "a standard with items of a county"),
        )
    return [*_figures(asked, standard, day), *_each(asked, year), *_findings(asked, standard, day), *_marks(asked, day)]


def _title(standard: Standard, what: str) -> str:
    return f"{what}（{standard.id}）"


def _figures(asked: Asked, standard: Standard, day: dt.date) -> Iterator[FactsSheet]:
    figures = [one for one in asked.figures if not one.item.of_each]
    columns = (
        Column("数据项", 42),
        Column("学段", 10, choices=STAGES),
        Column("年度", 8),
        Column("数值", 14, is_asked=True),
        Column("单位", 8),
        *EXPLAINED,
    )
    rows = [_figure(one, day) for one in figures]
    parts = frozenset(line for line, one in enumerate(figures) if one.part_of)
    money = {line: [(4, MONEY)] for line, one in enumerate(figures) if one.item.unit.zh == "元"}
    if figures:
        yield FactsSheet(FIGURES, _title(standard, "县级数据填报表"), columns, rows, parts, money)


def _figure(one: AskedFigure, day: dt.date) -> list[object]:
    note = one.item.note
    part = Words(f"“{one.part_of.zh}”的分项", f"part of: {one.part_of.en}") if one.part_of else None
    own = one.rule.note if not part else None
    instead = INSTEAD if one.is_instead else None
    said = [words for words in (part, note, own, instead) if words]
    return [
        one.item.label.zh,
        _stage(one.stage),
        day.year + one.years,
        "",
        one.item.unit.zh,
        "；".join(words.zh.rstrip("。") for words in said),
        *_shown_by(one.rule, day),
        "; ".join([_in_english(one), *(words.en.rstrip(".") for words in said)]),
    ]


def _in_english(one: AskedFigure) -> str:
    stage = FACT_STAGES[one.stage].en if one.stage in FACT_STAGES else ""
    return f"{one.item.label.en}, {stage}" if stage else one.item.label.en


def _stage(name: str) -> str:
    return "全县" if name == "all" else FACT_STAGES[name].zh if name in FACT_STAGES else ""


def _shown_by(rule: Rule, day: dt.date) -> tuple[str, str]:
    """What shows it, and the clause."""
    clauses = (held.clause for key in rule.series if (held := rule.on(day, *key)))
    return rule.proof.zh if rule.proof else "", next(clauses, "")


def _each(asked: Asked, year: int) -> Iterator[FactsSheet]:
    """A sheet with a row for each group asked, or each test point, and a column an item."""
    for kind, (name, head, listed) in EACH.items():
        items = dict.fromkeys(one.item for one in asked.figures if one.item.of_each == kind)
        columns = (Column(head, 18), Column("年度", 8), *(Column(item.label.zh, 16, is_asked=True) for item in items))
        if items:
            rows = [[text, year, *("" for _ in items)] for text in listed]
            yield FactsSheet(name, name, columns, rows)


def _findings(asked: Asked, standard: Standard, day: dt.date) -> Iterator[FactsSheet]:
    columns = (
        Column("认定事项", 46),
        Column("部分", 14),
        Column("认定结果", 10, is_asked=True, choices=("符合", "不符合")),
        Column("认定人", 16, is_asked=True),
        Column("认定日期", 13, is_asked=True),
        Column("佐证材料", 34, is_asked=True),
        *EXPLAINED,
    )
    rows = [[*_rule(rule, standard), "", "", "", "", *_explained(rule, day)] for rule in asked.findings]
    if rows:
        yield FactsSheet(FINDINGS, _title(standard, "认定事项填报表"), columns, rows)


def _rule(rule: Rule, standard: Standard) -> tuple[str, str]:
    part = standard.parts.get(rule.part)
    return rule.label.zh if rule.label else rule.id, part.zh if part else ""


def _explained(rule: Rule, day: dt.date) -> Sequence[str]:
    proof, clause = _shown_by(rule, day)
    note = rule.note or Words("", "")
    english = "; ".join(text for text in (rule.label.en if rule.label else rule.id, note.en) if text)
    return note.zh, proof, clause, english


def _marks(asked: Asked, day: dt.date) -> Iterator[FactsSheet]:
    columns = (Column("计分项", 46), Column("得分", 10, is_asked=True), Column("满分", 8), *EXPLAINED)
    rows = [
        [rule.label.zh if rule.label else rule.id, "", rule.number(day, "full") or "", *_explained(rule, day)]
        for rule in asked.marks
    ]
    if rows:
        yield FactsSheet(MARKS, MARKS, columns, rows)
