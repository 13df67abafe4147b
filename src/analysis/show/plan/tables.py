"""A plan as tables: what is mended, what is added, what it costs, and a page for each school."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.insight.plan.additions import common_additions
from analysis.insight.plan.plan import REASONS, RULES
from analysis.language import Words
from analysis.rules.asked import name_of
from analysis.show.appendix.results import bound, found
from analysis.show.page import words
from analysis.show.page.table import Table, left, right
from analysis.show.plan.view import PlanView

WAN = Words("万元", "thousand yuan")
_UNITS = {"zh": 1e4, "en": 1e3}  # yuan


def before_and_after(view: PlanView) -> Table | None:
    """Every headline as it is, and as the ordinary rules find it with the plan."""
    if view.plan is None:
        return None
    after = {(one.rule.id, one.stage): one for one in view.plan.after.headlines}
    rows = []
    for one in view.plan.before.headlines:
        then = after.get((one.rule.id, one.stage))
        stage = words.kind(one.stage, view.lang)
        given = [words.answer(v.answer, view.lang) if v else words.MISSING for v in (one, then)]
        rows.append((name_of(one.rule), stage, found(one), given[0], found(then) if then else words.MISSING, given[1], bound(one, view.view.floor)))  # fmt: skip
    return view.tabulate(
        Words("现状与方案实施后对照", "Now and with the plan"),
        [
            left("规则", "Rule", 2.9),
            left("学段或类型", "Stage or type", 2.2),
            left("现状", "Now", 4.2),
            left("判断", "Answer", 2.2),
            left("方案实施后", "With the plan", 4.2),
            left("判断", "Answer", 2.2),
            left("限值", "Limit", 3.6),
        ],
        rows,
    )


def additions(view: PlanView) -> Table | None:
    """What is added in all, by what it is for."""
    if view.plan is None:
        return None
    works = view.works
    sums = works.groupby(["addition", "stage"], sort=False)[["amount", "cost"]].sum()
    reasons = works.groupby(["addition", "stage"], sort=False)["why"].agg(lambda why: list(dict.fromkeys(why)))
    rows = [
        (
            common_additions()[name].label,
            words.stage(stage, view.lang),
            amount(view, name, sums.at[(name, stage), "amount"]),
            unit_cost(view, name),
            thousands(view, sums.at[(name, stage), "cost"]),
            _reasons(view, reasons[name, stage]),
        )
        for name in common_additions()
        for stage in ("primary", "junior")
        if (name, stage) in sums.index
    ]
    total = (Words("合计", "Total"), "", "", "", thousands(view, works["cost"].sum()), "")
    return view.tabulate(
        Words("新增资源汇总", "What is added"),
        [
            left("措施", "Addition", 7.4),
            left("学段", "Stage", 1.6),
            right("数量", "Amount", 2.6),
            right("单价（元）", "Unit cost (yuan)", 2.2),
            right("费用（万元）", "Cost (thousand yuan)", 2.4),
            left("用于达到", "For", 4),
        ],
        [*rows, total] if rows else [],
        strong=[len(rows)],
        note=_example(view),
        empty=Words("无需新增。", "Nothing is to be added."),
    )


def rule_prices(view: PlanView) -> Table | None:
    """What the plan would cost less without each of the rules it serves."""
    if view.plan is None or view.plan.works.empty:
        return None
    unit = _UNITS[view.lang]
    decimals = int(any(price % unit for price in view.prices.values()))
    rows = [(RULES[rule], words.number(price / unit, decimals)) for rule, price in view.prices.items()]
    return view.tabulate(
        Words("各条规则对应的费用", "The cost of each rule"),
        [left("规则", "Rule", 4), right("该规则所增加的费用（万元）", "What it adds to the cost (thousand yuan)", 4)],
        rows,
        note=Words(
            "每次去掉一条规则、其余不变，重新求费用最低的方案，所得费用之差；各条之差相加不等于总费用。负数表示该规则使费用减少：没有这条规则，也就没有由它而来的安排（如学生分流，不计费用），其余各项费用更高。"
            "各方案的费用与最低费用之差已证明不超过一定限度，表中数字按此限度取整。",
            "The cheapest plan again without one rule, the others as they are; the differences do not add up to the cost. A "
            "negative number: the rule lowers the cost, as without it nothing of what it provides is in the plan (such as students "
            "placed elsewhere, at no cost), and the rest costs more. Plans are sought to within a proved gap, and the numbers rounded "
            "to what it leaves certain.",
        ),
    )


def county_list(view: PlanView) -> Table | None:
    """Every school something is planned at, the dearest first, by year."""
    if view.plan is None:
        return None
    works = view.works
    years = sorted(works["due"].unique()) if view.is_phased else []
    rows = []
    for school in view.schools:
        mine = works[works["school_id"] == school]
        by_year = mine.groupby("due")["cost"].sum()
        rows.append(
            (
                mine["school"].iloc[0],
                _measures(view, mine),
                thousands(view, mine["cost"].sum()),
                *(thousands(view, by_year.get(year, 0.0)) for year in years),
            )
        )
    total = works.groupby("due")["cost"].sum()
    last = (
        Words("合计", "Total"),
        "",
        thousands(view, works["cost"].sum()),
        *(thousands(view, total[y]) for y in years),
    )
    return view.tabulate(
        Words("各校措施汇总", "The county's list"),
        [
            left("学校", "School", 4),
            left("措施", "Additions", 12),
            right("费用（万元）", "Cost (thousand yuan)", 2.4),
            *(right(*_year(year), 1.8) for year in years),
        ],
        [*rows, last] if rows else [],
        strong=[len(rows)],
        note=_example(view),
        empty=Words("没有需要新增资源的学校。", "No school needs additions."),
    )


def school_sheets(view: PlanView) -> Iterator[Table]:
    """One table a school (一校一策): what to add, for what, at what cost, in which year."""
    if view.plan is None:
        return
    for school in view.schools:
        mine = view.works[view.works["school_id"] == school]
        yield _sheet(view, mine)


def _sheet(view: PlanView, mine: pd.DataFrame) -> Table:
    name = mine["school"].iloc[0]
    total, is_phased = mine["cost"].sum(), view.is_phased
    rows = [
        (
            words.stage(line.stage, view.lang),
            common_additions()[line.addition].label,
            amount(view, line.addition, line.amount),
            REASONS[line.why],
            thousands(view, line.cost),
            *([words.whole(line.due) if line.due else Words("未安排", "none")] if is_phased else []),
        )
        for line in mine.itertuples()
    ]
    return view.tabulate(
        Words(f"一校一策：{name}", f"Plan of one school: {name}"),
        [
            left("学段", "Stage", 1.6),
            left("措施", "Addition", 7),
            right("数量", "Amount", 2.4),
            left("用于达到", "For", 4),
            right("费用（万元）", "Cost (thousand yuan)", 2.2),
            *([right("实施年度", "Year", 1.4)] if is_phased else []),
        ],
        [*rows, ("", Words("合计", "Total"), "", "", thousands(view, total), *([""] if is_phased else []))],
        strong=[len(rows)],
    )


def closing(view: PlanView) -> Table | None:
    """What today's plan asks for and the students ahead would no longer need."""
    if view.plan is None or view.ahead is None:
        return None
    rows = [
        (
            line.school,
            words.stage(line.stage, view.lang),
            common_additions()[line.addition].label,
            amount(view, line.addition, line.now),
            amount(view, line.addition, line.ahead),
            amount(view, line.addition, line.closes),
        )
        for line in view.closing.itertuples()
    ]
    year = view.forecast[0]
    return view.tabulate(
        Words(f"到{year}年将自行消除的缺口", f"Shortfalls that close by themselves by {year}"),
        [
            left("学校", "School", 4),
            left("学段", "Stage", 1.6),
            left("措施", "Addition", 4),
            right("目前需要", "Needed now", 2.4),
            right(f"{year}年需要", f"Needed in {year}", 2.4),
            right("自行消除", "Closes", 2.4),
        ],
        rows,
        empty=Words("没有将自行消除的缺口。", "No shortfall closes by itself."),
    )


def amount(view: PlanView, name: str, value: float) -> str:
    """An amount with its unit."""
    about = common_additions()[name]
    text, unit = words.number(value, 0 if about.is_whole or about.step >= 1 else 1), about.unit.in_(view.lang)
    if view.lang == "en" and text == "1":
        unit = unit.removesuffix("es") if unit == "classes" else unit.removesuffix("s")
    return f"{text}{unit}" if view.lang == "zh" else f"{text} {unit}"


def unit_cost(view: PlanView, name: str) -> str:
    """A price as it was given: paid by the yuan or by parts of it."""
    cost = view.costs.of(name)
    return words.number(cost, next((digits for digits in range(6) if round(cost, digits) == cost), 6))


def thousands(view: PlanView, yuan: float) -> str:
    """万元 for Chinese readers, thousand yuan for English ones."""
    return words.number(yuan / _UNITS[view.lang], 1)


def _measures(view: PlanView, mine: pd.DataFrame) -> str:
    sums = mine.groupby("addition", sort=False)["amount"].sum()
    gap = view.text(" ", ": ")
    parts = [
        f"{common_additions()[name].label.in_(view.lang)}{gap}{amount(view, name, value)}"
        for name, value in sums.items()
    ]
    return ("；" if view.lang == "zh" else "; ").join(parts)


def _reasons(view: PlanView, why: list[str]) -> str:
    return words.listed([REASONS[one].in_(view.lang) for one in why], view.lang)


def _year(year: int) -> tuple[str, str]:
    return (f"第{year}年", f"Year {year}") if year else ("未安排", "Not paid for")


def _example(view: PlanView) -> Words:
    return view.costs.source if view.costs.is_example else Words("", "")
