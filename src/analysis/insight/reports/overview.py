"""The audit beside its reports: quotes, a waterfall for each total, and two files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction
from pathlib import Path

import pandas as pd

from analysis import __version__
from analysis.insight.reports.arithmetic.formulas import read_formula
from analysis.insight.reports.audit import Audit
from analysis.insight.reports.claims import Claim
from analysis.insight.reports.findings import Conclusion, Finding, in_unit, title_of
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.reading.texts import quote
from analysis.insight.reports.report import Check, Report
from analysis.insight.reports.report_file import KINDS
from analysis.language import LANGS, Words

KIND_WORDS: dict[str, Words] = {
    **{name: kind.called for name, kind in KINDS.items()},
    "heaping": Words("接近限值", "near the limit"),
    "digits": Words("缺失的数码", "missing digits"),
    "same_text": Words("同一文本", "same text"),
}
#: What a claim says, by its formula.
SUM, DIFFERENCE, GROWTH, RATIO = (
    Words("合计", "sum"),
    Words("差额", "difference"),
    Words("增减幅度", "growth"),
    Words("占比、平均与比值", "share, average, ratio"),
)
SCOPE_WORDS = {
    "audited": Words("已复核", "audited"),
    "out_of_scope": Words("不属复核范围", "out of scope"),
    "same_text": Words("与他篇相同", "repeats another"),
}
CAVEAT = Words(
    "“不能由原文各部分复算”只说明原文所载各数字之间的关系，不说明哪一个数字有误，也不说明原因。",
    "‘Cannot be reproduced from the printed parts’ speaks of the printed numbers only: it does not say which one is off, "
    "nor why.",
)


def relation_of(check: Check) -> Words:
    """What a check is called beside others of its kind: claims by what their formula does, the rest by their kind."""
    if not isinstance(check, Claim):
        return KIND_WORDS[check.kind]
    formula = check.formulas[0]
    if formula.summands:
        return SUM
    if "/" in formula.text:
        return GROWTH if "-" in formula.text else RATIO
    return DIFFERENCE if "-" in formula.text else KIND_WORDS[check.kind]


def quote_of(audit: Audit, finding: Finding) -> str:
    """The sentence of the number a finding is about, from the reader's own text; "" without it."""
    text = audit.texts.get(finding.report, "")
    if not text or not finding.facts:
        return ""
    return quote(audit.reports[finding.report].fact(finding.facts[0]), text)


def totals_of(audit: Audit, report: str = "") -> list[Finding]:
    """The claims that are plain sums of two parts or more: a waterfall can be drawn of each."""
    return [
        finding
        for finding in audit.findings
        if finding.kind == Claim.kind and report in ("", finding.report) and len(_parts(finding)) > 1
    ]


def _parts(finding: Finding) -> tuple[str, ...]:
    return read_formula(finding.formula).summands if finding.formula else ()


def waterfall_frame(audit: Audit, finding: Finding, lang: str) -> pd.DataFrame:
    """A total built up from its parts (合计的构成), in the unit of the printed total.

    Columns: step, kind ("part", "unexplained", "total"), value, start, end. "unexplained" is what the printed total has
    more (or less) than its parts; it is left out when there is nothing.
    """
    report = audit.reports[finding.report]
    total = report.fact(finding.facts[0])
    steps, level = [], Fraction(0)
    for name in _parts(finding):
        value = _printed_value(report.fact(name), total)
        steps.append((title_of(report.fact(name)).in_(lang), "part", value, level, level + value))
        level += value
    printed = _printed_value(total, total)
    if finding.conclusion is Conclusion.NOT_REPRODUCED and printed != level:
        label = Words("各部分未能说明", "not explained by the parts").in_(lang)
        steps.append((label, "unexplained", printed - level, level, printed))
    steps.append((title_of(total).in_(lang), "total", printed, Fraction(0), printed))
    frame = pd.DataFrame(steps, columns=["step", "kind", "value", "start", "end"])
    return frame.astype({"value": float, "start": float, "end": float})


def _printed_value(fact: PrintedFact, like: PrintedFact) -> Fraction:
    return in_unit(fact.quantity.numbers, like).middle


def records(audit: Audit) -> list[dict[str, object]]:
    """Every finding as plain values, in a fixed order; no quotes, so that the same reports give the same bytes."""
    return [dict(_columns(finding)) for finding in audit.findings]


def _columns(finding: Finding) -> Iterator[tuple[str, object]]:
    """Its fields; one for each language where it speaks."""
    for name in (field.name for field in fields(finding)):
        value = getattr(finding, name)
        if name in ("subject", "explanation"):
            yield from ((f"{name}_{lang}", value.in_(lang)) for lang in LANGS)
        elif name in ("innocent", "would_need"):
            yield from ((f"{name}_{lang}", [words.in_(lang) for words in value]) for lang in LANGS)
        elif name in ("printed", "computed"):
            yield name, value.zh
        else:  # files have called the conclusion a verdict from the first
            yield "verdict" if name == "conclusion" else name, list(value) if name == "facts" else str(value)


def write_audit(audit: Audit, folder: Path) -> tuple[Path, Path]:
    """Write audit.csv and audit.json; the same reports and texts give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    found = records(audit)
    table = pd.DataFrame(found)
    for column in table.columns[table.map(lambda value: isinstance(value, list)).any()]:
        table[column] = table[column].map("; ".join)
    csv, js = folder / "audit.csv", folder / "audit.json"
    table.to_csv(csv, index=False, encoding="utf-8-sig", lineterminator="\n")
    whole = {
        "schema": 1,
        "version": __version__,
        "caveat": CAVEAT._asdict(),
        "reports": [_described(report) for report in audit.reports.values()],
        "findings": found,
    }
    js.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return csv, js


def _described(report: Report) -> dict[str, object]:
    return {
        "id": report.id,
        "title": report.title._asdict(),
        "place": report.place._asdict(),
        "year": report.year,
        "standard": report.standard,
        "scope": report.scope,
        "numbers": len(report.facts),
        "sha256": report.sha256,
    }
