"""Schools against their thresholds: who meets them, who does not, and by how much."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.language import Words
from analysis.rules.results import Answer
from analysis.rules.verdict import SectionVerdict
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Row, Table
from analysis.tables.schools import AREAS

_ORDER = {Answer.NOT_MET: 0, Answer.CANNOT_JUDGE: 1, Answer.MET: 2}
_YES, _NO = Words("是", "yes"), Words("否", "no")


def schools(view: View) -> list[Table]:
    """One table a stage: every counted section, those that do not pass first, with subtotals below."""
    return [_schools_of(view, stage) for stage in view.stages]


def _schools_of(view: View, stage: str) -> Table:
    mine = [section for section in view.verdict.sections if section.stage == stage]
    ordered = sorted(mine, key=lambda section: _ORDER[section.rule.answer])
    heads = (
        Words("序号", "No."),
        Words("学校", "School"),
        Words("城乡", "Area"),
        Words("在校生数", "Students"),
        Words("达标项", "Met"),
        Words("未达标的指标", "Thresholds missed"),
        Words("判断", "Answer"),
    )
    zh, en = words.stage(stage, "zh"), words.stage(stage, "en")
    return Table(
        caption=view.text(f"各校达标情况（{zh}）", f"Schools and thresholds ({en})"),
        columns=[head.in_(view.lang) for head in heads],
        rows=[(str(number), *_school_row(view, section)) for number, section in enumerate(ordered, start=1)],
        align="rllrcll",
        widths=(1, 5, 1.6, 1.9, 1.5, 6, 2.3),
        note=_subtotals(view, mine) + _floor_note(view),
    )


def _school_row(view: View, section: SectionVerdict) -> Row:
    met = sum(verdict.answer is Answer.MET for verdict in section.indicators.values())
    area = AREAS[section.area].in_(view.lang) if section.area in AREAS else words.MISSING
    return (
        section.school,
        area,
        words.whole(section.students),
        f"{met}/{len(section.indicators)}",
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
    named = [indicators[name].short.in_(view.lang) + (" ↓" if name in section.below_floor else "") for name in missed]
    return words.listed(named, view.lang, limit=7) or words.MISSING


def shortfalls(view: View) -> Table:
    """Every threshold a school misses: value, threshold, gap in the rule's unit and in people, rooms, m² or yuan."""
    rows = list(_shortfall_rows(view))
    floor = words.percent(view.floor, 0) if view.floor else ""
    heads = (
        Words("学校", "School"),
        Words("学段", "Stage"),
        Words("指标", "Indicator"),
        Words("数值", "Value"),
        Words("标准", "Threshold"),
        Words("差距", "Gap"),
        Words("折合缺额", "Lacking"),
        Words(f"是否≥标准的{floor}", f"{floor} or more"),
    )
    return Table(
        caption=view.text("未达标指标与差距", "Thresholds missed, and by how much"),
        columns=[head.in_(view.lang) for head in heads],
        rows=rows,
        align="lllrrrrc",
        widths=(5, 1.6, 3.6, 2, 2, 2, 2.6, 2),
        note=_gap_note(view) if rows else view.text("没有未达标的指标。", "No threshold is missed."),
    )


def _gap_note(view: View) -> str:
    return view.text(
        "折合缺额按未修约数值和现有在校生数计算，人、间、台向上取整。",
        "Lacking: from unrounded values at today's enrolment; teachers, rooms and computers are rounded up.",
    )


def _shortfall_rows(view: View) -> Iterator[Row]:
    for section in view.verdict.sections:
        for name, verdict in section.indicators.items():
            if verdict.answer is not Answer.NOT_MET:
                continue
            indicator, value = view.table.terms.indicators[name], verdict.result.value
            yield (
                section.school,
                words.stage(section.stage, view.lang),
                indicator.short.in_(view.lang),
                words.beside_limit(value, verdict.limit.value, indicator.decimals),
                words.indicator_value(verdict.limit.value, indicator),
                words.beside_limit(verdict.gap, 0, indicator.decimals),
                words.lacking(verdict.shortfall, indicator, view.lang),
                (_NO if name in section.below_floor else _YES).in_(view.lang),
            )
