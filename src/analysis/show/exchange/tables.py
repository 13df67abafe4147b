"""Teacher exchange: ratios on both bases, by year and county, and who goes where."""

from __future__ import annotations

from analysis.insight.exchange.ratios import COUNT_WORDS, MEASURES, PARTS
from analysis.language import Words
from analysis.show.exchange.view import ExchangeView
from analysis.show.page import words
from analysis.show.page.table import Column, Table, left, right

MOST_COUNTIES = 30


def exchange_by_year(view: ExchangeView) -> Table | None:
    """Each measure in a column of its own: count, base and ratio by year, of all counties of the view together."""
    if not view.has_counts:
        return None
    measures = [name for name in MEASURES if len(view.by_year(name))]
    found = {name: view.by_year(name) for name in measures}
    rows = [
        (str(year), *(cell for name in measures for cell in _cells(found[name], year)))
        for year in view.years
    ]  # fmt: skip
    parts = (Words("人数/基数", "persons / base"), Words("比例", "ratio"))
    return view.tabulate(
        view.text("历年交流轮岗比例：", "Exchange by year: ") + view.place.in_(view.lang),
        [
            right("年份", "Year"),
            *(Column((MEASURES[name], part), "r") for name in measures for part in parts),
        ],
        rows,
        note=Words(
            "两种基数为两个指标，不能连成一个序列；骨干教师的比例以交流轮岗教师为基数，校长单列。",
            "The two bases are two measures and never form one series; backbone teachers are a share of those exchanged, "
            "principals are counted separately.",
        ),
    )


def _cells(found, year: int) -> tuple[str, str]:
    if year not in found.index:
        return words.MISSING, words.MISSING
    line = found.loc[year]
    return f"{words.whole(line['count'])}/{words.whole(line['base'])}", words.percent(line["ratio"])


def exchange_by_county(view: ExchangeView) -> Table | None:
    """The last year by county: both ratios, the move since the year before and since the first, backbone, principals."""
    if not view.has_counts or view.county:
        return None
    year, first = view.years[-1], view.years[0]
    ratios = view.ratios.set_index(["measure", "county", "year"])
    rows = []
    for county in view.counties[:MOST_COUNTIES]:
        row = [view.name_of(county)]
        for name in MEASURES:
            row.append(_ratio(ratios, name, county, year, "ratio"))
            if name == "exchanged_of_eligible":
                now, then = (_value(ratios, name, county, when, "ratio") for when in (year, first))
                row += [words.points(_value(ratios, name, county, year, "difference")), words.points(now - then)]
                row.append(words.points(_value(ratios, name, county, year, "from_median")))
        rows.append(tuple(row))
    moves = [
        right(f"较{year - 1}年", f"since {year - 1}", 1.5),
        right(f"较{first}年", f"since {first}", 1.5),
        right("与各县中位数之差", "from the median", 1.8),
    ]
    ratio_columns = [
        Column(label, "r", 2.4 if name == "exchanged_of_eligible" else 2.2) for name, label in MEASURES.items()
    ]
    unlisted = len(view.counties) - len(rows)
    return view.tabulate(
        Words(f"{year}年各县交流轮岗", f"Exchange by county, {year}"),
        [left("县区", "County", 3), *ratio_columns[:1], *moves, *ratio_columns[1:]],
        rows,
        note=view.text("差为百分点。", "Differences in points.")
        + (view.text(f"另有{unlisted}个县未列。", f" {unlisted} more counties are not listed.") if unlisted else ""),
    )


def _value(ratios, name: str, county: str, year: int, column: str) -> float:
    key = (name, county, year)
    return float(ratios.at[key, column]) if key in ratios.index else float("nan")


def _ratio(ratios, name: str, county: str, year: int, column: str) -> str:
    return words.percent(_value(ratios, name, county, year, column))


def flows_by_year(view: ExchangeView) -> Table | None:
    """Town to country and back, by year, of all counties of the view together."""
    if view.flows is None:
        return None
    columns = ["town_to_country", "country_to_town", "to_country_net", "within_town", "within_country", "unknown"]
    found = view.flows.groupby("year")[columns].sum()
    return view.tabulate(
        view.text("城乡流向（教师，人）：", "Who goes where (teachers): ") + view.place.in_(view.lang),
        [
            right("年份", "Year"),
            right("城镇→乡村", "town → country"),
            right("乡村→城镇", "country → town"),
            right("乡村净得", "net to the country"),
            right("城镇内部", "within town"),
            right("乡村内部", "within country"),
            right("地区不明", "area unknown"),
        ],
        [(str(year), *(words.whole(value) for value in line)) for year, line in found.iterrows()],
    )


def measures_and_bases(view: ExchangeView) -> Table:
    """What each measure counts, and out of what."""
    return view.tabulate(
        Words("四个指标", "The four measures"),
        [left("指标", "Measure"), left("分子", "Counted"), left("分母", "Out of")],
        [
            (MEASURES[name].in_(view.lang), *(COUNT_WORDS[part].in_(view.lang) for part in parts))
            for name, parts in PARTS.items()
        ],
    )
