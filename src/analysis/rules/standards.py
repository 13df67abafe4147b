"""The official rules as dated, cited data (评估标准): load them, lay one over another, ask what holds on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from analysis import paths
from analysis.errors import Problem, StandardError, UsageError
from analysis.language import Words
from analysis.rules.results import Confidence, StandardValue
from analysis.rules.standard_schema import PLAIN, Dated, Document, Rule, read_document, refuse
from analysis.tables.terms import Terms, common_terms

SPLIT = "cn-section-split"


class InForce(NamedTuple):
    """One number that holds on a day, for a table of rules."""

    kind: str
    subject: str  # indicator or measure; "" where the document has one such rule
    number: str  # at_least, cv_at_most, meet_at_least …
    whom: str  # stage or school type; "" for all
    value: float
    since: dt.date
    document: str
    clause: str
    confidence: Confidence


@dataclass(frozen=True)
class Standard:
    """One official document, or an overlay with everything it leaves untouched."""

    id: str
    title: Words
    document: str
    issued: dt.date | None
    overlays: str | None
    coverage: Words | None  # what of the document is computed, and what is not
    rules: tuple[Rule, ...]

    def in_force(self, day: dt.date) -> list[InForce]:
        """Every number that holds on that day, in the document's order."""
        return [
            InForce(*rule.key, number, whom, held.number, held.in_force, held.document, held.clause, held.confidence)
            for rule in self.rules
            for number, whom in rule.series
            if (held := rule.on(day, number, whom)) is not None
        ]

    def thresholds(self, day: dt.date, stage: str) -> dict[str, StandardValue]:
        """What every school must reach, by indicator (办学条件标准)."""
        return self._by_subject("threshold", "at_least", day, stage)

    def cv_limits(self, day: dt.date, stage: str) -> dict[str, StandardValue]:
        """What each indicator's coefficient of variation must not exceed (单项校际差异系数限值)."""
        return self._by_subject("threshold", "cv_at_most", day, stage)

    def composite(self, day: dt.date, stage: str) -> tuple[tuple[str, ...], StandardValue] | None:
        """Indicators of the composite coefficient, and its limit (综合差异系数限值)."""
        for rule in self._of_kind("composite"):
            if limit := _limit(rule, day, "cv_at_most", stage):
                return rule.indicators, limit
        return None

    def school_rule(self, day: dt.date) -> tuple[StandardValue, float] | None:
        """How many thresholds a school must meet, and the share of its threshold no other may fall below."""
        for rule in self._of_kind("count"):
            count, floor = _limit(rule, day, "meet_at_least"), rule.on(day, "floor_share")
            if count:
                return count, floor.number if floor else 0.0
        return None

    def limits(self, measure: str, day: dt.date) -> dict[str, StandardValue]:
        """Upper limits of class size or school size, by stage or school type."""
        found = {
            whom: _limit(rule, day, "at_most", whom)
            for rule in self._of_kind("limit")
            if rule.subject == measure
            for _, whom in rule.series
        }
        return {whom: limit for whom, limit in found.items() if limit}

    def class_shares(self, day: dt.date) -> dict[str, tuple[float, StandardValue | None]]:
        """Large classes: measure → from how many students a class is one, and the target share if there is one yet."""
        shares = {}
        for rule in self._of_kind("class_share"):
            if size := rule.on(day, "students_at_least"):
                shares[rule.subject] = size.number, _limit(rule, day, "share_at_most")
        return shares

    def split_weights(self, day: dt.date) -> dict[str, dict[str, float]]:
        """Weight of a student by school type and stage (拆分比例)."""
        weights: dict[str, dict[str, float]] = {}
        for rule in self._of_kind("split"):
            for school_type, stage in rule.series:
                if held := rule.on(day, school_type, stage):
                    weights.setdefault(school_type, {})[stage] = held.number
        return weights

    def indicators(self, day: dt.date) -> tuple[str, ...]:
        """The indicators this standard judges on that day, in its order."""
        named = [
            i for rule in self.rules if any(row[:2] == rule.key for row in self.in_force(day)) for i in rule.indicators
        ]
        return tuple(dict.fromkeys(named))

    def note_on(self, measure: str) -> Words | None:
        """What the file says beside the limit of class size or school size."""
        return next((rule.note for rule in self._of_kind("limit") if rule.subject == measure), None)

    def notes(self) -> tuple[Words, ...]:
        """What the file says was not found in the sources, for the method note."""
        return tuple(rule.note for rule in self.rules if rule.note)

    def _of_kind(self, kind: str) -> Iterable[Rule]:
        return (rule for rule in self.rules if rule.kind == kind)

    def _by_subject(self, kind: str, number: str, day: dt.date, whom: str) -> dict[str, StandardValue]:
        found = {rule.subject: _limit(rule, day, number, whom) for rule in self._of_kind(kind)}
        return {subject: limit for subject, limit in found.items() if limit}


def _limit(rule: Rule, day: dt.date, number: str, whom: str = PLAIN) -> StandardValue | None:
    held = rule.on(day, number, whom)
    return _standard_value(held, number) if held else None


def _standard_value(held: Dated, number: str) -> StandardValue:
    return StandardValue(
        standard=held.standard,
        document=held.document,
        clause=held.clause,
        in_force=held.in_force,
        confidence=held.confidence,
        value=held.number,
        sense="at_most" if number.endswith("at_most") else "at_least",
    )


def load_standards(extra_folder: Path | None = None, terms: Terms | None = None) -> dict[str, Standard]:
    """Every standard by id: ours, then the files `*.toml` of another folder (default: `standards` in the user's root).

    Raises
    ------
    StandardError : a file that breaks the schema, an id given twice, an overlay of an unknown standard or of itself
    """
    if extra_folder is None and (root := paths.user_root()):
        extra_folder = root / "standards"
    files = [*sorted(paths.STANDARDS.glob("*.toml")), *(sorted(extra_folder.glob("*.toml")) if extra_folder else ())]
    documents: dict[str, Document] = {}
    for path in files:
        found = read_document(path, terms or common_terms())
        if found.id in documents:
            expected = Words(
                f"与{documents[found.id].file}不同的id", f"an id other than that of {documents[found.id].file}"
            )
            raise refuse(f"{found.file} › id", found.id, expected)
        documents[found.id] = found
    return {name: _overlaid(found, documents, ()) for name, found in documents.items()}


def _overlaid(document: Document, documents: Mapping[str, Document], above: tuple[str, ...]) -> Standard:
    """A document's rules laid over those of the standard it names; only what it says differs."""
    rules, coverage = {rule.key: rule for rule in document.rules}, document.coverage
    if document.overlays:
        if document.overlays not in documents or document.overlays in (*above, document.id):
            others = ", ".join(sorted(documents.keys() - {*above, document.id}))
            raise refuse(
                f"{document.file} › overlays", document.overlays, Words(f"以下之一：{others}", f"one of: {others}")
            )
        base = _overlaid(documents[document.overlays], documents, (*above, document.id))
        changed = {rule.key: rule.overlaid(rules[rule.key]) if rule.key in rules else rule for rule in base.rules}
        rules = {**changed, **{key: rule for key, rule in rules.items() if key not in changed}}
        coverage = coverage or base.coverage
    return Standard(
        id=document.id,
        title=document.title,
        document=document.document,
        issued=document.issued,
        overlays=document.overlays,
        coverage=coverage,
        rules=tuple(rules.values()),
    )


def standard(name: str, standards: Mapping[str, Standard] | None = None) -> Standard:
    """One standard by id; UsageError naming those there are."""
    known = load_standards() if standards is None else standards
    if name not in known:
        listed = ", ".join(sorted(known))
        found, expected = (
            Words(f"没有标准“{name}”", f"there is no '{name}'"),
            Words(f"以下之一：{listed}", f"one of: {listed}"),
        )
        raise UsageError(Problem("standard", found, expected))
    return known[name]


def in_force(name: str, day: dt.date, standards: Mapping[str, Standard] | None = None) -> list[InForce]:
    """What a standard says on a day (某日有效的条款)."""
    return standard(name, standards).in_force(day)


def weights_on(split: Standard, day: dt.date) -> dict[str, dict[str, float]]:
    """The split weights of a day (当日拆分比例); StandardError when none hold."""
    weights = split.split_weights(day)
    if not weights:
        raise StandardError(
            Problem(
                place=split.id,
                found=Words(f"{day}没有有效的拆分比例", f"no split weights hold on {day}"),
                expected=Words("有效的拆分比例", "split weights in force"),
                remedy=Words('（或按学生数拆分：split = "students"）', '(or split by head count: split = "students")'),
            )
        )
    return weights


def confidence_counts(values: Iterable[StandardValue | InForce]) -> dict[Confidence, int]:
    """How many of the rule values applied were read in the original, at second hand, or recalled (依据可靠程度)."""
    counts = Counter(value.confidence for value in set(values))
    return {confidence: counts[confidence] for confidence in ("original", "secondary", "recalled")}
