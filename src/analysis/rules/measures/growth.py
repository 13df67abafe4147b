"""This year over last year (只增不减): both stated on one basis, or the growth printed; a second count of students is warned of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from analysis.language import Words
from analysis.rules.judging import NAN, join_notes, judge_result
from analysis.rules.measures.county_items import AT_LEAST, LIMIT_WORDS, SHARE_DECIMALS, lacking
from analysis.rules.measures.registry import Case, measure
from analysis.rules.results import Quoted, Verdict
from analysis.rules.rule import Rule
from analysis.rules.stated import NOTHING, Stated, as_printed, part_stated, stated
from analysis.tables.county.items import Item, common_items
from analysis.tables.county.record import Record


@measure(
    Words("与上年之比", "growth over last year"),
    about="item",
    judged="county",
    numbers={"at_least": AT_LEAST, "at_most": LIMIT_WORDS["at_most"]},
    shown="item",
    reads="record",
    asks=("{of}_growth",),
)
def growth(case: Case, rule: Rule) -> Iterator[Verdict]:
    """The latest year's figure over that of the year before (只增不减): both stated, or the growth rate printed."""
    name = rule.subject
    for whom, limit in rule.limits(case.day).items():
        now, before = _two_years(case, name, whom)
        printed = _growth_printed(case, name, whom, now)
        cells = Quoted((*now.cells, *before.cells, *printed.cells))
        result = case.result(NAN, "share", name, whom, cells)
        if now.is_known and before.is_known and before.value > 0:
            ratio = now.value / before.value
            note = join_notes(now.note, _printed_otherwise(ratio, printed), students_otherwise(case, name, whom, now))
            bounds = (now.low / before.high, now.high / before.low if before.low > 0 else math.inf)
            result = replace(result, value=ratio, bounds=bounds, note=note)
        elif printed.is_known and not (now.is_blank or before.is_blank):
            note = join_notes(Words("按所载增长率", "by the growth rate printed"), printed.note)
            bounds = (1 + printed.low, 1 + printed.high)
            result = replace(result, value=1 + printed.value, bounds=bounds, note=note)
        else:
            is_blank = now.is_blank or before.is_blank or printed.is_blank
            result = replace(result, note=lacking(replace(now, is_blank=is_blank)))
        yield judge_result(result, limit, SHARE_DECIMALS)


def _two_years(case: Case, name: str, whom: str) -> tuple[Stated, Stated]:
    """The latest year and the one before, on one basis: both as printed, or both from their parts."""
    about = common_items()[name]
    found = (NOTHING, NOTHING)
    for read in (as_printed, _computed):
        now = read(case.record, about, whom, case.year)
        years = {entry.year for entry in now.entries}
        if len(years) != 1 or None in years:
            continue
        (year,) = years
        before = read(case.record, about, whom, year - 1)
        if any(entry.year != year - 1 for entry in before.entries):
            before = NOTHING  # an older figure never stands in for last year's
        if (now.is_known and before.is_known) or now.is_blank or before.is_blank:
            return now, before
        found = (now, before) if found[0] is NOTHING else found
    return found


def _computed(record: Record, about: Item, whom: str, year: int) -> Stated:
    """From the parts only; nothing where what was printed would stand alone."""
    known = stated(record, about.name, whom, year)
    return known if len(known.entries) > 1 else NOTHING


def _growth_printed(case: Case, name: str, whom: str, now: Stated) -> Stated:
    """The growth rate printed, of the year the figure is of."""
    found = stated(case.record, f"{name}_growth", whom, case.year)
    years = {entry.year for entry in now.entries}
    return found if not years or all(entry.year in years for entry in found.entries) else NOTHING


def _printed_otherwise(ratio: float, printed: Stated) -> Words | None:
    if not printed.is_known or printed.low <= ratio - 1 <= printed.high:
        return None
    said, found = f"{100 * printed.value:.2f}%", f"{100 * (ratio - 1):.2f}%"
    return Words(
        f"由两年数得{found}，与所载的{said}不符，两年口径可能不同",
        f"the two years give {found}, not the {said} printed: their bases may differ",
    )


# ---- two bases ---------------------------------------------------------------------------------------------------


def students_otherwise(case: Case, name: str, whom: str, now: Stated) -> Words | None:
    """That the students an amount per student is printed for are another number by the same source (口径不一).

    By what the amount and the amount per student imply; by the stages that are to add up to them. What may be left out of
    the sum is tried both ways.
    """
    about, items = common_items()[name], common_items()
    year = next((entry.year for entry in now.entries if entry.year), case.year)
    if len(about.denominator) != 1:
        return None
    base = as_printed(case.record, items[about.denominator[0].item], whom, year)
    if not base.is_known or any(entry.year not in (None, year) for entry in base.entries):
        return None
    return join_notes(_implied_otherwise(case, about, whom, year, base), _summed_otherwise(case, about, year, base))


def _implied_otherwise(case: Case, about: Item, whom: str, year: int, base: Stated) -> Words | None:
    """Amount over amount per student, as a range of what was printed."""
    amount = stated(case.record, about.numerator[0].item, whom, year)
    each = as_printed(case.record, about, whom, year)
    if not (amount.is_known and each.is_known and each.low > 0):
        return None
    low, high = about.scale * amount.low / each.high, about.scale * amount.high / each.low
    if low <= base.high and base.low <= high:
        return None
    ends = [f"{one:,.0f}" for one in (low, high)]
    span = Words("至".join(dict.fromkeys(ends)), " to ".join(dict.fromkeys(ends)))
    return Words(
        f"学生数有两个口径：所载总额与生均额推得{span.zh}人，计算生均所载为{base.value:,.0f}人，请先核对",
        f"two bases: amount and amount per student imply {span.en} students, {base.value:,.0f} are printed; "
        "check the base first",
    )


def _summed_otherwise(case: Case, about: Item, year: int, base: Stated) -> Words | None:
    """The stages that add up to it, without and with those it may leave out."""
    items = common_items()
    parts = [
        (part, part_stated(case.record, part, "", year, items)) for part in items[about.denominator[0].item].adds_up
    ]
    if not parts or not all(one.is_known for part, one in parts if not part.is_optional):
        return None
    sums = [sum(one.value for part, one in parts if not part.is_optional)]
    sums += [sums[0] + one.value for part, one in parts if part.is_optional and one.is_known]
    if any(base.low <= one <= base.high for one in sums):
        return None
    more = Words("（加上可不计的为{0:,.0f}）", " ({0:,.0f} with those that may be left out)")
    beside = Words(*(text.format(*sums[1:]) for text in more)) if sums[1:] else Words("", "")
    return Words(
        f"学生数有两个口径：计算生均所用{base.value:,.0f}人，同一材料所列各学段合计{sums[0]:,.0f}人{beside.zh}，请先核对",
        f"two bases: {base.value:,.0f} students are used per student, the stages of the same source add up to "
        f"{sums[0]:,.0f}{beside.en}; check the base first",
    )
