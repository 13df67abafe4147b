"""The official rules as dated, cited data (评估标准): load them, lay one over another, ask what holds on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from graphlib import CycleError
from pathlib import Path
from typing import NamedTuple

from analysis import paths
from analysis.errors import Problem, StandardError, UsageError
from analysis.language import Words
from analysis.rules.measures import MEASURES, in_order, put_together
from analysis.rules.rule import Confidence, Rule, StandardValue
from analysis.rules.standard_schema import Document, read_document
from analysis.schema import both, one_of, shown
from analysis.tables.terms import Terms, common_terms

SPLIT = "cn-section-split"
NAMED = ("judgement", "score")  # measures whose rules a county answers by name


class InForce(NamedTuple):
    """One number that holds on a day, for a table of rules."""

    measure: str
    subject: str  # indicator, or what tells rules of one measure apart; "" where the document has one such rule
    number: str  # at_least, at_most, floor_share …
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
    coverage: Words | None  # what of the document is computed from a school table, and what is not
    parts: Mapping[str, Words]  # what its parts are called, in its order
    rules: tuple[Rule, ...]

    def without_exceptions(self) -> Standard:
        """Its rules that know exceptions, as if no school had one: their verdicts are shown with and without."""
        return replace(self, rules=tuple(replace(rule, exemptions=()) for rule in self.rules if rule.exemptions))

    def in_force(self, day: dt.date) -> list[InForce]:
        """Every number that holds on that day, in the document's order."""
        return [
            InForce(
                rule.measure, rule.subject, number, whom, held.number, held.in_force, held.document, held.clause,
                held.confidence,
            )
            for rule in self.rules
            for number, whom in rule.series
            if (held := rule.on(day, number, whom)) is not None
        ]  # fmt: skip

    def clause(self, said: str) -> Words:
        """A clause, which in English is named by what its part of the document is called: 政府保障程度 5."""
        part = next((one for one in self.parts.values() if said.startswith(one.zh)), None)
        return Words(said, part.en + said.removeprefix(part.zh) if part else said)

    def rules_on(self, day: dt.date) -> tuple[Rule, ...]:
        """The rules of a day: those with a value that holds, and those that only put others together."""
        return tuple(rule for rule in self.rules if _holds(rule, day))

    def of_measure(self, measure: str) -> tuple[Rule, ...]:
        """The rules about one measure, in the document's order."""
        return tuple(rule for rule in self.rules if rule.measure == measure)

    def limits(self, measure: str, day: dt.date, whom: str) -> dict[str, StandardValue]:
        """The limits of one measure for a stage, by indicator: thresholds of schools, limits of coefficients."""
        found = {rule.subject: rule.limit(day, whom) for rule in self.of_measure(measure)}
        return {subject: limit for subject, limit in found.items() if limit}

    def limits_by_whom(self, measure: str, day: dt.date) -> dict[str, StandardValue]:
        """The limits of one measure by stage or type of school."""
        return {whom: limit for rule in self.of_measure(measure) for whom, limit in rule.limits(day).items()}

    def number(self, measure: str, name: str, day: dt.date) -> float | None:
        """A number beside a limit, such as the floor of the school rule."""
        return next((rule.number(day, name) for rule in self.of_measure(measure)), None)

    def split_weights(self, day: dt.date) -> dict[str, dict[str, float]]:
        """Weight of a student by school type and stage (拆分比例)."""
        weights: dict[str, dict[str, float]] = {}
        for rule in self.of_measure("split"):
            for school_type, stage in rule.series:
                if held := rule.on(day, school_type, stage):
                    weights.setdefault(school_type, {})[stage] = held.number
        return weights

    def indicators(self, day: dt.date) -> tuple[str, ...]:
        """The indicators this standard judges on that day, in its order."""
        about = (rule.of for rule in self.rules_on(day) if MEASURES[rule.measure].about.startswith("indicator"))
        return tuple(dict.fromkeys(name for names in about for name in names))

    def notes(self, measure: str = "") -> tuple[Words, ...]:
        """What the file says beside its rules, or beside those of one measure: what was not found or is not applied."""
        return tuple(rule.note for rule in self.rules if rule.note and measure in ("", rule.measure))


def load_standards(extra_folder: Path | None = None, terms: Terms | None = None) -> dict[str, Standard]:
    """Every standard by id: ours, then the files `*.toml` of another folder (default: `standards` in the user's root).

    Raises
    ------
    StandardError : a file that breaks the schema, an id given twice, an overlay of an unknown standard or of itself
    """
    if extra_folder is None and (root := paths.user_root()):
        extra_folder = root / "standards"
    files = [*sorted(paths.STANDARDS.glob("*.toml")), *(sorted(extra_folder.glob("*.toml")) if extra_folder else ())]
    if terms is not None or not all(path.is_file() for path in files):
        return _load(files, terms or common_terms())
    return dict(_load_once(tuple((path, path.read_bytes()) for path in files)))


@lru_cache(maxsize=4)
def _load_once(files: tuple[tuple[Path, bytes], ...]) -> Mapping[str, Standard]:
    """Under the common terms; what is written in the files decides, not their date."""
    return _load([path for path, _ in files], common_terms())


def _load(files: Sequence[Path], terms: Terms) -> dict[str, Standard]:
    documents: dict[str, Document] = {}
    for path in files:
        found = read_document(path, terms)
        if found.id in documents:
            expected = Words(
                f"与{documents[found.id].file}不同的id", f"an id other than that of {documents[found.id].file}"
            )
            raise StandardError.at(f"{found.file} › id", both(found.id), expected)
        documents[found.id] = found
    return {name: _overlaid(found, documents, ()) for name, found in documents.items()}


def _overlaid(document: Document, documents: Mapping[str, Document], above: tuple[str, ...]) -> Standard:
    """A document's rules laid over those of the standard it names; only what it says differs."""
    rules, coverage, parts = {rule.id: rule for rule in document.rules}, document.coverage, document.parts
    if document.overlays:
        if document.overlays not in documents or document.overlays in (*above, document.id):
            others = documents.keys() - {*above, document.id}
            raise StandardError.at(f"{document.file} › overlays", both(document.overlays), one_of(others))
        base = _overlaid(documents[document.overlays], documents, (*above, document.id))
        for rule in base.rules:
            if rule.id in rules and rules[rule.id].measure != rule.measure:
                place = f"{document.file} › {rule.id} › measure"
                raise StandardError.at(place, shown(rules[rule.id].measure), both(rule.measure))
        changed = {rule.id: rule.overlaid(rules[rule.id]) if rule.id in rules else rule for rule in base.rules}
        rules = {**changed, **{key: rule for key, rule in rules.items() if key not in changed}}
        coverage, parts = coverage or base.coverage, {**base.parts, **parts}
    _refuse_loose_ends(document, tuple(rules.values()), parts)
    return Standard(
        id=document.id,
        title=document.title,
        document=document.document,
        issued=document.issued,
        overlays=document.overlays,
        coverage=coverage,
        parts=parts,
        rules=tuple(rules.values()),
    )


def _holds(rule: Rule, day: dt.date) -> bool:
    if MEASURES[rule.measure].numbers and rule.series:
        return any(rule.on(day, *key) is not None for key in rule.series)
    return not any(entry.in_force <= day for entry in rule.abolished)


def _refuse_loose_ends(document: Document, rules: tuple[Rule, ...], parts: Mapping[str, Words]) -> None:
    """Rules of a part that has no name, beside none of the document's, roll-ups of nothing or of each other in a circle."""
    known = {name for rule in rules for name in (rule.id, rule.measure, rule.part) if name}
    roll_ups = [rule for rule in rules if MEASURES[rule.measure].about == "rules"]
    problems = [
        Problem(f"{document.file} › {rule.id} › of", shown(name), one_of(known))
        for rule in roll_ups
        for name in rule.of
        if name not in known
    ]
    problems += [
        Problem(f"{document.file} › {rule.id} › part", shown(rule.part), one_of(parts) if parts else both("[part]"))
        for rule in rules
        if rule.part and rule.part not in parts
    ]
    leading = {rule.id for rule in rules if not rule.beside}
    problems += [
        Problem(f"{document.file} › {rule.id} › beside", shown(rule.beside), one_of(leading))
        for rule in rules
        if rule.beside and rule.beside not in leading
    ]
    problems += [
        Problem(f"{document.file} › {rule.id} › label", Words("没有写", "not given"), _label_or_rule_of(document))
        for rule in rules
        if rule.measure in NAMED and not rule.label
    ]
    for rule in roll_ups:
        of_sections = {MEASURES[one.measure].judged == "section" for one in put_together(rule, rules)}
        if rule.measure == "met_count" and {one.measure for one in put_together(rule, rules)} - {"resource"}:
            expected = Words("resource规则", "rules of the measure resource")
            problems.append(Problem(f"{document.file} › {rule.id} › of", shown(", ".join(rule.of)), expected))
        elif len(of_sections) > 1:
            expected = Words(
                "或者各校的规则，或者全县的规则", "rules about schools or rules about the county, not both"
            )
            problems.append(Problem(f"{document.file} › {rule.id} › of", shown(", ".join(rule.of)), expected))
    try:
        in_order(rules)
    except CycleError as circle:
        names = " → ".join(reversed(circle.args[1]))
        found = Words(f"规则互相汇总：{names}", f"rules that put each other together: {names}")
        problems.append(Problem(document.file, found, Words("不循环的汇总", "roll-ups without a circle")))
    if problems:
        raise StandardError(problems)


def _label_or_rule_of(document: Document) -> Words:
    base = document.overlays
    return Words(
        f"label；若要改动的是{base}的规则，则为该规则的id" if base else "label",
        f"a label; or, to lie over a rule of {base}, the id of that rule" if base else "a label",
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
        raise UsageError.at("standard", found, expected)
    return known[name]


def in_force(name: str, day: dt.date, standards: Mapping[str, Standard] | None = None) -> list[InForce]:
    """What a standard says on a day (某日有效的条款)."""
    return standard(name, standards).in_force(day)


def weights_on(split: Standard, day: dt.date) -> dict[str, dict[str, float]]:
    """The split weights of a day (当日拆分比例); StandardError when none hold."""
    weights = split.split_weights(day)
    if not weights:
        raise StandardError.at(
            split.id,
            Words(f"{day}没有有效的拆分比例", f"no split weights hold on {day}"),
            Words("有效的拆分比例", "split weights in force"),
            Words('（或按学生数拆分：split = "students"）', '(or split by head count: split = "students")'),
        )
    return weights


def confidence_counts(values: Iterable[StandardValue | InForce]) -> dict[Confidence, int]:
    """How many of the rule values applied were read in the original, at second hand, or recalled (依据可靠程度)."""
    counts = Counter(value.confidence for value in set(values))
    return {confidence: counts[confidence] for confidence in ("original", "secondary", "recalled")}
