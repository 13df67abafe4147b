"""Schools against their thresholds: who meets them, who does not, and by how much."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

import pandas as pd

from analysis.language import Words
from analysis.rules.judging import judge_floor
from analysis.rules.measures.sizes import large_classes
from analysis.rules.results import Answer, Verdict
from analysis.rules.standards import standard
from analysis.rules.verdict import SectionVerdict
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Column, Row, Table, left, right

_TITLE = {
    None: Words("各校达标情况", "Schools and thresholds"),
    Answer.MET: Words("资源配置达标的学校", "Schools that meet the resource rule"),
    Answer.NOT_MET: Words("资源配置未达标的学校", "Schools that do not meet the resource rule"),
    Answer.CANNOT_JUDGE: Words("资源配置无法判断的学校", "Schools of which the resource rule cannot be judged"),
}
_ORDER = {Answer.NOT_MET: 0, Answer.CANNOT_JUDGE: 1, Answer.MET: 2}


#: Whether a value that misses its threshold reaches the floor.
_REACHES = {
    Answer.MET: Words("是", "yes"),
    Answer.NOT_MET: Words("否", "no"),
    Answer.CANNOT_JUDGE: Words("待定", "open"),
}


def schools(view: View, only: Answer | None = None) -> list[Table]:
    """One table a stage some school of which has a value: every counted section, those that do not pass first.

    only : the sections with this answer; None for all of them
    """
    return [_schools_of(view, stage, only) for stage in view.stages if view.indicators_of(stage)]


def _schools_of(view: View, stage: str, only: Answer | None) -> Table:
    mine = [section for section in view.verdict.sections if section.stage == stage]
    shown = [section for section in mine if only in (None, section.rule.answer)]
    ordered = sorted(shown, key=lambda section: _ORDER[section.rule.answer])
    zh, en = words.stage(stage, "zh"), words.stage(stage, "en")
    return view.tabulate(
        Words(f"{_TITLE[only].zh}（{zh}）", f"{_TITLE[only].en} ({en})"),
        [
            right("序号", "No.", 1),
            left("学校", "School", 5.4),
            left("城乡", "Area", 1.6, is_spare=True),
            right("在校生数", "Students", 1.9),
            Column(Words("达标项", "Met"), "c", 1.5),
            left("未达标的指标", "Thresholds missed", 7.4),
            left("判断", "Answer", 2.3),
        ],
        [(str(number), *_school_row(view, section)) for number, section in enumerate(ordered, start=1)],
        note=_subtotals(view, mine) + (_floor_note(view) if any(one.below_floor for one in shown) else ""),
        empty=Words(f"无。{_subtotals(view, mine)}", f"None. {_subtotals(view, mine)}"),
    )


def _school_row(view: View, section: SectionVerdict) -> Row:
    met, judged = section.judged.how_many(Answer.MET), len(section.judged)
    area = view.area(section.area) if section.area else words.MISSING
    return (
        section.school,
        area,
        words.whole(section.students),
        f"{met}/{judged}",
        _missed(view, section),
        words.answer(section.rule.answer, view.lang),
    )


def _subtotals(view: View, sections: list[SectionVerdict]) -> str:
    counts = {answer: sum(section.rule.answer is answer for section in sections) for answer in Answer}
    return view.text(
        f"共{len(sections)}个：达标{counts[Answer.MET]}个，未达标{counts[Answer.NOT_MET]}个，"
        f"无法判断{counts[Answer.CANNOT_JUDGE]}个。",
        f"{len(sections)} in all: met {counts[Answer.MET]}, not met {counts[Answer.NOT_MET]}, "
        f"cannot be judged {counts[Answer.CANNOT_JUDGE]}. ",
    )


def _floor_note(view: View) -> str:
    if view.floor is None:
        return ""
    floor = words.percent(view.floor, 0)
    return view.text(f"↓表示低于标准的{floor}。", f"↓ marks values below {floor} of the threshold.")


def _missed(view: View, section: SectionVerdict) -> str:
    missed = [name for name, verdict in section.indicators.items() if verdict.answer is Answer.NOT_MET]
    indicators = view.table.terms.indicators
    named = [
        indicators[name].short.in_(view.lang) + ("\u00a0↓" if name in section.below_floor else "") for name in missed
    ]
    return words.listed(named, view.lang, limit=7) or words.MISSING


def shortfalls(view: View) -> Table:
    """Every threshold a school misses: value, threshold, gap in the rule's unit and in people, rooms, m² or yuan."""
    rows = list(_shortfall_rows(view))
    floor = words.percent(view.floor, 0) if view.floor else ""
    return view.tabulate(
        Words("未达标指标与差距", "Thresholds missed, and by how much"),
        [
            left("学校", "School", 5.2),
            left("学段", "Stage", 1.6),
            left("指标", "Indicator", 4.4),
            right("数值", "Value", 1.8),
            right("标准", "Threshold", 1.8),
            right("差距", "Gap", 1.8),
            right("折合缺口", "Lacking", 2.6),
            Column(Words(f"是否≥标准的{floor}", f"{floor} or more"), "c", 2),
        ],
        rows,
        note=Words(
            "折合缺口按未修约数值和现有在校生数计算，人、间、台向上取整。",
            "Lacking: from unrounded values at today's enrolment; teachers, rooms and computers are rounded up.",
        ),
        empty=Words("有数据的指标没有未达标的。", "No threshold is missed where there are figures.")
        if view.without_data
        else Words("没有未达标的指标。", "No threshold is missed."),
    )


def _shortfall_rows(view: View) -> Iterator[Row]:
    for section in view.verdict.sections:
        for name, verdict in section.indicators.items():
            if verdict.answer is not Answer.NOT_MET:
                continue
            indicator = view.table.terms.indicators[name]
            yield (
                section.school,
                words.stage(section.stage, view.lang),
                indicator.short.in_(view.lang),
                words.value_of(verdict, indicator),
                words.indicator_value(verdict.limit.value, indicator),
                words.at_least(words.beside_limit(verdict.gap, 0, indicator.decimals), verdict),
                words.at_least(words.lacking(verdict.shortfall, indicator, view.lang), verdict),
                _REACHES[judge_floor(verdict, view.floor or 0, indicator.decimals)].in_(view.lang),
            )


CLASS_SIZE = "cn-class-size"


def large_sizes() -> tuple[int, int]:
    """From how many students a class is large (大班额) and super-large (超大班额); counted so for earlier years too."""
    rules = standard(CLASS_SIZE).of_measure("class_share")
    return tuple(sorted(int(rule.number(dt.date.max, "students_at_least")) for rule in rules))


def class_sizes(view: View) -> Table:
    """Schools with classes over the limit, and the totals of all schools; students per class beside them."""
    limits = view.limits_by_whom("class_size")
    rows, strong, is_by_size = [], [], False
    for stage in view.stages:
        limit = limits[stage].value if stage in limits else math.nan
        frame = _counts(view, stage, limit)
        is_by_size |= bool(frame[["over", "large"]].notna().any(axis=None))
        over = frame[frame["over"] > 0].sort_values("over", ascending=False, kind="stable")
        rows += [(words.stage(stage, view.lang), line.school, *_cells(line)) for line in over.itertuples()]
        strong.append(len(rows))
        total = frame[["classes", "students", "over", "large", "super_large"]].sum(skipna=False)
        rows.append((words.stage(stage, view.lang), _everyone(view, stage), *_cells(total)))
    return view.tabulate(
        Words("班额台账", "Class sizes"),
        [
            left("学段", "Stage", 1.6),
            left("学校", "School", 5),
            right("班级数", "Classes", 1.8),
            right("平均班额", "Mean size", 1.8),
            right("超限额班数", "Over the limit", 2.2, is_spare=True),
            right("占比", "Share", 1.8, is_spare=True),
            *(right(f"{size}人及以上", f"{size} or more", 2.2, is_spare=True) for size in large_sizes()),
        ],
        rows,
        note=_limits_note(view, limits) + _sizes_note(view, is_by_size),
        strong=strong,
    )


def _counts(view: View, stage: str, limit: float) -> pd.DataFrame:
    rows = view.sections.rows_as_received(stage)
    unknown = pd.Series(math.nan, index=rows.index)
    return pd.DataFrame(
        {
            "school": rows["school"],
            "classes": rows.get("classes", unknown),
            "students": rows["students"],
            "over": unknown if math.isnan(limit) else large_classes(rows, math.floor(limit) + 1),
            **{
                name: large_classes(rows, size)
                for name, size in zip(("large", "super_large"), large_sizes(), strict=True)
            },
        }
    )


def _cells(line: pd.Series) -> tuple[str, ...]:
    mean = line.students / line.classes if line.classes else math.nan
    share = line.over / line.classes if line.classes else math.nan
    large = map(words.whole, (line.large, line.super_large))
    return words.whole(line.classes), words.number(mean, 1), words.whole(line.over), words.percent(share), *large


def _everyone(view: View, stage: str) -> str:
    """All schools with classes; a merged teaching point has classes but is no school."""
    ledger = view.sections.ledger
    treatment = ledger.loc[view.sections.rows_as_received(stage).index, "treatment"]
    schools, points = int((treatment != "merged").sum()), int((treatment == "merged").sum())
    if not points:
        return view.text(f"全部{schools}所", f"All {schools} schools")
    return view.text(
        f"全部{schools}所（含并入的教学点{points}个）",
        f"All {schools} schools ({words.counted(points, 'merged teaching point')} included)",
    )


def _limits_note(view: View, limits: dict) -> str:
    said = [f"{words.stage(stage, view.lang)} ≤ {limit.value:g}" for stage, limit in limits.items()]
    if not said:
        return ""
    return view.text(f"限额：{'，'.join(said)}。", f"Limits: {', '.join(said)}. ")


def _sizes_note(view: View, is_by_size: bool) -> str:
    """How to read the columns of large classes, where there are any."""
    if not is_by_size:
        return view.text("没有分规模的班数。", "How many classes are how large is not known.")
    return view.text(
        "右起第二列含最右一列；本表只列有超限额班级的学校，合计为全部学校。",
        "The last column is part of the one before it; only schools with classes over the limit are listed, the totals "
        "are those of all schools.",
    )


def school_sizes(view: View) -> Table:
    """Schools over the size limit, by how many students; and the largest school of each kind."""
    rows = []
    for verdict in view.verdict.verdicts.where(measure="school_size"):
        rows += _over(view, verdict.stage, verdict)
    return view.tabulate(
        Words("学校规模台账", "School sizes"),
        [
            left("对象", "Kind", 3),
            left("学校", "School", 5),
            right("在校生数", "Students", 2),
            right("限额", "Limit", 2),
            right("超过", "Over by", 2),
        ],
        rows,
        note=_size_note(view),
    )


def _size_note(view: View) -> str:
    """Who is counted together, and what the standard's file says was not applied."""
    counted = view.text(
        "九年一贯制、十二年一贯制学校按义务教育阶段学生合计；完全中学只计初中学生。",
        "Nine- and twelve-year schools: students of the compulsory stages together; complete secondary schools: junior only.",
    )
    said = view.standard.notes("school_size") if view.standard else ()
    return " ".join([counted, *(one.in_(view.lang) for one in (*said, *_without_exceptions(view)))])


def _without_exceptions(view: View) -> Iterator[Words]:
    """What an exception changed: how many schools would be over the limit without it."""
    plain = view.unexcepted.verdicts.where(measure="school_size")
    without = {other.rule.id for other in plain}
    excepted = (one for one in view.verdict.verdicts.where(measure="school_size") if one.rule.id in without)
    for one, other in zip(excepted, plain, strict=True):
        if one.offenders != other.offenders:
            over, (zh, en) = len(other.offenders), (words.kind(one.stage, lang) for lang in ("zh", "en"))
            yield Words(
                f"{zh}：不适用例外时有{over}所超过限额，{words.answer(other.answer, 'zh')}。",
                f"{en}: without exceptions {over} would be over the limit, {words.answer(other.answer, 'en')}.",
            )


def _over(view: View, whom: str, verdict: Verdict) -> list[tuple[str, ...]]:
    kind = words.kind(whom, view.lang)
    sizes = view.table.rows[view.table.rows["year"] == view.year]
    sizes = sizes[sizes["stage"] != "senior"].groupby("school_id")["students"].sum()
    names = view.table.rows.drop_duplicates("school_id").set_index("school_id")["school"]
    if not verdict.offenders:
        nobody = view.text("没有超过限额的学校", "none over the limit")
        return [(kind, nobody, words.MISSING, words.whole(verdict.limit.value), words.MISSING)]
    rows = view.sections.source.rows.reset_index().drop_duplicates("school_id").set_index("school_id")["index"]
    limits = {one: view.verdict.case.limit(verdict.rule, verdict.stage, rows[one]).value for one in verdict.offenders}
    return [
        (kind, str(names[one]), words.whole(sizes[one]), words.whole(most), words.whole(sizes[one] - most))
        for one, most in limits.items()
    ]
