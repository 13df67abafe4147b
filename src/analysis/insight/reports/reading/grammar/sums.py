"""Wholes and their parts: 其中, brackets, 分别为, 合计."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.insight.reports.reading.grammar.cues import Partition, any_of, cues
from analysis.insight.reports.reading.grammar.mentions import CLAUSE_ENDS, STOPS, Mention
from analysis.insight.reports.reading.grammar.page import Certainty, Page, Reading, at, claim, order
from analysis.insight.reports.reading.names import cleaned

MOST_PARTS = 24
POINT = "教学点"
MOST_ASIDE = 2  # counts of other things between two parts
BRACKET = re.compile(r"^[\s　]*\(")


def sums(page: Page) -> Iterator[Reading]:
    """Every list of parts with its whole before or behind it."""
    for one in page.mentions:
        if not one.is_part:
            continue
        if opened := _opened(page, one):
            yield from _whole_first(page, _first_part(page, one, opened), opened)
        elif STOPS.search(one.gap):
            yield from _whole_named(page, one)
        if _closes(page, one):
            yield from _whole_last(page, one)


def _first_part(page: Page, one: Mention, opened: str) -> Mention:
    """培训393人次,其中国家级项目45个,386人次: the number after, where the first one has no whole to be part of."""
    if opened == "of_which" and one.place + 1 < len(page.mentions) and _whole_of(page, one, opened)[0] is None:
        after = page.mentions[one.place + 1]
        if after.is_part and after.segment == one.segment and after.depth == one.depth:
            return after
    return one


def _has(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)


def _opened(page: Page, one: Mention) -> str:
    """How a list of parts begins at a number: by "of which", in a bracket, by a colon, or bare; "" when none does."""
    gap, said = one.gap, cues()
    since_stop = STOPS.split(gap)[-1]
    if _has(said.of_which, since_stop):
        return "of_which"
    if not one.place or STOPS.search(gap):
        return ""
    before = page.mentions[one.place - 1]
    if one.depth and one.depth == before.depth:
        return ""
    if one.depth > before.depth and BRACKET.match(gap):
        return "including" if re.match(rf"^[\s　]*\((?:{any_of(said.including)})", gap) else "bracket"
    if not before.is_part or not before.like(one):
        return "list" if one.series == one.place and _bare(page, one) and "(" not in gap else ""
    if re.match(r"^[^,;(]{0,6}[:]", gap) or _has(said.made_of, gap):
        return "list"
    return "list" if _bare(page, one) else ""


def _bare(page: Page, one: Mention) -> bool:
    """在校生27813人,小学17930人,初中9883人: nothing but the names of parts that make a whole."""
    if one.number.at and one.label and not _partition([one]):
        return False
    run = _run(page, one)
    partition = _partition(run)
    return bool(partition) and len(run) > 1 and _is_complete(partition, run)


def _whole_first(page: Page, first: Mention, opened: str) -> Iterator[Reading]:
    whole, is_next = _whole_of(page, first, opened)
    if whole and opened == "list" and whole.segment != first.segment and (begun := _list_before(page, first)):
        if first in _run(page, begun):
            return
        whole, is_next = _whole_of(page, begun, "of_which")[0], False  # 其中公办53所,民办75所;城区50所,农村78所
    if whole is None:
        return
    parts = _run(page, first)
    if opened == "list" and (
        len(parts) < 2 or _partition([whole, *parts]) or not (is_next or whole.segment < first.segment)
    ):
        return
    certainty: Certainty = "certain" if is_next else "likely"
    if len(parts) == 1 or opened == "including":
        yield from (order(part.place, whole.place, certainty) for part in parts[:1])
        return
    partition = _partition(parts)
    near = page.mentions[first.place : parts[-1].place + 2]
    if any(is_point(one) and (one.depth, one.sentence) == (first.depth, first.sentence) for one in near):
        yield from (order(part.place, whole.place, certainty) for part in parts)
        return  # the points among them are counted in another unit
    if _is_complete(partition, parts) or opened == "bracket" or (opened == "list" and len(parts) > 1):
        yield claim("sum", whole.place, _plus(parts), "likely" if _goes_on(page, parts) else certainty)
        return
    yield from (order(part.place, whole.place, certainty) for part in parts)
    yield claim("sum", whole.place, _plus(parts), "likely" if len(parts) > 2 else "uncertain")


def _list_before(page: Page, first: Mention) -> Mention | None:
    """The first part of the list that a sentence has begun by 其中."""
    before = page.in_sentence_before(first.place)
    return next((one for one in before if _has(cues().of_which, one.gap) and one.like(first)), None)


def _goes_on(page: Page, parts: Sequence[Mention]) -> bool:
    """Whether a list seems to have a further part that was not understood: …;普通高校本专科生数8576人."""
    last = parts[-1]
    rest = page.mentions[last.place + 1 : last.place + 1 + MOST_ASIDE]
    after = next((one for one in rest if one.like(last) and one.depth == last.depth), None)
    is_list = any(one.segment != parts[0].segment for one in parts)
    return bool(is_list and after and after.segment == last.segment + 1 and not _begins_anew(after))


def _whole_named(page: Page, first: Mention) -> Iterator[Reading]:
    """公办园20所,民办园34所。公办园县城内8所,乡镇9所: a sentence that begins with the name of a number before it."""
    for whole in page.before(first.place, 6):
        if whole.sentence < first.sentence - 1:
            return
        if whole.like(first) and _is_named(whole, first):
            parts = _run(page, first)
            if len(parts) > 1:
                yield claim("sum", whole.place, _plus(parts), "certain" if len(parts) > 2 else "likely")
            return


def _is_named(whole: Mention, first: Mention) -> bool:
    """Whether the first part is called by the name of the whole and more: 公办园, 公办园县城内."""
    return 1 < len(whole.label) < len(first.label) and first.label.startswith(whole.label)


def _whole_of(page: Page, first: Mention, opened: str) -> tuple[Mention | None, bool]:
    """The number that a list divides, and whether it is the count that stands right before the list."""
    nearest = True
    found: list[tuple[Mention, bool]] = []
    for one in page.before(first.place, 8):
        if one.sentence < first.sentence - 1 or (one.sentence < first.sentence and opened != "of_which"):
            break
        if one.depth > first.depth or (opened == "bracket" and one.depth >= first.depth):
            continue
        if one.like(first) and not one.is_earlier and not one.clause.rstrip().endswith("占"):
            found.append((one, nearest and _is_of_same(one, first)))
        nearest = nearest and not one.is_part
    same = [pair for pair in found if _is_of_same(pair[0], first)]
    return next(iter(same or found), (None, False))


def _is_of_same(whole: Mention, part: Mention) -> bool:
    """Whether what is counted in 个 is the same thing by its last word: 项目 are no 学位."""
    if part.unit != "个" or len(part.label) < 2 or not whole.label:
        return True
    return part.label[-2:] in whole.label + whole.after or part.label[-1] == whole.label[-1]


def _run(page: Page, first: Mention) -> list[Mention]:
    """The parts of a list, from its first."""
    parts, aside = [first], 0
    for one in page.mentions[first.place + 1 : first.place + 3 * MOST_PARTS]:
        if _is_over(first, parts[-1], one):
            break
        if one.depth > first.depth or not one.is_part or one.is_earlier:
            continue
        if one.like(first):
            if not _joins(parts, one, bool(aside)):
                break
            parts.append(one)
            aside = 0
        else:
            aside += not is_point(one)
            if aside > MOST_ASIDE:
                break
    return parts[:MOST_PARTS]


def _is_over(first: Mention, last: Mention, one: Mention) -> bool:
    """Whether a list has ended: with its sentence or bracket, by what a rule is quoted to ask, by a new beginning."""
    if one.depth < first.depth or one.sentence != first.sentence:
        return True
    if one.depth > first.depth:
        return False
    is_quoted = one.gap.count("“") > one.gap.count("”")
    return is_quoted or (one.is_part and not one.is_earlier and (_are_others(last, one) or _begins_anew(one)))


def _joins(parts: Sequence[Mention], one: Mention, is_aside: bool) -> bool:
    """Whether a number of the same unit is a further part; behind others, or a semicolon, only when it is said alike."""
    is_apart = is_aside or not parts[0].segment == parts[-1].segment == one.segment
    if is_apart and not (_is_parallel(parts, one) or _is_framed(parts[-1], one)):
        return False
    return not _repeats(parts[-1], one) or one.segment != parts[-1].segment


def _are_others(last: Mention, one: Mention) -> bool:
    """Students and then teachers, or the other way round."""
    return {_persons(last), _persons(one)} == {"students", "teachers"}


def _persons(one: Mention) -> str:
    """Which persons a count names last; "" for others."""
    named = (noun for noun in ("students", "teachers") if one.label.endswith(tuple(cues().noun[noun].words)))
    return "teachers" if one.label.endswith("教职工") else next(named, "")


def is_point(one: Mention) -> bool:
    """教学点25个 between schools: among them, in another unit."""
    return one.is_part and one.unit == "个" and one.label.endswith(POINT)


def _repeats(last: Mention, one: Mention) -> bool:
    """The same thing again, of the same year: no further part."""
    return bool(cleaned(one.clause)) and one.label == last.label and one.year == last.year and one.series != last.series


def _is_framed(last: Mention, one: Mention) -> bool:
    """Said the same way again, of something else: 其中30万元用于校舍,20万元用于设备; 甲校新增学位180个;乙校新增学位100个."""
    if one.segment == last.segment:
        return not cleaned(one.clause) and one.after[:2] == last.after[:2] != ""
    return one.segment == last.segment + 1 and one.label == last.label and one.gap.count(",") > 0


def _begins_anew(one: Mention) -> bool:
    """Whether a clause starts another list, closes this one, or speaks of the whole county again."""
    said = cues()
    last = CLAUSE_ENDS.split(one.gap)[-1]
    return (
        _has(said.of_which, one.gap)
        or _has(said.total, one.gap)
        or re.match(rf"^(?:{any_of(said.anew)})", last) is not None
        or re.match(rf"^(?:{any_of(said.total_if_bare)})", last) is not None
    )


def _partition(parts: Sequence[Mention]) -> Partition | None:
    """The kind of parts all of these are, each another one."""
    for partition in cues().partition:
        members = [partition.member(part.label) for part in parts]
        if None not in members and len(set(members)) == len(members):
            return partition
    return None


def _is_parallel(parts: Sequence[Mention], one: Mention) -> bool:
    """Whether a later number is one more part of the same kind; behind a semicolon its clause begins with the part."""
    partition = _partition([*parts, one])
    if partition is None or one.segment == parts[-1].segment:
        return partition is not None
    head = cleaned(CLAUSE_ENDS.split(one.gap)[-1])
    return not head or any(head.startswith(word) for words in partition.members for word in words)


def _is_complete(partition: Partition | None, parts: Sequence[Mention]) -> bool:
    """Whether nothing is left out: the parts make a whole, or the last is what remains."""
    if len(parts) > 1 and _has(cues().rest.words, parts[-1].label):
        return True
    if partition is None:
        return False
    return partition.is_whole({member for part in parts if (member := partition.member(part.label)) is not None})


def _plus(parts: Sequence[Mention]) -> str:
    return " + ".join(at(part.place) for part in parts)


def _closes(page: Page, one: Mention) -> bool:
    """Whether a number is called the total of those before it."""
    if not one.place or one.sentence != page.mentions[one.place - 1].sentence:
        return False
    said, clause = cues(), CLAUSE_ENDS.split(one.gap)[-1].strip()
    if _has(said.total, clause) or (_has(said.total, one.gap) and ":" not in one.gap):
        return True
    if re.fullmatch(rf"(?:{any_of(said.total_if_bare)})(?:有|为|达|是|计)?", clause):
        return True
    before = page.mentions[one.place - 1]
    after_series = before.series != before.place and one.series == one.place
    return after_series and re.match(rf".{{0,4}}(?:{any_of(said.total_if_bare)})", clause) is not None


def _whole_last(page: Page, whole: Mention) -> Iterator[Reading]:
    parts: list[Mention] = []
    aside = 0
    for one in page.in_sentence_before(whole.place, MOST_PARTS):
        if one.depth > whole.depth or not one.is_part:
            continue
        if not one.like(whole):
            aside += 1
            if aside > MOST_ASIDE:
                break
            continue
        if one.segment != (parts or [whole])[-1].segment and not (parts and _is_parallel(parts, one)):
            break
        parts.append(one)
        if one.series == one.place and _starts_list(one):
            break
    parts.reverse()
    if len(parts) > 1:
        is_plain = not aside
        yield claim("sum", whole.place, _plus(parts), "certain" if is_plain else "likely")


def _starts_list(one: Mention) -> bool:
    said = cues()
    return _has([*said.of_which, *said.respectively, *said.total], one.gap) or bool(
        re.match(rf"^(?:{any_of(said.anew)})", one.clause)
    )
