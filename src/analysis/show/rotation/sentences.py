"""What moves of teachers can do, what they cost the schools that give, and what the page does not know."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.insight.rotation.schools import PLACE
from analysis.language import Words
from analysis.rules.counting.sections import SMALL_SCHOOL_LINE
from analysis.show.page import words
from analysis.show.rotation.view import RotationView, StageMoves, schools_met
from analysis.tables.schools import STAGE_WORDS

NOT_NEEDED = Words(
    "各类教师的差异系数都在限值（扣除所留余量）以内，或者没有可对照的限值，不需要调配。",
    "Every coefficient of teachers is within its limit (less the margin kept), or there is no limit: no moves are needed.",
)
WHAT_IT_IS = Words(
    "以下为可选做法，不是建议方案：县域内教师总数不变，测算在所设约束之内，最少的调配能否使差异系数回到限值以内。只列学校之间的人数，不涉及具体人员；"
    "是否调配、调配何人，由县级教育行政部门依规并征求本人意见后决定。",
    "This is an option, not a proposal: the county keeps all its teachers, and the question is whether the fewest moves "
    "within the constraints set bring a coefficient back under its limit. There are numbers between schools, no names; who moves, "
    "and whether anyone does, is decided by the county under its own rules and with those concerned.",
)
ONLY_LEVELLING = Words(
    "条件较好的学校变差，差异系数也会下降，但这不是改善，因此不在测算之列：每一名调出教师都来自高于县域均值的学校，到低于县域均值的学校任教。",
    "A coefficient also falls when schools that are better off get worse. That is no improvement and is not considered: every teacher "
    "who leaves a school above the county’s mean arrives at one below it.",
)
SEVERAL_KINDS = Words(
    "同一名教师可以同时属于几类（如既是骨干教师又是体艺教师），表中没有记载。测算时在数字允许的范围内，视调动的教师不属于其他类别；"
    "各类依次测算，先算的类别不再变动，任何学校各类教师都不多于专任教师。",
    "One teacher can be of several kinds at once (a backbone teacher of music), and the table does not say who is. Whoever moves is "
    "taken to be of no other kind as far as the numbers allow. Kinds are planned one after the other, a kind planned before is "
    "left as it is, and no school has more teachers of a kind than full-time teachers.",
)
SMALL_SCHOOLS = Words(
    "小规模学校教师按学生数计算偏多，按班级和课程计算往往并不富余；可指定不调出教师的学校，重新测算。",
    "A small school has many teachers for its students and often none to spare for its classes and subjects: name the schools "
    "nobody should leave, and compute again.",
)


def told(view: RotationView) -> list[Words]:
    """What moves can do, stage by stage, then what stands against them and what the page does not know."""
    if not view.by_stage:
        return [NOT_NEEDED]
    several = any(len(plans) > 1 for plans in view.by_stage.values() if not isinstance(plans, Words))
    said = [
        *(_refused(stage, why) for stage, why in view.refused.items()),
        *(_reached(view, stage) for stage in view.by_stage),
        *(_unreached(view, one) for one in view.moves if not one.plan.is_reachable),
        _stripped(view),
        WHAT_IT_IS,
        ONLY_LEVELLING,
        _floors(view),
        _along(view),
        SEVERAL_KINDS if several else None,
        _private(view),
        _places(view),
        _thresholds(view),
    ]
    return [one for one in said if one]


def _floors(view: RotationView) -> Words | None:
    """What a school that gives keeps in any case."""
    keeps = []
    if any(one.plan.aim.per_100 for one in view.moves):
        keeps.append(Words("标准规定的每百名学生人数", "what the standard asks for every hundred students"))
    if view.rules.per_class:
        rate = f"{view.rules.per_class:g}"
        keeps.append(Words(f"每班{rate}名专任教师", f"{rate} full-time teachers a class"))
    if not keeps:
        return None
    zh, en = "和".join(one.zh for one in keeps), " and ".join(one.en for one in keeps)
    return Words(f"调出教师的学校仍保有{zh}。", f"A school that gives keeps {en}.")


def _refused(stage: str, why: Words) -> Words:
    head = _named(stage)
    return Words(f"{head.zh}：{why.zh}", f"{head.en}: {why.en}")


def _named(stage: str) -> Words:
    zh, en = STAGE_WORDS[stage]
    return Words(zh, en.capitalize())


def _reached(view: RotationView, stage: str) -> Words | None:
    """What moves at one stage come to: how many, of which kinds, how far, and how firm that is."""
    found = [one for one in view.reached if one.stage == stage]
    if not found:
        return None
    head = _named(stage)
    counts = [(one.spoken, one.plan.teachers) for one in found]
    kinds_zh = "、".join(f"{label.zh}{words.whole(count)}人" for label, count in counts)
    kinds_en = ", ".join(f"{words.whole(count)} {label.en}" for label, count in counts)
    cost, firm = _cost(found), _firm(found)
    return Words(
        f"{head.zh}：调动{kinds_zh}{cost.zh}，即可使{'这几类' if len(found) > 1 else '该类'}教师的差异系数回到目标以内；{firm.zh}。",
        f"{head.en}: moving {kinds_en}{cost.en} brings {'these coefficients' if len(found) > 1 else 'the coefficient'} within the aim; "
        f"{firm.en}.",
    )


def _cost(found: Sequence[StageMoves]) -> Words:
    if not found[0].plan.has_distances:
        return Words("", "")
    km, teachers = (
        sum(numbers) for numbers in zip(*((one.plan.cost, one.plan.teachers) for one in found), strict=True)
    )
    together, each = words.number(km, 0), words.number(km / max(1, teachers), 1)
    return Words(f"（合计{together}公里、人均{each}公里）", f" ({together} km together, {each} km each)")


def _firm(found: Sequence[StageMoves]) -> Words:
    """How far from the least: of every kind on what the kinds before left."""
    gap = max(one.plan.gap for one in found)
    several = (
        Words("各类在前一类调配的基础上", ", each kind on what the one before left")
        if len(found) > 1
        else Words("", "")
    )
    if not gap:
        return Words(f"{several.zh}已证明为最少", f"nothing less is possible{several.en}")
    share = words.percent(gap, 2)
    return Words(f"{several.zh}至多还能节省{share}", f"at most {share} could be saved{several.en}")


def _unreached(view: RotationView, one: StageMoves) -> Words:
    plan, name = one.plan, one.heading
    now, aim = words.cv(view.before(one).value), words.cv(plan.aim.cv_at_most)
    least = words.beside_limit(plan.least_cv, plan.aim.cv_at_most, 3)
    return Words(
        f"{name.zh}：在所设约束内，仅靠调配达不到{aim}；最低可到{least}（现为{now}），须增加教师或放宽约束。",
        f"{name.en}: within these constraints moves alone do not reach {aim}; the least possible is {least} (now {now}). "
        "It takes more teachers, or looser constraints.",
    )


def _stripped(view: RotationView) -> Words | None:
    """The warning: small schools that give, and schools left with no more than their classes need."""
    if not view.reached:
        return None
    found = pd.concat([one.plan.stripped.assign(stage=one.stage) for one in view.reached])
    small, floor = found[found["is_small"]], _schools(found[found["is_at_floor"]])
    lost = int((small["before"] - small["after"]).sum())
    parts = []
    if lost:
        gives = f"{words.counted(_schools(small), 'school')} under {SMALL_SCHOOL_LINE} students would give {words.counted(lost, 'teacher')}"
        parts.append(Words(f"{_schools(small)}所不足{SMALL_SCHOOL_LINE}名学生的学校共调出{lost}人", gives))
    if floor:
        left = f"{words.counted(floor, 'school')} would keep no more full-time teachers than the floor a class"
        parts.append(Words(f"{floor}所学校调出后专任教师仅够每班底线", left))
    if not parts:
        return None
    zh, en = "，".join(part.zh for part in parts), " and ".join(part.en for part in parts)
    return Words(f"需要注意：{zh}。{SMALL_SCHOOLS.zh}", f"Please note: {en}. {SMALL_SCHOOLS.en}")


def _schools(rows: pd.DataFrame) -> int:
    return len(rows.drop_duplicates(["stage", "school_id"]))


def _along(view: RotationView) -> Words | None:
    """Who must be of another kind too, by the numbers of the schools they leave."""
    fields = view.county.table.terms.fields
    zh, en = [], []
    for one in view.reached:
        for kind, count in one.plan.along.items():
            label = fields[kind].label
            zh.append(f"{one.name.zh}中，{label.zh.removesuffix('数')}至少{count}人")
            en.append(f"{one.name.en}: at least {count} {label.en}")
    if not zh:
        return None
    return Words(
        f"按调出学校的人数推算，调动的教师中有人必定同时属于另一类：{'；'.join(zh)}。",
        f"By the numbers of the schools they leave, some of those who move are of another kind too: {'; '.join(en)}.",
    )


def _private(view: RotationView) -> Words | None:
    """That private schools stand apart, where there are any."""
    count = int((view.county.sections.rows["ownership"] == "private").sum())
    if not count or view.rules.with_private:
        return None
    return Words(
        f"民办学校自行聘用教师，{count}所民办学校（学段）不调出也不调入，但计入差异系数。",
        f"Private schools ({words.counted(count, 'section')}) employ their own teachers: nobody moves to or from them, and they count "
        "in the coefficient all the same.",
    )


def _places(view: RotationView) -> Words | None:
    """Which schools’ places are not known, where distances therefore do not count."""
    if not view.moves or view.moves[0].plan.has_distances:
        return None
    rows = view.county.sections.rows
    lacking = rows[rows.reindex(columns=[*PLACE]).isna().any(axis=1)]
    if len(lacking) == len(rows):
        return Words(
            "表中没有学校经纬度，不计距离，每调动一人计一次。",
            "The table has no places of schools: distances do not count, each move counts one.",
        )
    zh, en = (words.listed(list(lacking["school"]), lang) for lang in ("zh", "en"))
    return Words(
        f"{zh}没有经纬度，因此有的学段不计距离，每调动一人计一次。",
        f"No place is known of {en}: where one is lacking, distances do not count and each move counts one.",
    )


def _thresholds(view: RotationView) -> Words | None:
    """How many schools meet the standard before and after: coefficients are not all that counts."""
    if not view.reached or not view.county.standard:
        return None
    total = len(view.county.verdict.sections)
    before, after = schools_met(view.county.verdict), schools_met(view.moved)
    return Words(
        f"逐校要求：{total}所学校（学段）中，达到要求的调配前{before}所，调配后{after}所。",
        f"What is asked of each school: of {total} sections {before} meet it before the moves, and {after} after.",
    )
