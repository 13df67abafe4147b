"""What is left of a whole: done and not yet done, all but some, marks taken off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.insight.reports.reading.grammar.cues import any_of, cues
from analysis.insight.reports.reading.grammar.mentions import Mention
from analysis.insight.reports.reading.grammar.page import Certainty, Page, Reading, at, claim, order

FAR = 6  # numbers between what is done and what is not
EXCEPT = re.compile(r"除(?:了|有|去)?$")
OUTSIDE = re.compile(r"(?:以|之)?外")
MARKS, FULL_MARKS = "分", 100
MOST_TAKEN = 24  # numbers behind a score that are looked through
SCORE = re.compile(r"得分|总分|自评")
TAKEN_OFF = re.compile(r"(?:扣|减)(?:除|去|了)?$")


def remains(page: Page) -> Iterator[Reading]:
    for one in page.mentions:
        if not one.is_part:
            continue
        if EXCEPT.search(one.clause) and OUTSIDE.search(one.after):
            yield from (order(one.place, whole.place, "certain") for whole in _like_before(page, one)[:1])
        elif _is_left(one):
            yield from _not_done(page, one)
        elif re.match(rf"^(?:{any_of(cues().left.rest)})", one.clause):
            yield from _rest(page, one)
    yield from _marks(page)


def _words(one: Mention) -> str:
    """What is said of a number, before and behind it."""
    return one.clause + one.after


def _is_left(one: Mention) -> bool:
    return any(word in _words(one) for word in cues().left.undone)


def _like_before(page: Page, one: Mention) -> list[Mention]:
    """The counts of one kind before a number, in its sentence, the nearest first."""
    found = page.in_sentence_before(one.place, FAR)
    return [other for other in found if other.like(one) and other.depth <= one.depth]


def _not_done(page: Page, undone: Mention) -> Iterator[Reading]:
    """发现问题83个,…已整改73个,10个正在整改: what is done and what is not make the whole before both."""
    before = _like_before(page, undone)
    if len(before) < 2 or _is_left(before[0]) or before[0].place < undone.place - 2:
        return
    done, whole = before[:2]
    if certainty := _certainty(done, undone):
        yield claim("sum", whole.place, f"{at(done.place)} + {at(undone.place)}", certainty)


def _certainty(done: Mention, undone: Mention) -> Certainty | None:
    """Sure when both speak of one act: 已整改, 正在整改; likely when the first is called done at all."""
    acts = (word for word in re.findall(rf"(?:{any_of(cues().left.undone)})(..)", _words(undone)))
    if any(act in _words(done) for act in acts):
        return "certain"
    return "likely" if any(word in _words(done) for word in cues().left.done) else None


def _rest(page: Page, rest: Mention) -> Iterator[Reading]:
    """92个测评点中有18个不属于…;实际测评点74个: the whole less what falls away."""
    before = _like_before(page, rest)
    if len(before) == 2 and _is_left(before[0]):
        yield claim("difference", rest.place, f"{at(before[1].place)} - {at(before[0].place)}", "certain")


def _marks(page: Page) -> Iterator[Reading]:
    """自评得分95.8分。其中…扣1分;…扣3.2分: the full marks less what was taken off."""
    for score in page.mentions:
        if score.unit != MARKS or not SCORE.search(score.clause) or TAKEN_OFF.search(score.clause):
            continue
        near = [one for one in page.mentions[score.place + 1 : score.place + MOST_TAKEN] if one.unit == MARKS]
        taken = [one for one in near if one.sentence <= score.sentence + 1 and TAKEN_OFF.search(one.clause)]
        if taken:
            minus = " - ".join(at(one.place) for one in taken)
            yield claim("difference", score.place, f"{FULL_MARKS} - {minus}", "likely")
