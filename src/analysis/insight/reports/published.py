"""Published tables as reports: what their means, deviations, coefficients and shares say of each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from analysis.insight.reports.claims import Claim
from analysis.insight.reports.limits import Limit
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.report import Check, Report
from analysis.insight.reports.spread import Spread
from analysis.language import Words
from analysis.rules.standards import Standard
from analysis.tables.facts.fact import STATISTICS, Fact, Facts

TWO = 2  # coefficients a composite needs at least


class _Group(NamedTuple):
    """Facts that may have to do with each other."""

    place: str
    year: int | None
    stage: str
    standard: str


def published_reports(facts: Facts, standards: Mapping[str, Standard], entered: Iterable[str] = ()) -> list[Report]:
    """One report for each publication of a facts collection, those of reports already `entered` in full left out (公开表格复核).

    Declared for each place, year and stage: a coefficient is deviation / mean; a composite is some mean of its
    coefficients; a share is its count / its base; coefficients and composites keep the limits of their standard.
    """
    known = list(entered)
    return [
        _report(facts, name, standards)
        for name in facts.publications
        if not any(name == report or name.startswith(f"{report}_") for report in known)
        and len(facts.select(source=name))
    ]


def _report(facts: Facts, name: str, standards: Mapping[str, Standard]) -> Report:
    publication = facts.publications[name]
    found = list(facts.select(source=name))
    named = {_id(fact): fact for fact in found}
    places = list(dict.fromkeys(fact.place for fact in found))
    years = sorted({fact.year for fact in found if fact.year})
    return Report(
        id=f"published_{name}",
        title=publication.title,
        place=facts.places[places[0]].label if len(places) == 1 else publication.producer,
        year=f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0]) if years else "",
        standard=publication.standard,
        note=publication.note,
        facts={key: _fact(key, fact, facts) for key, fact in named.items()},
        checks=tuple(_checks(named, standards)),
    )


def _id(fact: Fact) -> str:
    parts = (fact.place, fact.year, fact.stage, fact.measure, fact.statistic, fact.basis and f"of_{fact.basis}")
    return re.sub(r"\W", "_", "_".join(str(part) for part in parts if part))


def _fact(key: str, fact: Fact, facts: Facts) -> PrintedFact:
    place, measure, statistic = (
        facts.places[fact.place].label,
        facts.measures[fact.measure].label,
        STATISTICS[fact.statistic],
    )
    return PrintedFact(
        id=key,
        section=str(fact.locator),
        label=Words(f"{place.zh}{measure.zh}{statistic.zh}", f"{place.en}: {measure.en}, {statistic.en}"),
        printed=fact.printed,
        unit="1" if fact.statistic in ("cv", "composite_cv", "sd", "mean") else fact.printed_unit,
        year=str(fact.year or ""),
        stage=fact.stage,
        note=fact.note if fact.note.zh else None,
    )


def _checks(named: Mapping[str, Fact], standards: Mapping[str, Standard]) -> Iterator[Check]:
    groups: dict[_Group, dict[str, Fact]] = {}
    for key, fact in named.items():
        groups.setdefault(_Group(fact.place, fact.year, fact.stage, fact.standard), {})[key] = fact
    for group, members in groups.items():
        yield from _coefficients(members)
        yield from _composites(members)
        yield from _shares(members)
        yield from _limits(group, members, standards)


def _of(members: Mapping[str, Fact], statistic: str) -> dict[str, str]:
    """Measure → id of the facts of one statistic."""
    return {fact.measure: key for key, fact in members.items() if fact.statistic == statistic}


def _coefficients(members: Mapping[str, Fact]) -> Iterator[Check]:
    mean, sd = _of(members, "mean"), _of(members, "sd")
    for measure, cv in _of(members, "cv").items():
        if measure in mean and measure in sd:
            yield Claim(of=cv, formula=f"{sd[measure]} / {mean[measure]}")


def _composites(members: Mapping[str, Fact]) -> Iterator[Check]:
    single = list(_of(members, "cv").values())
    for composite in _of(members, "composite_cv").values():
        if len(single) >= TWO:
            yield Spread(of=composite, facts=single)


def _shares(members: Mapping[str, Fact]) -> Iterator[Check]:
    counts = _of(members, "count")
    for key, fact in members.items():
        if fact.statistic == "share" and fact.measure in counts and fact.basis in counts:
            yield Claim(of=key, formula=f"{counts[fact.measure]} / {counts[fact.basis]}")


def _limits(group: _Group, members: Mapping[str, Fact], standards: Mapping[str, Standard]) -> Iterator[Check]:
    if group.standard not in standards:
        return
    known = {(rule.measure, rule.subject) for rule in standards[group.standard].rules}
    for key, fact in members.items():
        rule = {"cv": ("cv", fact.measure), "composite_cv": ("composite", "")}.get(fact.statistic)
        if rule in known and group.stage in ("primary", "junior"):
            yield Limit(of=key, standard=group.standard, rule=[*rule, "at_most", group.stage])
