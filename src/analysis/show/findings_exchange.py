"""What exchange and balance over time say; where the data do not allow it, the reason instead."""

from __future__ import annotations

from analysis.insight.balance_change import ESTIMAND as BALANCE_ESTIMAND
from analysis.insight.exchange import ESTIMAND as RATIO_ESTIMAND
from analysis.insight.exchange import MEASURES
from analysis.language import Words
from analysis.show import words
from analysis.show.balance_changes import SHARED, BalanceChangeView, DistrictSpending
from analysis.show.exchanges import ExchangeView
from analysis.show.findings_trends import effect_found
from analysis.show.tables.balance_change import signed

NO_COUNTS = Words(
    "这个数据集没有交流名册或人数，只看公布数字一节和均衡变化一节。",
    "This data set has no register or counts of exchange: only printed figures and balance over time apply.",
)


def ratios(view: ExchangeView) -> list[Words]:
    """The last year beside the first, each base by itself, backbone teachers and principals apart."""
    if not view.has_counts:
        return [NO_COUNTS]
    return [RATIO_ESTIMAND, *(found for name in MEASURES if (found := _measure(view, name)))]


def _measure(view: ExchangeView, name: str) -> Words | None:
    found, label = view.by_year(name), MEASURES[name]
    if found.empty:
        return None
    first, last = found.iloc[0], found.iloc[-1]
    counts = f"{words.whole(last['count'])}/{words.whole(last['base'])}"
    shares, move = (
        [words.percent(line["ratio"]) for line in (first, last)],
        words.points(last["ratio"] - first["ratio"]),
    )
    if len(found) == 1:
        return Words(
            f"{view.place.zh}{found.index[0]}年{label.zh}：{shares[1]}（{counts}）。",
            f"{view.place.en}, {found.index[0]}, {label.en}: {shares[1]} ({counts}).",
        )
    return Words(
        f"{view.place.zh}{label.zh}：{found.index[-1]}年{shares[1]}（{counts}），{found.index[0]}年{shares[0]}，相差{move}个百分点。",
        f"{view.place.en}, {label.en}: {shares[1]} in {found.index[-1]} ({counts}), {shares[0]} in {found.index[0]}, {move} points.",
    )


def between_counties(view: ExchangeView) -> Words | None:
    """How far counties lie apart in the last year, and how far a county moves from year to year."""
    if not view.has_counts or view.county or len(view.counties) < 2:
        return None
    mine = view.ratios[view.ratios["measure"] == "exchanged_of_eligible"]
    now, usual = mine[mine["year"] == view.years[-1]]["ratio"], mine["difference"].abs().median()
    low, high, move = words.percent(now.min()), words.percent(now.max()), words.number(100 * usual, 1)
    return Words(
        f"{view.years[-1]}年各县占符合交流条件教师的比例在{low}至{high}之间；一个县相邻两年通常相差{move}个百分点（中位数），一年的高低不必多解释。",
        f"In {view.years[-1]} counties run from {low} to {high} of eligible teachers; a county usually moves by {move} points from "
        "one year to the next (median), so one year's high or low needs little explaining.",
    )


def flows(view: ExchangeView) -> Words:
    """What the country gains."""
    if view.flows is None:
        return Words("没有交流名册，流向无从得知。", "Without a register, who goes where is unknown.")
    total = view.flows[["town_to_country", "country_to_town", "to_country_net", "unknown"]].sum()
    out, back, net, unknown = (words.whole(one) for one in total)
    years = f"{view.flows['year'].min()}—{view.flows['year'].max()}"
    return Words(
        f"{view.place.zh}{years}年：由城镇到乡村{out}人次，由乡村到城镇{back}人次，乡村净得{net}人次"
        + (f"，另有{unknown}人次地区不明。" if total["unknown"] else "。")
        + "名册只记去向，不记教师教了多久、是否带动了学校。",
        f"{view.place.en}, {years.replace('—', '–')}: {out} from town to country, {back} back, {net} net to the country"
        + (f", {unknown} of unknown area. " if total["unknown"] else ". ")
        + "A register tells where people went, not how long they taught or what it did for the school.",
    )


def effect(view: ExchangeView) -> list[Words]:
    """What the programme did to the ratio of eligible teachers."""
    return effect_found(view)


# ---- balance over time ------------------------------------------------------------------------------------------


def balance(view: BalanceChangeView) -> list[Words]:
    """How many coefficients moved, and how often students alone moved them up."""
    if view.first == view.last:
        return [Words(f"{view.place}只有{view.last}年一年，没有变化可分解。", f"{view.place} has one year only, {view.last}: there is no change to split.")]  # fmt: skip
    found = [change for stage in view.view.stages for _, change in view.changes(stage)]
    rose = sum(change.change > 0 for change in found)
    by_students = sum(change.parts["students"] > 0 for change in found)
    by_resources = sum(change.parts["resources"] < 0 for change in found)
    return [
        BALANCE_ESTIMAND,
        Words(
            f"{view.place}{view.first}—{view.last}年：{len(found)}项差异系数中{rose}项上升。学生变动一项使{by_students}项上升，资源变动使{by_resources}项下降。",
            f"{view.place}, {view.first}–{view.last}: {rose} of {len(found)} coefficients rose. Students moving or leaving raised "
            f"{by_students} of them by itself; resources lowered {by_resources}.",
        ),
        *([CHILDREN_LEFT] if min(rose, by_students, by_resources) > len(found) / 2 else []),
    ]


CHILDREN_LEFT = Words(
    "差异扩大主要是学生变动造成的，资源配置抵消了一部分，没有跟上。",
    "Differences grew mainly because students moved or left; resources made up for part of it, not for all.",
)


def district_spending(view: DistrictSpending) -> list[Words]:
    """The fall of the coefficient over the districts of Michigan, and whose it is."""
    found, other = view.split(), view.split(without_shared=True)
    ends = [words.cv(one) for one in (found.cv_before, found.cv_after)]
    parts = [signed(found.parts[name]) for name in ("students", "resources")]
    count = int(view.rows.loc[view.shared_numbers, "school_id"].nunique())
    without = signed(other.parts["resources"])
    first, last = view.years[0], view.years[-1]
    return [
        Words(
            f"密歇根州{len(view.rows['school_id'].unique())}个学区生均支出的差异系数由{first}年的{ends[0]}降到{last}年的{ends[1]}：学生变动{parts[0]}，支出变动{parts[1]}。"
            "拨款按学生发放，学生转到别的学区，钱也跟着走，所以“仅学生变动”时生均支出不变；若照房舍设备那样假定钱留在原学区，"
            "就会把学生流动算成不均衡的原因。",
            f"Over {len(view.rows['school_id'].unique())} Michigan districts the coefficient of spending per student fell from {ends[0]} in {first} to "
            f"{ends[1]} in {last}: students {parts[0]}, spending {parts[1]}. Grants are paid by the student and go along when a student "
            "moves, so 'only students changed' leaves spending per student as it was; to let the money stay behind, as rooms and "
            "equipment do, would make moving students a cause of inequality.",
        ),
        Words(
            f"编号以{SHARED}结尾的{count}个学区，在校生数在相差数倍的两个水平之间来回跳，疑为不同单位共用编号；不计它们，支出变动为{without}，结论不变。",
            f"The enrolment of {count} districts whose number ends in {SHARED} jumps between two levels several times apart, as if units "
            f"shared a number; without them spending accounts for {without}: the finding stands.",
        ),
    ]
