"""The sheet of limits (限值): every number of the rules that the workbook reckons with, with its clause, open to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from analysis.language import Words, begun
from analysis.publish.twin.grid import TEXT, Cell, Column, Content, Sheet, Style
from analysis.rules.asked import name_of
from analysis.rules.measures import MEASURES
from analysis.rules.rule import LIMITS, PLAIN, Condition, Dated, Rule
from analysis.rules.standards import SPLIT, standard
from analysis.show.appendix.results import CONFIDENCE
from analysis.show.county.view import View
from analysis.show.page import words

#: What the workbook reckons from the school rows; the answers of other measures are carried over.
RECKONED = ("resource", "met_count", "cv", "composite", "class_size", "school_size")
NAME = Words("限值", "Limits")
OWN = -1  # the rule's own value, no exception's


class Number(NamedTuple):
    """A number of a rule, or of one of its exceptions by its place."""

    rule: Rule
    number: str
    whom: str
    exception: int
    held: Dated


class Limits:
    """Where each number of the rules stands."""

    def __init__(self, view: View) -> None:
        self.view = view
        is_split = view.sections.source.rows["is_shared"].any() and view.conventions.split == "official"
        self.split = standard(SPLIT) if is_split else None  # None: nothing is shared out, or by head count
        self._numbers = {(one.rule.id, one.number, one.whom, one.exception): one for one in self._found()}
        self.sheet = Sheet(NAME.in_(view.lang), NAME.in_(view.lang), _notes(view))
        self.grid = self.sheet.add(self._numbers, self._columns())

    def cell(self, rule: Rule, number: str, whom: str = PLAIN, exception: int = OWN) -> Cell | None:
        """The cell of a number; None where the rule gives none."""
        key = rule.id, number, whom, exception
        return self.grid.cell(key, "value") if key in self._numbers else None

    def limit(self, rule: Rule, whom: str = PLAIN, exception: int = OWN) -> Cell | None:
        """The cell of the limit for a stage or type of school."""
        source = rule if exception == OWN else rule.exemptions[exception].rule
        limit = source.limit(self.view.day, whom)
        return self.cell(rule, limit.sense, whom, exception) if limit else None

    def weight(self, school_type: str, stage: str) -> Cell:
        """What a student of a stage weighs when a school of this type shares its resources out."""
        (rule,) = self.split.of_measure("split")
        return self.grid.cell((rule.id, school_type, stage, OWN), "value")

    def _found(self) -> Iterator[Number]:
        """Every number that holds, rule by rule, exceptions after their rule; then the weights of the split."""
        for rule in self.view.verdict.case.rules:
            if rule.measure in RECKONED:
                yield from self._of(rule, rule)
                for place, one in enumerate(rule.exemptions):
                    yield from self._of(rule, one.rule, place)
        for rule in self.split.of_measure("split") if self.split else ():
            yield from self._of(rule, rule)

    def _of(self, rule: Rule, source: Rule, exception: int = OWN) -> Iterator[Number]:
        for number, whom in source.series:
            limit = source.limit(self.view.day, whom) if number in LIMITS else None
            held = source.on(self.view.day, number, whom)
            if held and (limit is None or limit.sense == number):
                yield Number(rule, number, whom, exception, held)

    def _columns(self) -> Sequence[Column]:
        text, lang = self.view.text, self.view.lang

        def column(
            key: str, zh: str, en: str, said: Callable[[Number], Content], width: float, style: Style = TEXT
        ) -> Column:
            return Column(key, text(zh, en), lambda line: said(self._numbers[line]), style, width)

        return [
            column("rule", "规则", "Rule", self._name, 46),
            column("whom", "对象", "Whom", lambda one: words.kind(one.whom, lang), 20),
            column("number", "含义", "What it says", self._meaning, 42),
            column("value", "数值", "Value", lambda one: one.held.number, 11, Style("input")),
            column("clause", "出处", "Clause", lambda one: f"{one.held.document} {one.held.clause}", 46),
            column("since", "起始", "Since", lambda one: one.held.in_force.isoformat(), 12),
            column("read", "读自", "How known", lambda one: CONFIDENCE[one.held.confidence].in_(lang), 12),
        ]

    def _name(self, one: Number) -> Content:
        """What the rule is about; of an exception, for whom it holds."""
        about = self.view.table.terms.indicators.get(one.rule.subject)
        name = (about.short if about else name_of(one.rule)).in_(self.view.lang)
        if one.exception == OWN:
            return begun(name)
        conditions = one.rule.exemptions[one.exception].conditions
        shown = self.view.text("、", ", ").join(condition_words(self.view, each) for each in conditions)
        return self.view.text(f"{name}（例外：{shown}）", f"{name} (exception: {shown})")

    def _meaning(self, one: Number) -> str:
        return MEASURES[one.rule.measure].numbers[one.number].words.in_(self.view.lang)


def condition_words(view: View, condition: Condition) -> str:
    """What a school must state for an exception to hold: "year of building ≤ 2010"."""
    fields = view.table.terms.fields
    said = fields[condition.field].label.in_(view.lang) if condition.field in fields else condition.field
    if condition.share_of:
        said += view.text("占", " / ") + fields[condition.share_of].label.in_(view.lang)
    bounds = {"≥": condition.at_least, "≤": condition.at_most, ">": condition.above}
    shown = [f" {sign} {bound:g}" for sign, bound in bounds.items() if bound is not None]
    return said + "".join(shown) + (f" = {condition.equals}" if condition.equals is not None else "")


def _notes(view: View) -> list[str]:
    return [
        view.text(
            "着色的数值可以改动，全簿随之重算；改后的结果不是按所引条款得出的。",
            "Coloured values may be changed and the whole workbook follows; what then comes out is not by the clauses cited.",
        ),
        view.text(
            "班额限额只能取分档的上界（如45、50、55），取其他数时无法数出超限班数，判断为无法判断。",
            "A limit of class size has to be the top of a band (45, 50, 55): otherwise classes over it cannot be counted.",
        ),
    ]
