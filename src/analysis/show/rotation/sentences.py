"""What moves of teachers can do, what they cost the schools that give, and what the page does not know."""

from __future__ import annotations

from analysis.insight.rotation.schools import PLACE, has_places
from analysis.language import Words
from analysis.rules.counting.sections import SMALL_SCHOOL_LINE
from analysis.show.page import words
from analysis.show.rotation.view import RotationView, StageMoves

WHAT_IT_IS = Words(
    "下面是可选项，不是建议方案：全县教师总数不变，只算在所设约束之内，最少的调动能否使差异系数回到限值以内。只有学校之间的人数，没有人员姓名；"
    "调动谁、是否调动，由县里依法依规并征求本人意见后决定。",
    "What follows is an option and no proposal: the county keeps all its teachers, and the question is whether the least moving "
    "within the rules set brings a coefficient back under its limit. There are numbers between schools and no names; who moves, "
    "and whether anyone does, is decided by the county under its own rules and with those concerned.",
)
ONLY_LEVELLING = Words(
    "差异系数在条件好的学校变差时也会下降，那不是改进，因此不提供：每一名调出教师都来自高于县均值的学校，到低于县均值的学校任教；"
    "调出学校不低于标准规定的每百名学生人数，也不低于所设的每班教师数。",
    "A coefficient also falls when schools that are better off get worse. That is no improvement and is not offered: every teacher "
    "who leaves a school above the county’s mean arrives at one below it, and no school gives below what the standard asks for "
    "each 100 students, or below the teachers a class that were set.",
)
SEVERAL_KINDS = Words(
    "同一名教师可以同时属于几类（如既是骨干教师又是体艺教师），表中没有记载。测算时在数字允许的范围内，视调动的教师不属于其他类别；"
    "各类依次测算，先算的类别不再变动，任何学校各类教师都不多于专任教师。",
    "One teacher can be of several kinds at once (a backbone teacher of music), and the table does not say who is. Whoever moves is "
    "taken to be of no other kind as far as the numbers allow. Kinds are planned one after the other, a kind planned before is "
    "left as it is, and no school has more teachers of a kind than full-time teachers.",
)


def told(view: RotationView) -> list[Words]:
    """What moves can do, stage by stage, with what stands against them."""
    if not view.by_stage:
        return [_not_needed(view)]
    said = [WHAT_IT_IS, ONLY_LEVELLING]
    said += [Words(f"{words.stage(s, 'zh')}：{why.zh}", f"{words.stage(s, 'en').capitalize()}: {why.en}") for s, why in view.refused.items()]
    said += [_reached(view, one) for one in view.moves]
    said += [found for one in view.reached if (found := _stripped(one))]
    said += [found for one in view.reached if (found := _along(view, one))]
    if any(len(plans) > 1 for plans in view.by_stage.values() if not isinstance(plans, Words)):
        said.append(SEVERAL_KINDS)
    return [*said, *filter(None, [_places(view), _thresholds(view)])]


def _not_needed(view: RotationView) -> Words:
    kinds = Words("各类教师的差异系数都在限值（扣除所留余量）以内，或者没有可对照的限值，不需要调配。",
                  "Every coefficient of teachers is within its limit (less the margin kept), or there is no limit: no moves are needed.")  # fmt: skip
    return kinds


def _reached(view: RotationView, one: StageMoves) -> Words:
    plan, label = one.plan, one.indicator.short_in_sentence
    zh, en = words.stage(one.stage, "zh"), words.stage(one.stage, "en").capitalize()
    now, aim = words.cv(plan.cv_before), words.beside_limit(plan.aim.cv_at_most, plan.cv_before, 3)
    if not plan.is_reachable:
        least = words.beside_limit(plan.least_cv, plan.aim.cv_at_most, 3)
        return Words(
            f"{zh}{label.zh}：在所设约束内，仅靠调配达不到{aim}；最低可到{least}（现为{now}），须增加教师或放宽约束。",
            f"{en}, {label.en}: within these rules moves alone do not reach {aim}; the least possible is {least} (now {now}). "
            "It takes more teachers, or wider rules.",
        )
    after = words.beside_limit(view.after(one).value, plan.aim.cv_at_most, 3)
    share = words.percent(plan.teachers / plan.rows[plan.aim.kind].sum())
    moved, gap = words.whole(plan.teachers), words.percent(plan.gap, 2)
    zh_cost, en_cost = _cost(one)
    return Words(
        f"{zh}{label.zh}：调动{moved}人（占{share}）{zh_cost}，差异系数由{now}降到{after}，目标为{aim}；与证明的下限相差{gap}。",
        f"{en}, {label.en}: {moved} teachers move ({share} of them){en_cost}, and the coefficient goes from {now} to {after}, the "
        f"aim being {aim}; within {gap} of the proved bound.",
    )


def _cost(one: StageMoves) -> Words:
    if not one.plan.has_distances:
        return Words("", "")
    km, each = words.number(one.plan.cost, 0), words.number(one.plan.cost / max(1, one.plan.teachers), 1)
    return Words(f"，合计{km}公里、人均{each}公里", f" over {km} km together, {each} km each")


def _stripped(one: StageMoves) -> Words | None:
    """The warning: small schools that give, and schools left with no more than their classes need."""
    found = one.plan.stripped
    if found.empty:
        return None
    small, floor = found[found["is_small"]], int(found["is_at_floor"].sum())
    lost = words.whole((small["before"] - small["after"]).sum())
    zh, en = words.stage(one.stage, "zh"), words.stage(one.stage, "en")
    label = one.indicator.short_in_sentence
    parts = [
        Words(f"{len(small)}所不足{SMALL_SCHOOL_LINE}名学生的学校共调出{lost}人",
              f"{words.counted(len(small), 'school')} under {SMALL_SCHOOL_LINE} students would give {lost} teachers") if len(small) else None,
        Words(f"{floor}所学校调出后只剩每班底线所需的教师",
              f"{words.counted(floor, 'school')} would be left with no more than {'its' if floor == 1 else 'their'} classes need") if floor else None,
    ]  # fmt: skip
    said = [part for part in parts if part]
    return Words(
        f"请注意（{zh}{label.zh}）：{'；'.join(part.zh for part in said)}。小规模学校按学生计偏高，按班级和课程计往往并不富余，"
        "可用 gives_none 列出不调出的学校后重新测算。",
        f"Mind ({en}, {label.en}): {'; '.join(part.en for part in said)}. A small school has many teachers for its students and often "
        "none to spare for its classes and subjects: name schools nobody should leave in gives_none and plan again.",
    )


def _along(view: RotationView, one: StageMoves) -> Words | None:
    along = one.plan.along
    if along.empty:
        return None
    fields = view.county.table.terms.fields
    zh = "、".join(f"{fields[kind].label.zh.removesuffix('数')}{count}人" for kind, count in along.items())
    en = ", ".join(f"{count} {fields[kind].label.en}" for kind, count in along.items())
    stage, label = one.stage, one.indicator.short_in_sentence
    return Words(
        f"{words.stage(stage, 'zh')}{label.zh}调动时，按各校人数推算，其中至少同时属于：{zh}。",
        f"{words.stage(stage, 'en').capitalize()}, {label.en}: by the numbers of each school those who move include at least {en}.",
    )


def _places(view: RotationView) -> Words | None:
    """Which schools' places are not known, where distances therefore do not count."""
    if not view.moves or view.moves[0].plan.has_distances:
        return None
    rows = view.county.sections.rows
    lacking = rows[rows.reindex(columns=[*PLACE]).isna().any(axis=1)]
    if has_places(rows) or len(lacking) == len(rows):
        return Words("表中没有学校经纬度，距离不计，每调动一人计1。", "The table has no places of schools: distances do not count, each move counts 1.")
    listed = Words(*(words.listed(list(lacking["school"]), lang) for lang in ("zh", "en")))
    return Words(f"{listed.zh}没有经纬度，因此距离不计，每调动一人计1。", f"No place is known of {listed.en}: distances do not count, each move counts 1.")


def _thresholds(view: RotationView) -> Words | None:
    """How many schools meet the standard before and after: coefficients are not all that counts."""
    if not view.reached or not view.county.standard:
        return None
    before, after = view.schools_met(view.county), view.schools_met(view.moved)
    total = len(view.county.verdict.sections)
    return Words(
        f"逐校指标：{total}所（学段）中，调配前{before}所、调配后{after}所达到对每校的要求。",
        f"School by school: of {total} sections {before} meet what is asked of each before the moves, and {after} after.",
    )
