"""A reading for a person to go through (审读): sentence by sentence what was read, what it claims and how that comes out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.insight.reports.bases import Base
from analysis.insight.reports.claims import Claim, Order, Previous
from analysis.insight.reports.findings import Finding, title_of
from analysis.insight.reports.limits import SIGNS, Bound
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.reading.drafted import Drafted, ReadCheck
from analysis.insight.reports.reading.grammar.mentions import STOPS
from analysis.insight.reports.reading.texts import digest
from analysis.insight.reports.report import Check, Report
from analysis.language import Words

CERTAINTY_WORDS = {
    "certain": Words("确定", "certain"),
    "likely": Words("较可能", "likely"),
    "uncertain": Words("存疑", "uncertain"),
}
REVIEW_WORDS = {"yes": Words("已采纳", "taken"), "no": Words("已划去", "struck")}
OTHER = Words("改用第{number}式", "other {number}")
NOT_YET = Words("未核对", "not yet")
SIGN_WORDS = {"*": "×", "/": "÷", "-": "−", "+": "+"}


@dataclass(frozen=True)
class Reviewed:
    """One relation with how it comes out; `place` is that of its check in the draft."""

    place: int
    check: ReadCheck
    said: Words
    others: tuple[Words, ...]
    finding: Finding


@dataclass(frozen=True)
class ReviewedSentence:
    """One sentence of the text, the numbers read in it and the relations that end in it."""

    text: str
    facts: tuple[PrintedFact, ...]
    relations: tuple[Reviewed, ...]


def reviewed_sentences(draft: Drafted, reviews: Mapping[int, str] | None = None) -> Iterator[ReviewedSentence]:
    """Every sentence with a number in it, in the order of the text."""
    reviews = reviews or {}
    relations: dict[int, list[Reviewed]] = {}
    for place, check in enumerate(draft.checks):
        sentence = draft.mentions[max(check.places)].sentence
        relations.setdefault(sentence, []).append(reviewed(draft, place, reviews.get(place)))
    facts: dict[int, list[PrintedFact]] = {}
    starts: dict[int, int] = {}
    for mention, fact in zip(draft.mentions, draft.facts, strict=True):
        facts.setdefault(mention.sentence, []).append(fact)
        starts.setdefault(mention.sentence, mention.number.at)
    for sentence, members in facts.items():
        yield ReviewedSentence(
            _sentence_at(draft.text, starts[sentence]), tuple(members), tuple(relations.get(sentence, ()))
        )


def _sentence_at(text: str, at: int) -> str:
    """The sentence a place is in."""
    start = max(text.rfind(mark, 0, at) for mark in "。！？!?\n") + 1
    stop = STOPS.search(text, at)
    return text[start : stop.end() if stop else len(text)].strip()


def reviewed(draft: Drafted, place: int, review: str | None = None) -> Reviewed:
    """One relation of a draft, and how it comes out as a person means it."""
    check = draft.checks[place]
    read = check.check(draft.report.facts)
    others = tuple(
        in_words(draft.report, check.check(draft.report.facts, str(number)))
        for number in range(1, 1 + len(getattr(read, "others", ())))
    )
    meant = review if review and review.isdigit() else "yes"
    said = in_words(draft.report, check.check(draft.report.facts, meant))
    return Reviewed(place, check, said, others, draft.outcome(check, meant))


def in_words(report: Report, check: Check) -> Words:
    """What a check claims, with the names of its numbers."""
    match check:
        case Claim():
            of = title_of(report.fact(check.of))
            return _joined(of, "=", _formula(report, check.formulas[0].text))
        case Order():
            return _joined(_formula(report, check.low.text), "≤", _formula(report, check.high.text))
        case Bound():
            sense = "at_least" if check.at_least else "at_most"
            limit = report.fact(check.at_least or check.at_most or "")
            return _joined(title_of(report.fact(check.of)), SIGNS[sense], limit.with_unit(limit.printed))
        case Base():
            part, share = (title_of(report.fact(name)) for name in check.pairs[0])
            return Words("{part}和{share}的分母", "the base of {part} and {share}").format(part=part, share=share)
        case Previous():
            now, by = title_of(report.fact(check.of)), title_of(report.fact(check.rate or check.increase or ""))
            return Words("由{now}和{by}推算上年", "the year before, from {now} and {by}").format(now=now, by=by)
    return check.subject_of(report)


def _joined(left: Words, sign: str, right: Words) -> Words:
    return Words(f"{left.zh} {sign} {right.zh}", f"{left.en} {sign} {right.en}")


def _formula(report: Report, formula: str) -> Words:
    """A formula with names for codes."""

    def said(lang: str) -> str:
        signs = re.sub(r"[-*/]", lambda sign: SIGN_WORDS[sign[0]], formula)
        return re.sub(r"[A-Za-z]\w*", lambda name: title_of(report.fact(name[0])).in_(lang), signs)

    return Words(said("zh"), said("en"))


def review_words(review: str | None) -> Words:
    """What a person said of a relation."""
    if review is None:
        return NOT_YET
    return REVIEW_WORDS.get(review) or OTHER.format(number=review)


def reviews_in(path: Path, draft: Drafted) -> dict[int, str]:
    """What was said in a draft file of the same text, by the place of the check; nothing of another text."""
    return {place: table["review"] for place, table in tables_in(path, draft).items() if "review" in table}


def tables_in(path: Path, draft: Drafted) -> dict[int, Mapping[str, Any]]:
    """The tables of a draft file of the same text, by the place of the check they were written from."""
    said = {
        (kind, str(table.get("words")), _key(table)): table
        for kind, tables in entered_in(path, draft).items()
        if isinstance(tables, list)
        for table in tables
    }
    keys = ((place, (one.kind, str(one.keys["words"]), _key(one.keys))) for place, one in enumerate(draft.checks))
    return {place: said[key] for place, key in keys if key in said}


def entered_in(path: Path, draft: Drafted) -> Mapping[str, Any]:
    """A draft file of the same text; nothing of another one."""
    try:
        entered = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return entered if entered.get("text", {}).get("sha256") == digest(draft.text) else {}


def _key(table: Mapping[str, object]) -> str:
    left_out = ("review", "read", "words", "reason", "mend")
    return str(sorted((key, str(value)) for key, value in table.items() if key not in left_out))
