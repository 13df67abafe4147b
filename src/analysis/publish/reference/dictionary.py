"""The data dictionary (数据字典): every field, indicator and item, from the files that define them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from analysis.language import Words
from analysis.rules.standards import load_standards
from analysis.tables.county.items import Item, Part, common_items
from analysis.tables.facts.fact import FACT_STAGES
from analysis.tables.sheets.form_tables import form_tables
from analysis.tables.terms import Field, Indicator, common_terms

NONE = "—"


def page() -> str:
    """Indicators, fields of a school table, items a county states: three tables."""
    terms = common_terms()
    parts = (
        ("Indicators · 指标", _INDICATOR_HEADS, map(_indicator, terms.indicators.values())),
        ("Fields of a school table · 学校表字段", _FIELD_HEADS, map(_field, terms.fields.values())),
        ("Items a county states · 县级数据项", _ITEM_HEADS, map(_item, common_items().by_name.values())),
    )
    return "\n".join(line for title, heads, rows in parts for line in _section(title, heads, rows))


_INDICATOR_HEADS = (
    "name",
    "中文",
    "English",
    "unit · 单位",
    "formula · 算式",
    "decimals",
    "headers · 表头",
    "rules · 规则",
)
_FIELD_HEADS = (
    "name", "中文", "English", "unit · 单位", "kind · 类别", "headers · 表头", "forms · 报表", "used by · 用于",
)  # fmt: skip
_ITEM_HEADS = (
    "name",
    "中文",
    "English",
    "unit · 单位",
    "stage · 学段",
    "formula · 算式",
    "headers · 表头",
    "rules · 规则",
)


def _section(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from (f"## {title}", "", f"| {' | '.join(heads)} |", "|" + "---|" * len(heads))
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") or NONE for cell in row) + " |"
    yield ""


def _indicator(one: Indicator) -> tuple[str, ...]:
    parts = [f"{'−' if sign < 0 else '+'} {name}" for name, sign in one.numerator.items()]
    above = " ".join(parts).removeprefix("+ ")
    above = f"({above}, or {one.or_numerator})" if one.or_numerator else _bracketed(above, len(parts))
    formula = f"{_scale(one.scale)}{above} / {one.denominator}"
    return (
        f"`{one.name}`", one.label.zh, one.label.en, _both(one.unit), formula, str(one.decimals),
        "、".join(one.synonyms), _rules(one.name),
    )  # fmt: skip


def _field(one: Field) -> tuple[str, ...]:
    kinds = [
        *(["whole · 整数"] if one.is_whole else []),
        *(["shared by sections · 全校共用"] if one.is_shared else []),
        *(f"{stage + ': ' if stage else ''}{' + '.join(way)}" for stage, ways in one.parts.items() for way in ways),
    ]
    used = [*_used_by().get(one.name, ()), *_rule_list(one.name)]
    return (
        f"`{one.name}`", one.label.zh, one.label.en, _both(one.unit), "; ".join(kinds), "、".join(one.synonyms),
        ", ".join(_forms_of(one.name)), ", ".join(used),
    )  # fmt: skip


def _item(one: Item) -> tuple[str, ...]:
    formula = _sum(one.numerator)
    if one.denominator:
        above, below = (_bracketed(_sum(parts), len(parts)) for parts in (one.numerator, one.denominator))
        formula = f"{_scale(one.scale)}{above} / {below}"
    return (
        f"`{one.name}`", one.label.zh, one.label.en, _both(one.unit), _both(FACT_STAGES.get(one.stage, Words("", ""))), formula,
        "、".join(one.synonyms), _rules(one.name),
    )  # fmt: skip


def _bracketed(formula: str, parts: int) -> str:
    return f"({formula})" if parts > 1 else formula


def _scale(number: float) -> str:
    return f"{number:g} × " if number != 1 else ""


def _sum(parts: Sequence[Part]) -> str:
    signed = (f"{'−' if part.sign < 0 else '+'} {part.item}{'?' if part.is_optional else ''}" for part in parts)
    return " ".join(signed).removeprefix("+ ")


def _both(words: Words) -> str:
    return words.zh if words.zh == words.en else " · ".join(filter(None, words))


@cache
def _used_by() -> Mapping[str, list[str]]:
    """Field → indicators and fields that are made of it."""
    found: dict[str, list[str]] = defaultdict(list)
    terms = common_terms()
    for one in terms.indicators.values():
        for name in filter(None, (*one.fields, one.or_numerator)):
            if name != "students":
                found[name].append(one.name)
    found["students"].append("every indicator · 各项指标")
    for field in terms.fields.values():
        for part in sorted(field.part_names):
            found[part].append(field.name)
    return found


@cache
def _rules_of() -> Mapping[str, list[str]]:
    """Name → the rules about it, as `standard › rule`; an overlay's only where they are its own."""
    found: dict[str, list[str]] = defaultdict(list)
    standards = load_standards()
    for standard in standards.values():
        below = standards[standard.overlays].rules if standard.overlays else ()
        for rule in (rule for rule in standard.rules if rule not in below):
            for name in dict.fromkeys((*rule.of, rule.subject)):
                found[name].append(f"{standard.id} › {rule.id}")
    return found


def _rule_list(name: str) -> list[str]:
    return _rules_of().get(name, [])


def _rules(name: str) -> str:
    return ", ".join(_rule_list(name))


@cache
def _form_fields() -> Mapping[str, list[str]]:
    """Field → numbers of the statistical forms that feed it."""
    found: dict[str, list[str]] = defaultdict(list)
    for table in form_tables():
        for name in (*table.pairs, *table.cells):
            numbers = found[name.partition("@")[0]]
            numbers.extend(f"教基{number}" for number in table.numbers[:1] if f"教基{number}" not in numbers)
    return found


def _forms_of(name: str) -> list[str]:
    return _form_fields().get(name, [])
