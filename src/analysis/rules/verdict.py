"""What follows for a school and for a county (判定): every rule of a standard held against what was counted.

Three answers. A missing value leaves a rule open unless the rest already decides it: a school that fails two of seven
thresholds fails "at least six" whatever the missing one is. These are computed results, not the authorities' findings.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.formulas import school_shares_of_cv2
from analysis.rules.class_sizes import judge_class_share, judge_class_size, judge_school_size
from analysis.rules.counting.sections import Sections
from analysis.rules.judging import CV_DECIMALS, all_of, judge_result
from analysis.rules.measures import SectionValues, county_composite, county_cv, county_mean, section_values
from analysis.rules.results import Answer, Result, StandardValue, Verdict
from analysis.rules.school_rule import SectionVerdict, county_school_rule, judge_section, through_schools
from analysis.rules.standards import Standard, confidence_counts
from analysis.tables.schools import STAGES


@dataclass(frozen=True)
class Part:
    """One line of a county's list: which rule, for which stage (or school type) and indicator, with what answer."""

    rule: str  # school_rule | cv | composite | class_size | school_size | large_class_share | super_large_class_share
    whom: str
    subject: str
    verdict: Verdict


@dataclass(frozen=True)
class CountyVerdict:
    """Everything one standard says about one county and year.

    sections : every counted section with its thresholds and the school rule, whichever unit the convention chose
    schools  : the school rule per unit of the convention (section, or whole school) by school id and stage ("" whole)
    means, cvs : by (stage, indicator); a coefficient without a limit in this standard cannot be judged
    school_rule, composite, class_size : by stage;  school_size : by stage or school type;
    class_shares : by (measure, stage)
    """

    county: str
    place: str
    year: int
    day: dt.date
    standard: Standard | None
    indicators: tuple[str, ...]
    values: Mapping[tuple[str, str], SectionValues]
    sections: tuple[SectionVerdict, ...]
    schools: Mapping[tuple[str, str], Verdict]
    means: Mapping[tuple[str, str], Result]
    cvs: Mapping[tuple[str, str], Verdict]
    school_rule: Mapping[str, Verdict]
    composite: Mapping[str, Verdict]
    class_size: Mapping[str, Verdict]
    school_size: Mapping[str, Verdict]
    class_shares: Mapping[tuple[str, str], Verdict]

    def parts(self) -> list[Part]:
        """Every rule of the standard that a school table can answer, for the county."""
        return [part for part in self._all_parts() if part.verdict.limit is not None]

    def answers(self) -> dict[str, Answer]:
        """One answer a rule, over its stages and indicators."""
        by_rule: dict[str, list[Answer]] = {}
        for part in self.parts():
            by_rule.setdefault(part.rule, []).append(part.verdict.answer)
        return {rule: all_of(answers) for rule, answers in by_rule.items()}

    @property
    def overall(self) -> Answer:
        """All parts together; without a standard it cannot be judged. Not the official finding, which asks for more."""
        return all_of(part.verdict.answer for part in self.parts())

    @property
    def rules_applied(self) -> tuple[StandardValue, ...]:
        """Every dated, cited value that was used."""
        verdicts = [part.verdict for part in self.parts()]
        verdicts += [verdict for section in self.sections for verdict in section.indicators.values()]
        return tuple(dict.fromkeys(verdict.limit for verdict in verdicts if verdict.limit))

    @property
    def confidence(self) -> dict[str, int]:
        """How many of the values applied were read in the original, at second hand, or recalled."""
        return confidence_counts(self.rules_applied)

    def section_frame(self) -> pd.DataFrame:
        """Every section × indicator in one long table, for figures and workbooks."""
        return pd.DataFrame([line for section in self.sections for line in section.lines()])

    def _all_parts(self) -> Iterator[Part]:
        yield from (Part("school_rule", stage, "", verdict) for stage, verdict in self.school_rule.items())
        yield from (Part("cv", stage, about, verdict) for (stage, about), verdict in self.cvs.items())
        yield from (Part("composite", stage, "", verdict) for stage, verdict in self.composite.items())
        yield from (Part("class_size", stage, "", verdict) for stage, verdict in self.class_size.items())
        yield from (Part("school_size", whom, "", verdict) for whom, verdict in self.school_size.items())
        yield from (Part(measure, stage, "", verdict) for (measure, stage), verdict in self.class_shares.items())


def judge(
    sections: Sections,
    standard: Standard | None,
    county: str,
    year: int,
    *,
    day: dt.date | None = None,
    indicators: Iterable[str] | None = None,
) -> CountyVerdict:
    """Hold one county and year against a standard (县域判定), under the conventions the sections were counted by.

    Parameters
    ----------
    standard : None computes everything and judges nothing
    day : the day whose rules apply; default the last of the year
    indicators : default those of the standard; without one, every indicator the table has the fields of
    """
    here = sections.select(county, year)
    day = day or dt.date(year, 12, 31)
    names = tuple(indicators or _default_indicators(here, standard, day))
    stages = _stages(here, standard, day)
    values = {(s, i): section_values(here, i, county, year, s) for s in stages for i in names}
    cvs = {key: _judge_cv(found, _cv_limit(standard, day, *key)) for key, found in values.items()}
    judged = tuple(_sections(here, values, stages, names, standard, day))
    schools = through_schools(judged, here.conventions)
    return CountyVerdict(
        county=county,
        place=here.source.county_name(county),
        year=year,
        day=day,
        standard=standard,
        indicators=names,
        values=values,
        sections=judged,
        schools=schools,
        means={key: county_mean(found) for key, found in values.items()},
        cvs=cvs,
        school_rule=county_school_rule(schools, stages, here, county, year, standard, day),
        composite=_composites(standard, day, stages, cvs),
        class_size=_class_sizes(here, standard, county, year, day),
        school_size=_school_sizes(here, standard, county, year, day),
        class_shares=_class_shares(here, standard, county, year, day),
    )


def _default_indicators(sections: Sections, standard: Standard | None, day: dt.date) -> tuple[str, ...]:
    if standard is not None:
        return standard.indicators(day)
    known = sections.terms.indicators.values()
    return tuple(about.name for about in known if all(name in sections.rows for name in about.fields))


def _stages(sections: Sections, standard: Standard | None, day: dt.date) -> tuple[str, ...]:
    """Stages that are here and stages the standard asks for: one that is not here cannot be judged."""
    here = set(sections.rows["stage"])
    if standard is not None:
        here |= {s for s in STAGES if standard.cv_limits(day, s) or standard.composite(day, s)}
    return tuple(stage for stage in STAGES if stage in here)


def _cv_limit(standard: Standard | None, day: dt.date, stage: str, indicator: str) -> StandardValue | None:
    return standard.cv_limits(day, stage).get(indicator) if standard else None


def _judge_cv(values: SectionValues, limit: StandardValue | None) -> Verdict:
    return judge_result(county_cv(values), limit, CV_DECIMALS, offenders=_most_of_cv(values))


def _most_of_cv(values: SectionValues) -> tuple[str, ...]:
    """The fewest schools that together make up more than half of the squared coefficient, largest share first."""
    frame = values.frame
    if frame.empty or frame["value"].isna().any() or not frame["total"].sum() > 0:
        return ()
    parts = school_shares_of_cv2(frame["value"].to_numpy(), frame["students"].to_numpy())
    order = np.argsort(-parts, kind="stable")
    enough = int(np.searchsorted(np.cumsum(parts[order]), parts.sum() / 2, side="right")) + 1
    return tuple(frame["school_id"].iloc[order[:enough]]) if parts.sum() > 0 else ()


def _sections(
    here: Sections,
    values: Mapping[tuple[str, str], SectionValues],
    stages: Iterable[str],
    names: tuple[str, ...],
    standard: Standard | None,
    day: dt.date,
) -> Iterator[SectionVerdict]:
    rule = standard.school_rule(day) if standard else None
    for stage in stages if names else ():
        thresholds = standard.thresholds(day, stage) if standard else {}
        for row in here.rows.index[here.rows["stage"] == stage]:
            yield judge_section({name: values[stage, name] for name in names}, row, thresholds, rule)


def _composites(
    standard: Standard | None, day: dt.date, stages: Iterable[str], cvs: Mapping[tuple[str, str], Verdict]
) -> dict[str, Verdict]:
    """The composite of each stage that has one; the indicators with the largest coefficients are its offenders."""
    verdicts = {}
    for stage in stages:
        found = standard.composite(day, stage) if standard else None
        if found is None or any((stage, name) not in cvs for name in found[0]):
            continue
        single = [cvs[stage, name].result for name in found[0]]
        above = [one for one in single if not math.isnan(one.value) and one.value > found[1].value]
        worst = tuple(one.subject for one in sorted(above, key=lambda one: -one.value))
        verdicts[stage] = judge_result(county_composite(single), found[1], CV_DECIMALS, offenders=worst)
    return verdicts


def _class_sizes(here: Sections, standard: Standard | None, county: str, year: int, day: dt.date) -> dict[str, Verdict]:
    limits = standard.limits("class_size", day) if standard else {}
    return {stage: judge_class_size(here, county, year, stage, limit) for stage, limit in limits.items()}


def _school_sizes(
    here: Sections, standard: Standard | None, county: str, year: int, day: dt.date
) -> dict[str, Verdict]:
    limits = standard.limits("school_size", day) if standard else {}
    judged = {whom: judge_school_size(here, county, year, whom, limit) for whom, limit in limits.items()}
    return {whom: verdict for whom, verdict in judged.items() if verdict is not None}


def _class_shares(
    here: Sections, standard: Standard | None, county: str, year: int, day: dt.date
) -> dict[tuple[str, str], Verdict]:
    shares = standard.class_shares(day) if standard else {}
    stages = [stage for stage in STAGES if stage != "senior" and (here.ledger["stage"] == stage).any()]
    return {
        (measure, stage): judge_class_share(here, county, year, stage, measure, students, limit)
        for measure, (students, limit) in shares.items()
        for stage in stages
    }
