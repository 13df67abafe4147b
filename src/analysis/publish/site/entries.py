"""What the site says of each county and year (目录条目), from what the run recorded: nothing is judged again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.language import Words
from analysis.publish.batch import Outcome
from analysis.publish.inputs import as_of, place_and_year, title_and_kind
from analysis.rules.results import Answer, all_of
from analysis.rules.standards import load_standards
from analysis.rules.verdict import OVERALL

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One kind of document about one county and year, in all its languages.

    place    : the county, or the place a report is about; nothing where a document is about several
    when     : the year as it is shown, or ""
    outcomes : one a language
    as_of    : the day the data describe; None where nobody stated it
    """

    title: Words
    kind: Words
    recipe: Words
    place: Words
    when: str
    as_of: dt.date | None
    outcomes: Sequence[Outcome]

    @property
    def county(self) -> str:
        return self.outcomes[0].job.county

    @property
    def year(self) -> int:
        return self.outcomes[0].job.year

    @property
    def failed(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.failure]

    @property
    def lines(self) -> Sequence[Line]:
        """What its document judges; the languages agree."""
        return next((one.record["verdicts"] for one in self.outcomes if not one.failure), ())

    @property
    def answer(self) -> Answer | None:
        """The recorded answer of all parts together, or of its lines where none was recorded; None where nothing was judged."""
        made = next((one.record for one in self.outcomes if not one.failure), None)
        if made is None or not made["verdicts"]:
            return None
        overall = [line["answer"] for line in made["key_figures"] if line["rule"] == OVERALL]
        return all_of(map(Answer, overall or [line["answer"] for line in made["verdicts"]]))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many items have each answer: all stages and types of school together, and what stands beside a rule with it."""
        by_item: dict[str, list[Answer]] = {}
        for line in self.lines:
            by_item.setdefault(_item(line), []).append(Answer(line["answer"]))
        return Counter(all_of(answers).value for answers in by_item.values())


def _item(line: Line) -> str:
    """The rule whose item a line is of, as its document counts."""
    found = load_standards().get(line["standard"])
    beside = {one.id: one.beside for one in found.rules} if found else {}
    return beside.get(line["rule"]) or line["rule"]


def entries(outcomes: Iterable[Outcome]) -> list[Entry]:
    """The documents of a run, the languages of each together, in their order."""
    found: dict[tuple[str, ...], list[Outcome]] = {}
    for outcome in outcomes:
        job = outcome.job
        name = job.name if job.refusal else ""  # a refused file stands for itself
        found.setdefault((job.recipe.id, job.dataset, job.county, str(job.year), name), []).append(outcome)
    return [_entry(group) for group in found.values()]


def _entry(outcomes: Sequence[Outcome]) -> Entry:
    job = outcomes[0].job
    title, kind = title_and_kind(job)
    day = None if all(one.failure for one in outcomes) else as_of(job)
    return Entry(title, kind, job.recipe.title, *place_and_year(job), day, outcomes)
