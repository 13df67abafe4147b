"""A report as a program reads it (初读): facts with names and codes, and the relations its sentences state."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from analysis.errors import JunhengError
from analysis.insight.reports.claims import Claim
from analysis.insight.reports.findings import Finding
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.reading.grammar.cues import stage_in
from analysis.insight.reports.reading.grammar.mentions import Mention, read_mentions
from analysis.insight.reports.reading.grammar.page import CERTAINTIES, Reading
from analysis.insight.reports.reading.grammar.relations import read_relations
from analysis.insight.reports.reading.names import Codes, code_of, named
from analysis.insight.reports.reading.numbers import ReadNumber, read_numbers
from analysis.insight.reports.report import Check, Report
from analysis.insight.reports.report_file import KINDS
from analysis.language import Words

HEADING = re.compile(
    r"^[ \t　]*(?:第?[一二三四五六七八九十]+[、.章节]|[(（][一二三四五六七八九十]+[)）])[^\n。;；]{0,30}", re.MULTILINE
)
LONGEST_QUOTE = 160
WHOLE_TEXT = "全文"
DIGIT_RUN = re.compile(r"[\d.]+")
CHUNK = 40  # digits that are searched together; no number of a report is longer
LIMITS = ("at_least", "at_most")


@dataclass(frozen=True)
class ReadCheck:
    """A relation with the codes of its facts, as a table of a report file."""

    kind: str
    relation: str
    keys: Mapping[str, object]
    places: tuple[int, ...]

    @property
    def certainty(self) -> str:
        return str(self.keys["read"])

    def check(self, facts: Iterable[str], review: str | None = None) -> Check:
        keys = {**self.keys, **({"review": review} if review else {})}
        return KINDS[self.kind].model_validate(keys, context={"facts": facts})


@dataclass(frozen=True)
class Drafted:
    """What was read in a text: numbers, facts and checks, the sure ones first; nothing of it is confirmed."""

    text: str
    name: str
    numbers: Sequence[ReadNumber]
    mentions: Sequence[Mention]
    facts: Sequence[PrintedFact]
    checks: Sequence[ReadCheck] = field(default_factory=tuple)

    @cached_property
    def report(self) -> Report:
        """The facts alone, as a report."""
        unnamed = Words("", "")
        return Report(self.name, unnamed, unnamed, facts={fact.id: fact for fact in self.facts})

    def outcome(self, check: ReadCheck, review: str | None = None) -> Finding:
        """What the check comes to; JunhengError when it cannot be computed. No sentence speaks of a standard."""
        return check.check(self.report.facts, review).check(self.report, {})


def read_draft(text: str, name: str) -> Drafted:
    """Read the numbers, names and relations of a report's text."""
    numbers = read_numbers(text)
    mentions = read_mentions(text, numbers)
    facts = list(_facts(text, mentions))
    bare = Drafted(text, name, numbers, mentions, facts)
    checks = [_coded(one, bare) for one in read_relations(mentions)]
    sound = [one for one in checks if _computes(bare, one)]
    sound.sort(key=lambda one: CERTAINTIES.index(one.certainty))
    return Drafted(text, name, numbers, mentions, facts, tuple(sound))


def _computes(draft: Drafted, check: ReadCheck) -> bool:
    """Whether units go together; the words were misread where they do not."""
    try:
        draft.outcome(check, "yes")
    except (JunhengError, ZeroDivisionError, ValueError):
        return False
    return True


def _facts(text: str, mentions: Sequence[Mention]) -> Iterator[PrintedFact]:
    codes, sections = Codes(), Sections(text)
    nth = occurrences(text, {one.number.printed for one in mentions})
    for one in mentions:
        section = sections.of(one.number.at)
        stage = one.stage if one.stage != "all" else stage_in(section) or "all"
        label = named(one.label, one.unit)
        yield PrintedFact(
            id=codes.new(code_of(label.en, stage, one.year)),
            section=section,
            label=label,
            printed=one.number.printed,
            unit=one.unit,
            year=one.year,
            stage=stage,
            kind="limit" if one.role in LIMITS else "figure",
            about=one.number.about,
            nth=nth.get((one.number.printed, one.number.at), 0),
        )


class Sections:
    """The headings of a text."""

    def __init__(self, text: str) -> None:
        found = [(match.start(), match[0].strip()) for match in HEADING.finditer(text)]
        self._starts = [start for start, _ in found]
        self._names = [WHOLE_TEXT, *(name for _, name in found)]

    def of(self, at: int) -> str:
        """The last heading before a place."""
        return self._names[bisect_right(self._starts, at - 1)]


def occurrences(text: str, wanted: set[str]) -> dict[tuple[str, int], int]:
    """(digits, place) → how many times these digits have stood in the text, this one included; in one pass."""
    longest = max(map(len, wanted), default=0)
    counts: dict[str, int] = {}
    found: dict[tuple[str, int], int] = {}
    for run in DIGIT_RUN.finditer(text):
        for start in range(run.start(), run.end()):
            for end in range(start + 1, min(start + longest, run.end()) + 1):
                digits = text[start:end]
                if digits in wanted:
                    counts[digits] = counts.get(digits, 0) + 1
                    found[digits, start] = counts[digits]
    return found


def _coded(reading: Reading, draft: Drafted) -> ReadCheck:
    """A reading with the codes of its facts in the place of its numbers."""
    keys = {key: _named(value, draft.facts) for key, value in reading.keys}
    if reading.kind == Claim.kind and reading.others:
        keys["others"] = [_named(formula, draft.facts) for formula in reading.others]
    keys |= {"read": reading.certainty, "words": quoted_words(draft, reading.places)}
    return ReadCheck(reading.kind, reading.relation, keys, reading.places)


def _named(value: object, facts: Sequence[PrintedFact]) -> object:
    if isinstance(value, str):
        return re.sub(r"\bm(\d+)\b", lambda match: facts[int(match[1])].id, value)
    return [_named(inner, facts) for inner in value] if isinstance(value, list) else value


def quoted_words(draft: Drafted, places: Sequence[int]) -> str:
    """The words a relation rests on, a stretch for each sentence: from its first clause to its last number."""
    spans: list[tuple[int, int, int]] = []
    for place in sorted(set(places)):
        one = draft.mentions[place]
        start, end = one.number.at - len(one.clause), one.number.end
        if spans and one.sentence == spans[-1][2] and end - spans[-1][0] <= LONGEST_QUOTE:
            spans[-1] = (spans[-1][0], end, one.sentence)
        else:
            spans.append((start, end, one.sentence))
    return " … ".join(re.sub(r"\s+", " ", draft.text[start:end]).strip(" 　,，、:：") for start, end, _ in spans)
