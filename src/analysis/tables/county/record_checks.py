"""What the figures and findings of a county must satisfy together (县级数据的核对): each said once, no part over its whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from analysis.language import Words
from analysis.tables.checks.problems import Problems
from analysis.tables.county.items import common_items
from analysis.tables.county.record import Entry, Judgement

Key = tuple[str, ...]  # what is said of whom: a second one that differs is refused


class Said(NamedTuple):
    """One entry or judgement, whose it is, and how it was written."""

    county: str
    what: Entry | Judgement
    shown: str


def once(said: Sequence[Said], problems: Problems) -> dict[str, list[Entry | Judgement]]:
    """Everything by county, each figure and finding once; one that is said twice and differs is refused."""
    kept: dict[tuple[str, Key], Said] = {}
    for one in said:
        key = one.county, _key(one.what)
        first = kept.setdefault(key, one)
        if first is not one and not _agree(first.what, one.what):
            place = f"{first.what.locator}; {one.what.locator}"
            problems.say("county_said_twice", place, label=_label(one.what), first=first.shown, second=one.shown)
    by_county: dict[str, list[Entry | Judgement]] = defaultdict(list)
    for one in kept.values():
        by_county[one.county].append(one.what)
    for found in by_county.values():
        _refuse_parts_that_exceed([one for one in found if isinstance(one, Entry)], problems)
    return by_county


def _refuse_parts_that_exceed(entries: Sequence[Entry], problems: Problems) -> None:
    """A count cannot be more than what it is counted among: 130 certified of 124 teachers."""
    known = {_key(one): one for one in entries}
    for one in entries:
        part = common_items()[one.item]
        whole = known.get((part.within, *_key(one)[1:]))
        if whole and one.value > whole.value:
            place, among = f"{one.locator}; {whole.locator}", common_items()[whole.item].label
            problems.say(
                "county_part_exceeds_whole", place, part=part.label, value=one.value, whole=among, total=whole.value
            )


def _key(what: Entry | Judgement) -> Key:
    if isinstance(what, Judgement):
        return ("", what.rule)
    return (what.item, what.stage, str(what.year), what.part_of)


def _agree(first: Entry | Judgement, second: Entry | Judgement) -> bool:
    if isinstance(first, Judgement):
        return (first.answer, first.by, first.on, first.evidence) == (
            second.answer, second.by, second.on, second.evidence,
        )  # fmt: skip
    return (first.is_unknown and second.is_unknown) or first.value == second.value


def _label(what: Entry | Judgement) -> Words:
    return Words(what.rule, what.rule) if isinstance(what, Judgement) else common_items()[what.item].label
