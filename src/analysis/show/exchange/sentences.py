"""What exchange and balance over time say; where the data do not allow it, the reason instead."""

from __future__ import annotations

from analysis.insight.exchange.ratios import ESTIMAND as RATIO_ESTIMAND
from analysis.insight.exchange.ratios import MEASURES
from analysis.language import Words
from analysis.show.exchange.view import ExchangeView
from analysis.show.page import words

NO_COUNTS = Words(
    "本数据集没有交流名册或人数，仅公布数字和均衡变化两节适用。",
    "This data set has no register or counts of exchange: only printed figures and balance over time apply.",
)


def ratios(view: ExchangeView) -> list[Words]:
    """The last year beside the first, each base by itself, backbone teachers and principals apart."""
    if not view.has_counts:
        return [NO_COUNTS]
    return [RATIO_ESTIMAND, *(found for name in MEASURES if (found := _measure(view, name)))]


def _measure(view: ExchangeView, name: str) -> Words | None:
    found, label = view.by_year(name), MEASURES[name]
    if found.empty:
        return None
    first, last = found.iloc[0], found.iloc[-1]
    counts = f"{words.whole(last['count'])}/{words.whole(last['base'])}"
    shares, move = (
        [words.percent(line["ratio"]) for line in (first, last)],
        words.points(last["ratio"] - first["ratio"]),
    )
    if len(found) == 1:
        return Words(
            f"{view.place.zh}{found.index[0]}年{label.zh}：{shares[1]}（{counts}）。",
            f"{view.place.en}, {found.index[0]}, {label.en}: {shares[1]} ({counts}).",
        )
    return Words(
        f"{view.place.zh}{label.zh}：{found.index[-1]}年{shares[1]}（{counts}），{found.index[0]}年{shares[0]}，相差{move}个百分点。",
        f"{view.place.en}, {label.en}: {shares[1]} in {found.index[-1]} ({counts}), {shares[0]} in {found.index[0]}, {move} points.",
    )


def between_counties(view: ExchangeView) -> Words | None:
    """How far counties lie apart in the last year, and how far a county moves from year to year."""
    if not view.has_counts or view.county or len(view.counties) < 2:
        return None
    mine = view.ratios[view.ratios["measure"] == "exchanged_of_eligible"]
    now, usual = mine[mine["year"] == view.years[-1]]["ratio"], mine["difference"].abs().median()
    low, high, move = words.percent(now.min()), words.percent(now.max()), words.number(100 * usual, 1)
    return Words(
        f"{view.years[-1]}年各县占符合交流条件教师的比例在{low}至{high}之间；一个县相邻两年通常相差{move}个百分点（中位数），单一年份的高低不宜过度解读。",
        f"In {view.years[-1]} counties run from {low} to {high} of eligible teachers; a county usually moves by {move} points from "
        "one year to the next (median), so the high or low of a single year should not be overinterpreted.",
    )


def flows(view: ExchangeView) -> Words:
    """What the country gains."""
    if view.flows is None:
        return Words("没有交流名册，无法得知流向。", "Without a register, who goes where is unknown.")
    total = view.flows[["town_to_country", "country_to_town", "to_country_net", "unknown"]].sum()
    out, back, net, unknown = (words.whole(one) for one in total)
    years = f"{view.flows['year'].min()}—{view.flows['year'].max()}"
    return Words(
        f"{view.place.zh}{years}年：由城镇到乡村{out}人次，由乡村到城镇{back}人次，乡村净得{net}人次"
        + (f"，另有{unknown}人次地区不明。" if total["unknown"] else "。")
        + "名册只记载去向，不反映任教时间长短和带动作用。",
        f"{view.place.en}, {years.replace('—', '–')}: {out} from town to country, {back} back, {net} net to the country"
        + (f", {unknown} of unknown area. " if total["unknown"] else ". ")
        + "A register records where teachers went, not how long they taught or to what effect.",
    )
