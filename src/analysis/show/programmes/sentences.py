"""What a programme did, in sentences: the estimand, the estimate with its interval, and how often the method is right."""

from __future__ import annotations

from analysis.insight.programmes.effect import ESTIMAND as EFFECT_ESTIMAND
from analysis.insight.programmes.effect import ProgrammeEffect
from analysis.language import Words
from analysis.show.page import words
from analysis.show.page.intervals import (
    SAID_LEVEL,
    points_with_interval,
)
from analysis.show.programmes.view import ProgrammeView


def effect(view: ProgrammeView) -> list[Words]:
    """The estimand, the estimate, and how often the method is right; or why there is none."""
    if isinstance(view.effect, Words):
        return [view.effect]
    said = [EFFECT_ESTIMAND, _effect(view, view.effect)]
    return [*said, _coverage(view)] if view.programme.coverage else said


def _effect(view: ProgrammeView, found: ProgrammeEffect) -> Words:
    """The estimate with its interval, and whether that holds the truth where it is known."""
    said = {lang: points_with_interval(found.low, found.estimate, found.high, lang) for lang in ("zh", "en")}
    others, chosen = len(found.by_county) - found.treated, view.programme.chosen_in
    zh = f"{found.treated}个项目县（{chosen}年入选），{others}个其他县：成效为{said['zh']}个百分点。"
    en = f"{found.treated} programme counties (chosen in {chosen}), {others} others: an effect of {said['en']} points."
    truth = view.programme.truth
    if truth is None:
        return Words(zh, en)
    shown, is_held = words.points(truth), found.low <= truth <= found.high
    return Words(
        zh + f"数据由模拟产生，真值为{shown}，{'在' if is_held else '不在'}区间之内。",
        en + f" The data are simulated: the truth is {shown}, {'inside' if is_held else 'outside'} the interval.",
    )


def _coverage(view: ProgrammeView) -> Words:
    """How often the estimator used held the truth over many simulated provinces."""
    record = view.programme.coverage
    used = next(entry for entry in record.values() if entry["is_kept"])
    low, high = min(e["coverage"] for e in record.values()), words.percent(used["coverage"])
    seeds, worst = words.whole(used["seeds"]), words.percent(low)
    return Words(
        f"同一方法在{seeds}个模拟省上，{high}的{SAID_LEVEL}区间包含真值；下表所列其他方法最低的只有{worst}。",
        f"Over {seeds} simulated provinces {high} of this method’s {SAID_LEVEL} intervals held the truth; of the others in "
        f"the table the worst held it in {worst}.",
    )
