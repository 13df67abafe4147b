"""Printed points: large classes and exchanged teachers as reports print them, and what their digits leave open."""

from __future__ import annotations

from analysis.insight.class_size.shares import PrintedShareChange
from analysis.insight.exchange.ratios import MEASURES
from analysis.insight.series.implied_base import ImpliedBase, implied_base
from analysis.language import Words
from analysis.show.page import words
from analysis.show.page.table import Table, left, right
from analysis.show.printed_points.view import PrintedPoint, PrintedPoints, in_print

LONGEST = 2  # decimals a report prints where it prints most


def printed_large_classes(view: PrintedPoints) -> Table:
    """Counts and shares of large classes as printed, and the number of classes they imply or state."""
    rows = []
    for place, points in view.large_classes.items():
        split = view.falls().get(place)
        bases = {points[0].year: split.bases[0], points[-1].year: split.bases[1]} if split else {}
        for point in points:
            base = bases.get(point.year)
            rows.append(
                (
                    view.place_name(place),
                    str(point.year),
                    in_print(point.count),
                    f"{point.share.printed}%",
                    _range(base) if base else _stated_classes(view, place, point.year),
                )
            )
    return view.tabulate(
        Words("公布的大班额", "Large classes as printed"),
        [
            left("地区", "Place", 3),
            right("年份", "Year", 1.2),
            right("大班额", "Large classes", 2),
            right("占比", "Share", 1.6),
            right("班级总数（隐含或所载）", "All classes (implied or printed)", 3),
        ],
        rows,
    )


def _stated_classes(view: PrintedPoints, place: str, year: int) -> Words | str:
    found = list(view.facts.select(place=place, year=year, measure="classes", statistic="count"))
    return in_print(found[0]) if found else words.MISSING


def printed_falls(view: PrintedPoints) -> Table:
    """Each printed move, both orders and Shapley, with what rounding leaves open."""
    rows = []
    for place, found in view.falls().items():
        split = found.split
        open_ = [f"{words.number(100 * a, 2)}–{words.number(100 * b, 2)}" for a, b in _ends(found)]
        pairs = (split.numerator_first, split.denominator_first, split.shapley)
        label = f"{view.place_name(place)} {words.number(-100 * split.change, 2)}"
        rows.append(
            (label, *(" + ".join(words.number(-100 * part, 2) for part in pair) for pair in pairs), " + ".join(open_))
        )
    return view.tabulate(
        Words("公布占比的下降：大班额减少 + 班级总数增加", "Printed falls: fewer large classes + more classes in all"),
        [
            left("地区和降幅（百分点）", "Place and fall (points)", 3),
            right("先减大班额", "large classes first", 2),
            right("先增班级", "all classes first", 2),
            right("沙普利", "Shapley", 2),
            right("占比修约所容许的范围（沙普利）", "range rounding leaves (Shapley)", 3.4),
        ],
        rows,
    )


def _ends(found: PrintedShareChange) -> list[tuple[float, float]]:
    """Smallest and largest part as falls, numerator then denominator."""
    return [(-found.most[k], -found.least[k]) for k in (0, 1)]


def printed_exchange(view: PrintedPoints) -> Table:
    """Counts and ratios of exchange as printed; a block a measure, so that no two measures share a line."""
    rows = []
    for (place, measure), points in view.exchange.items():
        label = f"{view.place_name(place)} · {MEASURES[measure].in_(view.lang)}"
        jumps = view.exchange_trends()[place, measure].jumps if len(points) > 1 else ()
        rows += [(label, *_exchange_cells(view, point, point.year in jumps)) for point in points]
    return view.tabulate(
        Words("公布的交流人数、比例和隐含基数", "Exchange as printed, and the bases implied"),
        [
            left("地区和指标", "Place and measure", 4),
            right("年份", "Year", 1.2),
            right("人数", "Persons", 1.2),
            right("比例", "Ratio", 1.5),
            right("隐含基数", "Base implied", 2.2),
            right("比例若为两位小数", "if the ratio stands for two decimals", 2.2),
            left("基数", "Base", 2),
        ],
        rows,
        note=Words(
            "隐含基数：能得出所载比例的全部整数基数。人数与比例不符的，见附注。",
            "The base implied: every whole number that gives the printed ratio. Where number and ratio do not fit, see the notes.",
        ),
    )


def _exchange_cells(view: PrintedPoints, point: PrintedPoint, has_jumped: bool) -> tuple[str, ...]:
    count, percent = int(point.count.number), point.share.printed
    base = implied_base(count, percent)
    padded = _padded(percent)
    said = view.stated_base(point)
    if has_jumped:
        answer = view.text("跳变", "jumps")
    elif said is None:
        answer = view.text("未载明", "not printed")
    elif base.low <= said <= base.high:
        answer = view.text(f"载明{said:.0f}，相符", f"{said:.0f} printed, fits")
    else:
        answer = view.text(f"载明{said:.0f}，不符", f"{said:.0f} printed, does not fit")
    exact = _range(implied_base(count, padded)) if padded != percent else words.MISSING
    return str(point.year), words.whole(count), f"{percent}%", _range(base), exact, answer


def _padded(percent: str) -> str:
    """ "10.1" as "10.10": what it would be if its last zeros had been dropped."""
    whole, _, decimals = percent.partition(".")
    return f"{whole}.{decimals:0<{LONGEST}}"


def _range(base: ImpliedBase) -> str:
    return f"{base.low}–{base.high}" if base.low < base.high else str(base.low)
