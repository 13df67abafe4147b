"""What class sizes say, each estimate after its estimand; where the data do not allow it, the reason instead."""

from __future__ import annotations

import numpy as np

from analysis.insight.class_size.forecast import METHODS
from analysis.insight.class_size.ledger import LIMITS
from analysis.insight.class_size.model import MEAN_SLOPE_ESTIMAND, SLOPE_ESTIMAND, Piece, year_of_target
from analysis.insight.class_size.shares import THRESHOLDS
from analysis.language import Words
from analysis.show.class_size.tables import CAUSES
from analysis.show.class_size.view import WITHIN, ClassSizeView
from analysis.show.page import words
from analysis.show.page.intervals import (
    factor_with_interval,
    number_between,
    percent_between,
    points_with_interval,
)

TOLD = {
    "list": Words(
        "数据是逐班清单（{schools}所学校，{year}年{classes}个班），以下各节都可以测算。",
        "The data list every class ({schools} schools, {classes} classes in {year}): all sections below can be computed.",
    ),
    "form": Words(
        "数据是班额分段统计（{schools}所学校，{year}年{classes}个班）：大班额可以准确计数，学生占比等给出范围；没有分年级、逐班人数，"
        "原因分解、销号、学位需求和预警不作测算。",
        "The data are band counts ({schools} schools, {classes} classes in {year}): large classes are counted exactly, shares "
        "of students come as ranges; without grades and sizes of single classes, causes, the ledger, needs ahead and the watch list are not computed.",
    ),
    "means": Words(
        "数据只有各校学生数和班级数（{schools}所学校，{year}年{classes}个班）：只能测算平均班额，无法统计大班额，以下多数内容不作测算。",
        "The data give students and classes by school ({schools} schools, {classes} classes in {year}): means only; large "
        "classes cannot be counted, and most sections below cannot be computed.",
    ),
    "none": Words("数据没有班级数，班额各项不作测算。", "The data have no number of classes: nothing about class size can be computed."),
    "printed": Words(
        "数据是公布的合计数，没有学校和班级：仅“仅有少数公布数字时”一节适用，其余不作测算。",
        "The data are printed totals without schools or classes: only the section on published figures applies.",
    ),
}  # fmt: skip


CHANGE_ESTIMAND = Words(
    "测算对象：大班额占比的变化中，分别归于大班额数变化和班级总数变化的部分，按两种先后次序取平均。",
    "What is estimated: the part of the share’s move that goes with the number of large classes, and the part that goes with the "
    "number of all classes, each the mean over both orders.",
)


TARGET_ESTIMAND = Words(
    "测算对象：拟合趋势延续时，占比达到目标的时间。",
    "What is estimated: the time at which the share meets the target if the fitted line continues.",
)


LEDGER_ESTIMAND = Words(
    "测算对象：起始年级今后均不超过限额、现有大班额均不拆分时，最后一个大班额离校的秋季。",
    "What is estimated: the autumn in which the last of today’s large classes is gone, if entry classes keep to the limit and no "
    "large class is split.",
)


NEEDS_ESTIMAND = Words(
    "测算对象：各年级学生按过去几年的升班率升班、每班均不超过限额时，每年秋季所需的班级和教师。",
    "What is estimated: the classes and teachers needed each autumn for no class to exceed the limit, if cohorts progress as in "
    "the years observed.",
)


def definitions(view: ClassSizeView) -> Words:
    """What is called large, and the limit of the stage."""
    limits, stage = THRESHOLDS[view.stage], view.stage
    large, most, limit = limits["large"], limits["super_large"], LIMITS[stage]
    return Words(
        f"大班额：{large}人及以上的班，含{most}人及以上的超大班额。{words.stage(stage, 'zh')}班额限额为{limit}人。",
        f"A large class has {large} students or more; very large ones, of {most} or more, are among them. The limit of the "
        f"{words.stage(stage, 'en')} stage is {limit}.",
    )


def told(view: ClassSizeView) -> Words:
    """How much the data tell, and what therefore cannot be said."""
    schools = classes = 0
    if view.evidence and view.kind != "none":
        now = view.evidence.schools[view.evidence.schools["year"] == view.year]
        schools, classes = len(now), int(now["classes"].sum())
    return TOLD[view.kind].format(schools=words.whole(schools), classes=words.whole(classes), year=view.year)


def levels(view: ClassSizeView) -> Words | None:
    """The plain mean beside what a student experiences, and shares of classes beside shares of students."""
    if not view.counts_classes:
        return _means(view) if view.kind == "means" else None
    sizes, limits = view.sizes[view.year], THRESHOLDS[view.stage]
    over, large = sizes["over_limit"], sizes["large"]
    mean, felt = number_between(large.mean), number_between(large.experienced)
    shares = [percent_between(one) for one in (over.share, over.student_share, large.share, large.student_share)]
    place, stage = view.place, view.stage
    return Words(
        f"{place.zh}{view.year}年{words.stage(stage, 'zh')}{words.whole(large.classes)}个班，平均班额{mean}人，学生加权平均班额{felt}人。"
        f"{limits['over_limit']}人及以上的班占{shares[0]}，大班学生占{shares[1]}；{limits['large']}人及以上的班占{shares[2]}，学生占{shares[3]}。",
        f"{place.en}, {view.year}, {words.stage(stage, 'en')}: {words.whole(large.classes)} classes of {mean} students on average; "
        f"the student-weighted mean size is {felt}. Classes of {limits['over_limit']} or more are {shares[0]} of all and hold "
        f"{shares[1]} of the students; classes of {limits['large']} or more are {shares[2]} and hold {shares[3]}.",
    )


def _means(view: ClassSizeView) -> Words:
    found = view.evidence.means()[view.year]
    mean, least = words.number(found.mean, 1), words.number(found.experienced, 1)
    return Words(
        f"{view.place.zh}{view.year}年平均班额{mean}人；即使每所学校都平均分班，学生加权平均班额也不低于{least}人。",
        f"{view.place.en}, {view.year}: {mean} students a class on average; even if every school divided its students evenly, "
        f"the student-weighted mean size would be {least} or more.",
    )


def moved(view: ClassSizeView) -> list[Words]:
    """Removed against added, of all scopes."""
    if not view.has_change:
        return [_no_change(view)]
    return [CHANGE_ESTIMAND, *map(_moved, view.scopes)]


def _no_change(view: ClassSizeView) -> Words:
    if view.counts_classes:
        return Words(
            f"只有{view.year}年一个年份，不作变化分析。", f"There is only one year, {view.year}: no change to analyse."
        )
    return Words("无法统计大班额，本节不作测算。", "Large classes cannot be counted: this section does not apply.")


def _moved(view: ClassSizeView) -> Words:
    split, (before, after) = (
        view.removed_and_added,
        (view.sizes[year]["large"] for year in (view.years[0], view.years[-1])),
    )
    counts = [words.whole(one.large.low) for one in (before, after)]
    classes = [words.whole(one.classes) for one in (before, after)]
    shares, move = [words.percent(one) for one in (split.before, split.after)], words.points(split.change, 2)
    parts = [words.points(part, 2) for part in split.shapley]
    first, last = view.years[0], view.years[-1]
    return Words(
        f"{view.place.zh}：大班额占比由{first}年的{shares[0]}变为{last}年的{shares[1]}（{move}个百分点）。大班额由{counts[0]}个变为{counts[1]}个，"
        f"使占比变动{parts[0]}；全部班级由{classes[0]}个变为{classes[1]}个，使占比变动{parts[1]}（沙普利分解）。",
        f"{view.place.en}: the share went from {shares[0]} in {first} to {shares[1]} in {last} ({move} points). Large classes went "
        f"from {counts[0]} to {counts[1]}, which moved the share by {parts[0]}; all classes from {classes[0]} to {classes[1]}, "
        f"which moved it by {parts[1]} (Shapley).",
    )


def causes(view: ClassSizeView) -> list[Words]:
    """Enrolment against number of classes, and where: for the county in focus."""
    if not view.has_change:
        return []
    if not view.is_listed:
        return [Words("没有分年级、逐班人数，无法区分学生数与班级数各自的作用。", "Without grades and class sizes, enrolment and number of classes cannot be told apart.")]  # fmt: skip
    one = view.focus
    found, groups = one.enrolment_and_classes, one.by_group("area")
    said = {name: words.points(part, 2) for name, part in found.parts["shapley"].items()}
    main = found.parts["shapley"].abs().idxmax()
    listed_zh = "、".join(f"{CAUSES[name].zh}{part}" for name, part in said.items())
    listed_en = ", ".join(f"{CAUSES[name].en} {part}" for name, part in said.items())
    return [
        found.estimand,
        Words(
            f"{one.place.zh}：{listed_zh}个百分点，起主要作用的是{CAUSES[main].zh}。",
            f"{one.place.en}: {listed_en} points; what matters most is {CAUSES[main].en}.",
        ),
        groups.estimand,
    ]


def speed(view: ClassSizeView) -> list[Words]:
    """One county's line, or why there is none; many counties' mean slope."""
    if not view.has_change:
        return [_no_change(view)]
    return [*_one_county(view.focus), *(_many(view) if len(view.counties) > 1 else [])]


def _one_county(view: ClassSizeView) -> list[Words]:
    if isinstance(view.pieces, Words):
        return [view.pieces]
    said = [SLOPE_ESTIMAND]
    for piece in view.pieces:
        said += [_of_piece(view, piece), *([TURNED] if _has_turned(piece) else [])]
    return said


def _of_piece(view: ClassSizeView, piece: Piece) -> Words:
    first, last = piece.series.years[0], piece.series.years[-1]
    when = f"{first}—{last}" if first < last else f"{first}"
    if piece.line is None:
        moves = "、".join(words.points(move) for move in piece.differences)
        return Words(
            f"{view.place.zh}{when}年：{piece.why_no_line.zh}。逐年之差（百分点）：{moves or words.MISSING}。",
            f"{view.place.en}, {when.replace('—', '–')}: {piece.why_no_line.en}. Yearly differences in points: "
            f"{moves.replace('、', ', ') or words.MISSING}.",
        )
    share, odds = piece.line.share_a_year, piece.line.odds_a_year
    said = {lang: points_with_interval(share.low, share.value, share.high, lang) for lang in ("zh", "en")}
    factors = {lang: factor_with_interval(odds, lang) for lang in ("zh", "en")}
    return Words(
        f"{view.place.zh}{when}年：平均每年{said['zh']}个百分点，年优势比为{factors['zh']}。县内数据为全面统计，没有抽样误差；区间反映各年偏离直线的程度。",
        f"{view.place.en}, {when.replace('—', '–')}: {said['en']} points a year; the odds are multiplied by {factors['en']} a year. "
        "A county's data are a full count without sampling error: the interval describes how far the years scatter about the line.",
    )


TURNED = Words(
    "最近两年的变化方向与拟合直线相反：拟合直线只反映以往情况，不宜外推。",
    "The last two changes run against the line: it describes the past and should not be extrapolated.",
)


def _has_turned(piece: Piece) -> bool:
    last = piece.differences[-2:]
    return piece.line is not None and bool((np.sign(last) == -np.sign(piece.line.share_a_year.value)).all())


def _many(view: ClassSizeView) -> list[Words]:
    found = view.together
    if isinstance(found, Words):
        return [found]
    share, odds = found.share_a_year, found.odds_a_year
    said = {lang: points_with_interval(share.low, share.value, share.high, lang) for lang in ("zh", "en")}
    factors = {lang: factor_with_interval(odds, lang) for lang in ("zh", "en")}
    count = len(found.by_county)
    return [
        MEAN_SLOPE_ESTIMAND,
        Words(
            f"{count}个县：先求各县斜率再求平均，每年{said['zh']}个百分点，年优势比为{factors['zh']}（t分布，自由度{found.freedom}）。",
            f"{count} counties, slopes first and then their mean: {said['en']} points a year; odds times {factors['en']} a year "
            f"(t, {found.freedom} degrees of freedom).",
        ),
    ]


def target(view: ClassSizeView) -> list[Words]:
    """When the county in focus meets the target, with an interval that may have no end."""
    if not view.has_change:
        return []
    return [] if isinstance(view.focus.pieces, Words) else [TARGET_ESTIMAND, _target(view.focus)]


def _target(view: ClassSizeView) -> Words:
    piece, aim = view.pieces[-1], f"{view.target:.0%}"
    now, place = piece.shares[-1], view.place
    if piece.line is None:
        return Words(
            f"{place.zh}没有拟合线，不推算达到{aim}的年份。", f"{place.en}: without a line no year of {aim} is given."
        )
    if piece.line.share_a_year.value >= 0:
        return Words(
            f"{place.zh}的占比没有下降趋势，不推算降至{aim}。",
            f"{place.en}: the share does not fall; there is no year of {aim}.",
        )
    found, share = year_of_target(piece.line, view.target), words.percent(now)
    met = Words("，已低于目标", ", already below the target") if now <= view.target else Words("", "")
    return Words(
        f"{place.zh}{view.year}年为{share}{met.zh}；拟合线约在{found.estimate:.0f}年到达{aim}，{found.words.zh}。",
        f"{place.en}: {share} in {view.year}{met.en}; the line is at {aim} in about {found.estimate:.0f}; {found.words.en}.",
    )


def ledger(view: ClassSizeView) -> list[Words]:
    """When the last large class leaves."""
    if not view.is_listed:
        return [
            Words(
                "没有分年级的逐班清单，无法推算销号。", "Without a list of classes by grade no ledger can be drawn up."
            )
        ]
    said = [LEDGER_ESTIMAND]
    for one in view.scopes:
        found = one.ledger()
        count = len(found.entries)
        said.append(
            Words(
                f"{one.place.zh}{one.year}年有大班额{words.whole(count)}个：{found.words.zh}。",
                f"{one.place.en}, large classes in {one.year}: {words.whole(count)}; {found.words.en}.",
            )
        )
    return said


def needs(view: ClassSizeView) -> list[Words]:
    """What the cohorts ahead need, which shortages close by themselves, and how far off such forecasts were."""
    if not view.can_look_ahead:
        return [NO_OUTLOOK]
    return [NEEDS_ESTIMAND, _needs(view), _how_far_off(view)]


NO_OUTLOOK = Words(
    "缺分年级的逐班清单（至少两年）或各县逐月出生人数，不作学位需求测算。",
    "Without classes by grade of two years and births by month of every county, needs ahead are not computed.",
)


def _needs(view: ClassSizeView) -> Words:
    found, marks = view.forecast, view.forecast.marks
    last = found.counties["year"].max()
    total = found.counties[found.counties["year"] == last][["classes", "rooms"]].sum()
    closing, idle = int(marks["closes_by_itself"].sum()), int(marks["would_stand_empty"].sum())
    most, limit = int(marks["most_short"].sum()), LIMITS[view.stage]
    needed, rooms = (f"{int(total[name]):,}" for name in ("classes", "rooms"))  # 2,018 classes are no year
    return Words(
        f"{view.place.zh}到{last}年按每班不超过{limit}人需要{needed}个班，现有教室{rooms}间；合计够用，个别学校仍可能不足：{len(marks)}所学校先后缺教室，"
        f"各校缺口最大时合计{most}间，其中{closing}所到{last}年缺口自行消除；按缺口最大时建设，届时闲置{idle}间。",
        f"{view.place.en}: with no class above {limit}, {needed} classes are needed in {last}, and there are {rooms} rooms today. Enough "
        f"in total is not enough everywhere: {len(marks)} schools are short at some time, by {most} rooms at the worst of each; at "
        f"{closing} of them the shortfall closes by itself by {last}; if rooms were built for the worst, {idle} would then stand empty.",
    )


def _how_far_off(view: ClassSizeView) -> Words:
    if isinstance(view.back_test, Words):
        return view.back_test
    errors = view.back_test.groupby(["step", "method"])["error"].mean().unstack()
    missed = {name: words.percent(errors.at[1, name]) for name in METHODS}
    zh = "，".join(f"{METHODS[name].zh}（{error}）" for name, error in missed.items())
    en = ", ".join(f"{METHODS[name].en} ({error})" for name, error in missed.items())
    return Words(
        f"用过去各年回溯，一年后各小学各年级学生数的误差：{zh}。推算至有出生人数的年份为止。",
        f"Started from past years, forecasts one year ahead missed primary enrolment by school and grade by: {en}. Nothing is "
        "projected beyond the births known.",
    )


def near_limits(view: ClassSizeView) -> Words:
    """How many classes of the county in focus stand within three students of a limit."""
    if not view.is_listed:
        return Words("没有逐班人数，不作预警。", "Without sizes of single classes there is no watch list.")
    one = view.focus
    near = one.near_limits()
    under, over = int((~near["is_over"]).sum()), int(near["is_over"].sum())
    return Words(
        f"{one.place.zh}{one.year}年有{under}个班再增不多于{WITHIN}人即超过某一限值，{over}个班减少不多于{WITHIN}人即回到限值以内。",
        f"{one.place.en}, {one.year}: {under} classes would break a limit with no more than {WITHIN} students more; {over} would be "
        f"back within one with no more than {WITHIN} fewer.",
    )
