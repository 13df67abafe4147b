"""What follows for a school and for a county (判定): every rule of a standard held against what was counted.

Three answers. A missing value leaves a rule open unless the rest already decides it: a school that fails two of seven
thresholds fails "at least six" whatever the missing one is. These are computed results, not the authorities' findings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.counting.sections import Sections
from analysis.rules.judging import NAN
from analysis.rules.measures import MEASURES, Case, in_order
from analysis.rules.measures.as_stated import verdicts_of
from analysis.rules.results import Answer, Result, Verdict, Verdicts
from analysis.rules.rule import Rule, StandardValue
from analysis.rules.standards import Standard, confidence_counts
from analysis.rules.values import SectionValues, county_mean
from analysis.tables.county.record import Record
from analysis.tables.schools import STAGES
from analysis.tables.terms import common_terms

OVERALL = "overall"  # id of the rule that puts a document's parts together
SCHOOL_RULE = "school_rule"  # id of the count over a school's thresholds where a document has none


@dataclass(frozen=True)
class SectionVerdict:
    """What was found of one school section: each indicator against its threshold, and the school rule over them."""

    row: object
    school_id: str
    school: str
    stage: str
    school_type: str
    area: str
    students: float
    indicators: Mapping[str, Verdict]
    rule: Verdict

    @property
    def below_floor(self) -> tuple[str, ...]:
        """Indicators under 85% (or what the rule says) of their threshold."""
        return self.rule.beyond_floor

    @property
    def judged(self) -> Verdicts:
        """The indicators that have a threshold."""
        return Verdicts(self.indicators.values()).judged()

    def lines(self) -> Iterator[dict[str, object]]:
        """One line an indicator."""
        about = ("row", "school_id", "school", "stage", "school_type", "area", "students")
        for name, verdict in self.indicators.items():
            yield {key: getattr(self, key) for key in about} | {
                "indicator": name,
                "value": verdict.result.value,
                "limit": verdict.limit.value if verdict.limit else NAN,
                "answer": verdict.answer.value,
                "gap": verdict.gap,
                "shortfall": verdict.shortfall,
                "is_below_floor": name in self.below_floor,
            }


@dataclass(frozen=True)
class CountyVerdict:
    """Everything one standard says about one county and year, as one list of verdicts in the order of its rules.

    indicators : those the standard is about; without a standard, those the table has the fields of
    """

    case: Case
    standard: Standard | None
    indicators: tuple[str, ...]
    verdicts: Verdicts

    @property
    def day(self) -> dt.date:
        """The day whose rules apply."""
        return self.case.day

    @property
    def headlines(self) -> Verdicts:
        """What the document asks of the county: verdicts that have a limit and are in no other's, the overall one apart."""
        return self.parts.where(unit="county")

    @property
    def overall(self) -> Answer:
        """All parts together; without a standard it cannot be judged. Not the official finding, which asks for more."""
        return (self.verdicts.where(rule=OVERALL) or self.parts).answer

    @property
    def parts(self) -> Verdicts:
        """What is in no other verdict but the overall one: thresholds too, where no rule puts them together."""
        judged = Verdicts(one for one in self.verdicts.judged() if one.rule.id != OVERALL and one.unit != "school")
        inside = {id(part) for one in judged for part in one.members}
        return Verdicts(one for one in judged if id(one) not in inside)

    def answers(self) -> dict[str, Answer]:
        """One answer a rule of the county, over its stages."""
        rules = dict.fromkeys(one.rule.id for one in self.headlines)
        return {rule: self.headlines.where(rule=rule).answer for rule in rules}

    def values(self, stage: str, indicator: str) -> SectionValues:
        """One indicator at every counted section of a stage."""
        return self.case.values(stage, indicator)

    def mean(self, stage: str, indicator: str) -> Result:
        """The county's ratio of totals."""
        return county_mean(self.values(stage, indicator))

    @cached_property
    def cvs(self) -> Mapping[tuple[str, str], Verdict]:
        """Coefficients by stage and indicator; one without a limit in this standard cannot be judged."""
        return {(one.stage, one.subject): one for one in self.verdicts.where(measure="cv")}

    @cached_property
    def sections(self) -> tuple[SectionVerdict, ...]:
        """Every counted section with its thresholds and the school rule, stage by stage in the order of the source."""
        counts = self.verdicts.where(measure="met_count")
        return tuple(self._section(one) for one in counts if one.rule is counts[0].rule)

    @property
    def notes(self) -> tuple[Words, ...]:
        """What the document's file says beside the rules that were held against this county."""
        applied = {one.rule.id for one in self.verdicts}
        return tuple(rule.note for rule in self.case.rules if rule.note and rule.id in applied)

    @property
    def rules_applied(self) -> tuple[StandardValue, ...]:
        """Every dated, cited value that was used."""
        return tuple(dict.fromkeys(verdict.limit for verdict in self.verdicts.judged()))

    @property
    def confidence(self) -> dict[str, int]:
        """How many of the values applied were read in the original, at second hand, or recalled."""
        return confidence_counts(self.rules_applied)

    def section_frame(self) -> pd.DataFrame:
        """Every section × indicator in one long table, for figures and workbooks."""
        return pd.DataFrame([line for section in self.sections for line in section.lines()])

    def _section(self, rule: Verdict) -> SectionVerdict:
        about = self.case.sections.rows.loc[rule.row]
        return SectionVerdict(
            row=rule.row,
            school_id=rule.school_id,
            school=about["school"],
            stage=rule.stage,
            school_type=about["school_type"],
            area=about["area"],
            students=float(about["students"]),
            indicators={one.subject: one for one in rule.members},
            rule=rule,
        )


def judge(
    sections: Sections,
    standard: Standard | None,
    county: str,
    year: int,
    *,
    day: dt.date | None = None,
    record: Record | None = None,
) -> CountyVerdict:
    """Hold one county and year against a standard (县域判定), under the conventions the sections were counted by.

    Parameters
    ----------
    standard : None computes everything the table has the fields of and judges nothing
    day : the day whose rules apply; default the last of the year
    record : what the county stated of itself; without it the rules that need it are left out
    """
    here = sections.select(county, year)
    day = day or dt.date(year, 12, 31)
    known = _known_indicators(here)
    names = (*standard.indicators(day), *_own(known, standard, day)) if standard else known
    stated = standard.rules_on(day) if standard else ()
    rules = (*stated, *_implied(stated, names))
    stages = _stages(here, standard, day)
    case = Case(here, county, year, day, stages, rules, record=record, conventions=here.conventions)
    return _judged(case, standard, names)


def judge_record(
    record: Record, standard: Standard, *, day: dt.date | None = None, conventions: Conventions | None = None
) -> CountyVerdict:
    """Hold what a county stated of itself against a standard, without a school table (按县级填报数据判定).

    Every rule gives a verdict: one that what is stated does not answer cannot be judged. A record that names no year is
    held against the latest rules.
    """
    day = day or (dt.date(record.year, 12, 31) if record.year else dt.date.max)
    rules = standard.rules_on(day)
    case = Case(
        None, "", record.year, day, (), rules, record=record, conventions=conventions or Conventions()
    )  # fmt: skip
    return _judged(case, standard, standard.indicators(day))


def _judged(case: Case, standard: Standard | None, names: tuple[str, ...]) -> CountyVerdict:
    """Every rule's verdicts, each rule after those it puts together."""
    found: dict[str, tuple[Verdict, ...]] = {}
    for rule in in_order(case.rules):
        found[rule.id] = tuple(replace(one, rule=rule) for one in verdicts_of(case, rule))
        case = replace(case, verdicts=Verdicts((*case.verdicts, *found[rule.id])))
    return CountyVerdict(case, standard, names, Verdicts(one for rule in case.rules for one in found[rule.id]))


def _known_indicators(sections: Sections) -> tuple[str, ...]:
    known = sections.terms.indicators.values()
    return tuple(about.name for about in known if about.is_known_from(sections.rows.columns))


def _own(known: Sequence[str], standard: Standard, day: dt.date) -> list[str]:
    """Indicators that the table's mapping defines: computed with every standard, judged by none."""
    return [name for name in known if name not in common_terms().indicators and name not in standard.indicators(day)]


def _stages(sections: Sections, standard: Standard | None, day: dt.date) -> tuple[str, ...]:
    """Stages that are here and stages the standard limits coefficients of: one that is not here cannot be judged."""
    here = set(sections.rows["stage"])
    if standard is not None:
        coefficients = (rule for rule in standard.rules if MEASURES[rule.measure].shown == "coefficient")
        here |= {stage for rule in coefficients for stage in rule.limits(day)}
    return tuple(stage for stage in STAGES if stage in here)


def _implied(rules: Sequence[Rule], indicators: Sequence[str]) -> Iterator[Rule]:
    """Rules without a value: every indicator is computed at each section and for the county, limit or not."""
    stated = {rule.id for rule in rules}
    implied = [Rule(f"{measure}:{name}", measure, (name,)) for measure in ("resource", "cv") for name in indicators]
    if indicators and not any(rule.measure == "met_count" for rule in rules):
        implied.append(Rule(SCHOOL_RULE, "met_count", ("resource",)))
    return (rule for rule in implied if rule.id not in stated)
