"""The fixed tables in front of an appendix: answers by rule, coefficients, schools that meet and do not, ledgers."""

from __future__ import annotations

import math
from collections.abc import Iterator

from analysis.formulas import composite_cv
from analysis.language import Words
from analysis.rules.judging import share_of
from analysis.rules.results import Answer, StandardValue, Verdict
from analysis.rules.school_rule import SectionVerdict
from analysis.show import words
from analysis.show.table import Row, Table
from analysis.show.view import View
from analysis.tables.locators import Locator
from analysis.tables.schools import AREAS, SCHOOL_TYPES

RULES = {
    "school_rule": Words(
        "每所学校达到规定项数、余项不低于规定比例", "Every school: enough thresholds met, none below the floor"
    ),
    "cv": Words("校际差异系数", "Coefficient of variation between schools"),
    "composite": Words("综合差异系数", "Composite coefficient of variation"),
    "class_size": Words("班额", "Class size"),
    "school_size": Words("学校规模", "School size"),
    "large_class_share": Words("大班额比例", "Share of large classes"),
    "super_large_class_share": Words("超大班额比例", "Share of super-large classes"),
}


def answers(view: View) -> Table:
    """One line a rule and stage: what was found, the limit, the answer, the clause and how sure we are of it."""
    rows = []
    for part in view.verdict.parts():
        label = RULES[part.rule].in_(view.lang)
        if part.subject:
            label += view.text("：", ": ") + view.table.terms.indicators[part.subject].short.in_(view.lang)
        limit = part.verdict.limit
        rows.append(
            (
                label,
                words.kind(part.whom, view.lang),
                _found(view, part.rule, part.verdict),
                _bound(part.rule, limit, view.lang),
                words.answer(part.verdict.answer, view.lang),
                f"{limit.document} {limit.clause}",
                CONFIDENCE[limit.confidence].in_(view.lang),
            )
        )
    heads = (
        Words("规则", "Rule"),
        Words("对象", "Whom"),
        Words("测算值", "Found"),
        Words("限值", "Limit"),
        Words("判断", "Answer"),
        Words("出处", "Clause"),
        Words("依据", "Read in"),
    )
    return Table(
        caption=view.text("各项规则的测算结果", "What was found, rule by rule"),
        columns=[head.in_(view.lang) for head in heads],
        rows=rows,
        align="llrrlll",
        widths=(5, 2, 2.8, 2.4, 2.2, 4.2, 1.6),
        note="" if rows else view.text("未附标准，无法判定。", "No standard attached: nothing can be judged."),
    )


def _bound(rule: str, limit: StandardValue, lang: str) -> str:
    """The limit with what it is counted in: "≤ 45 人/班"."""
    sign = "≥" if limit.sense == "at_least" else "≤"
    value = f"{limit.value:.2f}" if rule in ("cv", "composite") else f"{limit.value:g}"
    if rule.endswith("_share"):
        value = words.percent(limit.value, 0)
    return f"{sign} {value} {_PER.get(rule, Words('', '')).in_(lang)}".rstrip()


_PER = {
    "school_rule": Words("项/校", "per school"),
    "class_size": Words("人/班", "per class"),
    "school_size": Words("人/校", "per school"),
}
CONFIDENCE = {
    "original": Words("原文", "original"),
    "secondary": Words("转引", "second hand"),
    "recalled": Words("待核", "recalled"),
}


def _found(view: View, rule: str, verdict: Verdict) -> str:
    value = verdict.result.value
    if rule in ("cv", "composite"):
        return words.cv(value)
    if rule.endswith("_share"):
        return words.percent(value, 2)
    unit = {
        "school_rule": Words("所未达标", "not met"),
        "class_size": Words("个班超过", "over"),
        "school_size": Words("所超过", "over"),
    }[rule]
    return words.MISSING if math.isnan(value) else f"{words.whole(value)} {unit.in_(view.lang)}"


def cv_summary(view: View) -> Table:
    """Mean row, coefficient row and composite by stage, laid out as the national appendix table 2."""
    rows, strong = [], []
    for stage in view.stages:
        name = words.stage(stage, view.lang)
        means = [view.verdict.means[stage, one.name].value for one in view.indicators]
        cvs = [view.verdict.cvs[stage, one.name] for one in view.indicators]
        shown = [words.indicator_value(mean, one) for mean, one in zip(means, view.indicators, strict=True)]
        rows.append((name, view.text("均值", "Mean"), *shown, ""))
        together = composite_cv(verdict.result.value for verdict in cvs)
        strong.append(len(rows))
        rows.append((name, view.text("差异系数", "CV"), *(words.cv(v.result.value) for v in cvs), words.cv(together)))
        rows.append((name, view.text("限值", "Limit"), *map(_limit, cvs), _limit(view.verdict.composite.get(stage))))
        rows.append(
            (
                name,
                view.text("判断", "Answer"),
                *(words.MARKS[v.answer] for v in cvs),
                _mark(view.verdict.composite.get(stage)),
            )
        )
    heads = [(one.short.in_(view.lang), one.unit.in_(view.lang)) for one in view.indicators]
    return Table(
        caption=view.text("校际差异系数汇总", "Summary of the coefficients of variation"),
        columns=[view.text("学段", "Stage"), view.text("项目", "Row"), *heads, view.text("综合", "Composite")],
        rows=rows,
        align="ll" + "r" * (len(heads) + 1),
        widths=(1.4, 2, *[2.2] * len(heads), 1.7),
        strong=frozenset(strong),
        note=_summary_note(view),
    )


def _limit(verdict: Verdict | None) -> str:
    return f"{verdict.limit.value:.2f}" if verdict and verdict.limit else words.MISSING


def _mark(verdict: Verdict | None) -> str:
    return words.MARKS[verdict.answer] if verdict else words.MISSING


def _summary_note(view: View) -> str:
    legend = view.text("✓达标，×未达标，?无法判定。", "✓ met, × not met, ? cannot be judged.")
    if view.verdict.composite:
        return legend
    return legend + view.text(
        "综合为各单项的算术平均，仅供参考，不作判定。",
        " The composite is the plain mean of the single coefficients, for information only.",
    )


def schools(view: View) -> Table:
    """Every counted section: how many thresholds it meets, which it misses, the school rule's answer."""
    rows = [
        (
            section.school,
            words.stage(section.stage, view.lang),
            AREAS[section.area].in_(view.lang) if section.area in AREAS else words.MISSING,
            words.whole(section.students),
            f"{sum(v.answer is Answer.MET for v in section.indicators.values())}/{len(section.indicators)}",
            _missed(view, section),
            words.answer(section.rule.answer, view.lang),
        )
        for section in _by_answer(view)
    ]
    heads = (
        Words("学校", "School"),
        Words("学段", "Stage"),
        Words("城乡", "Area"),
        Words("学生数", "Students"),
        Words("达标项", "Met"),
        Words("未达标的指标", "Thresholds missed"),
        Words("判断", "Answer"),
    )
    return Table(
        caption=view.text("各校达标情况", "Schools that meet the thresholds and schools that do not"),
        columns=[head.in_(view.lang) for head in heads],
        rows=rows,
        align="lllrcll",
        widths=(5, 1.6, 1.6, 1.8, 1.6, 6, 2.4),
        note=_floor_note(view),
    )


def _floor_words(view: View) -> Words:
    if view.floor is None:
        return Words("底线", "floor")
    return Words(words.percent(view.floor, 0), words.percent(view.floor, 0))


def _floor_note(view: View) -> str:
    if view.floor is None:
        return ""
    floor = words.percent(view.floor, 0)
    return view.text(f"标 ↓ 者低于标准的{floor}。", f"↓ marks values below {floor} of the threshold.")


_ORDER = {Answer.NOT_MET: 0, Answer.CANNOT_JUDGE: 1, Answer.MET: 2}


def _by_answer(view: View) -> list[SectionVerdict]:
    """Sections that do not pass first; the table's own order within."""
    return sorted(view.verdict.sections, key=lambda section: _ORDER[section.rule.answer])


def _missed(view: View, section: SectionVerdict) -> str:
    missed = [name for name, verdict in section.indicators.items() if verdict.answer is Answer.NOT_MET]
    indicators = view.table.terms.indicators
    named = [indicators[name].short.in_(view.lang) + (" ↓" if name in section.below_floor else "") for name in missed]
    return words.listed(named, view.lang, limit=7) or words.MISSING


def shortfalls(view: View) -> Table:
    """Every threshold a school misses: value, limit, gap in the rule's unit and in people, rooms, m² or yuan."""
    rows, floor = list(_shortfall_rows(view)), _floor_words(view)
    heads = (
        Words("学校", "School"),
        Words("学段", "Stage"),
        Words("指标", "Indicator"),
        Words("数值", "Value"),
        Words("标准", "Limit"),
        Words("差距", "Gap"),
        Words("折合缺少", "Lacking"),
        Words(f"不低于{floor.zh}", f"{floor.en} or more"),
    )
    return Table(
        caption=view.text("未达标指标与差距", "Thresholds missed, and by how much"),
        columns=[head.in_(view.lang) for head in heads],
        rows=rows,
        align="lllrrrrc",
        widths=(5, 1.6, 3.6, 2, 2, 2, 2.6, 2),
        note="" if rows else view.text("没有未达标的指标。", "No threshold is missed."),
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
                words.indicator_value(verdict.result.value, indicator),
                f"{verdict.limit.value:g}",
                words.indicator_value(verdict.gap, indicator),
                f"{words.amount(verdict.shortfall, indicator)} {verdict.shortfall_unit.in_(view.lang)}",
                words.MARKS[Answer.NOT_MET if name in section.below_floor else Answer.MET],
            )


def one_school(view: View, school_id: str) -> Table:
    """One school on one table (一校一表): every indicator of each of its sections, and where the numbers stood."""
    sections = [section for section in view.verdict.sections if section.school_id == school_id]
    rows = [row for section in sections for row in _school_rows(view, section)]
    floor = _floor_words(view)
    heads = (
        Words("学段", "Stage"),
        Words("指标", "Indicator"),
        Words("数值", "Value"),
        Words("标准", "Limit"),
        floor,
        Words("差距", "Gap"),
        Words("折合缺少", "Lacking"),
        Words("判断", "Answer"),
    )
    return Table(
        caption=view.text(f"一校一表：{sections[0].school}", f"School sheet: {sections[0].school}"),
        columns=[head.in_(view.lang) for head in heads],
        rows=rows,
        align="llrrrrrl",
        widths=(1.3, 5.6, 1.8, 1.6, 1.6, 1.6, 2.6, 2.2),
        note=_school_note(view, sections),
    )


def _school_rows(view: View, section: SectionVerdict) -> Iterator[Row]:
    floor = view.floor
    for name, verdict in section.indicators.items():
        indicator, limit, missed = view.table.terms.indicators[name], verdict.limit, verdict.answer is Answer.NOT_MET
        lacking = f"{words.amount(verdict.shortfall, indicator)} {verdict.shortfall_unit.in_(view.lang)}"
        yield (
            words.stage(section.stage, view.lang),
            f"{indicator.short.in_(view.lang)} ({indicator.unit.in_(view.lang)})",
            words.indicator_value(verdict.result.value, indicator),
            f"{limit.value:g}" if limit else words.MISSING,
            f"{share_of(limit, floor).value:g}" if limit and floor else words.MISSING,
            words.indicator_value(verdict.gap, indicator) if missed else words.MISSING,
            lacking if missed else words.MISSING,
            words.answer(verdict.answer, view.lang),
        )


def _school_note(view: View, sections: list[SectionVerdict]) -> str:
    lines = []
    for section in sections:
        kind = SCHOOL_TYPES[section.school_type].in_(view.lang)
        size = view.text(f"{words.whole(section.students)}名学生", f"{words.whole(section.students)} students")
        said = section.rule.note.in_(view.lang) if section.rule.note else ""
        lines.append(f"{words.stage(section.stage, view.lang)} ({kind}, {size}): {said}")
    place = next(iter(sections[0].rule.result.inputs.cells()), None)
    source = view.text("来源", "Source")
    row = _row_of(view, place) if place else words.MISSING
    return "; ".join(lines) + f". {source}: {row}" if view.lang == "en" else "；".join(lines) + f"。{source}：{row}"


def _row_of(view: View, place: Locator) -> str:
    line = view.text(f"第{_line(place.cell)}行", f"row {_line(place.cell)}")
    return " › ".join(filter(None, (place.file, place.sheet, line)))  # a CSV file has no sheets


def _line(cell: str) -> str:
    return "".join(char for char in cell.split(":")[0].split(",")[0] if char.isdigit())


def school_sheets(view: View) -> list[Table]:
    """One table per school, in the order of the source."""
    return [one_school(view, school_id) for school_id in dict.fromkeys(s.school_id for s in view.verdict.sections)]
