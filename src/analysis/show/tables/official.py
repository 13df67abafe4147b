"""The first tables of an appendix: what was found rule by rule, and the coefficients of variation."""

from __future__ import annotations

import math
from collections.abc import Iterator

from analysis.formulas import composite_cv
from analysis.language import Words
from analysis.rules.judging import all_of
from analysis.rules.results import Answer, StandardValue, Verdict
from analysis.rules.verdict import Part
from analysis.show import words
from analysis.show.table import Row, Table
from analysis.show.view import View

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


def cv_summary(view: View) -> Table:
    """Mean row, coefficient row and composite by stage, laid out as the national appendix table 2."""
    rows, strong = [], []
    for stage in view.stages:
        strong.append(len(rows) + 1)
        rows += _stage_rows(view, stage)
    heads = [(one.short.in_(view.lang), one.unit.in_(view.lang)) for one in view.indicators]
    return Table(
        caption=view.text("校际差异系数汇总", "Summary of the coefficients of variation"),
        columns=[view.text("学段", "Stage"), view.text("项目", "Row"), *heads, _composite_head(view)],
        rows=rows,
        align="ll" + "r" * (len(heads) + 1),
        widths=(1.6, 2, *[2.2] * len(heads), 1.9),
        strong=frozenset(strong),
        note=_summary_note(view),
    )


def _stage_rows(view: View, stage: str) -> list[Row]:
    """Mean, coefficient, limit and answer of one stage; the stage is named once."""
    cvs = [view.verdict.cvs[stage, one.name] for one in view.indicators]
    means = [words.indicator_value(view.verdict.means[stage, one.name].value, one) for one in view.indicators]
    composite = view.verdict.composite.get(stage)
    together = composite_cv(verdict.result.value for verdict in cvs)
    single = [words.beside_limit(v.result.value, v.limit.value if v.limit else math.nan, 3) for v in cvs]
    return [
        (words.stage(stage, view.lang), view.text("均值", "Mean"), *means, ""),
        ("", view.text("差异系数", "CV"), *single, words.cv(together) if view.standard else words.MISSING),
        ("", view.text("限值", "Limit"), *map(_limit, cvs), _limit(composite)),
        ("", view.text("判断", "Answer"), *(words.MARKS[v.answer] for v in cvs), _mark(composite)),
    ]


def _composite_head(view: View) -> str:
    if view.verdict.composite:
        return view.text("综合差异系数", "Composite")
    return view.text(f"{len(view.indicators)}项平均（参考）", f"Mean of {len(view.indicators)} (for reference)")


def _limit(verdict: Verdict | None) -> str:
    return f"{verdict.limit.value:.2f}" if verdict and verdict.limit else words.MISSING


def _mark(verdict: Verdict | None) -> str:
    return words.MARKS[verdict.answer] if verdict else words.MISSING


def _summary_note(view: View) -> str:
    sizes = [
        view.text(
            f"{words.stage(stage, 'zh')}{len(view.rows_of(stage))}个学校（学段）、在校生{words.whole(_students(view, stage))}人",
            f"{words.stage(stage, 'en')}: {len(view.rows_of(stage))} sections, {words.whole(_students(view, stage))} students",
        )
        for stage in view.stages
    ]
    legend = view.text("✓达标，×未达标，?无法判断。", "✓ met, × not met, ? cannot be judged. ")
    near = [
        f"{view.table.terms.indicators[name].short.in_(view.lang)}（{words.stage(stage, 'zh')}）：{v.note.zh}"
        if view.lang == "zh"
        else f"{view.table.terms.indicators[name].short.en} ({words.stage(stage, 'en')}): {v.note.en}"
        for (stage, name), v in view.verdict.cvs.items()
        if v.limit and v.note
    ]
    stop = view.text("。", ". ")
    return legend + "".join(f"{said}{stop}" for said in [view.text("；", "; ").join(sizes), *near]).rstrip()


def _students(view: View, stage: str) -> float:
    return view.rows_of(stage)["students"].sum()
