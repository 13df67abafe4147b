"""Resources of schools against thresholds, and how unevenly a county's schools have them (资源配置与校际差异)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analysis.formulas import school_shares_of_cv2
from analysis.language import Words
from analysis.rules.counting.sections import THROUGH_SCHOOLS
from analysis.rules.judging import CV_DECIMALS, NAN, judge_result
from analysis.rules.measures.registry import COMPULSORY, Case, Number, measure
from analysis.rules.results import Verdict
from analysis.rules.rule import Rule, StandardValue
from analysis.rules.values import SectionValues, county_composite, county_cv
from analysis.tables.schools import SCHOOL_TYPES, STAGES

CV_LIMIT = {"at_most": Number(Words("差异系数不超过", "CV at most"), COMPULSORY)}


@measure(
    Words("资源配置指标", "threshold"),
    about="indicator",
    judged="section",
    numbers={
        "at_least": Number(Words("每校不低于", "every school at least"), COMPULSORY),
        "at_most": Number(Words("每校不超过", "every school at most"), COMPULSORY),
    },
)
def resource(case: Case, rule: Rule) -> Iterator[Verdict]:
    """One indicator at each section against the threshold of its stage (单项达标)."""
    for stage in case.stages:
        values = case.values(stage, rule.subject)
        for row, section in values.by_section.items():
            verdict = judge_threshold(values, row, case.limit(rule, stage, row))
            yield replace(verdict, row=row, school_id=section["school_id"])


def judge_threshold(values: SectionValues, row: object, limit: StandardValue | None) -> Verdict:
    """One indicator at one section: what is lacking comes in whole people or rooms, or in m² and yuan."""
    about, section, result = values.indicator, values.by_section[row], values.of_section(row)
    shortfall = NAN
    if limit is not None:
        students, total = section["students"], section["total"]
        if math.isnan(total):
            total = result.nearest(limit.value) * students / about.scale
        lacking = limit.value * students / about.scale - total
        lacking = lacking if limit.sense == "at_least" else -lacking
        shortfall = math.ceil(round(lacking, 9)) if about.is_whole and math.isfinite(lacking) else lacking
    return judge_result(result, limit, about.decimals, float(shortfall), about.gap_unit)


@measure(
    Words("校际差异系数", "Coefficients of variation"),
    about="indicator",
    judged="county",
    numbers=CV_LIMIT,
    shown="coefficient",
    stated="cv_{of}",
)
def cv(case: Case, rule: Rule) -> Iterator[Verdict]:
    """The coefficient of variation of one indicator (校际差异系数); the schools that make most of it are named."""
    for stage in case.stages:
        values = case.values(stage, rule.subject)
        limit = rule.limit(case.day, stage)
        yield judge_result(county_cv(values), limit, CV_DECIMALS, offenders=_most_of_cv(values))


def _most_of_cv(values: SectionValues) -> tuple[str, ...]:
    """The fewest schools that together make up more than half of the squared coefficient, largest share first."""
    frame = values.frame
    if frame.empty or frame["value"].isna().any() or not frame["total"].sum() > 0:
        return ()
    parts = school_shares_of_cv2(frame["value"].to_numpy(), frame["students"].to_numpy())
    order = np.argsort(-parts, kind="stable")
    enough = int(np.searchsorted(np.cumsum(parts[order]), parts.sum() / 2, side="right")) + 1
    return tuple(frame["school_id"].iloc[order[:enough]]) if parts.sum() > 0 else ()


@measure(
    Words("综合差异系数", "Composite coefficient of variation"),
    about="indicators",
    judged="county",
    numbers=CV_LIMIT,
    shown="coefficient",
    stated="composite_cv",
)
def composite(case: Case, rule: Rule) -> Iterator[Verdict]:
    """The plain mean of the coefficients of a stage (综合差异系数); those above its limit are its offenders."""
    for stage in case.stages:
        limit = rule.limit(case.day, stage)
        if limit is None:
            continue
        single = [county_cv(case.values(stage, name)) for name in rule.of]
        above = [one for one in single if not math.isnan(one.value) and one.value > limit.value]
        worst = tuple(one.subject for one in sorted(above, key=lambda one: -one.value))
        yield judge_result(county_composite(single), limit, CV_DECIMALS, offenders=worst)


@measure(
    Words("拆分时每名学生的权重", "weight of a student when resources are split"),
    judged="section",
    numbers={kind: Number(SCHOOL_TYPES[kind], frozenset(STAGES) - {"all"}) for kind in THROUGH_SCHOOLS},
)
def split(case: Case, rule: Rule) -> tuple[Verdict, ...]:
    """How a through-school's resources are shared (拆分比例): applied when sections are counted, with nothing to judge."""
    return ()
