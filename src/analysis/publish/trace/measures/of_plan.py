"""What stands of a plan (达标方案): what it adds where, at what cost and when; the county with it; what stands beside it.

An amount that the solver chose is said to be chosen, with the cells, the clause and the unit cost it depends on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from analysis.insight.plan.additions import ADDITIONS_FILE, COSTS_FILE, common_additions
from analysis.insight.plan.plan import FOR_BALANCE, FOR_THRESHOLDS, REASONS, RULES
from analysis.insight.plan.works import WORKED
from analysis.language import Words
from analysis.paths import user_root
from analysis.publish.trace.measures.measure import Measure, Subject, cell, counted, told
from analysis.publish.trace.measures.of_rules import found, of_whom
from analysis.rules.results import Quoted, Result
from analysis.rules.rule import StandardValue
from analysis.show.plan.view import PlanView
from analysis.tables.locators import Locator
from analysis.tables.schools import STAGES

NOW, WITH = Words("现状", "Now"), Words("方案实施后", "With the plan")
IN_ALL, LIST = Words("新增资源汇总", "What is added"), Words("各校措施汇总", "The county's list")
SHEET, TOTAL = Words("一校一策", "Plan of one school"), cell(Words("合计", "Total"))
AMOUNT, UNIT_COST = Words("数量", "Amount"), Words("单价（元）", "Unit cost (yuan)")
COST, DONE = Words("费用（万元）", "Cost (thousand yuan)"), Words("措施", "Additions")
YEAR = Words("实施年度", "Year")
SAVED = Words("该规则所增加的费用（万元）", "What it adds to the cost (thousand yuan)")
CLOSES = Words("自行消除", "Closes")
IN_TABLES, IN_SENTENCES = {"zh": 1e4, "en": 1e3}, {"zh": 1e4, "en": 1e6}  # yuan
#: The columns of a school's row that a line for a rule looks at, beside those it adds to.
LOOKED_AT = {
    "school_size": ("students",),
    "class_size": ("students", "classes", "full_time_teachers"),
    "rooms": ("classes",),
}
SCHOOLS = (Words("：在#所学校新增资源", ": additions at # school"),)
IN_FULL = (Words("新增资源，约需#万元", "at a cost of about # million"),)
BEYOND = (Words("其中#万元不是各校自身", "Of this, # million yuan is not"),)
PRIVATE = (Words("其中民办学校#所", "# private school"),)
OF_PRIVATE = (Words("其中民办学校*所，#万元", "among them, # million yuan: they count"),)
MARGIN = (Words("各项差异系数比限值低#", "coefficient stays # below its limit"),)
BUDGET = (Words("预算#万元不足", "The budget of # million"),)
PROVED = (Words("其他方案至多再节省#%", "is cheaper by more than #%"),)
CLASSES = (Words("均能满足”计算，共#个", "spread over grades: #;"),)
FEWEST_CLASSES = (Words("恰好满额时，#个即可", "; # would do if"),)
FILLED = (Words("全部补到标准约需#万元", "every threshold would cost about # million"),)
MORE = (Words("比本方案多#万元", "million yuan, # million yuan more than the plan"),)
AHEAD = (Words("重新测算，约需#万元", "the plan costs about # million"),)
TODAY = (Words("按现有学生数为#万元", "today's enrolment: # million"),)
WILL_CLOSE = (Words("其中#万元对应的缺口", "plan asks for, # million yuan covers"),)


def subject(view: PlanView) -> Subject:
    return Subject(view.view.table.terms, _measured(view), _names(view))


def _names(view: PlanView) -> Iterator[tuple[str, Words]]:
    """Texts about what is added, whose numbers belong to a kind of addition and to no school."""
    for one in common_additions().values():
        if one.basis:
            yield (
                one.basis.in_(view.lang),
                Words("措施的说明（additions.toml）", "the description of an addition (additions.toml)"),
            )
    yield Words("每增一班另计教室1间", "").in_(view.lang), Words("每个班一间教室", "a room for every class")
    if year := view.forecast[0]:
        yield Words(f"{year}年", f"{year}").in_(view.lang), Words("预测的年份", "the year of a forecast")


def _measured(view: PlanView) -> Iterator[Measure]:
    if view.plan is None:
        return
    yield from _judged(view)
    yield _sentence(view, view.wishes.budget, "choice", (), *BUDGET)
    yield told(_result(view, view.wishes.margin, "choice", ()), *MARGIN)
    if view.plan.works.empty:
        return
    yield from _lines(view)
    yield from _in_all(view)
    yield from _schools(view)
    yield from _sums(view)
    for rule, yuan in view.prices.items():
        yield _cost(view, yuan, "without_rule", view.works, (cell(RULES[rule]),), SAVED)
    if view.ahead is not None:
        yield from _ahead(view)


def _judged(view: PlanView) -> Iterator[Measure]:
    """Every headline as it is, and with the plan."""
    for head, verdicts in ((NOW, view.plan.before), (WITH, view.plan.after)):
        for one in verdicts.headlines:
            for measure in found(view.view, one, head, of_whom(one)):
                result = measure.result
                if head is WITH:
                    result = replace(result, formula="with_plan")
                yield measure._replace(result=result, said=())


def _lines(view: PlanView) -> Iterator[Measure]:
    """Every line of every school: its amount, what it costs, the year it is due."""
    for line in view.works.index:
        one = view.works.loc[[line]]
        _, school, stage, addition, why = one[["row", "school", "stage", "addition", "why"]].iloc[0]
        is_worked = why in WORKED
        beside = (SHEET, cell(common_additions()[addition].label), cell(REASONS[why]))
        limit = _limit(view, one)
        formula = "worked" if is_worked else "planned"
        numbers = (
            (_result(view, one["amount"].sum(), formula, one, stage), AMOUNT),
            (_result(view, one["due"].iloc[0], "planned_year", one, stage), YEAR),
        )
        for result, head in numbers:
            yield Measure(replace(result, limit=limit), head, beside, school)
        yield _cost(view, one["cost"].sum(), "planned_cost", one, beside, stage=stage, school=school)


def _limit(view: PlanView, line: pd.DataFrame) -> StandardValue | None:
    """The rule's own number that a line is for, where it is one."""
    row, school, stage, addition, why = line[["row", "school_id", "stage", "addition", "why"]].iloc[0]
    if why in (FOR_THRESHOLDS, FOR_BALANCE):
        raised = set(common_additions()[addition].adds)
        limits = view.view.limits("resource" if why == FOR_THRESHOLDS else "cv", stage)
        terms = view.view.table.terms.indicators
        return next((limit for name, limit in limits.items() if raised & set(terms[name].numerator)), None)
    case = view.plan.before.case
    for verdict in view.plan.before.verdicts.where(measure=why):
        if why == "school_size" and school in verdict.offenders:
            return case.limit(verdict.rule, verdict.stage, row)
        if verdict.limit and verdict.stage in (stage, ""):
            return verdict.limit
    return None


def _in_all(view: PlanView) -> Iterator[Measure]:
    """What is added of each kind at each stage, what one of it costs, and all of it together."""
    for (addition, stage), works in view.works.groupby(["addition", "stage"], sort=False):
        beside = (IN_ALL, cell(common_additions()[addition].label))
        yield Measure(_result(view, works["amount"].sum(), "planned_sum", works, stage), AMOUNT, beside)
        price = _result(view, view.costs.of(addition), "unit_cost", (), stage)
        yield Measure(replace(price, inputs=Quoted((_priced(addition),))), UNIT_COST, beside)
        yield _cost(view, works["cost"].sum(), "planned_cost", works, beside, stage=stage)
    yield _cost(view, view.works["cost"].sum(), "planned_cost", view.works, (IN_ALL, TOTAL))


def _schools(view: PlanView) -> Iterator[Measure]:
    """What each school gets and costs, year by year; the county's total."""
    for school, works in view.works.groupby("school", sort=False):
        yield _cost(view, works["cost"].sum(), "planned_cost", works, (SHEET, TOTAL), school=school)
        yield from _by_year(view, works, (LIST,), school)
        for addition, mine in works.groupby("addition", sort=False):
            label = common_additions()[addition].label
            result = _result(view, mine["amount"].sum(), "planned_sum", mine)
            yield Measure(result, DONE, (LIST,), school, within=(Words(f"{label.zh} #", f"{label.en}: #"),))
    yield from _by_year(view, view.works, (LIST, TOTAL))


def _by_year(view: PlanView, works: pd.DataFrame, beside: tuple[Words, ...], school: str = "") -> Iterator[Measure]:
    yield _cost(view, works["cost"].sum(), "planned_cost", works, beside, school=school)
    for year in view.works["due"].unique():
        head = Words(f"第{year}年", f"Year {year}") if year else Words("未安排", "Not paid for")
        mine = works[works["due"] == year]
        yield _cost(view, mine["cost"].sum(), "planned_cost", mine, beside, head, school=school)


def _sums(view: PlanView) -> Iterator[Measure]:
    """What sentences add up and count."""
    plan, works = view.plan, view.works
    yield counted(works["school"].unique(), "", *SCHOOLS)
    yield _sentence(view, plan.cost, "planned_cost", works, *IN_FULL)
    beyond = works[works["why"] == FOR_BALANCE]
    yield _sentence(view, beyond["cost"].sum(), "planned_cost", beyond, *BEYOND)
    private = works[works["row"].map(view.view.sections.source.rows["ownership"]) == "private"]
    yield counted(private["school"].unique(), "", *PRIVATE)
    yield _sentence(view, private["cost"].sum(), "planned_cost", private, *OF_PRIVATE)
    yield told(_result(view, plan.gap, "planned_gap", works), *PROVED)
    classes = works[works["addition"] == "class"]
    for name, said in (("amount", CLASSES), ("least", FEWEST_CLASSES)):
        yield told(_result(view, classes[name].sum(), "worked", classes), *said)
    yield _sentence(view, view.filled.cost, "filled_cost", works, *FILLED)
    yield _sentence(view, view.filled.cost - plan.cost, "filled_cost", works, *MORE)


def _ahead(view: PlanView) -> Iterator[Measure]:
    """The plan under the students ahead, and what of today's closes by itself."""
    year, closing, ahead = view.forecast[0], view.closing, view.ahead.works
    yield _sentence(view, view.ahead.cost, "planned_cost", ahead, *AHEAD)
    yield _sentence(view, view.plan.cost, "planned_cost", view.works, *TODAY)
    yield _sentence(view, closing["saved"].sum(), "planned_cost", view.works, *WILL_CLOSE)
    heads = {
        "now": Words("目前需要", "Needed now"),
        "ahead": Words(f"{year}年需要", f"Needed in {year}"),
        "closes": CLOSES,
    }
    for line in closing.itertuples():
        mine = view.works[(view.works["school_id"] == line.school_id) & (view.works["addition"] == line.addition)]
        for name, head in heads.items():
            result = _result(view, getattr(line, name), "planned_sum", mine, line.stage)
            yield Measure(result, head, (cell(common_additions()[line.addition].label),), line.school)


def _cost(
    view: PlanView,
    yuan: float,
    formula: str,
    works: pd.DataFrame,
    beside: tuple[Words, ...],
    head: Words = COST,
    *,
    stage: str = "",
    school: str = "",
) -> Measure:
    """Money as tables have it."""
    return Measure(_result(view, yuan / IN_TABLES[view.lang], formula, works, stage), head, beside, school)


def _sentence(view: PlanView, yuan: float, formula: str, works: Iterable, *said: Words) -> Measure:
    """Money as sentences have it."""
    return told(_result(view, yuan / IN_SENTENCES[view.lang], formula, works), *said)


def _result(view: PlanView, value: float, formula: str, works: pd.DataFrame | tuple = (), stage: str = "") -> Result:
    """A number of the plan, with the cells its lines look at and the unit costs they are paid at."""
    inputs = Quoted(tuple(_places(view, works))) if len(works) else None
    return view.view.verdict.case.result(value, formula, "plan", stage if stage in STAGES else "", inputs)


def _places(view: PlanView, works: pd.DataFrame) -> Iterator[Locator]:
    locators = view.view.table.locators
    for row, addition, why in works[["row", "addition", "why"]].drop_duplicates().itertuples(index=False, name=None):
        fields = (*LOOKED_AT.get(why, ("students",)), *common_additions()[addition].adds)
        for name in dict.fromkeys(fields):
            yield from locators.of(row, name)
    yield from map(_priced, works["addition"].unique())


def _priced(addition: str) -> Locator:
    """Where the unit cost of an addition stands."""
    root = user_root()
    if root and (root / COSTS_FILE).is_file():
        return Locator(COSTS_FILE, "unit_cost", addition)
    return Locator(ADDITIONS_FILE.name, addition, "example")
