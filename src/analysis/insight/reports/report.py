"""A published report as data: the numbers as printed, and the checks of what they have to do with each other.

A kind of check (复核项) is one class: its fields are the keys of its table in a report file, `called` is its name for
readers, and `judged` computes it and says what was found. Whatever all kinds have in common stands here: which facts
they speak of, that facts with lost digits are not computed with, and how a finding is put together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, InstanceOf, Strict, ValidationInfo, model_validator

from analysis.errors import TableError
from analysis.insight.reports.arithmetic.formulas import Formula, Quantity, read_formula
from analysis.insight.reports.findings import (
    BASE,
    DAMAGE,
    DATE,
    UNEXPLAINED,
    Conclusion,
    Finding,
    joined,
    listed,
    title_of,
)
from analysis.insight.reports.printed_fact import NOTHING, PrintedFact
from analysis.language import Words
from analysis.rules.standards import Standard
from analysis.schema import Bilingual, Form, both, refusal, shown
from analysis.tables.locators import Locator

#: How sure a sentence is that a program read: the certain ones are checked at once, the others when a person says yes.
Read = Literal["certain", "likely", "uncertain"]
Review = Literal["yes", "no", "1", "2", "3"]
AS_READ = Words("按原句所读，", "As the sentence was read:")
MISREAD = Words("原句可能读错，请先对照原句", "the sentence may have been misread: look at it first")
AS_THEY_ARE = ("mend", "read", "words", "review", "reason")  # keys that name no facts, or those that were read
SCOPES = ("audited", "out_of_scope", "same_text")


@dataclass(frozen=True)
class Report:
    """A report entered for the audit (录入的报告).

    file    : that it was read from; none of a published table, whose numbers name their cells in their sections
    text    : name of the file its text is kept under, where a reader has it; `starts` and `ends` cut out its part.
    sha256  : of that part without white space, so that positions are only trusted in the text they were taken from.
    scope   : "out_of_scope" reports hold nothing about schools' resources and are listed only; "same_text" repeat another.
    checks  : what it says its numbers have to do with each other.
    """

    id: str
    title: Words
    place: Words
    year: str = ""
    standard: str = ""
    file: str = ""
    text: str = ""
    starts: str = ""
    ends: str = ""
    sha256: str = ""
    scope: str = "audited"
    same_text_as: str = ""
    note: Words = NOTHING
    facts: Mapping[str, PrintedFact] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    def fact(self, name: str) -> PrintedFact:
        return self.facts[name]

    def place_of(self, fact: PrintedFact) -> Locator:
        """File, section and line that a number was entered in."""
        return Locator(self.file, fact.section, fact.id) if self.file else Locator("", "", fact.section)

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """Every fact a formula may use."""
        return {name: fact.quantity for name, fact in self.facts.items() if fact.is_usable}


class FactId(str):
    """A text that names an entered fact."""

    __slots__ = ()


def _entered(name: str, info: ValidationInfo) -> FactId:
    """Refused when the file, which the context speaks of, enters no such fact."""
    facts = (info.context or {}).get("facts")
    if facts is not None and name not in facts:
        some = ", ".join([known for known in facts if name[:6] in known][:5] or list(facts)[:5])
        raise refusal(
            Words(f"没有录入“{name}”", f"no fact '{name}'"),
            Words(f"已录入的编号，如{some}", f"the id of a fact, such as {some}"),
            remedy=Words("（请先录入这个数，或更正编号）", "(enter the fact first, or mend the id)"),
        )
    return FactId(name)


def _formula(text: object, info: ValidationInfo) -> Formula:
    if not isinstance(text, str):
        raise refusal(shown(text), Words("文字", "a text"))
    try:
        formula = read_formula(text)
    except TableError as error:
        raise refusal(error.problems[0].found, error.problems[0].expected) from None
    for name in formula.names:
        _entered(name, info)
    return formula


FactName = Annotated[str, AfterValidator(_entered)]
FormulaText = Annotated[InstanceOf[Formula], BeforeValidator(_formula)]
Pair = Annotated[tuple[FactName, FactName], Strict(False)]  # TOML has arrays only


class Check(Form):
    """One thing a report file says about its facts.

    read   : how sure it is, when a program read it from a sentence; nothing when a person entered it
    words  : the words it was read from
    review : what a person says of it: "yes", "no", or the number of one of its `others`
    mend   : pairs of facts, one that was read and the one a person means in its place
    """

    kind: ClassVar[str]
    called: ClassVar[Words]
    innocent: ClassVar[tuple[Words, ...]] = (DATE, BASE, DAMAGE)  # reasons for what cannot be reproduced

    reason: Bilingual | None = None  # an innocent reason the report itself suggests
    read: Read | None = None
    words: str = ""
    review: Review | None = None
    mend: list[Pair] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _as_mended(cls, keys: Any) -> Any:
        """With the facts that a person means wherever others were read."""
        pairs = keys.get("mend") if isinstance(keys, Mapping) else None
        if not isinstance(pairs, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
            return keys  # nothing mended, or not as it can be read
        meant = dict(pairs)
        return {key: value if key in AS_THEY_ARE else _put(value, meant) for key, value in keys.items()}

    @property
    def is_confirmed(self) -> bool:
        """Whether a person stands behind it."""
        return self.read is None or self.review not in (None, "no")

    @property
    def is_checked(self) -> bool:
        """Whether the audit computes it: never what was struck, nor what is only proposed."""
        return self.review != "no" and (self.is_confirmed or self.read == "certain")

    @property
    def used(self) -> tuple[str, ...]:
        """Every fact it speaks of, in the order of its keys."""
        return tuple(dict.fromkeys(_facts_in(value for key, value in self if key not in ("others", "mend"))))

    @property
    def put_back(self) -> Collection[str]:
        """The facts whose lost digits it puts back; any other fact with lost digits leaves it undecided."""
        return ()

    def subject_of(self, report: Report) -> Words:
        """What the finding is about: the number the check is of."""
        return title_of(report.fact(self.of))

    def check(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        """The finding; nothing is computed with damaged numbers."""
        lost = [fact for name in self.used if name not in self.put_back and not (fact := report.fact(name)).is_usable]
        found = self._undecided(report, lost) if lost else self.judged(report, standards)
        return found if self.is_confirmed else _as_read(found)

    def judged(self, report: Report, standards: Mapping[str, Standard]) -> Finding:
        """The finding when every digit is there; each kind has its own."""
        raise NotImplementedError

    def finding(
        self,
        report: Report,
        conclusion: Conclusion,
        explanation: Words,
        *,
        computed: Words | str,
        printed: Words | str | None = None,
        formula: str = "",
        innocent: tuple[Words, ...] | None = None,
        would_need: Iterable[Words] = (),
    ) -> Finding:
        """What was found; the report's own reason stands before the general ones, where there are any."""
        if innocent is None:
            innocent = self.innocent if conclusion in UNEXPLAINED else ()
        return Finding(
            report=report.id,
            kind=self.kind,
            conclusion=conclusion,
            subject=self.subject_of(report),
            explanation=explanation,
            printed=report.fact(self.of).as_printed if printed is None else both(printed),
            computed=both(computed),
            formula=formula,
            facts=self.used,
            innocent=(self.reason, *innocent) if innocent and self.reason else innocent,
            would_need=tuple(would_need),
        )

    def _undecided(self, report: Report, lost: list[PrintedFact]) -> Finding:
        blank = Words("空缺", "blank")
        names = listed(
            Words("{title}“{digits}”", "{title} '{digits}'").format(title=title_of(fact), digits=fact.printed or blank)
            for fact in lost
        )
        said = Words("原文数字有缺损，不用于计算：{names}。", "digits are lost and not computed with: {names}.")
        return self.finding(report, Conclusion.CANNOT_JUDGE, said.format(names=names), printed="", computed="")


def _as_read(found: Finding) -> Finding:
    """The same, said of a sentence that nobody has confirmed yet: misreading is the first reason to think of."""
    innocent = (MISREAD, *found.innocent) if found.innocent else ()
    return replace(found, explanation=joined([AS_READ, found.explanation]), innocent=innocent)


def _put(value: object, meant: Mapping[str, str]) -> object:
    """A value of a table with other facts in it."""
    if isinstance(value, str):
        return re.sub(r"[A-Za-z_]\w*", lambda name: meant.get(name[0], name[0]), value)
    return [_put(inner, meant) for inner in value] if isinstance(value, list) else value


def _facts_in(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Formula):
            yield from value.names
        elif isinstance(value, FactId):
            yield value
        elif isinstance(value, Form):
            yield from _facts_in(inner for _, inner in value)
        elif isinstance(value, list | tuple):
            yield from _facts_in(value)
