"""Changes: 比上年增加 a、增长 p%, 由 a 提高到 b."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.insight.reports.reading.grammar.mentions import Mention
from analysis.insight.reports.reading.grammar.page import Page, Reading, at, claim
from analysis.insight.reports.reading.names import cleaned, core_of

FROM = re.compile(r"(?:由|从)[^,;。:]*$")
THAN = re.compile(r"(?:(?<![同环])比(?![例重率])|较|相比)[^,;。:]*$")
APART = re.compile(r"差(?:了|距|额)?(?:为|达|约)?$")
COMPARED = re.compile(r"(?:低于|高于|超过|超出|高出|低出)(?P<with>[^,;。:]{2,})$")
BY_YEAR = re.compile(r"同比|环比")
SUBJECT = re.compile(r"分别|平均|均|比|较|同|环|增|减|提|上升|下降|降|多|少")
YEAR = re.compile(r"\d{4}")


def changes(page: Page) -> Iterator[Reading]:
    for one in page.mentions:
        if one.role == "level":
            yield from _levels(page, one)
        elif one.role in ("up", "down"):
            yield from _change(page, one)
        elif APART.search(one.clause) or (one.role in ("at_least", "at_most") and "平均" in one.clause):
            yield from _apart(page, one)
        elif compared := COMPARED.search(one.clause):
            yield from _compared(page, one, compared["with"])


def _apart(page: Page, one: Mention) -> Iterator[Reading]:
    """低于7.5平方米(为6.96平方米,相差0.44平方米): one less the other, whichever is the larger."""
    near = [other for other in page.in_sentence_before(one.place, 3) if other.unit == one.unit]
    if len(near) > 1:
        a, b = at(near[1].place), at(near[0].place)
        yield claim("difference", one.place, f"{a} - {b}", "likely", (f"{b} - {a}",))


def _compared(page: Page, one: Mention, named: str) -> Iterator[Reading]:
    """满意度79.6分,省平均82.1分,低于省平均分2.5分: apart from what is named again, and not a limit."""
    before = page.in_sentence_before(one.place, 3)
    near = [other for other in before if other.unit == one.unit or (other.is_percent and one.is_percent)]
    if len(near) > 1 and any(near[0].clause[i : i + 2] in named for i in range(len(near[0].clause) - 1)):
        a, b = at(near[0].place), at(near[1].place)
        first, second = (f"{a} - {b}", f"{b} - {a}") if "低" in one.clause else (f"{b} - {a}", f"{a} - {b}")
        yield claim("difference", one.place, first, "likely", (second,))


def _levels(page: Page, now: Mention) -> Iterator[Reading]:
    """由a提高到b,提高c: what follows is the difference, or the growth."""
    before = page.mentions[now.place - 1] if now.place else None
    if not before or before.sentence != now.sentence or before.unit != now.unit or not FROM.search(before.clause):
        return
    for one in page.mentions[now.place + 1 : now.place + 3]:
        if (
            one.sentence != now.sentence
            or one.role not in ("up", "down")
            or THAN.search(one.clause.rstrip()) is not None
        ):
            return
        yield from _from_to(before, now, one)


def _from_to(before: Mention, now: Mention, change: Mention) -> Iterator[Reading]:
    low, high = (at(now.place), at(before.place)) if change.role == "down" else (at(before.place), at(now.place))
    difference, growth = f"{high} - {low}", f"({high} - {low}) / {at(before.place)}"
    if now.is_percent:
        if change.is_percent:
            others = () if change.unit == "个百分点" else (growth,)
            yield claim("difference", change.place, difference, "likely" if others else "certain", others)
    elif change.is_percent:
        yield claim("growth", change.place, growth, "certain")
    elif change.powers == now.powers:
        yield claim("difference", change.place, difference, "certain")


def _change(page: Page, one: Mention) -> Iterator[Reading]:
    """The year before, the amount and the growth say what one another must be."""
    last = page.mentions[one.place - 1] if one.place else None
    if last is None or last.sentence != one.sentence or last.role == "level" or len(page.series(one.place)) > 1:
        return
    is_growth = one.is_percent and one.unit != "个百分点"
    if is_growth and last.role in ("up", "down") and not last.is_percent:
        yield from _growth_after_amount(page, one, last)
        return
    then, now = _then_and_now(page, one)
    if now is None:
        return
    if then is not None:
        yield from _from_to(then, now, one)
    elif _speaks_of(one, now) and (
        THAN.search(one.clause) or BY_YEAR.search(one.clause) or re.match(r"^[,(]", one.gap)
    ):
        yield from _implied(now, one, is_growth)


def _speaks_of(change: Mention, now: Mention) -> bool:
    """Whether a change names nothing else: 优良率68%;近视率较上年下降1% is no change of the first."""
    named = core_of(cleaned(SUBJECT.split(change.clause, maxsplit=1)[0]))
    return len(named) < 2 or named[-2:] in now.label or now.label[-2:] in named


def _then_and_now(page: Page, one: Mention) -> tuple[Mention | None, Mention | None]:
    """A,比上年的B增加 …, or 2020年B,2021年A,增加 …; the earlier is nothing where the sentence does not give it."""
    levels = [
        other
        for other in page.in_sentence_before(one.place, 3)
        if other.role in ("count", "average", "rate", "share", "percent")
    ]
    if not levels:
        return None, _named_before(page, one)
    first = levels[0]
    second = levels[1] if len(levels) > 1 and levels[1].unit == first.unit else None
    if second and THAN.search(first.clause):
        return first, second
    is_series = second and YEAR.fullmatch(first.year) and YEAR.fullmatch(second.year) and not THAN.search(one.clause)
    if second and is_series and int(second.year) == int(first.year) - 1 and first.place == one.place - 1:
        return second, first
    return None, first


def _named_before(page: Page, one: Mention) -> Mention | None:
    """The number of the sentence before whose name the change repeats: 总投入4.2亿元。总投入比上年增加2000万元."""
    for other in page.before(one.place, 6):
        if other.sentence < one.sentence - 1:
            return None
        if other.is_part and len(other.label) > 1 and other.label in one.clause and other.powers == one.powers:
            return other
    return None


def _growth_after_amount(page: Page, growth: Mention, amount: Mention) -> Iterator[Reading]:
    """1250万元,比上年增加50万元,增长4.17%: the amount over what there was before."""
    then, now = _then_and_now(page, amount)
    a = at(amount.place)
    if then is not None and now is not None:
        yield from _from_to(then, now, growth)
    elif now is not None and now.powers == amount.powers:
        b = at(now.place)
        earlier = f"({b} + {a})" if amount.role == "down" else f"({b} - {a})"
        yield claim(
            "growth", growth.place, f"{a} / {earlier}", "certain" if amount.place - now.place == 1 else "likely"
        )


def _implied(now: Mention, change: Mention, is_growth: bool) -> Iterator[Reading]:
    """What the year before was."""
    if not is_growth and now.powers != change.powers:
        return
    is_next = change.place - now.place == 1 and now.role in ("count", "average")
    certainty = "certain" if is_next else "likely"
    is_rate = is_growth and not now.is_percent  # 62.27%,提高0.18%: points, as a rule
    by = ("rate" if is_rate else "increase", at(change.place))
    keys = (("of", at(now.place)), by, *((("is_decrease", True),) if change.role == "down" else ()))
    yield Reading("before", "previous", certainty, (now.place, change.place), keys)
