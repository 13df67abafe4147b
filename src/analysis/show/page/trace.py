"""Where a number comes from: formula, rule, and every file, sheet and cell it was made of."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from itertools import groupby

from analysis import formulas
from analysis.language import Words
from analysis.rules.results import Quoted, Result, Verdict
from analysis.tables.locators import Locator
from analysis.tables.terms import Terms

#: How numbers come about that rest on what a plan chose, not on cells alone.
PLANNED = {
    "planned": Words(
        "方案所取的数量（求解器的变量）：满足各项限值的各方案中总费用最少；取决于以下各格、条款和单价，以及县内其他学校",
        "an amount the plan chose, a variable of its solver: the least cost at which every limit holds; it depends on the "
        "cells, the clause and the unit cost below, and on the county's other schools",
    ),
    "planned_sum": Words("方案各行数量之和", "sum of the amounts of the plan's lines"),
    "planned_cost": Words("方案各行数量乘以单价之和", "sum of the plan's lines, amount times unit cost"),
    "planned_year": Words(
        "方案所排的年度：先安排所需费用较少的学校，各年费用均等或不超过年度预算",
        "the year the plan puts it in: schools that need least come first, the years cost alike or keep to the budget",
    ),
    "planned_gap": Words("（方案所需－已证明的下限）÷方案所需", "(what the plan takes − proved bound) / what it takes"),
    "with_plan": Words(
        "新增资源计入学校表后，按同一规则重新判断",
        "judged again by the same rules with the plan in the table of schools",
    ),
    "without_rule": Words(
        "方案费用减去不考虑该规则时的最少费用", "cost of the plan less the least cost without that rule"
    ),
    "filled_cost": Words(
        "各校每项指标均补到标准所需数量乘以单价之和；班级、教室和学位与方案相同",
        "what every school lacks of every threshold, times unit costs; the same classes, rooms and seats as the plan",
    ),
    "moved": Words(
        "测算所取的调动人数：使差异系数回到目标以内的最少调动",
        "teachers the plan of moves chose: the fewest (or the shortest way) with which the coefficient keeps to the aim",
    ),
    "with_moves": Words(
        "按所取的调动重新测算（调出校减、调入校加）",
        "computed again with the moves chosen (schools that give, schools that take)",
    ),
    "least_with_moves": Words(
        "在所设约束内任何调动所能达到的最小差异系数", "the least coefficient any moves within the constraints reach"
    ),
    "moves_bound": Words(
        "已证明：任何符合约束的调动都不能少于此数", "proved: no moves within the constraints do with less"
    ),
}
_PLAIN = {
    **PLANNED,
    "ratio_of_totals": Words("县域（全校）总量之比", "ratio of totals"),
    "count": Words("计数", "count"),
    "share": Words("占比", "share"),
    "sum": Words("合计", "sum"),
    "numerator": Words(
        "指标的分子：各栏相加减，按指标的单位",
        "the indicator's numerator: its fields added and subtracted, in its unit",
    ),
    "difference": Words("两数之差（及其与前一数之比）", "difference of two (and its ratio to the first)"),
    "margin": Words("限值减差异系数", "the limit less the coefficient"),
    "below_limit": Words("限值减所载数值", "the limit less what is printed"),
    "shortfall": Words("各校缺口之和", "sum of the schools' shortfalls"),
    "ratio_of_means": Words("乡村均值与城镇较高均值之比", "rural mean over the higher of the urban and the town mean"),
    "cv_squared": Words("差异系数的平方", "square of the coefficient of variation"),
    "split_share": Words("按学生数乘以各学段权重分摊的份额", "its share by students times the weights of the stages"),
    "shapley_split": Words(
        "变化的沙普利分解（两年各校数字）", "Shapley's part of the change (every school's figures in both years)"
    ),
    "least_recount": Words(
        "误计少于此数，结论不变（单位数）",
        "the fewest units that would have to be miscounted for the answer not to hold",
    ),
    "rule": Words("规则所载数值", "a rule's own number"),
    "scope_line": Words("规则适用范围的规模界限", "a size at which other rules apply"),
    "reading": Words(
        "读入文件时计数；这些行不在学校表中", "counted as the files were read; these rows are not in the school table"
    ),
    "example": Words("培训材料所载算例，不是本县数据", "a printed example, not this county's figures"),
    "worked": Words(
        "由本校数字按规则直接算出，不经求解器；分年实施的为其中一部分",
        "worked out of the school's own figures by the rule, without the solver; a part of it where years share it",
    ),
    "unit_cost": Words("单价，由测算者给出（见所列文件）", "a unit cost, given by whoever plans (in the file named)"),
    "aim": Words("限值减所留余量", "the limit less the margin kept"),
    "choice": Words("测算口径所取的数值", "a number chosen for how a county is counted"),
    "printed": Words("原文所载数值", "as printed in the source"),
    "year": Words("年份", "a year"),
    "name": Words("名称中的数字", "a number of a name"),
    "class_limit": Words("班额的分界或限额", "a size at which classes are counted, or their limit"),
    "level": Words("区间的置信水平", "the level of the intervals"),
    "simulated": Words("在模拟数据上测得，由所列记录文件载明", "measured on simulated data, as the record named says"),
    "usual": Words("通常范围的一端，由录入者给出", "an end of the usual range, given by whoever entered the report"),
}


def trace_lines(traced: Result | Verdict, terms: Terms, lang: str) -> list[str]:
    """Formula with its first docstring line, the rule's clause, and the cells field by field."""
    result = traced.result if isinstance(traced, Verdict) else traced
    lines = [f"{Words('数值', 'value').in_(lang)}: {result.value!r}", formula_line(result, lang)]
    if result.limit:
        limit = result.limit
        rule = f"{limit.document} {limit.clause} ({limit.standard}, {limit.in_force}, {limit.confidence})"
        lines.append(f"{Words('规则', 'rule').in_(lang)}: {limit.value:g} · {rule}")
    if result.note:
        lines.append(f"{Words('说明', 'note').in_(lang)}: {result.note.in_(lang)}")
    if result.inputs is None:
        return lines
    if isinstance(result.inputs, Quoted):
        return [*lines, *_runs(result.inputs.cells())]
    for name in result.inputs.fields:
        cells = [cell for row in result.inputs.rows for cell in result.inputs.locators.of(row, name)]
        label = terms.fields[name].label.in_(lang) if name in terms.fields else name
        lines += [f"{label}: {run}" for run in _runs(cells)]
    return lines


def formula_line(result: Result, lang: str) -> str:
    """The formula a result was computed by, with what its docstring says first."""
    head = Words("算式", "formula").in_(lang)
    if result.formula in _PLAIN:
        return f"{head}: {_PLAIN[result.formula].in_(lang)}"
    about = inspect.getdoc(getattr(formulas, result.formula, None)) or ""
    said = " ".join(line.strip() for line in about.split("\n\n")[:2])
    return f"{head}: {result.formula} — {said}" if said else f"{head}: {result.formula}"


def _runs(cells: Iterable[Locator]) -> list[str]:
    """One line a sheet: "demo-a-2023.xlsx › 学校情况 › K5, K6, …"."""
    ordered = list(cells)
    runs = groupby(ordered, key=lambda cell: (cell.file, cell.sheet))
    return [" › ".join(part for part in place if part) + " › " + ", ".join(c.cell for c in run) for place, run in runs]
