"""Why coefficients of variation moved between two years: students, resources, or schools opened and closed."""

from __future__ import annotations

from analysis.insight.balance_change.parts import FACTORS, BalanceChange
from analysis.language import Words
from analysis.show.balance_change.view import SHARED, BalanceChangeView, DistrictSpending
from analysis.show.page import words
from analysis.show.page.moves import signed
from analysis.show.page.table import Column, Table, left, right


def balance_changes(view: BalanceChangeView) -> Table | None:
    """Every stage and indicator: the coefficient in both years and the parts of its change, which add up to it.

    None where there is one year only.
    """
    if view.first == view.last:
        return None
    rows = [
        (words.stage(stage, view.lang), indicator.short.in_(view.lang), *_cells(found))
        for stage in view.view.stages
        for indicator, found in view.changes(stage)
    ]
    return view.tabulate(
        Words(
            f"差异系数变化的分解：{view.place}，{view.first}—{view.last}年",
            f"Changes of the coefficients, split: {view.place}, {view.first}–{view.last}",
        ),
        [
            left("学段", "Stage"),
            left("指标", "Indicator"),
            *(Column(str(year), "r") for year in (view.first, view.last)),
            *_factor_columns(),
        ],
        rows,
        note=_left_out(view),
    )


def _factor_columns(narrow: float = 0.0, wide: float = 0.0) -> list[Column]:
    """The columns of the change and its parts; the last is the wide one."""
    return [
        right("变化", "Change", narrow),
        Column(FACTORS["students"], "r", narrow),
        Column(FACTORS["resources"], "r", narrow),
        right("学校新建、撤并", "schools opened, closed, merged", wide),
    ]


def _cells(found: BalanceChange) -> tuple[str, ...]:
    network = found.parts[["opened", "closed", "merged"]].sum()
    moves = (found.change, found.parts["students"], found.parts["resources"], network)
    return (words.cv(found.cv_before), words.cv(found.cv_after), *(signed(move) for move in moves))


def _left_out(view: BalanceChangeView) -> str:
    names = {indicator.short.in_(view.lang) for stage in view.view.stages for indicator in view.left_out(stage)}
    listed = words.listed(sorted(names), view.lang)
    rule = view.text("各部分之和等于变化（沙普利分解）。", "The parts add up to the change (Shapley).")
    return rule + (view.text(f"缺数据未列：{listed}。", f" Not listed for missing values: {listed}.") if names else "")


def district_spending(view: DistrictSpending) -> Table:
    """The fall over the districts of a state, split in three readings."""
    readings = (
        (view.text("经费随学生转移（采用）", "funds follow the student (used)"), view.split()),
        (
            view.text(f"经费随学生转移，不计编号以{SHARED}结尾的学区", f"the same without districts whose number ends in {SHARED}"),
            view.split(without_shared=True),
        ),
        (view.text("经费留在学区（不适用，仅作对照）", "funds stay with the district (does not apply; for comparison)"), view.split("school")),
    )  # fmt: skip
    return view.tabulate(
        Words(
            f"学区生均支出差异系数，{view.years[0]}—{view.years[-1]}年",
            f"Spending per student between districts, {view.years[0]}–{view.years[-1]}",
        ),
        [
            left("算法", "Reading", 5),
            *(Column(str(year), "r", 1.4) for year in (view.years[0], view.years[-1])),
            *_factor_columns(1.5, 2.2),
        ],
        [(label, *_cells(found)) for label, found in readings],
        strong={0},
    )
