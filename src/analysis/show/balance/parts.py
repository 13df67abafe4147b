"""Why a coefficient is what it is, as tables: school by school, between and within groups, without the smallest schools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from analysis.formulas import turning_value
from analysis.insight.balance.groupings import Grouping, groupings, small_sizes
from analysis.insight.balance.parts import cv_from, schools_of, split_by
from analysis.language import Words, begun
from analysis.rules.values import SectionValues
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Row, Table, left, right

ABOVE = Words(
    "高于县域均值的学校：影响差异系数，不建议削减",
    "Above the county mean: affects the coefficient; cutting is not recommended",
)
DIAGNOSIS = Words(
    "仅供分析原因，不是解决办法：小规模学校仍须按标准配置。",
    "For diagnosis only: small schools are still entitled to what the rules ask.",
)
LOWERED, RAISED = Words("下降", "falls"), Words("上升", "rises")


def schools(view: View, indicator: str, stage: str) -> list[Table]:
    """Every school of a coefficient: first those below the mean, those with the least first; then the others."""
    values = view.values(indicator, stage)
    found = schools_of(values)
    if found.empty:
        return []
    label, zh, en = values.indicator.short, words.stage(stage, "zh"), words.stage(stage, "en")
    below = Words(
        f"优先关注：低于县域均值的学校（{zh}{label.zh}）",
        f"Where to look first: schools below the county mean ({label.en}, {en})",
    )
    above = Words(f"{ABOVE.zh}（{zh}{label.zh}）", f"{ABOVE.en} ({label.en}, {en})")
    return [
        _schools(view, values, mine, caption)
        for mine, caption in ((found[found["is_below"]], below), (found[~found["is_below"]], above))
    ]


def _schools(view: View, values: SectionValues, found: pd.DataFrame, caption: Words) -> Table:
    about, frame = values.indicator, values.frame
    line = words.indicator_value(turning_value(frame["value"], frame["students"]), about)
    mean = words.indicator_value(view.mean(about.name, values.stage).value, about)
    return view.tabulate(
        caption,
        [
            left("学校", "School", 5),
            right("在校生数", "Students", 2),
            right(f"数值（{about.unit.zh}）", f"Value ({about.unit.en})", 2.6),
            right("占CV²", "Share of CV²", 2),
            right("不计该校的差异系数", "CV without it", 2.6),
            left("该校增配时差异系数", "CV if it gets more", 2.4),
        ],
        [_school(view, values, school) for school in found.itertuples()],
        note=Words(
            f"县域均值{mean}；数值低于{line}（县域均值×（1＋CV²））的学校，少量增配使差异系数下降，其余使之上升。",
            f"County mean {mean}. A little more at a school below {line}, the mean × (1 + CV²), lowers the coefficient; "
            "at any other it raises it.",
        ),
    )


def _school(view: View, values: SectionValues, school: tuple) -> Row:
    return (
        school.school,
        words.whole(school.students),
        words.indicator_value(school.value, values.indicator),
        words.percent(school.share),
        words.cv(school.without),
        LOWERED if school.is_lowered else RAISED,
    )


def splits(view: View, stage: str) -> Table | None:
    """How much of each CV² lies between groups, grouping by grouping; None where no two groups are told apart."""
    known = [one for one in _groupings(view) if one.groups(view.rows_of(stage)).nunique() > 1]
    if not known:
        return None
    return view.tabulate(
        Words(
            f"差异系数平方的组间占比（{words.stage(stage, 'zh')}）",
            f"CV²: the share between groups ({words.stage(stage, 'en')})",
        ),
        [
            left("指标", "Indicator", 4),
            right("CV²", "CV²", 2),
            *(right(f"按{one.label.zh}：组间", f"By {one.label.en}: between", 2.6) for one in known),
        ],
        [_split_row(view, indicator.name, stage, known) for indicator in view.indicators_of(stage)],
        note=_groups_note(view, stage, known),
    )


def _groupings(view: View) -> Iterator[Grouping]:
    """Town and country or the source's own groups, then those that are stated for every table."""
    yield from (Grouping(column, label, column) for column, label in view.groups.items())
    yield from groupings()


def _split_row(view: View, indicator: str, stage: str, known: Iterable[Grouping]) -> Row:
    values = view.values(indicator, stage)
    found = [split_by(values, view.sections.rows, one) for one in known]
    total = next((split.total for split in found if split), float("nan"))
    shares = [words.percent(split.share_between) if split else words.MISSING for split in found]
    return (values.indicator.short, words.number(total, 4), *shares)


def _groups_note(view: View, stage: str, known: Iterable[Grouping]) -> Words:
    """That the rest is within, and how many schools each group has."""
    said = [_sizes(view, one, one.groups(view.rows_of(stage))) for one in known]
    return Words(
        f"其余为组内，组间与组内之和等于CV²。{'；'.join(one.zh for one in said)}。",
        f"The rest lies within groups; both add up to CV². Groups, their schools in brackets: {'; '.join(one.en for one in said)}.",
    )


def _sizes(view: View, grouping: Grouping, groups: pd.Series) -> Words:
    counts = groups.value_counts().sort_index()
    names = [
        view.table.area_words(group) if grouping.column == "area" else grouping.named(group) for group in counts.index
    ]
    zh = "，".join(f"{name.zh or '未注明'}{count}所" for name, count in zip(names, counts, strict=True))
    en = ", ".join(f"{name.en or 'not stated'} ({count})" for name, count in zip(names, counts, strict=True))
    return Words(f"{grouping.label.zh}：{zh}", f"{grouping.label.en}: {en}")


def without_small(view: View) -> Table:
    """Each coefficient without the schools below so many students, where there are any: a diagnosis, and not a remedy."""
    sizes = small_sizes()
    stages = [stage for stage in view.stages if (view.rows_of(stage)["students"] < max(sizes)).any()]
    rows = [
        (words.stage(stage, view.lang), one.short, *_without(view.values(one.name, stage), sizes))
        for stage in stages
        for one in view.indicators_of(stage)
    ]
    return view.tabulate(
        Words("不计小规模学校的差异系数（分析用）", "Coefficients without small schools (a diagnosis)"),
        [
            left("学段", "Stage", 1.4),
            left("指标", "Indicator", 4),
            right("差异系数", "CV", 2),
            *(right(f"不计不足{size:g}人的", f"without those below {size:g}", 2.4) for size in sizes),
        ],
        rows,
        note=_left_out(view, stages, sizes),
        empty=Words(f"没有不足{max(sizes):g}人的学校。", f"there is no school below {max(sizes):g}."),
    )


def _without(values: SectionValues, sizes: Iterable[float]) -> list[str]:
    return [words.cv(cv_from(values, size)) for size in (0, *sizes)]


def _left_out(view: View, stages: Iterable[str], sizes: Iterable[float]) -> Words:
    """How many schools and students each size leaves out, and what this is not for."""
    zh, en = [], []
    for stage in stages:
        students = view.rows_of(stage)["students"]
        for size in sizes:
            few = students[students < size]
            share = words.percent(few.sum() / students.sum())
            zh.append(f"{words.stage(stage, 'zh')}不足{size:g}人的{len(few)}所，占学生{share}")
            named = f"{words.stage(stage, 'en')} below {size:g}"
            en.append(f"{named}: {words.counted(len(few), 'school')}, {share} of the students")
    return Words(f"{'；'.join(zh)}。{DIAGNOSIS.zh}", f"{begun('; '.join(en))}. {DIAGNOSIS.en}")
