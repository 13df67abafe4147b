"""What a programme did: by county, beside the truth where a simulation knows it, and how often intervals hold it."""

from __future__ import annotations

from analysis.insight.programmes.effect import ProgrammeEffect
from analysis.language import Words
from analysis.show.page import words
from analysis.show.page.intervals import SAID_LEVEL
from analysis.show.page.table import Column, Table, left, right
from analysis.show.programmes.view import ProgrammeView

ESTIMATORS = {
    "against_projection": Words("与队列推算值比较（采用）", "against a projection (used here)"),
    "against_earlier_years": Words("与入选前年份比较，不含入选年（采用）", "against earlier years, not the year of choice (used here)"),
    "projection_welch": Words("与推算值比较，两组方差不等", "against a projection, unequal variances"),
    "projection_without_rooms": Words("推算不考虑教室", "a projection that knows nothing of rooms"),
    "from_year_of_choice": Words("与入选当年比较", "against the year of choice"),
    "from_all_earlier_years": Words("与此前所有年份比较（含入选年）", "against all earlier years, year of choice among them"),
    "pooled_before_and_after": Words("只看项目县，前后合并比较", "programme counties only, before and after pooled"),
    "binomial_glm": Words("二项回归", "binomial regression"),
    "binomial_glm_x2_slip": Words("二项回归，离散度按计数误算", "binomial regression, dispersion miscomputed from counts"),
    "binomial_glm_var_weights": Words("二项回归，按班级数加权", "binomial regression weighted by classes"),
    "variational_mixed_logit": Words("混合logit（变分近似）", "mixed logit (variational)"),
}  # fmt: skip


def effect_by_county(view: ProgrammeView) -> Table | None:
    """Actual share of every county and what it is compared with over the programme's years, treated ones first."""
    if not isinstance(view.effect, ProgrammeEffect):
        return None
    table = view.effect.by_county.sort_values(["is_treated", "difference"], ascending=[False, True], kind="stable")
    rows = [
        (
            view.name_of(county),
            view.text("是", "yes") if line["is_treated"] else "",
            words.percent(line["actual"]),
            words.percent(line["expected"]),
            words.points(line["difference"]),
        )
        for county, line in table.iterrows()
    ]
    return view.tabulate(
        Words("各县实际占比与比照值", "Actual shares and what they are compared with"),
        [
            left("县区", "County"),
            Column(Words("项目县", "Programme"), "c"),
            right("实际", "Actual"),
            right("比照值", "Compared with"),
            right("相差（百分点）", "Difference (points)"),
        ],
        rows,
        note=Words("各年平均。", "Means over the years of the programme."),
    )


def coverage(view: ProgrammeView) -> Table | None:
    """How often 95% intervals held the truth on simulated provinces: the estimator used, and those rejected."""
    record = view.programme.coverage if view.programme else None
    if not record or not isinstance(view.effect, ProgrammeEffect):
        return None
    rows = [
        (
            ESTIMATORS[name].in_(view.lang),
            words.percent(entry["coverage"]),
            words.points(entry["bias"], 2),
            words.number(100 * entry["width"], 1),
            words.whole(entry["seeds"]),
        )
        for name, entry in record.items()
    ]
    used = frozenset(k for k, entry in enumerate(record.values()) if entry["is_kept"])
    return view.tabulate(
        Words(
            f"{SAID_LEVEL}区间包含真值的比例（模拟）", f"How often a {SAID_LEVEL} interval held the truth (simulated)"
        ),
        [
            left("估计方法", "Estimator", 5),
            right("包含真值", "Held the truth", 1.8),
            right("偏差（百分点）", "Bias (points)", 1.8),
            right("区间宽度（百分点）", "Width (points)", 2),
            right("模拟次数", "Simulated provinces", 1.8),
        ],
        rows,
        note=Words(
            f"低于{SAID_LEVEL}越多，区间越常漏掉真值。",
            f"The further below {SAID_LEVEL}, the more often the interval misses the truth.",
        ),
        strong=used,
    )
