"""Are cohorts moved up nearer to what came than what anybody can do without them?

    python benchmarks/forecast.py [--seeds 50]

Back-tests every seed of the synthetic province at school × grade, one to three years ahead, against "same cohort,
ratio 1" and "same as last year". Prints a table and writes forecast.toml beside the province, which the notebooks
quote; SOURCES.toml states its digest.
"""

import argparse
from pathlib import Path

import pandas as pd
import tomlkit
from province_tables import FOLDER, births_of, history_of, province

from analysis.insight.class_size.forecast import METHODS, back_test


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--write", type=Path, default=FOLDER / "forecast.toml")
    chosen = parser.parse_args()
    tables = []
    for seed in range(chosen.seeds):
        _, without = province.draw_province(seed)
        tables.append(back_test(history_of(without), births_of(without)).assign(seed=seed))
    errors = pd.concat(tables).groupby(["step", "method"])["error"].mean().unstack()[list(METHODS)]
    wide = pd.concat(tables).pivot_table(index=["seed", "origin", "step"], columns="method", values="error")
    wins = (wide["cohorts"] < wide[["ratio_1", "same_as_last_year"]].min(axis=1)).groupby("step").mean()
    print(errors.assign(nearest=wins).to_string(float_format="{:.4f}".format))
    document = tomlkit.document()
    document.add(tomlkit.comment("Written by benchmarks/forecast.py on the synthetic province; Σ|error| / Σ pupils."))
    document |= {"schema": 1, "seeds": chosen.seeds}
    for step, row in errors.iterrows():
        entry = {method: round(float(error), 4) for method, error in row.items()}
        document[f"step_{step}"] = entry | {"share_nearest": round(float(wins[step]), 4)}
    chosen.write.write_text(tomlkit.dumps(document), encoding="utf8")


if __name__ == "__main__":
    main()
