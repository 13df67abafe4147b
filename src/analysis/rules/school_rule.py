"""The rule for every school (每所学校至少6项达标，余项不低于85%): per section, per whole school, and for the county."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.counting.sections import Sections
from analysis.rules.judging import NAN, NO_LIMIT, all_of, join_notes, judge_result, share_of
from analysis.rules.measures import SectionValues
from analysis.rules.results import Answer, Inputs, Result, StandardValue, Verdict
from analysis.rules.standards import Standard

INDICATORS = Words("项", "indicators")
SCHOOLS = Words("所", "schools")
Rule = tuple[StandardValue, float]  # thresholds to meet, and the share of its threshold no other may fall below


@dataclass(frozen=True)
class SectionVerdict:
    """One school section: each indicator against its threshold, and the school rule over them.

    below_floor : indicators under 85 % (or what the rule says) of their threshold
    """

    row: object
    school_id: str
    school: str
    stage: str
    school_type: str
    area: str
    students: float
    indicators: Mapping[str, Verdict]
    below_floor: tuple[str, ...]
    rule: Verdict

    def lines(self) -> Iterator[dict[str, object]]:
        """One line an indicator."""
        for name, verdict in self.indicators.items():
            yield {
                "row": self.row,
                "school_id": self.school_id,
                "school": self.school,
                "stage": self.stage,
                "school_type": self.school_type,
                "area": self.area,
                "students": self.students,
                "indicator": name,
                "value": verdict.result.value,
                "limit": verdict.limit.value if verdict.limit else NAN,
                "answer": verdict.answer.value,
                "gap": verdict.gap,
                "shortfall": verdict.shortfall,
                "is_below_floor": name in self.below_floor,
            }


def judge_section(
    values: Mapping[str, SectionValues], row: object, thresholds: Mapping[str, StandardValue], rule: Rule | None
) -> SectionVerdict:
    """One section against its stage's thresholds and the school rule."""
    verdicts = {name: judge_threshold(found, row, thresholds.get(name)) for name, found in values.items()}
    floor = rule[1] if rule else 0.0
    below = tuple(name for name, verdict in verdicts.items() if _is_below(verdict, floor))
    any_values = next(iter(values.values()))
    about = any_values.frame.loc[row]
    return SectionVerdict(
        row=row,
        school_id=about["school_id"],
        school=about["school"],
        stage=any_values.stage,
        school_type=about["school_type"],
        area=about["area"],
        students=float(about["students"]),
        indicators=verdicts,
        below_floor=below,
        rule=_school_rule(values, row, verdicts, below, rule, thresholds.keys() - verdicts.keys()),
    )


def judge_threshold(values: SectionValues, row: object, limit: StandardValue | None) -> Verdict:
    """One indicator at one section (单项达标): what is lacking comes in whole people or rooms, or in m² and yuan."""
    about = values.indicator
    shortfall = NAN
    if limit is not None:
        students, total = values.frame.at[row, "students"], values.frame.at[row, "total"]
        lacking = limit.value * students / about.scale - total
        shortfall = lacking if math.isnan(lacking) or not about.is_whole else math.ceil(round(lacking, 9))
    return judge_result(values.of_section(row), limit, about.decimals, float(shortfall), about.gap_unit)


def _is_below(verdict: Verdict, floor: float) -> bool:
    if verdict.answer is not Answer.NOT_MET or verdict.limit is None:
        return False
    return not share_of(verdict.limit, floor).is_met_by(verdict.result.value)


def _school_rule(
    values: Mapping[str, SectionValues],
    row: object,
    verdicts: Mapping[str, Verdict],
    below: tuple[str, ...],
    rule: Rule | None,
    not_looked_at: Collection[str],
) -> Verdict:
    """At least so many thresholds met and none below the floor.

    Not met as soon as one is below the floor or too many are missed; met only when all are known, and thresholds that
    were not looked at are unknown. The gap is the number of indicators that still have to rise.
    """
    judged = {name: verdict for name, verdict in verdicts.items() if verdict.limit}
    met = [name for name, verdict in judged.items() if verdict.answer is Answer.MET]
    missed = tuple(name for name, verdict in judged.items() if verdict.answer is Answer.NOT_MET)
    unknown = [name for name in judged if name not in met and name not in missed]
    result = _rule_result(values, row, float(len(met)))
    if rule is None or not judged:
        return Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, INDICATORS, note=NO_LIMIT)
    needed = rule[0].value
    note = _rule_note(values, met, missed, below, unknown, rule[1])
    result = replace(result, limit=rule[0])
    open_ = len(unknown) + len(not_looked_at)
    if below or len(met) + open_ < needed:
        gap = max(needed - len(met) - open_, len(below))
        return Verdict(Answer.NOT_MET, result, gap, gap, INDICATORS, missed, note)
    if open_:
        return Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, INDICATORS, missed, note)
    return Verdict(Answer.MET, result, 0.0, 0.0, INDICATORS, missed, note)


def _rule_result(values: Mapping[str, SectionValues], row: object, count: float) -> Result:
    first = next(iter(values.values()))
    fields = tuple(dict.fromkeys(name for found in values.values() for name in found.indicator.fields))
    inputs = Inputs(first.locators, (row,), fields)
    school = str(first.frame.at[row, "school"])
    return Result(count, "count", "school_rule", school, first.year, first.stage, inputs, first.conventions)


def _rule_note(
    values: Mapping[str, SectionValues],
    met: list[str],
    missed: tuple[str, ...],
    below: tuple[str, ...],
    unknown: list[str],
    floor: float,
) -> Words:
    """Which indicators are met, missed, far off and unknown."""

    def named(names: Iterable[str]) -> Words:
        labels = [values[name].indicator.short for name in names]
        return Words("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))

    total = len(met) + len(missed) + len(unknown)
    between = [name for name in missed if name not in below]
    said = [Words(f"{total}项中{len(met)}项达标", f"{len(met)} of {total} met")]
    if between:
        names = named(between)
        said.append(Words(f"未达标但不低于{floor:.0%}：{names.zh}", f"not met but at {floor:.0%} or more: {names.en}"))
    if below:
        names = named(below)
        said.append(Words(f"低于标准的{floor:.0%}：{names.zh}", f"below {floor:.0%} of the threshold: {names.en}"))
    if unknown:
        names = named(unknown)
        said.append(Words(f"缺数据：{names.zh}", f"no data: {names.en}"))
    return join_notes(*said)


def through_schools(sections: Iterable[SectionVerdict], conventions: Conventions) -> dict[tuple[str, str], Verdict]:
    """The school rule by the unit of the convention: (school id, stage) → verdict, or (school id, "") for whole schools.

    A whole school passes when all its sections do; its offenders are then the stages that do not.
    """
    if conventions.school_rule_unit == "section":
        return {(section.school_id, section.stage): section.rule for section in sections}
    by_school: dict[str, list[SectionVerdict]] = {}
    for section in sections:
        by_school.setdefault(section.school_id, []).append(section)
    return {(school_id, ""): _whole(parts) for school_id, parts in by_school.items()}


def _whole(parts: list[SectionVerdict]) -> Verdict:
    if len(parts) == 1:
        return parts[0].rule
    answer = all_of(part.rule.answer for part in parts)
    failing = tuple(part.stage for part in parts if part.rule.answer is Answer.NOT_MET)
    gap = {
        Answer.MET: 0.0,
        Answer.CANNOT_JUDGE: NAN,
        Answer.NOT_MET: sum(p.rule.gap for p in parts if p.stage in failing),
    }
    worst = min(parts, key=lambda part: part.rule.result.value).rule.result
    inputs = Inputs(worst.inputs.locators, tuple(part.row for part in parts), worst.inputs.fields)
    result = replace(worst, stage="", inputs=inputs)
    return Verdict(
        answer, result, gap[answer], gap[answer], INDICATORS, failing, join_notes(*(p.rule.note for p in parts))
    )


def county_school_rule(
    schools: Mapping[tuple[str, str], Verdict],
    stages: Iterable[str],
    here: Sections,
    county: str,
    year: int,
    standard: Standard | None,
    day: dt.date,
) -> dict[str, Verdict]:
    """Every school passes the school rule (各校均达标), by stage, or under "" when whole schools are the unit.

    The value and the gap are the number of schools that do not; the offenders are their ids.
    """
    rule = standard.school_rule(day) if standard else None
    if rule is None:
        return {}
    units = tuple(stages) if here.conventions.school_rule_unit == "section" else ("",)
    return {unit: _every_school(schools, unit, here, county, year, rule[0]) for unit in units}


def _every_school(
    schools: Mapping[tuple[str, str], Verdict], unit: str, here: Sections, county: str, year: int, limit: StandardValue
) -> Verdict:
    mine = {school_id: verdict for (school_id, stage), verdict in schools.items() if stage == unit}
    failing = tuple(school_id for school_id, verdict in mine.items() if verdict.answer is Answer.NOT_MET)
    open_ = sum(verdict.answer is Answer.CANNOT_JUDGE for verdict in mine.values())
    answer = all_of(verdict.answer for verdict in mine.values())
    value = NAN if answer is Answer.CANNOT_JUDGE else float(len(failing))
    rows = here.rows.index[here.rows["stage"] == unit] if unit else here.rows.index
    inputs = Inputs(here.table.locators, tuple(rows), tuple(here.table.numbers))
    place = here.source.county_name(county)
    result = Result(value, "count", "school_rule", place, year, unit, inputs, here.conventions, limit)
    note = Words(
        f"{len(mine)}所中{len(mine) - len(failing) - open_}所达标，{len(failing)}所未达标，{open_}所无法判断",
        f"of {len(mine)}: {len(mine) - len(failing) - open_} met, {len(failing)} not met, {open_} cannot be judged",
    )
    return Verdict(answer, result, value, value, SCHOOLS, failing, note)
