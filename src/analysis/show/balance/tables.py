"""Balance between schools as tables: the official summary, and the readings it is mistaken for; `parts` has the why."""

from __future__ import annotations

import math

from analysis.formulas import (
    composite_cv,
    student_weighted_cv,
    unweighted_cv,
    unweighted_sample_cv,
)
from analysis.language import Words, begun
from analysis.rules.results import Verdict
from analysis.show.county.view import View
from analysis.show.distribution.tables import complete
from analysis.show.page import words
from analysis.show.page.table import Row, Table, left, right


def readings(view: View, indicator: str) -> Table:
    """The coefficient of this appendix beside the readings it is mistaken for; for comparison only."""
    rows = []
    for stage in view.stages:
        x, n = complete(view.values(indicator, stage))
        if len(x):
            cells = (student_weighted_cv(x, n), unweighted_cv(x, n), unweighted_sample_cv(x, n))
            rows.append((words.stage(stage, view.lang), *map(words.cv, cells)))
    label = view.table.terms.indicators[indicator].short_in_sentence
    return view.tabulate(
        Words(f"同一数据的不同算法：{label.zh}", f"Other readings of the same data: {label.en}"),
        [
            left("学段", "Stage"),
            right("本附件口径（按在校生数加权）", "This appendix (weighted by students)"),
            right("不加权", "Unweighted"),
            right("不加权，样本标准差（k−1）", "Unweighted sample (k − 1)"),
        ],
        rows,
        note=Words("仅供比对，判断只用本附件口径。", "For comparison only; verdicts use the reading of this appendix."),
    )


def cv_summary(view: View) -> Table:
    """Mean row, coefficient row and composite by stage, laid out as the national appendix table 2."""
    rows, strong = [], []
    for stage in filter(view.indicators_of, view.stages):
        strong.append(len(rows) + 1)
        rows += _stage_rows(view, stage)
    heads = [(one.short.in_(view.lang), one.unit.in_(view.lang)) for one in view.indicators]
    together = [_composite_head(view)] if _is_put_together(view) else []
    return Table(
        caption=view.text("校际差异系数汇总", "Summary of the coefficients of variation"),
        columns=[view.text("学段", "Stage"), view.text("项目", "Row"), *heads, *together],
        rows=rows,
        align="ll" + "r" * (len(heads) + len(together)),
        widths=(1.6, 2.4, *[2.2] * len(heads), *[1.9] * len(together)),
        strong=frozenset(strong),
        note=_summary_note(view),
    )


def _stage_rows(view: View, stage: str) -> list[Row]:
    """Mean, coefficient, limit and answer of one stage; the stage is named once."""
    cvs = [view.verdict.cvs[stage, one.name] for one in view.indicators]
    means = [words.indicator_value(view.verdict.mean(stage, one.name).value, one) for one in view.indicators]
    single = [words.beside_limit(v.result.value, v.limit.value if v.limit else math.nan, 3) for v in cvs]
    found = [
        [words.stage(stage, view.lang), view.text("均值", "Mean"), *means],
        ["", view.text("差异系数", "CV"), *single],
    ]
    if view.standard:
        found.append(["", view.text("限值", "Limit"), *map(_limit, cvs)])
        found.append(["", view.text("判断", "Answer"), *(words.MARKS[v.answer] for v in cvs)])
    if _is_put_together(view):
        composite = next(iter(view.verdict.verdicts.where(measure="composite", stage=stage)), None)
        mean = composite.result.value if composite else composite_cv(verdict.result.value for verdict in cvs)
        for row, cell in zip(found, ("", words.cv(mean), _limit(composite), _mark(composite)), strict=True):
            row.append(cell)
    return found


def _is_put_together(view: View) -> bool:
    """Whether coefficients have a mean beside them: the rules' own, or, for reference, that of all of them."""
    if view.verdict.verdicts.where(measure="composite"):
        return True
    return view.standard is not None and not view.without_data


def _composite_head(view: View) -> str:
    if view.verdict.verdicts.where(measure="composite"):
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
            f"{begun(words.stage(stage, 'en'))}: {len(view.rows_of(stage))} sections, {words.whole(_students(view, stage))} students",
        )
        for stage in view.stages
    ]
    legend = view.text("✓达标，×未达标，?无法判断。", "✓ met, × not met, ? cannot be judged. ") if view.standard else ""
    shown = {one.name for one in view.indicators}
    near = [
        f"{view.table.terms.indicators[name].short.in_(view.lang)}（{words.stage(stage, 'zh')}）：{v.note.zh}"
        if view.lang == "zh"
        else f"{view.table.terms.indicators[name].short.en} ({words.stage(stage, 'en')}): {v.note.en}"
        for (stage, name), v in view.verdict.cvs.items()
        if v.limit and v.note and name in shown
    ]
    stop = view.text("。", ". ")
    return legend + "".join(f"{said}{stop}" for said in [view.text("；", "; ").join(sizes), *near]).rstrip()


def _students(view: View, stage: str) -> float:
    return view.rows_of(stage)["students"].sum()
