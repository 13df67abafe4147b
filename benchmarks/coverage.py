"""How often do 95 % intervals of a programme's effect hold the truth, when the worst counties were chosen?

    python benchmarks/coverage.py [--seeds 1000] [--variational 40] [--workers 2]

Every seed is a synthetic province (data/raw/demo/province); the truth of a seed is the difference between its two
worlds, drawn alike with and without the programme. Prints a table and writes coverage.toml beside the province, which the
notebooks quote; SOURCES.toml states its digest. Rejected estimators are run on the same seeds.
"""

import argparse
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
import tomlkit
from province_tables import AFTER, FOLDER, NAMES, YEARS, projected_shares, province, shares_of
from scipy.stats import norm
from scipy.stats import t as student_t
from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

from analysis.insight.programmes.effect import effect_against_earlier_years, effect_against_projection

CHOSEN_IN = province.CHOSEN_IN
BEFORE = [year for year in YEARS if year < CHOSEN_IN]
FIRST_SEED = 20_000  # none of these was looked at while the estimators were chosen
Interval = tuple[float, float, float]


# ---- estimators kept --------------------------------------------------------------------------------------------


def against_projection(case) -> Interval:
    effect = effect_against_projection(case.shares[AFTER], case.projected, case.treated)
    return effect.estimate, effect.low, effect.high


def against_earlier_years(case) -> Interval:
    effect = effect_against_earlier_years(case.shares, case.treated, CHOSEN_IN, BEFORE, AFTER)
    return effect.estimate, effect.low, effect.high


# ---- estimators rejected ----------------------------------------------------------------------------------------


def two_groups_welch(differences: pd.Series, treated: list[str]) -> Interval:
    ins, outs = differences[treated], differences.drop(treated)
    parts = ins.var() / len(ins), outs.var() / len(outs)
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (len(ins) - 1) + parts[1] ** 2 / (len(outs) - 1))
    return _interval(ins.mean() - outs.mean(), np.sqrt(sum(parts)), student_t.ppf(0.975, freedom))


def projection_welch(case) -> Interval:
    return two_groups_welch((case.shares[AFTER] - case.projected).mean(axis=1), case.treated)


def projection_without_rooms(case) -> Interval:
    effect = effect_against_projection(case.shares[AFTER], case.projected_without_rooms, case.treated)
    return effect.estimate, effect.low, effect.high


def from_year_of_choice(case) -> Interval:
    return two_groups_welch(case.shares[AFTER].mean(axis=1) - case.shares[CHOSEN_IN], case.treated)


def from_all_earlier_years(case) -> Interval:
    earlier = case.shares[[*BEFORE, CHOSEN_IN]].mean(axis=1)
    return two_groups_welch(case.shares[AFTER].mean(axis=1) - earlier, case.treated)


def pooled_before_and_after(case) -> Interval:
    """Programme counties only, all their classes in one pot, the textbook interval of two shares."""
    counts, bases = case.counts.loc[case.treated], case.bases.loc[case.treated]
    earlier = [*BEFORE, CHOSEN_IN]
    n = bases[earlier].sum().sum(), bases[AFTER].sum().sum()
    p = counts[earlier].sum().sum() / n[0], counts[AFTER].sum().sum() / n[1]
    return _interval(p[1] - p[0], np.sqrt(sum(q * (1 - q) / m for q, m in zip(p, n, strict=True))), norm.ppf(0.975))


def glm(case, kind: str) -> Interval:
    """Logit of treated × after over county-years; kind: plain, slip (scale="X2" on counts), weighted (var_weights)."""
    k, n, design = _stacked(case)
    family = sm.families.Binomial()
    if kind == "weighted":
        fit = sm.GLM(k / n, design, family=family, var_weights=n).fit(scale="X2")
    else:
        fit = sm.GLM(np.column_stack([k, n - k]), design, family=family).fit(scale="X2" if kind == "slip" else None)
    return _marginal(fit.params, fit.cov_params(), design)


def variational(case) -> Interval:
    """Mixed logit with a random level for every county, fitted by variational Bayes, class by class."""
    k, n, design = _stacked(case)
    rows = np.repeat(np.arange(len(k)), n)
    large = np.concatenate([np.arange(size) < count for count, size in zip(k, n, strict=True)]).astype(float)
    county = np.repeat(np.arange(len(NAMES)), len(YEARS))[rows]
    levels = (county[:, None] == np.arange(len(NAMES))).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = BinomialBayesMixedGLM(large, design[rows], levels, np.zeros(len(NAMES), int))
        fit = model.fit_vb()
    return _marginal(fit.fe_mean, np.diag(fit.fe_sd**2), design)


def _stacked(case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    treated = np.repeat(np.isin(NAMES, case.treated), len(YEARS)).astype(float)
    after = np.tile(np.isin(YEARS, AFTER), len(NAMES)).astype(float)
    design = np.column_stack([np.ones_like(after), treated, after, treated * after])
    return case.counts.to_numpy().ravel(), case.bases.to_numpy().ravel(), design


def _marginal(params: np.ndarray, covariance: np.ndarray, design: np.ndarray) -> Interval:
    """The effect in share: with less without the interaction in treated counties after, by the delta method."""
    row = np.array([1.0, 1.0, 1.0, 1.0])
    without = row - np.array([0, 0, 0, 1.0])
    p, q = (1 / (1 + np.exp(-(x @ params))) for x in (row, without))
    gradient = p * (1 - p) * row - q * (1 - q) * without
    return _interval(p - q, np.sqrt(gradient @ covariance @ gradient), norm.ppf(0.975))


def _interval(estimate: float, error: float, quantile: float) -> Interval:
    return estimate, estimate - quantile * error, estimate + quantile * error


# ---- seeds ------------------------------------------------------------------------------------------------------


class Case:
    """One programme on one seed: shares, counts and bases by county and year, treated counties, and the truth."""

    def __init__(self, counts, bases, counts_without, bases_without, is_treated) -> None:
        def table(values):
            return pd.DataFrame(values, index=NAMES, columns=YEARS)

        self.counts, self.bases = table(counts), table(bases)
        self.shares = self.counts / self.bases
        self.treated = [name for name, chosen in zip(NAMES, is_treated, strict=True) if chosen]
        effect = (self.shares - table(counts_without) / table(bases_without)).loc[self.treated, AFTER]
        self.truth = float(effect.mean(axis=1).mean())
        self.projected: pd.DataFrame | None = None
        self.projected_without_rooms: pd.DataFrame | None = None


def class_size_case(with_it, without) -> Case:
    worlds = [(np.rint(shares_of(w).to_numpy() * _bases(w)).astype(int), _bases(w)) for w in (with_it, without)]
    case = Case(*worlds[0], *worlds[1], with_it.chosen_class_size)
    case.projected = projected_shares(with_it)
    case.projected_without_rooms = projected_shares(with_it, with_rooms=False)
    return case


def _bases(world) -> np.ndarray:
    return world.classes["primary"].counted().T


def exchange_case(with_it, without) -> Case:
    worlds = (with_it.exchanged.T, with_it.eligible.T, without.exchanged.T, without.eligible.T)
    return Case(*worlds, with_it.chosen_exchange)


CLASS_SIZE: dict[str, Callable] = {
    "against_projection": against_projection,
    "projection_welch": projection_welch,
    "projection_without_rooms": projection_without_rooms,
    "from_year_of_choice": from_year_of_choice,
    "from_all_earlier_years": from_all_earlier_years,
    "pooled_before_and_after": pooled_before_and_after,
    "binomial_glm": partial(glm, kind="plain"),
    "binomial_glm_x2_slip": partial(glm, kind="slip"),
    "binomial_glm_var_weights": partial(glm, kind="weighted"),
}
EXCHANGE: dict[str, Callable] = {
    "against_earlier_years": against_earlier_years,
    "from_year_of_choice": from_year_of_choice,
    "from_all_earlier_years": from_all_earlier_years,
    "pooled_before_and_after": pooled_before_and_after,
    "binomial_glm": partial(glm, kind="plain"),
    "binomial_glm_x2_slip": partial(glm, kind="slip"),
    "binomial_glm_var_weights": partial(glm, kind="weighted"),
}
KEPT = {("class_size", "against_projection"), ("exchange", "against_earlier_years")}


def run_seed(seed: int, with_variational: bool) -> list[tuple]:
    """(programme, estimator, truth, estimate, low, high) of one seed."""
    with_it, without = province.draw_province(seed)
    rows = []
    for programme, case, estimators in (
        ("class_size", class_size_case(with_it, without), CLASS_SIZE),
        ("exchange", exchange_case(with_it, without), EXCHANGE),
    ):
        extra = {"variational_mixed_logit": variational} if with_variational and programme == "class_size" else {}
        rows += [(programme, name, case.truth, *use(case)) for name, use in {**estimators, **extra}.items()]
    return rows


def summarise(rows: list[tuple]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["programme", "estimator", "truth", "estimate", "low", "high"])
    table["covers"] = table["truth"].between(table["low"], table["high"])
    table["bias"], table["width"] = table["estimate"] - table["truth"], table["high"] - table["low"]
    grouped = table.groupby(["programme", "estimator"], sort=False)
    return grouped.agg(
        seeds=("covers", "size"), coverage=("covers", "mean"), bias=("bias", "mean"), width=("width", "mean"),
        truth=("truth", "mean"),
    )  # fmt: skip


def write(summary: pd.DataFrame, path: Path) -> None:
    document = tomlkit.document()
    document.add(
        tomlkit.comment("Written by benchmarks/coverage.py on the synthetic province; shares 0–1, not points.")
    )
    document["schema"] = 1
    for (programme, estimator), row in summary.iterrows():
        entry = {
            "seeds": int(row["seeds"]),
            "is_kept": (programme, estimator) in KEPT,
            **{key: round(float(row[key]), 4) for key in ("coverage", "bias", "width", "truth")},
        }
        document.setdefault(programme, tomlkit.table())[estimator] = entry
    path.write_text(tomlkit.dumps(document), encoding="utf8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument(
        "--variational", type=int, default=40, help="seeds on which the slow variational fit is run too"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", type=Path, default=FOLDER / "coverage.toml")
    chosen = parser.parse_args()
    seeds = range(FIRST_SEED, FIRST_SEED + chosen.seeds)
    slow = [seed < FIRST_SEED + chosen.variational for seed in seeds]
    with ProcessPoolExecutor(chosen.workers) as pool:
        rows = [row for rows in pool.map(run_seed, seeds, slow, chunksize=5) for row in rows]
    summary = summarise(rows)
    print(summary.to_string(float_format="{:.4f}".format))
    write(summary, chosen.write)


if __name__ == "__main__":
    main()
