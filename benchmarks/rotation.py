"""Moves of full-time teachers in every county of a real table: how far, how many, how near to the proved bound, how long.

    python benchmarks/rotation.py [share of the way] [furthest km] [teachers kept a class]

Each county is to come so far of the way (default a half) from its coefficient to the least that moves within 30 km reach,
while every school keeps 1.2 full-time teachers a class. The table is tw_moe_primary_113 of ../shared/data; where that
folder is absent nothing is measured. Nobody has proposed these moves: the aim is set here to measure by.
"""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path

from analysis.insight.rotation.plan import plan_moves
from analysis.insight.rotation.schools import ALL, Aim, MoveRules
from analysis.tables.sheets.reading import TableFile, accepted, read_files
from analysis.tables.sources.mapping import read_mapping

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT.parent / "shared" / "data" / "tw_moe_primary_113" / "113-107.csv"
HEADER = "| county | schools | CV before → after | aim | least | teachers moved | km | bound, km | gap | small schools or at the floor | s |"


def main() -> None:
    share, furthest, per_class = (*map(float, sys.argv[1:]), *(0.5, 30.0, 1.2)[len(sys.argv) - 1 :])
    if not TABLE.is_file():
        sys.exit(f"there is no {TABLE.name} beside the project: nothing measured")
    mapping = read_mapping(ROOT / "tests" / "mappings" / "tw_moe_primary_113.toml")
    rows = accepted(read_files([TableFile(TABLE, mapping)])).rows
    rules = MoveRules(furthest_km=furthest, per_class=per_class)
    print(HEADER, "|".join(["", *["---"] * HEADER.count(" | "), "---", ""]), sep="\n")
    for county, here in rows.groupby("county"):
        present = plan_moves(here, Aim(ALL, math.inf), rules)
        aim = Aim(ALL, present.cv_before + share * (present.least_cv - present.cv_before))
        start = time.perf_counter()
        plan = plan_moves(here, aim, rules)
        seconds = time.perf_counter() - start
        cells = [
            county, len(here), f"{plan.cv_before:.3f} → {plan.cv_after:.4f}", f"{aim.cv_at_most:.4f}", f"{plan.least_cv:.3f}",
            f"{plan.teachers} of {here[ALL].sum():.0f}", f"{plan.cost:.1f}", f"{plan.bound:.1f}", f"{plan.gap:.2%}",
            len(plan.stripped), f"{seconds:.1f}",
        ]  # fmt: skip
        print("|", " | ".join(map(str, cells)), "|", flush=True)


if __name__ == "__main__":
    main()
