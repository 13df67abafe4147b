"""By which standard a table is judged (采用的标准): the one that is named, else one whose indicators the table can feed."""

from __future__ import annotations

import os
from collections.abc import Sequence

from analysis.errors import UsageError
from analysis.language import Words
from analysis.rules.asked import USUAL
from analysis.rules.standards import Standard, load_standards, standard
from analysis.tables.schools import SchoolTable

STANDARD_VARIABLE = "JUNHENG_STANDARD"
NONE = "none"


def chosen_standard(
    named: Sequence[str] | None, usual: Sequence[str], table: SchoolTable
) -> tuple[Standard | None, Words | None]:
    """The standard of a table, and how it was chosen in words where nobody named it.

    named : by the table's SOURCES.toml or mapping; empty for none; None where neither says anything
    usual : the standards a reader's own table is held against

    The option --standard goes before both. UsageError for a standard there is not.
    """
    asked = os.environ.get(STANDARD_VARIABLE, "")
    if asked:
        return (None if asked == NONE else _known(asked)), None
    if named is not None:
        return (_known(named[0]) if named and named[0] != NONE else None), None
    first = _known(usual[0])
    fields = _fed(first, table)
    if not fields:
        return None, Words(
            f"没有指明标准，表中也没有《{first.title.zh}》各项指标所用的数据，未作对照；可用 --standard 指明。",
            "No standard was named, and the table holds no field of a standard's indicators: nothing is judged. "
            "--standard names one.",
        )
    labels = [table.terms.fields[name].label for name in fields[:3]]
    more = ("等", " and others") if len(fields) > len(labels) else ("", "")
    return first, Words(
        f"没有指明标准；表中有{'、'.join(one.zh for one in labels)}{more[0]}，按{first.document}对照；"
        "可用 --standard 指明其他标准或 none。",
        f"No standard was named; the table holds {', '.join(one.en for one in labels)}{more[1]}, so it is judged against "
        f"{first.document}. --standard names another, or none.",
    )


def standard_of_record(named: str = "") -> Standard:
    """The framework that a county's own figures are held against: the option --standard, the one named, else the usual."""
    asked = os.environ.get(STANDARD_VARIABLE, "")
    if asked == NONE:
        expected = Words("一份评估文件", "a framework to judge the items against")
        raise UsageError.at("--standard", Words(NONE, NONE), expected)
    return _known(asked or named or USUAL)


def _known(name: str) -> Standard:
    known = load_standards()
    if name not in known:
        listed = ", ".join((*known, NONE))
        raise UsageError.at(
            "--standard",
            Words(f"没有“{name}”", f"there is no '{name}'"),
            Words(f"以下之一：{listed}", f"one of: {listed}"),
        )
    return standard(name, known)


def _fed(rules: Standard, table: SchoolTable) -> list[str]:
    """The fields of a table that only this standard's indicators ask for: numbers of resources, not of students."""
    wanted = [
        name
        for rule in rules.rules
        for one in rule.of
        if one in table.terms.indicators
        for name in table.terms.indicators[one].numerator
    ]
    return [name for name in dict.fromkeys(wanted) if name in table.numbers and table.rows[name].notna().any()]
