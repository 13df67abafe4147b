"""Parts of wholes by their names alone: 专任教师 are among 教职工, 起始年级教学班 among 教学班, whatever a sentence says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from analysis.insight.reports.reading.grammar.cues import Within, any_of, cues
from analysis.insight.reports.reading.grammar.mentions import Mention
from analysis.insight.reports.reading.grammar.page import Page, Reading, order
from analysis.insight.reports.reading.names import cleaned

FAR = 120  # mentions between a part and its whole
WIDE = {"all", "compulsory"}
ROLES = ("count", "average", "rate", "level", "share", "percent")
IsWhole = Callable[[Mention, str], bool]


def within(page: Page) -> Iterator[Reading]:
    """The nearest whole of a part, before it or else behind it; inferred, and therefore never certain."""
    candidates = [one for one in page.mentions if not one.depth and one.role in ROLES and page.cores[one.place]]
    said: set[tuple[str, str]] = set()
    for index, one in enumerate(candidates):
        wholes = [whole for is_whole in _wholes(page, one) if (whole := _nearest(page, candidates, index, is_whole))]
        for whole in wholes:
            pair = (one.number.printed, whole.number.printed)
            if pair not in said:
                said.add(pair)
                yield order(one.place, whole.place, "likely")
    yield from _chosen(page)


def _wholes(page: Page, one: Mention) -> Iterator[IsWhole]:
    """What a number may be part of, by its name: the surest kind first."""
    name = page.cores[one.place]
    yield from (_is_one_of(kind.whole) for kind in _kinds(name))
    if noun := _noun(page, one):
        yield _is_one_of([noun])
    elif one.is_part and name in cues().kind.words and "、" in one.label:
        yield lambda whole, core: core == name and whole.stage == "all" and "、" not in whole.label


def _is_one_of(names: Sequence[str]) -> IsWhole:
    return lambda whole, core: core in names


def _kinds(name: str) -> list[Within]:
    """The kinds of part a name ends with, those that say most of it: 骨干教师 before 教师."""
    found = [
        (len(part), kind)
        for kind in cues().within
        for part in kind.part
        if name.endswith(part) and name not in kind.whole
    ]
    longest = max((length for length, _ in found), default=0)
    return [kind for length, kind in found if length == longest]


def _noun(page: Page, one: Mention) -> str | None:
    """The noun that a count restricts: 寄宿制[教学班], 超过45人[教学班]."""
    name, said = page.cores[one.place], cues().kind
    if not one.is_part or one.stage == "senior" or any(word in one.label for word in said.unless):
        return None  # the senior stage has schools of two kinds, beside each other
    limit = page.mentions[one.place - 1] if one.place and one.gap == one.clause else None
    if name in said.words:
        return name if limit and limit.role in ("at_least", "at_most") else None
    return next((word for word in said.words if name.endswith(word)), None)


def _goes_with(one: Mention, other: Mention) -> bool:
    """Of one stage, and of no other year."""
    if other.is_earlier:
        return False
    is_wide = {one.stage, other.stage} <= WIDE
    return (is_wide or one.stage == other.stage) and (one.year == other.year or not one.year or not other.year)


def _nearest(page: Page, candidates: list[Mention], index: int, is_whole: IsWhole) -> Mention | None:
    """The nearest that fits, of the same unit, stage and year; those before it first, and those of just its stage."""
    one = candidates[index]
    found = [
        other
        for other in (*reversed(candidates[max(0, index - FAR) : index]), *candidates[index + 1 : index + FAR])
        if abs(other.place - one.place) <= FAR and other.unit == one.unit and _goes_with(one, other)
    ]
    fitting = [other for other in found if is_whole(other, page.cores[other.place])]
    return min(fitting, key=lambda other: other.stage != one.stage, default=None)


def _chosen(page: Page) -> Iterator[Reading]:
    """约谈机构5个,通报处理3个; 61例课例获奖,19例课例被推送: picked out of the things counted just before."""
    for one in page.mentions[1:]:
        before = page.mentions[one.place - 1]
        if one.like(before) and one.segment == before.segment and one.depth == before.depth and _is_chosen(one, before):
            yield order(one.place, before.place, "uncertain")


def _is_chosen(one: Mention, before: Mention) -> bool:
    """Whether its words only say what became of the things before, which they name again or not at all."""
    words = any_of(cues().chosen.words)
    own = cleaned(one.clause) or one.after
    what = re.split(words, own, maxsplit=1)[0]
    if what == own or any(word in before.clause + before.after for word in re.findall(words, own)):
        return False
    if what:
        return len(what) > 1 and what in before.clause + before.after
    return not re.sub(words, "", own)
