"""Ratios of two numbers: 师生比, 职普比为47%:53%, 城乡之比为1:0.98."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.insight.reports.reading.grammar.averages import count_of
from analysis.insight.reports.reading.grammar.mentions import Mention
from analysis.insight.reports.reading.grammar.page import Certainty, Page, Reading, at, claim

BETWEEN = re.compile(r"[\s　]*:[\s　]*")
SPLIT = re.compile(r"(?P<names>[^,;。:()]*?)比(?:例)?(?:约|大约)?(?:为|是|达)?$")
EACH_OTHER = re.compile(r"[与和][^,;。:()]*比(?:例)?(?:约|大约)?(?:为|是|达)?[\s　]*$")


def ratios(page: Page) -> Iterator[Reading]:
    for one in page.mentions:
        if one.role == "ratio":
            yield from _ratio(page, one)
        elif one.unit == "1" and EACH_OTHER.search(one.clause):
            yield from _each_other(page, one)
        elif one.is_percent and one.place and BETWEEN.fullmatch(one.gap):
            yield from _split(page, page.mentions[one.place - 1], one)


def _ratio(page: Page, one: Mention) -> Iterator[Reading]:
    """师生比, 生师比 a:1: students over teachers, whichever way it is called."""
    if "班" in one.clause:
        over, sure_over = count_of(page, "teachers", one)
        below, sure_below = count_of(page, "classes", one)
    else:
        over, sure_over = count_of(page, "students", one)
        below, sure_below = count_of(page, "teachers", one)
    if over and below:
        certainty: Certainty = "certain" if sure_over and sure_below else "likely"
        yield claim("ratio", one.place, f"{at(over[0].place)} / {at(below[0].place)}", certainty)


def _each_other(page: Page, one: Mention) -> Iterator[Reading]:
    """甲与乙之比为1:0.98: the second over the first of the two last numbers of one name."""
    near = [other for other in page.before(one.place, 8) if other.sentence >= one.sentence - 1 and not other.depth]
    for second in near:
        first = next((other for other in near if other.place < second.place and _of_one_name(second, other)), None)
        if first:
            yield claim("ratio", one.place, f"{at(second.place)} / {at(first.place)}", "likely")
            return


def _of_one_name(one: Mention, other: Mention) -> bool:
    return one.role == other.role and one.unit == other.unit and (one.is_percent or one.label[-2:] == other.label[-2:])


def _split(page: Page, first: Mention, second: Mention) -> Iterator[Reading]:
    """职普招生比为47%:53%: what each of two counts is of both."""
    named = SPLIT.search(first.clause)
    counts = [one for one in page.in_sentence_before(first.place, 8) if one.is_part and not one.depth]
    if named is None or not first.is_percent:
        return
    pairs = [(a, b) for b in counts for a in counts if a.place == b.place - 1 and a.like(b) and a.stage == b.stage]
    for a, b in pairs[-1:]:
        both = f"({at(a.place)} + {at(b.place)})"
        shares = [f"{at(one.place)} / {both}" for one in ((b, a) if _is_named_first(named["names"], a, b) else (a, b))]
        for share, formula, other in ((first, shares[0], shares[1]), (second, shares[1], shares[0])):
            yield claim("share", share.place, formula, "likely", (other,))


def _is_named_first(names: str, a: Mention, b: Mention) -> bool:
    """Whether the name of a ratio begins with the second count: 职普 after 普高3931人、中职5468人."""
    places = {
        one.place: min((names.find(sign) for sign in one.label[:2] if sign in names), default=99) for one in (a, b)
    }
    return places[b.place] < places[a.place]
