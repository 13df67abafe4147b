"""The first tables of an appendix: what was found rule by rule, and the coefficients of variation."""

from __future__ import annotations

import math
from collections.abc import Iterator

from analysis.language import Words
from analysis.rules.judging import all_of
from analysis.rules.results import Answer, StandardValue, Verdict
from analysis.rules.verdict import Part
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Row, Table

RULES = {
    "school_rule": Words("每校达标项数及其余指标下限", "Thresholds met by every school, and the floor for the rest"),
    "cv": Words("校际差异系数", "Coefficients of variation"),
    "composite": Words("综合差异系数", "Composite coefficient of variation"),
    "class_size": Words("班额", "Class size"),
    "school_size": Words("学校规模", "School size"),
    "large_class_share": Words("大班额比例", "Share of large classes"),
    "super_large_class_share": Words("超大班额比例", "Share of super-large classes"),
}


CONFIDENCE = {
    "original": Words("原文", "the original"),
    "secondary": Words("转引", "second hand"),
    "recalled": Words("凭记忆", "recalled"),
}


def answers(view: View) -> Table:
    """One line a rule and stage: what was found, the limit, the answer; the clauses stand below."""
    heads = (
        Words("规则", "Rule"),
        Words("对象", "Stage or type"),
        Words("测算值", "Found"),
        Words("限值", "Limit"),
        Words("判断", "Answer"),
    )
    return Table(
        caption=view.text(
            "资源配置、班额、学校规模测算结果", "Resources, class sizes and school sizes: what was found"
        ),
        columns=[head.in_(view.lang) for head in heads],
        rows=[*_single_answers(view, "school_rule"), *_cv_answers(view), *_single_answers(view)],
        align="llrrl",
        widths=(5, 2.6, 3.4, 4, 2.4),
        note=_clauses(view),
    )


def _single_answers(view: View, only: str = "") -> Iterator[Row]:
    """Rules other than the coefficients, one line a stage or type; the school rule comes first and is asked for apart."""
    for part in view.verdict.parts():
        if part.rule == "cv" or (part.rule == "school_rule") is not (only == "school_rule"):
            continue
        verdict = part.verdict
        yield (
            RULES[part.rule].in_(view.lang),
            words.kind(part.whom, view.lang),
            _found(view, part.rule, verdict),
            _bound(view, part.rule, verdict.limit),
            words.answer(verdict.answer, view.lang),
        )


def _cv_answers(view: View) -> Iterator[Row]:
    """The coefficients of a stage in one line; the next table has each of them."""
    parts = [part for part in view.verdict.parts() if part.rule == "cv"]
    for stage in dict.fromkeys(part.whom for part in parts):
        mine = [part.verdict for part in parts if part.whom == stage]
        met = sum(verdict.answer is Answer.MET for verdict in mine)
        yield (
            RULES["cv"].in_(view.lang),
            words.stage(stage, view.lang),
            view.text(f"{met}/{len(mine)}项达标", f"{met}/{len(mine)} met"),
            view.text(f"各项{_bound(view, 'cv', mine[0].limit)}", f"each {_bound(view, 'cv', mine[0].limit)}"),
            words.answer(all_of(verdict.answer for verdict in mine), view.lang),
        )


def _bound(view: View, rule: str, limit: StandardValue) -> str:
    """The limit with what it is counted in: "≤ 45人/班"."""
    sign = "≥" if limit.sense == "at_least" else "≤"
    if rule in ("cv", "composite"):
        return f"{sign} {limit.value:.2f}"
    if rule.endswith("_share"):
        return f"{sign} {words.percent(limit.value, 0)}"
    value = f"{sign} {limit.value:g}"
    if rule == "school_rule":
        floor = words.percent(view.floor or 0, 0)
        return view.text(f"{value}项，其余≥标准的{floor}", f"{value}, the rest ≥ {floor} of the threshold")
    zh, en = {"class_size": ("人/班", "per class"), "school_size": ("人/校", "per school")}[rule]
    return view.text(f"{value}{zh}", f"{value} {en}")


def _found(view: View, rule: str, verdict: Verdict) -> str:
    value = verdict.result.value
    if rule == "composite":
        return words.beside_limit(value, verdict.limit.value, 3)
    if rule.endswith("_share"):
        return words.percent(value, 2)
    if math.isnan(value):
        return words.MISSING
    said = {
        "school_rule": Words("个学校（学段）未达标", "sections not met"),
        "class_size": Words("个班超限额", "over"),
        "school_size": Words("所超限额", "over"),
    }[rule]
    return f"{words.whole(value)}{said.zh}" if view.lang == "zh" else f"{words.whole(value)} {said.en}"


def _clauses(view: View) -> str:
    """Where the rules stand and how they were read, once for each kind of rule."""
    parts: dict[str, Part] = {}
    for part in view.verdict.parts():
        parts.setdefault(part.rule, part)
    if not parts:
        return view.text("未附标准，无法判断。", "No standard attached: nothing can be judged.")
    said = [_clause(view, rule, part.verdict.limit) for rule, part in parts.items()]
    return view.text("依据：", "Clauses: ") + view.text("；", "; ").join(said) + view.text("。", ".")


def _clause(view: View, rule: str, limit: StandardValue) -> str:
    how = CONFIDENCE[limit.confidence].in_(view.lang)
    clause = limit.clause.rstrip("0123456789 ") if rule == "cv" else limit.clause  # the seven items have a clause each
    name = RULES[rule].in_(view.lang)
    return view.text(
        f"{name}，{limit.document}{clause}（{how}）", f"{name}, {limit.document} {clause} (read in: {how})"
    )
