"""Averages: 每百名学生, 生均, 平均班额, 人均."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.insight.reports.arithmetic.units import read_unit
from analysis.insight.reports.reading.grammar.cues import Per, any_of, cues, stage_in
from analysis.insight.reports.reading.grammar.mentions import Mention, with_heading
from analysis.insight.reports.reading.grammar.page import Certainty, Page, Reading, at, claim, values_differ
from analysis.insight.reports.reading.names import cleaned, core_of

LONG_NAME = 4  # signs that tell one amount from the others
OF_ALL = re.compile(r"平均|整体|总体|整个|其")
HAVING = re.compile(r"^(?:平均)?(?:共)?(?:拥有|配备|占有|有|配置|的)?")
STUDENTS_PER_CLASS = re.compile(
    r"班额|班均(?:人数|规模|学生|在校生)?$|每班$|每个(?:教学)?班|班级规模|每班(?:学生|人数)"
)


def averages(page: Page) -> Iterator[Reading]:
    for one in page.mentions:
        if one.role == "average" and "/" in one.unit:
            yield from _average(page, one)


def _per_of(one: Mention) -> Per | None:
    """What an average is by: as its words say, else by its unit."""
    words = with_heading(one)
    named = (per for per in cues().per if any(word in words for word in per.words))
    by_unit = (per for per in cues().per if one.unit.endswith(f"/{per.unit}"))
    return next(named, None) or next(by_unit, None)


def _average(page: Page, one: Mention) -> Iterator[Reading]:
    per = _per_of(one)
    if per is None:
        return
    if per.noun == "classes" and STUDENTS_PER_CLASS.search(one.clause.rstrip("达到为是约有")):
        over, sure_over = count_of(page, "students", one)
    else:
        over, sure_over = _numerator(page, one, per)
    over = [other for other in over if _is_whose(one, per, other)]
    if over and one.stage == "all" and over[0].stage != "all":
        one = one.of_stage(over[0].stage)  # 初中 … 总值6007.68万元。全县生均 …: the junior schools' again
    if per.noun == "persons":
        below, sure_below = _persons(page, one, over)
    else:
        below, sure_below = count_of(page, per.noun, one)
    if not over or not below or over[0].place == below[0].place:
        yield from _implied(page, one, below)
        return
    certainty: Certainty = "certain" if sure_over and sure_below else "likely"
    if not _unit_fits(over[0], below[0], one):
        return
    others = [
        f"{at(a.place)} / {at(b.place)}"
        for a, b in [*((a, below[0]) for a in over[1:2]), *((over[0], b) for b in below[1:2])]
        if _unit_fits(a, b, one) and (values_differ([a, over[0]]) or values_differ([b, below[0]]))
    ]
    yield claim("average", one.place, f"{at(over[0].place)} / {at(below[0].place)}", certainty, others)


def _implied(page: Page, one: Mention, below: list[Mention]) -> Iterator[Reading]:
    """人均差额5511元,共计补发1476万元: an average with its total alone says how many there are."""
    near = (*page.mentions[one.place - 1 : one.place], *page.mentions[one.place + 1 : one.place + 2])
    totals = [
        other for other in near if other.is_part and other.sentence == one.sentence and other.series == other.place
    ]
    wanted = read_unit(one.unit.split("/")[0])
    for total in totals:
        if not below and total.powers == wanted.powers and read_unit(total.unit).factor > wanted.factor:
            yield Reading(
                "base", "base", "likely", (total.place, one.place), (("pairs", [[at(total.place), at(one.place)]]),)
            )
            return


def _is_whose(one: Mention, per: Per, over: Mention) -> bool:
    """Not the county's total under the average of one school: 城关八小生均 …"""
    before = re.split(any_of(per.words), one.clause, maxsplit=1)[0] if any_of(per.words) else ""
    whose = OF_ALL.sub("", core_of(cleaned(before))) if before != one.clause else ""
    return len(whose) < 2 or whose in over.label or stage_in(whose) != ""


def _unit_fits(over: Mention, below: Mention, one: Mention) -> bool:
    return (read_unit(over.unit) / read_unit(below.unit)).powers == one.powers


def _numerator(page: Page, one: Mention, per: Per) -> tuple[list[Mention], bool]:
    """What is divided: the thing the average names, in the sentence first."""
    words = re.sub(any_of(per.words), "", cleaned(one.clause), count=1)
    core = core_of(HAVING.sub("", re.sub(r"^.*?(?:拥有|配备)", "", words)))
    wanted = read_unit(one.unit.split("/")[0]).powers
    close = [other for other in page.before(one.place, 8) if other.sentence >= one.sentence - 1 and other.is_part]
    close = [other for other in close if other.powers == wanted and (other.stage == one.stage or one.stage == "all")]
    near = [other for other in close if other.sentence == one.sentence]
    named = [other for other in close if core and _alike(page.cores[other.place], core)]
    if named:
        return named, True
    found = [other for other in page.called(core, one, one.stage) if other.powers == wanted] if len(core) > 1 else []
    if found:
        return found, not values_differ(found)
    if len(core) >= LONG_NAME:
        longer = [other for other in page.ending_in(core, one, one.stage) if other.powers == wanted]
        if longer:
            return longer, False
    return near, len(near) == 1 and (per.noun == "persons" or not core)


def _alike(name: str, core: str) -> bool:
    """教学及辅助用房总面积 is what 生均教学及辅助用房面积 divides."""
    return bool(name) and (name == core or name.endswith(core) or core.endswith(name))


def count_of(page: Page, noun: str, one: Mention) -> tuple[list[Mention], bool]:
    """The count of students, classes, teachers of the same stage and year: the nearest; sure when all agree."""
    stages = [one.stage] if one.stage not in ("all", "compulsory") else ["all", "compulsory"]
    for other in page.in_sentence_before(one.place, 8):
        if other.is_part and other.stage in stages and page.cores[other.place] in cues().noun[noun].words:
            return [other], True
    unit = read_unit(cues().noun[noun].unit).powers
    for stage in stages:
        if found := [other for other in page.counts_of(noun, one.of_stage(stage)) if other.powers == unit]:
            return found, not values_differ(found)
    return [], False


def _persons(page: Page, one: Mention, over: list[Mention]) -> tuple[list[Mention], bool]:
    """人均: the persons of the same sentence; sure when there is one such count."""
    below = [
        other
        for other in page.in_sentence_before(one.place, 6)
        if other.is_part
        and other.powers in (read_unit("人").powers, read_unit("人次").powers)
        and other not in over[:1]
    ]
    return below, len(below) == 1
