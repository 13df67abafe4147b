"""The audit as tables: findings by verdict, a waterfall for each total, many reports beside each other, two files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pandas as pd

from analysis import __version__
from analysis.insight.reports.arithmetic.formulas import read_formula
from analysis.insight.reports.audit import Audit
from analysis.insight.reports.findings import VERDICT_WORDS, Finding, Verdict, in_a_row, in_unit, title_of
from analysis.insight.reports.reading.texts import quote
from analysis.insight.reports.report import Kind, PrintedFact, Report
from analysis.language import Words

KIND_WORDS: dict[str, Words] = {
    Kind.CLAIM: Words("复算", "recomputed"),
    Kind.TWICE: Words("前后一致", "printed twice"),
    Kind.ORDER: Words("部分与整体", "part and whole"),
    Kind.PREVIOUS: Words("推算上年", "year before"),
    Kind.BASE: Words("反推分母", "implied base"),
    Kind.WHOLE: Words("整数检验", "whole numbers"),
    Kind.BASE_OF: Words("分母构成", "sum of categories"),
    Kind.SPREAD: Words("综合值算法", "composite formula"),
    Kind.CV: Words("差异系数算法", "coefficient formula"),
    Kind.LIMIT: Words("对照标准", "against a standard"),
    Kind.ANSWERS: Words("前后判断", "judged twice"),
    Kind.PLAUSIBLE: Words("数量级", "magnitude"),
    Kind.REPAIR: Words("缺损候选", "possible repairs"),
    "heaping": Words("接近限值", "near the limit"),
    "digits": Words("缺失的数码", "missing digits"),
    "same_text": Words("同一文本", "same text"),
}
SCOPE_WORDS = {
    "audited": Words("已复核", "audited"),
    "out_of_scope": Words("不属复核范围", "out of scope"),
    "same_text": Words("与他篇相同", "repeats another"),
}
CAVEAT = Words(
    "“不能由原文各部分复算”只说明原文所载各数字之间的关系，不说明哪一个数字有误，也不说明原因。",
    "'Cannot be reproduced from the printed parts' speaks of the printed numbers only: it does not say which one is off, "
    "nor why.",
)


def findings_frame(audit: Audit, lang: str, report: str = "", verdicts: Iterable[Verdict] = ()) -> pd.DataFrame:
    """Findings as a reader's table (复核结果), worst first within the order of the verdicts; quotes where the text is there."""
    wanted = set(verdicts) or set(Verdict)
    order = list(Verdict)
    chosen = [f for f in audit.findings if f.verdict in wanted and report in ("", f.report)]
    chosen.sort(key=lambda finding: order.index(finding.verdict))
    columns = {
        Words("报告", "report"): [audit.reports[f.report].place.in_(lang) for f in chosen],
        Words("检验", "check"): [KIND_WORDS[f.kind].in_(lang) for f in chosen],
        Words("事项", "subject"): [f.subject.in_(lang) for f in chosen],
        Words("结论", "verdict"): [VERDICT_WORDS[f.verdict].in_(lang) for f in chosen],
        Words("原文", "as printed"): [f.printed for f in chosen],
        Words("复算", "computed"): [f.computed for f in chosen],
        Words("说明", "explanation"): [f.explanation.in_(lang) for f in chosen],
        Words("可能的原因", "innocent reasons"): [in_a_row(f.innocent, lang) for f in chosen],
        Words("使关系成立所需的改动", "what would have to be true"): [in_a_row(f.would_need, lang) for f in chosen],
        Words("原文语句", "quote"): [quote_of(audit, f) for f in chosen],
    }
    return pd.DataFrame({heading.in_(lang): column for heading, column in columns.items()})


def quote_of(audit: Audit, finding: Finding) -> str:
    """The sentence of the number a finding is about, from the reader's own text; "" without it."""
    text = audit.texts.get(finding.report, "")
    if not text or not finding.facts:
        return ""
    return quote(audit.reports[finding.report].fact(finding.facts[0]), text)


def overview_frame(audit: Audit, lang: str) -> pd.DataFrame:
    """Many reports beside each other, in the order of their names: how many numbers, how many answers of each kind.

    No ranking: a report that prints more parts gives more to recompute.
    """
    rows = []
    for report in audit.reports.values():
        found = [finding.verdict for finding in audit.of(report.id)]
        row = {
            Words("报告", "report").in_(lang): report.title.in_(lang),
            Words("地区", "place").in_(lang): report.place.in_(lang),
            Words("范围", "scope").in_(lang): SCOPE_WORDS[report.scope].in_(lang),
            Words("录入的数字", "numbers entered").in_(lang): len(report.facts),
        }
        rows.append(row | {VERDICT_WORDS[verdict].in_(lang): found.count(verdict) for verdict in Verdict})
    return pd.DataFrame(rows)


def totals_of(audit: Audit, report: str = "") -> list[Finding]:
    """The claims that are plain sums of two parts or more: a waterfall can be drawn of each."""
    return [
        finding
        for finding in audit.findings
        if finding.kind == Kind.CLAIM and report in ("", finding.report) and len(_parts(finding)) > 1
    ]


def _parts(finding: Finding) -> tuple[str, ...]:
    return read_formula(finding.formula, finding.report).summands if finding.formula else ()


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
    if finding.verdict is Verdict.NOT_REPRODUCED and printed != level:
        label = Words("各部分未能说明", "not explained by the parts").in_(lang)
        steps.append((label, "unexplained", printed - level, level, printed))
    steps.append((title_of(total).in_(lang), "total", printed, Fraction(0), printed))
    frame = pd.DataFrame(steps, columns=["step", "kind", "value", "start", "end"])
    return frame.astype({"value": float, "start": float, "end": float})


def _printed_value(fact: PrintedFact, like: PrintedFact) -> Fraction:
    return in_unit(fact.quantity.numbers, like).middle


def needs_frame(audit: Audit, report: Report, lang: str) -> pd.DataFrame:
    """What would have to be true for each open claim of a report, one change a row (使关系成立所需的改动)."""
    rows = [
        (finding.subject.in_(lang), change.in_(lang))
        for finding in audit.of(report.id)
        for change in finding.would_need
    ]
    heads = (Words("事项", "subject"), Words("若改一处", "if one thing were changed"))
    return pd.DataFrame(rows, columns=[head.in_(lang) for head in heads])


def records(audit: Audit) -> list[dict[str, object]]:
    """Every finding as plain values, in a fixed order; no quotes, so that the same reports give the same bytes."""
    return [
        {
            "report": finding.report,
            "kind": str(finding.kind),
            "verdict": finding.verdict.value,
            "subject_zh": finding.subject.zh,
            "subject_en": finding.subject.en,
            "printed": finding.printed,
            "computed": finding.computed,
            "formula": finding.formula,
            "facts": list(finding.facts),
            "explanation_zh": finding.explanation.zh,
            "explanation_en": finding.explanation.en,
            "innocent_zh": [words.zh for words in finding.innocent],
            "innocent_en": [words.en for words in finding.innocent],
            "would_need_zh": [words.zh for words in finding.would_need],
            "would_need_en": [words.en for words in finding.would_need],
        }
        for finding in audit.findings
    ]


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
