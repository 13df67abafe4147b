"""What a county's own figures amount to (县级数据项的取值): from their parts where it states them, else as it printed them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from analysis.language import Words
from analysis.rules.judging import join_notes
from analysis.tables.county.items import Item, Items, Part, common_items
from analysis.tables.county.record import INF, NAN, Entry, Record
from analysis.tables.locators import Locator

COMPULSORY_STAGES = ("primary", "junior")


@dataclass(frozen=True)
class Stated:
    """A figure and what it rests on; value is nan where it is unknown, and lies between low and high where it may lie.

    is_blank : one of the figures it rests on is there, but masked, damaged or left blank
    lacks    : the items it would need and that are not stated
    year     : the year of its parts, where they had to be taken from an earlier one
    """

    value: float
    low: float
    high: float
    entries: tuple[Entry, ...] = ()
    is_blank: bool = False
    note: Words | None = None
    lacks: tuple[str, ...] = ()
    year: int | None = None

    @property
    def is_known(self) -> bool:
        return not math.isnan(self.value)

    @property
    def is_bounded(self) -> bool:
        """Unknown, but not whatever."""
        return not self.is_known and (math.isfinite(self.low) or math.isfinite(self.high))

    @property
    def cells(self) -> tuple[Locator, ...]:
        """Where the figures stood."""
        return tuple(entry.locator for entry in self.entries if entry.locator)


NOTHING = Stated(NAN, -INF, INF)


def stated(record: Record, name: str, stage: str, year: int, items: Items | None = None) -> Stated:
    """An item of a stage ("" for the county) in a year, or the latest before it.

    Parts go before what was printed of the whole. What was printed stands alone where no part it would need was
    blanked: else the blank decides that it is unknown, or known only within the bounds its other parts give.
    """
    known = items or common_items()
    item = known[name]
    own, parts = as_printed(record, item, stage, year), _from_parts(record, item, stage, year, known)
    if parts.is_known:
        return replace(parts, note=join_notes(parts.note, _disagreement(item, parts, own)))
    if own.is_known or own.is_bounded:
        if not parts.is_blank:
            return own
        return replace(parts, is_blank=True, note=_rests_on_blank(own))
    if own.is_blank:
        kept = parts if parts.is_bounded else NOTHING
        return replace(kept, is_blank=True, entries=(*own.entries, *parts.entries), note=own.note)
    if parts.entries:
        return parts
    return _of_both_stages(record, item, stage, year) or own


def as_printed(record: Record, item: Item, stage: str, year: int) -> Stated:
    """What was stated of the item itself, whatever its parts would give."""
    entry = _of_its_cohort(record, item, stage, year) or record.entry(item, stage, year)
    if entry is None:
        return replace(NOTHING, lacks=(item.name,))
    low, high = entry.bounds
    note = join_notes(entry.note, None if entry.is_unknown else _of_another_year(entry, item, year))
    return Stated(entry.value, low, high, (entry,), entry.is_unknown, note)


def _of_its_cohort(record: Record, item: Item, stage: str, year: int) -> Entry | None:
    """The figure of the earlier year that an item by nature is of: other cohorts' may be stated beside it."""
    return record.exactly(item, stage, year - item.years_before) if item.years_before else None


def _from_parts(record: Record, item: Item, stage: str, year: int, items: Items) -> Stated:
    """Scale × Σ numerator / Σ denominator; a plain sum without a denominator, nothing without parts.

    All parts are of one year: where the latest of them are not, the oldest one's year is taken for all.
    """
    if not item.numerator:
        return NOTHING
    above = [(part, part_stated(record, part, stage, year, items)) for part in item.numerator]
    below = [(part, part_stated(record, part, stage, year, items)) for part in item.denominator]
    used = [one for _, one in (*above, *below)]
    years = {_year_of(entry, year, items) for one in used for entry in one.entries if entry.year}
    if len(years) > 1:
        return _of_one_year(record, item, stage, year, min(years), items)
    top, bottom = _sum(above), _sum(below) if below else (1.0, 1.0, 1.0)
    value, low, high = _ratio(top, bottom, item.scale)
    if item.is_share and not item.may_exceed:
        high = min(high, 1.0) if math.isnan(value) and math.isfinite(low) else high
    entries = tuple(entry for one in used for entry in one.entries)
    notes = join_notes(*dict.fromkeys(one.note for one in used), _above_one(item, low if math.isnan(value) else value))
    lacks = tuple(name for one in used for name in one.lacks)
    return Stated(value, low, high, entries, any(one.is_blank for one in used), notes, lacks)


def _year_of(entry: Entry, year: int, items: Items) -> int:
    """The year a figure stands for: an earlier cohort's entry stands for the year it leaves."""
    before = items[entry.item].years_before
    return entry.year if entry.year == year else entry.year + before


def _of_one_year(record: Record, item: Item, stage: str, year: int, oldest: int, items: Items) -> Stated:
    """From the parts of the oldest one's year; nothing where they are of several years even so."""
    found = _from_parts(record, item, stage, oldest, items) if oldest < year else NOTHING
    said = Words(
        f"各分项所填年度不一，只能取同一年的数（{oldest}年）",
        f"the parts are stated for different years; only those of one year go together ({oldest})",
    )
    return replace(found, note=join_notes(said, found.note), year=oldest)


def part_stated(record: Record, part: Part, stage: str, year: int, items: Items) -> Stated:
    """One part; one that may be left unstated is then 0 or more."""
    found = stated(record, part.item, part.stage or stage, year, items)
    if part.is_optional and not found.is_known:
        return replace(found, low=max(found.low, 0.0), lacks=())
    return found


def _of_both_stages(record: Record, item: Item, stage: str, year: int) -> Stated | None:
    """A count of the county that was stated of primary and junior schools apart."""
    if stage or item.is_share or item.numerator:
        return None
    found = [as_printed(record, item, one, year) for one in COMPULSORY_STAGES]
    if not all(one.entries for one in found):
        return None
    return Stated(
        sum(one.value for one in found),
        sum(one.low for one in found),
        sum(one.high for one in found),
        tuple(entry for one in found for entry in one.entries),
        any(one.is_blank for one in found),
    )


def _sum(parts: Iterable[tuple[Part, Stated]]) -> tuple[float, float, float]:
    """Value, least and most of a signed sum."""
    value = low = high = 0.0
    for part, one in parts:
        value += part.sign * one.value
        low += one.low if part.sign > 0 else -one.high
        high += one.high if part.sign > 0 else -one.low
    return value, low, high


def _ratio(top: tuple[float, ...], bottom: tuple[float, ...], scale: float) -> tuple[float, float, float]:
    """Value, least and most of a ratio of two sums that are 0 or more; nothing is known over a denominator of 0."""
    (above, least, most), (below, smallest, largest) = top, bottom
    value = scale * above / below if below > 0 else NAN
    low = scale * max(least, 0.0) / largest if largest > 0 and math.isfinite(least) else (0.0 if least >= 0 else -INF)
    high = scale * most / smallest if smallest > 0 else (0.0 if most <= 0 else INF)
    return value, low, high


def _disagreement(item: Item, parts: Stated, own: Stated) -> Words | None:
    """That what was printed of the whole is not what its parts give."""
    if not own.is_known or (own.low <= parts.high and parts.low <= own.high):
        return None
    printed, shown = own.entries[0].printed, item_value(parts.value, item)
    return Words(
        f"由所载各分项得{shown}，与所载的{printed.zh}不符，两者口径、时点可能不同",
        f"the printed parts give {shown}, not the {printed.en} that is printed: base or date may differ",
    )


def _rests_on_blank(own: Stated) -> Words:
    printed = own.entries[0].printed
    return Words(
        f"所载的{printed.zh}所依据的分项缺失，未予采用",
        f"{printed.en} is printed, but a figure it rests on is missing: not used",
    )


def _of_another_year(entry: Entry, item: Item, year: int) -> Words | None:
    if entry.year in (None, year, year - item.years_before):
        return None
    return Words(f"为{entry.year}年的数", f"the figure of {entry.year}")


def _above_one(item: Item, value: float) -> Words | None:
    if not (item.is_share and item.may_exceed and value > 1):
        return None
    return Words(
        "超过100%：转入、转出、毕业各数口径不一时会出现，请核对",
        "above 100%: it happens where arrivals, departures and graduates are counted on different bases; check them",
    )


PERCENT_DECIMALS = 2  # of a share in %


def item_value(value: float, item: Item, share_decimals: int = PERCENT_DECIMALS) -> str:
    """A figure of an item as pages show it: a share in %, anything else to four digits at least."""
    if math.isnan(value):
        return "—"
    if item.is_share:
        return f"{100 * value:.{share_decimals}f}%"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def named_schools(record: Record, item: str, stage: str) -> Iterator[Entry]:
    """The figures of single schools that a county names."""
    return (one for one in record.of(item) if one.part_of and one.stage == stage)
