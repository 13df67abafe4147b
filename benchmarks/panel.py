"""How fast a whole country is measured, beside the usual ways of doing it.

    python benchmarks/panel.py            2 million made-up school-year rows, 7 indicators, 1 % unknown

Every method runs in a process of its own, on all the cores it wants, from data already in memory in its own form.
Prints a table and asserts nothing. Peers that are not installed (`pip install "junheng[bench,dev]"`) are left out.
"""

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

COUNTIES, YEARS, STAGES, INDICATORS = 2_900, 10, 2, 7
GROUPS = COUNTIES * YEARS * STAGES
SAMPLED_COUNTIES = 60  # for the method that needs minutes: its time is extrapolated, and the table says so
MAKE = "make the data"
MEASURES = ("mean", "cv", "gini", "theil")
X = [f"x{i}" for i in range(INDICATORS)]


def make(folder: Path) -> None:
    """Counties of 3 to 137 schools with their own levels, spreads that shrink over the years; all of it made up."""
    draw = np.random.default_rng(2017)
    schools = draw.integers(3, 138, COUNTIES)
    county = np.repeat(np.arange(COUNTIES), schools)
    stage = (draw.random(county.size) < 0.3).astype(np.int64)
    size, quality = np.exp(draw.normal(6, 0.7, county.size)), draw.normal(0, 0.35, (county.size, INDICATORS))
    level = np.log([4.2, 1.0, 0.9, 4.5, 7.5, 2000.0, 2.3]) + draw.normal(0, 0.15, (COUNTIES, INDICATORS))
    row, year = np.repeat(np.arange(county.size), YEARS), np.tile(np.arange(YEARS), county.size)
    noise = draw.normal(0, 0.05, (row.size, INDICATORS))
    values = np.exp(level[county[row]] + quality[row] * (1 - 0.03 * year[:, None]) + noise)
    values[draw.random(values.shape) < 0.01] = np.nan
    students = np.maximum(10, size[row] * (1 + draw.normal(0, 0.04, row.size))).round().astype(np.int64)
    columns = {"county": county[row], "year": year, "stage": stage[row], "students": students}
    for name, column in (columns | dict(zip(X, values.T, strict=True))).items():
        np.save(folder / f"{name}.npy", column)


def columns_in(folder: Path) -> dict[str, np.ndarray]:
    return {name: np.load(folder / f"{name}.npy") for name in ("county", "year", "stage", "students", *X)}


def group_number(county: np.ndarray, year: np.ndarray, stage: np.ndarray) -> np.ndarray:
    return (county * YEARS + year) * STAGES + stage


def pandas_frame(folder: Path):
    import pandas as pd

    return pd.DataFrame(columns_in(folder))


def polars_frame(folder: Path):
    import polars as pl

    return pl.DataFrame(columns_in(folder)).with_columns(pl.col(X).fill_nan(None))


def duckdb_table(folder: Path):
    import duckdb
    import pyarrow as pa

    arrays = {name: pa.array(column, from_pandas=True) for name, column in columns_in(folder).items()}
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.register("arrays", pa.table(arrays))
    connection.execute("CREATE TABLE rows_ AS SELECT * FROM arrays")
    return connection


def junheng(frame) -> np.ndarray:
    from analysis.formulas import measures_by_group

    group = group_number(*(frame[key].to_numpy() for key in ("county", "year", "stage")))
    result = measures_by_group(group, frame.students, frame[X], groups=GROUPS)
    return np.stack([result.mean, result.cv, result.gini, result.theil_t])


def groupby_apply(frame) -> np.ndarray:
    from inequality.gini import Gini
    from inequality.theil import Theil
    from statsmodels.stats.weightstats import DescrStatsW

    def measures(schools):
        found = np.full((len(MEASURES), INDICATORS), np.nan)
        values, students = schools[X].to_numpy(), schools.students.to_numpy()
        for column in range(INDICATORS):
            known = ~np.isnan(values[:, column])
            x = values[known, column]
            if x.size:
                described = DescrStatsW(x, weights=students[known], ddof=0)
                inequality = Gini(x).g, Theil(x).T  # PySAL's do not weight
                found[:, column] = described.mean, described.std / described.mean, *np.ravel(inequality)
        return found

    sample = frame[frame.county < SAMPLED_COUNTIES]
    by_group = sample.groupby(["county", "year", "stage"])[["students", *X]].apply(measures)
    place = group_number(*(by_group.index.get_level_values(level) for level in range(3)))
    return placed(place, np.stack(by_group.to_list(), axis=1))


def pandas_vectorised(frame) -> np.ndarray:
    import pandas as pd

    group = group_number(frame.county, frame.year, frame.stage)
    result = np.full((len(MEASURES), GROUPS, INDICATORS), np.nan)
    for column, name in enumerate(X):
        one = pd.DataFrame({"g": group, "n": frame.students, "x": frame[name]}).dropna().sort_values(["g", "x"])
        total = one.groupby("g").n.sum()
        mean = (one.n * one.x).groupby(one.g).sum() / total
        ratio = one.x / one.g.map(mean)
        before = one.groupby("g").n.cumsum() - one.n / 2
        parts = (
            pd.DataFrame(
                {
                    "cv2": one.n * (ratio - 1) ** 2,
                    "gini": one.n * ratio * before,
                    "theil": one.n * ratio * np.log(ratio),
                }
            )
            .groupby(one.g)
            .sum()
        )
        measures = mean, np.sqrt(parts.cv2 / total), 2 * parts.gini / total**2 - 1, parts.theil / total
        result[:, mean.index, column] = np.stack(measures)
    return result


def polars_two_pass(frame) -> np.ndarray:
    import polars as pl

    asked = []
    for name in X:
        known = pl.col(name).is_not_null()
        x, n = pl.col(name).filter(known), pl.col("students").cast(pl.Float64).filter(known)
        mean = (n * x).sum() / n.sum()
        ratio, by_x = x / mean, n.sort_by(x)
        gini = 2 * (by_x * x.sort() * (by_x.cum_sum() - by_x / 2)).sum() / (n.sum() ** 2 * mean) - 1
        cv, theil = ((n * (ratio - 1) ** 2).sum() / n.sum()).sqrt(), (n * ratio * ratio.log()).sum() / n.sum()
        asked += [part.alias(f"{m}_{name}") for m, part in zip(MEASURES, (mean, cv, gini, theil), strict=True)]
    return from_columns(frame.lazy().group_by("county", "year", "stage").agg(asked).collect().to_dict(as_series=False))


def polars_one_pass(frame) -> np.ndarray:
    import polars as pl

    asked = []
    for name in X:
        x, n = pl.col(name), pl.col("students").cast(pl.Float64)
        total, sum_x = (n * x.is_not_null()).sum(), (n * x).sum()
        mean = sum_x / total
        cv = ((n * x**2).sum() / total - mean**2).sqrt() / mean
        theil = (n * x * x.log()).sum() / sum_x - mean.log()
        asked += [part.alias(f"{m}_{name}") for m, part in (("mean", mean), ("cv", cv), ("theil", theil))]
    return from_columns(frame.lazy().group_by("county", "year", "stage").agg(asked).collect().to_dict(as_series=False))


def duckdb_windows(connection) -> np.ndarray:
    result = np.full((len(MEASURES), GROUPS, INDICATORS), np.nan)
    for column, name in enumerate(X):
        found = connection.execute(f"""
            WITH placed AS (
                SELECT county, year, stage, students::DOUBLE n, {name} x,
                       sum(students::DOUBLE) OVER (here ORDER BY {name} ROWS UNBOUNDED PRECEDING) reached,
                       sum(students * {name}) OVER here / sum(students) OVER here m
                FROM rows_ WHERE {name} IS NOT NULL WINDOW here AS (PARTITION BY county, year, stage))
            SELECT county, year, stage, any_value(m) mean, sqrt(sum(n * (x / m - 1) ^ 2) / sum(n)) cv,
                   2 * sum(n * x / m * (reached - n / 2)) / sum(n) ^ 2 - 1 gini,
                   sum(n * x / m * ln(x / m)) / sum(n) theil
            FROM placed GROUP BY county, year, stage""").fetchnumpy()
        result[:, group_number(found["county"], found["year"], found["stage"]), column] = [found[m] for m in MEASURES]
    return result


def duckdb_one_pass(connection) -> np.ndarray:
    asked = ", ".join(
        f"sum(students * {x}) / sum(students) FILTER ({x} IS NOT NULL) mean_{x}, "
        f"sqrt(greatest(0, sum(students * {x} * {x}) / sum(students) FILTER ({x} IS NOT NULL) - mean_{x} ^ 2)) "
        f"/ mean_{x} cv_{x}, sum(students * {x} * ln({x})) / sum(students * {x}) - ln(mean_{x}) theil_{x}"
        for x in X
    )
    return from_columns(connection.execute(f"SELECT county, year, stage, {asked} FROM rows_ GROUP BY ALL").fetchnumpy())


def from_columns(found: dict) -> np.ndarray:
    """Put columns named measure_indicator into one array (measures, groups, indicators)."""
    absent = np.full(len(found["county"]), np.nan)
    values = [np.stack([np.asarray(found.get(f"{m}_{x}", absent), dtype=float) for x in X], axis=1) for m in MEASURES]
    return placed(group_number(*(np.asarray(found[key]) for key in ("county", "year", "stage"))), np.stack(values))


def placed(group: np.ndarray, values: np.ndarray) -> np.ndarray:
    result = np.full((len(MEASURES), GROUPS, INDICATORS), np.nan)
    result[:, group] = values
    return result


METHODS: dict[str, tuple[Callable, Callable, tuple[str, ...]]] = {
    "junheng": (junheng, pandas_frame, ()),
    "groupby.apply, statsmodels + PySAL": (groupby_apply, pandas_frame, ("statsmodels", "inequality")),
    "pandas, vectorised": (pandas_vectorised, pandas_frame, ()),
    "polars, two passes": (polars_two_pass, polars_frame, ("polars",)),
    "polars, one pass, no Gini": (polars_one_pass, polars_frame, ("polars",)),
    "DuckDB, windows": (duckdb_windows, duckdb_table, ("duckdb", "pyarrow")),
    "DuckDB, one pass, no Gini": (duckdb_one_pass, duckdb_table, ("duckdb", "pyarrow")),
}


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def run(method: str, folder: Path) -> dict:
    """Time one method in this process, and compare what it found with what is already in the folder."""
    warnings.simplefilter("ignore")
    compute, load, _ = METHODS[method]
    data, runs = load(folder), []
    loaded = peak_mib()
    for _ in range(1 if compute is groupby_apply else 3):
        wall, processor = time.perf_counter(), time.process_time()
        found = compute(data)
        runs.append((time.perf_counter() - wall, time.process_time() - processor))
    peak = peak_mib()
    if compute is junheng:
        np.save(folder / "found.npy", found)
    scale = COUNTIES / SAMPLED_COUNTIES if compute is groupby_apply else 1
    seconds, processor = (best * scale for best in min(runs))
    timing = {"seconds": seconds, "processor": processor, "peak": peak, "loaded": loaded}
    return timing | compared(found, method, folder)


def compared(found: np.ndarray, method: str, folder: Path) -> dict:
    """Largest difference from ours (of means: relative), and what is said of one school alone, where no spread is."""
    data, ours = columns_in(folder), np.load(folder / "found.npy")
    group = group_number(data["county"], data["year"], data["stage"])
    schools = np.stack([np.bincount(group[~np.isnan(data[x])], minlength=GROUPS) for x in X], axis=1)
    is_compared = ~np.isnan(found).all(axis=(1, 2))
    if METHODS[method][0] is groupby_apply:
        is_compared[2:] = False  # its Gini and Theil count schools, not students: another quantity
    is_sampled = ~np.isnan(found[0]).all(axis=1, keepdims=True)
    scale = np.where(np.arange(len(MEASURES)) == 0, np.nanmean(ours[0]), 1)[:, None, None]
    difference = (np.abs(found - ours) / scale)[is_compared][:, is_sampled & (schools > 1)]
    alone = found[1:][is_compared[1:]][:, is_sampled & (schools == 1)]
    return {
        "difference": float(difference.max()),
        "alone_worst": float(np.abs(np.nan_to_num(alone)).max(initial=0)),
        "alone_undefined": int(np.isnan(alone).sum()),
        "alone": alone.shape[1],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--method", choices=[MAKE, *METHODS], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.method:
        made = make(chosen.folder) if chosen.method == MAKE else run(chosen.method, chosen.folder)
        print(json.dumps(made))
        return
    with tempfile.TemporaryDirectory() as folder:
        own_process(MAKE, Path(folder))  # not here: a child's peak memory starts from its parent's
        report(Path(folder))


def own_process(method: str, folder: Path) -> dict:
    command = [sys.executable, __file__, "--method", method, "--folder", str(folder)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def report(folder: Path) -> None:
    rows = np.load(folder / "county.npy", mmap_mode="r").size
    print(f"{rows:,} rows, {GROUPS:,} groups (county x year x stage), {INDICATORS} indicators, 1 % unknown; made up.")
    print("Mean, CV, Gini and Theil T, weighted by students. Best of 3 runs, data already loaded; wall and processor")
    print(f"seconds ({os.cpu_count()} cores), peak memory of the process and the part of it before computing in MiB.\n")
    print(f"{'method':35}{'wall':>8}{'x ours':>8}{'cpu':>8}{'peak':>7}{'before':>8}{'differs':>9}  one school alone")
    ours = None
    for method, (_, _, needs) in METHODS.items():
        missing = [name for name in needs if importlib.util.find_spec(name) is None]
        if missing:
            print(f"{method:35}left out: {', '.join(missing)} not installed here")
            continue
        found = own_process(method, folder)
        ours = ours or found["seconds"]
        speed = f"{found['seconds']:8.2f}{found['seconds'] / ours:8.1f}{found['processor']:8.2f}"
        memory = f"{found['peak']:7.0f}{found['loaded']:8.0f}"
        print(f"{method:35}{speed}{memory}{found['difference']:9.0e}  {of_one_school(found)}")
    print(f"\ngroupby.apply was timed on {SAMPLED_COUNTIES} counties and extrapolated to {COUNTIES:,}; its Gini and")
    print("Theil (PySAL) do not weight by students and are not compared.")


def of_one_school(found: dict) -> str:
    undefined = f", {found['alone_undefined']} undefined" if found["alone_undefined"] else ""
    worst = f"off by up to {found['alone_worst']:.0e}" if found["alone_worst"] else "exactly 0"
    return f"{worst}{undefined} ({found['alone']} cells)"


if __name__ == "__main__":
    main()
