"""Shares and rates: 占 … 的, 占比, 率 after its two counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from analysis.insight.reports.reading.grammar.cues import cues, stage_in
from analysis.insight.reports.reading.grammar.mentions import OF_THAT, Mention
from analysis.insight.reports.reading.grammar.page import Page, Reading, at, claim, values_differ
from analysis.insight.reports.reading.names import cleaned, core_of

FROM = re.compile(r"(?:由|从)[^,;。:]*$")
BASE_WORDS = re.compile(r"占(?P<base>[^占,;。:()]*?)(?:的比例|的比重|比例|比重|的|比)?(?:分别)?(?:为|达到|达|约|是)*$")
RATE = re.compile(r"(?P<of>[^,;。:]{1,10}?)(?:比)?[率例](?:分别|均)?(?:为|达到|达|是|均|约|均为|均达到)*$")
OWN_WORDS = re.compile(r"(?P<of>[^,;。:()占]+)占")
ADDED = re.compile(r"新增|新建|新招|增加|净增")
SO_FAR = re.compile(r"累计|总共")  # no part of what stands before it
DURATIONS = ("学时", "课时", "小时", "天", "年")  # no rate is of these
SAID_OF_ALL = ("总数", "总量", "总人数", "总额", "全部", "总")
MANY = 3


def shares(page: Page) -> Iterator[Reading]:
    for one in page.mentions:
        if not one.is_percent or one.unit == "个百分点" or one.place != one.series:
            continue
        if FROM.search(one.clause) or one.role == "level":
            if one.role == "share":
                yield from _from_to(page, one)
        elif one.role == "share":
            yield from _shares_of(page, one)
        elif one.role == "rate":
            yield from _rate_of(page, one)


def _shares_of(page: Page, first: Mention) -> Iterator[Reading]:
    series = page.series(first.place)
    if len(series) > 1:
        yield from _in_series(page, series)
        return
    before = page.mentions[first.place - 1] if first.place else None
    if (
        before
        and "占" in before.clause
        and OF_THAT.fullmatch(first.clause.strip())
        and before.is_part
        and before.sentence == first.sentence
    ):
        part = _part_before(page, before)  # 143名,占1081名教师总数的13.24%
        if part and part.like(before):
            yield claim("share", first.place, f"{at(part.place)} / {at(before.place)}", "certain")
        return
    part = _part_before(page, first)
    if part is None or _is_of_other(first, part):
        return
    if "占" not in first.clause and (said := RATE.search(first.clause.strip())) and cleaned(said["of"]):
        yield from _rate_of(page, first, said["of"])
        return
    words = BASE_WORDS.search(first.clause.strip())
    named = cleaned(words["base"]) if words else ""
    yield from _of_base(page, first, part, named)


def _is_of_other(share: Mention, part: Mention) -> bool:
    """新增学位4230个,公办园在园幼儿占比50%; 新增公办园48所,公办园占比38%: the share names what it is of, and not this."""
    named = OWN_WORDS.match(share.clause.strip())
    words = core_of(cleaned(named["of"])) if named else ""
    if len(words) < 2:
        return False
    is_new = ADDED.search(part.clause) is not None and not ADDED.search(words)
    return is_new or not any(words[i : i + 2] in part.label + part.clause for i in range(len(words) - 1))


def _from_to(page: Page, first: Mention) -> Iterator[Reading]:
    """大班额由619个下降至267个,比例由21.23%下降至8.52%: the first share is of the first count, the second of the second."""
    then = page.mentions[first.place + 1] if first.place + 1 < len(page.mentions) else None
    if (
        then is None
        or then.role != "level"
        or not then.is_percent
        or then.sentence != first.sentence
        or first.place < 2
    ):
        return
    a, b = page.mentions[first.place - 2], page.mentions[first.place - 1]
    if b.role == "level" and a.is_part and a.powers == b.powers and a.sentence == b.sentence == first.sentence:
        yield from (_base(a, first), _base(b, then))


def _of_base(page: Page, share: Mention, part: Mention, named: str) -> Iterator[Reading]:
    """The share as part over base, the base found by its name, or as the whole the part was taken from."""
    core = core_of(named) if named else ""
    found = _named_bases(page, share, part, named, core)
    if found:
        best = found[0]
        others = [f"{at(part.place)} / {at(other.place)}" for other in found[1:MANY] if values_differ([best, other])]
        near = best.sentence >= share.sentence - 1
        certainty = "certain" if near or not others else "likely"
        yield claim("share", share.place, f"{at(part.place)} / {at(best.place)}", certainty, others)
        return
    if not core or core in core_of(part.label) or named in ("总", "全县"):
        whole = None if SO_FAR.search(part.clause) else _whole_in_sentence(page, part)
        if whole:
            is_sure = share.place - part.place == 1 and part.place - whole.place == 1
            yield claim(
                "share", share.place, f"{at(part.place)} / {at(whole.place)}", "certain" if is_sure else "likely"
            )
            return
    yield _base(part, share)


def _base(part: Mention, share: Mention) -> Reading:
    """A share whose base is not printed: it still implies one."""
    pair = [[at(part.place), at(share.place)]]
    return Reading("base", "base", "certain", (part.place, share.place), (("pairs", pair),))


def _named_bases(page: Page, share: Mention, part: Mention, named: str, core: str) -> list[Mention]:
    if len(core) < 2:
        return []
    stages = [stage_in(named)] if stage_in(named) else [part.stage, "all", "compulsory"]
    near = [one for one in page.in_sentence_before(share.place) if one.like(part) and one is not part]
    in_sentence = [one for one in near if _is_called(page.cores[one.place], core) and one.place != part.place]
    if in_sentence:  # 应交流教师 is no 交流教师 where these are there too
        return sorted(in_sentence, key=lambda one: one.label != named)
    found: list[Mention] = []
    for stage in stages:
        found += [one for one in page.called(core, part, stage) if one.like(part) and one is not part]
    return found


def _is_called(name: str, core: str) -> bool:
    if any(name in noun.words and core in noun.words for noun in cues().noun.values()):
        return True  # 教学班, of 班级总数
    return len(name) > 1 and (name == core or name.endswith(core) or core.endswith(name))


def _part_before(page: Page, one: Mention) -> Mention | None:
    """The count a share is said of: the nearest before it, outside its brackets or in them."""
    near = (
        other for other in page.in_sentence_before(one.place, 12) if other.depth <= one.depth and not other.is_earlier
    )
    part = next((other for other in islice(near, 4) if other.is_part), None)
    if part and one.gap.startswith(";") and _is_beside(page, part, part):  # 寄宿生95人,其中小学70人,初中25人;占…
        whole = _whole_in_sentence(page, part)
        return whole if whole and whole.segment == one.segment - 1 else part
    return part


def _whole_in_sentence(page: Page, part: Mention) -> Mention | None:
    """What a part is part of, when the share does not name it: the nearest like it before it, or before its list."""
    for one in page.in_sentence_before(part.place, 8):
        if one.segment != part.segment:
            return None
        if one.like(part) and one.depth <= part.depth and _holds(one, part) and not _is_beside(page, one, part):
            return one
    return None


def _is_beside(page: Page, one: Mention, part: Mention) -> bool:
    """Whether both are parts of one list: 其中东部890个,中部872个."""
    begun = [
        m.place
        for m in page.mentions[max(0, part.place - 11) : part.place + 1]
        if any(word in m.gap for word in cues().of_which)
    ]
    return bool(begun) and begun[-1] <= one.place and page.mentions[begun[-1]].sentence == part.sentence


def _holds(whole: Mention, part: Mention) -> bool:
    """Not two parts beside each other: of one stage, or the whole of all."""
    return whole.stage == part.stage or whole.stage in ("all", "compulsory")


def _in_series(page: Page, series: list[Mention]) -> Iterator[Reading]:
    """人数分别为559人、655人、725人,占 … 的比例分别为10.05%、10.1%、11%: each of its own."""
    first = series[0]
    runs = _runs_before(page, first, len(series))
    if not runs:
        return
    parts = runs[0]
    for share, part in zip(series, parts, strict=True):
        yield _base(part, share)


def _runs_before(page: Page, one: Mention, length: int) -> list[list[Mention]]:
    """Earlier series of counts of the same sentence that are just as long, the nearest first."""
    found: list[list[Mention]] = []
    seen: set[int] = set()
    for other in page.in_sentence_before(one.place, 6 * length):
        if other.series in seen or not other.is_part:
            continue
        seen.add(other.series)
        series = page.series(other.place)
        if len(series) == length and length > 1:
            found.append(series)
    return found


def _rate_of(page: Page, first: Mention, of: str = "") -> Iterator[Reading]:
    """残疾儿童218人,入学213人,入学率97.7%: the count that the rate names over the one before it."""
    series = page.series(first.place)
    if len(series) > 1:
        runs = _runs_before(page, first, len(series))
        if len(runs) > 1 and all(a.like(b) for a, b in zip(runs[0], runs[1], strict=True)):
            for rate, part, whole in zip(series, runs[0], runs[1], strict=True):
                yield claim("rate", rate.place, f"{at(part.place)} / {at(whole.place)}", "certain")
        return
    words = RATE.search(first.clause.strip())
    of = of or (words["of"] if words else "")
    counts = list(_counts_since_rate(page, first))
    named = sorted((one for one in counts if _shares_words(of, one)), key=lambda one: of[-4:] not in one.clause)
    wholes = [one for one in counts if _is_rate_of(of, one)]
    if not named and (whole := min(wholes, key=lambda one: len(one.label), default=None)):
        yield replace(_base(whole, first), certainty="likely")
        return
    if not named:
        if of and _may_be_rate(counts):
            a, b = at(counts[0].place), at(counts[1].place)
            yield claim("rate", first.place, f"{a} / {b}", "uncertain", (f"{b} / {a}",))
        return
    part = named[0]
    wholes = [one for one in counts if one.place < part.place and one.like(part) and not _is_sibling(one, part)]
    if wholes:
        is_sure = len(counts) == 2 or wholes[0].place == part.place - 1
        yield claim(
            "rate", first.place, f"{at(part.place)} / {at(wholes[0].place)}", "certain" if is_sure else "likely"
        )
    elif first.role == "rate":
        yield replace(_base(part, first), certainty="likely")


def _may_be_rate(counts: list[Mention]) -> bool:
    """Two counts of persons that stand alone: no list of what became of them."""
    return (
        len(counts) == 2 and counts[0].like(counts[1]) and counts[0].unit == "人" and counts[0].stage == counts[1].stage
    )


def _counts_since_rate(page: Page, first: Mention) -> Iterator[Mention]:
    """The counts that the last rate of the sentence was not said of, the nearest first."""
    some = False
    for one in page.in_sentence_before(first.place, 8):
        if one.role in ("rate", "share") and one.depth <= first.depth and some:
            return
        if one.is_part and one.depth <= first.depth and one.unit not in DURATIONS:
            some = True
            yield one


def _shares_words(of: str, one: Mention) -> bool:
    """Whether a rate is named after a count: 入学率 and 已入学213人."""
    root = of[-2:]
    words = one.label + one.clause + one.after
    return len(root) == 2 and (root in words or f"{root[0]}入" in words)  # 升学率: 升入高中735人


def _is_rate_of(of: str, one: Mention) -> bool:
    """Whether a rate names the count it is of all of: 样本学生668人,样本学生参测率98%."""
    return len(of) > 3 and one.label.endswith(of[:4])


def _is_sibling(one: Mention, other: Mention) -> bool:
    """Two parts beside each other, 小学 and 初中."""
    stages = {one.stage, other.stage}
    return len(stages) == 2 and not stages & {"all", "compulsory"}
