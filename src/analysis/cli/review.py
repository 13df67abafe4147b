"""Going through a reading sentence by sentence: shown to anybody, answered with one key where there is a terminal."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from analysis.cli.app import asked_language, words

if TYPE_CHECKING:
    from analysis.insight.reports.printed_fact import PrintedFact
    from analysis.insight.reports.reading.drafted import Drafted
    from analysis.insight.reports.reading.review import Reviewed, ReviewedSentence

TAKE, STRIKE, LEAVE, QUIT = ("y", "a"), ("n", "x"), ("\r", "\n", " "), ("q", "\x03", "\x04", "\x1b")
MEND, NAME = "m", "l"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def go_through(draft: Drafted, known: Mapping[int, str]) -> tuple[Drafted, dict[int, str]]:
    """Show every sentence with its numbers and relations; the draft as mended, and what was said, by the check's place.

    What was said before is shown and not asked again. Leaving early keeps what was said so far.
    """
    from analysis.insight.reports.reading.review import reviewed, reviewed_sentences

    reviews = dict(known)
    is_asked = _is_terminal()
    before: tuple[PrintedFact, ...] = ()
    for number, sentence in enumerate(reviewed_sentences(draft, known), 1):
        _show_sentence(number, sentence)
        for place in (one.place for one in sentence.relations):
            _show_relation(reviewed(draft, place, reviews.get(place)), reviews.get(place))
            if not is_asked or place in reviews:
                continue
            draft, answer = _settled(draft, place, (*before, *sentence.facts))
            if answer == "quit":
                is_asked = False
            elif answer:
                reviews[place] = answer
        before = sentence.facts
    _show_counts(draft, reviews)
    return draft, reviews


def _settled(draft: Drafted, place: int, near: Sequence[PrintedFact]) -> tuple[Drafted, str]:
    """What a person says of a relation, and the draft as mended before that."""
    from analysis.insight.reports.reading.review import reviewed

    while True:
        answer = _asked(len(reviewed(draft, place).others))
        if answer not in (MEND, NAME):
            return draft, answer
        shown = _lettered(draft, place, near)
        draft = _with_other_number(draft, place, shown) if answer == MEND else _with_other_name(draft, shown)
        _show_relation(reviewed(draft, place), None)


def _lettered(draft: Drafted, place: int, near: Sequence[PrintedFact]) -> dict[str, PrintedFact]:
    """The numbers of the relation and those near it, a letter each."""
    from analysis.insight.reports.findings import title_of

    lang, facts = asked_language(), draft.report.facts
    own = dict.fromkeys(draft.checks[place].check(facts).used)
    names = [*own, *(one.id for one in near if one.id not in own)][: len(LETTERS)]
    shown = {letter: facts[name] for letter, name in zip(LETTERS, names, strict=False)}
    print(
        "      "
        + "  ".join(f"{key} {title_of(one).in_(lang)} {one.as_printed.in_(lang)}" for key, one in shown.items())
    )
    return shown


def _with_other_number(draft: Drafted, place: int, shown: Mapping[str, PrintedFact]) -> Drafted:
    """Two keys: the number that was read, and the one that is meant."""
    from analysis.errors import JunhengError
    from analysis.insight.reports.reading.mending import mended

    read = _picked(words("读错的是", "misread"), shown)
    meant = read and _picked(words("应为", "meant"), shown)
    if not read or not meant:
        return draft
    try:
        return mended(draft, place, read.id, meant.id)
    except JunhengError as error:
        print("      " + error.message(asked_language()))
        return draft


def _with_other_name(draft: Drafted, shown: Mapping[str, PrintedFact]) -> Drafted:
    """One key, and the name itself."""
    from analysis.insight.reports.reading.mending import relabelled

    fact = _picked(words("改名的是", "to be called otherwise"), shown)
    label = fact and click.prompt(words("      名称", "      name"), default=fact.label.zh).strip()
    return relabelled(draft, fact.id, label) if fact and label else draft


def _picked(asked: str, shown: Mapping[str, PrintedFact]) -> PrintedFact | None:
    print(f"      {asked}？ ", end="", flush=True)
    key = _key()
    print(key if key in shown else "")
    return shown.get(key)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _show_sentence(number: int, sentence: ReviewedSentence) -> None:
    from analysis.insight.reports.findings import title_of

    lang, gap = asked_language(), words("；", "; ")
    print(f"\n[{number}] {sentence.text}")
    print("    " + gap.join(f"{title_of(fact).in_(lang)} {fact.as_printed.in_(lang)}" for fact in sentence.facts))


def _show_relation(one: Reviewed, review: str | None) -> None:
    from analysis.insight.reports.findings import CONCLUSION_WORDS, Conclusion
    from analysis.insight.reports.reading.review import CERTAINTY_WORDS, review_words

    lang = asked_language()
    sign = {Conclusion.REPRODUCED: "✓", Conclusion.NOT_REPRODUCED: "≠", Conclusion.TRUNCATED: "≈"}
    step = CERTAINTY_WORDS[one.check.certainty].in_(lang)
    print(f"  {sign.get(one.finding.conclusion, '·')} {one.said.in_(lang)}  [{step}, {review_words(review).in_(lang)}]")
    print(
        f"      {CONCLUSION_WORDS[one.finding.conclusion].in_(lang)}{words('：', ': ')}{one.finding.explanation.in_(lang)}"
    )
    for place, other in enumerate(one.others, 1):
        print(f"      {place}  {other.in_(lang)}")


def _asked(others: int) -> str:
    """One key: "yes", "no", the number of another formula, MEND, NAME, "quit", or "" to leave it for later."""
    keys = words("[y] 采纳  [n] 划去  [m] 换数  [l] 改名", "[y] take  [n] strike  [m] another number  [l] another name")
    other = words(f"  [1–{others}] 改用", f"  [1–{others}] as other") if others else ""
    print(
        f"      {keys}{other}{words('  [回车] 留待以后  [q] 结束', '  [Enter] later  [q] stop')} ", end="", flush=True
    )
    while True:
        key = _key()
        answer = _meaning(key, others)
        if answer is not None:
            print(key if key.isalnum() else "")
            return answer


def _key() -> str:
    try:
        return click.getchar().lower()
    except (KeyboardInterrupt, EOFError):
        return "q"


def _meaning(key: str, others: int) -> str | None:
    if key in TAKE:
        return "yes"
    if key in STRIKE:
        return "no"
    if key in LEAVE:
        return ""
    if key in QUIT:
        return "quit"
    if key in (MEND, NAME):
        return key
    return key if key.isdigit() and 0 < int(key) <= others else None


def _show_counts(draft: Drafted, reviews: Mapping[int, str]) -> None:
    from analysis.insight.reports.reading.review import CERTAINTY_WORDS

    lang = asked_language()
    steps = Counter(check.certainty for check in draft.checks)
    read = words("，", ", ").join(f"{CERTAINTY_WORDS[step].in_(lang)} {count}" for step, count in steps.items())
    print()
    print(
        words(
            f"共读出{len(draft.facts)}个数、{len(draft.checks)}条关系（{read or '无'}），已核对{len(reviews)}条。",
            f"{len(draft.facts)} numbers and {len(draft.checks)} relations read ({read or 'none'}); {len(reviews)} reviewed.",
        )
    )
