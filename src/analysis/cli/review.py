"""Going through a reading sentence by sentence: shown to anybody, answered with one key where there is a terminal."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from analysis.cli.app import asked_language, words

if TYPE_CHECKING:
    from analysis.insight.reports.reading.drafted import Drafted
    from analysis.insight.reports.reading.review import Reviewed, ReviewedSentence

TAKE, STRIKE, LEAVE, QUIT = ("y", "a"), ("n", "x"), ("\r", "\n", " "), ("q", "\x03", "\x04", "\x1b")


def go_through(draft: Drafted, known: Mapping[int, str]) -> dict[int, str]:
    """Show every sentence with its numbers and relations; what a person said of them, by the check's place.

    What was said before is shown and not asked again. Leaving early keeps what was said so far.
    """
    from analysis.insight.reports.reading.review import reviewed_sentences

    reviews = dict(known)
    is_asked = _is_terminal()
    for number, sentence in enumerate(reviewed_sentences(draft, known), 1):
        _show_sentence(number, sentence)
        for one in sentence.relations:
            _show_relation(one, reviews.get(one.place))
            if not is_asked or one.place in reviews:
                continue
            answer = _asked(len(one.others))
            if answer == "quit":
                is_asked = False
            elif answer:
                reviews[one.place] = answer
    _show_counts(draft, reviews)
    return reviews


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
    """One key: "yes", "no", the number of another formula, "quit", or "" to leave it for later."""
    keys = words("[y] 采纳  [n] 划去", "[y] take  [n] strike")
    mend = words(f"  [1–{others}] 改用", f"  [1–{others}] mend") if others else ""
    print(f"      {keys}{mend}{words('  [回车] 留待以后  [q] 结束', '  [Enter] later  [q] stop')} ", end="", flush=True)
    while True:
        try:
            key = click.getchar()
        except (KeyboardInterrupt, EOFError):
            key = "q"
        answer = _meaning(key.lower(), others)
        if answer is not None:
            print(key if key.isalnum() else "")
            return answer


def _meaning(key: str, others: int) -> str | None:
    if key in TAKE:
        return "yes"
    if key in STRIKE:
        return "no"
    if key in LEAVE:
        return ""
    if key in QUIT:
        return "quit"
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
