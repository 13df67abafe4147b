"""Why coefficients moved, in sentences: students, resources, or schools opened and closed."""

from __future__ import annotations

from analysis.insight.balance_change.parts import ESTIMAND as BALANCE_ESTIMAND
from analysis.language import Words
from analysis.show.balance_change.view import SHARED, BalanceChangeView, DistrictSpending
from analysis.show.page import words
from analysis.show.page.moves import moves, signed


def balance(view: BalanceChangeView) -> list[Words]:
    """How many coefficients moved, and how often students alone moved them up."""
    if view.first == view.last:
        return [Words(f"{view.place}只有{view.last}年一个年份，没有变化可供分解。", f"{view.place} has one year only, {view.last}: there is no change to split.")]  # fmt: skip
    found = [change for stage in view.view.stages for _, change in view.changes(stage)]
    rose = moves(change.change for change in found).rose
    by_students = moves(change.parts["students"] for change in found).rose
    by_resources = moves(change.parts["resources"] for change in found).fell
    return [
        BALANCE_ESTIMAND,
        Words(
            f"{view.place}{view.first}—{view.last}年：{len(found)}项差异系数中{rose}项上升。单看学生变动，{by_students}项上升；单看资源变动，{by_resources}项下降。",
            f"{view.place}, {view.first}–{view.last}: {rose} of {len(found)} coefficients rose. Changes in students alone would raise "
            f"{by_students} of the {len(found)}; changes in resources alone would lower {by_resources}.",
        ),
        *([CHILDREN_LEFT] if min(rose, by_students, by_resources) > len(found) / 2 else []),
    ]


CHILDREN_LEFT = Words(
    "差异扩大主要由学生变动造成，资源配置只抵消了其中一部分。",
    "Differences grew mainly because students moved or left; resources offset only part of it.",
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
            "经费按学生数拨付，学生转到其他学区，经费随之转出，因此“仅学生变动”时生均支出不变；如按校舍、设备的办法假定经费留在原学区，"
            "就会把学生流动误作不均衡的原因。",
            f"Over {len(view.rows['school_id'].unique())} Michigan districts the coefficient of spending per student fell from {ends[0]} in {first} to "
            f"{ends[1]} in {last}: students {parts[0]}, spending {parts[1]}. Grants are paid by the student and go along when a student "
            "moves, so ‘only students changed’ leaves spending per student as it was; to let the money stay behind, as rooms and "
            "equipment do, would make moving students a cause of inequality.",
        ),
        Words(
            f"编号以{SHARED}结尾的{count}个学区，在校生数在相差数倍的两个水平之间反复变动，疑为不同单位共用编号；不计它们，支出变动为{without}，结论不变。",
            f"The enrolment of {count} districts whose number ends in {SHARED} jumps between two levels several times apart, as if units "
            f"shared a number; without them spending accounts for {without}: the finding stands.",
        ),
    ]
